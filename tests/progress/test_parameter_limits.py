"""What is read of everybody at once is read in parts: a statement takes 65,535 values at most."""

from datetime import date
from uuid import UUID

import pytest

import webapp.clock as clock
from tests.progress.bulk_data import crowd
from tests.support.repetitions import CHECK
from webapp.database.transactions import write_transaction
from webapp.people.schedule import declarations, facts
from webapp.progress import updates

pytestmark = pytest.mark.both_databases(always=True)
NAMES = ("ines", "theo", "awa", "maya", "bilal", "chloe")
TUESDAY, WEDNESDAY = date(2026, 11, 17), date(2026, 11, 18)


def pauses(person):
    with person.app.app_context(), write_transaction():
        whose = (person.organisation_id, "organisation", person.organisation_id)
        declarations.add_fact(*whose, "pause", WEDNESDAY, clock.now(), last_day=WEDNESDAY)
        updates.after_organisation_pause(person.organisation_id, WEDNESDAY, clock.now())


def moves_the_clock(person):
    with person.app.app_context(), write_transaction():
        updates.after_zone_change(person.organisation_id, clock.now())


def test_a_company_read_two_at_a_time_is_read_as_at_once(cast, practises, rebuild_all, monkeypatch):
    people = [cast(name) for name in NAMES]
    for person in people:
        practises(person, "2026-11-18", 4)
    monkeypatch.setattr(facts, "MEMBERS_PER_STATEMENT", 2)
    pauses(people[0])
    moves_the_clock(people[0])
    assert rebuild_all().differences == []
    assert {person.today().working for person in people} == {False}


def test_facts_of_any_number_are_those_of_each(cast, says, monkeypatch):
    people = [cast(name) for name in NAMES]
    for n, person in enumerate(people):
        says(person, "goal", "2026-11-17", value=n)
    ids = [person.id for person in people]
    with people[0].app.app_context():
        whole = facts.read_facts(people[0].organisation_id, ids)
        monkeypatch.setattr(facts, "MEMBERS_PER_STATEMENT", 1)
        by_ones = facts.read_facts_of_many(people[0].organisation_id, ids)
        for scope in (*ids, people[0].organisation_id, people[0].who.organisation_id):
            names = ("team", "goal", "holidays", "pause")
            assert by_ones.spans(scope, *names) == whole.spans(scope, *names)
        assert facts.read_facts_of_many(people[0].organisation_id, []).dose(TUESDAY) == 3


@pytest.mark.lengthy
def test_more_people_can_be_asked_for_than_a_statement_can_name(app, maya):
    nobodys = [UUID(int=n) for n in range(40_000)]
    with app.app_context():
        their_facts = facts.read_facts_of_many(maya.organisation_id, [*nobodys, maya.id])
        assert their_facts.spans(maya.id, "team")
        assert their_facts.dose(TUESDAY) == 3


@pytest.mark.slow
@pytest.mark.parametrize("act", [pauses, moves_the_clock])
def test_a_company_of_more_than_a_statement_can_name_is_paused_and_moved(app, maya, at, act):
    crowd(app, maya, 33_000 if CHECK else 1_000, date(2026, 11, 16))
    at("2026-11-17 09:00")
    act(maya)
