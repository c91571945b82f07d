"""A tap costs what it touches, also on a long day (RULES R1.7).

What it costs is counted in calls of functions: the same on whatever machine, however busy it is.
"""

import sys
from datetime import timedelta

import pytest
from sqlalchemy import update

from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import ENTRIES_A_DAY
from webapp.journal.models import Entry
from webapp.progress.models import MemberDay
from webapp.progress.rebuild.rebuild import rebuild

MOST = 3  # times the tenth
TENTH = 9
pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases(always=True)]


def a_call(person):
    return [person.taps("no_answer")]


def a_lesson(person):
    call = person.taps("refusal")
    return [call, person.draws(call)]


def a_share(person):
    call = person.taps("refusal")
    return [call, person.draws(call), person.shares(call)]


def a_correction(person):
    call = person.taps("callback")
    return [call, person.corrects(call, "meeting")]


def a_date(person):
    call = person.taps("callback")
    return [call, person.dates(call, "2026-12-01")]


def steps(person, entries):
    """How many calls of functions it takes to take them in."""
    count = 0

    def count_call(_frame, what, _of):
        nonlocal count
        count += what in ("call", "c_call")

    sys.setprofile(count_call)
    try:
        answer = person.posts(*entries)
    finally:
        sys.setprofile(None)
    assert {receipt["status"] for receipt in answer.get_json()["receipts"]} == {"accepted"}
    return count


def fills(person, at, make, until):
    """Their day, by what `make` makes, up to so many entries; a minute for each hundred."""
    total, moment = 0, at("2026-11-17 10:00")
    while total < until:
        entries = [entry for _ in range(30) for entry in make(person)][: until - total]
        assert set(person.sends(*entries)) == {"accepted"}
        total += len(entries)
        moment = at(moment + timedelta(seconds=8))


@pytest.mark.parametrize("make", [a_call, a_lesson, a_share, a_correction, a_date])
def test_the_thousandth_entry_costs_at_most_three_times_the_tenth(make, ines, at):
    fills(ines, at, make, TENTH)
    ines.sends(*make(ines))  # what is made once in a process has been made
    tenth = steps(ines, make(ines))
    fills(ines, at, make, ENTRIES_A_DAY - TENTH - 3 * len(make(ines)))
    assert steps(ines, make(ines)) <= MOST * tenth


def test_taking_back_the_thousandth_costs_no_more_either(ines, at):
    fills(ines, at, a_call, TENTH)
    first, last = ines.taps("refusal"), ines.taps("refusal")
    ines.sends(first)
    tenth = steps(ines, [ines.withdraws(first)])
    fills(ines, at, a_call, ENTRIES_A_DAY - 2 * TENTH)
    ines.sends(last)
    assert steps(ines, [ines.withdraws(last)]) <= MOST * tenth


def forget_columns(app, *which):
    """As if these had come in before it was written down what they are paid for."""
    nothing = {"counts": None, "lesson_rows": None, "dated": None}
    with app.app_context(), write_transaction():
        db.session.execute(update(Entry).where(*which).values(nothing))


@pytest.mark.parametrize("half", [False, True])
def test_a_day_from_before_is_read_entry_by_entry(half, app, ines, at):
    at("2026-11-17 10:00")
    call, other = ines.taps("refusal"), ines.taps("refusal")
    ines.sends(call, ines.draws(call), ines.shares(call), other, ines.draws(other))
    forget_columns(app, Entry.kind == "call" if half else Entry.kind.is_not(None))
    ines.sends(ines.shares(other), ines.taps("meeting"))
    with app.app_context():
        assert rebuild().differences == []
        (day,) = db.session.query(MemberDay).filter_by(member_id=ines.id).all()
    assert (day.points, day.extras, day.shares) == (20 + 20 + 20, 10, 2)


def test_derived_columns_that_are_wrong_are_found_and_mended(app, ines, at):
    at("2026-11-17 10:00")
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call), ines.shares(call))
    for spoilt in ({"counts": False}, {"lesson_rows": 1}, {"dated": True}):
        with app.app_context():
            with write_transaction():
                which = Entry.kind == "call", Entry.member_id == ines.id
                db.session.execute(update(Entry).where(*which).values(spoilt))
            (difference,) = rebuild(write=True).differences
            assert (difference.kind, str(difference.whose)) == ("entry", call["key"])
            assert rebuild().differences == []
