"""A closed week is written down as it stood at its close, and does not move (RULES R1.9)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select, update

import webapp.clock as clock
from tests.cast import statements
from webapp.admin import people as staff
from webapp.admin import settings, teams
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import week_close
from webapp.journal.forms import parse_batch
from webapp.me import erasure
from webapp.people import company
from webapp.people.models import MemberRow
from webapp.progress import updates
from webapp.progress.boards.season import get_season
from webapp.progress.closing import closes as week_closes
from webapp.progress.models import ClosedWeek, MemberWeek

pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases, pytest.mark.usefixtures("sound")]
WEEK = date(2026, 11, 16)
NEXT = date(2026, 11, 23)
PEOPLE = ("ines", "theo", "awa", "maya", "bilal", "chloe")


def without_names(board):
    """All that a board says, but for the names and what it was read from."""
    lines = tuple(replace(line, name="") for line in board.lines)
    return (lines, board.parts, board.mean, board.closes_at, board.league, board.leagues)


def standing(board):
    """The same lines in the whole points of an open week, which the close turns into tenths."""
    lines, *_ = without_names(board)
    return [replace(each, score=each.score and round(each.score)) for each in lines]


@pytest.fixture
def publish_weeks(app):
    """publish_weeks(ines): her company's closed weeks are written down, as the sweep does it."""

    def all_of_them(person):
        with app.app_context():
            return week_closes.close_in_background(person.organisation_id, clock.now(), 100)

    return all_of_them


@pytest.fixture
def read_boards(cast):
    """read_boards(): what each of the cast sees of the two weeks' boards and of their season."""

    def everything(names=PEOPLE, weeks=(WEEK,)):
        people = [cast(name) for name in names]
        return {
            (name, week): (without_names(person.board(week)), of_season(person, week))
            for name, person in zip(names, people, strict=True)
            for week in weeks
        }

    return everything


def of_season(person, week):
    with person.app.app_context():
        season = get_season(person.who, date(2026, 11, 16), clock.now())
    return [
        [replace(line, name="", mine=False) for line in lines]
        for w, lines in season.weeks
        if w == week
    ]


def closing_rows(app, person):
    with app.app_context():
        rows = db.session.execute(
            select(ClosedWeek.week, ClosedWeek.closed_at, ClosedWeek.zone)
            .where(ClosedWeek.organisation_id == person.organisation_id)
            .order_by(ClosedWeek.week)
        )
        return [tuple(row) for row in rows]


def moves_to(app, person, zone):
    """The company moves to another time zone."""
    with app.app_context():
        current = settings.load_settings(person.who, clock.now())
    with app.app_context():
        settings.save_settings(person.who, replace(current, zone=zone), clock.now())


def erase_person(app, person):
    """The person was removed long ago, and goes for good now."""
    with app.app_context(), write_transaction() as session:
        session.execute(
            update(MemberRow)
            .where(MemberRow.organisation_id == person.organisation_id, MemberRow.id == person.id)
            .values(leaving_at=clock.now() - timedelta(days=31))
        )
    with app.app_context():
        assert erasure.erase_due(clock.now(), person.organisation_id) == 1


@pytest.mark.both_databases(always=True)
@pytest.mark.lengthy
def test_the_sweep_writes_each_closed_week_down_once(app, ines, at, publish_weeks, read_boards):
    ines.sends(ines.taps("meeting"))
    at("2026-11-24 11:59:59")
    assert publish_weeks(ines) == 1  # the week in which the company began
    at("2026-11-24 12:00")
    before = read_boards()
    assert publish_weeks(ines) == 1
    assert read_boards() == before
    assert publish_weeks(ines) == 0
    assert closing_rows(app, ines)[-1] == (
        WEEK,
        week_close(WEEK, ines.who.organisation_zone),
        "Europe/Paris",
    )


def test_a_week_written_down_has_a_row_of_each_member_in_a_team_or_not(
    app, cast, ines, at, moves, publish_weeks
):
    moves(cast("bilal"), None)
    at("2026-11-24 13:00")
    moves(cast("chloe"), None)
    at("2026-12-01 13:00")
    publish_weeks(ines)
    with app.app_context():
        rows = db.session.execute(
            select(MemberWeek.member_id, MemberWeek.week, MemberWeek.team_id).where(
                MemberWeek.organisation_id == ines.organisation_id, MemberWeek.week >= WEEK
            )
        ).all()
    assert len(rows) == 12
    assert sum(team is None for _, _, team in rows) == 1


@pytest.mark.both_databases(always=True)
@pytest.mark.lengthy
def test_a_company_that_moves_its_zone_moves_no_closed_week(app, cast, ines, at, read_boards, says):
    """Lyon is idle; Bilal’s leave was said before the close, Maya’s after it."""
    ines.sends(*[ines.taps("meeting") for _ in range(3)])
    at("2026-11-24 11:30")
    says(cast("bilal"), "leave", "2026-11-16", "2026-11-20")
    at("2026-11-24 13:00")
    says(cast("maya"), "leave", "2026-11-16", "2026-11-20")
    at("2026-11-25 13:00")
    before = read_boards()
    for zone in ("Asia/Tokyo", "America/New_York", "Pacific/Auckland"):
        at(clock.now() + timedelta(days=7))
        moves_to(app, cast("maya"), zone)
        assert read_boards() == before


@pytest.mark.lengthy
def test_a_week_that_closes_by_moving_east_closes_as_it_stands(
    app, cast, ines, at, read_boards, says
):
    """In Paris it is Tuesday morning, in Tokyo the board would have been closed for hours."""
    at("2026-11-24 09:00")
    ines.sends(*[ines.taps("meeting", "2026-11-20 10:00") for _ in range(3)])
    says(cast("bilal"), "leave", "2026-11-16", "2026-11-20")
    at("2026-11-24 09:30")
    before = {name: standing(cast(name).board(WEEK)) for name in PEOPLE}
    moves_to(app, cast("maya"), "Asia/Tokyo")
    week, closed_at, zone = closing_rows(app, ines)[-1]
    assert (week, zone) == (WEEK, "Europe/Paris")
    assert timedelta(0) <= clock.now() - closed_at < timedelta(minutes=5)
    assert {name: standing(cast(name).board(WEEK)) for name in PEOPLE} == before
    at("2026-11-24 10:00")
    ines.sends(ines.taps("meeting", "2026-11-20 10:00"))
    says(cast("chloe"), "leave", "2026-11-16", "2026-11-20")
    assert {name: standing(cast(name).board(WEEK)) for name in PEOPLE} == before


def test_a_log_that_still_goes_by_the_old_clock_changes_no_week_written_down(
    app, cast, ines, theo, at
):
    """A request that had begun before the company moved, and came to its turn after it."""
    at("2026-11-24 09:30")
    theo.sends(theo.taps("meeting", "2026-11-20 10:00"))
    stale = {name: cast(name).who for name in ("ines", "bilal")}
    moves_to(app, cast("maya"), "Asia/Tokyo")
    before = without_names(theo.board(WEEK))
    at("2026-11-24 09:31")
    door = app.extensions["rebond"].ingest
    for name, who in stale.items():
        taps = {"sent_at": int(clock.now().timestamp() * 1000)}
        taps["entries"] = [cast(name).taps("meeting", "2026-11-20 10:00")]
        with app.app_context():
            door.submit(who, parse_batch(taps, door.kinds))
    assert without_names(theo.board(WEEK)) == before


@pytest.mark.lengthy
def test_an_erased_member_of_an_idle_team_stays_in_its_closed_weeks(
    app, cast, ines, at, read_boards
):
    """Lyon had three people: it stays ranked, and Nantes stays where it was."""
    ines.sends(*[ines.taps("meeting") for _ in range(3)])
    at("2026-11-24 12:00")
    others = [name for name in PEOPLE if name != "bilal"]
    before = read_boards(others)
    at("2026-12-02 10:00")
    erase_person(app, cast("bilal"))
    assert read_boards(others) == before
    assert {line.size for line in ines.board(WEEK).lines} == {3}
    sizes = {line.name: line.size for line in ines.board(date(2026, 11, 30)).lines}
    assert sizes == {"Nantes": 3, "Lyon": 2}


@pytest.mark.both_databases(always=True)
def test_an_erased_member_of_a_team_at_work_leaves_its_parts_as_they_were(
    app, cast, ines, theo, at, read_boards
):
    """Five had working days, so the parts were shown; they are, when four are left to count."""
    with app.app_context(), write_transaction():
        nantes, now = cast("nantes"), clock.now() - timedelta(days=3)
        for name in ("Noé", "Léa"):
            member_id = company.add_member(nantes.organisation_id, name, now, team_id=nantes.id)
            who = company.mark_joined(nantes.organisation_id, member_id, now)
            updates.after_member_change(who, who.joined_on, now)
    ines.sends(*[ines.taps("meeting") for _ in range(3)])
    at("2026-11-24 12:00")
    before = read_boards(["theo", "awa", "maya"])
    assert theo.board(WEEK).parts
    at("2026-12-02 10:00")
    erase_person(app, ines)
    assert read_boards(["theo", "awa", "maya"]) == before


ACTS = {
    "a new team": lambda app, cast: teams.create_team(
        cast("maya").organisation_id, "Brest", clock.now()
    ),
    "a team renamed": lambda app, cast: teams.rename_team(
        cast("maya").organisation_id, cast("lyon").id, "Zürich", clock.now()
    ),
    "a member removed": lambda app, cast: staff.remove_member(
        cast("maya").who, cast("chloe").id, clock.now()
    ),
    "a member suspended": lambda app, cast: staff.suspend_member(
        cast("maya").who, cast("chloe").id, clock.now()
    ),
    "a log of the idle team": lambda app, cast: cast("bilal").sends(cast("bilal").taps("meeting")),
    "a late log of the idle team": lambda app, cast: cast("bilal").sends(
        cast("bilal").taps("meeting", "2026-11-20 10:00")
    ),
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
@pytest.mark.parametrize("when", ["at once", "after the sweep"])
def test_whatever_happens_later_moves_no_closed_week(
    app, cast, ines, theo, at, read_boards, publish_weeks, act, when
):
    ines.sends(*[ines.taps("meeting") for _ in range(3)])
    at("2026-11-24 12:00")
    before = read_boards(["ines", "theo", "maya", "bilal"])
    if when == "after the sweep":
        publish_weeks(ines)
    at("2026-11-25 10:00")
    with app.app_context():
        act(app, cast)
    assert read_boards(["ines", "theo", "maya", "bilal"]) == before


def test_who_left_a_team_that_was_put_away_in_the_week_has_a_row_and_the_board_no_line(
    app, cast, ines, at, moves, publish_weeks
):
    for name in ("maya", "bilal", "chloe"):
        moves(cast(name), cast("nantes").id)
    with app.app_context():
        assert teams.archive_team(ines.organisation_id, cast("lyon").id, clock.now())
    at("2026-11-24 12:00")
    before = [line.name for line in ines.board(WEEK).lines]
    publish_weeks(ines)
    assert [line.name for line in ines.board(WEEK).lines] == before


def test_an_archived_team_stays_on_the_boards_that_had_closed(
    app, cast, ines, at, moves, read_boards
):
    ines.sends(*[ines.taps("meeting") for _ in range(3)])
    at("2026-11-24 12:00")
    before = read_boards(["ines"])
    for name in ("maya", "bilal", "chloe"):
        moves(cast(name), cast("nantes").id)
    with app.app_context():
        assert teams.archive_team(ines.organisation_id, cast("lyon").id, clock.now())
    assert read_boards(["ines"]) == before


def test_the_usual_day_reads_weeks_as_they_had_closed_after_a_move(
    app, cast, ines, at, says, practises
):
    """A week that nobody touched, with leave that was said between the two closes."""
    at("2026-11-24 13:00")  # in New York it would still count
    says(ines, "leave", "2026-11-16", "2026-11-20")
    at("2026-11-25 10:00")
    moves_to(app, cast("maya"), "America/New_York")
    at("2026-12-07 17:00")
    ines.sends(ines.taps("meeting"))
    with app.app_context():
        row = db.session.execute(
            select(MemberWeek.working_days, MemberWeek.points).where(
                MemberWeek.member_id == ines.id, MemberWeek.week == WEEK
            )
        ).one()
    assert tuple(row) == (5, 0)


def test_a_board_written_down_costs_less_and_so_does_its_season(app, ines, at, publish_weeks):
    ines.signs_in()
    at("2026-12-09 10:00")
    publish_weeks(ines)
    for path, most in (("/boards/2026-W47", 3), ("/boards/seasons/2026-W47", 7)):
        with statements(app) as sql:
            assert ines.opens(path).status_code == 200
        assert len([it for it in sql if it.startswith("SELECT")]) <= most


@pytest.mark.lengthy
def test_years_of_an_idle_company_are_written_down_some_at_a_time(app, ines, at):
    at("2028-11-13 10:00")
    with app.app_context():
        assert week_closes.close_in_background(ines.organisation_id, clock.now(), 60) == 60
        assert week_closes.close_in_background(ines.organisation_id, clock.now(), 60) == 44
        assert week_closes.close_in_background(ines.organisation_id, clock.now(), 60) == 0


def test_the_other_company_keeps_its_own_weeks(app, ines, otto, at, publish_weeks):
    at("2026-12-09 10:00")
    publish_weeks(ines)
    assert closing_rows(app, otto) == []
    publish_weeks(otto)
    assert len(closing_rows(app, otto)) == 4
    assert {line.name for line in otto.board(WEEK).lines}.isdisjoint({"Nantes", "Lyon"})
