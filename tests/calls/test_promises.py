"""Promises: call backs and meetings, when they are due, and what becomes of them (R1.8, R2)."""

import re
from itertools import permutations
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from webapp.database.engine import db
from webapp.game.acts import answer_key
from webapp.journal.models import Entry
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = pytest.mark.lengthy

LATER = "2026-11-17 10:00"


def differs(app):
    with app.app_context():
        return rebuild().differences


@pytest.mark.both_databases(always=True)
def test_a_meeting_that_fell_through_pays_its_lesson_in_whatever_order_it_comes(app, ines, at):
    at("2026-11-17 12:00")
    for order in permutations(range(3)):
        meeting = ines.taps("meeting", "2026-11-16 10:00")
        fell = ines.answers(meeting, "fell_through", LATER)
        entries = meeting, fell, ines.draws(fell, at="2026-11-17 10:05")
        for place in order:
            assert ines.sends(entries[place]) == ["accepted"]
            assert ines.sends(entries[place]) == ["duplicate"]
        summary = ines.today()
        assert (summary.points_day, summary.points_total, summary.complete) == (10, 30, 1)
        assert differs(app) == []
        ines.sends(ines.withdraws(meeting, "2026-11-17 11:00"))
        assert ines.today().points_total == 0
        assert differs(app) == []


@pytest.mark.both_databases(always=True)
def test_the_newest_word_on_a_meeting_stands_and_a_rebuild_finds_the_same(app, ines, at):
    at("2026-11-17 12:00")
    meeting = ines.taps("meeting", "2026-11-16 10:00")
    fell = ines.answers(meeting, "fell_through", LATER)
    took_place = ines.answers(meeting, "held", "2026-11-17 10:10")
    lesson = ines.draws(fell, at="2026-11-17 10:05")
    ines.sends(took_place, fell, meeting, lesson, ines.shares(fell))
    assert ines.today().points_day == 0
    ines.sends(ines.withdraws(took_place))
    assert ines.today().points_day == 10 + 5
    ines.sends(ines.corrects(meeting, "callback"))
    assert ines.today().points_day == 0
    assert differs(app) == []


def test_a_lesson_that_is_taken_back_pays_nothing_any_more(app, ines, at):
    at("2026-11-17 12:00")
    meeting = ines.taps("meeting", "2026-11-16 10:00")
    fell = ines.answers(meeting, "fell_through", LATER)
    lesson = ines.draws(fell, at="2026-11-17 10:05")
    ines.sends(meeting, fell, lesson)
    ines.sends(ines.withdraws(lesson))
    assert ines.today().points_day == 0
    assert differs(app) == []


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"kind": "held", "how": "perhaps"}, "how"),
        ({"kind": "held"}, "how"),
        ({"kind": "held", "how": ["held"]}, "how"),
        ({"kind": "held", "how": "held", "call": "x"}, "call"),
        ({"kind": "next", "on": "2026-11-20", "at": "25:00"}, "at"),
        ({"kind": "next", "on": "2026-11-20", "at": 900}, "at"),
        ({"kind": "next", "on": "2026-02-30", "at": "09:00"}, "on"),
    ],
)
def test_an_answer_to_a_promise_with_a_wrong_field_is_refused(ines, fields, reason):
    entry = ines.answers(ines.taps("meeting"), "held")
    del entry["how"]
    (receipt,) = ines.receipts(entry | fields)
    assert (receipt["status"], receipt["reason"]) == ("rejected", reason)


def test_a_date_that_was_sent_before_it_could_have_a_time_is_the_same_entry(ines):
    dated = ines.dates(ines.taps("callback"), "2026-11-20")
    assert ines.sends(dated, dated | {"at": None}, dated | {"at": "09:00"}) == [
        *("accepted", "duplicate", "rejected"),
    ]


def test_otto_can_answer_no_promise_of_another(app, ines, otto):
    meeting = ines.taps("meeting")
    ines.sends(meeting)
    otto.sends(otto.answers(meeting, "fell_through"))
    otto.sends(otto.draws(meeting))
    assert (ines.today().points_day, otto.today().points_day) == (20, 0)
    assert differs(app) == []


@pytest.mark.both_databases(always=True)
def test_a_call_that_is_taken_back_leaves_its_promise_open_in_whatever_order(app, ines, at):
    at("2026-11-17 12:00")
    for order in permutations(range(3)):
        back = ines.taps("callback", "2026-11-16 10:00")
        keeping = ines.taps("no_answer", "2026-11-17 10:00")
        tick = ines.answers(back, "held", LATER) | {"key": answer_key_of(keeping)}
        ines.sends(back, ines.dates(back, "2026-11-17", at="2026-11-16 10:01"))
        entries = keeping, tick, ines.withdraws(keeping, "2026-11-17 11:00")
        for place in order:
            assert ines.sends(entries[place]) == ["accepted"]
            assert ines.sends(entries[place]) == ["duplicate"]
        assert list_promises(ines) == [back["key"]]
        assert ines.sends(ines.dates(back, "2026-11-18")) == ["accepted"]
        ines.sends(ines.corrects(back, "refusal", "2026-11-17 11:58"))
        assert list_promises(ines) == []
        ines.sends(ines.corrects(back, "callback", "2026-11-17 11:59"))
        assert list_promises(ines) == [back["key"]]
        assert differs(app) == []
        ines.sends(ines.withdraws(back))
        assert list_promises(ines) == []
        assert differs(app) == []


@pytest.mark.both_databases(always=True)
def test_what_was_said_of_a_meeting_before_the_call_that_is_taken_back_pays_again(app, ines, at):
    at("2026-11-17 12:00")
    meeting, keeping = ines.taps("meeting", "2026-11-16 10:00"), ines.taps("refusal")
    fell = ines.answers(meeting, "fell_through", LATER)
    tick = ines.answers(meeting, "held") | {"key": answer_key_of(keeping)}
    ines.sends(meeting, fell, ines.draws(fell, at="2026-11-17 10:05"), keeping, tick)
    assert ines.today().points_day == 10
    ines.sends(ines.withdraws(keeping))
    assert ines.today().points_day == 10
    assert ines.today().complete == 1
    assert differs(app) == []


def answer_key_of(call):
    """The key of the answer that this call gives to the promise that it keeps."""
    return str(answer_key(UUID(call["key"])))


def list_promises(person):
    return [each["call"] for each in person.opens("/today/summary").get_json()["promises"]]


@pytest.mark.both_databases(always=True)
def test_another_date_says_without_scripts_too_that_the_meeting_was_moved(app, ines, at):
    at("2026-11-17 12:00")
    meeting = ines.taps("meeting", "2026-11-16 10:00")
    ines.sends(meeting, ines.dates(meeting, "2026-11-17"))
    page = ines.opens("/today").text
    form = re.search(r'(?s)<form action="([^"]*)"[^>]* data-moved>(.*?)</form>', page)
    fields = dict(re.findall(r'name="([^"]*)" value="([^"]*)"', form[2]))
    for _ in range(2):
        answer = ines.submits(form[1], fields | {"on": "2026-11-25", "at": "14:30"})
        assert answer.headers["Location"] == "/today"
    with app.app_context():
        mine = select(Entry.kind, Entry.current_outcome).where(Entry.member_id == ines.id)
        rows = sorted((tuple(row) for row in db.session.execute(mine)), key=str)
    assert rows == [("call", "meeting"), ("held", "moved"), ("next", None), ("next", None)]
    (promise,) = ines.opens("/today/summary").get_json()["promises"]
    assert (promise["on"], promise["at"]) == ("2026-11-25", "14:30")
    assert differs(app) == []


def test_a_meeting_is_moved_to_a_day_that_there_is_and_by_its_owner_alone(app, ines, otto, at):
    at("2026-11-17 12:00")
    meeting = ines.taps("meeting", "2026-11-16 10:00")
    ines.sends(meeting, ines.dates(meeting, "2026-11-17"))
    form = {"kind": "next", "key": str(uuid4()), "on": "2026-11-31", "call": meeting["key"]}
    assert ines.submits(f"/log/promise/{meeting['key']}", form).status_code == 422
    otto.submits(f"/log/promise/{meeting['key']}", form | {"on": "2026-11-25"})
    (promise,) = ines.opens("/today/summary").get_json()["promises"]
    assert promise["on"] == "2026-11-17"
    assert otto.opens("/today/summary").get_json()["promises"] == []
