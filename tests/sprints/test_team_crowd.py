"""Fifty phones in one team sprint, on a server as an operator starts it: all see a call in 3 s."""

import http.client
import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from sqlalchemy import insert

import webapp.clock as clock
from tests.cast import Person
from tests.sprints.conftest import name_of
from tests.support.live_servers import Phone, Served
from tests.support.repetitions import times
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.sprints.models import TeamSprintMember

pytestmark = [pytest.mark.processes, pytest.mark.lengthy]
PHONES = 50
CALLS = times(1, 20)
EVERY_SECONDS = 2.0
SEEN_WITHIN = 3.0


@dataclass
class Poll:
    """A phone that asks again and again: when it first saw each figure, and what it was told."""

    phone: Phone
    address: str
    port: int
    seen: dict[int, float] = field(default_factory=dict)
    statuses: list[int] = field(default_factory=list)

    def runs(self, place: int, until: float) -> "Poll":
        time.sleep(EVERY_SECONDS * place / PHONES)
        tag = ""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while time.monotonic() < until:
            asked = time.monotonic()
            headers = {"Cookie": self.phone.cookie, "Accept": "application/json"}
            connection.request(
                "GET", f"{self.address}/state", headers=headers | {"If-None-Match": tag}
            )
            answer = connection.getresponse()
            text = answer.read()
            self.statuses.append(answer.status)
            if answer.status == 200:
                tag = answer.headers["ETag"]
                self.seen.setdefault(json.loads(text)["attempts"], time.monotonic())
            time.sleep(max(0, EVERY_SECONDS - (time.monotonic() - asked)))
        connection.close()
        return self


@pytest.fixture
def crowd(app, ines, cast):
    """Fifty people of team Nantes, Inès the first."""
    people = [ines, cast("theo"), cast("awa")]
    with app.app_context(), write_transaction():
        for n in range(len(people), PHONES):
            member = company.add_member(
                ines.organisation_id, f"Nantes {n}", clock.now(), team_id=cast("nantes").id
            )
            company.mark_joined(ines.organisation_id, member, clock.now())
            people.append(Person(app, ines.organisation_id, member))
    return people


def all_are_in(crowd, sprint_id):
    """Without a tap of each, which would be another test."""
    now = clock.now()
    rows = [
        {"organisation_id": each.organisation_id, "team_sprint_id": UUID(sprint_id)}
        | {"member_id": each.id, "key": new_id(now), "joined_at": now, "arrived_at": now}
        for each in crowd
    ]
    with crowd[0].app.app_context(), write_transaction() as session:
        session.execute(insert(TeamSprintMember), rows)


def test_fifty_phones_see_each_call_within_three_seconds(database, crowd, opens, tmp_path):
    address = opens(crowd[0], minutes=15)
    all_are_in(crowd, name_of(address))
    phones = [Phone(person) for person in crowd]
    server = Served(database[0], tmp_path, WEB_WORKERS="1")
    try:
        end = time.monotonic() + EVERY_SECONDS + CALLS * (SEEN_WITHIN + 0.5)
        polls = [Poll(phone, address, server.port) for phone in phones]
        with ThreadPoolExecutor(PHONES) as pool:
            waiting = [pool.submit(poll.runs, n, end) for n, poll in enumerate(polls)]
            time.sleep(EVERY_SECONDS)
            sent = {}
            for count in range(1, CALLS + 1):
                phones[count].delivers([server], [phones[count].person.taps("no_answer")])
                sent[count] = time.monotonic()
                time.sleep(SEEN_WITHIN)
            for each in waiting:
                each.result()
    finally:
        server.kill()
    assert {status for poll in polls for status in poll.statuses} == {200, 304}
    for count in range(1, CALLS + 1):
        assert max(poll.seen[count] - sent[count] for poll in polls) < SEEN_WITHIN
    assert "Traceback" not in server.log_text()
