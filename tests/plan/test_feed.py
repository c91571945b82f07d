"""The plan in a calendar program: read under a secret address, which its owner closes."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import recurring_ical_events
from icalendar import Calendar

from tests.cast import Nobody, statements
from webapp.database.engine import db
from webapp.plan.models import PlanFeed

MONDAY = "2026-11-16"  # a test begins on it, at half past nine
TODAY = {"day": MONDAY, "at": "10:30", "minutes": "5"}
WEEKLY = {"day": "week", "weekdays": ["1", "3"], "from": MONDAY, "at": "11:30", "minutes": "15"}
LEAVE = {"what": "leave", "from": "2026-11-23", "to": "2026-11-27"}
CUE = "un rendez-vous tombe à l’eau"


def open_feed(person, alarm="5", **fields):
    """The path of the feed that this person opens just now."""
    assert person.submits("/plan/feed", {"alarm": alarm} | fields).status_code == 303
    address = re.search(r'id="feed-address"[^>]*>([^<]+)<', person.opens("/plan").text)[1]
    return "/" + address.split("/", 3)[3]


def read(app, path):
    answer = Nobody(app).opens(path)
    assert answer.status_code == 200, answer.text
    return Calendar.from_ical(answer.data)


def occurrences(feed, first, last):
    """When the slots begin between these days, as a wall shows it, and how long they take."""
    events = recurring_ical_events.of(feed).between(first, last)
    begins = [(each["DTSTART"].dt, each["DTEND"].dt - each["DTSTART"].dt) for each in events]
    return sorted((f"{at:%m-%d %H:%M}", int(length.total_seconds() / 60)) for at, length in begins)


@pytest.mark.both_databases
def test_a_calendar_program_reads_the_slots_of_whose_address_it_was_given(app, ines):
    ines.submits("/plan", TODAY)
    ines.submits("/plan", WEEKLY | {"cue": CUE})
    feed = read(app, open_feed(ines))
    assert occurrences(feed, date(2026, 11, 16), date(2026, 11, 24)) == [
        ("11-16 10:30", 5),
        ("11-16 11:30", 15),
        ("11-18 11:30", 15),
        ("11-23 11:30", 15),
    ]
    (one, weekly) = sorted(feed.walk("VEVENT"), key=lambda each: "RRULE" in each)
    assert str(weekly["SUMMARY"]) == "Appels\N{NO-BREAK SPACE}: 15 min"
    assert str(weekly["DESCRIPTION"]) == "Si un rendez-vous tombe à l’eau, alors j’appelle"
    assert (one["CLASS"], one["TRANSP"]) == ("PRIVATE", "TRANSPARENT")
    assert [alarm["TRIGGER"].dt for alarm in feed.walk("VALARM")] == [-timedelta(minutes=5)] * 2


def test_a_weekly_slot_leaves_out_the_days_off_and_keeps_its_time_over_the_summer(app, ines):
    ines.submits("/me/calendar/changes", LEAVE)
    ines.submits("/plan", WEEKLY)
    feed = read(app, open_feed(ines))
    days = [day for day, _ in occurrences(feed, date(2026, 11, 16), date(2026, 12, 3))]
    assert days == ["11-16 11:30", "11-18 11:30", "11-30 11:30", "12-02 11:30"]
    summer = occurrences(feed, date(2027, 4, 7), date(2027, 4, 8))
    assert summer == [("04-07 11:30", 15)]


def test_a_slot_of_the_night_stands_on_the_morning_that_it_is_in(app, ines):
    ines.submits("/plan", WEEKLY | {"at": "other", "other": "01:15", "weekdays": ["7"]})
    ines.submits("/plan", TODAY | {"at": "other", "other": "02:00"})
    feed = read(app, open_feed(ines))
    assert occurrences(feed, date(2026, 11, 16), date(2026, 11, 24)) == [("11-17 02:00", 5)]
    assert {str(each["RRULE"]["BYDAY"][0]) for each in feed.walk("VEVENT") if "RRULE" in each} == {
        "MO"
    }


def test_a_slot_that_was_taken_back_goes_and_one_without_a_time_is_in_no_calendar(app, ines):
    ines.submits("/plan", WEEKLY | {"at": "", "cue": CUE, "minutes": "5"})
    path = open_feed(ines)
    assert read(app, path).walk("VEVENT") == []
    ines.submits("/plan", TODAY)
    (event,) = read(app, path).walk("VEVENT")
    key = str(event["UID"]).partition("@")[0]
    ines.sends(ines.withdraws(key))
    assert read(app, path).walk("VEVENT") == []


@pytest.mark.parametrize(("alarm", "minutes"), [("0", [0]), ("10", [10]), ("", []), ("7", [])])
def test_it_rings_as_its_owner_wishes_or_not_at_all(app, ines, alarm, minutes):
    ines.submits("/plan", TODAY)
    alarms = read(app, open_feed(ines, alarm)).walk("VALARM")
    assert [-each["TRIGGER"].dt for each in alarms] == [timedelta(minutes=n) for n in minutes]


@pytest.mark.both_databases
def test_an_address_that_was_changed_or_closed_opens_nothing(app, ines, at):
    first = open_feed(ines)
    at("2026-11-16 09:31")
    assert open_feed(ines, "10") == first
    second = open_feed(ines, renew="1")
    assert Nobody(app).opens(first).status_code == 404
    assert Nobody(app).opens(second).status_code == 200
    ines.submits("/plan/feed/close", {})
    assert Nobody(app).opens(second).status_code == 404
    assert "feed-address" not in ines.opens("/plan").text


def test_an_address_opens_the_plan_of_its_owner_alone(app, ines, otto):
    ines.submits("/plan", TODAY)
    path, other = open_feed(ines), open_feed(otto)
    assert read(app, other).walk("VEVENT") == []
    organisation, token = path.split("/")[3:]
    elsewhere = other.replace(other.split("/")[4], token)
    assert Nobody(app).opens(elsewhere).status_code == 404
    assert Nobody(app).opens(path.replace(organisation, "0" * 32)).status_code == 404


def test_who_was_suspended_or_has_left_is_read_by_no_program(app, ines, maya):
    path = open_feed(ines)
    maya.submits(f"/admin/people/{ines.id}/suspension")
    assert Nobody(app).opens(path).status_code == 404


def test_a_program_that_has_it_already_is_told_so_in_two_statements_more(app, ines):
    ines.submits("/plan", WEEKLY)
    path = open_feed(ines)
    etag = Nobody(app).opens(path).headers["ETag"]
    with statements(app) as sent:
        again = Nobody(app).opens(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data, len(sent)) == (304, b"", 3)


def test_the_address_itself_is_in_no_row_and_in_no_export(app, ines):
    token = open_feed(ines).split("/")[4].removesuffix(".ics")
    with app.app_context():
        stored = db.session.execute(db.select(PlanFeed.token)).scalar_one()
    assert token.encode() not in stored
    assert len(stored) == 32
    assert token not in ines.opens("/me/export/json").text
    assert '"alarm_minutes": 5' in ines.opens("/me/export/json").text


def test_the_changes_of_the_clocks_are_told_in_the_calendar_itself(app, ines):
    ines.submits("/plan", TODAY)
    (zone,) = read(app, open_feed(ines)).walk("VTIMEZONE")
    paris = zone.to_tz()
    assert datetime(2026, 12, 1, 12, tzinfo=UTC).astimezone(paris).hour == 13
    assert datetime(2027, 7, 1, 12, tzinfo=UTC).astimezone(paris).hour == 14
