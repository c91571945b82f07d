"""What tests of team sprints ask for: one that runs, and what a member is told of it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cast import Person

Opens = Callable[..., str]


@pytest.fixture
def opens() -> Opens:
    """opens(ines, minutes=15): a sprint of her team, from now on, or at="14:00"; its address."""

    def opened(person: Person, minutes: int = 15, at: str = "") -> str:
        form = {"minutes": str(minutes), "when": "at" if at else "now", "at": at}
        answer = person.submits("/sprint/team", form)
        assert answer.status_code == 303, answer.text
        address: str = answer.headers["Location"].removesuffix("#join")
        return address

    return opened


def name_of(address: str) -> str:
    return address.rpartition("/")[2]


def joins(person: Person, address: str, *more: Any, **fields: Any) -> None:
    """They are in, and send what else they have."""
    entry = person.joins(name_of(address), **fields)
    assert set(person.sends(entry, *more)) == {"accepted"}


def state(person: Person, address: str) -> dict[str, Any]:
    """How it stands, as their phone asks for it."""
    answer = person.opens(f"{address}/state", headers={"Accept": "application/json"})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.get_json()
    return told


def figures(person: Person, address: str) -> tuple[int, int | None]:
    """How many are in, and their calls together."""
    told = state(person, address)
    return told["people"], told["attempts"]
