"""Scaling: whether a request costs more where there are more people, and more years."""

from collections.abc import Callable
from contextlib import ExitStack
from secrets import SystemRandom

from bin.measure.clients import Ask, Load, Person, Sample, after_a_log, logs, reads, run_alternating
from bin.measure.company import signed_in
from bin.measure.config import Setting
from bin.measure.databases import copied, differences, organisations
from bin.measure.limits import Limit, Part, ratio, refused
from bin.measure.long_history import NEW, OLD
from bin.measure.servers import rebond

READERS, CALLERS, COMPANIES = 48, 288, 96
BOARD, TODAY = "/boards/week", "/today/panel"
LINES = ("board after one’s log", "board, nothing new", "log", "Today")
SIZES, YEARS = 1.5, 1.1


def sizes(setting: Setting) -> Part:
    """A thousand members; as many among a million; as many of one company of a tenth of them."""
    size = setting.databases.size
    with ExitStack() as open_ones:
        small = open_ones.enter_context(copied(setting.databases.thousand(), setting.folder))
        large = f"sqlite:///{setting.databases.million()}"
        *several, giant = organisations(large)
        several = SystemRandom().sample(several, min(COMPANIES, len(several)))
        wrong = differences(large, several[0])
        sources = {
            "a thousand": (f"sqlite:///{small}", organisations(f"sqlite:///{small}")),
            "among all": (large, several),
            "of the giant": (large, [giant]),
        }
        people = {name: signed_in(url, ids, CALLERS) for name, (url, ids) in sources.items()}
        low = open_ones.enter_context(rebond(f"sqlite:///{small}")).port
        high = open_ones.enter_context(rebond(large)).port
        ports = dict(zip(sources, (low, high, high), strict=True))
        samples = _measure_lines(ports, people, setting.seconds)
    part = Part("A thousand members and a million", _about_sizes(size.members, size.entries))
    for name in ("among all", "of the giant"):
        part.limits += _limits(samples, "a thousand", name, SIZES)
    checked = "rows of a copied company that a rebuild finds wrong"
    part.limits.append(Limit(checked, wrong, "at most", 0))
    return _with_samples(part, samples)


def years(setting: Setting) -> Part:
    """Ten years of working days beside a few weeks, in the same teams' company."""
    with copied(setting.databases.years(), setting.folder) as path:
        url = f"sqlite:///{path}"
        ids = organisations(url)
        people = {name: signed_in(url, ids, len(ids), name) for name in (NEW, OLD)}
        with rebond(url) as server:
            samples = _measure_lines(dict.fromkeys(people, server.port), people, setting.seconds)
    part = Part("A member of ten years and a new one", ABOUT_YEARS)
    part.limits += _limits(samples, NEW, OLD, YEARS)
    return _with_samples(part, samples)


def _measure_lines(
    ports: dict[str, int], people: dict[str, list[Person]], seconds: float
) -> dict[tuple[str, str], Sample]:
    """Each line in turns for all who ask, by one client."""
    asks = {name: _asks(people[name]) for name in people}
    by_line: dict[tuple[str, str], Sample] = {}
    for line in LINES:
        loads = [
            Load(f"{line}, {name}", ports[name], asks[name][line], warm=READERS) for name in people
        ]
        samples = run_alternating(loads, seconds)
        by_line |= {(line, name): each for name, each in zip(people, samples, strict=True)}
    return by_line


def _asks(people: list[Person]) -> dict[str, Callable[[int], Ask]]:
    """Who looks again at a board is few enough for a process to remember all of them."""
    asks = (
        after_a_log(people, BOARD),
        reads(people[:READERS], BOARD),
        logs(people, 1, 1),
        reads(people, TODAY),
    )
    return dict(zip(LINES, asks, strict=True))


def _limits(
    samples: dict[tuple[str, str], Sample], base: str, name: str, bound: float
) -> list[Limit]:
    return [
        Limit(
            f"{line}: {name} to {base}, medians",
            ratio(samples[line, name].median, samples[line, base].median),
            *("at most", bound),
        )
        for line in LINES
    ]


def _with_samples(part: Part, samples: dict[tuple[str, str], Sample]) -> Part:
    part.lines(samples.values())
    part.limits.append(refused(samples.values(), f"requests refused: {part.title.lower()}"))
    part.notes += sorted({text for line in samples.values() for text in line.refused})[:3]
    return part


def _about_sizes(members: int, entries: int) -> str:
    return (
        "One client asks for the same thing of each in turns, request by request: a database of a "
        f"thousand members; one of {members:,} members and {entries:,} entries, by people of many "
        "companies in it (*among all*), and by people of its one company of a tenth of all members "
        "(*of the giant*). The thousand were made through the door; the others are their rows "
        "copied under other ids, into the same tables and indexes, and a rebuild reads one of "
        "those companies again."
    )


ABOUT_YEARS = (
    "*Veteran* has practised twenty-five calls on each working day of ten years, *Newcomer* for "
    "five weeks; both are of the same company. One client asks for the same thing of both in "
    "turns, request by request."
)
