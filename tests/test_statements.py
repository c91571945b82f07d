"""What the app sends is heard and told with its function; nothing is excused that is gone."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine

from tests.support import sql_recorder
from tests.support.sql_sender import WEBAPP
from tests.support.tenant_scope_allowlist import EXCEPTIONS
from webapp.database.columns import Base

IN_THE_APP = compile(
    "def reads(connection, statement):\n    connection.exec_driver_sql(statement)",
    f"{WEBAPP}people/invented.py",
    "exec",
)


@pytest.fixture
def engine() -> Engine:
    sqlite = create_engine("sqlite://")
    with sqlite.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE lessons (organisation_id, text)")
    return sqlite


def test_lists_of_any_length_are_one_statement():
    one = "SELECT 1 FROM t WHERE t.id IN (?)"
    assert sql_recorder.plain("SELECT 1 FROM t WHERE t.id IN (?, ?, ?)") == one
    many = "SELECT 1 FROM t WHERE t.id IN (%(id_1_1)s::UUID, %(id_1_2)s::UUID)"
    assert sql_recorder.plain(many) == one.replace("?", ":p::UUID")
    rows = "INSERT INTO t (a, b) VALUES (%(a__0)s::UUID, %(b__0)s), (%(a__1)s::UUID, %(b__1)s)"
    assert sql_recorder.plain(rows) == "INSERT INTO t (a, b) VALUES (:p::UUID, :p)"


def test_a_remainder_is_read_on_both_databases():
    for sent in ("SELECT 1 FROM t WHERE t.a % ? = 0", "SELECT 1 FROM t WHERE t.a %% %(a_1)s = 0"):
        plain = sql_recorder.plain(sent)
        assert plain.replace("?", ":p") == "SELECT 1 FROM t WHERE t.a % :p = 0"


def test_a_statement_of_the_app_is_told_with_its_function(engine):
    problems = heard_in_the_app(engine, "SELECT text FROM lessons")
    assert problems == [
        "people/invented.reads does not say whose lessons it means: SELECT text FROM lessons"
    ]
    assert heard_in_the_app(engine, "SELECT text FROM lessons WHERE organisation_id = 1") == []


@pytest.mark.parametrize(
    "statement",
    [
        "VALUES ((SELECT text FROM lessons))",
        "/* which? */ SELECT text FROM lessons",
        "EXPLAIN SELECT text FROM lessons",
        "REPLACE INTO lessons (text) VALUES ('all')",
        "CREATE TABLE others AS SELECT text FROM lessons",
    ],
)
def test_a_statement_is_heard_however_it_begins(engine, statement):
    assert heard_in_the_app(engine, statement) == [
        f"people/invented.reads does not say whose lessons it means: {statement}"
    ]


def test_a_statement_of_a_test_may_ask_what_it_likes(engine):
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT text FROM lessons")
    assert sql_recorder.take_problems() == []


def test_a_table_of_a_company_is_known_by_its_column():
    tables = {name for name, table in Base.metadata.tables.items() if "organisation_id" in table.c}
    assert sql_recorder.keys() == dict.fromkeys(tables, "organisation_id") | {"organisations": "id"}
    assert {"entries", "lessons", "members", "sign_ins", "member_days"} <= tables


@pytest.mark.parametrize(("place", "table"), EXCEPTIONS)
def test_nothing_is_excused_that_is_gone(place, table):
    """The function is there, and its module still speaks of the table."""
    module, _, function = place.partition(".")
    source = Path(f"{WEBAPP}{module}.py").read_text(encoding="utf-8")
    defined = [n.name for n in ast.walk(ast.parse(source)) if isinstance(n, ast.FunctionDef)]
    classes = [m.class_.__name__ for m in Base.registry.mappers if m.local_table.name == table]
    assert function in defined
    assert any(name in source for name in classes or ["sorted_tables"])
    assert classes or table == "*"


def heard_in_the_app(engine: Engine, statement: str) -> list[str]:
    names: dict = {}
    exec(IN_THE_APP, names)
    with engine.connect() as connection:
        names["reads"](connection, statement)
    return sql_recorder.take_problems()
