"""Rules change on a Monday, and each week is read by those in force in it (RULES R10).

Inès keeps five days of Nantes and Théo three, at three calls a day. By hand, with a usual day of 30
for everybody (R5.3), nobody who shared, and no call of Lyon's:

* Inès: 3 × 10 = 30 points a day, effort 150 / 150 = 1. Théo: 3 × 2 = 6, effort 18 / 150 = 0.12.
  Awa: 0. Effort (1 + 0.12 + 0) / 3 = 0.3733.
* Dose 3: two of three kept at least three days, 0.6667. raw = 0.7 × 0.3733 + 0.2 × 0.6667 = 0.3947;
  the teams' mean 0.1973. Nantes (3 × 0.3947 + 6 × 0.1973) / 9 = 26.3; Lyon 6 × 0.1973 / 9 = 13.2.
* Dose 5: nobody kept a day. raw = 0.2613, mean 0.1307: Nantes 17.4, Lyon 8.7.
"""

from datetime import date, timedelta

import pytest

import webapp.clock as clock
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = [pytest.mark.both_databases(always=True), pytest.mark.usefixtures("sound")]
FIRST, SECOND = date(2026, 11, 16), date(2026, 11, 23)
BY_THREE = {"Nantes": 26.3, "Lyon": 13.2}
BY_FIVE = {"Nantes": 17.4, "Lyon": 8.7}
OPEN = {"Nantes": 26, "Lyon": 13}  # in whole points until the close (R5.9)
OPEN_BY_FIVE = {"Nantes": 17, "Lyon": 9}
SETTINGS = {
    "name": "Atelier Ouest",
    "language": "fr",
    "zone": "Europe/Paris",
    "country": "FR",
    "region": "",
}


def practise(ines, theo, at, monday, days=3):
    """Inès three refusals on five days, Théo three calls without an answer on some."""
    for n in range(5):
        at(f"{monday + timedelta(days=n)} 10:00")
        ines.sends(*[ines.taps("refusal") for _ in range(3)])
        if n < days:
            theo.sends(*[theo.taps("no_answer") for _ in range(3)])


def announces(maya, dose):
    """The company's settings, with another dose."""
    answer = maya.submits("/admin/company", SETTINGS | {"dose": str(dose)})
    assert answer.status_code == 303


def read(person, monday):
    return {line.name: float(line.score) for line in person.board(monday).lines}


def test_a_past_board_says_the_same_after_another_dose(app, ines, theo, maya, at):
    practise(ines, theo, at, FIRST)
    at("2026-11-24 11:00")
    open_still = read(ines, FIRST)
    at("2026-11-25 10:00")
    closed = read(ines, FIRST)
    announces(maya, 5)
    after = read(ines, FIRST)
    at("2026-12-02 10:00")
    assert [open_still, closed, after, read(ines, FIRST)] == [OPEN, *[BY_THREE] * 3]
    with app.app_context():
        assert rebuild(at=clock.now()).differences == []


def test_an_open_board_keeps_the_dose_that_its_week_began_with(ines, theo, maya, at):
    """Announced on the Monday after, before the close, and late phones are read by it too."""
    practise(ines, theo, at, FIRST, days=2)
    at("2026-11-23 10:00")
    announces(maya, 5)
    at("2026-11-24 11:00")
    theo.sends(*[theo.taps("no_answer", "2026-11-18 17:00") for _ in range(3)])
    assert read(ines, FIRST) == OPEN
    at("2026-12-02 10:00")
    assert read(ines, FIRST) == BY_THREE


@pytest.mark.lengthy
def test_a_dose_that_is_announced_holds_from_its_monday(app, ines, theo, maya, at):
    at("2026-11-18 10:00")
    announces(maya, 5)
    practise(ines, theo, at, FIRST)
    at("2026-11-22 23:00")
    assert (read(ines, FIRST), ines.today().dose) == (OPEN, 3)
    assert ines.today().state.count == 5
    at("2026-11-23 03:59")
    assert ines.today().dose == 3
    at("2026-11-23 04:01")
    assert ines.today().dose == 5
    practise(ines, theo, at, SECOND)
    at("2026-11-29 12:00")
    assert read(ines, SECOND) == OPEN_BY_FIVE
    assert ines.today().state.count == 5
    at("2026-12-09 10:00")
    assert [read(ines, week) for week in (FIRST, SECOND)] == [BY_THREE, BY_FIVE]
    with app.app_context():
        assert rebuild(at=clock.now()).differences == []
