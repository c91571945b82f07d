"""Multiplication of a company's rows by SQL, into the tables as the migrations make them.

Every id is an UUID kept as 32 hex digits. The last six give way to the copy's number, in every
column that holds one, so all that pointed to each other still does; the organisation's own id has
a number of its own, so that several copies can make one large organisation. SQLite alone.
"""

import sqlite3
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sqlalchemy import Table, Uuid, select

from bin.measure.company import PARIS, opened
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.leagues import season_of
from webapp.people.models import Team
from webapp.progress.weeks import leagues

ONCE = ("organisations", "editions", "tags")  # once for an organisation, however large
NOT_COPIED = ("accounts", "sign_ins", "audits", "codes", "links", "tallies")
HASTY = (
    *("journal_mode=OFF", "synchronous=OFF", "foreign_keys=OFF", "locking_mode=EXCLUSIVE"),
    *("cache_size=-1500000", "temp_store=MEMORY"),
)


@dataclass(frozen=True)
class Copy:
    """A copy by its number among all, of an organisation by its number: its first one, its only."""

    organisation: int
    number: int
    first: bool
    only: bool


def multiplied(template: Path, target: Path, copies: list[int]) -> list[UUID]:
    """Organisations of so many copies each, in a new file; says their ids."""
    url = f"sqlite:///{target}"
    with opened(url):
        tables = list(db.metadata.sorted_tables)
    connection = sqlite3.connect(target, isolation_level=None)
    for pragma in HASTY:
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("ATTACH ? AS template", (str(template),))
    columns = {table.name: _columns(connection, table) for table in tables}
    number, ids = 0, []
    for organisation, count in enumerate(copies):
        connection.execute("BEGIN")
        for copy in range(count):
            _insert_copy(
                connection, tables, columns, Copy(organisation, number, copy == 0, count == 1)
            )
            number += 1
        connection.execute("COMMIT")
        ids.append(_id(connection, organisation))
    weeks = connection.execute("SELECT DISTINCT week FROM template.team_weeks").fetchall()
    connection.execute("DETACH template")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()
    with opened(url):
        for own, count in zip(ids, copies, strict=True):
            if count > 1:
                _deal(own, [date.fromisoformat(week) for (week,) in weeks])
    return ids


def _insert_copy(
    connection: sqlite3.Connection,
    tables: list[Table],
    columns: dict[str, tuple[str, str]],
    copy: Copy,
) -> None:
    params = {"o": f"{copy.organisation:06x}", "n": f"{copy.number:06x}"}
    for table in tables:
        if table.name in NOT_COPIED or (table.name in ONCE and not copy.first):
            continue
        if table.name == "leagues" and not copy.only:  # dealt anew among all the copies' teams
            continue
        names, values = columns[table.name]
        which = "" if copy.first or table.name != "facts" else " WHERE scope <> 'organisation'"
        statement = f"INSERT INTO main.{table.name} ({names}) "
        statement += f"SELECT {values} FROM template.{table.name}{which}"  # noqa: S608 - our own names
        connection.execute(
            statement, {name: params[name] for name in params if f":{name}" in values}
        )


def _columns(connection: sqlite3.Connection, table: Table) -> tuple[str, str]:
    """The names of a table's columns, and what each gets in a copy."""
    rows = connection.execute(f'PRAGMA main.table_info("{table.name}")').fetchall()
    names = [row[1] for row in rows]
    return ", ".join(f'"{name}"' for name in names), ", ".join(_value(table, n) for n in names)


def _value(table: Table, name: str) -> str:
    if table.name == "teams" and name == "folded":  # no two of a company's are alike
        return '"folded" || :n'
    if not isinstance(table.columns[name].type, Uuid):
        return f'"{name}"'
    copied, whole = (f'substr("{name}", 1, 26) || :{digits}' for digits in ("n", "o"))
    if name == "organisation_id" or table.name == "organisations":
        return whole
    if table.name == "facts" and name == "scope_id":
        return f"CASE scope WHEN 'organisation' THEN {whole} ELSE {copied} END"
    return copied


def _id(connection: sqlite3.Connection, organisation: int) -> UUID:
    row = connection.execute("SELECT id FROM template.organisations").fetchone()
    return UUID(row[0][:26] + f"{organisation:06x}")


def _deal(organisation: UUID, weeks: list[date]) -> None:
    """Leagues as each season's first log deals them."""
    teams = select(Team.id).where(Team.organisation_id == organisation).limit(1)
    with write_transaction() as session:
        team = session.scalars(teams).one()
        for week in {season_of(week): week for week in weeks}.values():
            leagues.enrol_team(organisation, week, team, PARIS)
