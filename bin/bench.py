"""Measure the hot paths of Rebond against the least that Flask and SQLite can do (`make bench`).

Two production servers on loopback, the same clients, the same durability (synchronous=FULL): what
counts is the ratio within one run, for machines differ. It takes a minute and stops by itself.
"""

import argparse
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import floor  # noqa: E402
from sqlalchemy import insert  # noqa: E402

import webapp.clock as clock  # noqa: E402
from webapp.app import create_app  # noqa: E402
from webapp.database import bring_up_to_date, db, new_id, writing  # noqa: E402
from webapp.people import company  # noqa: E402
from webapp.people.models import SignIn  # noqa: E402
from webapp.people.who import digest  # noqa: E402

TEAMS, TEAM_OF, CLIENTS, BATCH, THREADS = 12, 8, 16, 100, 16
Ask = Callable[[http.client.HTTPConnection], None]


@dataclass(frozen=True)
class Person:
    """A member who is signed in."""

    id: str
    cookie: str


@dataclass(frozen=True)
class Measured:
    """What a number of clients saw of one path."""

    name: str
    clients: int
    each: int
    times: list[float]
    seconds: float

    @property
    def rate(self) -> float:
        """Requests, or entries where a request holds several, a second."""
        return len(self.times) * self.each / self.seconds

    def within(self, share: float) -> float:
        """The milliseconds within which that share of the requests was answered."""
        times = sorted(self.times) or [float("nan")]
        return times[min(len(times) - 1, int(len(times) * share))] * 1000


def main() -> None:
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("--seconds", type=float, default=5.0, help="for each line of the table")
    seconds = said.parse_args().seconds
    with tempfile.TemporaryDirectory() as folder:
        floor.make(f"{folder}/floor.sqlite3")
        url = f"sqlite:///{folder}/rebond.sqlite3"
        people = company_of(url)
        with (
            served("floor:app", folder, FLOOR=f"{folder}/floor.sqlite3") as least,
            served("webapp.app:create_app()", folder, DATABASE_URL=url, REBOND_MODE="test") as ours,
        ):
            lines = [
                (run("floor: one row", least, 1, seconds, logs(people)), None),
                (run("log", ours, 1, seconds, logs(people)), 0),
                (run("floor: one row", least, CLIENTS, seconds, logs(people)), None),
                (run("log", ours, CLIENTS, seconds, logs(people)), 2),
                (run(f"batch of {BATCH}", ours, 1, seconds, logs(people, BATCH), BATCH), 1),
                (run("floor: one page", least, 1, seconds, reads(people, "/")), None),
                (run("board panel", ours, 1, seconds, reads(people, "/boards/week")), 5),
                (run("Today's summary", ours, 1, seconds, reads(people, "/today/summary")), 5),
            ]
    table(lines)


def table(lines: list[tuple[Measured, int | None]]) -> None:
    """The lines; each of ours with its share of the rate of the line that it is held against."""
    print(f"{'':18}{'clients':>8}{'/s':>9}{'p50 ms':>9}{'p99 ms':>9}  ratio")
    for line, against in lines:
        share = "" if against is None else f"{line.rate / lines[against][0].rate:7.2f}"
        print(
            f"{line.name:18}{line.clients:8}{line.rate:9.0f}"
            f"{line.within(0.5):9.1f}{line.within(0.99):9.1f}{share}"
        )


def run(
    name: str, port: int, clients: int, seconds: float, asks: Callable[[int], Ask], each: int = 1
) -> Measured:
    """Let so many clients ask for so long, each on a connection of its own."""
    times: list[list[float]] = [[] for _ in range(clients)]
    gate = threading.Barrier(clients)

    def client(number: int) -> None:
        ask = asks(number)
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        ask(connection)  # the first one finds the connection and the caches cold
        gate.wait()
        began = time.perf_counter()
        while (start := time.perf_counter()) < began + seconds:
            ask(connection)
            times[number].append(time.perf_counter() - start)
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Measured(name, clients, each, [one for client in times for one in client], seconds)


def logs(people: list[Person], size: int = 1) -> Callable[[int], Ask]:
    """Calls of the client's own people, one after the other, as their phones send them."""

    def asks(number: int) -> Ask:
        own = cycle(people[number::CLIENTS] if size == 1 else people)

        def ask(connection: http.client.HTTPConnection) -> None:
            person, now = next(own), int(clock.now().timestamp() * 1000)
            entry = {"v": 1, "owner": person.id, "made_at": now, "zone": "Europe/Paris"}
            entry |= {"offset": 60, "kind": "call", "outcome": "no_answer"}
            entries = [entry | {"key": str(new_id())} for _ in range(size)]
            answer(connection, "POST", "/journal", person, {"sent_at": now, "entries": entries})

        return ask

    return asks


def reads(people: list[Person], path: str) -> Callable[[int], Ask]:
    """The same page for one after the other."""
    own = cycle(people)
    return lambda _: lambda connection: answer(connection, "GET", path, next(own))


def answer(
    connection: http.client.HTTPConnection, verb: str, path: str, person: Person, body: Any = None
) -> None:
    """One request; anything but a good answer ends the run."""
    headers = {"Cookie": f"rebond={person.cookie}", "Sec-Fetch-Site": "same-origin"}
    headers |= {"Content-Type": "application/json"} if body else {"HX-Request": "true"}
    connection.request(verb, path, json.dumps(body) if body else None, headers)
    got = connection.getresponse()
    text = got.read()
    if got.status != 200 or (body and text.count(b'"accepted"') != len(body["entries"])):
        raise SystemExit(f"{verb} {path} answered {got.status}: {text[:200]!r}")


def company_of(url: str) -> list[Person]:
    """A company of a dozen teams, everybody signed in since a week ago."""
    app = create_app({"REBOND_MODE": "test", "DATABASE_URL": url})
    with app.app_context():
        bring_up_to_date()
        now, people = clock.now(), []
        with writing():
            organisation = company.found("Bench", now, founders=app.extensions["rebond.founders"])
            for n in range(TEAMS):
                team = company.add_team(organisation, f"Team {n}", now)
                for each in range(TEAM_OF):
                    member = company.add_member(organisation, f"M {n} {each}", now, team_id=team)
                    company.arrive(organisation, member, now)
                    people.append(Person(str(member), f"bench-{n}-{each}"))
                    row = {"organisation_id": organisation, "member_id": member, "agent": ""}
                    row |= {"token": digest(people[-1].cookie), "created_at": now, "used_at": now}
                    db.session.execute(insert(SignIn).values(row))
        db.engine.dispose()
    return people


@contextmanager
def served(module: str, folder: str, **environ: str) -> Iterator[int]:
    """The production server with that app, on a free port of loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", module, "--bind", f"127.0.0.1:{port}"]
    command += ["--worker-class", "gthread", "--threads", str(THREADS), "--keep-alive", "60"]
    command += ["--log-level", "warning", "--no-control-socket"]
    paths = os.pathsep.join([str(ROOT), str(ROOT / "bin")])
    environ = {"PATH": os.environ["PATH"], "PYTHONPATH": paths, "HOME": folder} | environ
    process = subprocess.Popen(command, cwd=ROOT, env=environ)
    try:
        for _ in range(200):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main()
