"""Times of one event, and whether they are busy: what people mean whose programs wrote it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any

from icalendar.cal import Component

from webapp.game.days import ONE_DAY
from webapp.game.gaps import Interval

FREE_STATUSES = ("FREE", "WORKINGELSEWHERE")
BUSY_STATUSES = ("BUSY", "OOF", "TENTATIVE")


def takes_time(event: Component) -> bool:
    """Whether it keeps its owner from calling. What may yet take place does; an event of whole days
    only where it says so, for most of these are notes: a birthday, a delivery, who is on leave.
    """
    status = _upper(event, "X-MICROSOFT-CDO-BUSYSTATUS")
    transparency = _upper(event, "TRANSP")
    if _upper(event, "STATUS") == "CANCELLED":
        return False
    if status in FREE_STATUSES or transparency == "TRANSPARENT":
        return False
    return not _is_whole_days(event) or status in BUSY_STATUSES or transparency == "OPAQUE"


def interval_of(event: Component, zone: tzinfo) -> Interval:
    """From its start to its end; times without a zone are those of a wall in that one."""
    start = event.decoded("DTSTART")
    return Interval(_instant(start, zone), _instant(_end(event, start), zone))


def busy_periods(component: Component, zone: tzinfo) -> Iterator[Interval]:
    """What VFREEBUSY calls busy, surely or perhaps."""
    listed = component.get("FREEBUSY", [])
    for each in listed if isinstance(listed, list) else [listed]:
        kind = str(getattr(each, "params", {}).get("FBTYPE", "BUSY")).upper()
        if kind != "FREE":
            for start, end in _periods(each):
                yield Interval(_instant(start, zone), _instant(end, zone))


def _periods(value: Any) -> Iterator[tuple[datetime, datetime]]:
    for each in getattr(value, "dts", [value]):
        start, end = each.dt if hasattr(each, "dt") else (each.start, each.end)
        yield start, start + end if isinstance(end, timedelta) else end


def _end(event: Component, start: date) -> date:
    if "DTEND" in event:
        return _as_date(event.decoded("DTEND"))
    if "DURATION" in event:
        length = event.decoded("DURATION")
        return start + length if isinstance(length, timedelta) else start
    return start if isinstance(start, datetime) else start + ONE_DAY


def _as_date(value: Any) -> date:
    if not isinstance(value, date):
        raise TypeError("no date")
    return value


def _is_whole_days(event: Component) -> bool:
    whole = _upper(event, "X-MICROSOFT-CDO-ALLDAYEVENT") == "TRUE"
    return whole or not isinstance(event.decoded("DTSTART"), datetime)


def _instant(value: date, zone: tzinfo) -> datetime:
    """In UTC; of a date its midnight, and of a time without a zone that of the owner's wall."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - its zone follows
    return (value if value.tzinfo else value.replace(tzinfo=zone)).astimezone(UTC)


def _upper(event: Component, name: str) -> str:
    return str(event.get(name, "")).strip().upper()
