"""Comparison of Rebond with the baseline app of Flask and SQLite, equally durable."""

from collections.abc import Callable

from bin.measure.clients import (
    CLIENTS,
    Ask,
    Load,
    Person,
    after_a_log,
    logs,
    reads,
    run_interleaved,
)
from bin.measure.company import signed_in
from bin.measure.config import Setting
from bin.measure.databases import copied, organisations
from bin.measure.limits import Limit, Part, ratio, refused
from bin.measure.servers import floor, rebond

BATCH, READERS = 100, 96
BACK = 250  # people who come back from the basement with a batch: their day is long from then on
BOARD = "/boards/week"


def measure(setting: Setting) -> Part:
    """The hot paths of a company of a thousand, each in turns with the floor's."""
    template, part = setting.databases.thousand(), Part(TITLE, ABOUT)
    with copied(template, setting.folder) as path:
        url = f"sqlite:///{path}"
        people = signed_in(url, organisations(url), setting.databases.size.thousand)
        with (
            floor(setting.folder) as per_request,
            floor(setting.folder, keeps=True) as kept_open,
            rebond(url) as ours,
        ):
            groups = _groups(per_request.port, kept_open.port, ours.port, people)
            samples = [line for group in groups for line in run_interleaved(group, setting.seconds)]
    _, _, log, hundred, floor16, kept16, log16, *boards, anew = samples
    part.lines(samples)
    page1, _, board1, page16, kept_page16, board16 = boards
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
            min(ratio(board1.rate, page1.rate), ratio(board16.rate, page16.rate)),
            *("at least", 0.50),
        ),
        Limit(
            f"batch of {BATCH}: an entry to a single log",
            ratio(hundred.median / BATCH, log.median),
            *("at most", 0.5),
        ),
        refused(samples, "requests refused, as locked or otherwise"),
    ]
    shares = ratio(log16.rate, kept16.rate), ratio(board16.rate, kept_page16.rate)
    part.notes.append(
        f"Of a floor that keeps its connections open, at {CLIENTS} clients, a log is "
        f"{shares[0]:.2f} and the board’s panel {shares[1]:.2f}."
    )
    share = ratio(anew.median, page1.median)
    part.notes.append(f"A board made anew takes {share:.1f} times as long as the floor’s page.")
    part.notes += sorted({text for line in samples for text in line.refused})[:3]
    return part


def _groups(
    per_request_port: int, kept_open_port: int, own_port: int, people: list[Person]
) -> list[list[Load]]:
    """What is measured in turns: both floors' servers by their ports, then ours."""
    back, people = people[-BACK:], people[:-BACK]
    one, many, hundred = logs(people, 1, 1), logs(people), logs(back, BATCH, 1)
    page, board = reads(people, "/"), reads(people[:READERS], BOARD)

    def floors(line: str, asks: Callable[[int], Ask], clients: int = 1) -> list[Load]:
        named = (
            (f"floor: {line}", per_request_port),
            (f"floor, connections kept: {line}", kept_open_port),
        )
        return [Load(name, port, asks, clients) for name, port in named]

    return [
        [
            *floors("one row", one),
            Load("log", own_port, one),
            Load(f"batch of {BATCH}, per entry", own_port, hundred, 1, BATCH),
        ],
        [*floors("one row", many, CLIENTS), Load("log", own_port, many, CLIENTS)],
        [
            *floors("one page", page),
            Load("board, nothing new", own_port, board, warm=READERS),
        ],
        [
            *floors("one page", page, CLIENTS),
            Load("board, nothing new", own_port, board, CLIENTS, warm=READERS),
        ],
        [Load("board after one’s log", own_port, after_a_log(people[READERS:], BOARD))],
    ]


TITLE = "Against the floor"
ABOUT = (
    "The floor is an app of Flask and SQLite that inserts one row with `synchronous=FULL`, or "
    "reads one by its key, as Flask’s documentation writes such an app: a connection for each "
    "request and the journal that SQLite has by itself; a lane for its writers besides, without "
    "which it would refuse some. The same with connections that stay open and a write-ahead log is "
    "the least that such a request can cost; it stands beside it, and no limit is taken from it. "
    "Rebond does for a log all that its rules say (the day, the streak, the week of the member and "
    "of the team) before it answers. The board’s panel is asked for again by people who have seen "
    "it, nothing having changed; the other line is what it takes right after a call of one’s own."
)
