"""The door: a receipt for each entry, references in any order, a repeat that changes nothing."""

import html
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from webapp.auth import request_guard
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.journal.models import Entry
from webapp.lessons.models import Lesson
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = pytest.mark.both_databases(always=True)


def texts(app, person):
    with app.app_context():
        statement = select(Lesson.text).where(Lesson.member_id == person.id)
        return list(db.session.execute(statement).scalars())


def entry(app, payload):
    with app.app_context():
        row = db.session.execute(
            select(Entry).where(Entry.key == UUID(payload["key"]))
        ).scalar_one()
        db.session.expunge(row)
        return row


def test_each_entry_has_its_receipt_in_its_place(ines, theo):
    good, other = ines.taps("refusal"), theo.taps("refusal")
    newer = ines.taps("refusal", v=2)
    unknown = ines.taps("refusal") | {"kind": "drill"}
    bad = ines.taps("sigh")
    assert ines.receipts(good, bad, other, newer, unknown, "no entry", good) == [
        {"key": good["key"], "status": "accepted", "reason": None},
        {"key": bad["key"], "status": "rejected", "reason": "outcome"},
        {"key": other["key"], "status": "rejected", "reason": "owner"},
        {"key": newer["key"], "status": "retry", "reason": "kind"},
        {"key": unknown["key"], "status": "retry", "reason": "kind"},
        {"key": None, "status": "rejected", "reason": "entry"},
        {"key": good["key"], "status": "duplicate", "reason": None},
    ]
    assert ines.today().attempts == 1


def test_a_key_is_for_ever(app, ines):
    first = ines.taps("refusal")
    assert ines.sends(first) == ["accepted"]
    again = first | {"outcome": "meeting"}
    assert ines.receipts(again)[0] | {"key": None} == {
        "key": None,
        "status": "rejected",
        "reason": "conflict",
    }
    assert ines.sends(first | {"made_at": first["made_at"] + 1}) == ["rejected"]
    assert entry(app, first).outcome == "refusal"


def test_two_people_may_have_the_same_key(ines, otto):
    tap = ines.taps("refusal")
    assert ines.sends(tap) == ["accepted"]
    assert otto.sends(tap | {"owner": str(otto.id)}) == ["accepted"]
    assert ines.today().attempts == 1


def test_one_poison_entry_among_fifty_blocks_none(ines):
    taps = [ines.taps("no_answer") for _ in range(50)]
    taps[25]["offset"] = "east"
    statuses = ines.sends(*taps)
    assert statuses.count("accepted") == 49
    assert statuses[25] == "rejected"


def test_a_lesson_may_come_before_its_call(app, ines):
    call = ines.taps("refusal")
    lesson = ines.draws(call, text="Ask first")
    ines.sends(lesson)
    assert ines.today().points_day == 0
    ines.sends(call)
    assert ines.today().points_day == 20
    assert entry(app, lesson).about_day == entry(app, call).day


def test_a_withdrawal_may_come_before_what_it_withdraws(app, ines):
    call = ines.taps("refusal")
    lesson = ines.draws(call, text="Ask first")
    for withdrawal in (ines.withdraws(lesson), ines.withdraws(call)):
        assert ines.sends(withdrawal) == ["accepted"]
    assert ines.sends(call, lesson) == ["accepted", "accepted"]
    assert ines.today().attempts == 0
    assert texts(app, ines) == []
    assert entry(app, call).withdrawn
    assert entry(app, lesson).withdrawn


def test_a_lesson_whose_call_was_withdrawn_before_it_came_is_never_kept(app, ines):
    """The call itself may still be on another phone."""
    call = ines.taps("refusal")
    lesson = ines.draws(call, text="Ask first")
    ines.sends(ines.withdraws(call))
    ines.sends(lesson)
    assert texts(app, ines) == []
    assert entry(app, lesson).withdrawn


def test_a_withdrawal_wins_over_a_replay(ines):
    tap = ines.taps("refusal")
    ines.sends(tap)
    ines.sends(ines.withdraws(tap))
    assert ines.sends(tap) == ["duplicate"]
    assert ines.today().attempts == 0


def test_a_withdrawal_cannot_be_withdrawn(ines):
    tap = ines.taps("refusal")
    undo = ines.withdraws(tap)
    ines.sends(tap, undo, ines.withdraws(undo))
    assert ines.today().attempts == 0


def test_withdrawing_a_call_takes_lesson_date_and_share_with_it(app, ines):
    call = ines.taps("callback")
    lesson = ines.draws(call, text="Ask first")
    about = [lesson, ines.dates(call, "2026-12-01"), ines.shares(call)]
    ines.sends(call, *about)
    assert ines.today().points_day == 10 + 5 + 5 + 5
    ines.sends(ines.withdraws(call))
    assert ines.today().points_total == 0
    assert [entry(app, each).withdrawn for each in about] == [True] * 3
    assert texts(app, ines) == []


def test_the_newest_version_is_shown_whichever_comes_first(app, ines, at):
    noon = at("2026-11-16 12:00")
    call = ines.taps("refusal")
    older = ines.draws(call, text="older", at=noon)
    newer = ines.draws(call, "no_need", None, text="newer", at=noon + timedelta(minutes=1))
    at("2026-11-16 13:00")
    ines.sends(call, newer)
    ines.sends(older)
    assert texts(app, ines) == ["newer"]
    assert ines.today().points_day == 20  # the best of the two is paid
    ines.sends(ines.withdraws(older))
    assert texts(app, ines) == ["newer"]
    assert ines.today().points_day == 14
    ines.sends(ines.withdraws(newer))
    assert texts(app, ines) == []
    assert ines.today().points_day == 10


def test_a_lesson_of_something_that_is_no_call_earns_nothing(app, ines):
    call = ines.taps("refusal")
    lesson = ines.draws(call)
    strange = ines.draws(lesson)
    own = ines.draws("")
    own["call"] = own["key"]
    assert ines.sends(call, lesson, strange, own) == ["accepted"] * 4
    assert ines.today().points_day == 20
    assert ines.sends(ines.withdraws(lesson)) == ["accepted"]
    assert ines.today().points_day == 10


def test_a_wrong_clock_loses_nothing_and_is_told(app, ines, at):
    now = at("2026-11-16 12:00")
    for years in (-56, 9):  # 1970 and 2036, or thereabouts
        wrong = now + timedelta(days=365 * years)
        tap = ines.taps("refusal", wrong)
        assert ines.sends(tap, sent_at=tap["made_at"] + 1000) == ["accepted"]
        stored = entry(app, tap)
        assert stored.clock_off
        assert abs(stored.instant - now) < timedelta(seconds=30)
    assert ines.today().attempts == 2


def test_an_entry_from_long_ago_is_kept_and_earns_nothing(ines, at):
    at("2026-11-30 12:00")
    assert ines.sends(ines.taps("refusal", "2026-11-20 12:00")) == ["accepted"]
    assert ines.today().points_total == 0


def test_nothing_is_admitted_in_part(app, ines, monkeypatch):
    """Whatever breaks on the way, the journal and all that is derived stay as they were."""
    door = app.extensions["rebond"].ingest

    def breaks(*_args):
        raise RuntimeError("on the way")

    monkeypatch.setattr(door, "followers", [*door.followers, breaks])
    tap = ines.taps("refusal")
    with pytest.raises(RuntimeError, match="on the way"):
        ines.sends(tap)
    monkeypatch.undo()
    assert ines.today().attempts == 0
    assert ines.sends(tap) == ["accepted"]


def test_a_transaction_that_writes_does_not_nest(app):
    once_more = pytest.raises(RuntimeError, match="open already")
    with app.app_context(), write_transaction(), once_more, write_transaction():
        pass
    with app.app_context(), write_transaction():
        pass


# Plain forms


def posts(person, **fields):
    return person.submits("/journal", {"kind": "call", "outcome": "refusal"} | fields)


def test_a_form_sent_twice_is_one_call(ines, at):
    key = ines.taps("refusal")["key"]
    answer = posts(ines, key=key)
    assert (answer.status_code, answer.location) == (303, f"/log?noted={key}")
    at("2026-11-16 09:31")
    assert posts(ines, key=key).status_code == 303
    assert ines.today().attempts == 1
    assert posts(ines, key=key, outcome="meeting").status_code == 422


def test_a_call_by_hand_belongs_to_the_practice_day_it_names(app, ines, at):
    at("2026-11-18 01:30")  # the night of Tuesday's practice
    for day, time in (("today", "22:00"), ("today", "01:00"), ("yesterday", "03:30")):
        key = ines.taps("refusal")["key"]
        assert posts(ines, key=key, by_hand="1", day=day, time=time).status_code == 303
    assert ines.today().attempts == 2
    at("2026-11-18 09:00")
    key = ines.taps("refusal")["key"]
    assert posts(ines, key=key, by_hand="1", day="today", time="08:59").status_code == 303
    assert str(entry(app, {"key": key}).day) == "2026-11-18"


def test_a_day_that_is_named_is_that_day_though_the_form_comes_after_four(app, ines, at):
    at("2026-11-18 04:05")
    key = ines.taps("refusal")["key"]
    fields = {"day": "2026-11-17", "time": "03:50"}
    assert posts(ines, key=key, by_hand="1", **fields).status_code == 303
    assert str(entry(app, {"key": key}).day) == "2026-11-17"


@pytest.mark.parametrize(
    ("day", "time", "why"),
    [
        ("2026-11-18", "18:31", "pas encore passée"),
        ("2026-11-18", "02:00", "pas encore passée"),
        ("2026-11-19", "09:00", "d’aujourd’hui ou d’hier"),
        ("2026-11-16", "09:00", "d’aujourd’hui ou d’hier"),
        ("tomorrow", "09:00", "d’aujourd’hui ou d’hier"),
        ("9999-12-31", "09:00", "d’aujourd’hui ou d’hier"),
        ("2026-11-18", "25:00", "n’a pas existé"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_never_moved(ines, at, day, time, why):
    at("2026-11-18 18:30")
    answer = posts(ines, key=ines.taps("refusal")["key"], by_hand="1", day=day, time=time)
    assert answer.status_code == 422
    assert why in html.unescape(answer.text)
    assert ines.today().attempts == 0


@pytest.mark.parametrize(
    "time", ["", "9", "24:00", "12:60", "-1:00", "٠٩:٣٠", "9" * 5000 + ":00", "18:31", "09:30:00"]
)
def test_a_time_that_is_none_is_refused(ines, at, time):
    at("2026-11-16 18:30")
    key = ines.taps("refusal")["key"]
    answer = posts(ines, key=key, by_hand="1", day="today", time=time)
    assert answer.status_code == 422
    assert ines.today().attempts == 0


@pytest.mark.lengthy
def test_a_stated_time_is_part_of_what_must_agree(ines, at):
    at("2026-11-16 18:30")
    fields = {"key": ines.taps("refusal")["key"], "by_hand": "1", "day": "today"}
    assert posts(ines, **fields, time="09:30").status_code == 303
    assert posts(ines, **fields, time="09:30").status_code == 303
    assert posts(ines, **fields, time="10:30").status_code == 422


@pytest.mark.parametrize("noun", ["suspension", "removal"])
def test_who_is_shut_out_while_entries_are_on_the_way_is_signed_out(
    app, ines, maya, monkeypatch, noun
):
    early, late, stale = ines.taps("refusal"), ines.taps("meeting"), ines.who
    ines.sends(early)
    correction = ines.corrects(early, "meeting")
    maya.submits(f"/admin/people/{ines.id}/{noun}", {"sure": "1"})
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(request_guard, "_find_session", lambda: stale)
        answer = ines.posts(late)
        form = ines.submits("/journal", {key: str(each) for key, each in correction.items()})
    assert (answer.status_code, answer.get_json()) == (401, {"error": "signed_out"})
    assert (form.status_code, form.location) == (303, "/sign-in")
    with app.app_context():
        assert len(db.session.execute(select(Entry).where(Entry.member_id == ines.id)).all()) == 1
        assert rebuild().differences == []
