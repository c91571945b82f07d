"""Boards: what can my team still do this week?"""

import html
import re

import pytest

import webapp.clock as clock
from tests.cast import CANARY, instant, statements
from webapp.database import writing
from webapp.game.days import week_name, week_named
from webapp.people import company, declaring
from webapp.progress import follow


def shown(person, path="/boards"):
    answer = person.opens(path)
    assert answer.status_code == 200, answer.text
    inline = re.sub(r"</?(span|b|sup)\b[^>]*>", "", answer.text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inline)).split())


def marked(person):
    """Which of the board's lines are the viewer's own team's."""
    lines = re.findall(r'<li class="team ([^"]+)"', person.opens("/boards").text)
    return ["mine" in line.split() for line in lines]


def names(person, path="/boards"):
    return re.findall(r'<p class="row"><b>([^<]+)</b>', html.unescape(person.opens(path).text))


@pytest.mark.both_databases
def test_a_tap_is_on_the_board_in_the_very_next_answer(ines, maya):
    assert names(maya) == ["Lyon", "Nantes"]
    ines.sends(*[ines.taps("refusal") for _ in range(3)])
    assert names(maya) == ["Nantes", "Lyon"]
    panel = maya.opens("/boards/week", htmx=True).text
    assert panel.lstrip().startswith('<section class="board"')
    assert "<html" not in panel


def test_ones_own_team_is_marked(ines, maya):
    assert marked(ines) == [False, True]
    assert marked(maya) == [True, False]


def test_the_board_says_what_is_ahead_and_what_one_act_more_adds(ines, maya):
    maya.sends(*[maya.taps("refusal") for _ in range(8)])
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call))
    said = shown(ines)
    assert re.search(r"Nantes peut encore prendre [\d,]+ points", said)
    assert re.search(r"Lyon a [\d,]+ d’avance. C’est à portée.", said)
    assert re.search(r"Une journée que tu tiens ajoute [\d,]+.", said)
    assert re.search(r"Une leçon que tu partages ajoute [\d,]+.", said)


def test_who_has_shared_is_not_asked_to_share_again(ines):
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call), ines.shares(call))
    assert "que tu partages" not in shown(ines)


def test_the_score_says_what_it_is_made_of(ines):
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call), ines.shares(call))
    said = shown(ines)
    assert "effort, 70 %" in said.replace("\u202f", " ").replace("\xa0", " ")
    assert "leçons partagées, 10 % 33 %" in said.replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.both_databases
def test_a_team_of_two_trains_and_a_team_on_leave_rests(app, ines, maya, cast):
    with app.app_context(), writing():
        at, organisation = clock.now(), ines.organisation_id
        company.add_team(organisation, "Brest", at)
        for short in ("maya", "bilal", "chloe"):
            member = cast(short).who
            declaring.say(
                organisation, "member", member.id, "leave", at.date(), at, last_day=at.date()
            )
            declaring.say(organisation, "member", member.id, "pause", at.date(), at)
            follow.facts_changed(member, at.date(), at)
    ines.sends(ines.taps("refusal"))
    text = shown(ines)
    assert "Lyon se repose cette semaine" in text
    assert "Brest se repose" in text or "Brest à l’entraînement" in text
    assert "Lyon se repose cette semaine" in shown(maya, "/today")


def test_the_week_before_is_kept_open_for_late_phones_then_closed(ines, at):
    ines.sends(ines.taps("refusal"))
    at("2026-11-23 10:00")
    before = shown(ines, "/boards/2026-W47")
    assert "Semaine 47" in before
    assert "mardi midi" in before
    assert 'hx-get="/boards/week?of=2026-W47"' in ines.opens("/boards/2026-W47").text
    at("2026-11-24 12:01")
    after = ines.opens("/boards/2026-W47").text
    assert "hx-get" not in after.split("<main")[1]
    assert "à partir du 16 novembre" in html.unescape(after) or "16 novembre 2026" in after


def test_the_weeks_to_look_at_begin_with_the_organisation(ines, at):
    at("2026-12-02 10:00")
    text = ines.opens("/boards/2026-W47").text
    listed = re.findall(r'<li><a href="(/boards[^"]*)"', text.split("board-parts")[0])
    assert listed == ["/boards", "/boards/2026-W48", "/boards/2026-W47", "/boards/2026-W46"]
    assert re.search(r'href="/boards/2026-W47" aria-current="page"', text)


@pytest.mark.parametrize(
    "address",
    ["2026-W45", "2026-W48", "2026-W54", "0000-W01", "2026-W00", "2026-47", "x", "2026-W47 "],
)
def test_a_week_without_a_board_is_not_found(ines, address):
    assert ines.opens(f"/boards/{address}").status_code == 404
    assert ines.opens("/boards/week", query_string={"of": address}).status_code == 404


@pytest.mark.parametrize(
    ("monday", "address"),
    [("2026-11-16", "2026-W47"), ("2026-12-28", "2026-W53"), ("2029-12-31", "2030-W01")],
)
def test_a_week_is_named_by_its_iso_number(monday, address):
    day = instant(f"{monday} 12:00").date()
    assert week_name(day) == address
    assert week_named(address) == day


def test_who_is_in_no_team_sees_the_board_without_a_line_of_their_own(app, ines, at):
    with app.app_context(), writing():
        company.move(ines.organisation_id, ines.id, None, clock.now())
    at("2026-11-25 10:00")
    assert marked(ines) == [False, False]
    assert "peut encore prendre" not in shown(ines)


def test_otto_and_the_others_see_nothing_of_each_other(ines, otto):
    assert CANARY not in ines.opens("/boards").text
    assert "Nantes" not in otto.opens("/boards").text
    assert names(otto) == [f"{CANARY} team"]


@pytest.mark.both_databases
def test_the_board_costs_six_statements_at_the_most(app, ines, at):
    ines.signs_in()
    with statements(app) as untouched:
        ines.opens("/boards")
    ines.sends(ines.taps("refusal"))
    with statements(app) as touched:
        ines.opens("/boards/week", htmx=True)
    assert len(untouched) <= 6
    assert len(touched) <= 6
