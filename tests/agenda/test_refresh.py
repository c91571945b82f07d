"""Calendars are read by the loop: every quarter of an hour, seldom where they cannot be."""

from datetime import timedelta

import pytest
from sqlalchemy import update

import webapp.clock as clock
from tests.agenda.conftest import says
from tests.agenda.hands import connects
from tests.agenda.test_connection import ANOTHER, connected, connects_by_address, rows
from tests.agenda.test_day_gaps import MONDAY, gaps_of
from tests.cast import statements
from webapp.agenda import claims, reading
from webapp.agenda.busy_times import BUSY, CALENDARS
from webapp.agenda.refresh import refresh, refresh_due
from webapp.database.transactions import write_transaction
from webapp.people.models import SignIn


def looks(app):
    with app.app_context():
        return refresh_due(lambda: False)


def later(**length):
    now = clock.now() + timedelta(**length)
    clock.set_now(now)
    return now


def starts(person):
    return [f"{row['begins']:%d %H:%M}" for row in rows(person, BUSY)]


@pytest.fixture
def connected_ines(ines, server):
    connects_by_address(ines, server.address)
    return ines


@pytest.mark.both_databases
def test_a_calendar_is_read_again_after_a_quarter_of_an_hour(app, connected_ines, server):
    server.answer = says(ANOTHER)
    assert looks(app) > clock.now() + timedelta(minutes=14)
    assert len(server.requests) == 1
    later(minutes=16)
    assert looks(app) > clock.now() + timedelta(minutes=14)
    assert starts(connected_ines) == ["16 13:00"]


def test_what_has_not_changed_is_not_read_again(app, connected_ines, server, monkeypatch):
    monkeypatch.setattr(reading, "read_in_process", lambda *_: pytest.fail("it was read"))
    read_at = connected(connected_ines)[0].read_at
    later(minutes=16)
    looks(app)
    assert len(server.requests) == 2
    assert connected(connected_ines)[0].read_at > read_at
    assert starts(connected_ines) == ["16 09:00"]


@pytest.mark.both_databases
def test_two_loops_read_a_calendar_once(app, connected_ines):
    later(minutes=16)
    with app.app_context():
        claimed = claims.claim_due(clock.now())
        assert claimed is not None
        assert claims.claim_due(clock.now()) is None
        refresh(claimed)
        assert claims.claim_due(clock.now()) is None


def test_a_loop_that_died_over_it_leaves_it_to_another(app, connected_ines):
    later(minutes=16)
    with app.app_context():
        died = claims.claim_due(clock.now())
        later(minutes=2)
        claimed = claims.claim_due(clock.now())
        assert claimed is not None
        refresh(claimed)
        claims.postpone(died, "gone")  # it comes back, and is too late
    assert connected(connected_ines)[0].error is None


def test_a_calendar_that_cannot_be_read_is_tried_later_and_later(app, connected_ines, server):
    server.answer = says(b"", 500)
    waits = []
    later(minutes=16)
    for _ in range(9):
        now = later(days=2)
        sign_in_again(connected_ines)
        waits.append(looks(app) - now)
    hours = [round(wait / timedelta(hours=1), 1) for wait in waits]
    assert hours == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 24.0, 24.0]
    assert connected(connected_ines)[0].error == "unreachable"
    assert starts(connected_ines) == ["16 09:00"]
    server.answer = says(ANOTHER)
    later(days=2)
    looks(app)
    assert connected(connected_ines)[0].error is None


def sign_in_again(person):
    with person.app.app_context(), write_transaction() as session:
        own = SignIn.organisation_id == person.organisation_id, SignIn.member_id == person.id
        session.execute(update(SignIn).where(*own).values(used_at=clock.now()))


def test_the_calendar_of_who_is_away_is_not_called(app, connected_ines, server):
    later(days=8)
    assert looks(app) > clock.now() + timedelta(minutes=59)
    assert len(server.requests) == 1
    connected_ines.opens("/today")
    later(hours=2)
    looks(app)
    assert len(server.requests) == 2


def test_the_calendar_of_who_was_removed_is_not_called(app, connected_ines, server, cast):
    assert (
        cast("maya")
        .submits(f"/admin/people/{connected_ines.id}/removal", {"sure": "1"})
        .status_code
        == 303
    )
    later(minutes=16)
    looks(app)
    assert len(server.requests) == 1


def test_what_was_busy_stays_for_twelve_months(app, connected_ines, server, at):
    server.answer = says(ANOTHER)
    at("2027-11-15 10:00")
    sign_in_again(connected_ines)
    looks(app)
    assert starts(connected_ines) == ["16 09:00"]
    at("2027-11-17 10:00")
    looks(app)
    assert starts(connected_ines) == []


def test_a_file_loses_what_is_old(app, ines, at):
    connects(ines, "10:00-11:00", host="")
    at("2027-11-17 10:00")
    looks(app)
    assert starts(ines) == []
    assert len(connected(ines)) == 1


def test_a_company_that_keeps_less_keeps_less_of_a_calendar(app, ines, at, cast):
    form = {"name": "Atelier Ouest", "language": "fr", "zone": "Europe/Paris", "country": ""}
    form |= {"region": "", "dose": "3", "months": "1", "sure": "1"}
    assert cast("maya").submits("/admin/company", form).status_code == 303
    connects(ines, "10:00-11:00", host="")
    at("2026-12-20 10:00")
    looks(app)
    assert starts(ines) == []


def test_after_a_change_of_the_secret_an_address_is_asked_for_anew(app, connected_ines, server):
    app.config["SECRET"] = "another secret, which is long enough to be one"
    later(minutes=16)
    looks(app)
    assert connected(connected_ines)[0].error == "address"
    assert len(server.requests) == 1


def test_a_calendar_that_is_disconnected_while_it_is_read_stays_gone(app, connected_ines):
    later(minutes=16)
    with app.app_context():
        claimed = claims.claim_due(clock.now())
        (calendar,) = connected(connected_ines)
        connected_ines.submits(f"/agenda/{calendar.id}/disconnect")
        refresh(claimed)
    assert rows(connected_ines, CALENDARS) == rows(connected_ines, BUSY) == []


def test_nothing_due_costs_the_loop_one_statement(app, connected_ines):
    with statements(app) as sent:
        looks(app)
    assert len(sent) == 1


def test_the_gaps_of_a_calendar_that_was_read_again_are_todays(app, connected_ines, server):
    server.answer = says(ANOTHER)
    later(minutes=16)
    looks(app)
    assert gaps_of(connected_ines)[MONDAY][-1] == "15:00-18:00"
