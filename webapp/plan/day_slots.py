"""The slots of today and of tomorrow, for Today and for the phone."""

from datetime import UTC, date, datetime, tzinfo

from flask_babel import gettext as _

from webapp.game import slots
from webapp.game.days import ONE_DAY, today
from webapp.game.points import SLOT_GRACE
from webapp.i18n import typeset
from webapp.people.members import Member
from webapp.plan import repository
from webapp.progress.days import planned_slots
from webapp.providers import PlannedSlot


def list_slots(member: Member, now: datetime) -> tuple[PlannedSlot, ...]:
    """Those that hold, or held, by their times; one statement, and one more on a day with some. Of
    who has never planned one, none.
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
    return tuple(
        _with_times(slot, on, wall, cues[slot.key], member.zone, kept=wall in kept)
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
        later=tuple((on, f"{at:%H:%M}") for on, at in slots.later_times(wall)),
        weekdays=tuple(sorted(planned.slot.weekdays)),
        last=planned.slot.last,
    )
