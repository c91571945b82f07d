"""Weeks and their close: who plays for whom, what still counts, what no row says any more."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select

import webapp.clock as clock
from tests.cast import Person, instant
from webapp.admin import people as staff
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import week_close
from webapp.journal.forms import parse_batch
from webapp.people import company
from webapp.people.models import Fact, Team
from webapp.people.schedule import declarations, facts
from webapp.progress import updates
from webapp.progress.models import MemberDay, MemberWeek, TeamWeek

pytestmark = [pytest.mark.both_databases(always=True), pytest.mark.usefixtures("sound")]
WEEK = date(2026, 11, 16)
NEXT = date(2026, 11, 23)
MICROSECOND = timedelta(microseconds=1)


def rows(app, model, *which):
    with app.app_context():
        return [
            dict(row)
            for row in db.session.execute(select(*model.__table__.columns).where(*which)).mappings()
        ]


def own_week(app, person, week=WEEK):
    records = rows(app, MemberWeek, MemberWeek.member_id == person.id, MemberWeek.week == week)
    return records[0] if records else None


def team_week(app, team, week=WEEK):
    records = rows(app, TeamWeek, TeamWeek.team_id == team.id, TeamWeek.week == week)
    return records[0] if records else None


# Shares


def shares_three(person, at):
    """Three lessons, shared on Monday, Tuesday and Wednesday; says the shares."""
    at("2026-11-16 09:00")
    calls = [person.taps("refusal") for _ in range(3)]
    person.sends(*calls, *[person.draws(call) for call in calls])
    shares = []
    for n, call in enumerate(calls):
        at(f"2026-11-{16 + n} 12:00")
        shares.append(person.shares(call))
        person.sends(shares[-1])
    return shares


def test_two_shares_a_week_are_paid(ines, at):
    shares_three(ines, at)
    assert ines.today().points_total == 3 * 20 + 2 * 5


def test_a_share_withdrawn_on_monday_lets_wednesdays_third_pay(app, ines, at):
    shares = shares_three(ines, at)
    ines.sends(ines.withdraws(shares[0]))
    assert ines.today().points_total == 3 * 20 + 2 * 5
    days = rows(app, MemberDay, MemberDay.member_id == ines.id)
    assert {str(day["day"]): day["extras"] for day in days} == {
        "2026-11-16": 0,
        "2026-11-17": 5,
        "2026-11-18": 5,
    }


def test_a_call_withdrawn_takes_its_share_from_the_day_of_the_share(app, ines, at):
    shares = shares_three(ines, at)
    assert own_week(app, ines)["shared"]
    for share in shares:
        ines.sends(ines.withdraws(share["call"]))
    assert not own_week(app, ines)["shared"]
    assert rows(app, MemberDay, MemberDay.member_id == ines.id) == []


def test_a_call_of_last_week_may_be_shared_this_week(app, ines, at):
    at("2026-11-20 12:00")
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call))
    at("2026-11-24 13:00")  # last week's board has closed
    before = own_week(app, ines)
    ines.sends(ines.shares(call))
    assert own_week(app, ines) == before
    assert own_week(app, ines, NEXT)["shared"]
    ines.sends(ines.withdraws(call))
    assert own_week(app, ines) == before
    assert not own_week(app, ines, NEXT)["shared"]


def test_days_of_shares_may_run_against_their_instants(app, ines, at):
    """Shared in Tokyo on Tuesday morning, then in Los Angeles on Monday evening: a later instant
    on an earlier day, which the first one's withdrawal lets pay."""
    at("2026-11-16 20:00")
    calls = [ines.taps("refusal", offset=9 * 60) for _ in range(3)]
    ines.sends(*calls, *[ines.draws(call) for call in calls])
    at("2026-11-16 21:00")
    tokyo = [ines.shares(call, offset=9 * 60) for call in calls[:2]]
    ines.sends(*tokyo)
    at("2026-11-16 22:00")
    ines.sends(ines.shares(calls[2], offset=-8 * 60))
    ines.sends(ines.withdraws(tokyo[0]))
    days = rows(app, MemberDay, MemberDay.member_id == ines.id)
    assert {str(day["day"]): day["extras"] for day in days} == {"2026-11-16": 5, "2026-11-17": 5}


# Days


def test_the_last_entry_of_a_day_leaves_no_row_behind(app, ines):
    tap = ines.taps("no_answer")
    ines.sends(tap)
    ines.sends(ines.withdraws(tap))
    assert rows(app, MemberDay, MemberDay.member_id == ines.id) == []
    assert own_week(app, ines)["points"] == 0


def test_a_traveller_may_be_a_day_ahead_of_today(ines, at, practises):
    practises(ines, "2026-11-17")
    at("2026-11-17 20:30")  # in Tokyo the morning of the 18th
    ines.sends(*[ines.taps("refusal", offset=540) for _ in range(3)])
    today = ines.today()
    assert (str(today.day), today.points_day, today.points_total) == ("2026-11-17", 6, 36)
    assert today.state.count == 2


def test_leave_declared_afterwards_gives_the_days_back(app, ines, at, practises, says):
    practises(ines, "2026-11-16")
    at("2026-12-30 12:00")
    practises(ines, "2026-12-30")
    assert ines.today().state.count == 1  # everything between was missed
    says(ines, "leave", "2026-11-17", "2026-12-29")
    assert ines.today().state.count == 2


def test_holidays_between_joining_and_the_first_tap_are_no_missed_days(app, cast, at):
    """Who joins before Christmas and begins in the new year has Christmas off all the same."""
    at("2026-12-24 10:00")
    lyon = cast("lyon")
    with app.app_context(), write_transaction():
        now = clock.now()
        member_id = company.add_member(lyon.organisation_id, "Noé", now, team_id=lyon.id)
        who = company.mark_joined(lyon.organisation_id, member_id, now)
        updates.after_member_change(who, who.joined_on, now)
    noe = Person(app, lyon.organisation_id, member_id)
    at("2027-01-04 10:00")
    assert noe.today().state.missed == 4  # 28 to 31 December and none of the holidays
    noe.sends(*[noe.taps("no_answer") for _ in range(3)])
    state = noe.today().state
    assert [str(missed.day)[5:] for missed in state.open] == ["12-28", "12-29", "12-30", "12-31"]
    assert state.jokers == 2


# The close


def test_an_entry_that_arrives_at_the_closing_instant_is_too_late(app, ines, theo, at):
    close = week_close(WEEK, ines.who.organisation_zone)
    door = app.extensions["rebond"].ingest
    at("2026-11-20 10:00")
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    late = [ines.taps("meeting", "2026-11-20 11:00"), ines.taps("meeting", "2026-11-20 12:00")]
    assert door.kinds.get("call")
    for tap, arrival, points in zip(late, [close - MICROSECOND, close], [26, 26], strict=True):
        send_entry(app, ines, tap, arrival)
        assert own_week(app, ines)["points"] == points
    at(close)
    assert ines.today().points_total == 46


def send_entry(app, person, tap, arrival):
    """One entry that arrives exactly then."""
    door = app.extensions["rebond"].ingest
    from_phone = {"sent_at": int(arrival.timestamp() * 1000), "entries": [tap]}
    with app.app_context():
        receipts = door.submit(person.who, parse_batch(from_phone, door.kinds), lambda: arrival)
    assert [receipt.status for receipt in receipts] == ["accepted"]


def test_leave_declared_at_the_closing_instant_changes_no_board(app, ines, theo, at, says):
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    clock.set_now(week_close(WEEK, ines.who.organisation_zone) - timedelta(seconds=30))
    says(ines, "leave", "2026-11-17", "2026-11-17")
    assert own_week(app, ines)["working_days"] == 4
    clock.set_now(week_close(WEEK, ines.who.organisation_zone))
    before = own_week(app, ines), team_week(app, Person(app, *ids(app, "Nantes")))
    says(ines, "leave", "2026-11-18", "2026-11-18")
    assert (own_week(app, ines), team_week(app, Person(app, *ids(app, "Nantes")))) == before


def ids(app, team):
    """The organisation's and the team's ids."""
    with app.app_context():
        return db.session.execute(
            select(Team.organisation_id, Team.id).where(Team.name == team)
        ).one()


def test_a_week_that_nobody_touched_is_read_by_the_facts_before_its_close(ines, at, says):
    at("2026-11-24 11:59:59")
    says(ines, "leave", "2026-11-16", "2026-11-22")
    at("2026-11-24 12:00:01")
    says(ines, "leave", "2026-11-09", "2026-11-30")
    board = ines.board(WEEK)
    assert board.closed
    lines = {line.name: line for line in board.lines}
    assert (lines["Lyon"].score, lines["Lyon"].training) == (0, False)
    assert (lines["Nantes"].score, lines["Nantes"].training) == (None, True)  # two at work


# Teams


def test_who_joins_mid_week_weighs_from_their_day_on(app, cast, ines, at):
    nantes = cast("nantes")
    ines.sends(ines.taps("no_answer"))
    at("2026-11-18 10:00")
    with app.app_context(), write_transaction():
        now = clock.now()
        member_id = company.add_member(nantes.organisation_id, "Noé", now, team_id=nantes.id)
        who = company.mark_joined(nantes.organisation_id, member_id, now)
        updates.after_member_change(who, who.joined_on, now)
    assert own_week(app, Person(app, nantes.organisation_id, member_id))["working_days"] == 2
    assert team_week(app, nantes)["size"] == 4


def test_a_change_of_team_shows_on_the_next_monday(app, cast, ines, theo, at, moves):
    nantes, lyon = cast("nantes"), cast("lyon")
    ines.sends(*[ines.taps("no_answer") for _ in range(3)])
    at("2026-11-18 10:00")
    moves(ines, lyon.id)
    ines.sends(ines.taps("meeting"))
    assert own_week(app, ines)["team_id"] == nantes.id
    at("2026-11-23 09:00")
    ines.sends(ines.taps("meeting"))
    assert own_week(app, ines, NEXT)["team_id"] == lyon.id
    assert (team_week(app, nantes)["size"], team_week(app, lyon, NEXT)["size"]) == (3, 4)
    assert ines.board().own_line.name == "Lyon"


def test_a_move_on_sunday_leaves_nothing_in_a_week_that_a_traveller_opened(
    app, cast, ines, theo, at, moves
):
    nantes, lyon = cast("nantes"), cast("lyon")
    at("2026-11-22 21:00")  # in Tokyo Monday morning
    ines.sends(*[ines.taps("no_answer", offset=540) for _ in range(3)])
    assert team_week(app, nantes, NEXT)["size"] == 3
    moves(ines, lyon.id)
    assert (team_week(app, nantes, NEXT)["size"], team_week(app, lyon, NEXT)["size"]) == (2, 4)
    moves(ines, None)
    assert (own_week(app, ines, NEXT)["team_id"], own_week(app, ines, NEXT)["points"]) == (None, 6)
    assert team_week(app, lyon, NEXT)["size"] == 3


def test_who_joins_their_first_team_mid_week_is_new_on_its_board(app, cast, ines, at, moves):
    """What she had done before would else be read by who puts her there, off the difference."""
    lyon = cast("lyon")
    at("2026-11-13 12:00")
    moves(ines, None)
    at("2026-11-16 10:00")
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call), ines.shares(call), *[ines.taps("meeting") for _ in range(3)])
    assert own_week(app, ines)["team_id"] is None
    at("2026-11-18 10:00")
    moves(ines, lyon.id)
    own = own_week(app, ines)
    assert (own["team_id"], own["working_days"]) == (lyon.id, 2)
    assert (own["points"], own["kept_days"], own["shared"]) == (0, 0, False)
    assert ines.board().own_line.name == "Lyon"
    at("2026-11-19 10:00")
    ines.sends(*[ines.taps("meeting") for _ in range(3)])
    assert own_week(app, ines)["points"] == 60


def test_leave_of_a_member_without_a_team_reaches_their_week(app, ines, at, moves, says):
    at("2026-11-13 12:00")
    moves(ines, None)
    at("2026-11-16 10:00")
    ines.sends(ines.taps("no_answer"))
    says(ines, "leave", "2026-11-19", "2026-11-20")
    assert own_week(app, ines)["working_days"] == 3


def test_a_team_that_everybody_left_rests(cast, ines, theo, at, moves):
    at("2026-11-13 12:00")
    for name in ("ines", "theo", "awa"):
        moves(cast(name), None)
    at("2026-11-16 10:00")
    line = next(line for line in cast("maya").board().lines if line.name == "Nantes")
    assert (line.size, line.rests, line.score) == (0, True, None)


@pytest.mark.lengthy
@pytest.mark.parametrize("practised", [True, False])
def test_who_was_removed_stays_on_the_boards_of_the_weeks_that_had_begun(
    app, cast, ines, theo, maya, at, practised
):
    """Their line does not move by it, so nobody reads off it what the one who is gone had done."""
    nantes = cast("nantes")
    at("2026-11-25 10:00")
    if practised:
        ines.sends(*[ines.taps("meeting") for _ in range(3)])
    before = {name: cast(name).board() for name in ("theo", "awa", "maya")}
    with app.app_context():
        staff.remove_member(maya.who, ines.id, clock.now())
    assert {name: cast(name).board() for name in before} == before
    if practised:
        assert team_week(app, nantes, NEXT)["size"] == 3
    at("2026-11-30 10:00")
    theo.sends(theo.taps("no_answer"))
    assert {line.name: line.size for line in theo.board().lines} == {"Nantes": 2, "Lyon": 3}
    at("2026-12-01 12:00")
    lines = {line.name: line for line in theo.board(NEXT).lines}
    assert lines["Nantes"].size == 3
    assert (lines["Nantes"].score > 0) is practised


def test_the_other_organisation_sees_and_changes_nothing(app, ines, otto):
    before = [rows(app, model, model.organisation_id == otto.organisation_id) for model in DERIVED]
    ines.sends(*[ines.taps("refusal") for _ in range(3)])
    after = [rows(app, model, model.organisation_id == otto.organisation_id) for model in DERIVED]
    assert before == after
    assert {line.name for line in otto.board().lines}.isdisjoint({"Nantes", "Lyon"})


DERIVED = (MemberDay, MemberWeek, TeamWeek)


# The usual day


@pytest.mark.lengthy
def test_the_usual_day_reads_the_last_eight_weeks_with_working_days(app, ines, at, practises, says):
    """More than 120 points a day for three weeks, then five months of leave: still the same."""
    for week in range(3):
        for day in range(5):
            day = date(2026, 11, 16) + timedelta(weeks=week, days=day)
            practises(ines, str(day), 1)
            taps = [ines.taps("refusal") for _ in range(8)]
            ines.sends(*taps, *[ines.draws(tap) for tap in taps[:5]])
    says(ines, "leave", "2026-12-07", "2027-04-30")
    at("2027-05-03 10:00")
    ines = Person(app, ines.organisation_id, ines.id)  # her sign-in from before was not used
    ines.sends(ines.taps("no_answer"))
    assert own_week(app, ines, date(2027, 5, 3))["usual"] == Fraction(120)
    at("2027-05-10 10:00")
    assert ines.board().reach.dose is not None  # nobody has touched this week yet


@pytest.mark.lengthy
def test_leave_declared_after_the_close_spares_no_week_of_the_usual_day(app, ines, at, says):
    """A week of 96 points a day, then one that nobody touched: 48, whatever is said afterwards."""
    for day in range(16, 21):
        at(f"2026-11-{day} 10:00")
        ines.sends(*[ines.taps("meeting") for _ in range(3)])
        ines.sends(*[ines.taps("gatekeeper") for _ in range(9)])
    at("2026-12-01 12:00:01")
    says(ines, "leave", "2026-11-23", "2026-11-29")
    at("2026-12-07 10:00")
    ines.sends(ines.taps("no_answer"))
    assert own_week(app, ines, date(2026, 12, 7))["usual"] == Fraction(48)


# Dated facts


def test_a_new_region_changes_no_holiday_of_the_past(app, ines, at, practises):
    """26 December is a holiday in Alsace; the company moves there in 2027."""
    with app.app_context(), write_transaction():
        now = instant("2027-01-02 10:00")
        place = {"country": "FR", "region": "57"}
        org = ines.organisation_id
        declarations.add_fact(org, "organisation", org, "holidays", now.date(), now, value=place)
    with app.app_context():
        their_facts = facts.read_facts(ines.organisation_id, [ines.id])
    calendar = their_facts.calendar(
        ines.id, date(2026, 11, 13), date(2026, 11, 1), date(2028, 12, 31)
    )
    assert date(2026, 12, 25) in calendar.holidays
    assert date(2025, 12, 26) not in calendar.holidays
    assert date(2026, 12, 26) not in calendar.holidays
    assert date(2028, 12, 26) in calendar.holidays


def test_ones_own_pattern_leaves_the_companys_in_the_past(app, ines, says):
    with app.app_context(), write_transaction():
        org, now = ines.organisation_id, clock.now()
        for first, weeks in ((date(2026, 1, 1), [[6]]), (date(2027, 1, 1), [[7]])):
            value = {"weeks": weeks}
            declarations.add_fact(org, "organisation", org, "pattern", first, now, value=value)
        declarations.add_fact(
            *(org, "member", ines.id, "pattern", date(2026, 12, 7), now), value={"weeks": [[2]]}
        )
        updates.after_member_change([ines.who], date(2026, 1, 1), now)
    with app.app_context():
        their_facts = facts.read_facts(ines.organisation_id, [ines.id])
    calendar = their_facts.calendar(ines.id, date(2026, 1, 1), date(2026, 1, 1), date(2027, 12, 31))
    assert calendar.working(date(2026, 11, 28))
    assert calendar.working(date(2026, 12, 8))
    assert calendar.working(date(2027, 1, 5))
    assert not calendar.working(date(2027, 1, 3))


def test_a_teams_pause_holds_for_the_days_in_that_team(app, cast, ines, at, moves):
    lyon = cast("lyon")
    at("2026-11-20 10:00")
    moves(ines, lyon.id)
    with app.app_context(), write_transaction():
        org, now = ines.organisation_id, clock.now()
        declarations.add_fact(
            *(org, "team", lyon.id, "pause", date(2026, 11, 16), now), last_day=date(2026, 11, 24)
        )
        who = [cast(name).who for name in ("ines", "maya", "bilal", "chloe")]
        updates.after_member_change(who, date(2026, 11, 16), now)
    with app.app_context():
        their_facts = facts.read_facts(ines.organisation_id, [ines.id, cast("maya").id])
    calendar = their_facts.calendar(
        ines.id, date(2026, 11, 13), date(2026, 11, 1), date(2026, 12, 31)
    )
    working = [calendar.working(date(2026, 11, day)) for day in (18, 19, 20, 23, 24, 25)]
    assert working == [True, True, False, False, False, True]


def test_facts_of_others_are_not_read(app, ines, cast):
    """However many members a company has, a log reads its own facts."""
    with app.app_context():
        count = db.session.execute(select(func.count()).select_from(Fact)).scalar()
        assert count > 8
        assert len(facts.read_facts(ines.organisation_id, [ines.id])._all) == 2
