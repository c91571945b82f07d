"""What the rules read of people, dated: pattern, leave, pause, team, dose, holidays.

A fact is said once and never rewritten; one that no longer holds is taken back. So the facts as
they stood at any past instant can be read again, which is how a closed week is checked.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import lru_cache
from typing import Any
from uuid import UUID

import holidays
from sqlalchemy import and_, insert, or_, select, update

from webapp.database import db, new_id
from webapp.game.calendars import Calendar, Pattern, Span
from webapp.game.days import begins, week_of
from webapp.game.streaks import DOSE
from webapp.people.models import Fact

NAMES = ("team", "pattern", "leave", "sick", "worked", "pause", "dose", "holidays")
AWAY = ("leave", "sick", "pause")


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

    def as_of(self, instant: datetime) -> "Facts":
        """The same facts as they stood at an earlier instant."""
        return Facts(self.organisation_id, self._all, instant)

    def calendar(self, member_id: UUID, joined: date, first: date, last: date) -> Calendar:
        """The member's calendar, with the holidays from `first` to `last` (RULES R4.1)."""
        own = self._of(member_id)
        teams = [fact for fact in own if fact.name == "team" and fact.team_id]
        shared = self._of(self.organisation_id) + [
            fact
            for team in {fact.team_id for fact in teams if fact.team_id}
            for fact in self._of(team)
        ]
        return Calendar(
            joined=joined,
            patterns=tuple(
                Pattern(
                    fact.first_day,
                    tuple(frozenset(week) for week in fact.value["weeks"]),
                    fact.recorded_at,
                )
                for fact in (
                    [fact for fact in own if fact.name == "pattern"]
                    or [fact for fact in shared if fact.name == "pattern"]
                )
            ),
            worked=frozenset(fact.first_day for fact in own if fact.name == "worked"),
            away=tuple(
                Span(fact.first_day, fact.last_day) for fact in own + shared if fact.name in AWAY
            ),
            holidays=self._holidays(own + shared, first, last),
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

    def _of(self, scope_id: UUID) -> list[Said]:
        return self._said.get(scope_id, [])

    def _holidays(self, said: list[Said], first: date, last: date) -> frozenset[date]:
        places = [fact for fact in said if fact.name == "holidays" and fact.first_day <= last]
        if not places:
            return frozenset()
        own = [fact for fact in places if fact.scope_id != self.organisation_id]
        place = max(own or places, key=lambda fact: (fact.first_day, fact.recorded_at))
        return frozenset(
            day
            for year in range(first.year, last.year + 1)
            for day in public_holidays(place.value["country"], place.value.get("region"), year)
        )


@lru_cache(maxsize=512)
def public_holidays(country: str, region: str | None, year: int) -> frozenset[date]:
    """The public holidays of a country, or of its region, in a year; none where unknown."""
    try:
        return frozenset(holidays.country_holidays(country, subdiv=region, years=year))
    except NotImplementedError:
        return frozenset()


def read(organisation_id: UUID, member_ids: Collection[UUID]) -> Facts:
    """The facts of the organisation, its teams and these members, in one statement."""
    statement = select(
        Fact.id,
        Fact.scope_id,
        Fact.name,
        Fact.first_day,
        Fact.last_day,
        Fact.value,
        Fact.team_id,
        Fact.recorded_at,
        Fact.retracted_at,
    ).where(
        Fact.organisation_id == organisation_id,
        or_(
            Fact.scope_id.in_([organisation_id, *member_ids]),
            and_(Fact.scope == "team", Fact.name == "pause"),
        ),
    )
    rows = db.session.execute(statement).all()
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
