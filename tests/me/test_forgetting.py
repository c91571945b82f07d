"""What the daily sweep forgets: spent and old codes, links, counters, forms, audit lines, bytes."""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

import webapp.clock as clock
from tests.cast import Nobody
from webapp.auth import form_replays, invitation_acceptance, invitations, rate_limits
from webapp.auth.clients import Client
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.me import erasure, retention
from webapp.people import audit
from webapp.people.models import Audit, FormReplay, InvitationLink, LoginCode, RateLimitCounter

WORD = "Inesquarzword"
HOUR, DAY = (
    (rate_limits.RateLimit("codes", 5, rate_limits.HOUR),),
    (rate_limits.RateLimit("codes a day", 9, rate_limits.DAY),),
)


def sweep(app):
    with app.app_context():
        erasure.erase_due(clock.now())
        retention.apply_retention(clock.now(), pause=0)


def count_rows(app, model):
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(model))


@pytest.mark.both_databases
def test_a_code_goes_when_its_ten_minutes_are_over(app, at):
    at("2026-11-16 09:30")
    Nobody(app).submits("/sign-in", {"email": "ines@ouest.test"})
    at("2026-11-16 09:39")
    sweep(app)
    assert count_rows(app, LoginCode) == 1
    at("2026-11-16 09:41")
    sweep(app)
    assert count_rows(app, LoginCode) == 0


@pytest.mark.both_databases
@pytest.mark.parametrize(("day", "stays"), [("2026-11-23 09:29", 1), ("2026-11-23 09:31", 0)])
def test_a_link_goes_when_its_week_is_over(app, ines, at, day, stays):
    at("2026-11-16 09:30")
    with app.app_context(), write_transaction():
        invitations.create_invitation(ines.organisation_id, ines.id, clock.now())
    at(day)
    sweep(app)
    assert count_rows(app, InvitationLink) == stays


@pytest.mark.both_databases
def test_a_spent_link_goes_when_its_browser_need_not_be_told_again(app, ines, at):
    at("2026-11-16 09:30")
    with app.app_context(), write_transaction():
        token = invitations.create_invitation(
            ines.organisation_id, ines.id, clock.now(), private=True
        )
    with app.app_context():
        client = Client("192.0.2.1", "a test", browser="b")
        assert invitation_acceptance.accept_invitation(token, "", None, client, clock.now())
    at("2026-11-16 09:39")
    sweep(app)
    assert count_rows(app, InvitationLink) == 1
    at("2026-11-16 09:41")
    sweep(app)
    assert count_rows(app, InvitationLink) == 0


@pytest.mark.both_databases
def test_a_counter_goes_when_its_hour_or_its_day_is_over(app, at):
    at("2026-11-16 09:30")
    with app.app_context(), write_transaction():
        rate_limits.hit(HOUR + DAY, "ines@ouest.test", clock.now(), by="a browser")
        rate_limits.hit(HOUR, "ines@ouest.test", clock.now())
    for moment, counters in (("09:59", 3), ("10:00", 1), ("23:59", 1)):
        at(f"2026-11-16 {moment}")
        sweep(app)
        assert count_rows(app, RateLimitCounter) == counters
    at("2026-11-17 01:00")  # in Paris; the days of limits are those of UTC
    sweep(app)
    assert count_rows(app, RateLimitCounter) == 0


@pytest.mark.both_databases
def test_a_form_that_was_sent_is_forgotten_after_ten_minutes(app, maya, otto, at):
    at("2026-11-16 09:30")
    for person in (maya, otto):
        with app.app_context(), write_transaction():
            mine = person.organisation_id, form_replays.form_digest("c", "f"), person.id, person.id
            form_replays.record_result(*mine, clock.now())
    at("2026-11-16 09:41")
    sweep(app)
    assert count_rows(app, FormReplay) == 0


@pytest.mark.lengthy
@pytest.mark.both_databases
def test_the_audit_goes_after_twelve_months_whatever_the_company_keeps(app, maya, at, monkeypatch):
    monkeypatch.setattr(audit, "FORGOTTEN_AT_ONCE", 2)
    at("2026-11-16 09:30")
    form = {"name": "Atelier Ouest", "language": "fr", "zone": "Europe/Paris", "country": "FR"}
    form |= {"region": "", "dose": "3"}
    assert maya.submits("/admin/company", form | {"months": "24"}).status_code == 303
    with app.app_context(), write_transaction():
        for n in range(5):
            audit.record(maya.organisation_id, "team", clock.now() + timedelta(minutes=n))
    at("2027-11-16 09:29")
    sweep(app)
    assert list_audit(app, maya) == ["retention"] + ["team"] * 5
    at("2027-11-16 09:32:30")
    sweep(app)
    assert list_audit(app, maya) == ["team"] * 2


def list_audit(app, person):
    """What the company's audit says was done to its settings and teams, oldest first."""
    with app.app_context():
        mine = Audit.organisation_id == person.organisation_id
        kinds = db.session.scalars(select(Audit.what).where(mine).order_by(Audit.at))
        return [what for what in kinds if what in ("retention", "team")]


@pytest.mark.lengthy
def test_no_byte_of_an_old_lesson_is_left_in_the_file(app, ines, at):
    """SQLite overwrites what is erased, and the log is cut with it."""
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call, text=WORD))
    with app.app_context():
        file = Path(db.engine.url.database)
    assert WORD.encode() in read_bytes(file)
    at("2027-11-24 10:00")
    sweep(app)
    assert WORD.encode() not in read_bytes(file)
    key = call["key"].replace("-", "")
    assert not any(each in read_bytes(file) for each in (call["key"].encode(), key.encode()))
    assert sqlite3.connect(file).execute("PRAGMA integrity_check").fetchone() == ("ok",)


def read_bytes(file):
    return b"".join(path.read_bytes() for path in (file, Path(f"{file}-wal")) if path.exists())


def test_an_audit_of_the_29th_of_february_ends_on_the_28th():
    at = datetime(2028, 2, 29, tzinfo=UTC)
    assert audit.audit_begins(at) == datetime(2027, 2, 28, tzinfo=UTC)
