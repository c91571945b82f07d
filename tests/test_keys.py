"""Every key of a table of a company holds organisation_id, so the tables can be split by it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import ForeignKeyConstraint, Table, UniqueConstraint

from tests.support.sql_recorder import keys
from tests.support.tenant_scope_allowlist import KEYS
from webapp.database.columns import Base

TABLES = [Base.metadata.tables[name] for name in sorted(keys())]


def unique(table: Table) -> Iterator[tuple[str, ...]]:
    """The columns of its primary key, of its unique constraints and of its unique indexes."""
    yield tuple(table.primary_key.columns.keys())
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield tuple(constraint.columns.keys())
    for index in table.indexes:
        if index.unique:
            yield tuple(index.columns.keys())


def outward(table: Table) -> Iterator[tuple[str, ...]]:
    """The columns of foreign keys that do not tie the company to the same company."""
    for constraint in table.constraints:
        if isinstance(constraint, ForeignKeyConstraint):
            own = keys()[table.name]
            named = {one.parent.name: one.column for one in constraint.elements}
            at = named.get(own)
            if at is None or keys().get(at.table.name) != at.name:
                yield tuple(named)


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_what_is_unique_is_unique_in_a_company(table):
    names = [columns for columns in unique(table) if columns[0] != keys()[table.name]]
    assert [key for key in names if (table.name, *key) not in KEYS] == []


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_a_row_points_only_into_its_own_company(table):
    assert [key for key in outward(table) if (table.name, *key) not in KEYS] == []


def test_every_exception_among_the_keys_is_one():
    all_keys = {(t.name, *key) for t in TABLES for key in [*unique(t), *outward(t)]}
    begun = {(t.name, *key) for t in TABLES for key in unique(t) if key[0] == keys()[t.name]}
    assert KEYS.keys() - (all_keys - begun) == set()


def test_the_tables_of_companies_are_all_but_these():
    assert Base.metadata.tables.keys() - keys().keys() == {
        *("accounts", "codes", "tallies", "push_keys"),
    }
