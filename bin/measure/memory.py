"""Memory of a web worker after the same load as the floor's."""

from bin.measure.clients import CLIENTS, Load, Person, Sample, logs, mixed, reads, run
from bin.measure.company import signed_in
from bin.measure.config import Setting
from bin.measure.databases import copied, organisations
from bin.measure.limits import Limit, Part, ratio, refused
from bin.measure.servers import Server, floor, memory, rebond

A_SECOND = 400  # requests, for each second that a line of the bench lasts
PAGES = ("/boards/week", "/today/panel", "/log")
READ = ("/", "/", "/")
LIBRARIES = ("flask_sqlalchemy", "flask_babel", "holidays.countries", "whitenoise", "htmx_flask")


def measure(setting: Setting) -> Part:
    """The floor's worker, the same with our libraries in it, and ours."""
    part = Part("Memory", ABOUT, heads=("", "PSS MB", "RSS MB", "PSS to the floor’s"))
    template, count = setting.databases.thousand(), int(setting.seconds * A_SECOND)
    with copied(template, setting.folder) as path:
        url = f"sqlite:///{path}"
        people = signed_in(url, organisations(url), setting.databases.size.thousand)
        with floor(setting.folder) as server:
            samples = [_load(server, people, READ, count)]
            low = _worker_memory(server)
        with floor(setting.folder, loads=LIBRARIES) as server:
            samples.append(_load(server, people, READ, count))
            laden = _worker_memory(server)
        with rebond(url) as server:
            samples.append(_load(server, people, PAGES, count))
            ours = _worker_memory(server)
    part.rows = [
        (name, f"{pss:.1f}", f"{rss:.1f}", f"{ratio(pss, low[0]):.2f}")
        for name, (pss, rss) in zip(WORKERS, (low, laden, ours), strict=True)
    ]
    part.limits = [
        Limit(
            "a worker’s PSS to a floor’s with Rebond’s libraries",
            ratio(ours[0], laden[0]),
            "at most",
            2.0,
        ),
        refused(samples, "requests refused: memory"),
    ]
    part.notes += sorted({text for line in samples for text in line.refused})[:3]
    return part


def _load(server: Server, people: list[Person], pages: tuple[str, ...], count: int) -> Sample:
    """Logs and pages by turns."""
    asks = mixed([logs(people), *(reads(people, page) for page in pages)])
    return run(Load("load", server.port, asks, CLIENTS), count=count)


def _worker_memory(server: Server) -> tuple[float, float]:
    """The PSS and the RSS of the server's one worker, in megabytes."""
    (worker,) = server.workers()
    return memory(worker)


WORKERS = (
    "the floor’s worker",
    "the same that has loaded Rebond’s libraries",
    "a worker of `rebond serve`",
)
ABOUT = (
    "After the same number of requests: a log and three pages by turns, sixteen clients at once. "
    "PSS is what a process holds, with its share of what it holds together with others. Rebond’s "
    "libraries are those that its web process imports (SQLAlchemy, Babel, holidays and the small "
    "ones); the second row imports them into the floor and uses none. Twice the bare floor was "
    "wished for. The libraries alone weigh more than that, so nothing that we write could keep to "
    "it, and we would rather have them than write them: the limit is twice the floor with them."
)
