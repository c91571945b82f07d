"""Boards: what can my team still do this week?"""

import html
import re
from datetime import date, timedelta

import pytest

import webapp.clock as clock
from tests.cast import CANARY, Person, instant, statements
from webapp.database.transactions import write_transaction
from webapp.game.days import parse_week, week_name
from webapp.people import company
from webapp.people.schedule import declarations
from webapp.progress import updates


def read_page(person, path="/boards"):
    answer = person.opens(path)
    assert answer.status_code == 200, answer.text
    inline = re.sub(r"</?(span|b|sup)\b[^>]*>", "", answer.text)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", inline)).split())


def list_marks(person):
    """Which of the board's lines are the viewer's own team's."""
    lines = re.findall(r'<li class="team ([^"]+)"', person.opens("/boards").text)
    return ["mine" in line.split() for line in lines]


def names(person, path="/boards"):
    return re.findall(r'<p class="row"><b>([^<]+)</b>', html.unescape(person.opens(path).text))


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
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
    assert list_marks(ines) == [False, True]
    assert list_marks(maya) == [True, False]


def test_the_board_says_what_is_ahead_and_what_one_act_more_adds(ines, maya):
    maya.sends(*[maya.taps("refusal") for _ in range(8)])
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call))
    text = read_page(ines)
    reach = r"Nantes peut encore prendre jusqu’à \d+ points? : Lyon, à \d+, est à portée"
    assert re.search(reach, normalize_spaces(text))
    assert re.search(r"Une journée que tu tiens ajoute (\d+ points?|moins d’un point).", text)
    assert re.search(r"Une leçon que tu partages ajoute \d+ points?.", text)


def test_who_has_shared_is_not_asked_to_share_again(ines):
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call), ines.shares(call))
    assert "que tu partages" not in read_page(ines)


def normalize_spaces(text):
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_an_open_week_says_ones_own_part_and_nobody_elses(ines, theo):
    """One of three at work: 20 of 150 points, a shared lesson; Théo’s week changes none of it."""
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call), ines.shares(call))
    (before,) = parts_of(ines)
    assert "effort, 70 % 13 % 3 sur les 70 de l’équipe" in before
    assert "leçons partagées, 10 % 100 % 3 sur les 10 de l’équipe" in before
    other = theo.taps("meeting")
    theo.sends(other, theo.draws(other), theo.shares(other))
    assert parts_of(ines) == [before]
    assert "Nantes : ta part du score" in normalize_spaces(read_page(ines))


def parts_of(person, path="/boards"):
    """What stands in the lists of parts, each as one line."""
    page = html.unescape(person.opens(path).text)
    lists = re.findall(r'<dl class="parts">(.*?)</dl>', page, re.S)
    return [normalize_spaces(" ".join(re.sub(r"<[^>]+>", " ", each).split())) for each in lists]


def practise(ines, maya, at, monday):
    """Inès three silences a day, Maya five refusals on one."""
    for n in range(5):
        at(f"{monday + timedelta(days=n)} 10:00")
        ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    maya.sends(*[maya.taps("refusal") for _ in range(5)])


@pytest.mark.lengthy
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


def five_in_nantes(app, ines, cast):
    """Two more come to the three of Nantes, as if they had been there since Friday."""
    monday = clock.now()
    clock.set_now(instant("2026-11-13 11:00"))
    add_members(app, ines.organisation_id, cast("nantes").id, "Noé", "Léa")
    clock.set_now(monday)


def test_the_parts_of_a_closed_week_of_five_are_drawn_told_and_sum_up(app, ines, theo, cast, at):
    """One of five: 100 of 150 points, three days of five kept, a lesson shared; fifths of it."""
    five_in_nantes(app, ines, cast)
    for day in (16, 17, 18):
        at(f"2026-11-{day} 10:00")
        calls = [ines.taps("refusal") for _ in range(3)]
        shared = [ines.draws(calls[0]), ines.shares(calls[0])] if day == 16 else []
        assert set(ines.sends(*calls, *shared)) == {"accepted"}
    at("2026-11-24 12:00")
    page = html.unescape(theo.opens("/boards/2026-W47").text)
    (part,) = parts_of(theo, "/boards/2026-W47")
    assert part == (
        "effort, 70 % 13 % 9,3 sur 70 "
        "journées tenues, 20 % 20 % 4,0 sur 20 "
        "leçons partagées, 10 % 20 % 2,0 sur 10"
    )
    (parts,) = re.findall(r'<dl class="parts">(.*?)</dl>', page, re.S)
    widths = [float(width) for width in re.findall(r'<rect[^>]* width="([\d.]+)"', parts)]
    assert widths == [13.3, 20, 20]
    text = normalize_spaces(read_page(theo, "/boards/2026-W47"))
    assert "En tout, 15,3." in text
    assert "Là où tout le monde a fait de même, ou personne, chacun peut le voir." in text


@pytest.mark.both_databases
def test_a_team_of_two_trains_and_a_team_on_leave_rests(app, ines, maya, cast):
    with app.app_context(), write_transaction():
        at, organisation = clock.now(), ines.organisation_id
        company.add_team(organisation, "Brest", at)
        for short in ("maya", "bilal", "chloe"):
            member = cast(short).who
            declarations.add_fact(
                organisation, "member", member.id, "leave", at.date(), at, last_day=at.date()
            )
            declarations.add_fact(organisation, "member", member.id, "sick", at.date(), at)
            updates.after_member_change(member, at.date(), at)
    ines.sends(ines.taps("refusal"))
    text = read_page(ines)
    assert "Lyon se repose cette semaine" in text
    assert "Brest encore personne" in text
    assert "Lyon se repose cette semaine" in read_page(maya, "/today")


def test_the_week_before_is_kept_open_for_late_phones_then_closed(ines, at):
    ines.sends(ines.taps("refusal"))
    at("2026-11-23 10:00")
    before = read_page(ines, "/boards/2026-W47")
    assert "Semaine 47" in before
    assert "mardi midi" in before
    assert 'hx-get="/boards/week?of=2026-W47"' in ines.opens("/boards/2026-W47").text
    at("2026-11-24 12:01")
    after = ines.opens("/boards/2026-W47").text
    assert "hx-get" not in after.split("<main")[1]
    closed = read_page(ines, "/boards/2026-W47")
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
    assert parse_week(address) == day


def test_who_is_in_no_team_sees_the_board_without_a_line_of_their_own(app, ines, at):
    with app.app_context(), write_transaction():
        company.move_to_team(ines.organisation_id, ines.id, None, clock.now())
    at("2026-11-25 10:00")
    assert list_marks(ines) == [False, False]
    assert "peut encore prendre" not in read_page(ines)


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
    """A new team whose people come in now, and the last of them."""
    with app.app_context(), write_transaction():
        team_id = company.add_team(organisation_id, team, clock.now())
    return add_members(app, organisation_id, team_id, *names)


def add_members(app, organisation_id, team_id, *names):
    """They come in now; the last of them."""
    at = clock.now()
    with app.app_context(), write_transaction():
        for name in names:
            member_id = company.add_member(organisation_id, name, at, team_id=team_id)
            who = company.mark_joined(organisation_id, member_id, at)
            updates.after_member_change(who, who.joined_on, at)
    return Person(app, organisation_id, member_id)


def test_who_joined_today_is_in_training_and_a_new_team_starts_on_monday(app, ines, at):
    at("2026-11-20 10:00")
    alone = joins(app, ines.organisation_id, "Brest", "Noé")
    joins(app, ines.organisation_id, "Metz", "Ada", "Ida", "Éva")
    for text in (read_page(ines), read_page(alone)):
        assert "Brest à l’entraînement, 1" in text
        assert "Metz commence lundi" in text
        assert "se repose" not in text
    assert "Brest est à l’entraînement" in read_page(alone, "/today")
    assert "repose" not in read_page(alone, "/today")


def test_the_score_is_explained_with_the_teams_own_numbers(app, ines, maya, cast, at):
    five_in_nantes(app, ines, cast)
    maya.sends(*[maya.taps("refusal") for _ in range(6)])
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call), ines.shares(call))
    assert "En tout" not in read_page(ines)
    at("2026-11-24 12:00")
    raw, mates, mean, n, _, score = re.search(
        r"En tout, ([\d,]+). Chaque équipe jouait avec (\d+) coéquipiers moyens, à ([\d,]+) "
        r"chacun : les (\d+) de l’équipe et ces (\d+)-là ont fait ([\d,]+)",
        normalize_spaces(read_page(ines, "/boards/2026-W47")),
    ).groups()
    raw_text, mean_text = raw, mean
    raw, mean, score = (float(each.replace(",", ".")) for each in (raw, mean, score))
    assert (mates, n) == ("6", "5")
    page = ines.opens("/boards/2026-W47").text
    assert [page.count(f'<circle class="{who}"') for who in ("own", "mate")] == [5, 6]
    assert re.findall(r'<text x="[^"]+" y="49">([\d,]+)</text>', page) == [raw_text, mean_text]
    assert abs((5 * raw + 6 * mean) / 11 - score) < 0.15


def are_away(app, *people):
    with app.app_context(), write_transaction():
        day = clock.now().date()
        for who in (person.who for person in people):
            away = {"last_day": day + timedelta(days=6)}
            declarations.add_fact(
                who.organisation_id, "member", who.id, "leave", day, clock.now(), **away
            )
            updates.after_member_change(who, day, clock.now())


@pytest.mark.parametrize("path", ["/boards", "/boards/2026-W47"])
def test_of_two_at_work_no_score_is_told(app, ines, maya, cast, at, path):
    """It would be the other's week; of one anybody’s (three and one on leave; open or closed)."""
    ines.sends(ines.taps("refusal"))
    are_away(app, cast("awa"))
    if path != "/boards":
        at("2026-11-25 10:00")
    text = normalize_spaces(read_page(ines, path))
    assert "Nantes à l’entraînement, 3" in text
    assert "Nantes est à l’entraînement" in text
    assert "trois d’entre vous ont des jours travaillés" in text
    assert "10 % 0 % 0 sur les 10 de l’équipe" in parts_of(ines, path)[0]  # what is her own
    for person in (ines, maya):
        scores = re.findall(r'class="figure score">([\d,]*)<', person.opens(path).text)
        assert sorted(scores) == ["", "0" if path == "/boards" else "0,0"]
    if path == "/boards":
        assert ines.opens("/today/summary").get_json()["team"]["score"] is None


@pytest.mark.parametrize("at_work", [4, 5])
def test_below_five_at_work_the_parts_of_a_closed_week_are_not_told(app, ines, cast, at, at_work):
    five_in_nantes(app, ines, cast)
    if at_work == 4:
        are_away(app, cast("awa"))
    ines.sends(ines.taps("refusal"))
    at("2026-11-25 10:00")
    text = normalize_spaces(read_page(ines, "/boards/2026-W47"))
    assert ("d’où vient le score" in text) is (at_work == 5)
    assert ("ta part du score" in text) is (at_work == 4)
    assert ("où cinq d’entre vous ont travaillé" in text) is (at_work == 4)


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
    with statements(app) as sent:
        text = ines.opens("/boards/seasons/2026-W47").text
    assert len([it for it in sent if it.startswith("SELECT")]) <= 7
    rows = dict(re.findall(r'<th scope="row">(\w+)</th>(.*?)</tr>', text))
    places = {team: re.findall(r"<td[^>]*>(\d+)", row) for team, row in rows.items()}
    assert places["Nantes"][:2] == ["1", "2"]
    assert places["Lyon"][:2] == ["2", "1"]
    assert re.search(r'<tr class="mine"><th scope="row">Nantes', text)
    for wrong in ("2026-W48", "2026-W35", "2027-W01", "x"):
        assert ines.opens(f"/boards/seasons/{wrong}").status_code == 404


def test_a_league_that_is_none_is_not_found(ines):
    for league in ("0", "2", "-1", "x", "1e3", "²", "9" * 9):
        for path in ("/boards", "/boards/week", "/boards/seasons/2026-W47"):
            assert ines.opens(path, query_string={"league": league}).status_code == 404, (
                path,
                league,
            )
    assert ines.opens("/boards", query_string={"league": "1"}).status_code == 200


@pytest.mark.parametrize(
    ("role", "says", "leads"),
    [
        ("member", "Ce que tu pratiques compte pour toi quand même.", "/log"),
        ("admin", "Crée la première et mets-y des personnes", "/admin/teams"),
    ],
)
def test_a_board_without_teams_says_what_to_do_next(app, ines, role, says, leads):
    with app.app_context(), write_transaction():
        now = clock.now()
        organisation = company.create_organisation("Sans équipe", now)
        member = company.add_member(organisation, "Solène", now, role=role)
        company.mark_joined(organisation, member, now)
    solene = Person(app, organisation, member)
    for path in ("/boards", "/boards/seasons/2026-W47"):
        text = read_page(solene, path)
        assert "Il n’y a pas encore d’équipe" in text
        assert says in text
        assert f'class="onward" href="{leads}"' in solene.opens(path).text


def test_who_is_in_no_team_is_told_so_beside_the_board(app, ines):
    with app.app_context(), write_transaction():
        now = clock.now()
        noe = company.add_member(ines.organisation_id, "Noé", now)
        company.mark_joined(ines.organisation_id, noe, now)
    assert "dans aucune équipe" in read_page(Person(app, ines.organisation_id, noe))
    assert "dans aucune équipe" not in read_page(ines)
