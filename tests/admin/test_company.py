"""The company's settings: name and zone at once, dose and holidays from the next Monday."""

import re
from datetime import date

import pytest

import webapp.clock as clock
from tests.cast import SETTINGS
from webapp.people.schedule import facts

FORM = SETTINGS | {"months": "12"}


def read_facts_of(person):
    with person.app.app_context():
        return facts.read_facts(person.organisation_id, [])


@pytest.mark.lengthy
def test_the_company_gets_another_name(maya):
    answer = maya.submits("/admin/company", FORM | {"name": "  Atelier   Est "})
    assert (answer.status_code, answer.location) == (303, "/admin/company?kept=")
    assert maya.who.organisation == "Atelier Est"
    assert "Atelier Est" in maya.opens("/admin/company?kept=").text


def test_the_dose_changes_on_the_next_monday(maya, ines, at):
    at("2026-11-18 10:00")
    assert maya.submits("/admin/company", FORM | {"dose": "5"}).status_code == 303
    doses = [read_facts_of(maya).dose(date(2026, 11, day)) for day in (16, 18, 22, 23, 30)]
    assert doses == [3, 3, 3, 5, 5]
    assert maya.submits("/admin/company", FORM | {"dose": "2"}).status_code == 303
    assert read_facts_of(maya).dose(date(2026, 11, 23)) == 2
    assert ines.today().dose == 3
    at("2026-11-23 10:00")
    assert ines.today().dose == 2


def test_another_country_changes_no_day_that_has_begun(maya, ines, at):
    at("2026-11-11 10:00")
    assert (
        maya.submits("/admin/company", FORM | {"country": "DE", "region": "BY"}).status_code == 303
    )
    at("2026-11-18 10:00")

    def working(day):
        with maya.app.app_context():
            read = facts.read_facts(maya.organisation_id, [ines.id])
            return read.calendar(ines.id, date(2026, 1, 1), day, day).working(day)

    assert not working(date(2026, 11, 11))
    assert working(date(2027, 11, 11))
    assert not working(date(2027, 1, 6))


def test_a_region_of_another_country_is_left_out(maya):
    maya.submits("/admin/company", FORM | {"country": "DE", "region": "57"})
    assert read_facts_of(maya).holiday_place(date(2026, 12, 1)) == {"country": "DE", "region": None}


def test_another_zone_does_not_open_a_week_again(maya, at):
    at("2026-11-17 12:30")
    answer = maya.submits("/admin/company", FORM | {"zone": "America/Los_Angeles"})
    assert answer.status_code == 422
    assert maya.who.organisation_zone_name == "Europe/Paris"
    at("2026-11-17 21:30")
    assert maya.submits("/admin/company", FORM | {"zone": "America/Los_Angeles"}).status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"language": "de"},
        {"zone": "Mars/Olympus"},
        {"zone": "../../etc/passwd"},
        {"country": "XX"},
        {"dose": "0"},
        {"dose": "6"},
        {"dose": "3.5"},
        {"dose": "٣"},
    ],
    ids=str,
)
def test_settings_that_cannot_be_saved_say_why(maya, wrong):
    before = maya.who
    answer = maya.submits("/admin/company", FORM | wrong)
    assert answer.status_code == 422
    assert 'class="error"' in answer.text
    assert maya.who == before
    assert read_facts_of(maya).dose(date(2026, 12, 1)) == 3


@pytest.mark.lengthy
def test_only_an_administrator_opens_the_company(ines, theo, maya, nobody):
    for path in ("/admin", "/admin/company", "/admin/teams", "/admin/people"):
        assert ines.opens(path).status_code == 403
        assert theo.opens(path).status_code == 403
        assert nobody.opens(path).location == "/sign-in"
        assert maya.opens(path).status_code in (200, 303)
    assert clock.now()


def test_who_lives_by_the_companys_clock_moves_with_it(maya, ines, at):
    assert maya.submits("/admin/company", FORM | {"zone": "America/New_York"}).status_code == 303
    at("2026-11-17 09:30")
    assert {maya.who.zone_name, ines.who.zone_name} == {"America/New_York"}
    assert ines.today().day == date(2026, 11, 16)


@pytest.mark.both_databases
def test_the_companys_days_hold_from_monday_for_who_has_none_of_their_own(maya, ines):
    days = {"days": "1", "day2": "1", "day3": "1", "day4": "1", "day5": "1", "day6": "1"}
    assert maya.submits("/admin/company", SETTINGS | days).status_code == 303

    def works(day):
        with maya.app.app_context():
            who = ines.who
            their_facts = facts.read_facts(who.organisation_id, [who.id])
            calendar = their_facts.calendar(who.id, who.joined_on, day, day)
            return calendar.working(day)

    this_saturday, monday, saturday = (date(2026, 11, n) for n in (21, 23, 28))
    assert [works(day) for day in (this_saturday, monday, saturday)] == [False, False, True]
    page = maya.opens("/admin/company").text
    assert re.findall(r'name="day(\d)" value="1" checked', page) == ["2", "3", "4", "5", "6"]
    assert maya.submits("/admin/company", SETTINGS | {"days": "1"}).status_code == 422
    assert maya.submits("/admin/company", SETTINGS).status_code == 303
    assert works(saturday)


def test_that_consumers_are_called_is_kept_at_once_and_stands_in_the_audit(maya, ines):
    assert not ines.who.calls_consumers
    assert maya.submits("/admin/company", FORM | {"called": "consumers"}).status_code == 303
    assert ines.who.calls_consumers
    assert 'value="consumers" checked' in maya.opens("/admin/company").text
    assert "a changé les réglages" in maya.opens("/admin/audit").text
    silent = {name: value for name, value in FORM.items() if name != "called"}
    maya.submits("/admin/company", silent)  # a form that does not say leaves it as it is
    assert ines.who.calls_consumers
    maya.submits("/admin/company", FORM | {"called": "businesses"})
    assert not ines.who.calls_consumers


@pytest.mark.parametrize("who", ["theo", "ines", "otto"])
def test_nobody_but_its_administrator_says_whom_a_company_calls(cast, ines, who):
    answer = cast(who).submits("/admin/company", FORM | {"called": "consumers"})
    assert answer.status_code in (303, 403)
    assert not ines.who.calls_consumers


def test_whom_a_company_calls_is_one_of_two(maya, ines):
    assert maya.submits("/admin/company", FORM | {"called": "everybody"}).status_code == 422
    assert not ines.who.calls_consumers
