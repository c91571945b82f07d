"""Several production servers on one database, and phones that choose which of them they ask."""

import http.client
import json
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import webapp.clock as clock
from tests.browser.live_server import Server
from tests.cast import START, Person

REBOND = Path(sys.executable).with_name("rebond")
PROCESSES = (1, 1, 2)  # of each server
SECONDS = 30
TRIES = 100
Answer = tuple[int, str]


class Served(Server):
    """`rebond serve` as an operator starts it, on a port of its own, at the tests' time."""

    def log_text(self) -> str:
        """What it wrote down; with the present settings only what went wrong."""
        return self._log.read_text(errors="replace")

    def processes(self) -> set[int]:
        """Those that answer."""
        children = Path(f"/proc/{self._process.pid}/task/{self._process.pid}/children")
        return {int(process) for process in children.read_text().split()}

    def in_common(self) -> list[int]:
        """The kilobytes that each process holds together with others, of what was written there."""
        return [_in_common(process) for process in self.processes()]

    def reload(self) -> None:
        """SIGHUP: other processes take the place of those that answer now."""
        self._process.send_signal(signal.SIGHUP)

    def ends(self) -> None:
        """SIGTERM, without waiting."""
        self._process.terminate()

    def _start(self) -> None:
        self._environ["REBOND_NOW"] = clock.now().isoformat()
        super()._start()

    def _answers(self) -> bool:
        """With all its processes: the first answers before the next is begun."""
        expected = int(self._environ.get("WEB_WORKERS", 1))
        return super()._answers() and len(self.processes()) == expected

    def _command(self) -> list[str]:
        return [str(REBOND), "serve", "--port", str(self.port)]


def _in_common(process: int) -> int:
    rows = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    return next(int(row.split()[1]) for row in rows if row.startswith("Shared_Dirty:"))


def several(url: str, folder: Path) -> list[Served]:
    """One server for each number of processes, on one database, at the start of the tests."""
    clock.set_now(START)
    with ThreadPoolExecutor(len(PROCESSES)) as pool:
        starting = [pool.submit(Served, url, folder, WEB_WORKERS=str(n)) for n in PROCESSES]
        return [waiting.result() for waiting in starting]


class Phone:
    """One browser in which a person is signed in; it may ask any of the servers."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.cookie = f"rebond={person.signs_in()}"
        self.statuses: list[str] = []
        self.unanswered = 0

    def opens(self, server: Server, path: str) -> Answer:
        """GET as a panel does."""
        return self._asks(server, "GET", path, headers={"HX-Request": "true"})

    def submits(self, server: Server, path: str, form: dict[str, str] | None = None) -> Answer:
        """POST as a form does."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._asks(server, "POST", path, urlencode(form or {}), headers)

    def posts(self, server: Server, entries: Sequence[dict[str, Any]]) -> Answer:
        """The outbox's request."""
        body = json.dumps({"sent_at": entries[0]["made_at"], "entries": entries})
        return self._asks(server, "POST", "/journal", body, {"Content-Type": "application/json"})

    def delivers(self, servers: Sequence[Server], entries: Sequence[dict[str, Any]]) -> None:
        """Send a batch until it has its receipts, to the next server where one does not answer."""
        for number in range(TRIES):
            try:
                status, answer = self.posts(servers[number % len(servers)], entries)
            except (OSError, http.client.HTTPException):
                self.unanswered += 1
                continue
            assert status == 200, answer
            receipts = json.loads(answer)["receipts"]
            assert [each["key"] for each in receipts] == [each["key"] for each in entries]
            self.statuses += [each["status"] for each in receipts]
            return
        raise AssertionError("No server took it.")

    def _asks(
        self,
        server: Server,
        verb: str,
        path: str,
        body: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        all_headers = {"Cookie": self.cookie, "Sec-Fetch-Site": "same-origin"} | (headers or {})
        connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=SECONDS)
        try:
            connection.request(verb, path, body, all_headers)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()
