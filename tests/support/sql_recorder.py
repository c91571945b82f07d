"""Every statement that a test sends is heard here; those of the app say whose company they mean.

On several databases, each with some of the companies, one that does not say it would go to all of
them. What may do so stands in `tests/support/tenant_scope_allowlist.py`, each with its reason.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any

from sqlalchemy import Engine, event
from sqlglot.errors import SqlglotError

from tests.support.sql_sender import find_sender
from tests.support.tenant_scope import unbound
from tests.support.tenant_scope_allowlist import EXCEPTIONS
from webapp.database.columns import Base

DIALECTS = {"sqlite": "sqlite", "postgresql": "postgres"}
# What neither reads nor writes a row of a table. Whatever begins otherwise is judged.
WITHOUT_ROWS = re.compile(
    r"\s*(PRAGMA|BEGIN|COMMIT|ROLLBACK|SAVEPOINT|RELEASE|SET|SHOW|ANALYZE|VACUUM|LOCK)\b", re.I
)
NAMED = re.compile(r"%\(\w+\)s")
ONE = r"(?:\?|:p)(?:::[\w ]+)?"
LIST = re.compile(
    rf"(?P<before> IN \((?:VALUES )?| VALUES )(?P<one>{ONE}|\({ONE}(?:, {ONE})*\))(?:, (?P=one))+"
)

problems: list[str] = []  # since they were last taken


@cache
def keys() -> dict[str, str]:
    """The key column of each table of a company: organisation_id, and the one that it names."""
    own = {
        name: table for name, table in Base.metadata.tables.items() if "organisation_id" in table.c
    }
    named = [key.column for t in own.values() for key in t.c.organisation_id.foreign_keys]
    of_companies = {column.table.name: column.name for column in named}
    return of_companies | dict.fromkeys(own, "organisation_id")


@contextmanager
def listening() -> Iterator[None]:
    """Hear what goes through any engine of this process."""
    event.listen(Engine, "before_cursor_execute", _check_statement)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", _check_statement)


def take_problems() -> list[str]:
    """What was wrong, said once."""
    distinct = list(dict.fromkeys(problems))
    problems.clear()
    return distinct


def plain(statement: str) -> str:
    """The same with parameters of no name, and with one where there is a list of them.

    Beside named parameters a remainder is written %%.
    """
    return LIST.sub(r"\g<before>\g<one>", NAMED.sub(":p", statement).replace("%%", "%"))


def _check_statement(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    dialect = DIALECTS[connection.dialect.name]
    if not _judged(statement, dialect):
        return
    if sender := find_sender():
        place = sender.place
        exempt = frozenset(table for at, table in EXCEPTIONS if at == place)
        left = () if "*" in exempt else _unbound(plain(statement), dialect, exempt)
        problems.extend(f"{place} does not say whose {name} it means: {statement}" for name in left)


@lru_cache(maxsize=10_000)
def _judged(statement: str, dialect: str) -> tuple[str, ...]:
    if WITHOUT_ROWS.match(statement):
        return ()
    return _unbound(plain(statement), dialect, frozenset())


@cache
def _unbound(statement: str, dialect: str, exempt: frozenset[str]) -> tuple[str, ...]:
    try:
        return unbound(statement, dialect, keys(), exempt)
    except SqlglotError as error:
        return (f"tables (it cannot be read: {error})",)
