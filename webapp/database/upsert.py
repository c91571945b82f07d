"""Upserts: inserts that know what is there already, the same on both databases."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    Select,
    Table,
)
from sqlalchemy.dialects import postgresql, sqlite

from webapp.database.engine import is_on_sqlite
from webapp.database.transactions import execute_core


def upsert(table: Table, rows: Sequence[Mapping[str, Any]], key: tuple[str, ...]) -> None:
    """Insert `rows`, or bring the rows that have these keys up to date; one statement.

    A table with a `version` counts in it how often each row was written.
    """
    if rows:
        statement = _upsert_statement(_dialect(), table, tuple(rows[0]), key)
        values = [dict(row) for row in rows]
        execute_core(statement, values if len(values) > 1 else values[0])


@lru_cache
def _upsert_statement(
    dialect: Any, table: Table, names: tuple[str, ...], key: tuple[str, ...]
) -> Any:
    """The statement without its values, so that it is made and compiled only once."""
    statement = dialect.insert(table)
    updates = {name: statement.excluded[name] for name in names if name not in key}
    if "version" in table.c:
        updates["version"] = table.c.version + 1
    return statement.on_conflict_do_update(index_elements=key, set_=updates)


def insert_ignore(
    table: Any, rows: dict[str, Any] | list[dict[str, Any]], key: tuple[str, ...]
) -> Any:
    """Insert one row, or those of several, whose keys are not there."""
    return _dialect().insert(table).values(rows).on_conflict_do_nothing(index_elements=key)


def insert_from_select(table: Table, rows: Select[Any], key: tuple[str, ...]) -> Any:
    """Insert what is selected, column by column of the same name, where the key is not there."""
    names = [column.name for column in rows.selected_columns]
    statement = _dialect().insert(table).from_select(names, rows, include_defaults=False)
    return statement.on_conflict_do_nothing(index_elements=key)


def _dialect() -> Any:
    return sqlite if is_on_sqlite() else postgresql
