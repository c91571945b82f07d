"""HTTP load generator: clients that ask as phones and browsers do, and their latencies.

Sockets and bytes made beforehand: they share the machine with what they measure.
"""

import json
import math
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import cycle
from typing import Any

import webapp.clock as clock
from webapp.database.ids import new_id

CLIENTS = 16
LONGEST = 65536
PATIENCE = 60
ROUNDS = 6

Ask = Callable[["HttpConnection"], "Answer"]


@dataclass(frozen=True)
class Person:
    """A member who is signed in."""

    id: str
    cookie: str
    organisation: str = ""

    def head(self, verb: str, path: str, more: str = "") -> str:
        """The head of a request of theirs, without its end."""
        return (
            f"{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: rebond={self.cookie}\r\n"
            f"Sec-Fetch-Site: same-origin\r\n{more}"
        )


@dataclass(frozen=True)
class Answer:
    """A status and a body; `took` are its seconds where more was asked than what is measured."""

    status: int
    body: bytes
    took: float | None = None

    @property
    def accepted(self) -> int:
        """How many entries came in."""
        return self.body.count(b'"accepted"')


@dataclass
class Sample:
    """What a number of clients saw of one path; `each` is the entries in one request."""

    name: str
    clients: int
    each: int = 1
    times: list[float] = field(default_factory=list)
    seconds: float = 0
    refused: list[str] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Requests, or entries where a request holds several, a second."""
        seconds = sum(self.times) if self.clients == 1 else self.seconds
        return len(self.times) * self.each / seconds if seconds else math.nan

    def within(self, share: float) -> float:
        """The milliseconds within which that share of the requests was answered."""
        return percentile(self.times, share) * 1000

    @property
    def median(self) -> float:
        return self.within(0.5)

    def ask(self, ask: "Ask", wire: "HttpConnection") -> None:
        """One request more."""
        began = time.perf_counter()
        answer = ask(wire)
        took = time.perf_counter() - began
        self.times.append(took if answer.took is None else answer.took)
        if answer.status != 200 or (self.each > 1 and answer.accepted != self.each):
            self.refused.append(f"{answer.status} {answer.body[:200]!r}")

    def add(self, other: "Sample") -> None:
        """What was seen in another round of the same."""
        self.times += other.times
        self.seconds += other.seconds
        self.refused += other.refused


@dataclass(frozen=True)
class Load:
    """A line to be measured: which server is asked for what, by how many.

    `warm` are the requests before it that do not count, for what a process remembers.
    """

    name: str
    port: int
    asks: Callable[[int], Ask]
    clients: int = 1
    each: int = 1
    warm: int = 1


class HttpConnection:
    """A connection that is kept open, as a browser keeps it."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, request: bytes) -> Answer:
        """One request and its whole answer."""
        self._socket.sendall(request)
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head, body = got[:end].lower(), got[end + 4 :]
        length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
        while len(body) < length:
            body += self._more()
        return Answer(int(head[9:12]), body)

    def close(self) -> None:
        self._socket.close()

    def _more(self) -> bytes:
        got = self._socket.recv(LONGEST)
        if not got:
            raise ConnectionError("The server closed the connection.")
        return got


def percentile(times: Sequence[float], share: float) -> float:
    """The least of the times within which that share of them lies; not a number of none."""
    if not times:
        return math.nan
    return sorted(times)[max(0, math.ceil(len(times) * share) - 1)]


def run_interleaved(loads: Sequence[Load], seconds: float, rounds: int = ROUNDS) -> list[Sample]:
    """Each line for so many seconds in all, a part of it at a time: the machine's moods cancel."""
    lines = [Sample(load.name, load.clients, load.each) for load in loads]
    for load in loads:
        run(load, count=load.warm)
    for number in range(rounds):
        both = list(zip(loads, lines, strict=True))
        for load, line in both if number % 2 == 0 else reversed(both):
            line.add(run(load, seconds / rounds))
    return lines


def run_alternating(loads: Sequence[Load], seconds: float) -> list[Sample]:
    """One client who asks for each line once, then for each again: for lines that are near."""
    lines = [Sample(load.name, 1, load.each) for load in loads]
    asks = [(load.asks(0), HttpConnection(load.port)) for load in loads]
    for load, (ask, wire) in zip(loads, asks, strict=True):
        for _ in range(load.warm):
            ask(wire)
    began = time.perf_counter()
    while time.perf_counter() - began < seconds * len(loads):
        for line, (ask, wire) in zip(lines, asks, strict=True):
            line.ask(ask, wire)
    for _, wire in asks:
        wire.close()
    return lines


def run(load: Load, seconds: float = math.inf, count: float = math.inf) -> Sample:
    """Let the clients ask for so long, or so often in all, each on a connection of its own."""
    sample = Sample(load.name, load.clients, load.each)
    gate = threading.Barrier(load.clients)
    spans: list[float] = []

    def client(number: int) -> None:
        ask, wire = load.asks(number), HttpConnection(load.port)
        try:
            ask(wire)  # the first one finds the connection and the caches cold
        except OSError:
            gate.abort()
            raise
        gate.wait()
        began, mine = time.perf_counter(), 0
        while time.perf_counter() < began + seconds and mine < count / load.clients:
            sample.ask(ask, wire)
            mine += 1
        spans.append(time.perf_counter() - began)
        wire.close()

    run_parallel([partial(client, number) for number in range(load.clients)])
    if len(spans) < load.clients:
        sample.refused.append("a connection broke")
    sample.seconds = max(spans, default=0)
    return sample


def run_parallel(jobs: Sequence[Callable[[], None]]) -> None:
    threads = [threading.Thread(target=job, daemon=True) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def reads(people: Sequence[Person], path: str, panel: bool = True) -> Callable[[int], Ask]:
    """The same page for one after the other, or only its panel."""
    more = "HX-Request: true\r\n\r\n" if panel else "Accept: text/html\r\n\r\n"
    requests = cycle([person.head("GET", path, more).encode() for person in people])
    return lambda _: lambda wire: wire.ask(next(requests))


def logs(
    people: Sequence[Person], size: int = 1, clients: int = CLIENTS, outcome: str = "no_answer"
) -> Callable[[int], Ask]:
    """Calls of the client's own people, one after the other, as their phones send them."""

    def asks(number: int) -> Ask:
        own = cycle([pattern(person, size, outcome) for person in people[number::clients]])

        def ask(wire: HttpConnection) -> Answer:
            return wire.ask(filled(next(own), size))

        return ask

    return asks


def after_a_log(people: Sequence[Person], path: str) -> Callable[[int], Ask]:
    """A panel that has to be made anew, since its reader has just noted a call; it alone counts.

    A refusal, of which two dozen a day are worth something: after those the panel stays as it is.
    """
    noted, panels = logs(people, 1, 1, "refusal"), reads(people, path)

    def asks(number: int) -> Ask:
        note, look = noted(number), panels(number)

        def ask(wire: HttpConnection) -> Answer:
            if (first := note(wire)).status != 200:
                return first
            began = time.perf_counter()
            return replace(look(wire), took=time.perf_counter() - began)

        return ask

    return asks


def mixed(several: Sequence[Callable[[int], Ask]]) -> Callable[[int], Ask]:
    """One thing after the other."""

    def asks(number: int) -> Ask:
        turns: Iterator[Ask] = cycle([one(number) for one in several])
        return lambda wire: next(turns)(wire)

    return asks


def posted(person: Person, entries: Sequence[dict[str, Any]]) -> bytes:
    """A batch as a phone sends it."""
    sent_at = int(clock.now().timestamp() * 1000)
    body = json.dumps({"sent_at": sent_at, "entries": list(entries)}, separators=(",", ":"))
    more = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return (person.head("POST", "/journal", more) + body).encode()


def pattern(person: Person, size: int, outcome: str = "no_answer") -> bytes:
    """A batch of calls with places for the time and the keys, all of them of a known length."""
    entry = {"v": 1, "key": "%36b", "owner": person.id, "made_at": 0, "zone": "Europe/Paris"}
    entry |= {"offset": 60, "kind": "call", "outcome": outcome}
    one = json.dumps(entry).replace('"made_at": 0', '"made_at": %13d')
    body = '{"sent_at": %13d, "entries": [' + ", ".join([one] * size) + "]}"
    length = len(body) + (13 - 4) * (size + 1) + (36 - 4) * size
    return (
        person.head("POST", "/journal", "Content-Type: application/json\r\n")
        + f"Content-Length: {length}\r\n\r\n{body}"
    ).encode()


def filled(request: bytes, size: int) -> bytes:
    """The pattern with new keys, made now."""
    now = int(clock.now().timestamp() * 1000)
    values: list[int | bytes] = [now]
    for _ in range(size):
        values += [str(new_id()).encode(), now]
    return request % tuple(values)
