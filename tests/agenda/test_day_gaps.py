"""Gaps of today and tomorrow by what a member's calendars tell, and whether there was one then."""

from datetime import date, time, timedelta

import pytest

import webapp.clock as clock
from tests.agenda.hands import busy_at, connects, instants, on_wall
from tests.cast import SETTINGS, statements
from webapp.agenda import calendars, day_gaps
from webapp.agenda.busy_times import BUSY
from webapp.database.engine import db
from webapp.game.gaps import Hours, Interval

MONDAY, TUESDAY = date(2026, 11, 16), date(2026, 11, 17)


def gaps_of(person):
    """The gaps of today and of tomorrow by day, as the wall shows them."""
    with person.app.app_context():
        return {
            each.day: on_wall(each.gaps) for each in day_gaps.list_gaps(person.who, clock.now())
        }


def had_gap(person, *texts):
    at = instants(*texts)
    with person.app.app_context():
        answers = day_gaps.had_gap(person.who, at)
    return [answers[each] for each in at]


@pytest.mark.both_databases
def test_a_calendar_leaves_the_gaps_of_today_and_tomorrow(ines):
    connects(ines, "10:00-11:00", "10:30-12:00", "17:55-19:00")
    assert gaps_of(ines) == {MONDAY: ["09:30-10:00", "12:00-17:55"], TUESDAY: ["09:00-18:00"]}


def test_what_is_busy_in_any_calendar_is_busy(ines):
    connects(ines, "10:00-11:00")
    connects(ines, "11:00-18:00", host="other.example.com")
    assert gaps_of(ines)[MONDAY] == ["09:30-10:00"]


def test_an_agenda_tells_its_meetings_within_the_hours(ines):
    connects(ines, "08:00-09:45", "17:00-20:00", "12:00-12:30")
    with ines.app.app_context():
        today = day_gaps.list_gaps(ines.who, clock.now())[0]
    assert on_wall(today.meetings) == ["09:00-09:45", "12:00-12:30", "17:00-18:00"]
    assert today.meetings[1].minutes == 30


def test_hours_and_a_margin_of_ones_own_are_read(ines):
    connects(ines, "10:00-11:00")
    hours = Hours(time(8), time(12), timedelta(minutes=15))
    with ines.app.app_context():
        calendars.save_hours(ines.who, hours)
        assert calendars.get_hours(ines.who) == hours
    assert gaps_of(ines)[MONDAY] == ["09:30-09:45", "11:15-12:00"]


def test_a_busy_time_of_several_days_takes_each_of_them(ines):
    begins, ends = busy_at("15:00-16:00").begins, busy_at("10:00-11:00", day="2026-11-17").ends
    connects(ines, Interval(begins, ends))
    assert gaps_of(ines) == {MONDAY: ["09:30-15:00"], TUESDAY: ["11:00-18:00"]}


def test_who_connected_no_calendar_has_no_gap_and_pays_no_statement(ines):
    member, now = ines.who, clock.now()
    with statements(ines.app) as sent, ines.app.app_context():
        assert day_gaps.list_gaps(member, now) == ()
        assert day_gaps.had_gap(member, [now]) == {now: None}
    assert sent == []


def test_gaps_cost_one_statement_and_whether_there_was_one_two(ines):
    connects(ines, "10:00-11:00")
    member, now = ines.who, clock.now()
    with statements(ines.app) as sent, ines.app.app_context():
        day_gaps.list_gaps(member, now)
    assert len(sent) == 1
    with statements(ines.app) as sent, ines.app.app_context():
        day_gaps.had_gap(member, [now])
    assert len(sent) == 2


def test_a_calendar_that_was_not_read_for_two_weeks_tells_nothing(ines, at):
    connects(ines, "10:00-11:00")
    at("2026-11-29 10:00")
    assert list(gaps_of(ines)) == [date(2026, 11, 29)]
    at("2026-11-30 10:00")
    assert gaps_of(ines) == {}


def test_a_gap_was_there_then_or_later_that_day(ines):
    connects(ines, "09:30-16:00", "16:09-17:00")
    times = [f"2026-11-16 {at}" for at in ("09:31", "16:30", "17:49", "17:51", "20:00")]
    assert had_gap(ines, *times) == [True, True, True, False, False]


def test_where_consumers_are_called_a_gap_lies_within_their_hours(ines, maya):
    maya.submits("/admin/company", SETTINGS | {"months": "12", "called": "consumers"})
    connects(ines, "10:05-12:55", "14:00-17:55")
    assert gaps_of(ines) == {MONDAY: [], TUESDAY: ["10:00-13:00", "14:00-18:00"]}
    assert had_gap(ines, "2026-11-16 09:31") == [False]


def test_before_a_calendar_was_connected_nothing_is_known(ines):
    connects(ines, "09:30-18:00")
    assert had_gap(ines, "2026-11-16 09:00", "2026-11-13 11:00") == [None, None]


def test_a_day_off_is_asked_for_no_gap(ines):
    connects(ines, at="2026-11-13 12:00")
    assert had_gap(ines, "2026-11-14 11:00", "2026-11-16 11:00") == [None, True]


def test_nobody_elses_calendar_counts(ines, theo):
    connects(theo, "09:30-18:00")
    assert gaps_of(ines) == {}
    connects(ines)
    assert gaps_of(ines)[MONDAY] == ["09:30-18:00"]


@pytest.mark.both_databases
def test_a_calendar_that_is_disconnected_leaves_nothing(ines):
    calendar = connects(ines, "10:00-11:00")
    with ines.app.app_context():
        assert ines.who.has_agenda
        assert calendars.disconnect_calendar(ines.who, calendar)
        assert not calendars.disconnect_calendar(ines.who, calendar)
        assert not ines.who.has_agenda
        for table in (BUSY, calendars.CALENDARS, calendars.AGENDAS):
            own = table.c.organisation_id == ines.organisation_id
            assert db.session.execute(db.select(table).where(own)).all() == []


def test_the_fourth_calendar_is_refused(ines):
    for _ in range(3):
        connects(ines)
    with pytest.raises(calendars.TooManyCalendarsError):
        connects(ines)
