"""Calendars that mean harm end within limits, and so does the process that reads them."""

import time
from datetime import UTC, datetime

import pytest

import webapp.calendar_reader.process as process
from tests.calendar_reader.texts import at, calendar, event
from webapp.calendar_reader.calendar_text import MAX_BYTES, strip_calendar
from webapp.calendar_reader.errors import UnreadableCalendarError
from webapp.game.gaps import Interval

WINDOW = Interval(datetime(2026, 11, 15, tzinfo=UTC), datetime(2026, 11, 30, tzinfo=UTC))
DEEP = "BEGIN:VEVENT\n" * 50_000 + "END:VEVENT\n" * 50_000


def read(data):
    text = strip_calendar(data, WINDOW)
    return process.read_in_process(text, WINDOW, "Europe/Paris", frozenset({"ines@ouest.test"}))


def reason(data):
    with pytest.raises(UnreadableCalendarError) as raised:
        read(data)
    return raised.value.reason


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<html><body>Sign in</body></html>",
        b"\x00\xff" * 500,
        b"BEGIN:VEVENT\r\nEND:VEVENT\r\n",
        calendar(DEEP),
        calendar(at("0900Z", "1000Z")).removesuffix(b"END:VCALENDAR\r\n"),
        calendar(at("0900Z", "1000Z")).replace(b"END:VEVENT", b"END:VTODO"),
    ],
    ids=["empty", "a page", "bytes", "no calendar", "deep", "cut off", "crossed"],
)
def test_what_is_no_calendar_is_unreadable(data):
    assert reason(data) == "unreadable"


def test_what_is_larger_than_two_megabytes_is_too_large():
    assert reason(calendar("X" * MAX_BYTES)) == "too_large"


def test_the_process_tells_what_the_reader_reads():
    times = read(calendar(at("0900Z", "1000Z"), event("DTSTART:never", uid="broken")))
    assert times.busy == (
        Interval(datetime(2026, 11, 16, 9, tzinfo=UTC), datetime(2026, 11, 16, 10, tzinfo=UTC)),
    )
    assert times.skipped == 1


def test_a_series_of_every_second_is_left_out_at_once():
    began = time.monotonic()
    every = event("DTSTART:19700101T000000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY", uid="x")
    times = read(calendar(every, at("0900Z", "1000Z")))
    assert (len(times.busy), times.skipped) == (1, 1)
    assert time.monotonic() - began < 4


def test_a_series_that_is_expanded_without_end_is_given_up(monkeypatch):
    never = "RRULE:FREQ=HOURLY;BYMONTH=2;BYMONTHDAY=30"
    endless = [event("DTSTART:00010101T000000Z", never, uid=str(n)) for n in range(200)]
    monkeypatch.setattr(process, "WALL_SECONDS", 2)
    assert reason(calendar(*endless)) == "too_long"


def test_a_calendar_of_too_many_meetings_is_given_up():
    hourly = "RRULE:FREQ=HOURLY;BYMINUTE=" + ",".join(map(str, range(60)))
    data = calendar(event("DTSTART:20261115T000000Z", "DURATION:PT1M", hourly))
    assert reason(data) == "too_long"


def test_a_calendar_of_many_years_is_read_as_fast_as_a_new_one():
    began, size = time.monotonic(), 10_000
    old = [
        event(f"DTSTART:20{n % 26:02}0116T090000Z", "DTEND:20260116T100000Z", uid=str(n))
        for n in range(size)
    ]
    data = calendar(*old, at("0900Z", "1000Z"))
    assert 1_500_000 < len(data) < MAX_BYTES
    assert len(read(data).busy) == 1
    assert time.monotonic() - began < 4


@pytest.mark.slow
def test_a_calendar_that_is_as_large_as_may_be_is_read():
    many = [
        event(f"DTSTART:20261116T{n % 24:02}0000Z", "DURATION:PT10M", uid=str(n))
        for n in range(11_500)
    ]
    assert len(read(calendar(*many)).busy) == 24


def test_nothing_of_the_server_is_handed_to_the_process(monkeypatch):
    seen = {}

    def run(arguments, **options):
        seen.update(options)
        raise process.subprocess.TimeoutExpired(arguments, 1)

    monkeypatch.setenv("REBOND_SECRET", "of the server")
    monkeypatch.setattr(process.subprocess, "run", run)
    assert reason(calendar(at("0900Z", "1000Z"))) == "too_long"
    assert seen["env"] == {}
