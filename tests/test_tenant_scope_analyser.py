"""The judge of the statements tells those that say whose company they mean from those that forget.

Each example is judged as both databases are sent it.
"""

import pytest

from tests.support.sql_recorder import plain
from tests.support.tenant_scope import unbound

KEYS = {"organisations": "id", "lessons": "organisation_id", "gifts": "organisation_id"}
GIFTS_OF_LESSONS = "lessons JOIN gifts ON gifts.organisation_id = lessons.organisation_id"
BOUND = [
    "SELECT l.text FROM lessons AS l WHERE l.organisation_id = ? AND l.call = ?",
    "SELECT text FROM lessons WHERE organisation_id = ?",
    "SELECT lessons.text FROM lessons WHERE lessons.organisation_id IN (?)",
    "SELECT 1 FROM lessons WHERE (lessons.organisation_id, lessons.call) IN (VALUES (?, ?))",
    f"SELECT gifts.id FROM {GIFTS_OF_LESSONS} WHERE lessons.organisation_id = ?",
    (
        "SELECT o.name FROM organisations AS o JOIN lessons AS l ON l.organisation_id = o.id"
        " WHERE o.id = ?"
    ),
    (
        "SELECT 1 FROM lessons LEFT OUTER JOIN gifts ON gifts.organisation_id ="
        " lessons.organisation_id WHERE lessons.organisation_id = ?"
    ),
    (
        "SELECT 1 FROM lessons WHERE lessons.organisation_id = ? AND EXISTS (SELECT 1 FROM gifts"
        " WHERE gifts.organisation_id = lessons.organisation_id AND gifts.call = lessons.call)"
    ),
    (
        "SELECT 1 FROM lessons WHERE lessons.organisation_id = ? AND lessons.call IN"
        " (SELECT gifts.call FROM gifts WHERE gifts.organisation_id = ?)"
    ),
    (
        "WITH n AS (SELECT l.organisation_id AS o FROM lessons AS l WHERE l.organisation_id = ?)"
        " SELECT gifts.id FROM gifts JOIN n ON gifts.organisation_id = n.o"
    ),
    (
        "SELECT s.id FROM (SELECT gifts.id AS id FROM gifts WHERE gifts.organisation_id = ?"
        " UNION ALL SELECT l.call FROM lessons AS l WHERE l.organisation_id = ?) AS s"
    ),
    (
        "INSERT INTO lessons (organisation_id, text) VALUES (?, ?)"
        " ON CONFLICT (organisation_id) DO UPDATE SET text = excluded.text"
    ),
    (
        "INSERT INTO gifts (organisation_id, id) SELECT lessons.organisation_id, ? FROM lessons"
        " WHERE lessons.organisation_id = ?"
    ),
    "UPDATE lessons SET text=? WHERE lessons.organisation_id = ? RETURNING lessons.call",
    "DELETE FROM lessons WHERE lessons.organisation_id = ?",
    "SELECT accounts.id FROM accounts WHERE accounts.email = ?",
]
LEFT = [
    ("SELECT l.text FROM lessons AS l WHERE l.call = ?", "lessons"),
    ("SELECT count(*) FROM lessons", "lessons"),
    ("SELECT text FROM lessons WHERE organisation_id != ?", "lessons"),
    ("SELECT text FROM lessons WHERE organisation_id = ? OR call = ?", "lessons"),
    ("SELECT text FROM lessons WHERE NOT organisation_id = ?", "lessons"),
    ("SELECT text FROM lessons WHERE lessons.organisation_id = lessons.organisation_id", "lessons"),
    ("SELECT o.name FROM organisations AS o WHERE o.demo", "organisations"),
    ("SELECT 1 FROM lessons, gifts WHERE lessons.organisation_id = ?", "gifts"),
    (
        (
            "SELECT 1 FROM lessons JOIN gifts ON gifts.call = lessons.call"
            " WHERE lessons.organisation_id = ?"
        ),
        "gifts",
    ),
    (f"SELECT gifts.id FROM {GIFTS_OF_LESSONS} WHERE lessons.call = ?", "lessons gifts"),
    (
        (
            "SELECT 1 FROM lessons LEFT OUTER JOIN gifts ON gifts.organisation_id ="
            " lessons.organisation_id AND lessons.organisation_id = ? AND gifts.organisation_id = ?"
        ),
        "lessons",
    ),
    (
        (
            "SELECT 1 FROM lessons AS a JOIN lessons AS b ON a.call = b.call"
            " WHERE a.organisation_id = ?"
        ),
        "lessons",
    ),
    (
        (
            "SELECT 1 FROM lessons WHERE lessons.organisation_id = ? AND EXISTS"
            " (SELECT 1 FROM gifts WHERE gifts.call = lessons.call)"
        ),
        "gifts",
    ),
    (
        "SELECT (SELECT count(*) FROM gifts) FROM lessons WHERE lessons.organisation_id = ?",
        "gifts",
    ),
    (
        (
            "SELECT 1 FROM lessons WHERE lessons.organisation_id IN"
            " (SELECT gifts.organisation_id FROM gifts)"
        ),
        "gifts lessons",
    ),
    (
        (
            "WITH n AS (SELECT lessons.organisation_id AS o FROM lessons)"
            " SELECT gifts.id FROM gifts JOIN n ON gifts.organisation_id = n.o"
        ),
        "lessons gifts",
    ),
    (
        (
            "SELECT gifts.id FROM gifts WHERE gifts.organisation_id = ?"
            " UNION ALL SELECT lessons.call FROM lessons WHERE lessons.call = ?"
        ),
        "lessons",
    ),
    ("INSERT INTO lessons (text) VALUES (?)", "lessons"),
    (
        "INSERT INTO gifts (organisation_id, id) SELECT lessons.organisation_id, ? FROM lessons",
        "gifts lessons",
    ),
    (
        "INSERT INTO gifts (organisation_id, id) VALUES (?, (SELECT max(l.call) FROM lessons l))",
        "lessons",
    ),
    ("UPDATE lessons SET text=? WHERE lessons.call = ?", "lessons"),
    ("UPDATE lessons SET organisation_id=?", "lessons"),
    (
        (
            "UPDATE lessons SET text=(SELECT max(gifts.id) FROM gifts)"
            " WHERE lessons.organisation_id = ?"
        ),
        "gifts",
    ),
    ("DELETE FROM lessons", "lessons"),
    (
        (
            "(SELECT l.text FROM lessons AS l) UNION ALL"
            " (SELECT gifts.id FROM gifts WHERE gifts.organisation_id = ?)"
        ),
        "lessons",
    ),
    ("EXPLAIN SELECT l.text FROM lessons AS l", "lessons"),
    ("COPY gifts TO STDOUT", "gifts"),
    (
        "MERGE INTO lessons USING accounts ON lessons.organisation_id = ? WHEN MATCHED THEN DELETE",
        "lessons",
    ),
]


@pytest.mark.parametrize("statement", BOUND)
def test_a_statement_that_says_whose_it_is_passes(statement):
    for sent, dialect in dialects(statement):
        assert unbound(plain(sent), dialect, KEYS) == ()


@pytest.mark.parametrize(("statement", "tables"), LEFT)
def test_a_statement_that_forgets_it_is_told_with_its_tables(statement, tables):
    for sent, dialect in dialects(statement):
        assert set(unbound(plain(sent), dialect, KEYS)) == set(tables.split())


def test_what_is_joined_to_a_table_that_is_found_otherwise_is_bound():
    statement = f"SELECT 1 FROM {GIFTS_OF_LESSONS} WHERE lessons.call = ?"
    assert unbound(statement, "sqlite", KEYS, {"lessons"}) == ()
    assert unbound("SELECT 1 FROM lessons, gifts", "sqlite", KEYS, {"lessons"}) == ("gifts",)


def dialects(statement: str) -> list[tuple[str, str]]:
    """The statement as each database is sent it."""
    psycopg = statement.replace("= ?", "= %(x_1)s::UUID").replace("?", "%(x_2)s")
    return [(statement, "sqlite"), (psycopg, "postgres")]
