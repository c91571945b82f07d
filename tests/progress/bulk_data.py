"""Large companies and long careers, inserted at once: for counting statements and reading plans."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

from flask import Flask
from sqlalchemy import event, text

from tests.cast import Person
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import WEEK
from webapp.journal.models import Entry
from webapp.people.models import Fact, MemberRow, Team
from webapp.progress.models import MemberDay, MemberWeek, TeamWeek

TEAM_OF = 20
AT_ONCE = 5000
DAY = timedelta(days=1)
BIG = ("entries", "member_days", "member_weeks", "facts", "members", "lessons", "sign_ins")


def crowd(app: Flask, person: Person, count: int, monday: date) -> None:
    """So many more members of the person's company, in teams of twenty, with four weeks behind."""
    rng, now = Random(count), datetime.combine(monday - 40 * DAY, datetime.min.time(), UTC)
    organisation = {"organisation_id": person.organisation_id}
    teams = [a_uuid(rng) for _ in range(-(-count // TEAM_OF))]
    members = [a_uuid(rng) for _ in range(count)]
    team_of = {member: teams[n // TEAM_OF] for n, member in enumerate(members)}
    weeks = [monday - WEEK * n for n in range(1, 5)]
    insert(
        app,
        Team,
        [
            organisation | {"id": team, "name": f"T{n}", "folded": team.hex, "created_at": now}
            for n, team in enumerate(teams)
        ],
    )
    insert(
        app,
        MemberRow,
        [
            organisation
            | {
                "id": member,
                "name": "Someone",
                "created_at": now,
                "joined_on": now.date(),
                "role": "member",
            }
            | {"language": "fr", "theme": "auto", "zone": "Europe/Paris"}
            for member in members
        ],
    )
    insert(
        app,
        Fact,
        [
            organisation
            | {
                "id": a_uuid(rng),
                "scope": "member",
                "scope_id": member,
                "name": "team",
                "value": {},
            }
            | {"first_day": now.date(), "team_id": team_of[member], "recorded_at": now}
            for member in members
        ],
    )
    week = {"working_days": 5, "points": 90, "kept_days": 4, "shared": True, "usual": Fraction(30)}
    insert(
        app,
        MemberWeek,
        [
            organisation | week | {"member_id": member, "week": monday, "team_id": team_of[member]}
            for member in members
            for monday in weeks
        ],
    )
    parts = {"effort": Fraction(1, 2), "kept": Fraction(1, 3), "shared": Fraction(1, 4)}
    insert(
        app,
        TeamWeek,
        [
            organisation | parts | {"week": monday, "team_id": team, "size": TEAM_OF}
            for team in teams
            for monday in weeks
        ],
    )
    insert(app, MemberDay, [a_day(person, member, monday - 3 * DAY) for member in members])
    analyse_tables(app)


def career(app: Flask, person: Person, years: int, until: date) -> None:
    """Years of days and entries of one person; their figures are all alike."""
    rng = Random(years)
    days = [until - DAY * n for n in range(1, years * 365) if (until - DAY * n).isoweekday() < 6]
    insert(app, MemberDay, [a_day(person, person.id, day) for day in days])
    insert(app, Entry, [an_entry(person, day, rng) for day in days for _ in range(5)])
    week = {"working_days": 5, "points": 50, "kept_days": 5, "shared": False}
    mondays = {day - DAY * day.weekday() for day in days}
    insert(
        app,
        MemberWeek,
        [
            {"organisation_id": person.organisation_id, "member_id": person.id, "week": monday}
            | week
            | {"team_id": None, "usual": Fraction(30)}
            for monday in mondays
        ],
    )
    analyse_tables(app)


def a_day(person: Person, member_id: UUID, day: date) -> dict[str, Any]:
    figures = dict.fromkeys(("conversations", "meetings", "complete", "extras", "shares"), 0)
    state = {"count": 9, "tenths": 20, "best": 9, "missed": 0, "open_days": [], "broken": False}
    return (
        {"organisation_id": person.organisation_id, "member_id": member_id, "day": day}
        | figures
        | state
        | {"attempts": 5, "points": 10, "kept": True, "makes_up": False, "total": 90}
        | {"kept_weight": 1.0, "worked_weight": 1.0}
    )


def an_entry(person: Person, day: date, rng: Random) -> dict[str, Any]:
    at, key = datetime(day.year, day.month, day.day, 10, tzinfo=UTC), a_uuid(rng)
    return {
        "organisation_id": person.organisation_id,
        "member_id": person.id,
        "key": key,
        "kind": "call",
        "made_at": int(at.timestamp() * 1000),
        "zone": "Europe/Paris",
        "offset": 60,
        "instant": at,
        "received_at": at,
        "day": day,
        "clock_off": False,
        "digest": bytes(32),
        "about": key,
        "about_day": day,
        "withdrawn": False,
        "current_outcome": "no_answer",
        "outcome": "no_answer",
        "by_hand": False,
    }


def insert(app: Flask, model: Any, rows: list[dict[str, Any]]) -> None:
    for start in range(0, len(rows), AT_ONCE):
        with app.app_context(), write_transaction() as session:
            session.execute(model.__table__.insert(), rows[start : start + AT_ONCE])


def analyse_tables(app: Flask) -> None:
    """Let PostgreSQL know how large its tables are."""
    with app.app_context(), db.engine.connect() as connection:
        if connection.dialect.name == "postgresql":
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("ANALYZE"))


@contextmanager
def plans(app: Flask) -> Iterator[list[tuple[str, list[str]]]]:
    """Each statement of the block with the lines of its plan, made in the end."""
    executions: list[tuple[str, Any]] = []
    explanations: list[tuple[str, list[str]]] = []
    with app.app_context():
        engine = db.engine

    def hear(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        if statement.split(None, 1)[0] in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            executions.append((statement, values[0] if isinstance(values, list) else values))

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield explanations
    finally:
        event.remove(engine, "before_cursor_execute", hear)
    explain = "EXPLAIN QUERY PLAN " if engine.dialect.name == "sqlite" else "EXPLAIN "
    with engine.connect() as connection:
        if connection.dialect.name == "postgresql":  # which reads a small table whole on purpose
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, values in executions:
            rows = connection.exec_driver_sql(explain + statement, values)
            explanations.append((statement, [str(row[-1]) for row in rows]))
        connection.rollback()


def whole(plan: list[str]) -> list[str]:
    """The lines of a plan that read a big table from end to end, or all of a company's rows."""
    return [
        line
        for line in plan
        for table in BIG
        if line.startswith(f"SCAN {table}")
        or f"Seq Scan on {table}" in line
        or (line.startswith(f"SEARCH {table}") and line.endswith("(organisation_id=?)"))
        or (
            line.startswith("SEARCH entries")
            and line.endswith("(organisation_id=? AND member_id=?)")
        )
    ]


def a_uuid(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128))
