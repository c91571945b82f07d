"""Calendars: weekly patterns, absences and holidays decide the working days (RULES R4.1, R4.7)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from webapp.game.days import ONE_DAY, week_of

MONDAY_TO_FRIDAY = frozenset({1, 2, 3, 4, 5})
DECLARED_BACK = timedelta(days=60)  # R4.7


@dataclass(frozen=True, slots=True)
class Pattern:
    """A weekly pattern from its first day on.

    `weeks` holds at least one week of ISO weekday numbers (1 is Monday); several alternate,
    the first of them being the ISO week of `first_day`.
    """

    first_day: date
    weeks: tuple[frozenset[int], ...]
    declared: datetime

    def week(self, day: date) -> frozenset[int]:
        """The weekdays of that day's week; weeks go on counting over the end of a year."""
        elapsed = (week_of(day) - week_of(self.first_day)).days // 7
        return self.weeks[elapsed % len(self.weeks)]

    def has(self, day: date) -> bool:
        return day.isoweekday() in self.week(day)


@dataclass(frozen=True, slots=True)
class Span:
    """Leave, sick leave or a pause, both ends included; without `last` it is not over yet."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Calendar:
    """All that decides a member's working days. Of two patterns on a day the later one holds."""

    joined: date
    patterns: tuple[Pattern, ...] = ()
    worked: frozenset[date] = frozenset()
    away: tuple[Span, ...] = ()
    holidays: frozenset[date] = frozenset()

    def exists(self, day: date) -> bool:
        """Days before the day of joining do not exist."""
        return day >= self.joined

    def working(self, day: date) -> bool:
        """RULES R4.1; every other day is neutral, and so is the day of joining."""
        if day <= self.joined:
            return False
        return day in self.worked or (self._planned(day) and not self._off(day))

    def pattern(self, day: date) -> Pattern | None:
        """The latest pattern by its first day, then by its declaration; None: Monday–Friday."""
        begun = [pattern for pattern in self.patterns if pattern.first_day <= day]
        return max(begun, key=lambda pattern: (pattern.first_day, pattern.declared), default=None)

    def _planned(self, day: date) -> bool:
        pattern = self.pattern(day)
        return pattern.has(day) if pattern else day.isoweekday() in MONDAY_TO_FRIDAY

    def _off(self, day: date) -> bool:
        return day in self.holidays or any(span.covers(day) for span in self.away)


def earliest_pause(*todays: date) -> date:
    """The first day of a pause of one person that somebody else declares (RULES R5.10).

    It is the day after: whoever has reached today, in whichever of these zones, has it as it was.
    """
    return max(todays) + ONE_DAY


def board_reads_pause(declared: datetime, ended: datetime | None, begins: datetime) -> bool:
    """Whether boards read a pause that somebody else declared (RULES R5.10).

    They read it as it stood when the week began, or of a team or everybody when the day did: one
    that is declared, shortened or taken back later shows on them from the next one on, so that no
    board moves by it.
    """
    return declared <= begins and (ended is None or ended > begins)


def may_declare(first: date, today: date) -> bool:
    """Whether leave, sick leave or a pattern may still be entered from that day on (RULES R4.7)."""
    return first >= today - DECLARED_BACK
