"""Load test of Monday at nine: every phone sends its backlog, and somebody reads meanwhile."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import timedelta
from itertools import cycle
from multiprocessing import get_context
from zoneinfo import ZoneInfo

import webapp.clock as clock
from bin.measure.clients import HttpConnection, Person, Sample, percentile, posted, run_parallel
from bin.measure.company import OUTCOMES, signed_in
from bin.measure.config import Setting
from bin.measure.databases import copied, differences, organisations
from bin.measure.limits import Limit, Part, refused
from bin.measure.servers import rebond
from webapp.database.ids import new_id

EACH, PAUSE = 20, 0.05
DRAINED, PAGE = 60.0, 500.0
PAGES = {"Today": "/today", "Log": "/log", "Boards": "/boards"}
Drained = tuple[float, list[float], list[str]]


def measure(setting: Setting) -> Part:
    """All phones at once, each on a connection of its own; the pages of one reader meanwhile."""
    size = setting.databases.size
    part = Part("Monday at nine", ABOUT, heads=("", "requests", "p50 ms", "p95 ms", "longest ms"))
    with copied(setting.databases.monday(), setting.folder) as path:
        url = f"sqlite:///{path}"
        ids = organisations(url)
        people = signed_in(url, ids, size.phones)
        batches = [(posted(person, batch(person))) for person in people]
        with rebond(url) as server, ProcessPoolExecutor(1, get_context("spawn")) as beside:
            drained = beside.submit(drain, server.port, batches, size.at_once)
            pages = _read(server.port, people[0], drained)
            seconds, times, wrong = drained.result()
        differ = sum(differences(url, each) for each in ids)
    phones = Sample("a phone’s batch", size.at_once, EACH, times, seconds, wrong)
    for line in (phones, *pages):
        longest = f"{max(line.times, default=0) * 1000:.0f}"
        within = (f"{line.median:.0f}", f"{line.within(0.95):.0f}")
        part.rows.append((line.name, str(len(line.times)), *within, longest))
    slowest = percentile([each for line in pages for each in line.times], 0.95) * 1000
    part.limits = [
        Limit(f"{len(people):,} phones drained", seconds, "at most", DRAINED, "s"),
        Limit("pages meanwhile, p95", slowest, "at most", PAGE, "ms"),
        refused((phones, *pages), "phones and pages refused"),
        Limit("rows that a rebuild finds wrong after it", differ, "at most", 0),
    ]
    part.notes.append(
        f"{phones.rate:,.0f} entries a second; {size.at_once} phones wait at any time."
    )
    part.notes += sorted(set(wrong))[:3]
    return part


def drain(port: int, batches: Sequence[bytes], many: int) -> Drained:
    """Send them all; says how long that took, each one's seconds, and what was wrong."""
    waiting, lock = iter(batches), threading.Lock()
    times: list[float] = []
    wrong: list[str] = []

    def phones() -> None:
        while True:
            with lock:
                request = next(waiting, None)
            if request is None:
                return
            began = time.perf_counter()
            try:
                wire = HttpConnection(port)
                answer = wire.ask(request)
                wire.close()
                if answer.status != 200 or answer.accepted != EACH:
                    wrong.append(f"{answer.status} {answer.body[:200]!r}")
            except OSError as error:
                wrong.append(repr(error))
            times.append(time.perf_counter() - began)

    began = time.perf_counter()
    run_parallel([phones] * many)
    return time.perf_counter() - began, times, wrong


def batch(person: Person) -> list[dict[str, object]]:
    """Twenty entries of the last minutes: sixteen calls, and a lesson after each fourth."""
    now = clock.now()
    entries: list[dict[str, object]] = []
    offset = now.astimezone(ZoneInfo("Europe/Paris")).utcoffset() or timedelta()
    outcomes = cycle(OUTCOMES)
    for n in range(EACH):
        at = now - timedelta(seconds=15 * (EACH - n))
        entry: dict[str, object] = {"v": 1, "key": str(new_id(at)), "owner": person.id}
        entry |= {"made_at": int(at.timestamp() * 1000), "zone": "Europe/Paris"}
        entry |= {"offset": int(offset.total_seconds()) // 60}
        if n % 5 == 4:
            lesson = {"happened": "reflex_no", "work_on": "opening", "text": "Trop long."}
            entries.append(entry | {"kind": "lesson", "call": entries[-1]["key"]} | lesson)
        else:
            outcome = "refusal" if n % 5 == 3 else next(outcomes)
            entries.append(entry | {"kind": "call", "outcome": outcome})
    return entries


def _read(port: int, person: Person, drained: "Future[Drained]") -> list[Sample]:
    """One page after the other, with a breath between them, until all phones are empty."""
    lines = [Sample(name, 1) for name in PAGES]
    requests = [person.head("GET", path, "\r\n").encode() for path in PAGES.values()]
    wire = HttpConnection(port)
    for line, request in cycle(zip(lines, requests, strict=True)):
        began = time.perf_counter()
        answer = wire.ask(request)
        line.times.append(time.perf_counter() - began)
        if answer.status != 200:
            line.refused.append(f"{line.name} {answer.status}")
        if drained.done():
            break
        time.sleep(PAUSE)
    wire.close()
    return lines


ABOUT = (
    "As many people as phones, in teams whose week nobody has begun, each with twenty entries "
    "(sixteen calls and four lessons) in one batch over a connection of its own, on SQLite and one "
    "process as `rebond serve` serves. Meanwhile one person opens Today, Log and Boards in turns."
)
