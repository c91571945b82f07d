"""Rate limits: how often something may be tried, counted in our own database (TRUST, limits).

They count in rows of their own, in windows that begin by the clock. What a phone sends is limited
by `journal.rate_limit`, which counts otherwise: in the member's row, in the statement that locks it
in any case, so that the limit costs a log nothing. Both raise RateLimitExceededError.
"""

import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, or_, update

from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.upsert import insert_ignore
from webapp.people.models import RateLimitCounter

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
COUNTERS = RateLimitCounter.__table__
UPSERT_KEY = ("name", "window")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """At most so many in each window of time, which begins by the clock."""

    what: str
    most: int
    window: timedelta


# Whoever asks spends their own allowance: one browser in one network, for one address. What many
# may spend together is far more, so that no stranger uses up what is somebody's.
CODES_PER_BROWSER = (RateLimit("codes", 5, HOUR), RateLimit("codes a day", 20, DAY))
CODES_PER_NETWORK = (RateLimit("codes to one", 50, HOUR),)
CODES_PER_EMAIL = (RateLimit("codes to all", 300, HOUR), RateLimit("codes to all a day", 900, DAY))
CODES_PER_IP = (RateLimit("codes from", 1200, HOUR),)
# Counted where they fail: who has the right one is never kept out by others of their network.
ATTEMPTS_PER_IP = (RateLimit("tries from", 600, HOUR),)
INVITATIONS_PER_IP = (RateLimit("links from", 600, HOUR),)
RECOVERIES_PER_MEMBER = (RateLimit("ways in", 5, HOUR),)
EMAIL_CHANGES_PER_MEMBER = (RateLimit("addresses", 10, DAY),)
CHANGES_PER_MEMBER = (RateLimit("days declared", 200, DAY),)
CALENDARS_PER_MEMBER = (RateLimit("calendars read", 30, HOUR),)  # that wait for somebody else
# In what `access.write_cost` says of each route: more than anybody does by hand in a day.
WRITES_PER_MEMBER = (RateLimit("written", 1000, DAY),)
RETENTION = [  # all others are of an hour
    limit.what
    for limit in (
        *(*CODES_PER_BROWSER, *CODES_PER_EMAIL, *EMAIL_CHANGES_PER_MEMBER),
        *(*CHANGES_PER_MEMBER, *WRITES_PER_MEMBER),
    )
    if limit.window == DAY
]


class RateLimitExceededError(Exception):
    """Tried too often; `wait` is how long until it may be tried again. It is answered with 429."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(wait)
        self.wait = wait


def hit(
    limits: tuple[RateLimit, ...], whose: str, at: datetime, cost: int = 1, by: str = ""
) -> None:
    """Count one try, or `cost`, in the open transaction.

    Raises RateLimitExceededError over a limit: nothing is counted then.
    `whose` (an e-mail or a network address, a member's id) is kept as a digest only, until the
    window is over, and so is `by`, the asker among all who try the same.
    """
    for limit in limits:
        since = _beginning(at, limit.window)
        name = f"{_name(limit, whose)} {token_digest(by).hex()}" if by else _name(limit, whose)
        key: dict[str, object] = {"name": name, "window": since}
        db.session.execute(insert_ignore(COUNTERS, [key | {"count": 0}], UPSERT_KEY))
        count = db.session.execute(
            update(RateLimitCounter)
            .where(RateLimitCounter.name == key["name"], RateLimitCounter.window == since)
            .values(count=RateLimitCounter.count + cost)
            .returning(RateLimitCounter.count)
        ).scalar_one()
        if count > limit.most:
            raise RateLimitExceededError(since + limit.window - at)


def purge(at: datetime) -> None:
    """Delete the counters of windows that are over, in the open transaction."""
    of_days = or_(*(RateLimitCounter.name.startswith(f"{what} ") for what in RETENTION))
    hour_is_over = (RateLimitCounter.window <= at - HOUR) & ~of_days
    db.session.execute(
        delete(RateLimitCounter).where((RateLimitCounter.window <= at - DAY) | hour_is_over)
    )


def purge_for(limits: tuple[RateLimit, ...], whose: str) -> None:
    """Delete the counters of somebody for these limits, in the open transaction."""
    names = [_name(limit, whose) for limit in limits]
    counted_by_network = [RateLimitCounter.name.startswith(f"{name} ") for name in names]
    db.session.execute(
        delete(RateLimitCounter).where(or_(RateLimitCounter.name.in_(names), *counted_by_network))
    )


def network_of(address: str | None) -> str:
    """The network of an address: an IPv4 address, or the /64 of an IPv6 one, which is one
    household's.
    """
    try:
        ip = ipaddress.ip_address((address or "").partition("%")[0])
    except ValueError:
        return address or ""
    if isinstance(ip, ipaddress.IPv4Address):
        return str(ip)
    if ip.ipv4_mapped:
        return str(ip.ipv4_mapped)
    return str(ipaddress.ip_network((ip, 64), strict=False))


def _name(limit: RateLimit, whose: str) -> str:
    return f"{limit.what} {token_digest(whose).hex()}"


def _beginning(at: datetime, window: timedelta) -> datetime:
    seconds, length = int(at.timestamp()), int(window.total_seconds())
    return datetime.fromtimestamp(seconds - seconds % length, UTC)
