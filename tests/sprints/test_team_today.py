"""A team sprint on Today: a line while there is one, and no statement where there is none."""

import pytest

from tests.cast import cost
from tests.sprints.conftest import joins, name_of


def line_of(person):
    page = person.opens("/today").text
    return page.partition("data-team-sprint ")[2].partition("</section>")[0]


def test_today_says_when_it_is_and_how_many_are_in(ines, theo, opens):
    address = opens(ines, at="14:00")
    joins(ines, address)
    line = line_of(theo)
    assert "Sprint d’équipe à 14:00" in line
    assert "1 dedans" in line
    assert "jamais de qui" in line
    assert f'href="{address}#join"' in line
    assert "Tu es dedans" in line_of(ines)


def test_it_leaves_today_when_it_is_over_or_cancelled(ines, theo, opens, at):
    first = opens(ines, at="14:00")
    ines.submits(f"{first}/cancel")
    assert line_of(theo) == ""
    opens(ines, minutes=5)
    assert "en cours" in line_of(theo)
    at("2026-11-16 09:36")
    assert line_of(theo) == ""


def test_another_team_does_not_see_it(ines, maya, opens):
    opens(ines)
    assert line_of(maya) == ""


def test_the_phone_keeps_what_joining_takes(ines, theo, opens):
    address = opens(ines, minutes=25)
    kept = theo.opens("/today/summary").get_json()["team_sprint"]
    assert kept.pop("begins")
    assert kept == {"id": name_of(address), "minutes": 25, "joined": False}


@pytest.mark.both_databases
@pytest.mark.parametrize("path", ["/today", "/today/summary"])
def test_it_costs_no_statement_where_there_is_none_and_one_where_there_is(
    app, ines, theo, opens, at, path
):
    before = cost(app, theo, path)
    opens(ines, minutes=5)
    assert cost(app, theo, path) == before + 1
    at("2026-11-16 09:36")
    assert cost(app, theo, path) == before
