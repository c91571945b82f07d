"""The text of a calendar without what it is busy with: titles, places and people are dropped before
anything of it is read, and with them whatever times do not need.
"""

import codecs
import re
from collections.abc import Iterable, Iterator
from datetime import timedelta

from webapp.calendar_reader.errors import UnreadableCalendarError
from webapp.game.gaps import Interval

MARGIN = timedelta(days=2)  # of zones, and of what has been moved
MAX_BYTES = 2_000_000
MAX_DEPTH = 4  # of components in one another; a calendar has three
COMPONENTS = ("VCALENDAR", "VTIMEZONE", "STANDARD", "DAYLIGHT", "VEVENT", "VFREEBUSY")
PROPERTIES = frozenset(
    (
        *("BEGIN", "END", "VERSION", "CALSCALE", "X-WR-TIMEZONE", "X-WR-CALNAME"),
        *("UID", "SEQUENCE", "RECURRENCE-ID", "STATUS", "TRANSP", "ATTENDEE", "FREEBUSY"),
        *("DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE"),
        *("X-MICROSOFT-CDO-BUSYSTATUS", "X-MICROSOFT-CDO-ALLDAYEVENT"),
        *("TZID", "TZOFFSETFROM", "TZOFFSETTO", "X-LIC-LOCATION"),
    )
)
FOLD = re.compile(r"\r?\n[ \t]|\r(?!\n)[ \t]")
LINE_END = re.compile(r"\r?\n|\r")
NAME = re.compile(r"([A-Za-z0-9-]+)[:;]")
DAY = re.compile(r"(DTSTART|DTEND)[^:]*:\s*([0-9]{8})", re.IGNORECASE)
RECURRENCE = re.compile(r"(RRULE|RDATE|RECURRENCE-ID|SEQUENCE)\b", re.IGNORECASE)
DECLINED = re.compile(r"PARTSTAT=\"?DECLINED", re.IGNORECASE)
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def strip_calendar(data: bytes, window: Interval) -> str:
    """The lines that say when it is busy in a window, unfolded. Of those who were asked to come
    only who declined is left. Raises UnreadableCalendarError.
    """
    if len(data) > MAX_BYTES:
        raise UnreadableCalendarError("too_large")
    of_times = _lines_of_times(LINE_END.split(FOLD.sub("", _decode(data))))
    lines = list(_without_elsewhen(of_times, window))
    if not lines:
        raise UnreadableCalendarError("unreadable")
    return "\r\n".join([*lines, ""])


def _lines_of_times(lines: list[str]) -> Iterator[str]:
    """Those of the components that have times, each of which is closed where it was opened."""
    opened: list[str] = []
    for line in lines:
        match = NAME.match(line)
        name = match[1].upper() if match else ""
        component = line.partition(":")[2].strip().upper()
        if name == "BEGIN":
            opened.append(component)
            if len(opened) > MAX_DEPTH:
                raise UnreadableCalendarError("unreadable")
        of_times = name in PROPERTIES and (name != "ATTENDEE" or DECLINED.search(line))
        if of_times and opened and all(each in COMPONENTS for each in opened):
            yield line
        if name == "END" and (not opened or opened.pop() != component):
            raise UnreadableCalendarError("unreadable")


def _without_elsewhen(lines: Iterable[str], window: Interval) -> Iterator[str]:
    """Without the single events that end before the window, or begin after it: of a diary that is
    years old nearly all of them.
    """
    first, last = (f"{at:%Y%m%d}" for at in (window.begins - MARGIN, window.ends + MARGIN))
    event: list[str] = []
    for line in lines:
        if not event and line.upper().rstrip() != "BEGIN:VEVENT":
            yield line
            continue
        event.append(line)
        if line.upper().rstrip() == "END:VEVENT":
            if not _is_elsewhen(event, first, last):
                yield from event
            event = []
    yield from event


def _is_elsewhen(event: Iterable[str], first: str, last: str) -> bool:
    days: dict[str, str] = {}
    for line in event:
        match = DAY.match(line)
        if match:
            days[match[1].upper()] = match[2]
        elif RECURRENCE.match(line):
            return False
    return days.get("DTSTART", last) > last or days.get("DTEND", first) < first


def _decode(data: bytes) -> str:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")
