"""Rate limit of a member's entries (TRUST, limits): a phone's whole backlog, not a flood.

Counted in the member's own row, by the statement that locks it, so that it costs none of its own
(those of `auth.rate_limits` cost two each), in a window that begins with its first entry; so it
holds for all processes and all of the member's phones. An address has no limit here: a company is
often behind one.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, case, or_, update

from webapp.auth.rate_limits import RateLimitExceededError
from webapp.database.columns import UtcDateTime
from webapp.database.transactions import execute_core
from webapp.journal import reduced_entries
from webapp.journal.capacity import ENTRIES_ON_DAY, WITHDRAWALS_ON_DAY, DayCount
from webapp.journal.journal_head import KNOWS, MEMBER_ID, ORGANISATION_ID, JournalHead, head_params
from webapp.people.membership import HAS_ACCESS
from webapp.people.models import MemberRow

MAX_PER_WINDOW = (
    1000  # in WINDOW: a day's calls of a whole team, and twice the largest backlog of a phone
)
WINDOW = timedelta(minutes=1)
MEMBERS: Any = MemberRow.__table__
NOW = bindparam("at", type_=UtcDateTime)
WINDOW_OVER = or_(
    MEMBERS.c.sent_since.is_(None),
    MEMBERS.c.sent_since <= bindparam("before", type_=UtcDateTime),
    MEMBERS.c.sent_since > NOW,
)
COUNT_STATEMENT = (
    update(MEMBERS)
    .where(
        MEMBERS.c.organisation_id == bindparam("_organisation_id"),
        MEMBERS.c.id == bindparam("_member_id"),
        HAS_ACCESS,
    )
    .values(
        sent=case((WINDOW_OVER, bindparam("count")), else_=MEMBERS.c.sent + bindparam("count")),
        sent_since=case((WINDOW_OVER, NOW), else_=MEMBERS.c.sent_since),
        admitted=MEMBERS.c.admitted + bindparam("count"),
    )
    .returning(
        *(MEMBERS.c.sent, MEMBERS.c.sent_since, MEMBERS.c.admitted),
        *(KNOWS, ENTRIES_ON_DAY, WITHDRAWALS_ON_DAY),
        *(
            MEMBERS.c.journal_from,
            reduced_entries.has_reduced_entries(ORGANISATION_ID, MEMBER_ID, "seals").label("met"),
            MEMBERS.c.has_slots,
        ),
    )
)


@dataclass(frozen=True, slots=True)
class Sending:
    """What a member sends at once: how many entries, when, and a practice day of theirs.

    `newest_key` is that of the newest entry of which the phone has a receipt, if it says one;
    `keys` are those that the entries name.
    """

    count: int
    at: datetime
    day: date
    newest_key: UUID | None
    keys: Collection[UUID]


@dataclass(frozen=True, slots=True)
class Turn:
    """What the member's row says to who locks it: how far the journal has them, these entries
    included, and how far one day is filled; from which Monday on their journal is there, if it was
    ever reduced, and whether it once had one of the keys of the sending (RULES R14); whether
    they have planned slots, so that who has none pays nothing for them.
    """

    head: JournalHead
    day: DayCount
    journal_from: date | None
    meets_reduced: bool
    has_slots: bool


def lock_and_count(organisation_id: UUID, member_id: UUID, sending: Sending) -> Turn | None:
    """Lock the member's row and count what they send; one statement.

    None where the member is no longer let in. Raises RateLimitExceededError over the limit: nothing
    is counted then.
    """
    ids = {"_organisation_id": organisation_id, "_member_id": member_id}
    params = {
        "count": sending.count,
        "at": sending.at,
        "before": sending.at - WINDOW,
        "_day": sending.day,
        "seals": [reduced_entries.seal_rows(key) for key in sending.keys],
    }
    row = execute_core(COUNT_STATEMENT, ids | params | head_params(sending.newest_key)).first()
    if row is None:
        return None
    if row.sent > MAX_PER_WINDOW:
        raise RateLimitExceededError(row.sent_since + WINDOW - sending.at)
    return Turn(
        JournalHead(row.admitted, bool(row.knows) if sending.newest_key else None),
        DayCount(sending.day, row.entries_on_day, row.withdrawals_on_day, unseen=row.sent),
        row.journal_from,
        bool(row.met),
        bool(row.has_slots),
    )


def mark_slots(organisation_id: UUID, member_id: UUID) -> None:
    """Write down that the member has planned a slot; to be called behind their lock."""
    execute_core(
        update(MEMBERS)
        .where(MEMBERS.c.organisation_id == organisation_id, MEMBERS.c.id == member_id)
        .values(has_slots=True)
    )
