"""A rebuild finds whatever is wrong, mends what is open and leaves closed weeks alone."""

from datetime import date
from fractions import Fraction

import pytest
from sqlalchemy import delete, insert, select, update

import webapp.clock as clock
from webapp.admin import people
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.journal.models import Entry
from webapp.progress import updates
from webapp.progress.models import MemberDay, MemberWeek, TeamWeek
from webapp.progress.weeks import repository as week_repository

pytestmark = pytest.mark.both_databases(always=True)
WEEK = date(2026, 11, 16)


@pytest.fixture
def week_of_logs(ines, theo, at):
    """A week of Inès's and Théo's, with something of every kind."""
    for person in (ines, theo):
        at("2026-11-17 17:00")
        calls = [person.taps("refusal") for _ in range(3)]
        lessons = [person.draws(call) for call in calls]
        person.sends(*calls, *lessons, person.shares(calls[0]), person.withdraws(lessons[2]))
        at("2026-11-18 17:00")
        person.sends(*[person.taps("no_answer") for _ in range(3)])


def spoil(app, statement, person):
    """Change rows of the person's organisation behind the app's back."""
    own = statement.table.c.organisation_id == person.organisation_id
    with app.app_context(), write_transaction():
        assert db.session.execute(statement.where(own)).rowcount


SPOILT = {
    "a day's points": (update(MemberDay).values(points=MemberDay.points + 1), "day"),
    "a day's count": (update(MemberDay).values(count=7), "day"),
    "the last digit of the regularity": (
        update(MemberDay).values(kept_weight=MemberDay.kept_weight * (1 + 2**-50)),
        "day",
    ),
    "a day too few": (delete(MemberDay).where(MemberDay.day == date(2026, 11, 18)), "day"),
    "a member's kept days": (update(MemberWeek).values(kept_days=5), "week"),
    "a usual day": (update(MemberWeek).values(usual=Fraction(31)), "week"),
    "a week too few": (delete(MemberWeek).where(MemberWeek.points > 0), "week"),
    "all rows of the week's members": (delete(MemberWeek), "week"),
    "a team's effort": (update(TeamWeek).values(effort=Fraction(1, 3)), "team"),
    "a team's size": (update(TeamWeek).values(size=4), "team"),
    "a team's week": (delete(TeamWeek), "team"),
    "an entry's call": (update(Entry).where(Entry.kind == "withdraw").values(about=None), "entry"),
    "an entry's day": (update(Entry).where(Entry.kind == "lesson").values(about_day=WEEK), "entry"),
    "a withdrawal": (update(Entry).where(Entry.withdrawn).values(withdrawn=False), "entry"),
}


@pytest.mark.parametrize("spoilt", SPOILT.values(), ids=SPOILT.keys())
@pytest.mark.usefixtures("week_of_logs")
def test_a_derived_row_that_is_spoilt_is_found_and_mended(app, rebuild_all, ines, spoilt):
    assert rebuild_all().differences == []
    statement, what = spoilt
    spoil(app, statement, ines)
    report = rebuild_all()
    assert what in {difference.kind for difference in report.differences}
    assert report.closed == []
    assert rebuild_all().differences == report.differences  # only looked at
    assert rebuild_all(write=True).differences == report.differences
    assert rebuild_all().differences == []


@pytest.mark.lengthy
@pytest.mark.usefixtures("week_of_logs")
def test_closed_weeks_are_reported_and_stay(app, rebuild_all, ines, at):
    at("2026-11-24 12:30")
    for model, column in ((MemberWeek, "points"), (TeamWeek, "size")):
        spoil(app, update(model).values({column: 1}), ines)
    report = rebuild_all(write=True)
    assert {difference.kind for difference in report.closed} == {"week", "team"}
    assert report.open == []
    assert "closed, left as it is" in str(report)
    assert rebuild_all().differences == report.differences


@pytest.mark.lengthy
@pytest.mark.usefixtures("week_of_logs")
def test_rows_that_nothing_asks_for_are_found(app, rebuild_all, ines):
    row = dict.fromkeys(MemberDay.__table__.columns.keys(), 0)
    row |= {"organisation_id": ines.organisation_id, "member_id": ines.id}
    row |= {"day": date(2026, 11, 13), "kept": False, "makes_up": False, "broken": False}
    with app.app_context(), write_transaction():
        db.session.execute(insert(MemberDay).values(row | {"open_days": []}))
    assert [difference.computed for difference in rebuild_all(write=True).differences] == [None]
    assert rebuild_all().differences == []


@pytest.mark.usefixtures("week_of_logs")
def test_one_organisation_can_be_asked_for(app, rebuild_all, ines, otto):
    for person in (ines, otto):
        spoil(app, update(MemberDay).values(points=1), person)
    report = rebuild_all()
    assert {difference.organisation_id for difference in report.differences} == {
        ines.organisation_id,
        otto.organisation_id,
    }
    assert rebuild_all(otto.organisation_id).members == 3


def test_a_report_says_what_was_read(rebuild_all, ines):
    ines.sends(ines.taps("refusal"))
    report = rebuild_all()
    assert (report.members, report.days) == (9, 2)
    assert str(report).startswith("9 members, 2 days, 2 weeks read again.")


def test_a_report_counts_one_as_one(app, rebuild_all, ines):
    ines.sends(ines.taps("refusal"))
    spoil(app, update(MemberDay).values(points=1), ines)
    text = str(rebuild_all(ines.organisation_id))
    assert text.startswith("6 members, 1 day, 1 week read again.")
    assert text.endswith("\n1 difference.")


@pytest.fixture
def teamless(cast, at, moves):
    """Bilal, in no team since Friday, who practised on Monday and, ahead of time, next week."""
    at("2026-11-13 12:00")
    bilal = cast("bilal")
    moves(bilal, None)
    at("2026-11-16 10:00")
    bilal.sends(*[bilal.taps("no_answer") for _ in range(3)])
    at("2026-11-22 21:00")  # in Tokyo Monday morning
    bilal.sends(bilal.taps("no_answer", offset=540))
    return bilal


@pytest.mark.parametrize("day", ["2026-11-22 21:30", "2026-11-24 10:00", "2026-11-24 13:00"])
def test_who_was_in_no_team_and_is_removed_leaves_no_row_in_a_week_that_had_not_begun(
    app, cast, at, rebuild_all, teamless, day
):
    """On Sunday, on Tuesday while last week's boards are open, and once they have closed."""
    at(day)
    with app.app_context():
        assert people.remove_member(cast("maya").who, teamless.id, clock.now())
        weeks = db.session.scalars(
            select(MemberWeek.week).where(
                MemberWeek.member_id == teamless.id, MemberWeek.week >= WEEK
            )
        ).all()
    assert weeks == [WEEK, date(2026, 11, 23)][: 1 if day == "2026-11-22 21:30" else 2]
    assert rebuild_all().differences == []
    at("2026-12-02 10:00")
    assert rebuild_all().differences == []


@pytest.mark.lengthy
def test_a_row_that_a_removed_member_had_left_is_mended(app, cast, at, rebuild_all, teamless):
    """As an earlier version left it; another dose of the company does not bring it back."""
    at("2026-11-22 22:00")
    who = teamless.who
    with app.app_context():
        row = week_repository.get_member_week(who.organisation_id, date(2026, 11, 23), who.id)
        assert people.remove_member(cast("maya").who, teamless.id, clock.now())
    with app.app_context(), write_transaction():
        week_repository.upsert_weeks([row])
    assert [difference.kind for difference in rebuild_all().differences] == ["week"]
    rebuild_all(write=True)
    assert rebuild_all().differences == []
    with app.app_context(), write_transaction():
        updates.after_organisation_change(who.organisation_id, date(2026, 11, 16), clock.now())
    assert rebuild_all().differences == []
