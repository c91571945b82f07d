"""Slots through the door: what is taken, what is refused, and what the fold makes of it (R13)."""

from datetime import date
from random import Random

import pytest

import webapp.clock as clock
from tests.cast import CANARY, Person, statements
from webapp.database.engine import db
from webapp.journal.models import Entry
from webapp.me import erasure, retention
from webapp.plan.models import Cue
from webapp.progress.rebuild.rebuild import rebuild

MONDAY, TUESDAY = "2026-11-16", "2026-11-17"
LOG = 14  # as tests/progress/test_budgets.py has it
ONCE = {"on": MONDAY, "at": "10:45", "minutes": 5}
WEEKLY = {"weekdays": [1, 2, 3, 4, 5], "from": MONDAY, "at": "10:45", "minutes": 15}
CUE = "je sors d’un rendez-vous en avance"


def slot(person, made_at=f"{MONDAY} 08:00", **fields):
    return person.plans(made_at, **(fields if "weekdays" in fields else ONCE | fields))


def three_calls(person, day=MONDAY):
    return [person.taps("no_answer", f"{day} 10:4{minute}") for minute in range(3)]


def nothing_differs(app):
    with app.app_context():
        return rebuild().differences == []


@pytest.fixture
def evening(ines, at):
    """Of the Monday; the cast is there since the Friday before."""
    assert ines
    at(f"{MONDAY} 20:00")


@pytest.mark.both_databases
@pytest.mark.usefixtures("evening")
def test_a_slot_that_was_kept_pays_ten_and_a_rebuild_finds_the_same(app, ines):
    assert set(ines.sends(slot(ines), *three_calls(ines))) == {"accepted"}
    assert ines.today().points_day == 16
    assert ines.today().week.slots == 1
    assert nothing_differs(app)


@pytest.mark.both_databases
@pytest.mark.parametrize("seed", range(6))
def test_any_order_and_any_batches_keep_the_same_slots(app, ines, at, seed):
    """Among them a weekly one, a withdrawn one, and one that was planned offline."""
    at(f"{TUESDAY} 20:00")
    once, weekly = slot(ines), slot(ines, **WEEKLY)
    entries = [once, weekly, slot(ines, f"{TUESDAY} 09:00", on=TUESDAY, minutes=25)]
    entries += [*three_calls(ines), *three_calls(ines, TUESDAY)]
    entries += [ines.withdraws(once, f"{MONDAY} 09:00"), ines.withdraws(weekly, f"{TUESDAY} 08:00")]
    rng = Random(seed)
    rng.shuffle(entries)
    while entries:
        size = rng.randrange(1, 4)
        assert set(ines.sends(*entries[:size])) == {"accepted"}
        del entries[:size]
    assert ines.today().points_day == 16  # of Tuesday's own slot
    assert ines.today().points_week == 32  # Monday's weekly slot was withdrawn after it was kept
    assert nothing_differs(app)


@pytest.mark.usefixtures("evening")
def test_a_slot_that_is_taken_back_takes_its_points_only_where_it_did_not_hold(app, ines):
    entry = slot(ines)
    ines.sends(entry, *three_calls(ines))
    ines.sends(ines.withdraws(entry))
    assert ines.today().points_day == 16
    other = ines.withdraws(entry, f"{MONDAY} 09:00")
    ines.sends(other)
    assert ines.today().points_day == 6
    assert nothing_differs(app)


def test_a_slot_that_arrives_after_the_close_moves_the_day_and_no_closed_board(app, ines, at):
    friday = "2026-11-20"
    at(f"{friday} 20:00")
    ines.sends(*three_calls(ines, friday))
    at("2026-11-24 13:00")  # the week closed an hour ago
    before = standing_of_last_week(app, ines)
    assert ines.sends(slot(ines, f"{friday} 08:00", on=friday)) == ["accepted"]
    assert ines.today().points_total == 16
    assert standing_of_last_week(app, ines) == before
    assert nothing_differs(app)


def standing_of_last_week(app, person):
    return person.board(date(2026, 11, 16)).lines


@pytest.mark.usefixtures("evening")
def test_the_page_of_the_points_names_the_slot(ines):
    ines.sends(slot(ines), *three_calls(ines))
    text = ines.opens(f"/insights/day/{MONDAY}").text.replace("\N{NO-BREAK SPACE}", " ")
    assert "1 créneau commencé à l’heure" in text
    assert "1 × 10 = 10" in text


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"on": "2026-02-30"}, "on"),
        ({"on": None}, "on"),
        ({"at": "24:00"}, "at"),
        ({"at": None}, "at"),
        ({"minutes": 10}, "minutes"),
        ({"minutes": "5"}, "minutes"),
        ({"minutes": True}, "minutes"),
        ({"cue": "x" * 81}, "cue"),
        ({"cue": 5}, "cue"),
        ({"weekdays": [1]}, "weekdays"),
        (WEEKLY | {"weekdays": []}, "weekdays"),
        (WEEKLY | {"weekdays": [0]}, "weekdays"),
        (WEEKLY | {"weekdays": [1, 1]}, "weekdays"),
        (WEEKLY | {"weekdays": "12"}, "weekdays"),
        (WEEKLY | {"from": ""}, "from"),
        (WEEKLY | {"to": "2026-11-15"}, "to"),
    ],
)
def test_a_slot_that_cannot_be_read_is_refused_by_the_name_of_its_field(ines, wrong, reason):
    fields = wrong if "from" in wrong else ONCE | wrong
    [receipt] = ines.receipts(ines.plans(**fields))
    assert (receipt["status"], receipt["reason"]) == ("rejected", reason)


def test_a_slot_sent_twice_is_one_and_another_one_under_its_key_is_refused(ines):
    entry = slot(ines)
    assert ines.sends(entry) == ["accepted"]
    assert ines.sends(entry) == ["duplicate"]
    assert ines.receipts(entry | {"minutes": 25})[0]["reason"] == "conflict"


def test_the_words_of_a_cue_go_with_its_slot(app, ines):
    entry = slot(ines, cue=f"  {CUE} ")
    ines.sends(entry)
    with app.app_context():
        assert db.session.scalars(db.select(Cue.text)).all() == [CUE]
    ines.sends(ines.withdraws(entry))
    with app.app_context():
        assert db.session.scalars(db.select(Cue.text)).all() == []
        assert db.session.scalars(db.select(Entry.withdrawn).where(Entry.kind == "slot")).all() == [
            True
        ]


def test_a_slot_that_was_withdrawn_before_it_arrived_leaves_no_words(app, ines):
    entry = slot(ines, cue=CUE)
    assert ines.sends(ines.withdraws(entry)) == ["accepted"]
    assert ines.sends(entry) == ["accepted"]
    with app.app_context():
        assert db.session.scalars(db.select(Cue.text)).all() == []
    assert nothing_differs(app)


@pytest.mark.parametrize("who", ["theo", "otto"])
def test_nobody_withdraws_the_slot_of_somebody_else(app, cast, ines, who, at):
    at(f"{MONDAY} 20:00")
    entry = slot(ines)
    ines.sends(entry, *three_calls(ines))
    other = cast(who)
    assert other.sends(other.withdraws(entry, f"{MONDAY} 08:30")) == ["accepted"]  # of nothing
    assert ines.receipts(slot(ines) | {"owner": str(other.id)})[0]["reason"] == "owner"
    assert ines.today().points_day == 16
    assert nothing_differs(app)


@pytest.mark.both_databases
def test_a_log_costs_two_statements_more_on_a_day_with_slots_and_none_without(app, ines, at):
    at(f"{MONDAY} 10:00")
    ines.sends(ines.taps("no_answer"))
    before = cost(app, ines)
    ines.sends(slot(ines, on=TUESDAY))
    assert cost(app, ines) <= before + 1
    ines.sends(slot(ines, f"{MONDAY} 09:59"))
    assert cost(app, ines) <= before + 2
    assert before <= LOG


def cost(app, person):
    call = person.taps("no_answer")
    with statements(app) as sent:
        person.sends(call)
    return len(sent) - sent.count("COMMIT")


@pytest.mark.usefixtures("evening")
def test_a_weekly_slot_stays_when_its_year_is_reduced_and_a_single_one_goes(app, ines, at):
    ines.sends(slot(ines, **WEEKLY, cue=CUE), slot(ines), *three_calls(ines))
    before = ines.today().points_total
    at("2027-12-06 20:00")
    with app.app_context():
        erasure.erase_due(clock.now())
        assert (
            retention.apply_retention(clock.now(), pause=0) == 4
        )  # three calls and the single one
    ines = Person(app, ines.organisation_id, ines.id)  # signed in anew, after a year
    ines.sends(*three_calls(ines, "2027-12-06"))
    assert ines.today().points_day == 16
    assert ines.today().points_total == before + 16
    with app.app_context():
        assert db.session.scalars(db.select(Entry.until).where(Entry.kind == "slot")).all() == [
            None
        ]
    assert nothing_differs(app)


def test_plans_are_in_the_owners_export_alone(cast, ines):
    ines.sends(slot(ines, cue=CUE))
    assert CUE in ines.opens("/me/export/json").text
    for who in ("theo", "maya", "otto"):
        assert CUE not in cast(who).opens("/me/export/json").text


def test_a_slot_of_another_company_reaches_nobody_here(cast, ines):
    otto = cast("otto")
    otto.sends(slot(otto, cue=CANARY))
    assert CANARY not in ines.opens("/today").text
