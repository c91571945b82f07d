"""« Not now » without scripts: a reason, its smallest next step, and what its owner reads of it."""

import html
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

import webapp.clock as clock
from tests.cast import cost, statements
from webapp.app import PROVIDERS
from webapp.database.engine import db
from webapp.journal.models import Entry
from webapp.people.members import get_member
from webapp.plan import not_now_page
from webapp.providers import DayGaps, WallTime

MONDAY = "2026-11-16"  # a test begins on the Monday, at half past nine
STEPS = {
    "no_time": 'href="/sprint#5"',
    "no_wish": 'href="/log"',
    "after_a_no": "rendez-vous",
    "nobody_to_call": 'href="/plan"',
}


def shown(person, path):
    """What of a page is not hidden, with its markup."""
    page = re.sub(r"(?s)^.*?<main\b|</main>.*$", "", person.opens(path).text)
    parts = re.split(r"(?=<(?:div|section)[^>]*data-answer=)|(?=<p class=\"way-out\">)", page)
    return "".join(part for part in parts if not re.match(r"<[^>]* hidden>", part))


def text_of(page):
    plain = " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
    return plain.replace("\N{NO-BREAK SPACE}", " ")


def reasons_of(app):
    with app.app_context():
        reasons = db.select(Entry.reason).where(Entry.kind == "not_now")
        return db.session.scalars(reasons).all()


def puts_off(person, *reasons):
    person.sends(*(person.puts_off(reason) for reason in reasons))


@pytest.mark.both_databases
@pytest.mark.parametrize("reason", STEPS)
def test_a_reason_is_noted_by_a_plain_form_and_answered_by_its_step(app, ines, reason):
    key = re.search(r'name="key" value="([^"]+)"', ines.opens("/not-now").text)[1]
    for _ in range(2):  # a form sent twice is one
        answer = ines.submits("/not-now", {"reason": reason, "key": key})
        assert (answer.status_code, answer.location) == (303, f"/not-now?reason={reason}")
    page = shown(ines, answer.location)
    assert STEPS[reason] in page
    assert [each for each in STEPS if f'data-answer="{each}"' in page] == [reason]
    assert reasons_of(app) == [reason]


@pytest.mark.parametrize("form", [{}, {"reason": "busy"}, {"reason": ""}])
def test_a_reason_that_there_is_not_is_not_noted(app, ines, form):
    assert ines.submits("/not-now", form).status_code == 422
    assert reasons_of(app) == []


def test_the_page_without_a_reason_asks_and_answers_nothing(ines):
    for path in ("/not-now", "/not-now?reason=busy"):
        assert "data-answer" not in shown(ines, path)
        assert "C’est quoi, cette fois" in text_of(shown(ines, path))


@pytest.mark.parametrize(
    ("now", "times"),
    [
        (f"{MONDAY} 09:30", ["10:30", "mardi, 10:30"]),
        (f"{MONDAY} 09:31", ["10:45", "mardi, 10:30"]),
        (f"{MONDAY} 17:01", ["mardi, 10:30", "mardi, 14:00"]),
        ("2026-11-20 23:50", ["lundi, 10:30", "lundi, 14:00"]),
        ("2026-11-21 03:50", ["lundi, 10:30", "lundi, 14:00"]),  # Friday's night
    ],
)
def test_no_time_now_proposes_two_times_for_later(ines, at, now, times):
    at(now)
    page = shown(ines, "/not-now?reason=no_time")
    assert re.findall(r'<button class="chip" name="minutes" value="5">([^<]+)<', page) == times


def test_a_time_for_later_is_planned_in_one_tap(app, ines, at):
    at(f"{MONDAY} 09:40")
    page = ines.opens("/not-now?reason=no_time").text
    form = page[page.index("data-later-time") :]
    fields = dict(re.findall(r'name="(key|day|at)" value="([^"]*)"', form)[:3])
    assert ines.submits("/plan", fields | {"minutes": "5"}).location == "/plan"
    with app.app_context():
        times = db.select(Entry.at_time).where(Entry.kind == "slot")
        assert db.session.scalars(times).all() == ["10:45"]


def test_nobody_to_call_names_how_many_wait_for_a_call(ines, at):
    back = ines.taps("callback")
    ines.sends(back, ines.dates(back, "2026-11-17"))
    page = "/not-now?reason=nobody_to_call"
    assert "Trois noms" in text_of(shown(ines, page).split("data-none-due")[1])
    at("2026-11-17 10:00")
    assert "1 personne attend ton appel" in text_of(ines.opens(page).text)


def test_the_plan_says_the_reasons_from_three_on_and_nobody_else_reads_them(cast, ines):
    puts_off(ines, "no_time", "no_time")
    assert "le moment" not in text_of(ines.opens("/plan").text)
    puts_off(ines, "no_wish")
    page = text_of(ines.opens("/plan").text)
    assert "Quand ce n’était pas le moment Pas le temps 2 fois Pas envie 1 fois" in page
    for who in ("theo", "maya", "otto"):
        for path in ("/plan", "/plan/list", "/not-now", "/not-now/known", "/team", "/today"):
            assert "2 fois" not in text_of(cast(who).opens(path).text)


def test_the_sheet_of_today_costs_no_statement_and_its_page_few(app, ines):
    before = cost(app, ines, "/today")
    puts_off(ines, *STEPS)
    assert cost(app, ines, "/today") == before
    for path, most in (("/not-now", 6), ("/not-now/known", 6), ("/plan", 6)):
        with statements(app) as sent:
            ines.opens(path)
        assert len(sent) <= most, (path, sent)


def gap(at, minutes):
    begins = datetime.fromisoformat(f"{MONDAY}T{at}+01:00").astimezone(UTC)
    until = f"{datetime.fromisoformat(f'{MONDAY}T{at}') + timedelta(minutes=minutes):%H:%M}"
    return WallTime(begins, begins + timedelta(minutes=minutes), at, until)


@pytest.mark.parametrize(
    ("gaps", "is_free", "later"),
    [
        ([gap("09:25", 35), gap("14:10", 50), gap("17:00", 60)], True, ["14:10", "17:00"]),
        ([gap("11:00", 20)], False, ["11:00", "10:45"]),
        ([], False, ["10:45", "10:30"]),
    ],
)
def test_no_time_is_answered_with_the_gaps_that_there_are(app, ines, at, gaps, is_free, later):
    at(f"{MONDAY} 09:40")
    handed = replace(PROVIDERS, gaps=lambda *_: (DayGaps(date(2026, 11, 16), tuple(gaps), ()),))
    with app.app_context():
        member = get_member(ines.organisation_id, ines.id)
        sheet = not_now_page.load_sheet(member, clock.now(), None, handed)
    assert (sheet.gap, sheet.is_free) == (gaps[0] if gaps else None, is_free)
    assert [each.at for each in sheet.later] == later
