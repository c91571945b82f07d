"""Legal hours of a company that calls consumers: what is outside says so, and what comes next."""

import html
import re

import pytest

import webapp.clock as clock
from tests.cast import SETTINGS, cost
from webapp.people.members import get_member
from webapp.people.schedule.legal_hours import read_legal_hours

MONDAY, FRIDAY, SATURDAY = "2026-11-16", "2026-11-20", "2026-11-21"
OUTSIDE = "Hors des heures où l’on peut appeler des particuliers. Prochaine heure :"
FORM = SETTINGS | {"months": "12", "called": "consumers"}
PLACES = ("/today", "/sprint", "/plan", "/not-now?reason=no_time")


def seen(person, path):
    """The text of a page that is not hidden."""
    page = re.sub(r"(?s)^.*?<main\b|</main>.*$", "", person.opens(path).text)
    page = re.sub(r"(?s)<template.*?</template>", "", page)
    page = re.sub(r'(?s)<div class="card dashed stack outside"[^>]* hidden>.*?</div>', "", page)
    text = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    return text.replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def consumers(maya):
    assert maya.submits("/admin/company", FORM).status_code == 303


def plans(person, day, at):
    answer = person.submits("/plan", {"day": day, "at": "other", "other": at, "minutes": "5"})
    assert answer.status_code == 303


@pytest.mark.parametrize("path", PLACES)
def test_who_calls_businesses_hears_nothing_of_it(ines, at, path):
    plans(ines, SATURDAY, "11:00")
    at(f"{SATURDAY} 09:00")
    assert OUTSIDE not in seen(ines, path)
    assert ines.opens("/today/summary").get_json()["legal"] is None


@pytest.mark.usefixtures("consumers")
def test_a_slot_outside_says_the_next_time_and_moves_there_in_one_tap(ines, at):
    plans(ines, FRIDAY, "20:30")
    assert f"{OUTSIDE} lundi 23, 10:00" in seen(ines, "/plan")
    at(f"{FRIDAY} 12:00")
    assert f"{OUTSIDE} lundi 23, 10:00 Le déplacer là" in seen(ines, "/today")
    key = re.search(r'action="/plan/([^/]+)/move"', ines.opens("/plan").text)[1]
    ines.submits(f"/plan/{key}/move", {"to": "2026-11-23 10:00"})
    assert OUTSIDE not in seen(ines, "/plan")


@pytest.mark.usefixtures("consumers")
def test_a_weekly_slot_outside_says_so_and_one_within_does_not(ines):
    weekly = {"day": "week", "weekdays": ["1", "3"], "from": MONDAY, "minutes": "5"}
    ines.submits("/plan", weekly | {"at": "11:30"})
    assert OUTSIDE not in seen(ines, "/plan")
    ines.submits("/plan", weekly | {"at": "other", "other": "13:30"})
    assert f"{OUTSIDE} 14:00" in seen(ines, "/plan")


@pytest.mark.usefixtures("consumers")
@pytest.mark.parametrize("path", ["/today", "/sprint", "/not-now?reason=no_time"])
def test_what_asks_for_calls_says_when_consumers_may_be_called_again(ines, at, path):
    at(f"{FRIDAY} 12:59")
    assert OUTSIDE not in seen(ines, path)
    at(f"{FRIDAY} 13:00")
    assert f"{OUTSIDE} 14:00" in seen(ines, path)
    at(f"{SATURDAY} 11:00")
    assert f"{OUTSIDE} lundi 23, 10:00" in seen(ines, path)


@pytest.mark.usefixtures("consumers")
def test_a_team_sprint_says_it_of_the_time_at_which_it_begins(ines, at):
    at(f"{FRIDAY} 13:30")
    assert f"{OUTSIDE} 14:00" in seen(ines, "/sprint/team")
    within = ines.submits("/sprint/team", {"when": "at", "at": "15:00", "minutes": "15"})
    assert OUTSIDE not in lobby(ines, within.location)
    outside = ines.submits("/sprint/team", {"when": "at", "at": "20:30", "minutes": "15"})
    assert f"{OUTSIDE} lundi 23, 10:00" in lobby(ines, outside.location)


def lobby(person, location):
    """What the page of a team sprint says of it before it begins."""
    page = seen(person, location.partition("#")[0])
    return page.partition("Sprint d’équipe")[2].partition("Sans réseau")[0]


@pytest.mark.usefixtures("consumers")
def test_the_times_to_choose_from_are_within_the_hours(ines, at):
    page = ines.opens("/plan").text
    times = re.findall(r'name="at" value="(\d\d:\d\d)"', page)
    assert times == ["10:00", "10:30", "11:30", "14:00", "16:00", "17:30"]
    at(f"{FRIDAY} 11:45")
    later = re.findall(r'name="minutes" value="5">([^<]+)<', ines.opens("/not-now").text)
    assert later == ["12:45", "lundi, 10:30"]
    at(f"{FRIDAY} 12:10")
    later = re.findall(r'name="minutes" value="5">([^<]+)<', ines.opens("/not-now").text)
    assert later == ["14:00", "lundi, 10:30"]


@pytest.mark.usefixtures("consumers")
def test_the_phone_keeps_the_windows_of_the_coming_days(ines):
    legal = ines.opens("/today/summary").get_json()["legal"]
    assert legal[MONDAY] == [["10:00", "13:00"], ["14:00", "20:00"]]
    assert legal[SATURDAY] == []


@pytest.mark.usefixtures("consumers")
def test_how_often_one_consumer_may_be_called_stands_beside_nobody_to_call(ines):
    rule = "La même personne au plus 4 fois en 30 jours, et pas pendant 60 jours après un non."
    assert rule in seen(ines, "/not-now?reason=nobody_to_call")


@pytest.mark.usefixtures("consumers")
def test_hours_are_those_of_the_members_own_place(app, ines, at):
    def hours():
        with app.app_context():
            member = get_member(ines.organisation_id, ines.id)
            return read_legal_hours(member, clock.now())

    assert hours() is not None
    place = {"what": "place", "from": "2026-11-23", "country": "DE", "region": ""}
    ines.submits("/me/calendar/changes", place)
    at("2026-11-24 10:00")
    assert hours() is None


def test_legal_hours_cost_one_statement_of_who_calls_consumers_and_none_else(app, maya, ines):
    before = cost(app, ines, "/today")
    maya.submits("/admin/company", FORM)
    assert cost(app, ines, "/today") == before + 1
