"""What the tests of progress ask for besides the cast."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

import webapp.clock as clock
from tests.cast import Person, instant
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.schedule import declarations
from webapp.progress import updates
from webapp.progress.rebuild.rebuild import rebuild
from webapp.progress.rebuild.report import Report

Practises = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def practises(at: Callable[[Any], datetime]) -> Practises:
    """practises(ines, "2026-11-17", 6, lesson=True): attempts of a day, sent on its evening.

    The last one is a refusal where there is a lesson of it, the others had no answer.
    """

    def on(person: Person, day: str, attempts: int = 3, lesson: bool = False) -> list[Any]:
        start = instant(f"{day} 10:00")
        at(f"{day} 18:00")
        outcomes = ["no_answer"] * (attempts - lesson) + ["refusal"] * lesson
        taps = [person.taps(it, start + timedelta(minutes=n)) for n, it in enumerate(outcomes)]
        if lesson:
            taps.append(person.draws(taps[-1], at=start + timedelta(hours=1)))
        assert set(person.sends(*taps)) == {"accepted"}
        return taps

    return on


@pytest.fixture
def says(app: Flask) -> Callable[..., None]:
    """says(ines, "leave", "2026-11-18", "2026-11-19"): a fact, declared now."""

    def fact(person: Person, name: str, first: str, last: str | None = None, **value: Any) -> None:
        days = [datetime.fromisoformat(day).date() if day else None for day in (first, last)]
        with app.app_context(), write_transaction():
            declarations.add_fact(
                *(person.organisation_id, "member", person.id, name, days[0], clock.now()),
                last_day=days[1],
                value=value,
            )
            updates.after_member_change(person.who, days[0], clock.now())

    return fact


@pytest.fixture
def moves(app: Flask) -> Callable[..., None]:
    """moves(ines, team_id): to another team, or to none, now."""

    def to(person: Person, team_id: Any) -> None:
        with app.app_context(), write_transaction():
            company.move_to_team(person.organisation_id, person.id, team_id, clock.now())
            updates.after_member_change(person.who, clock.now().date(), clock.now())

    return to


@pytest.fixture
def rebuild_all(app: Flask) -> Callable[..., Report]:
    """rebuild_all(): everything is told again; rebuild_all(write=True) mends."""

    def again(organisation_id: Any = None, write: bool = False) -> Report:
        with app.app_context():
            return rebuild(organisation_id, write)

    return again


@pytest.fixture
def sound(rebuild_all: Callable[..., Report]) -> Iterator[None]:
    """After the test, a rebuild finds no difference."""
    yield
    assert rebuild_all().differences == []
