"""Busy times of a calendar: what of its events takes their owner's time, in a window."""

import warnings
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import icalendar
import recurring_ical_events
from icalendar.cal import Component

from webapp.calendar_reader.errors import UnreadableCalendarError
from webapp.calendar_reader.event_times import busy_periods, interval_of, takes_time
from webapp.game.days import ONE_DAY
from webapp.game.gaps import Interval, clip_intervals, merge_intervals

MAX_OCCURRENCES = 20_000
TOO_OFTEN = ("SECONDLY", "MINUTELY")  # no diary has that, and it would take for ever
RECURRENCE = ("RRULE", "RDATE", "RECURRENCE-ID")


@dataclass(frozen=True, slots=True)
class BusyTimes:
    """The busy times within a window, merged; `skipped` events could not be read."""

    busy: tuple[Interval, ...]
    skipped: int


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose calendar it is: the zone in which times without one are read, and the e-mail addresses
    under which they decline.
    """

    zone: tzinfo
    addresses: frozenset[str]


def read_busy_times(text: str, window: Interval, owner: Owner) -> BusyTimes:
    """Read what `calendar_text.strip_calendar` left of a calendar. An event of whole days is busy
    only where it says so: most of these are notes. Raises UnreadableCalendarError.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = [_Reader(each, window, owner).read() for each in _calendars(text)]
    except (ValueError, IndexError, KeyError, RecursionError) as error:
        raise UnreadableCalendarError("unreadable") from error
    if not found:
        raise UnreadableCalendarError("unreadable")
    busy = merge_intervals(each for times in found for each in times.busy)
    return BusyTimes(tuple(busy), sum(times.skipped for times in found))


def _calendars(text: str) -> list[Component]:
    parsed = icalendar.Calendar.from_ical(text, multiple=True)
    return [each for each in parsed if each.name == "VCALENDAR"]


class _Reader:
    """One calendar, read series by series, so that a broken one spoils no other."""

    def __init__(self, calendar: Component, window: Interval, owner: Owner) -> None:
        self._calendar, self._window = calendar, window
        self._zone = _zone_of(calendar) or owner.zone
        name = str(calendar.get("X-WR-CALNAME", "")).strip().casefold()
        self._addresses = owner.addresses | ({name} if "@" in name else set())
        self._left = MAX_OCCURRENCES

    def read(self) -> BusyTimes:
        busy, skipped = [], 0
        for series in self._series():
            try:
                busy += list(clip_intervals(self._busy_of(series), self._window))
            except UnreadableCalendarError:
                raise
            except Exception:  # whatever is wrong with it, it is told of and the others are read
                skipped += 1
        for each in self._calendar.walk("VFREEBUSY"):
            busy += list(clip_intervals(busy_periods(each, self._zone), self._window))
        return BusyTimes(tuple(busy), skipped)

    def _series(self) -> Iterable[list[Component]]:
        """Events by their UID: a series with what was changed of it."""
        series: dict[str, list[Component]] = defaultdict(list)
        for number, event in enumerate(self._calendar.walk("VEVENT")):
            series[str(event.get("UID", f"without {number}"))].append(event)
        return series.values()

    def _busy_of(self, series: list[Component]) -> Iterator[Interval]:
        for event in self._occurrences(series):
            self._left -= 1
            if self._left < 0:
                raise UnreadableCalendarError("too_long")
            if takes_time(event) and not self._is_declined(event):
                yield interval_of(event, self._zone)

    def _occurrences(self, series: list[Component]) -> Iterable[Component]:
        if any(event.errors for event in series):
            raise ValueError("broken")
        if not any(name in event for event in series for name in RECURRENCE):
            return _latest_versions(series)
        if any(_is_too_often(event) for event in series):
            raise ValueError("too often")
        calendar = icalendar.Calendar()
        if isinstance(self._zone, ZoneInfo) and "X-WR-TIMEZONE" in self._calendar:
            calendar.add("X-WR-TIMEZONE", self._zone.key)
        for event in series:
            calendar.add_component(event)
        query = recurring_ical_events.of(calendar)
        found: list[Component] = query.between(
            self._window.begins - ONE_DAY, self._window.ends + ONE_DAY
        )
        return found

    def _is_declined(self, event: Component) -> bool:
        """Whether its owner does not come: of attendees those are left who declined."""
        attendees = event.get("ATTENDEE", [])
        listed = attendees if isinstance(attendees, list) else [attendees]
        return any(_address(each) in self._addresses for each in listed)


def _latest_versions(series: Collection[Component]) -> list[Component]:
    """Of single events under one UID the newest; those without a number are all there."""
    numbered = [event for event in series if "SEQUENCE" in event]
    if len(series) < 2 or len(numbered) < len(series):
        return list(series)
    return [max(series, key=lambda event: int(str(event["SEQUENCE"])))]


def _is_too_often(event: Component) -> bool:
    rules = event.get("RRULE", [])
    listed = rules if isinstance(rules, list) else [rules]
    return any(str(each.get("FREQ", [""])[0]).upper() in TOO_OFTEN for each in listed)


def _address(attendee: Any) -> str:
    text = str(attendee).strip().casefold()
    return text.removeprefix("mailto:")


def _zone_of(calendar: Component) -> tzinfo | None:
    """The zone that the calendar says for times without one, as many write it."""
    name = str(calendar.get("X-WR-TIMEZONE", "")).strip()
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
