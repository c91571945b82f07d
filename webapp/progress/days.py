"""A member's days: what was done on them, what it is worth, and the streak after each."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import RowMapping, and_, delete, func, or_, select

from webapp.database import db, upsert
from webapp.game import acts, points, streaks
from webapp.game.calendars import Calendar
from webapp.game.days import week_of
from webapp.journal import rows as journal
from webapp.journal.models import Entry
from webapp.people.facts import Facts
from webapp.people.who import Who
from webapp.progress.models import MemberDay

TABLE = MemberDay.__table__
KEY = ("organisation_id", "member_id", "day")
COMPLETE = 2
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figures:
    """What a day holds of calls and of shares."""

    attempts: int = 0
    conversations: int = 0
    meetings: int = 0
    complete: int = 0
    points: int = 0
    extras: int = 0
    shares: int = 0

    @property
    def nothing(self) -> bool:
        """Whether the day needs no row."""
        return not (self.attempts or self.shares)


@dataclass(frozen=True, slots=True)
class Practised:
    """A stored day: its figures, whether it is kept, the streak's state and the points so far."""

    day: date
    figures: Figures
    kept: bool
    makes_up: bool
    state: streaks.State
    total: int

    def as_day(self, calendar: Calendar) -> streaks.Day:
        """The day as the streak folds it."""
        return streaks.Day(self.day, calendar.working(self.day), self.kept, self.makes_up)


def refold(
    who: Who,
    facts: Facts,
    first: date,
    calls: Mapping[date, Figures],
    shares: Mapping[date, Mapping[date, Figures]],
) -> list[Practised]:
    """Write the member's days again from `first` on; says all from its week's Monday on.

    `calls` holds new figures of calls by day; `shares` new figures of shares by week, then day.
    """
    stored = read(who, first)
    figures = _merged({row.day: row.figures for row in stored}, calls, shares)
    last = max([first, *figures])
    calendar = facts.calendar(who.id, who.joined_on, stored[0].day if stored else first, last)
    kept_as_is = [row for row in stored if row.day < first]
    folded = fold(
        who,
        facts,
        calendar,
        kept_as_is[-1] if kept_as_is else None,
        {day: held for day, held in figures.items() if day >= first and not held.nothing},
    )
    _write(who, stored, folded, first)
    return [row for row in kept_as_is + folded if row.day >= week_of(first)]


def fold(
    who: Who,
    facts: Facts,
    calendar: Calendar,
    before: Practised | None,
    figures: Mapping[date, Figures],
) -> list[Practised]:
    """The days with these figures after the day `before`, each with the state that follows it."""
    state = before.state if before else streaks.START
    last = before.as_day(calendar) if before else streaks.Day(who.joined_on, working=False)
    total = before.total if before else 0
    folded = []
    for day in sorted(figures):
        held, dose = figures[day], facts.dose(day)
        state = streaks.advance(state, last, calendar, day)
        kept = streaks.kept(held.attempts, dose=dose)
        makes_up = kept and streaks.makes_up(held.attempts, held.complete, dose=dose)
        last = streaks.Day(day, calendar.working(day), kept, makes_up)
        state = streaks.enter(state, last)
        total += held.points + held.extras
        folded.append(Practised(day, held, kept, makes_up, state, total))
    return folded


def read(who: Who, first: date) -> list[Practised]:
    """The member's days from the Monday of `first` on, and the last one before; by day."""
    monday = week_of(first)
    mine = and_(MemberDay.organisation_id == who.organisation_id, MemberDay.member_id == who.id)
    before = select(func.max(MemberDay.day)).where(mine, MemberDay.day < monday).scalar_subquery()
    rows = db.session.execute(
        select(*TABLE.columns)
        .where(mine, or_(MemberDay.day >= monday, MemberDay.day == before))
        .order_by(MemberDay.day)
    )
    return [practised(row) for row in rows.mappings()]


def figures_of_calls(who: Who, days: Collection[date]) -> dict[date, Figures]:
    """What the calls of these days amount to (RULES R2), read from the journal."""
    if not days:
        return {}
    reading = _reading(who, journal.read(who, Entry.about_day.in_(days)))
    return {day: of_calls(reading.days.get(day, ())) for day in days}


def figures_of_shares(who: Who, weeks: Collection[date]) -> dict[date, dict[date, Figures]]:
    """What the shares of these weeks amount to, by week and day (RULES R2, in a week)."""
    if not weeks:
        return {}
    within = or_(*(Entry.day.between(week, week + WEEK - timedelta(days=1)) for week in weeks))
    shared = select(Entry.about).where(
        Entry.organisation_id == who.organisation_id,
        Entry.member_id == who.id,
        Entry.kind == "share",
        within,
    )
    reading = _reading(who, journal.read(who, Entry.about.in_(shared)))
    return {week: of_shares(reading.shares, week) for week in weeks}


def of_calls(calls: Iterable[acts.CallRead]) -> Figures:
    """A day's figures out of its calls that stand and count."""
    calls = list(calls)
    return Figures(
        attempts=len(calls),
        conversations=sum(call.outcome in points.CONVERSATIONS for call in calls),
        meetings=sum(call.outcome == acts.Outcome.MEETING for call in calls),
        complete=sum(call.rows == COMPLETE for call in calls),
        points=points.worth(calls).points,
    )


def of_shares(shares: Iterable[acts.ShareRead], week: date) -> dict[date, Figures]:
    """The figures of one week's shares, by day."""
    own = [share for share in shares if week_of(share.day) == week]
    paid = points.extras(own).shares
    return {
        day: Figures(
            shares=sum(share.day == day for share in own),
            extras=sum(pay for share, pay in zip(own, paid, strict=True) if share.day == day),
        )
        for day in {share.day for share in own}
    }


def joined(calls: Figures, shares: Figures) -> Figures:
    """One day's figures out of those of its calls and those of its shares."""
    return Figures(
        calls.attempts,
        calls.conversations,
        calls.meetings,
        calls.complete,
        calls.points,
        shares.extras,
        shares.shares,
    )


def together(figures: Iterable[Figures]) -> Figures:
    """The figures of several days as one sum."""
    held = list(figures)
    sums = {name.name: sum(getattr(day, name.name) for day in held) for name in fields(Figures)}
    return Figures(**sums)


def _merged(
    stored: Mapping[date, Figures],
    calls: Mapping[date, Figures],
    shares: Mapping[date, Mapping[date, Figures]],
) -> dict[date, Figures]:
    """Stored figures with the new ones in their place."""
    days = {*stored, *calls, *(day for held in shares.values() for day in held)}
    merged = {}
    for day in days:
        was = stored.get(day, Figures())
        week = shares.get(week_of(day))
        merged[day] = joined(calls.get(day, was), was if week is None else week.get(day, Figures()))
    return merged


def _reading(who: Who, entries: Mapping[UUID, journal.Row]) -> acts.Reading:
    return acts.read([row.entry() for row in entries.values()], who.joined_on)


def practised(row: RowMapping) -> Practised:
    state = streaks.State(
        count=row["count"],
        tenths=row["tenths"],
        best=row["best"],
        open=tuple(
            streaks.OpenDay(date.fromisoformat(str(day)), int(since))
            for day, since in row["open_days"]
        ),
        kept_weight=row["kept_weight"],
        worked_weight=row["worked_weight"],
        missed=row["missed"],
        broken=row["broken"],
    )
    figures = Figures(**{field.name: row[field.name] for field in fields(Figures)})
    return Practised(row["day"], figures, row["kept"], row["makes_up"], state, row["total"])


def as_row(who: Who, day: Practised) -> dict[str, object]:
    """The day as its row."""
    state = day.state
    return {
        "organisation_id": who.organisation_id,
        "member_id": who.id,
        "day": day.day,
        **{field.name: getattr(day.figures, field.name) for field in fields(Figures)},
        "kept": day.kept,
        "makes_up": day.makes_up,
        "count": state.count,
        "tenths": state.tenths,
        "best": state.best,
        "open_days": [[missed.day.isoformat(), missed.since] for missed in state.open],
        "kept_weight": state.kept_weight,
        "worked_weight": state.worked_weight,
        "missed": state.missed,
        "broken": state.broken,
        "total": day.total,
    }


def _write(
    who: Who, stored: Collection[Practised], folded: Collection[Practised], first: date
) -> None:
    """Write what changed and erase days on which nothing is left."""
    was = {row.day: row for row in stored if row.day >= first}
    changed = [as_row(who, row) for row in folded if was.get(row.day) != row]
    for start in range(0, len(changed), 500):
        db.session.execute(upsert(TABLE, changed[start : start + 500], KEY))
    gone = was.keys() - {row.day for row in folded}
    if gone:
        db.session.execute(
            delete(MemberDay).where(
                MemberDay.organisation_id == who.organisation_id,
                MemberDay.member_id == who.id,
                MemberDay.day.in_(gone),
            )
        )
