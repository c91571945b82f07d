"""My plan: planned without scripts, shown, moved, taken back; and seen by nobody else."""

import html
import json
import re

import pytest

import webapp.clock as clock
from tests.cast import Person, cost, statements
from webapp.database.engine import db
from webapp.journal.models import Entry
from webapp.me import erasure
from webapp.plan.models import Cue
from webapp.progress.rebuild.rebuild import rebuild

MONDAY, TUESDAY = "2026-11-16", "2026-11-17"  # a test begins on the Monday, at half past nine
TODAY = {"day": MONDAY, "at": "10:30", "minutes": "5"}
WEEKLY = {"day": "week", "weekdays": ["1", "3"], "from": MONDAY, "at": "11:30", "minutes": "15"}
CUE = "un rendez-vous tombe à l’eau"


def text_of(person, path="/plan"):
    page = re.sub(r"(?s)^.*?<main\b|</main>.*$", "", person.opens(path).text)
    page = re.sub(r"(?s)<template.*?</template>", "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def list_slots(app, person):
    """The slots of a person that stand: first and last day, time, minutes."""
    with app.app_context():
        rows = db.session.execute(
            db.select(Entry.on_date, Entry.until, Entry.at_time, Entry.minutes)
            .where(Entry.member_id == person.id, Entry.kind == "slot", Entry.withdrawn.is_(False))
            .order_by(Entry.on_date, Entry.at_time)
        )
        return [(str(first), str(last), at, minutes) for first, last, at, minutes in rows]


def slot_of(person, key="of"):
    return re.search(rf'name="{key}" value="([^"]+)"', person.opens("/plan").text)[1]


@pytest.mark.both_databases
def test_a_slot_is_planned_by_a_plain_form(app, ines):
    answer = ines.submits("/plan", TODAY)
    assert (answer.status_code, answer.location) == (303, "/plan")
    assert list_slots(app, ines) == [(MONDAY, MONDAY, "10:30", 5)]
    assert "10:30 aujourd’hui · 5 min" in text_of(ines).replace("\N{NO-BREAK SPACE}", " ")


def test_a_weekly_slot_stands_with_its_days(app, ines):
    ines.submits("/plan", WEEKLY)
    assert list_slots(app, ines) == [(MONDAY, "None", "11:30", 15)]
    assert "lun., mer. · 15" in text_of(ines)


def test_a_time_of_ones_own_and_a_cue_of_ones_own_are_taken(app, ines):
    ines.submits("/plan", TODAY | {"at": "other", "other": "10:41"})
    cue = WEEKLY | {"at": "", "listed": CUE, "cue": "il pleut", "minutes": "5"}
    ines.submits("/plan", cue)
    assert "S’il pleut, alors j’appelle" in text_of(ines)
    assert {each[2] for each in list_slots(app, ines)} == {"10:41", None}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"at": ""}, "Choisis une heure"),
        ({"at": "09:00"}, "Cette heure est passée"),
        ({"day": ""}, "Il faut un jour"),
        ({"minutes": "7"}, "Un créneau dure 5, 15 ou 25 minutes"),
        ({"cue": "x" * 81}, "en 80 caractères"),
        ({"day": "week", "from": MONDAY}, "Choisis au moins un jour"),
    ],
)
def test_what_cannot_be_planned_is_answered_in_words(app, ines, wrong, words):
    answer = ines.submits("/plan", TODAY | wrong)
    assert answer.status_code == 422
    assert words in answer.text
    assert list_slots(app, ines) == []


def test_a_form_sent_twice_plans_once(app, ines):
    form = TODAY | {"key": slot_of(ines, "key")}
    for _ in range(2):
        assert ines.submits("/plan", form).status_code == 303
    assert len(list_slots(app, ines)) == 1


def test_a_slot_is_taken_back_by_a_plain_form(app, ines):
    ines.submits("/plan", TODAY)
    form = {"kind": "withdraw", "key": slot_of(ines, "key"), "of": slot_of(ines), "back": "plan"}
    assert ines.submits("/journal", form).location == "/plan"
    assert list_slots(app, ines) == []
    assert "Rien encore" in text_of(ines)


def test_today_says_the_next_slot_and_what_was_kept(ines, at):
    ines.submits("/plan", TODAY)
    ines.submits("/plan", TODAY | {"day": TUESDAY, "at": "14:00"})
    assert "Ton créneau de 10:30" in text_of(ines, "/today")
    at(f"{MONDAY} 10:35")
    ines.sends(*(ines.taps("no_answer") for _ in range(3)))
    today = text_of(ines, "/today")
    assert "Demain à 14:00" in today
    assert "10:30 , tenu" in today
    at(f"{TUESDAY} 15:00")
    assert "Tes créneaux du jour" in text_of(ines, "/today")
    assert "Commencés à l’heure : 1 sur 2" in text_of(ines).replace("\N{NO-BREAK SPACE}", " ")


def test_begin_starts_a_sprint_of_the_slots_length(ines):
    ines.submits("/plan", TODAY | {"minutes": "25"})
    assert re.search(r'<a class="chip go"[^>]* href="/sprint#25">', ines.opens("/today").text)


def test_today_says_nothing_of_slots_where_there_are_none(ines):
    today = text_of(ines, "/today")
    assert "Ton créneau" not in today
    assert "Tes créneaux" not in today
    assert "Prévoir un créneau" in today


@pytest.mark.both_databases
def test_a_moved_slot_stands_at_its_new_time_alone(app, ines):
    ines.submits("/plan", TODAY | {"cue": CUE})
    key = slot_of(ines)
    answer = ines.submits(f"/plan/{key}/move", {"to": f"{MONDAY} 11:00"})
    assert (answer.status_code, answer.location) == (303, "/today")
    assert list_slots(app, ines) == [(MONDAY, MONDAY, "11:00", 5)]
    assert "tombe à l’eau" in text_of(ines)
    assert ines.submits(f"/plan/{key}/move", {"to": f"{MONDAY} 12:00"}).status_code == 404
    with app.app_context():
        assert rebuild().differences == []


def test_a_weekly_slot_that_is_moved_stays_on_its_other_days(app, ines):
    ines.submits("/plan", WEEKLY)
    ines.submits(f"/plan/{slot_of(ines)}/move", {"to": f"{MONDAY} 12:00"})
    assert list_slots(app, ines) == [
        (MONDAY, MONDAY, "12:00", 15),
        (TUESDAY, "None", "11:30", 15),
    ]


def test_a_slot_that_cannot_move_there_stays(app, ines):
    ines.submits("/plan", TODAY)
    assert ines.submits(f"/plan/{slot_of(ines)}/move", {"to": "never"}).status_code == 422
    assert list_slots(app, ines) == [(MONDAY, MONDAY, "10:30", 5)]


@pytest.mark.parametrize("who", ["theo", "maya", "otto"])
def test_nobody_else_sees_or_moves_a_plan(app, cast, ines, who):
    ines.submits("/plan", WEEKLY | {"cue": "Inèsonly"})
    other, key = cast(who), slot_of(ines)
    assert other.submits(f"/plan/{key}/move", {"to": f"{MONDAY} 12:00"}).status_code == 404
    for path in ("/plan", "/plan/list", "/today", "/today/summary", "/team", "/me/export/json"):
        text = other.opens(path).text
        assert "Inèsonly" not in text
        assert "11:30" not in text or path == "/plan"  # which proposes that time to everybody
    assert len(list_slots(app, ines)) == 1


def test_the_phone_keeps_the_slots_of_today_and_tomorrow(ines):
    ines.submits("/plan", TODAY | {"cue": CUE})
    ines.submits("/plan", WEEKLY)
    ines.submits("/plan", TODAY | {"day": "2026-11-18"})
    slots = json.loads(ines.opens("/today/summary").text)["slots"]
    assert [(slot["on"], slot["at"], slot["cue"]) for slot in slots] == [
        (MONDAY, "10:30", CUE),
        (MONDAY, "11:30", ""),
    ]
    assert slots[1]["weekdays"] == [1, 3]
    assert slots[0]["until"] == 1794822300000  # 10:45 in Paris


def test_an_erased_member_leaves_no_word_of_a_plan(app, ines, at):
    ines.submits("/plan", TODAY | {"cue": "Inèsonly"})
    assert ines.submits("/me/leave", {"sure": "1"}).status_code in (200, 303)
    at("2026-12-20 10:00")
    with app.app_context():
        erasure.erase_due(clock.now())
        kinds = db.session.scalars(db.select(Entry.kind).where(Entry.member_id == ines.id)).all()
        assert (kinds, db.session.scalars(db.select(Cue.text)).all()) == ([], [])


def test_today_costs_two_statements_more_of_who_plans_and_the_plan_few(app, ines: Person):
    without = cost(app, ines, "/today")
    ines.submits("/plan", TODAY)
    assert cost(app, ines, "/today") == without + 2  # the slots, and what the day's calls kept
    with statements(app) as sent:
        ines.opens("/plan")
    assert len(sent) <= 6
