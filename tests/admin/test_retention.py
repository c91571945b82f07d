"""For how long calls are kept one by one: an administrator chooses, told what it means (R14.2)."""

from datetime import date

import pytest
from sqlalchemy import select

import webapp.clock as clock
from tests.cast import SETTINGS
from tests.lessons.hands import read_page
from webapp.database.engine import db
from webapp.people import retention_setting
from webapp.people.models import Audit

pytestmark = pytest.mark.both_databases
GOES = "Ce qui est plus ancien part pour de bon."


def chooses(person, months, **more):
    return person.submits("/admin/company", SETTINGS | {"months": str(months)} | more)


def months(person):
    """What holds now, and what was chosen and from which day on it holds."""
    with person.app.app_context():
        now = clock.now()
        choice = retention_setting.read_choice(person.who, now)
        assert choice.present == retention_setting.get_months(person.who, now)
        return choice.present, (choice.chosen, choice.since)


def test_twelve_months_are_kept_at_first(maya):
    assert months(maya) == (12, (12, None))
    assert '<option value="12" selected>' in read_page(maya, "/admin/company")


def test_more_months_hold_at_once(maya):
    assert chooses(maya, 24).status_code == 303
    assert months(maya) == (24, (24, None))


def test_fewer_months_are_asked_once_more_with_what_goes(maya):
    answer = chooses(maya, 6)
    assert answer.status_code == 422
    assert GOES in answer.text
    assert 'name="sure"' in answer.text
    assert "mercredi 18 novembre" in answer.text.replace("\N{NO-BREAK SPACE}", " ")
    assert 'name="sure"' not in read_page(maya, "/admin/company")
    assert months(maya) == (12, (12, None))


def test_fewer_months_hold_after_two_days(maya, at):
    assert chooses(maya, 6, sure="1").status_code == 303
    assert months(maya) == (12, (6, date(2026, 11, 18)))
    page = read_page(maya, "/admin/company").replace("\N{NO-BREAK SPACE}", " ")
    assert "6 mois à partir du mercredi 18 novembre." in page
    at("2026-11-17 23:00")
    assert months(maya)[0] == 12
    at("2026-11-18 04:10")
    assert months(maya) == (6, (6, None))


def test_who_thinks_again_within_two_days_loses_nothing(maya, at):
    chooses(maya, 1, sure="1")
    at("2026-11-17 10:00")
    assert chooses(maya, 12).status_code == 303
    at("2026-11-20 10:00")
    assert months(maya) == (12, (12, None))


def test_even_fewer_begin_their_two_days_anew(maya, at):
    chooses(maya, 6, sure="1")
    at("2026-11-17 10:00")
    assert chooses(maya, 3).status_code == 422
    assert chooses(maya, 3, sure="1").status_code == 303
    at("2026-11-18 10:00")
    assert months(maya) == (12, (3, date(2026, 11, 19)))


def test_the_audit_says_who_chose_and_what(app, maya):
    chooses(maya, 6, sure="1")
    with app.app_context():
        mine = Audit.organisation_id == maya.organisation_id, Audit.what == "retention"
        (line,) = db.session.scalars(select(Audit).where(*mine))
        assert (line.actor_id, line.detail) == (maya.id, "12 → 6")
        other = select(Audit).where(mine[0], Audit.what == "settings")
        assert db.session.scalars(other).all() == []
    assert "a choisi combien de mois les appels sont gardés" in read_page(maya, "/admin/audit")


@pytest.mark.parametrize("wrong", ["0", "25", "12.5", "", "٣", "all"])
def test_a_retention_that_is_no_number_of_months_is_refused(maya, wrong):
    answer = chooses(maya, wrong, sure="1")
    assert answer.status_code == 422
    assert GOES not in answer.text


def test_a_form_of_before_changes_nothing_of_it(maya):
    assert maya.submits("/admin/company", SETTINGS | {"dose": "4"}).status_code == 303
    assert months(maya) == (12, (12, None))


def test_only_administrators_choose(ines, theo):
    assert [chooses(person, 24).status_code for person in (ines, theo)] == [403, 403]


def test_members_read_it_where_it_matters(maya, ines):
    chooses(maya, 24)
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call))
    for path in ("/lessons", "/me/data"):
        assert "24 mois" in read_page(ines, path).replace("\N{NO-BREAK SPACE}", " ")
