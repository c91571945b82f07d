"""Patterns, leave and pauses: a member's facts as the rules' calendar holds them (RULES R4.1)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from uuid import UUID

from webapp.game.calendars import Pattern, Span
from webapp.game.days import ONE_DAY
from webapp.people.schedule.fact import ABSENCE_NAMES, FactRecord


def patterns(own: Sequence[FactRecord], shared: Sequence[FactRecord]) -> tuple[Pattern, ...]:
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


def away(
    own: Sequence[FactRecord],
    shared: Sequence[FactRecord],
    by_scope: Mapping[UUID, Sequence[FactRecord]],
) -> list[tuple[str, Span]]:
    """When a member is away and by what, their teams' pauses among it."""
    absences = [
        (fact.name, Span(fact.first_day, fact.last_day))
        for fact in (*own, *shared)
        if fact.name in ABSENCE_NAMES
    ]
    return [*absences, *(("pause", span) for span in _pauses(own, by_scope))]


def moves(own: Sequence[FactRecord]) -> list[FactRecord]:
    """The member's teams, in the order in which they came to them."""
    return sorted(
        (fact for fact in own if fact.name == "team"),
        key=lambda fact: (fact.recorded_at, fact.id),
    )


def _pauses(
    own: Sequence[FactRecord], by_scope: Mapping[UUID, Sequence[FactRecord]]
) -> Iterator[Span]:
    """The pauses of the member's teams, each for the days that they were in that team."""
    teams = moves(own)
    for move, next_move in zip_longest(teams, teams[1:]):
        for pause in by_scope.get(move.team_id, ()) if move.team_id else ():
            last_in_team = next_move.first_day - ONE_DAY if next_move else date.max
            first, last = max(pause.first_day, move.first_day), min(pause.last, last_in_team)
            if pause.name == "pause" and first <= last:
                yield Span(first, last)
