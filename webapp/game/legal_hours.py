"""Legal hours: when consumers may be called for a sale, as dated data by country (RULES R18).

Times are those of a wall, as the law reads them: the consumer's, who is taken to live where the
member works. So neither a zone nor a change of the clocks has a part in it. Sources and limits
stand in docs/legal-hours.md; this is no legal advice.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from webapp.game.calendars import MONDAY_TO_FRIDAY
from webapp.game.days import ONE_DAY

Window = tuple[time, time]
WHOLE_DAY = ((time.min, time.max),)
MAX_DAYS_AHEAD = 60  # no calendar has so many days off in a row
DAYS_FOR_THE_PHONE = 14  # an offline phone knows the next time of each day of a week


@dataclass(frozen=True, slots=True)
class HoursRule:
    """What holds from `since` on: the weekdays and their windows, never on a public holiday; and
    how often one consumer may be called: so many times in `days`, and not within `days_after_no`.
    """

    since: date
    weekdays: frozenset[int]
    windows: tuple[Window, ...]
    times: int
    days: int
    days_after_no: int
    consent_since: date


RULES: Mapping[str, tuple[HoursRule, ...]] = {
    "FR": (  # code de la consommation, D. 223-9 and L. 223-1
        HoursRule(
            since=date(2023, 3, 1),
            weekdays=MONDAY_TO_FRIDAY,
            windows=((time(10), time(13)), (time(14), time(20))),
            times=4,
            days=30,
            days_after_no=60,
            consent_since=date(2026, 8, 11),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class LegalHours:
    """The rules of a country, oldest first, and whether a day is a public holiday there."""

    rules: tuple[HoursRule, ...]
    is_holiday: Callable[[date], bool]

    def rule(self, day: date) -> HoursRule | None:
        """The rule that holds on that day, if there was one yet."""
        return next((rule for rule in reversed(self.rules) if rule.since <= day), None)

    def windows(self, day: date) -> tuple[Window, ...]:
        """From when to when calls are allowed on that date, in order; each end is not among it."""
        rule = self.rule(day)
        if rule is None:
            return WHOLE_DAY
        closed = day.isoweekday() not in rule.weekdays or self.is_holiday(day)
        return () if closed else rule.windows

    def allows(self, wall: datetime) -> bool:
        """Whether a consumer may be called when the wall shows this."""
        return any(first <= wall.time() < last for first, last in self.windows(wall.date()))

    def next_allowed(self, wall: datetime) -> datetime:
        """The first time from this one on at which a consumer may be called."""
        if self.allows(wall):
            return wall
        days = (wall.date() + n * ONE_DAY for n in range(MAX_DAYS_AHEAD))
        begins = (datetime.combine(day, first) for day in days for first, _ in self.windows(day))
        return next(begin for begin in begins if begin > wall)

    def next_outside(self, wall: datetime) -> tuple[date, str] | None:
        """The next time as a page says it, of one at which no consumer may be called; else None."""
        allowed = self.next_allowed(wall)
        return None if allowed == wall else (allowed.date(), f"{allowed:%H:%M}")

    def as_json(self, day: date) -> dict[str, Any]:
        """The windows of the dates from that one on, as the phone keeps them: HH:MM."""
        dates = (day + n * ONE_DAY for n in range(DAYS_FOR_THE_PHONE))
        return {
            each.isoformat(): [[f"{a:%H:%M}", f"{b:%H:%M}"] for a, b in self.windows(each)]
            for each in dates
        }


def hours_of(country: str, is_holiday: Callable[[date], bool]) -> LegalHours | None:
    """The legal hours of a country; None where none are known here."""
    rules = RULES.get(country)
    return LegalHours(rules, is_holiday) if rules else None
