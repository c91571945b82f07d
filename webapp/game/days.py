"""Instants, practice days, today, weeks and their close (RULES R1). Instants are aware, in UTC."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

ONE_DAY = timedelta(days=1)
WEEK = timedelta(days=7)
SKEW_ALLOWED = timedelta(minutes=5)  # R1.1
CLOCK_OFF = timedelta(hours=24)  # beyond which its owner is asked to look
DAY_BEGINS = time(4)  # R1.1, and the hour at which a week begins (R5.1)
BEFORE_DAWN = timedelta(hours=4)
LATEST_ARRIVAL = timedelta(hours=7 * 24)  # R1.3
LATEST_VERSION = timedelta(days=7)  # R1.5, R1.8: what is said of a call, from that call
ENTRIES_A_DAY = 1000  # R1.7: of one member, and as many withdrawals
CLOSE_AFTER = timedelta(days=8)  # R1.6: from a Monday to the Tuesday of the week after
CLOSE_TIME = time(12)
DAY_NAME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WEEK_NAME = re.compile(r"([0-9]{4})-W([0-9]{2})")


def instant(
    made_at: datetime, sent_at: datetime | None, received_at: datetime, by_hand: bool = False
) -> datetime:
    """When it happened: the device's time, corrected when its clock is off (RULES R1.1).

    Without `sent_at` there is nothing to correct by. A time stated by hand is what a person said
    and not what a clock showed, so no skew is added to it; like any other it is never later than
    its arrival.
    """
    skew = received_at - sent_at if sent_at is not None and not by_hand else timedelta()
    corrected = made_at + skew if abs(skew) > SKEW_ALLOWED else made_at
    return min(corrected, received_at).astimezone(UTC)


def is_clock_off(
    made_at: datetime, sent_at: datetime | None, received_at: datetime, by_hand: bool = False
) -> bool:
    """Whether the device's clock was more than 24 hours off, as far as an arrival shows it: when
    the entry was sent, or when it was made, for nothing happens a day after it has arrived.

    A clock that was behind, and was put right before sending, shows in nothing here: the phone
    itself knows then that it has heard of a later time before.
    """
    skew = received_at - sent_at if sent_at is not None else timedelta()
    corrected = made_at + skew if abs(skew) > SKEW_ALLOWED and not by_hand else made_at
    return abs(skew) > CLOCK_OFF or corrected - received_at > CLOCK_OFF


def practice_day(instant: datetime, offset: int) -> date:
    """The day of an entry at its own offset, in minutes east of UTC: 04:00 to 04:00 (R1.1)."""
    return (instant.astimezone(UTC) + timedelta(minutes=offset) - BEFORE_DAWN).date()


def wall_instant(day: date, at: time, zone: tzinfo) -> datetime | None:
    """When a clock on the wall showed that time of that calendar date: the first time, where summer
    time ends and it did so twice; None for a time that summer time leaps over.
    """
    wall_time = datetime.combine(day, at)
    at_utc = wall_time.replace(tzinfo=zone).astimezone(UTC)
    return at_utc if at_utc.astimezone(zone).replace(tzinfo=None) == wall_time else None


def stated_instant(day: date, at: time, zone: tzinfo) -> datetime | None:
    """When it was that time of that practice day, which before 04:00 is still in its night (R1.1);
    None for a time that the zone's clocks never showed. static/js/browser/days.js has the same.
    """
    return wall_instant(day + ONE_DAY if at < DAY_BEGINS else day, at, zone)


def today(now: datetime, zone: tzinfo) -> date:
    """The practice day of `now` in the member's zone (RULES R1.2)."""
    return (now.astimezone(zone).replace(tzinfo=None) - BEFORE_DAWN).date()


def end_of_day(day: date, zone: tzinfo) -> datetime:
    """The instant at which that practice day is over: the next morning's 04:00 (RULES R1.1)."""
    return datetime.combine(day + ONE_DAY, DAY_BEGINS, zone).astimezone(UTC)


def entry_counts(instant: datetime, received_at: datetime, day: date, joined: date) -> bool:
    """Whether an entry of that day earns: in time, and not before its member joined (R1.3)."""
    return arrived_in_time(instant, received_at) and day >= joined


def arrived_in_time(instant: datetime, received_at: datetime) -> bool:
    """Whether an entry arrived within 7 × 24 hours of its instant, to the microsecond (R1.3)."""
    return received_at - instant <= LATEST_ARRIVAL


def week_of(day: date) -> date:
    """The Monday of the day's ISO week: every week is named by it."""
    return day - timedelta(days=day.weekday())


def days_of(monday: date) -> list[date]:
    """The seven days of the week that begins on this Monday."""
    return [monday + n * ONE_DAY for n in range(7)]


def sunday_of(monday: date) -> date:
    """The last day of the week that is named by this Monday."""
    return monday + 6 * ONE_DAY


def parse_day(name: str) -> date | None:
    """The day « 2026-11-20 »; None for what names no day."""
    try:
        return date.fromisoformat(name) if DAY_NAME.fullmatch(name) else None
    except ValueError:
        return None


def week_name(week: date) -> str:
    """The ISO name of the week that begins on this Monday: « 2026-W47 »."""
    year, number, _ = week.isocalendar()
    return f"{year}-W{number:02}"


def parse_week(name: str) -> date | None:
    """The Monday of the week « 2026-W47 »; None for what names no week."""
    match = WEEK_NAME.fullmatch(name)
    if match is None:
        return None
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        return None


def week_start(week: date, zone: tzinfo) -> datetime:
    """When the week begins: its Monday at 04:00 in the organisation's zone (RULES R5.1)."""
    return datetime.combine(week, DAY_BEGINS, zone).astimezone(UTC)


def week_close(week: date, zone: tzinfo) -> datetime:
    """When the week's boards close: the next Tuesday at 12:00 in the organisation's zone (R1.6)."""
    return datetime.combine(week + CLOSE_AFTER, CLOSE_TIME, zone).astimezone(UTC)


def is_closed(week: date, zone: tzinfo, at: datetime) -> bool:
    """Whether what arrives at that instant is too late for the week's boards (RULES R1.6)."""
    return at >= week_close(week, zone)
