"""Names and texts as long as they may be, without a space in them: no layout breaks."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import select, update

from tests.cast import Person
from tests.screens import page_checks
from tests.screens.browser_window import Look, Window
from tests.screens.screen_data import Stage
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.models import MemberRow, Organisation

pytestmark = pytest.mark.browser
NAME, TEAM, COMPANY = "Maximilienne" * 5, "Saint-Rémy-lès-Chevreuse-" * 2 + "Cedex-2026", "Nom" * 26
TEXT, HALF = "Anticonstitutionnellement" * 11 + "!" * 5, "x" * 80
WIDTHS = ((320, False), (320, True), (768, False), (1280, False))
PAGES = (
    "/today",
    "/log",
    "/lessons",
    "/lessons/team",
    "/boards",
    "/boards/seasons/2026-W47",
    "/team",
    "/insights",
    "/insights/day",
    "/me",
    "/me/calendar",
    "/admin/teams",
    "/admin/people",
    "/admin/pauses",
)


@pytest.fixture
def lengthy(stage: Stage) -> Iterator[Person]:
    """An administrator of the longest names, in a team of them, where all draw long lessons."""
    with stage.app.app_context(), write_transaction() as session:
        named = session.scalars(select(Organisation.name)).first()
        if TEAM not in stage.teams:
            stage.teams[TEAM] = company.add_team(stage.organisation_id, TEAM, stage.now())
        _rename(stage, COMPANY[:80])
    mates = [stage.newcomer(NAME, TEAM) for _ in range(2)]
    for mate in mates:
        call = mate.taps("refusal")
        shared = (call, mate.draws(call, text=TEXT), mate.shares(call, signed=True))
        assert mate.sends(*shared) == ["accepted"] * 3
    person = stage.newcomer(NAME, TEAM, "admin")
    call = person.taps("refusal")
    lesson = person.draws(call, text=TEXT, **{"if": HALF, "then": HALF})
    other = person.taps("refusal")
    wordy = person.draws(other, text=TEXT)
    sent = person.sends(call, lesson, person.shares(call), other, wordy)
    assert sent == ["accepted"] * 5
    yield person
    with stage.app.app_context(), write_transaction() as session:
        _rename(stage, named or "")
        for each in (*mates, person):
            session.execute(
                update(MemberRow).where(MemberRow.id == each.id).values(name="Max", role="member")
            )


def _rename(stage: Stage, name: str) -> None:
    db.session.execute(
        update(Organisation).where(Organisation.id == stage.organisation_id).values(name=name)
    )


@pytest.mark.parametrize("path", PAGES)
def test_a_long_word_stays_in_its_place(
    path: str, window: Callable[..., Window], lengthy: Person
) -> None:
    view = window(Look("fr", "light", 390), lengthy)
    view.opens(path)
    problems = [
        wrong
        for width, larger in WIDTHS
        for wrong in page_checks.sideways(view.page, width, larger=larger)
    ]
    assert problems == []
