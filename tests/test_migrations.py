"""The migrations: each can be taken back, and what is there then is what was there before it."""

from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import Inspector, inspect, text

from tests.cast import Nobody
from webapp.database.engine import db
from webapp.migrations import (
    MIGRATIONS,
    NewerDatabaseError,
    init_app,
    known_versions,
    migrate_to,
    require_known_version,
)
from webapp.progress.rebuild.rebuild import rebuild

REVISIONS = [each.revision for each in ScriptDirectory(MIGRATIONS).walk_revisions()]  # newest first
pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases(always=True)]


def schema() -> dict[str, Any]:
    """Every table that the database has, as it is there."""
    inspector = inspect(db.engine)
    return {
        name: table(inspector, name)
        for name in inspector.get_table_names()
        if "alembic" not in name
    }


def table(inspector: Inspector, name: str) -> dict[str, Any]:
    """Its columns, keys and indexes; a column that came later may stand at another place."""
    return {
        "columns": {
            column["name"]: (str(column["type"]), column["nullable"], column["default"])
            for column in inspector.get_columns(name)
        },
        "key": inspector.get_pk_constraint(name)["constrained_columns"],
        "foreign": sorted(
            (each["constrained_columns"], each["referred_table"], each["referred_columns"])
            for each in inspector.get_foreign_keys(name)
        ),
        "ends": sorted(str(each["options"]) for each in inspector.get_foreign_keys(name)),
        "indexes": {
            each["name"]: (each["column_names"], bool(each["unique"]))
            for each in inspector.get_indexes(name)
        },
        "unique": sorted(each["column_names"] for each in inspector.get_unique_constraints(name)),
    }


def test_each_migration_taken_back_leaves_what_was_there_before_it(app, cast, ines):
    """With rows in every table; all the way down and all the way up again."""
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call), ines.shares(call))
    form = {"charge": str(cast("lyon").id)}
    assert cast("maya").submits(f"/admin/people/{cast('theo').id}/charges", form).status_code == 303
    assert Nobody(app).submits("/sign-in", {"email": "ines@ouest.test"}).status_code == 303
    init_app(app)
    with app.app_context():
        down = {}
        for revision, before in zip(REVISIONS, [*REVISIONS[1:], "base"], strict=True):
            down[revision] = schema()
            downgrade(MIGRATIONS, before)
        assert schema() == {}
        for revision in reversed(REVISIONS):
            upgrade(MIGRATIONS, revision)
            assert schema() == down[revision], revision


def test_the_migrations_make_the_tables_that_the_app_reads(app):
    with app.app_context(), db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def test_who_goes_one_version_back_and_forth_loses_no_call(app, ines):
    ines.sends(ines.taps("refusal"), ines.taps("meeting"))
    before = ines.today()
    init_app(app)
    with app.app_context():
        downgrade(MIGRATIONS, "-1")
        upgrade(MIGRATIONS)
    assert ines.today() == before


def test_going_one_version_back_and_returning_loses_no_entry_and_no_word(app, ines, theo):
    """As the README says it: down by the newer version, and up again by it."""
    call = ines.taps("refusal")
    ines.sends(call, ines.draws(call, text="One pause more"), ines.shares(call))
    theo.sends(theo.taps("meeting"))
    before = ines.today(), theo.today()
    with app.app_context():
        migrate_to(known_versions()[1])
        require_known_version()
        migrate_to(known_versions()[0])
        assert list(rebuild().differences) == []
    assert (ines.today(), theo.today()) == before
    assert "One pause more" in ines.opens("/lessons").text
    assert ines.sends(call) == ["duplicate"]


@pytest.mark.both_databases(always=True)
def test_going_back_before_corrections_and_returning_loses_none_that_a_phone_holds(app, ines):
    """The version before finds the calls as they were corrected, and nothing to mend."""
    tap, other = ines.taps("refusal"), ines.taps("callback")
    withdrawn = ines.corrects(tap, "meeting")
    on_phone = [
        tap,
        other,
        withdrawn,
        ines.corrects(tap, "gatekeeper"),
        ines.corrects(other, "meeting"),
    ]
    on_phone += [ines.draws(tap), ines.withdraws(withdrawn), ines.withdraws(other)]
    ines.sends(*on_phone)
    before = ines.today()
    with app.app_context():
        migrate_to("0009")
        migrate_to(known_versions()[0])
        assert list(rebuild().differences) == []
    assert ines.today() == before
    assert set(ines.sends(*on_phone)) == {"accepted", "duplicate"}
    assert ines.today() == before
    with app.app_context():
        assert list(rebuild().differences) == []


def test_a_database_of_a_newer_version_is_left_as_it_is_and_named(app):
    with app.app_context():
        require_known_version()
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(
            NewerDatabaseError, match=f"9999(?s:.*)migrate --to {known_versions()[0]}"
        ):
            require_known_version()
