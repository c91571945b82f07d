"""Rows handled as dataclasses have a field for each column: no more, no less."""

from dataclasses import fields

import pytest

from webapp.game.standings import MemberWeek as MemberWeekOfRules
from webapp.game.streaks import State
from webapp.journal.models import Entry
from webapp.journal.repository import EntryRow
from webapp.progress.days.totals import DayTotals
from webapp.progress.models import MemberDay, MemberWeek, TeamWeek
from webapp.progress.weeks.rows import MemberWeekRow, TeamWeekRow

KEY_OF_DAY = {"organisation_id", "member_id", "day"}
OWN_OF_DAY = {"kept", "makes_up", "open_days", "total"}  # `days.repository` maps these by hand
LEFT_TO_CLOSING = {"version", "league", "position"}


def names(*classes):
    return {field.name for each in classes for field in fields(each)}


def columns(table):
    return set(table.__table__.columns.keys())


@pytest.mark.parametrize(
    ("fields", "table"),
    [
        pytest.param(names(EntryRow), columns(Entry), id="entries"),
        pytest.param(names(MemberWeekRow), columns(MemberWeek), id="a member's weeks"),
        pytest.param(names(TeamWeekRow) | LEFT_TO_CLOSING, columns(TeamWeek), id="a team's weeks"),
        pytest.param(
            names(DayTotals, State) - {"open"} | KEY_OF_DAY | OWN_OF_DAY,
            columns(MemberDay),
            id="days",
        ),
    ],
)
def test_the_fields_are_the_columns(fields, table):
    assert fields == table


def test_the_rules_read_columns_of_a_members_week():
    assert names(MemberWeekOfRules) < columns(MemberWeek)
