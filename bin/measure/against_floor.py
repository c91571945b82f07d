"""Rebond against the least that Flask and SQLite can do, equally durable."""

from bin.measure import floor as least
from bin.measure.clients import CLIENTS, Person, Wanted, after_a_log, in_turns, logs, reads
from bin.measure.company import signed_in
from bin.measure.databases import copied, organisations
from bin.measure.limits import Limit, Part, ratio, refused
from bin.measure.servers import floor, rebond
from bin.measure.setting import Setting

BATCH, READERS = 100, 96
BOARD = "/boards/week"


def measure(setting: Setting) -> Part:
    """The hot paths of a company of a thousand, each in turns with the floor's."""
    template, part = setting.databases.thousand(), Part(TITLE, ABOUT)
    least.make(str(setting.folder / "floor.sqlite3"))
    with copied(template, setting.folder) as path:
        url = f"sqlite:///{path}"
        people = signed_in(url, organisations(url), setting.databases.size.thousand)
        with floor(setting.folder) as low, rebond(url) as ours:
            groups = _groups(low.port, ours.port, people)
            seen = [line for group in groups for line in in_turns(group, setting.seconds)]
    _, log, hundred, floor16, log16, page1, board1, page16, board16, anew = seen
    part.lines(seen)
    boards = (ratio(board1.rate, page1.rate), ratio(board16.rate, page16.rate))
    part.limits = [
        Limit(
            f"log, {CLIENTS} clients: share of the floor’s requests/s",
            ratio(log16.rate, floor16.rate),
            *("at least", 0.40),
        ),
        Limit(
            f"log, {CLIENTS} clients: p99 to median",
            ratio(log16.within(0.99), log16.median),
            *("at most", 4.0),
        ),
        Limit(
            "board’s panel, nothing new: share of the floor’s page/s, the worse of both",
            min(boards),
            *("at least", 0.50),
        ),
        Limit(
            f"batch of {BATCH}: an entry to a single log",
            ratio(hundred.median / BATCH, log.median),
            *("at most", 0.5),
        ),
        refused(seen, "requests refused, as locked or otherwise"),
    ]
    share = ratio(anew.median, page1.median)
    part.notes.append(f"A board made anew takes {share:.1f} times as long as the floor’s page.")
    part.notes += sorted({text for line in seen for text in line.refused})[:3]
    return part


def _groups(low: int, ours: int, people: list[Person]) -> list[list[Wanted]]:
    """What is measured in turns: the floor's server by its port, then ours."""
    one, many, hundred = logs(people, 1, 1), logs(people), logs(people[::-1], BATCH, 1)
    page, board = reads(people, "/"), reads(people[:READERS], BOARD)
    return [
        [
            Wanted("floor: one row", low, one),
            Wanted("log", ours, one),
            Wanted(f"batch of {BATCH}, per entry", ours, hundred, 1, BATCH),
        ],
        [Wanted("floor: one row", low, many, CLIENTS), Wanted("log", ours, many, CLIENTS)],
        [
            Wanted("floor: one page", low, page),
            Wanted("board, nothing new", ours, board, warm=READERS),
        ],
        [
            Wanted("floor: one page", low, page, CLIENTS),
            Wanted("board, nothing new", ours, board, CLIENTS, warm=READERS),
        ],
        [Wanted("board after one’s log", ours, after_a_log(people[READERS:], BOARD))],
    ]


TITLE = "Against the floor"
ABOUT = (
    "The floor is an app of Flask and SQLite that inserts one row with `synchronous=FULL`, or "
    "reads one by its key: the least that a durable request can cost here. Rebond does for a log "
    "all that its rules say (the day, the streak, the week of the member and of the team) before "
    "it answers. The board’s panel is asked for again by people who have seen it, nothing having "
    "changed; the other line is what it takes right after a call of one’s own."
)
