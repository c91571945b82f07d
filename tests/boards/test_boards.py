"""Boards: what can my team still do this week?"""

import html
import re
from datetime import date, timedelta

import pytest

import webapp.clock as clock
from tests.cast import CANARY, Person, instant, statements
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


@pytest.mark.both_databases
def test_equal_teams_stand_in_the_order_of_the_alphabet_whatever_their_accents(maya, cast):
    for short, name in (("lyon", "Poitiers"), ("nantes", "Épinal")):
        assert maya.submits(f"/admin/teams/{cast(short).id}", {"name": name}).status_code == 303
    assert names(maya) == ["Épinal", "Poitiers"]
    season = html.unescape(maya.opens("/boards/seasons/2026-W47").text)
    assert re.findall(r'<th scope="row">([^<]+)', season) == ["Épinal", "Poitiers"]


def test_ones_own_team_is_marked(ines, maya):
    assert marked(ines) == [False, True]
    assert marked(maya) == [True, False]


def test_the_board_says_what_is_ahead_and_what_one_act_more_adds(ines, maya):
    maya.sends(*[maya.taps("refusal") for _ in range(8)])
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call))
    said = shown(ines)
    assert re.search(r"Nantes peut encore prendre [\d,]+ points?\b", said)
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


def practise(ines, maya, at, monday):
    """Inès three silences a day, Maya five refusals on one."""
    for n in range(5):
        at(f"{monday + timedelta(days=n)} 10:00")
        ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    maya.sends(*[maya.taps("refusal") for _ in range(5)])


def test_a_past_week_and_its_season_are_shown_by_the_weeks_own_rules(ines, maya, at):
    """At three calls a day Inès keeps them all and Nantes leads, at five none and Lyon does.

    By hand: raw (0.7 × 30/150 + 0.2) / 3 = 0.1133 for Nantes, 0.7 × 50/150 / 3 = 0.0778 for Lyon,
    their mean 0.0956; so (3 × 0.1133 + 6 × 0.0956) / 9 = 10.1, and 9.0.
    """
    practise(ines, maya, at, date(2026, 11, 16))
    at("2026-11-25 10:00")
    first = ines.opens("/boards/2026-W47").text
    assert names(ines, "/boards/2026-W47") == ["Nantes", "Lyon"]
    company = {"name": "Atelier Ouest", "language": "fr", "zone": "Europe/Paris", "country": "FR"}
    assert maya.submits("/admin/company", company | {"dose": "5"}).status_code == 303
    practise(ines, maya, at, date(2026, 11, 30))
    at("2026-12-09 10:00")
    assert names(ines, "/boards/2026-W49") == ["Lyon", "Nantes"]
    scores = [
        re.findall(r'class="figure score">([\d,]+)', text)
        for text in (first, ines.opens("/boards/2026-W47").text)
    ]
    assert scores[0] == scores[1] == ["10,1", "9,0"]
    season = ines.opens("/boards/seasons/2026-W47").text
    rows = dict(re.findall(r'<th scope="row">(\w+)</th>(.*?)</tr>', season))
    places = {team: re.findall(r"<td[^>]*>(\d)", row)[::2] for team, row in rows.items()}
    assert places == {"Nantes": ["1", "2"], "Lyon": ["2", "1"]}


def test_the_shares_of_the_three_parts_are_drawn_told_and_sum_up(ines, at):
    """One of three: 100 of 150 points, three days of five kept, a lesson shared; thirds of it."""
    for day in (16, 17, 18):
        at(f"2026-11-{day} 10:00")
        calls = [ines.taps("refusal") for _ in range(3)]
        shared = [ines.draws(calls[0]), ines.shares(calls[0])] if day == 16 else []
        assert set(ines.sends(*calls, *shared)) == {"accepted"}
    page = html.unescape(ines.opens("/boards").text)
    (parts,) = re.findall(r'<dl class="parts">(.*?)</dl>', page, re.S)
    said = " ".join(re.sub(r"<[^>]+>", " ", parts).split())
    assert said == (
        "effort, 70 % 22 % 15,6 sur 70, encore 54,4 à prendre "
        "journées tenues, 20 % 33 % 6,7 sur 20, encore 13,3 à prendre "
        "leçons partagées, 10 % 33 % 3,3 sur 10, encore 6,7 à prendre"
    )
    widths = [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', parts)]
    assert widths == [22.2, 33.3, 33.3]
    assert "En tout, 25,6." in shown(ines)


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
            declaring.say(organisation, "member", member.id, "sick", at.date(), at)
            follow.facts_changed(member, at.date(), at)
    ines.sends(ines.taps("refusal"))
    text = shown(ines)
    assert "Lyon se repose cette semaine" in text
    assert "Brest encore personne" in text
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
    closed = shown(ines, "/boards/2026-W47")
    assert "close, du 16 au 22 novembre 2026" in closed
    assert "à prendre" not in closed  # nothing can be taken any more, and it is no longer today
    assert "chacun aujourd’hui" not in closed


def test_the_weeks_to_look_at_begin_with_the_organisation(ines, at):
    at("2026-12-02 10:00")
    text = ines.opens("/boards/2026-W47").text
    listed = re.findall(r'<li><a href="(/boards[^"]*)"', text.split("board-parts")[0])
    assert listed == ["/boards", "/boards/2026-W48", "/boards/2026-W47", "/boards/seasons"]
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


def joins(app, organisation_id, team, *names):
    """A new team whose people come in now, and the first of them."""
    at = clock.now()
    with app.app_context(), writing():
        team_id = company.add_team(organisation_id, team, at)
        for name in names:
            made = company.add_member(organisation_id, name, at, team_id=team_id)
            who = company.arrive(organisation_id, made, at)
            follow.facts_changed(who, who.joined_on, at)
    return Person(app, organisation_id, made)


def test_who_joined_today_is_in_training_and_a_new_team_starts_on_monday(app, ines, at):
    at("2026-11-20 10:00")
    alone = joins(app, ines.organisation_id, "Brest", "Noé")
    joins(app, ines.organisation_id, "Metz", "Ada", "Ida", "Éva")
    for said in (shown(ines), shown(alone)):
        assert "Brest à l’entraînement, 1" in said
        assert "Metz commence lundi" in said
        assert "se repose" not in said
    assert "Brest est à l’entraînement" in shown(alone, "/today")
    assert "À partir de trois personnes, elle prend place au tableau." in shown(alone)
    assert "repose" not in shown(alone, "/today")


def test_the_score_is_explained_with_the_teams_own_numbers(ines, maya):
    maya.sends(*[maya.taps("refusal") for _ in range(6)])
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call), ines.shares(call))
    said = shown(ines).replace("\u202f", " ").replace("\xa0", " ")
    raw, mates, mean, n, _, score = re.search(
        r"En tout, ([\d,]+). Chaque équipe joue avec (\d+) coéquipiers moyens, à ([\d,]+) chacun "
        r"aujourd’hui : les (\d+) de l’équipe et ces (\d+)-là font ([\d,]+)",
        said,
    ).groups()
    raw, mean, score = (float(each.replace(",", ".")) for each in (raw, mean, score))
    assert (mates, n) == ("6", "3")
    assert abs((3 * raw + 6 * mean) / 9 - score) < 0.15
    assert "3,3 sur 10, encore 6,7 à prendre" in said


@pytest.mark.parametrize("path", ["/boards", "/boards/2026-W47"])
def test_of_two_at_work_the_parts_are_not_told(app, ines, cast, at, path):
    """The other could be read off them (three and one on leave), a running week or a closed one."""
    ines.sends(ines.taps("refusal"))
    assert "journées tenues, 20" in shown(ines)
    with app.app_context(), writing():
        day, awa = clock.now().date(), cast("awa").who
        away = {"last_day": day + timedelta(days=6)}
        declaring.say(ines.organisation_id, "member", awa.id, "leave", day, clock.now(), **away)
        follow.facts_changed(awa, day, clock.now())
    if path != "/boards":
        at("2026-11-25 10:00")
    said = shown(ines, path)
    assert "d’où vient le score" in said
    assert "journées tenues, 20" not in said
    assert "dès que trois personnes travaillent" in said


def test_the_weeks_to_look_at_stay_few_after_ten_years(ines, at):
    at("2036-11-17 10:00")
    for path in ("/boards", "/boards/2031-W20"):
        text = ines.opens(path).text
        assert len(re.findall(r'<li><a href="/boards[^"]*"', text.split("board-parts")[0])) <= 8
    pages, path = [], "/boards/seasons"
    while path:
        text = ines.opens(path).text
        pages.append(re.findall(r'href="/boards/seasons/([^"]+)"', text))
        path = html.unescape(next(iter(re.findall(r'href="(/boards/seasons\?[^"]+)"', text)), ""))
    assert all(1 <= len(page) <= 12 for page in pages)
    assert pages[-1][-1] == "2026-W41"
    assert len({season for page in pages for season in page}) == sum(map(len, pages)) == 89


@pytest.mark.both_databases
def test_a_seasons_page_says_the_places_of_each_week(app, ines, maya, at):
    ines.sends(*[ines.taps("refusal") for _ in range(3)])
    at("2026-11-24 10:00")
    maya.sends(*[maya.taps("refusal") for _ in range(3)])
    at("2026-12-02 10:00")
    with statements(app) as said:
        text = ines.opens("/boards/seasons/2026-W47").text
    assert len([it for it in said if it.startswith("SELECT")]) <= 7
    rows = dict(re.findall(r'<th scope="row">(\w+)</th>(.*?)</tr>', text))
    places = {team: re.findall(r"<td[^>]*>(\d+)", row) for team, row in rows.items()}
    assert places["Nantes"][:2] == ["1", "2"]
    assert places["Lyon"][:2] == ["2", "1"]
    assert re.search(r'<tr class="mine"><th scope="row">Nantes', text)
    for wrong in ("2026-W48", "2026-W35", "2027-W01", "x"):
        assert ines.opens(f"/boards/seasons/{wrong}").status_code == 404


def test_a_league_that_is_none_is_not_found(ines):
    for said in ("0", "2", "-1", "x", "1e3", "²", "9" * 9):
        for path in ("/boards", "/boards/week", "/boards/seasons/2026-W47"):
            assert ines.opens(path, query_string={"league": said}).status_code == 404, (path, said)
    assert ines.opens("/boards", query_string={"league": "1"}).status_code == 200


@pytest.mark.parametrize(
    ("role", "says", "leads"),
    [
        ("member", "Ce que tu pratiques compte pour toi tout de même.", "/log"),
        ("admin", "Crée la première et mets-y des personnes", "/admin/teams"),
    ],
)
def test_a_board_without_teams_says_what_to_do_next(app, ines, role, says, leads):
    with app.app_context(), writing():
        now = clock.now()
        organisation = company.found("Sans équipe", now)
        member = company.add_member(organisation, "Solène", now, role=role)
        company.arrive(organisation, member, now)
    solene = Person(app, organisation, member)
    for path in ("/boards", "/boards/seasons/2026-W47"):
        said = shown(solene, path)
        assert "Il n’y a pas encore d’équipe" in said
        assert says in said
        assert f'class="onward" href="{leads}"' in solene.opens(path).text


def test_who_is_in_no_team_is_told_so_beside_the_board(app, ines):
    with app.app_context(), writing():
        now = clock.now()
        noe = company.add_member(ines.organisation_id, "Noé", now)
        company.arrive(ines.organisation_id, noe, now)
    assert "dans aucune équipe" in shown(Person(app, ines.organisation_id, noe))
    assert "dans aucune équipe" not in shown(ines)
