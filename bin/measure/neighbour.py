"""Noisy neighbour: one member sends all that the limit allows, another company's taps meanwhile."""

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Event

from bin.measure.clients import HttpConnection, Person, Sample, logs, run_parallel
from bin.measure.company import signed_in
from bin.measure.config import Setting
from bin.measure.databases import copied, differences, organisations
from bin.measure.limits import Limit, Part, ratio, refused
from bin.measure.long_history import NEW
from bin.measure.servers import rebond
from webapp.journal.rate_limit import MAX_PER_WINDOW

_begun: Event
CONNECTIONS, PAUSE, TAPS, BOUND = 24, 0.02, 100, 3


def measure(setting: Setting) -> Part:
    """The taps of one person by themselves, and while somebody else's thousand are taken in."""
    part = Part("A neighbour who sends a thousand", ABOUT)
    with copied(setting.databases.years(), setting.folder) as path:
        url = f"sqlite:///{path}"
        ids = organisations(url)[:2]
        own, other = (signed_in(url, [each], 1, NEW)[0] for each in ids)
        with rebond(url) as server:
            _taps(server.port, own, 5)
            quiet = _taps(server.port, own, TAPS)
            began = get_context("spawn").Event()
            with ProcessPoolExecutor(1, get_context("spawn"), begins, (began,)) as beside:
                sent = beside.submit(flood, server.port, other)
                busy = _taps(server.port, own, 10 * TAPS, sent.done, began)
                thousand = sent.result()
        differ = sum(differences(url, each) for each in ids)
    quiet.name, busy.name = "a tap, all quiet", "a tap meanwhile"
    part.lines([quiet, busy, thousand])
    between = ratio(busy.median, quiet.median)
    part.limits = [
        Limit("a tap: meanwhile to all quiet, medians", between, "at most", BOUND),
        refused((quiet, busy, thousand), "taps and the thousand refused"),
        Limit("rows that a rebuild finds wrong after a neighbour", differ, "at most", 0),
    ]
    return part


def begins(event: Event) -> None:
    """Called in the process of the neighbour: how it says that it has begun."""
    global _begun
    _begun = event


def flood(port: int, person: Person) -> Sample:
    """A thousand single calls as fast as they are answered."""
    sample = Sample("the neighbour’s", CONNECTIONS)

    def client() -> None:
        ask, wire = logs([person], clients=1)(0), HttpConnection(port)
        for _ in range(MAX_PER_WINDOW // CONNECTIONS):
            sample.ask(ask, wire)
        wire.close()

    _begun.set()
    began = time.perf_counter()
    run_parallel([client] * CONNECTIONS)
    sample.seconds = time.perf_counter() - began
    return sample


def _taps(
    port: int,
    person: Person,
    most: int,
    is_over: Callable[[], bool] = lambda: False,
    begun: Event | None = None,
) -> Sample:
    """One person's taps with a breath between them, once it has `begun` and until it is over."""
    if begun:
        begun.wait()
    sample = Sample("", 1)
    ask, wire = logs([person], clients=1)(0), HttpConnection(port)
    for _ in range(most):
        if is_over():
            break
        sample.ask(ask, wire)
        time.sleep(PAUSE)
    wire.close()
    return sample


ABOUT = (
    "One member sends as many entries as the limit takes, each in a request of its own, over 24 "
    "connections as fast as they are answered; one person of another company taps meanwhile, with "
    "a breath between the taps, on SQLite and one process as `rebond serve` serves."
)
