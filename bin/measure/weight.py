"""What a web worker weighs after the same load as the floor's."""

from bin.measure import floor as least
from bin.measure.clients import CLIENTS, Measured, Person, Wanted, logs, mixed, reads, run
from bin.measure.company import signed_in
from bin.measure.databases import copied, organisations
from bin.measure.limits import Limit, Part, ratio, refused
from bin.measure.servers import Server, floor, memory, preloaded, rebond
from bin.measure.setting import Setting

A_SECOND = 400  # requests, for each second that a line of the bench lasts
WORKERS = (1, 2, 4)
PAGES = ("/boards/week", "/today/panel", "/log")


def measure(setting: Setting) -> Part:
    """The floor's worker and ours; then ours loaded once for several."""
    part = Part("Memory", ABOUT, heads=("", "PSS MB", "RSS MB"))
    template, count = setting.databases.thousand(), int(setting.seconds * A_SECOND)
    least.make(str(setting.folder / "floor.sqlite3"))
    with copied(template, setting.folder) as path:
        url = f"sqlite:///{path}"
        people = signed_in(url, organisations(url), setting.databases.size.thousand)
        with floor(setting.folder) as server:
            seen = [_load(server, people, ("/", "/", "/"), count)]
            low = _row(part, "the floor’s worker", server.workers())
        with rebond(url) as server:
            seen.append(_load(server, people, PAGES, count))
            ours = _row(part, "a worker of `rebond serve`", server.workers())
        loaded = {}
        for workers in WORKERS:
            with preloaded(url, workers) as server:
                seen.append(_load(server, people, PAGES, count))
                all_of_it = [server.pid, *server.workers()]
                loaded[workers] = _row(part, f"preloaded, {workers} in all", all_of_it)
    each = (loaded[WORKERS[-1]] - loaded[1]) / (WORKERS[-1] - 1)
    part.limits = [
        Limit("a worker’s PSS to the floor’s worker’s", ratio(ours, low), "at most", 2.0),
        refused(seen, "requests refused: memory"),
    ]
    part.notes.append(f"Where the app is preloaded each further worker costs {each:.1f} MB (PSS).")
    part.notes += sorted({text for line in seen for text in line.refused})[:3]
    return part


def _load(server: Server, people: list[Person], pages: tuple[str, ...], count: int) -> Measured:
    """Logs and pages by turns."""
    asks = mixed([logs(people), *(reads(people, page) for page in pages)])
    return run(Wanted("load", server.port, asks, CLIENTS), count=count)


def _row(part: Part, name: str, processes: list[int]) -> float:
    """The PSS of these processes together."""
    held = [memory(pid) for pid in processes]
    pss, rss = sum(own for own, _ in held), sum(own for _, own in held)
    part.rows.append((name, f"{pss:.1f}", f"{rss:.1f}"))
    return pss


ABOUT = (
    "After the same number of requests: a log and three pages by turns, sixteen clients at once. "
    "PSS is what a process holds, with its share of what it holds together with others; *in all* "
    "counts the first process and its workers together."
)
