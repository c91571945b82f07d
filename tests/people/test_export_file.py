"""Exports are made one at a time for a person, and written as they are read."""

import threading
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import literal, select, update

import webapp.clock as clock
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people.export_file import MAX_CLAIM
from webapp.people.models import MemberRow

BOTH = pytest.mark.both_databases
ROWS = 12_000
MOST_BYTES = 2_500_000  # of a file of some 3.5 MB


class Gate:
    """A part of the file that is read only once the test lets it."""

    def __init__(self):
        self.reached, self.open = threading.Event(), threading.Event()

    def part(self, _who):
        self.reached.set()
        assert self.open.wait(20)
        return select(literal(1).label("one"))


def exports(app, parts):
    """Let these be all that can be taken away; says what the app was assembled of before."""
    before = app.extensions["rebond"]
    providers = replace(before.providers, exports=parts)
    app.extensions["rebond"] = replace(before, providers=providers)
    return before


@pytest.fixture
def gate(app):
    new_gate = Gate()
    exports(app, {"gate": new_gate.part})
    yield new_gate
    new_gate.open.set()


@BOTH
@pytest.mark.parametrize("second", ["/me/export/json", "/me/export/zip", "/admin/audit/table"])
def test_a_second_file_waits_for_the_first_and_says_so(second, app, gate, maya, ines):
    maya.signs_in()
    with ThreadPoolExecutor(1) as alone:
        first = alone.submit(maya.opens, "/me/export/json")
        assert gate.reached.wait(20)
        refused = maya.opens(second)
        assert refused.status_code == 409
        assert "Un fichier à la fois" in refused.text
        gate.open.set()
        assert first.result().status_code == 200
    assert maya.opens(second).status_code == 200
    assert ines.opens("/me/export/json").status_code == 200


@BOTH
def test_somebody_elses_file_waits_for_nobody(app, gate, maya, ines):
    for person in (maya, ines):
        person.signs_in()
    with ThreadPoolExecutor(2) as both:
        answers = [both.submit(person.opens, "/me/export/json") for person in (maya, ines)]
        assert gate.reached.wait(20)
        gate.open.set()
        assert [answer.result().status_code for answer in answers] == [200, 200]


def test_a_file_that_could_not_be_made_is_in_nobodys_way(app, ines):
    def broken(_who):
        raise ZeroDivisionError

    assembly = exports(app, {"broken": broken})
    with pytest.raises(ZeroDivisionError):
        ines.opens("/me/export/json")
    app.extensions["rebond"] = assembly
    assert ines.opens("/me/export/json").status_code == 200


def test_a_server_that_died_over_a_file_is_waited_for_five_minutes(app, ines):
    with app.app_context(), write_transaction():
        mine = MemberRow.organisation_id == ines.organisation_id, MemberRow.id == ines.id
        db.session.execute(update(MemberRow).where(*mine).values(exporting_since=clock.now()))
    assert ines.opens("/me/export/json").status_code == 409
    clock.set_now(clock.now() + MAX_CLAIM - timedelta(seconds=5))
    assert ines.opens("/me/export/json").status_code == 409
    clock.set_now(clock.now() + timedelta(seconds=10))
    assert ines.opens("/me/export/json").status_code == 200


@pytest.mark.lengthy
@BOTH
@pytest.mark.parametrize("form", ["json", "zip"])
def test_a_long_file_is_never_whole_in_memory(form, app, ines):
    numbers = select(literal(1).label("n")).cte("numbers", recursive=True)
    numbers = numbers.union_all(select(numbers.c.n + 1).where(numbers.c.n < ROWS))
    words = literal("a line of three hundred letters " * 9)
    exports(app, {"many": lambda _who: select(numbers.c.n, words.label("text"))})
    ines.signs_in()
    tracemalloc.start()
    try:
        answer = ines.opens(f"/me/export/{form}", buffered=False)
        most = tracemalloc.get_traced_memory()[1]
        size = sum(len(piece) for piece in answer.response)
    finally:
        tracemalloc.stop()
    answer.close()
    assert most < MOST_BYTES
    assert form == "zip" or size > ROWS * 280
