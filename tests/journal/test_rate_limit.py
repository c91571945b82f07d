"""One account that floods the door is told to wait; a backlog or a crowd at one address is not."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from tests.cast import Person, statements
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.journal.models import Entry
from webapp.people import company
from webapp.people.models import MemberRow

pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases(always=True)]
BATCH = 100


def batch(person, size=BATCH):
    return [person.taps("no_answer") for _ in range(size)]


def count(app, person):
    with app.app_context():
        return db.session.execute(
            select(func.count()).select_from(Entry).where(Entry.member_id == person.id)
        ).scalar()


def test_one_account_sending_a_thousand_a_second_is_told_to_wait(app, ines, theo, at):
    start = at("2026-11-17 10:00")
    answers = [ines.posts(*batch(ines)) for _ in range(30)]  # as fast as this machine is
    codes = [answer.status_code for answer in answers]
    assert codes == [200] * 10 + [429] * 20
    refused = answers[10]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert refused.get_json()["error"] == "too_many_requests"
    assert count(app, ines) == 10 * BATCH
    assert theo.sends(*batch(theo)) == ["accepted"] * BATCH  # nobody else waits for her
    at(start + timedelta(seconds=61))
    yesterday = [ines.taps("no_answer", start - timedelta(days=1)) for _ in range(20)]
    assert ines.sends(*yesterday) == ["accepted"] * 20  # today is full by now (RULES R1.7)


def test_single_taps_and_repeats_are_counted_too(ines, at):
    start = at("2026-11-17 10:00")
    sent = batch(ines)
    for _ in range(9):
        ines.posts(*sent)
    assert ines.sends(*batch(ines, 99)).count("accepted") == 99
    assert [ines.posts(ines.taps("refusal")).status_code for _ in range(3)] == [200, 429, 429]
    at(start + timedelta(seconds=62))
    assert ines.sends(*sent) == ["duplicate"] * BATCH


def test_a_backlog_of_five_hundred_drains_at_one_request_a_second(ines, at):
    start = at("2026-11-17 10:00")
    waiting = batch(ines, 500)
    for n in range(5):
        at(start + timedelta(seconds=n))
        assert ines.sends(*waiting[n * BATCH : (n + 1) * BATCH]) == ["accepted"] * BATCH


def test_a_form_is_told_in_words(ines, at):
    at("2026-11-17 10:00")
    for _ in range(10):
        ines.posts(*batch(ines))
    form = {"kind": "call", "outcome": "meeting", "key": ines.taps("meeting")["key"]}
    answer = ines.submits("/journal", form)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"]
    assert "text/html" in answer.headers["Content-Type"]


def test_the_limit_costs_a_log_no_statement(app, ines, at):
    at("2026-11-17 10:00")
    ines.sends(ines.taps("no_answer"))
    with statements(app) as log_statements:
        ines.sends(ines.taps("no_answer"))
    assert [
        it.split(None, 2)[:2] for it in log_statements if "members" in it and "sent_since" in it
    ] == [["UPDATE", "members"]]


def test_three_hundred_phones_behind_one_address_are_not_limited(app, ines, at):
    now = at("2026-11-17 10:00")
    with app.app_context(), write_transaction():
        teams = [company.add_team(ines.organisation_id, f"T{n}", now) for n in range(10)]
        phones = []
        for n in range(300):
            member: UUID = company.add_member(
                ines.organisation_id, f"M{n}", now, team_id=teams[n % 10]
            )
            company.mark_joined(ines.organisation_id, member, now)
            phones.append(Person(app, ines.organisation_id, member))
    for phone in phones:
        assert phone.sends(*batch(phone, 3)) == ["accepted"] * 3  # all from 127.0.0.1
    with app.app_context():
        sent = select(func.sum(MemberRow.sent)).where(
            MemberRow.organisation_id == ines.organisation_id
        )
        assert db.session.execute(sent).scalar() == 900
