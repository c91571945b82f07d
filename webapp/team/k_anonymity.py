"""k-anonymity, k = 5: the rule by which a total says nothing of one person (TRUST, five people).

A figure is only ever the sum of whole **parcels**. A parcel holds some days of one week of a team
on which at least five people practised. It is summed up when somebody first looks, once those days
are over, and never again: who leaves, joins, withdraws or sends late afterwards changes nothing in
it. No day of a person is in two parcels. So whatever two views are subtracted (today and yesterday,
two weeks, two teams, before and after somebody left), what remains is made of whole parcels, and of
no fewer than five people.

Shares are rounded to ten per cent and held between 10 and 90, since nothing and all would say
something of each one, and the very number of days, beside the parts of a board, who kept them.
Numbers of people are said in fives, so that their differences are in fives. Days on which fewer
than five practised wait for the next ones of their week. Once it has closed, a week of which
nothing was shown is one parcel of its totals, from three people at work on.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias
from uuid import UUID

from webapp.game.days import ONE_DAY, sunday_of
from webapp.game.standings import TOLD_AT_WORK

MIN_PEOPLE = TOLD_AT_WORK
MIN_PEOPLE_OF_A_WEEK = 3  # R11.1
ROUNDING_STEP = 10
LEAST_SHARE, MOST_SHARE = 10, 90


@dataclass(frozen=True, slots=True)
class PersonDay:
    """A day on which a member of the team practised."""

    member_id: UUID
    day: date
    attempts: int
    conversations: int
    meetings: int
    lessons: int
    kept: bool


@dataclass(frozen=True, slots=True)
class TeamTotals:
    """What a parcel, or several, amount to; worked and kept are days of persons."""

    attempts: int = 0
    conversations: int = 0
    meetings: int = 0
    lessons: int = 0
    worked: int = 0
    kept: int = 0

    def __add__(self, other: "TeamTotals") -> "TeamTotals":
        return TeamTotals(*(getattr(self, n) + getattr(other, n) for n in TeamTotals.__slots__))


@dataclass(frozen=True, slots=True)
class Theme:
    """A tag of a row, or with None all the rarer ones together; people are said in fives."""

    row: str
    tag: str | None
    people: int


Tagged: TypeAlias = tuple[UUID, str | None]  # who drew a lesson, and its tag of one row


def next_window(week: date, until: Iterable[date], over: date) -> tuple[date, date] | None:
    """The days of a week that may make the next parcel: after the last one, as far as `over`.

    `until` holds the last days of the week's parcels, `over` is the last day that is over.
    """
    first = max((last + ONE_DAY for last in until), default=week)
    last = min(sunday_of(week), over)
    return (first, last) if first <= last else None


def has_practised(days: Iterable[PersonDay], first: date, last: date) -> set[UUID]:
    """Who practised on one of these days."""
    return {day.member_id for day in days if day.attempts and first <= day.day <= last}


def is_anonymous(people: Collection[UUID]) -> bool:
    """Whether a total of so many people may be shown."""
    return len(people) >= MIN_PEOPLE


def is_anonymous_in_a_week(
    people: Collection[UUID], working: Mapping[UUID, Collection[date]]
) -> bool:
    """Whether the totals of a whole week that has closed may be shown (RULES R11.1): at least three
    of those who practised in it had working days.
    """
    return sum(bool(working.get(member_id)) for member_id in people) >= MIN_PEOPLE_OF_A_WEEK


def sum_days(
    days: Iterable[PersonDay], working: Mapping[UUID, Collection[date]], first: date, last: date
) -> TeamTotals:
    """What these days of all the team's members amount to; `working` has each one's working days.

    Only kept working days are counted as kept, so that their share is never more than all. Where
    fewer than five people had any, none is counted, and there is no share (RULES R11.2).
    """
    in_span = [day for day in days if first <= day.day <= last]
    at_work = {
        member_id: {day for day in own if first <= day <= last}
        for member_id, own in working.items()
    }
    if not is_anonymous([member_id for member_id, own in at_work.items() if own]):
        at_work = {}
    return TeamTotals(
        attempts=sum(day.attempts for day in in_span),
        conversations=sum(day.conversations for day in in_span),
        meetings=sum(day.meetings for day in in_span),
        lessons=sum(day.lessons for day in in_span),
        worked=sum(len(own) for own in at_work.values()),
        kept=sum(day.kept for day in in_span if day.day in at_work.get(day.member_id, ())),
    )


def rounded_percent(part: int, whole: int) -> int | None:
    """A share in steps of ten per cent, from 10 (or less) to 90 (or more); None of nothing."""
    if not whole:
        return None
    steps = (2 * part * (100 // ROUNDING_STEP) + whole) // (2 * whole)
    return min(MOST_SHARE, max(LEAST_SHARE, ROUNDING_STEP * steps))


def round_down(people: int) -> int:
    """How many people at least, in steps of five; 3 for fewer than that."""
    return people - people % MIN_PEOPLE or MIN_PEOPLE_OF_A_WEEK


def count_themes(row: str, lessons: Sequence[Tagged]) -> tuple[Theme, ...]:
    """The tags of one row that at least five people had, those of most lessons first.

    The others stand together in the end, if at least five people had one of them; else they are
    not shown at all. How many lessons there were is not said: less the shown ones, it would tell
    how many the others are.
    """
    people: dict[str, set[UUID]] = {}
    for member_id, tag in lessons:
        if tag:
            people.setdefault(tag, set()).add(member_id)
    count = Counter(tag for _, tag in lessons if tag)
    common = sorted(
        (t for t in people if is_anonymous(people[t])), key=lambda tag: (-count[tag], tag)
    )
    rarer = {member for tag, drew in people.items() if tag not in common for member in drew}
    themes = [Theme(row, tag, round_down(len(people[tag]))) for tag in common]
    return (*themes, *([Theme(row, None, round_down(len(rarer)))] if is_anonymous(rarer) else []))
