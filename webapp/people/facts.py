"""What the rules read of people, dated: pattern, leave, pause, team, dose, holidays.

A fact is said once and never rewritten; one that no longer holds is taken back. So the facts as
they stood at any past instant can be read again, which is how a closed week is checked.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache
from itertools import zip_longest
from typing import Any, cast
from uuid import UUID

import holidays
from sqlalchemy import Table, bindparam, insert, select, union_all, update

from webapp.database import db, new_id
from webapp.game.calendars import Calendar, Pattern, Span
from webapp.game.days import begins, week_of
from webapp.game.streaks import DOSE
from webapp.people.models import Fact

NAMES = ("team", "pattern", "leave", "sick", "worked", "pause", "dose", "holidays")
AWAY = ("leave", "sick", "pause")
ONE_DAY = timedelta(days=1)
TABLE = cast(Table, Fact.__table__)


@dataclass(frozen=True, slots=True)
class Said:
    """One fact: of whom, which, for which days, what, and when it was recorded."""

    id: UUID
    scope_id: UUID
    name: str
    first_day: date
    last_day: date | None
    value: dict[str, Any]
    team_id: UUID | None
    recorded_at: datetime
    retracted_at: datetime | None

    def standing(self, as_of: datetime | None) -> bool:
        """Whether the fact stood at that instant, or stands."""
        if as_of is None:
            return self.retracted_at is None
        return self.recorded_at < as_of and (
            self.retracted_at is None or self.retracted_at >= as_of
        )


EACH = [TABLE.c[field.name] for field in fields(Said)]
OURS = TABLE.c.organisation_id == bindparam("organisation_id")
TEAMS = select(TABLE.c.team_id).where(
    OURS, TABLE.c.scope_id.in_(bindparam("members", expanding=True)), TABLE.c.name == "team"
)
READ = union_all(
    select(*EACH).where(OURS, TABLE.c.scope_id.in_(bindparam("scopes", expanding=True))),
    select(*EACH).where(OURS, TABLE.c.scope_id.in_(TEAMS), TABLE.c.name == "pause"),
)


class Facts:
    """The facts of one organisation and some of its members, as they stood at one instant."""

    def __init__(
        self, organisation_id: UUID, said: Iterable[Said], as_of: datetime | None = None
    ) -> None:
        self.organisation_id = organisation_id
        self._all = tuple(said)
        self._said: dict[UUID, list[Said]] = {}
        for fact in self._all:
            if fact.standing(as_of):
                self._said.setdefault(fact.scope_id, []).append(fact)
        self._earlier: dict[datetime, Facts] = {}

    def as_of(self, instant: datetime) -> "Facts":
        """The same facts as they stood at an earlier instant."""
        if instant not in self._earlier:
            self._earlier[instant] = Facts(self.organisation_id, self._all, instant)
        return self._earlier[instant]

    def calendar(self, member_id: UUID, joined: date, first: date, last: date) -> Calendar:
        """The member's calendar, with the holidays from `first` to `last` (RULES R4.1)."""
        own, shared = self._of(member_id), self._of(self.organisation_id)
        away = [Span(fact.first_day, fact.last_day) for fact in own + shared if fact.name in AWAY]
        return Calendar(
            joined=joined,
            patterns=_patterns(own, shared),
            worked=frozenset(fact.first_day for fact in own if fact.name == "worked"),
            away=(*away, *self._pauses(own)),
            holidays=_holidays([*own, *shared], self.organisation_id, first, last),
        )

    def dose(self, day: date) -> int:
        """The organisation's dose on that day (RULES R4.2)."""
        doses = [
            fact
            for fact in self._of(self.organisation_id)
            if fact.name == "dose" and fact.first_day <= day
        ]
        newest = max(doses, key=lambda fact: (fact.first_day, fact.recorded_at), default=None)
        return int(newest.value["dose"]) if newest else DOSE

    def team(self, member_id: UUID, week: date, zone: tzinfo) -> UUID | None:
        """The team the member plays that week for (RULES R5.1): the one they were in when it
        began, or the first that they joined in it. None for who was in none.
        """
        start, end = begins(week, zone), begins(_after(week), zone)
        moves = sorted(
            (fact for fact in self._of(member_id) if fact.name == "team"),
            key=lambda fact: (fact.recorded_at, fact.id),
        )
        before = [fact for fact in moves if fact.recorded_at <= start]
        if before and before[-1].team_id:
            return before[-1].team_id
        during = [fact for fact in moves if start < fact.recorded_at < end and fact.team_id]
        return during[0].team_id if during else None

    def present_team(self, member_id: UUID) -> UUID | None:
        """The team the member is in now, whatever the week's board says."""
        moves = [fact for fact in self._of(member_id) if fact.name == "team"]
        newest = max(moves, key=lambda fact: (fact.recorded_at, fact.id), default=None)
        return newest.team_id if newest else None

    def spans(self, member_id: UUID, *names: str) -> list[Said]:
        """The member's own facts with these names, oldest first."""
        own = [fact for fact in self._of(member_id) if fact.name in names]
        return sorted(own, key=lambda fact: (fact.first_day, fact.recorded_at))

    def place(self, day: date) -> dict[str, Any]:
        """The country and region whose holidays the organisation has on that day."""
        places = _places(self._of(self.organisation_id), self.organisation_id)
        return _holding(places, day).value

    def _of(self, scope_id: UUID) -> list[Said]:
        return self._said.get(scope_id, [])

    def _pauses(self, own: list[Said]) -> Iterator[Span]:
        """The pauses of the member's teams, each for the days that they were in that team."""
        moves = sorted(
            (fact for fact in own if fact.name == "team"),
            key=lambda fact: (fact.recorded_at, fact.id),
        )
        for move, after in zip_longest(moves, moves[1:]):
            for pause in self._of(move.team_id) if move.team_id else ():
                left = after.first_day - ONE_DAY if after else date.max
                first, last = max(pause.first_day, move.first_day), min(_last(pause), left)
                if pause.name == "pause" and first <= last:
                    yield Span(first, last)


def _patterns(own: list[Said], shared: list[Said]) -> tuple[Pattern, ...]:
    """The member's own patterns, and before the first of them the organisation's."""
    mine = [fact for fact in own if fact.name == "pattern"]
    begun = min((fact.first_day for fact in mine), default=date.max)
    theirs = [fact for fact in shared if fact.name == "pattern" and fact.first_day < begun]
    return tuple(
        Pattern(
            fact.first_day, tuple(frozenset(week) for week in fact.value["weeks"]), fact.recorded_at
        )
        for fact in mine + theirs
    )


def _holidays(said: list[Said], organisation_id: UUID, first: date, last: date) -> frozenset[date]:
    """Each day's, by the place that holds on it."""
    places = _places(said, organisation_id)
    return frozenset(
        day
        for place in places
        for year in range(first.year, last.year + 1)
        for day in public_holidays(place.value["country"], place.value.get("region"), year)
        if _holding(places, day) is place
    )


def _places(said: list[Said], organisation_id: UUID) -> list[Said]:
    """Where holidays are read, the later ones going before: the organisation's, then one's own."""
    return sorted(
        (fact for fact in said if fact.name == "holidays"),
        key=lambda fact: (fact.scope_id != organisation_id, fact.first_day, fact.recorded_at),
    )


def _holding(places: list[Said], day: date) -> Said:
    begun = [place for place in places if place.first_day <= day]
    return begun[-1] if begun else places[0]


def _last(fact: Said) -> date:
    return fact.last_day or date.max


@lru_cache(maxsize=512)
def public_holidays(country: str, region: str | None, year: int) -> frozenset[date]:
    """The public holidays of a country, or of its region, in a year; none where unknown."""
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region, years=year))
    except NotImplementedError:
        return frozenset()


@lru_cache(maxsize=1)
def countries() -> dict[str, list[str]]:
    """The countries whose public holidays are known, by their two letters, with their regions."""
    return {
        country: sorted(regions)
        for country, regions in holidays.list_supported_countries(include_aliases=False).items()
    }


def read(organisation_id: UUID, member_ids: Collection[UUID]) -> Facts:
    """The facts of the organisation, these members and their teams' pauses, in one statement."""
    members = list(member_ids)
    asked = {"organisation_id": organisation_id, "members": members}
    rows = db.session.execute(READ, asked | {"scopes": [organisation_id, *members]}).all()
    return Facts(organisation_id, (Said(*row) for row in rows))


def say(
    organisation_id: UUID,
    scope: str,
    scope_id: UUID,
    name: str,
    first_day: date,
    at: datetime,
    *,
    last_day: date | None = None,
    value: dict[str, Any] | None = None,
    team_id: UUID | None = None,
) -> UUID:
    """Record a fact, in the transaction that is open; says its id."""
    fact_id = new_id(at)
    db.session.execute(
        insert(Fact).values(
            organisation_id=organisation_id,
            id=fact_id,
            scope=scope,
            scope_id=scope_id,
            name=name,
            first_day=first_day,
            last_day=last_day,
            value=value or {},
            team_id=team_id,
            recorded_at=at,
        )
    )
    return fact_id


def take_back(organisation_id: UUID, scope_id: UUID, fact_id: UUID, at: datetime) -> None:
    """Take a fact of this member, team or organisation back, in the open transaction."""
    db.session.execute(
        update(Fact)
        .where(
            Fact.organisation_id == organisation_id,
            Fact.scope_id == scope_id,
            Fact.id == fact_id,
            Fact.retracted_at.is_(None),
        )
        .values(retracted_at=at)
    )


def _after(week: date) -> date:
    return date.fromordinal(week_of(week).toordinal() + 7)
