"""Plans of a demo person: slots for the days of the last weeks, kept and not, and calls put off.

Their chance is of their own, so that all else of the history stays as it is.
"""

from datetime import date, datetime, time, timedelta
from random import Random

from webapp.demo.phone import ZONE, Sent, make_entry
from webapp.game.acts import NotNowReason
from webapp.game.days import WEEK

PLANNERS = ("Inès", "Théo", "Élodie")
PLANNED_WEEKS = 4 * WEEK
PLANS, KEEPS, PUTS_OFF = 0.6, 0.7, 0.3
REASONS = {
    NotNowReason.NO_TIME: 5,
    NotNowReason.NO_WISH: 2,
    NotNowReason.AFTER_A_NO: 2,
    NotNowReason.NOBODY_TO_CALL: 1,
}
PLANNED_AT, PUT_OFF_AT = time(8, 10), time(8, 40)


def plan_day(name: str, on: date, today: date, begun: datetime) -> list[Sent]:
    """What this person planned for a day that is over, in the weeks before `today`, and whether
    they put its calls off; it began with a call at `begun`.
    """
    chance = Random(f"plans {name} {(today - on).days}")  # noqa: S311
    if name not in PLANNERS or on < today - PLANNED_WEEKS:
        return []
    entries = []
    if chance.random() < PLANS:
        at = _near(begun) if chance.random() < KEEPS else begun + timedelta(hours=2)
        fields = {"on": on.isoformat(), "at": f"{at:%H:%M}", "minutes": 5}
        entries.append(make_entry("slot", _wall(on, PLANNED_AT), chance, fields))
    if chance.random() < PUTS_OFF:
        reason = chance.choices(list(REASONS), list(REASONS.values()))[0]
        fields = {"reason": reason.value}
        entries.append(make_entry("not_now", _wall(on, PUT_OFF_AT), chance, fields))
    return entries


def _near(at: datetime) -> datetime:
    """The quarter of an hour that a time has begun."""
    return at - timedelta(minutes=at.minute % 15)


def _wall(on: date, at: time) -> datetime:
    return datetime.combine(on, at, ZONE)
