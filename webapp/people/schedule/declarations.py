"""Writes of facts: inserted and retracted, each in the transaction that is open."""

from dataclasses import fields, replace
from datetime import date, datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from sqlalchemy import insert, update

from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.game.days import ONE_DAY
from webapp.people import cache_versions
from webapp.people.models import Fact
from webapp.people.schedule.fact import FactChange, FactRecord


class FactDetails(TypedDict, total=False):
    """What a fact may say beside its name and its first day: its end, its value, the team."""

    last_day: date | None
    value: dict[str, Any] | None
    team_id: UUID | None


def apply_change(organisation_id: UUID, scope: str, change: FactChange) -> None:
    """Apply a change of facts, in the transaction that is open."""
    for retracted in change.retracted:
        retract_fact(organisation_id, retracted.scope_id, retracted.id, change.at)
    for fact in change.added:
        _write(organisation_id, scope, fact)


def add_fact(
    organisation_id: UUID,
    scope: str,
    scope_id: UUID,
    name: str,
    first_day: date,
    at: datetime,
    **details: Unpack[FactDetails],
) -> UUID:
    """Insert a fact, in the transaction that is open; says its id."""
    fact = FactRecord(
        id=new_id(at),
        scope_id=scope_id,
        name=name,
        first_day=first_day,
        last_day=details.get("last_day"),
        value=details.get("value") or {},
        team_id=details.get("team_id"),
        recorded_at=at,
        retracted_at=None,
    )
    _write(organisation_id, scope, fact)
    return fact.id


def retract_fact(organisation_id: UUID, scope_id: UUID, fact_id: UUID, at: datetime) -> None:
    """Retract a fact of this member, team or organisation, in the open transaction."""
    cache_versions.bump(organisation_id)
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


def shortened_to(fact: FactRecord, before: date, at: datetime) -> FactChange:
    """A change by which the fact ends on the day before that one, or does not hold at all."""
    shortened = replace(fact, id=new_id(at), last_day=before - ONE_DAY, recorded_at=at)
    return FactChange(
        first=max(before, fact.first_day),
        at=at,
        added=(shortened,) if fact.first_day < before else (),
        retracted=(fact,),
    )


def _write(organisation_id: UUID, scope: str, fact: FactRecord) -> None:
    cache_versions.bump(organisation_id)
    row = {field.name: getattr(fact, field.name) for field in fields(FactRecord)}
    db.session.execute(insert(Fact).values(organisation_id=organisation_id, scope=scope, **row))
