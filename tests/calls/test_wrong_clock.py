"""A call of a phone whose clock was wrong is told to its owner, and noted anew at its time."""

import json
import re
from datetime import date, timedelta
from html import unescape
from uuid import UUID

import pytest
from sqlalchemy import select

from tests.cast import statements
from webapp.database.engine import db
from webapp.game.acts import answer_key
from webapp.game.days import ENTRIES_A_DAY
from webapp.journal.models import Entry
from webapp.lessons.models import Lesson
from webapp.progress.rebuild.rebuild import rebuild

both_databases = pytest.mark.both_databases


def behind(person, outcome="refusal", **more):
    """A call that the phone says was noted under a wrong clock, two days behind."""
    return person.taps(outcome, "2026-11-17 10:00", clock_off=True, **more)


def states(person, call, day, time):
    return person.submits(f"/log/{call['key']}/time", {"day": day, "time": time})


def standing(app, person):
    """The kinds of what stands, each with its day."""
    with app.app_context():
        rows = db.session.scalars(
            select(Entry)
            .where(Entry.organisation_id == person.organisation_id, Entry.member_id == person.id)
            .where(Entry.withdrawn.is_(False), Entry.kind != "withdraw")
        ).all()
        return {row.kind: (row.about_day, row.about, row.clock_off) for row in rows}


@pytest.fixture
def thursday(at):
    return at("2026-11-19 12:00")


@both_databases
def test_a_call_whose_phone_says_so_is_told_on_today_and_in_the_log(ines, theo, thursday):
    call = behind(ines)
    assert ines.sends(call) == ["accepted"]
    for page in ("/today", "/log", "/log/day"):
        assert f'data-wrong-clock="{call["key"]}"' in ines.opens(page).text
        assert "data-wrong-clock" not in theo.opens(page).text


@pytest.mark.parametrize("hours, warns", [(25, True), (23, False)])
def test_a_call_from_the_day_after_its_arrival_is_told(app, ines, thursday, hours, warns):
    """The clock was ahead at the tap, and right when the tap was sent."""
    ines.sends(ines.taps("meeting", thursday + timedelta(hours=hours)))
    assert ("data-wrong-clock" in ines.opens("/today").text) is warns
    assert standing(app, ines)["call"][0] == date(2026, 11, 19)


def test_a_call_that_waited_three_days_under_a_right_clock_is_not_told(ines, thursday):
    ines.sends(ines.taps("meeting", "2026-11-16 10:00"))
    assert "data-wrong-clock" not in ines.opens("/today").text


@pytest.mark.parametrize("nonsense", ["yes", 1, None, [], {"a": 1}])
def test_what_a_phone_says_of_its_clock_is_yes_or_no(ines, thursday, nonsense):
    assert ines.sends(ines.taps("meeting", clock_off=nonsense)) == ["accepted"]
    assert "data-wrong-clock" not in ines.opens("/today").text


@both_databases
def test_a_call_is_noted_anew_with_its_lesson_its_date_and_its_share(app, ines, thursday):
    call = behind(ines)
    lesson = ines.draws(
        call, "budget", "opening", text="One pause more", **{"if": "a", "then": "b"}
    )
    ines.sends(call, lesson, ines.dates(call, "2026-11-24"), ines.shares(call, signed=True))
    answer = states(ines, call, "2026-11-19", "09:15")
    assert answer.status_code == 303
    assert set(standing(app, ines)) == {"call", "lesson", "next", "share"}
    about = {each[1] for each in standing(app, ines).values()}
    assert {each[0] for each in standing(app, ines).values()} == {date(2026, 11, 19)}
    assert len(about) == 1
    assert str(about.pop()) != call["key"]
    with app.app_context():
        row = db.session.scalars(select(Lesson).where(Lesson.member_id == ines.id)).one()
        assert (row.text, row.if_text, row.then_text) == ("One pause more", "a", "b")
        assert list(rebuild().differences) == []
    assert ines.today().points_day == 20 + 5
    assert "data-wrong-clock" not in ines.opens("/log").text
    assert answer.headers["Location"].startswith("/log?noted=")


@both_databases
def test_one_transaction_and_a_form_sent_twice_note_it_once(app, ines, thursday):
    call = behind(ines)
    ines.sends(call)
    ines.opens("/log")
    with statements(app) as sql:
        states(ines, call, "2026-11-19", "09:15")
    assert sql.count("COMMIT") == 1
    assert states(ines, call, "2026-11-19", "09:15").status_code == 303
    assert states(ines, call, "2026-11-18", "09:15").status_code == 303
    assert ines.today().attempts == 1


def test_a_day_of_the_last_seven_can_be_said_and_counts(ines, thursday, at):
    at("2026-11-26 12:00")
    call = ines.taps("refusal", "2026-11-16 10:00", clock_off=True)
    ines.sends(call)
    assert ines.today().points_total == 0
    assert states(ines, call, "2026-11-19", "12:30").status_code == 303
    assert ines.today().points_total == 10


@pytest.mark.parametrize(
    "day, time, reason",
    [
        ("2026-11-12", "09:00", "plus de sept jours"),
        ("0001-01-01", "00:00", "plus de sept jours"),
        ("2026-11-19", "12:30", "pas encore"),
        ("9999-12-31", "23:59", "pas encore"),
        ("2026-11-31", "09:00", "pas encore"),
        ("", "", "pas encore"),
        ("2026-11-19", "24:00", "pas encore"),
    ],
)
def test_a_time_that_cannot_count_is_refused_in_words(app, ines, thursday, day, time, reason):
    call = behind(ines)
    ines.sends(call)
    answer = states(ines, call, day, time)
    assert answer.status_code == 422
    assert reason in answer.text
    assert str(standing(app, ines)["call"][1]) == call["key"]


@pytest.mark.lengthy
def test_a_call_stays_where_it_is_if_the_day_that_is_stated_has_no_room(app, ines, thursday, at):
    call = behind(ines)
    ines.sends(call)
    wednesday = [ines.taps("no_answer", "2026-11-18 10:00") for _ in range(ENTRIES_A_DAY)]
    for first in range(0, len(wednesday), 100):
        at(thursday + timedelta(seconds=first))
        assert set(ines.sends(*wednesday[first : first + 100])) == {"accepted"}
    answer = states(ines, call, "2026-11-18", "09:15")
    assert answer.status_code == 422
    assert "mille saisies" in unescape(answer.text)
    with app.app_context():
        (row,) = db.session.scalars(select(Entry).where(Entry.key == UUID(call["key"])))
        assert not row.withdrawn
    assert states(ines, call, "2026-11-19", "09:15").status_code == 303


def test_nobody_elses_call_and_none_whose_clock_was_right_is_noted_anew(ines, theo, otto, thursday):
    call, right = behind(ines), ines.taps("meeting")
    ines.sends(call, right)
    for person, of in ((theo, call), (otto, call), (ines, right)):
        assert states(person, of, "2026-11-19", "09:15").headers["Location"] == "/log"
        assert person.opens(f"/log/{of['key']}/time").status_code == 303
    assert theo.today().attempts == otto.today().attempts == 0
    assert ines.opens(f"/log/{call['key']}/time").status_code == 200


def test_a_calls_dependants_stand_on_the_form_for_a_phone_without_network(ines, thursday):
    call = behind(ines)
    hostile = "\"><script>alert('x')</script>&quot;"
    ines.sends(call, ines.draws(call, text=hostile), ines.dates(call, "2026-11-24"))
    page = ines.opens("/today").text
    along = json.loads(unescape(re.search(r'data-along="([^"]*)"', page)[1]))
    assert along["lesson"]["text"] == hostile
    assert along["next"]["on"] == "2026-11-24"
    assert along["share"] is None
    assert "<script>alert" not in page


@both_databases
def test_fifty_calls_of_a_wrong_clock_cost_no_more_statements_than_one(app, ines, thursday):
    """And none is asked for where no clock was wrong, but for whether one was."""
    ines.opens("/log/day")
    counts = []
    for calls in ([], [behind(ines)], [behind(ines, "no_answer") for _ in range(50)]):
        ines.sends(*calls) if calls else None
        with statements(app) as sql:
            ines.opens("/log/day")
        counts.append(len(sql))
    assert counts == [counts[0], counts[0] + 2, counts[0] + 2]


@both_databases
def test_the_answer_to_a_calls_promise_goes_along(app, ines, thursday):
    """The time, what became of it with its lesson and its share, and a promise that it kept."""
    back, call = ines.taps("callback", "2026-11-16 10:00"), behind(ines, "meeting")
    fell = ines.answers(call, "fell_through", "2026-11-19 11:00")
    tick = ines.answers(back, "held", "2026-11-17 10:00")
    tick["key"] = str(answer_key(UUID(call["key"])))
    ines.sends(back, ines.dates(back, "2026-11-17", at="2026-11-16 10:01"), call, tick)
    ines.sends(ines.dates(call, "2026-11-24", time="14:30"), fell)
    ines.sends(ines.draws(fell, text="Je confirme la veille."), ines.shares(fell))
    before = hangs(app, ines)
    points = ines.today().points_total
    assert states(ines, call, "2026-11-19", "09:15").status_code == 303
    after = hangs(app, ines)
    assert after == before
    assert ines.today().points_total == points
    assert ines.opens("/today/summary").get_json()["promises"] == []
    with app.app_context():
        row = db.session.scalars(select(Lesson).where(Lesson.member_id == ines.id)).one()
        assert row.text == "Je confirme la veille."
        assert list(rebuild().differences) == []
    anew = json.loads(json.dumps(call)) | {"key": str(UUID(int=UUID(call["key"]).int ^ 0x7E00))}
    ines.sends(ines.withdraws(anew))
    (promise,) = ines.opens("/today/summary").get_json()["promises"]
    assert promise["call"] == back["key"]


def test_the_time_of_its_date_and_that_it_was_moved_go_along(app, ines, thursday):
    call = behind(ines, "callback")
    dates = ines.dates(call, "2026-11-20", "2026-11-17 10:01"), ines.answers(call, "moved")
    ines.sends(call, *dates, ines.dates(call, "2026-11-24", "2026-11-19 11:00", "09:30"))
    states(ines, call, "2026-11-19", "09:15")
    rows = [each[:3] for each in hangs(app, ines)]
    assert rows == [("call", "callback", None), ("held", "moved", None), ("next", None, "09:30")]


def hangs(app, person):
    """What stands, but for its keys and its calls' days."""
    with app.app_context():
        rows = db.session.scalars(
            select(Entry).where(Entry.member_id == person.id, Entry.withdrawn.is_(False))
        ).all()
        fields = ("kind", "current_outcome", "at_time", "on_date", "happened", "signed")
        return sorted(
            (
                tuple(getattr(row, name) for name in fields)
                for row in rows
                if row.kind != "withdraw"
            ),
            key=str,
        )
