"""Everything of mine as JSON and as tables: all of it, and nothing of anybody else."""

import csv
import io
import json
import zipfile

import pytest
from sqlalchemy import Column
from sqlalchemy.sql import visitors

from tests.cast import CANARY
from webapp.app import PROVIDERS
from webapp.auth.erasure import personal_tables
from webapp.database.engine import db
from webapp.people.models import Audit

PARTS = {
    *(
        "profile",
        "facts",
        "charges",
        "entries",
        "lessons",
        "shares",
        "slots",
        "plan-feed",
        "calendars",
        "busy-times",
        "team-sprints",
        "reminder",
        "push-devices",
        "helps",
        "days",
        "weeks",
        "sign-ins",
        "audit",
    ),
}
HOSTILE = "=HYPERLINK(1)"
# What a member does not take away of the tables that hold something of theirs, and why.
LEFT_OUT = {
    "*.organisation_id": "the company, the same in every row",
    "*.member_id": "themself: the profile says it once",
    "accounts.id": "of the address, which may have members in other companies",
    "accounts.created_at": "of the address, which may be older than this company knows of",
    "agenda_calendars.address": "a secret that its owner gave; its host says which one it is",
    "agenda_calendars.claimed_at": "when the server last began to read it",
    "agenda_calendars.digest": "made of what was read, to know it again; nothing can be read of it",
    "agenda_calendars.due_at": "when the server reads it next",
    "agenda_calendars.id": "a name of the row, which nothing else in the file uses",
    "audits.actor_left": "of who was erased, which is nobody who can ask for the file",
    "audits.about_left": "of who was erased, which is nobody who can ask for the file",
    "audits.id": "an order that the time says already",
    "busy_times.calendar_id": "its host stands there",
    "charges.team_id": "the team stands there by its name",
    "codes.*": "secrets of ten minutes, found by the browser that asked",
    "completions.*": "that a form was sent, for ten minutes, as a digest",
    "cues.key": "that of its slot, which stands there",
    "entries.digest": "made of the entry, to know it again",
    "plan_feeds.token": "a digest of what opens the plan",
    "facts.id": "a name of the row, which nothing else in the file uses",
    "facts.scope": "always the member",
    "facts.scope_id": "themself",
    "facts.team_id": "the team stands there by its name",
    "gifts.*": "under which name the team sees a lesson; the shares are there",
    "helps.gift_id": "would say which lesson of somebody else",
    "lessons.folded": "the same words, as the search compares them",
    "links.*": "a secret of a week, kept as a digest",
    "mails.*": "secrets, as codes and links are; a day after it left nothing of a mail is there",
    "member_weeks.team_id": "the team stands there by its name",
    "members.account_id": "of the address",
    "members.came_by": "the team's link they came in by, which is the company's",
    "members.leaving_at": "empty as long as somebody can ask for the file",
    "members.removed_at": "empty as long as somebody can ask for the file",
    "members.suspended_at": "empty as long as somebody can ask for the file",
    "members.admitted": "the number of the newest entry, which the entries have",
    "members.has_slots": "that there are slots, which stand there",
    "members.has_agenda": "that there are calendars, which stand there",
    "members.exporting_since": "that this very file is being made",
    "members.way_in_at": "what Today says until they have read it; the audit has it",
    "members.way_in_by": "somebody else",
    "members.sent": "counts the entries of a minute, for a limit",
    "members.sent_since": "the minute that it counts",
    "push_subscriptions.auth": "a secret of that browser",
    "push_subscriptions.endpoint": "a secret of that browser: who has it can send to it",
    "push_subscriptions.endpoint_digest": "made of the endpoint, to know it again",
    "push_subscriptions.id": "a name of the row, which nothing else in the file uses",
    "push_subscriptions.p256dh": "a key of that browser",
    "push_subscriptions.sign_in": "a secret, kept as a digest",
    "pushes.*": "a message on its way: its row goes when it has arrived, or after two hours",
    "reduced_entries.*": "made of what was there, to know it again; nothing of it can be read",
    "sign_ins.browser": "a secret of that browser, kept as a digest",
    "sign_ins.token": "a secret, kept as a digest",
    "team_sprint_members.key": "that of the entry, which stands there",
    "team_sprint_members.team_sprint_id": "its time stands there",
    "team_sprints.id": "its time stands there",
    "team_sprints.team_id": "the team that they were in, which the facts say",
    "tallies.*": "counts of an hour or a day, for a limit",
}


def practises(person, word):
    """A refusal with its lesson, shared, every text of it marked by that word."""
    call = person.taps("refusal")
    lesson = person.draws(call, text=f"{word} text", **{"if": f"{word} if", "then": f"{word} then"})
    assert set(person.sends(call, lesson, person.shares(call))) == {"accepted"}


def as_json(person):
    answer = person.opens("/me/export/json")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    return json.loads(answer.data)


def as_tables(person):
    answer = person.opens("/me/export/zip")
    assert answer.mimetype == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.data)) as folder:
        return {
            name: list(
                csv.DictReader(io.StringIO(folder.read(name).decode("utf-8-sig")), delimiter=";")
            )
            for name in folder.namelist()
        }


@pytest.mark.both_databases
def test_everything_of_mine_is_there(ines):
    practises(ines, "Inesword")
    ines.submits("/me/goal", {"goal": "10"})
    export = as_json(ines)
    assert {*export} == PARTS | {"rebond", "taken_at"}
    assert export["profile"][0]["email"] == "ines@ouest.test"
    assert [entry["kind"] for entry in export["entries"]].count("call") == 1
    assert {entry["kind"] for entry in export["entries"]} == {"call", "lesson", "share"}
    assert export["lessons"][0]["text"] == "Inesword text"
    assert export["lessons"][0]["shared_with"] == "Nantes"
    assert export["shares"][0]["signed"] is False
    assert export["days"][0]["points"] == 20
    assert export["weeks"][0]["team"] == "Nantes"
    assert {fact["name"] for fact in export["facts"]} == {"team", "goal"}
    assert export["sign-ins"][0]["agent"] == "a test"


def test_every_column_of_a_members_table_is_taken_away_or_excused(ines):
    """A new table or column must be handed over in webapp/app.py, or stand in LEFT_OUT."""
    exported = {
        (column.table.name, column.name)
        for part in PROVIDERS.exports.values()
        for expression in part(ines.who).selected_columns
        for column in visitors.iterate(expression)
        if isinstance(column, Column)
    }
    columns = [column for name in personal_tables() for column in db.metadata.tables[name].columns]
    whole = {(column.table.name, column.name) for column in columns}
    ways = {
        pair: {f"{pair[0]}.*", f"*.{pair[1]}", ".".join(pair)} & {*LEFT_OUT}
        for pair in whole - exported
    }
    assert [".".join(pair) for pair, excuses in ways.items() if not excuses] == []
    assert {*LEFT_OUT} == set().union(*ways.values())


@pytest.mark.both_databases
def test_the_tables_hold_what_the_file_holds(ines):
    practises(ines, "Inesword")
    export, tables = as_json(ines), as_tables(ines)
    assert {*tables} == {f"{name}.csv" for name in PARTS}
    for name in PARTS - {"audit"}:
        rows = tables[f"{name}.csv"]
        assert len(rows) == len(export[name]), name
        if rows:
            assert [*rows[0]] == [*export[name][0]], name


@pytest.mark.both_databases
def test_nobody_elses_rows_are_in_it(app, ines, theo, awa, bilal, chloe, maya):
    others = (theo, awa, bilal, chloe, maya)
    for number, person in enumerate(others):
        practises(person, f"Canari{number}")
    practises(ines, "Inesword")
    maya.submits(f"/admin/people/{ines.id}", {"role": "member", "team": ""})
    raw = ines.opens("/me/export/json").data + json.dumps(as_tables(ines)).encode()
    assert b"Inesword" in raw
    strange = [f"Canari{number}" for number in range(len(others))]
    strange += [text for p in others for text in (str(p.id), p.id.hex, p.who.name)]
    strange += [f"{who}@ouest.test" for who in ("theo", "awa", "bilal", "chloe", "maya")]
    strange += [CANARY, CANARY.lower()]
    assert [text for text in strange if text.encode() in raw] == []
    assert [text for text in strange if json.dumps(text)[1:-1].encode() in raw] == []


def test_taking_it_away_is_written_down(app, ines):
    as_json(ines)
    as_tables(ines)
    with app.app_context():
        rows = db.session.query(Audit.what, Audit.actor_id).filter(Audit.what.like("export-%"))
        assert sorted(rows) == [("export-json", ines.id), ("export-zip", ines.id)]


def test_no_cell_is_taken_for_a_formula(ines):
    practises(ines, HOSTILE)
    tables = as_tables(ines)
    assert tables["lessons.csv"][0]["text"] == f"'{HOSTILE} text"
    cells = [value for rows in tables.values() for row in rows for value in row.values()]
    assert [value for value in cells if value.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_tables_are_in_the_shape_of_the_readers_language(ines):
    """Semicolons in French, commas in English, and for both the mark by which Excel knows UTF-8."""
    call = ines.taps("refusal", zone="America/New_York", offset=-300)
    text = 'il a dit "non", puis « é »; et ,=1+1'
    assert set(ines.sends(call, ines.draws(call, text=text))) == {"accepted"}
    separators = {"fr": ";", "en": ","}
    for language, separator in separators.items():
        ines.submits("/me/settings", {"language": language, "theme": "auto", "you": ""})
        with zipfile.ZipFile(io.BytesIO(ines.opens("/me/export/zip").data)) as folder:
            raw = {name: folder.read(name) for name in folder.namelist()}
        assert all(table.startswith(b"\xef\xbb\xbf") for table in raw.values())
        tables = {
            name: list(csv.DictReader(io.StringIO(table.decode("utf-8-sig")), delimiter=separator))
            for name, table in raw.items()
        }
        assert "-300" in {row["offset"] for row in tables["entries.csv"]}
        assert f"{separator}-300{separator}".encode() in raw["entries.csv"]
        assert tables["lessons.csv"][0]["text"] == text.replace(",=", ",'=")
        assert len(raw["lessons.csv"].splitlines()) == 2


def test_a_tag_in_a_text_is_no_tag_in_the_file_and_the_same_text_when_it_is_read(ines):
    practises(ines, "<b>&")
    assert b"<" not in ines.opens("/me/export/json").data
    assert as_json(ines)["lessons"][0]["text"] == "<b>& text"


def test_there_is_no_other_form_and_nothing_for_the_signed_out(ines, nobody):
    assert ines.opens("/me/export/pdf").status_code == 404
    assert nobody.opens("/me/export/json").headers["Location"] == "/sign-in"
