"""Not now: the kind `not_now`, and what its reasons were over weeks, for their owner alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from webapp.database.engine import db
from webapp.game.acts import Act, NotNow, NotNowReason
from webapp.game.days import WEEK, today
from webapp.journal.kinds import Kind, Reasons
from webapp.journal.models import Entry
from webapp.journal.repository import NOT_NOW_KIND
from webapp.people.members import Member
from webapp.providers import HadGap

HISTORY = 12 * WEEK
MIN_TIMES = 3  # of fewer nothing is said: they show no habit


@dataclass(frozen=True, slots=True)
class GapShare:
    """On how many of the times that there was said to be no time there were ten minutes: `had`,
    `of` those on which a calendar was connected.
    """

    had: int
    of: int


@dataclass(frozen=True, slots=True)
class NotNowHistory:
    """How often each reason was given, the most frequent first, since the day `since`; and how
    often there was a gap after all. Either is None where there is too little to say.
    """

    since: date
    times: Mapping[str, int]
    gaps: GapShare | None


def parse_reason(fields: Mapping[str, Any]) -> tuple[NotNow | None, Reasons]:
    """Calls that are put off (RULES R13.8): `reason`, one of the four."""
    reason = fields.get("reason")
    if not isinstance(reason, str) or reason not in set(NotNowReason):
        return None, {"reason": "choice"}
    return NotNow(NotNowReason(reason)), {}


def load_history(member: Member, now: datetime, had_gap: HadGap) -> NotNowHistory | None:
    """What the reasons of the last twelve weeks were; None below three. One statement, and those of
    `had_gap` where there was no time three times.
    """
    rows = db.session.execute(
        select(Entry.day, Entry.instant, Entry.reason)
        .where(
            Entry.organisation_id == member.organisation_id,
            Entry.member_id == member.id,
            Entry.day >= today(now, member.zone) - HISTORY,
            Entry.kind == NOT_NOW_KIND,
            Entry.withdrawn.is_(False),
        )
        .order_by(Entry.instant)
    ).all()
    if len(rows) < MIN_TIMES:
        return None
    busy = [row.instant for row in rows if row.reason == NotNowReason.NO_TIME]
    answers = had_gap(member, busy) if len(busy) >= MIN_TIMES else {}
    times = Counter(row.reason for row in rows)
    return NotNowHistory(rows[0].day, dict(times.most_common()), _share(answers))


def _share(answers: Mapping[datetime, bool | None]) -> GapShare | None:
    known = [answer for answer in answers.values() if answer is not None]
    return GapShare(sum(known), len(known)) if len(known) >= MIN_TIMES else None


def _act(put_off: NotNow) -> Act:
    return put_off


NOT_NOW = Kind(NOT_NOW_KIND, ("reason",), parse_reason, _act)
