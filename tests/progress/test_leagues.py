"""A board holds at most thirty teams: large organisations play in leagues (RULES R5.8)."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

import webapp.clock as clock
from tests.cast import Person, statements
from webapp.admin import settings
from webapp.admin import teams as admin_teams
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.me import erasure
from webapp.people import company
from webapp.people.models import MemberRow, Team
from webapp.progress import updates
from webapp.progress.boards.season import get_season
from webapp.progress.closing import closes as week_closes
from webapp.progress.models import LeagueAssignment

pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases, pytest.mark.usefixtures("sound")]
SEASON = date(2026, 11, 16)  # 150 weeks after the first one


@pytest.fixture
def large(app, at):
    """large(40): a company of so many teams, of one to three members each, on a season's eve."""

    def found_company(count):
        at("2026-11-13 10:00")
        with app.app_context(), write_transaction():
            now = clock.now()
            organisation = company.create_organisation(
                "Large", now, locale=company.OrganisationLocale(country="XX")
            )
            teams = [company.add_team(organisation, f"Team {n:02}", now) for n in range(count)]
            members = [
                company.add_member(organisation, f"{n} {each}", now, team_id=team)
                for n, team in enumerate(teams)
                for each in range(1 + n % 3)
            ]
            for member_id in members:
                company.mark_joined(organisation, member_id, now)
        firsts = [0]
        for n in range(count - 1):
            firsts.append(firsts[-1] + 1 + n % 3)
        at("2026-11-16 10:00")
        return [Person(app, organisation, members[first]) for first in firsts], teams

    return found_company


def read_deal(app, season=SEASON):
    with app.app_context():
        rows = db.session.execute(
            select(LeagueAssignment.team_id, LeagueAssignment.league).where(
                LeagueAssignment.season == season
            )
        )
        return {team_id: league for team_id, league in rows}  # noqa: C416


def test_thirty_teams_meet_on_one_board(app, large):
    people, _ = large(30)
    people[0].sends(people[0].taps("no_answer"))
    assert len(people[0].board().lines) == 30
    assert read_deal(app) == {}


def test_thirty_one_teams_are_two_leagues_of_teams_of_a_size(app, large):
    people, teams = large(31)
    before = {line.team_id for line in people[0].board().lines}
    people[0].sends(people[0].taps("no_answer"))
    leagues = read_deal(app)
    assert sorted(leagues.values()).count(0) == 16
    lines = people[0].board().lines
    assert {line.team_id for line in lines} == before
    assert {leagues[line.team_id] for line in lines} == {leagues[teams[0]]}
    assert max(line.size for line in lines if not line.rests) <= 2
    other = people[2].board().lines
    assert {line.team_id for line in other}.isdisjoint(before)


def test_a_new_team_joins_the_smallest_league_and_waits_for_nobody(app, large, at):
    people, _ = large(31)
    people[0].sends(people[0].taps("no_answer"))
    noe, team = new_team(app, people[0], at)
    assert len(noe.board().lines) == 16
    noe.sends(noe.taps("no_answer"))
    assert noe.board().own_line.name == "New"
    assert read_deal(app)[team] == 1


def test_a_new_team_is_on_its_board_from_its_making_and_its_first_log_moves_no_closed_one(
    app, large, at
):
    """Made in the season's first week, empty of practice in it, and at work in the second."""
    people, _ = large(31)
    people[0].sends(people[0].taps("no_answer"))
    noe, team = new_team(app, people[0], at)
    assert noe.board().own_line.name == "New"
    at("2026-11-25 10:00")  # its first week has closed
    viewers = (noe, people[0], people[2])
    before = [read_closed_week(person) for person in viewers]
    noe.sends(noe.taps("no_answer"))
    assert [read_closed_week(person) for person in viewers] == before
    assert read_deal(app)[team] == 1
    with app.app_context():
        assert week_closes.close_in_background(noe.organisation_id, clock.now(), 9) == 2
    assert [read_closed_week(person) for person in viewers] == before


def test_a_team_that_an_administrator_makes_is_dealt_when_it_is_made(app, large, at):
    people, _ = large(31)
    people[0].sends(people[0].taps("no_answer"))
    with app.app_context():
        team = admin_teams.create_team(people[0].organisation_id, "New", clock.now())
    assert read_deal(app)[team] == 1


def test_the_thirty_first_team_opens_a_league_and_leaves_the_closed_boards_whole(app, large, at):
    people, _ = large(30)
    people[0].sends(people[0].taps("no_answer"))
    at("2026-11-25 10:00")
    before = read_closed_week(people[0])
    assert len(before[0]) == 30
    with app.app_context():
        admin_teams.create_team(people[0].organisation_id, "New", clock.now())
    assert read_closed_week(people[0]) == before
    people[0].sends(people[0].taps("no_answer"))
    assert read_closed_week(people[0]) == before


def test_a_deal_that_waits_for_the_first_log_is_not_changed_by_an_erasure_or_a_zone(app, large, at):
    """Nobody has logged in the season yet: its closed weeks are boards of teams at rest."""
    people, _ = large(40)
    at("2026-12-02 10:00")
    viewers = people[:3] + people[-2:]
    before = [read_closed_week(person) for person in viewers]
    with app.app_context(), write_transaction() as session:
        leaver = people[20]
        month_ago = clock.now() - timedelta(days=31)
        session.execute(
            update(MemberRow).where(MemberRow.id == leaver.id).values(leaving_at=month_ago)
        )
    with app.app_context():
        assert erasure.erase_due(clock.now(), people[0].organisation_id) == 1
    assert [read_closed_week(person) for person in viewers] == before
    with app.app_context():
        new_settings = replace(
            settings.load_settings(people[0].who, clock.now()), zone="America/New_York"
        )
        settings.save_settings(people[0].who, new_settings, clock.now())
    assert [read_closed_week(person) for person in viewers] == before
    people[0].sends(people[0].taps("no_answer"))
    assert [read_closed_week(person) for person in viewers] == before


def read_closed_week(person, week=SEASON):
    """What a person sees of a closed week: the board, and its place in the season."""
    board = person.board(week)
    assert board.closed
    with person.app.app_context():
        lines = get_season(person.who, SEASON, clock.now()).weeks[0][1]
    return board.lines, board.mean, board.league, board.leagues, [line.team_id for line in lines]


def new_team(app, person, at):
    """A team with one member, made two days into the season; says the member and its id."""
    at("2026-11-18 10:00")
    with app.app_context(), write_transaction():
        now, organisation = clock.now(), person.organisation_id
        team = company.add_team(organisation, "New", now)
        member_id = company.add_member(organisation, "Noé", now, team_id=team)
        who = company.mark_joined(organisation, member_id, now)
        updates.after_member_change(who, who.joined_on, now)
    return Person(app, organisation, member_id), team


def test_an_archived_team_stays_in_its_season_and_is_gone_in_the_next(app, large, at):
    people, teams = large(31)
    people[0].sends(people[0].taps("no_answer"))
    leagues = read_deal(app)
    at("2026-12-01 10:00")
    with app.app_context(), write_transaction() as session:
        session.execute(update(Team).where(Team.id == teams[5]).values(archived_at=clock.now()))
    assert read_deal(app) == leagues
    at("2027-01-04 10:00")
    people[0].sends(people[0].taps("no_answer"))
    assert read_deal(app, SEASON + timedelta(weeks=6)) == {}
    assert len(people[0].board().lines) == 30
    assert len(people[0].board(SEASON).lines) == 15 + (leagues[teams[0]] == 0)


def test_leagues_keep_the_statements_of_a_board_and_of_a_log(app, large):
    people, _ = large(60)
    for person in people[:2]:  # the season's leagues are dealt; they are there
        person.signs_in()
        with statements(app) as sql:
            person.sends(person.taps("no_answer"))
        assert len([it for it in sql if it != "COMMIT"]) <= 20
    with statements(app) as sql:
        people[0].board()
    assert len(sql) <= 6


@pytest.mark.parametrize("count", [31, 60])
def test_the_board_says_its_league_and_shows_the_others_for_six_statements(app, large, count):
    people, _ = large(count)
    of = -(-count // 25)
    people[0].signs_in()
    for most in (7, 6):  # before the season's first log, when leagues are dealt anew, and after it
        pages = []
        for league in range(1, of + 1):
            with statements(app) as sql:
                text = people[0].opens(f"/boards?league={league}").text
            assert len([it for it in sql if it != "COMMIT"]) <= most
            assert f"Ligue {league} sur {of}" in text
            assert "27 décembre" in text
            pages.append(re.findall(r"<b>(Team \d\d)</b>", text))
        names = [name for page in pages for name in page]
        assert len(names) == len(set(names)) == count
        with statements(app) as sql:
            own = people[0].opens("/boards").text
        assert len([it for it in sql if it != "COMMIT"]) <= most
        assert re.findall(r"<b>(Team \d\d)</b>", own) in pages
        people[0].sends(people[0].taps("no_answer"))


def test_a_past_board_and_a_season_of_many_teams_cost_seven_statements(app, large, at):
    people, _ = large(60)
    people[0].sends(people[0].taps("no_answer"))
    at("2026-12-09 10:00")
    people[0].sends(people[0].taps("no_answer"))
    for path in ("/boards/2026-W47", "/boards/2026-W48", "/boards/seasons/2026-W47"):
        with statements(app) as sql:
            assert people[0].opens(path).status_code == 200
        assert len([it for it in sql if it.startswith("SELECT")]) <= 7, path


def test_of_many_leagues_a_page_names_a_few_and_takes_the_number_of_any(app, large):
    people, _ = large(301)  # thirteen leagues
    people[0].signs_in()
    for path in ("/boards", "/boards/seasons/2026-W47"):
        text = people[0].opens(path, query_string={"league": "7"}).text
        named = {int(n) for n in re.findall(rf'href="{path}\?league=(\d+)"', text)}
        assert named == {1, 5, 6, 7, 8, 9, 13}
        assert f'<form class="jump" action="{path}">' in text
        assert 'max="13"' in text
    assert people[0].opens("/boards", query_string={"league": "13"}).status_code == 200
