"""The slots of today and of tomorrow, for Today and for the phone."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, tzinfo

from flask_babel import gettext as _

from webapp.game import slots
from webapp.game.days import ONE_DAY, today
from webapp.game.legal_hours import LegalHours
from webapp.game.points import SLOT_GRACE
from webapp.i18n import typeset
from webapp.people.members import Member
from webapp.people.schedule.legal_hours import read_legal_hours
from webapp.plan import repository
from webapp.progress.days import planned_slots
from webapp.providers import PlannedSlot

MINUTES = {  # what the phone reads a slot by, which is said to it once
    "grace": int(SLOT_GRACE / timedelta(minutes=1)),
    "later": [int(by / timedelta(minutes=1)) for by in slots.LATER_BY],
}


def list_slots(member: Member, now: datetime) -> tuple[PlannedSlot, ...]:
    """Those that hold, or held, by their times; one statement, and one more on a day with some, and
    where consumers are called. Of who has never planned one, none.
    """
    if not member.has_slots:
        return ()
    day = today(now, member.zone)
    plans = repository.list_plans(member, day, day + ONE_DAY)
    planned = [plan.planned for plan in plans]
    cues = {plan.key: plan.cue for plan in plans}
    of_two_days = [
        (on, wall, slot)
        for on in (day, day + ONE_DAY)
        for wall, slot in slots.list_standing(planned, on, member.zone)
    ]
    attempts = planned_slots.list_attempts(member, [day]) if of_two_days else {}
    kept = slots.keep_slots(planned, attempts.get(day, ()), day)
    legal = read_legal_hours(member, now) if of_two_days else None
    return tuple(
        replace(
            _with_times(slot, on, wall, cues[slot.key], member.zone, kept=wall in kept),
            later=_later_times(wall, legal),
        )
        for on, wall, slot in of_two_days
    )


def _with_times(
    planned: slots.PlannedSlot, day: date, wall: datetime, cue: str, zone: tzinfo, *, kept: bool
) -> PlannedSlot:
    return PlannedSlot(
        key=planned.key,
        on=day,
        at=f"{wall:%H:%M}",
        minutes=planned.slot.minutes,
        cue=cue,
        says=typeset(_("If %(cue)s, then I call", cue=cue)) if cue else "",
        kept=kept,
        until=wall.replace(tzinfo=zone).astimezone(UTC) + SLOT_GRACE,
        later=(),
        weekdays=tuple(sorted(planned.slot.weekdays)),
        last=planned.slot.last,
    )


def _later_times(wall: datetime, legal: LegalHours | None) -> tuple[tuple[date, str], ...]:
    """Three later times, each within the legal hours, or the next one that is."""
    walls = slots.later_times(wall)
    return tuple(slots.day_and_time(legal.next_allowed(w) if legal else w) for w in walls)
