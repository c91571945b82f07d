"""Reading a calendar: from its bytes or its address to its busy times in a window, or why not."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from webapp.calendar_reader.calendar_text import MAX_BYTES, strip_calendar
from webapp.calendar_reader.errors import UnreadableCalendarError
from webapp.calendar_reader.process import read_in_process
from webapp.game.days import ONE_DAY
from webapp.game.gaps import Interval
from webapp.outbound.addresses import AddressError, split_address
from webapp.outbound.http_client import CallError, call

DAYS_AHEAD = 14
DAYS_AHEAD_OF_FILE = 60  # nobody reads it again
NOT_THERE = (401, 403, 404, 410)
# Why a calendar could not be read: its address is none that is called; it leads on to another one;
# nobody answers there; there is none, or none any more; what came is no calendar, is too large, or
# took too long to read.
ERRORS = (
    *("address", "moved", "unreachable", "gone"),
    *("unreadable", "too_large", "too_long"),
)
OF_ADDRESS = ("length", "scheme", "host", "credentials", "port", "inside")


class CalendarError(Exception):
    """A calendar that could not be read; `reason` is one of ERRORS."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Owner:
    """In whose zone a calendar is read, and under which e-mail address they decline."""

    zone_name: str
    email: str


@dataclass(frozen=True, slots=True)
class Reading:
    """The busy times of a calendar in a window, merged; how many of its events could not be read;
    and a digest of the rest.
    """

    window: Interval
    busy: tuple[Interval, ...]
    skipped: int = 0
    digest: bytes = b""


def window_at(now: datetime, *, of_file: bool) -> Interval:
    """Of what time a calendar is read: from the midnight of UTC before the day before, to one so
    many days ahead.
    """
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    days = DAYS_AHEAD_OF_FILE if of_file else DAYS_AHEAD
    return Interval(midnight - ONE_DAY, midnight + days * ONE_DAY)


def read_file(data: bytes, owner: Owner, now: datetime) -> Reading:
    """Read a calendar that was given as a file. Raises CalendarError."""
    return _read(data, window_at(now, of_file=True), owner, b"")


def read_address(address: str, owner: Owner, now: datetime, known: bytes = b"") -> Reading | None:
    """Fetch a calendar and read it; None if it still is what that digest was made of. Raises
    CalendarError.
    """
    reading = _read(_fetch(address), window_at(now, of_file=False), owner, known)
    return None if known and reading.digest == known else reading


def normalize_address(text: str) -> str:
    """The https address of a calendar, as it was pasted. Raises CalendarError for what is none."""
    address = text.strip()
    for scheme in ("webcal://", "webcals://"):
        if address.lower().startswith(scheme):
            address = f"https://{address[len(scheme) :]}"
    host_of(address)
    return address


def host_of(address: str) -> str:
    """The host, which is all of an address that is shown. Raises CalendarError."""
    try:
        return split_address(address)[0]
    except AddressError as error:
        raise CalendarError("address") from error


def _fetch(address: str) -> bytes:
    try:
        reply = call("GET", address, headers={"Accept": "text/calendar"}, max_bytes=MAX_BYTES)
    except AddressError as error:
        raise CalendarError("address" if error.reason in OF_ADDRESS else "unreachable") from error
    except CallError as error:
        raise CalendarError("too_large" if error.reason == "large" else "unreachable") from error
    if 300 <= reply.status < 400:
        raise CalendarError("moved")
    if reply.status != 200:
        raise CalendarError("gone" if reply.status in NOT_THERE else "unreachable")
    return reply.body


def _read(data: bytes, window: Interval, owner: Owner, known: bytes) -> Reading:
    addresses = frozenset({owner.email.casefold()})
    try:
        text = strip_calendar(data, window)
        digest = _digest(text, window, owner)
        if digest == known:
            return Reading(window, (), 0, digest)
        times = read_in_process(text, window, owner.zone_name, addresses)
    except UnreadableCalendarError as error:
        raise CalendarError(error.reason) from error
    return Reading(window, times.busy, times.skipped, digest)


def _digest(text: str, window: Interval, owner: Owner) -> bytes:
    read_as = f"{window.begins:%Y%m%d} {owner.zone_name} {owner.email}\n{text}"
    return hashlib.sha256(read_as.encode()).digest()
