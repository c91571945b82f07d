"""Snapshot of the dated facts that the rules read: pattern, leave, pause, team, dose, holidays."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy import Executable, bindparam, select, union_all

from webapp.chunks import split_into_chunks
from webapp.database.transactions import execute_core
from webapp.game.calendars import MONDAY_TO_FRIDAY, Calendar, Span, board_reads_pause
from webapp.game.days import (
    DAY_BEGINS,
    WEEK,
    days_of,
    is_closed,
    today,
    week_close,
    week_of,
    week_start,
)
from webapp.game.retention import MONTHS
from webapp.game.streaks import DOSE
from webapp.people.schedule import public_holidays, spans
from webapp.people.schedule.fact import FACTS, FactChange, FactRecord

MEMBERS_PER_STATEMENT = (
    10_000  # members in one statement, which names each twice; PostgreSQL takes 65,535 values
)
FACT_COLUMNS = [FACTS.c[field.name] for field in fields(FactRecord)]
IN_ORGANISATION = FACTS.c.organisation_id == bindparam("organisation_id")


def _facts_statement(scopes: Any, members: Any) -> Executable:
    """What was said of the organisation and its members, and of the teams that these were in."""
    scope = FACTS.c.scope_id
    teams = select(FACTS.c.team_id).where(
        IN_ORGANISATION, scope.in_(members), FACTS.c.name == "team"
    )
    return union_all(
        select(*FACT_COLUMNS).where(IN_ORGANISATION, scope.in_(scopes)),
        select(*FACT_COLUMNS).where(IN_ORGANISATION, scope.in_(teams), FACTS.c.name == "pause"),
    )


OURSELVES: Any = bindparam("organisation_id", type_=FACTS.c.scope_id.type)
ONE: Any = bindparam("member_id", type_=FACTS.c.scope_id.type)
OF_ONE = _facts_statement([OURSELVES, ONE], [ONE])
OF_SEVERAL = _facts_statement(
    bindparam("scopes", expanding=True), bindparam("members", expanding=True)
)


class Facts:
    """The facts of one organisation and some of its members, as they stood at one instant."""

    def __init__(
        self, organisation_id: UUID, records: Iterable[FactRecord], as_of: datetime | None = None
    ) -> None:
        self.organisation_id = organisation_id
        self._all = tuple(records)
        self._standing: dict[UUID, list[FactRecord]] = {}
        self._pauses: dict[UUID, list[FactRecord]] = {}  # whether they stand or not
        for fact in self._all:
            if fact.stands(as_of):
                self._standing.setdefault(fact.scope_id, []).append(fact)
            if fact.set_by_another:
                self._pauses.setdefault(fact.scope_id, []).append(fact)
        self._earlier: dict[datetime, Facts] = {}

    def as_of(self, instant: datetime) -> "Facts":
        """The same facts as they stood at an earlier instant."""
        if instant not in self._earlier:
            self._earlier[instant] = Facts(self.organisation_id, self._all, instant)
        return self._earlier[instant]

    def as_of_week(self, week: date, zone: tzinfo, now: datetime) -> "Facts":
        """The same facts as that week's board reads them: once it is closed, as they stood at its
        close (RULES R1.6).
        """
        return self.as_of(week_close(week, zone)) if is_closed(week, zone, now) else self

    def with_change(self, change: FactChange) -> "Facts":
        """The facts as they would stand after a change, of which nothing is written down."""
        retracted_ids = {fact.id for fact in change.retracted}
        updated = (
            replace(fact, retracted_at=change.at) if fact.id in retracted_ids else fact
            for fact in self._all
        )
        return Facts(self.organisation_id, (*updated, *change.added))

    def calendar(self, member_id: UUID, joined: date, first: date, last: date) -> Calendar:
        """The member's calendar, with the holidays from `first` to `last` (RULES R4.1)."""
        return self._calendar(self._of_scope(member_id), joined, first, last)

    def board_calendar(self, member_id: UUID, joined: date, week: date, zone: tzinfo) -> Calendar:
        """The member's calendar as the boards of that week read it (RULES R5.1, R5.10).

        It is the same but for what others have declared: a pause of this one person is read as it
        stood when the week began, one of their team or of everybody for each day as it stood when
        that day began. Who joins their first team within the week is new on its board: the days
        up to that one, and what was done on them, are on none.
        """
        own, start = self._of_scope(member_id), week_start(week, zone)
        moves = spans.moves(own)
        joined = max(joined, _first_team_day(moves, week, zone) or joined)
        if not self._pauses:
            return self._calendar(own, joined, week, week + WEEK)
        as_read = [fact for fact in own if not fact.set_by_another]
        as_read += [fact for fact in self._pauses.get(member_id, ()) if _board_reads(fact, start)]
        shared = [fact for fact in self._of_scope(self.organisation_id) if not fact.set_by_another]
        paused = tuple(Span(day, day) for day in days_of(week) if self._paused(moves, day, zone))
        return self._calendar(as_read, joined, week, week + WEEK, shared, paused)

    def _paused(self, moves: list[FactRecord], day: date, zone: tzinfo) -> bool:
        """Whether their team of that day, or everybody, was on pause when it began."""
        start = datetime.combine(day, DAY_BEGINS, zone)
        team = [fact for fact in moves if fact.first_day <= day]
        scopes = [self.organisation_id, *(fact.team_id for fact in team[-1:] if fact.team_id)]
        return any(
            fact.first_day <= day <= fact.last and _board_reads(fact, start)
            for scope in scopes
            for fact in self._pauses.get(scope, ())
        )

    def _calendar(
        self,
        own: list[FactRecord],
        joined: date,
        first: date,
        last: date,
        shared: list[FactRecord] | None = None,
        paused: tuple[Span, ...] | None = None,
    ) -> Calendar:
        """`paused` stands for the pauses of teams and of all, which `shared` then lacks."""
        shared = self._of_scope(self.organisation_id) if shared is None else shared
        teams = self._standing if paused is None else {}
        return Calendar(
            joined=joined,
            patterns=spans.patterns(own, shared),
            worked=frozenset(fact.first_day for fact in own if fact.name == "worked"),
            away=(*(span for _, span in spans.away(own, shared, teams)), *(paused or ())),
            holidays=public_holidays.holidays_of(
                [*own, *shared], self.organisation_id, first, last
            ),
        )

    def away(self, member_id: UUID) -> list[tuple[str, Span]]:
        """When the member is away, and by what: "sick", "leave", "off" or "pause"."""
        own, shared = self._of_scope(member_id), self._of_scope(self.organisation_id)
        return spans.away(own, shared, self._standing)

    def dose(self, day: date) -> int:
        """The organisation's dose on that day (RULES R4.2)."""
        newest = _newest(self._of_scope(self.organisation_id), "dose", day)
        return int(newest.value["dose"]) if newest else DOSE

    def company_days(self, day: date) -> list[int]:
        """The ISO weekdays that the organisation has said are worked, as of that day: those of who
        has said none of their own (RULES R4.1).
        """
        newest = _newest(self._of_scope(self.organisation_id), "pattern", day)
        return sorted(newest.value["weeks"][0]) if newest else sorted(MONDAY_TO_FRIDAY)

    def months(self, day: date) -> int:
        """For how many months the organisation keeps entries one by one, as of that day (R14.2)."""
        newest = _newest(self._of_scope(self.organisation_id), "retention", day)
        return int(newest.value["months"]) if newest else MONTHS

    def goal(self, member_id: UUID, day: date) -> int | None:
        """How many attempts the member wished for on that day, if any (RULES R4.2)."""
        newest = _newest(self._of_scope(member_id), "goal", day)
        return newest.value["goal"] if newest else None

    def team(self, member_id: UUID, week: date, zone: tzinfo) -> UUID | None:
        """The team the member plays that week for (RULES R5.1): the one they were in when it
        began, or the first that they joined in it. None for who was in none.
        """
        start, end = week_start(week, zone), week_start(_next_week(week), zone)
        moves = spans.moves(self._of_scope(member_id))
        before = [fact for fact in moves if fact.recorded_at <= start]
        if before and before[-1].team_id:
            return before[-1].team_id
        during = [fact for fact in moves if start < fact.recorded_at < end and fact.team_id]
        return during[0].team_id if during else None

    def spans(self, scope_id: UUID, *names: str) -> list[FactRecord]:
        """The facts with these names of a member, a team or the organisation, oldest first."""
        own = [fact for fact in self._of_scope(scope_id) if fact.name in names]
        return sorted(own, key=lambda fact: (fact.first_day, fact.recorded_at))

    def find(self, scope_id: UUID, fact_id: UUID) -> FactRecord | None:
        """One fact of a member, a team or the organisation, be it taken back or not."""
        own = (fact for fact in self._all if fact.scope_id == scope_id and fact.id == fact_id)
        return next(own, None)

    def holiday_place(self, day: date, member_id: UUID | None = None) -> dict[str, Any]:
        """The country and region whose holidays the organisation, or the member, has that day."""
        standing = [
            *self._of_scope(self.organisation_id),
            *(self._of_scope(member_id) if member_id else ()),
        ]
        return public_holidays.place_on(
            public_holidays.fact_of_place(standing, self.organisation_id), day
        ).value

    def _of_scope(self, scope_id: UUID) -> list[FactRecord]:
        return self._standing.get(scope_id, [])


def read_facts(organisation_id: UUID, member_ids: Collection[UUID]) -> Facts:
    """The facts of the organisation, these members and their teams' pauses, in one statement."""
    ids, members = {"organisation_id": organisation_id}, list(member_ids)
    if len(members) == 1:
        rows = execute_core(OF_ONE, ids | {"member_id": members[0]}).all()
    else:
        scopes = {"scopes": [organisation_id, *members], "members": members}
        rows = execute_core(OF_SEVERAL, ids | scopes).all()
    return Facts(organisation_id, (FactRecord(*row) for row in rows))


def read_week_facts(
    organisation_id: UUID, member_ids: Collection[UUID], week: date, zone: tzinfo, now: datetime
) -> Facts:
    """The facts of these members as that week's board reads them; of nobody without a statement."""
    if not member_ids:
        return Facts(organisation_id, ())
    return read_facts(organisation_id, member_ids).as_of_week(week, zone, now)


def read_facts_of_many(organisation_id: UUID, member_ids: Collection[UUID]) -> Facts:
    """The same of any number of members: as many statements as their ids need."""
    records: dict[UUID, FactRecord] = {}
    for some in [*split_member_ids(member_ids)] or [[]]:
        records |= {fact.id: fact for fact in read_facts(organisation_id, some)._all}
    return Facts(organisation_id, records.values())


def split_member_ids(member_ids: Collection[UUID]) -> Iterator[Sequence[UUID]]:
    """The ids in chunks, as many at a time as one statement can take."""
    return split_into_chunks(list(member_ids), MEMBERS_PER_STATEMENT)


def _first_team_day(moves: list[FactRecord], week: date, zone: tzinfo) -> date | None:
    """The day on which somebody joined their first team, if that is within that week."""
    start = week_start(week, zone)
    before = [fact for fact in moves if fact.recorded_at <= start]
    if before and before[-1].team_id:
        return None
    after = (fact for fact in moves if fact.recorded_at > start and fact.team_id)
    first = next(after, None)
    in_time = first is not None and first.recorded_at < week_start(week + WEEK, zone)
    return today(first.recorded_at, zone) if first and in_time else None


def _board_reads(fact: FactRecord, start: datetime) -> bool:
    return board_reads_pause(fact.recorded_at, fact.retracted_at, start)


def _next_week(week: date) -> date:
    return date.fromordinal(week_of(week).toordinal() + 7)


def _newest(records: Iterable[FactRecord], name: str, day: date) -> FactRecord | None:
    """The fact of that name that holds on the day, the last one said going before."""
    begun = [fact for fact in records if fact.name == name and fact.first_day <= day]
    return max(begun, key=lambda fact: (fact.first_day, fact.recorded_at, fact.id), default=None)
