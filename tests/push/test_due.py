"""Whose reminder is due, and what it says: once a day, by the rule (R16)."""

import json

import pytest

from tests.push.hands import reminder_of, reminds, subscribes, waiting, wishes
from tests.push.service import FCM, Browser
from webapp.push import planning

PLAIN = ("Cinq minutes d’appels\N{NARROW NO-BREAK SPACE}?", "Encore 3 appels et la journée tient.")
LEAVE = {"what": "leave", "from": "2026-11-16", "to": "2026-11-16"}


def says(app):
    """What is on its way: the titles and sentences."""
    contents = [json.loads(row.payload) for row in waiting(app)]
    return [(content["title"], content["body"]) for content in contents]


@pytest.fixture
def phone(ines):
    """Inès has a reminder at eleven, on her phone."""
    subscribes(ines, Browser())
    wishes(ines)
    return ines


@pytest.mark.both_databases
def test_a_reminder_comes_at_its_hour_once(app, phone, at):
    at("2026-11-16 10:59")
    reminds(app)
    assert says(app) == []
    at("2026-11-16 11:00")
    reminds(app)
    reminds(app)
    assert says(app) == [PLAIN]
    at("2026-11-16 18:00")
    reminds(app)
    assert len(waiting(app)) == 1
    at("2026-11-17 11:00")
    reminds(app)
    assert len(waiting(app)) == 2


def test_a_slot_planned_for_this_afternoon_moves_the_reminder_to_it(app, phone, at):
    reminds(app)
    phone.sends(phone.plans(on="2026-11-16", at="14:00", minutes=5))
    at("2026-11-16 11:00")
    reminds(app)
    assert says(app) == []
    at("2026-11-16 13:55")
    reminds(app)
    assert says(app) == [("Ton créneau de 14:00", "Cinq minutes suffisent pour commencer.")]


def test_a_slot_of_tomorrow_is_known_the_day_before(app, phone, at):
    phone.sends(phone.plans(on="2026-11-17", at="09:30", minutes=5))
    at("2026-11-16 11:00")
    reminds(app)
    at("2026-11-17 09:25")
    reminds(app)
    assert says(app)[-1][0] == "Ton créneau de 09:30"


def test_a_slot_that_was_withdrawn_leaves_the_reminder_to_the_chosen_hour(app, phone, at):
    slot = phone.plans(on="2026-11-16", at="10:00", minutes=5)
    phone.sends(slot)
    reminds(app)
    phone.sends(phone.withdraws(slot))
    at("2026-11-16 09:56")
    reminds(app)
    assert says(app) == []
    at("2026-11-16 11:00")
    reminds(app)
    assert says(app) == [PLAIN]


def test_a_kept_day_is_not_reminded_of(app, phone, at):
    phone.sends(*[phone.taps("no_answer") for _ in range(3)])
    at("2026-11-16 11:00")
    reminds(app)
    assert waiting(app) == []
    at("2026-11-17 11:00")
    reminds(app)
    assert says(app) == [PLAIN]


@pytest.mark.parametrize("day", ["2026-11-21", "2026-11-22"])
def test_a_day_off_is_not_reminded_of(app, phone, at, day):
    at(f"{day} 11:00")
    reminds(app)
    assert waiting(app) == []


def test_leave_that_is_said_after_the_plan_was_made_is_seen(app, phone, at):
    reminds(app)
    assert phone.submits("/me/calendar/changes", LEAVE).status_code == 303
    at("2026-11-16 11:00")
    reminds(app)
    assert waiting(app) == []


def test_a_promise_of_the_day_and_an_open_day_are_spoken_of(app, phone, at):
    calls = [phone.taps("callback") for _ in range(3)]
    phone.sends(*calls, *[phone.dates(call, "2026-11-18") for call in calls[:2]])
    at("2026-11-18 11:00")
    reminds(app)
    assert says(app)[-1][0] == "2 promesses pour aujourd’hui"
    at("2026-11-19 11:00")
    reminds(app)
    assert says(app)[-1] == (
        "Mardi peut encore être rattrapé",
        "6 appels et une leçon aujourd’hui le rattrapent.",
    )


def test_a_streak_is_spoken_of_when_no_day_is_open(app, phone, at):
    for day in ("2026-11-16", "2026-11-17"):
        at(f"{day} 09:40")
        phone.sends(*[phone.taps("no_answer") for _ in range(3)])
    at("2026-11-18 11:00")
    reminds(app)
    assert says(app) == [("2 jours de suite", PLAIN[1])]


@pytest.mark.parametrize(
    ("language", "you", "at_slot"),
    [("en", "", "Your slot at 11:30"), ("fr", "vous", "Votre créneau de 11:30")],
)
def test_a_reminder_speaks_its_members_words(app, phone, at, language, you, at_slot):
    phone.submits("/me/settings", {"language": language, "theme": "auto", "you": you})
    phone.sends(phone.plans(on="2026-11-16", at="11:30", minutes=5))
    at("2026-11-16 11:25")
    reminds(app)
    assert says(app)[0][0] == at_slot


def test_a_reminder_that_the_server_slept_through_comes_late_or_not_at_all(app, phone, at):
    at("2026-11-16 12:59")
    reminds(app)
    assert len(waiting(app)) == 1
    at("2026-11-17 13:00")
    reminds(app)
    assert len(waiting(app)) == 1


def test_a_reminder_wished_after_its_hour_begins_tomorrow(app, ines, at):
    subscribes(ines, Browser())
    at("2026-11-16 11:30")
    wishes(ines)
    reminds(app)
    assert waiting(app) == []
    at("2026-11-17 11:00")
    reminds(app)
    assert len(waiting(app)) == 1


def test_another_zone_is_followed(app, phone, at):
    phone.submits("/me/zone", {"zone": "America/New_York"})
    at("2026-11-16 11:00")
    reminds(app)
    assert waiting(app) == []
    at("2026-11-16 17:00")
    reminds(app)
    assert len(waiting(app)) == 1


def test_who_is_suspended_gets_nothing_until_they_are_back(app, phone, maya, at):
    assert maya.submits(f"/admin/people/{phone.id}/suspension").status_code == 303
    at("2026-11-16 11:00")
    reminds(app)
    assert waiting(app) == []
    assert reminder_of(phone).due_at >= at("2026-11-17 11:00")


def test_the_loop_looks_at_each_member_once_a_day(app, phone, at):
    """What is due is asked of the index: the time of the next look is in the row."""
    reminds(app)
    assert reminder_of(phone).due_at == at("2026-11-16 11:00")
    reminds(app)
    assert reminder_of(phone).due_at == at("2026-11-17 11:00")
    assert reminds(app) == at("2026-11-18 11:00")


def test_who_wishes_none_is_never_looked_at(app, phone, at):
    wishes(phone, "none")
    assert reminder_of(phone).due_at is None
    at("2026-11-16 11:00")
    assert reminds(app) is None
    assert waiting(app) == []


def test_a_reminder_that_cannot_be_worked_out_holds_up_nobody_else(
    app, phone, theo, at, monkeypatch, caplog
):
    subscribes(theo, Browser(FCM + "d"))
    wishes(theo)
    real = planning.load_summary

    def broken(member, now):
        if member.id == phone.id:
            raise ValueError("odd")
        return real(member, now)

    monkeypatch.setattr(planning, "load_summary", broken)
    now = at("2026-11-16 11:00")
    reminds(app)
    assert [row.member_id for row in waiting(app)] == [theo.id]
    assert reminder_of(phone).due_at > now
    assert "put off for an hour" in caplog.text


def test_the_mail_of_a_reminder_leaves_once_with_a_link_that_ends_it(app, ines, letters, at):
    app.config["ADDRESS"] = "https://rebond.test"
    wishes(ines, "mail")
    at("2026-11-16 11:00")
    reminds(app)
    reminds(app)
    (letter,) = list(letters)
    assert (letter.recipient, letter.subject) == ("ines@ouest.test", PLAIN[0])
    assert "https://rebond.test/sprint#5" in letter.text
    assert "https://rebond.test/reminders/off/" in letter.text


def test_a_company_that_calls_consumers_is_reminded_within_the_legal_hours(app, ines, maya, at):
    """From ten to one and from two to eight (RULES R18)."""
    settings = {"name": "Atelier Ouest", "language": "fr", "zone": "Europe/Paris"}
    settings |= {"country": "FR", "region": "", "dose": "3", "called": "consumers"}
    assert maya.submits("/admin/company", settings).status_code == 303
    subscribes(ines, Browser())
    wishes(ines, at="09:45")
    at("2026-11-16 09:59")
    reminds(app)
    assert waiting(app) == []
    at("2026-11-16 10:00")
    reminds(app)
    assert says(app) == [PLAIN]
    ines.sends(ines.plans(on="2026-11-17", at="13:30", minutes=5))
    at("2026-11-17 10:00")
    reminds(app)
    assert len(waiting(app)) == 2
