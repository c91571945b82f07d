"""The audit: what was refused too, for administrators of that company, whoever has left since."""

import csv
import io
import json
import logging

import pytest
from sqlalchemy import func, select

import webapp.clock as clock
from tests.cast import CANARY, Nobody
from webapp.database.engine import db
from webapp.me.erasure import erase_due
from webapp.people.models import Audit

pytestmark = [pytest.mark.both_databases, pytest.mark.processes]


def rows(app, person, what):
    with app.app_context():
        statement = select(Audit.count, Audit.actor_id, Audit.about_id, Audit.detail).where(
            Audit.organisation_id == person.organisation_id, Audit.what == what
        )
        return [tuple(row) for row in db.session.execute(statement)]


def test_a_flood_of_refusals_is_one_row_an_hour_with_its_count(app, ines, at):
    for _ in range(30):
        assert ines.opens("/admin/people").status_code == 403
    assert rows(app, ines, "forbidden") == [(30, ines.id, None, "admin.person_list")]
    for _ in range(270):
        ines.opens("/admin/people")
    assert rows(app, ines, "forbidden") == [(300, ines.id, None, "admin.person_list")]
    at("2026-11-16 10:01")
    ines.opens("/admin/people")
    assert len(rows(app, ines, "forbidden")) == 2


def test_refused_codes_and_limits_are_noted_of_whom_they_were_for(app, ines, asks_for_a_code):
    browser = Nobody(app)
    code = asks_for_a_code(browser, "ines@ouest.test")
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(3):
        browser.submits("/sign-in/code", {"code": wrong})
    assert rows(app, ines, "code-refused") == [(3, None, ines.id, "sign-in")]
    for _ in range(6):
        browser.submits("/sign-in", {"email": "ines@ouest.test"})
    assert rows(app, ines, "limited") == [(2, None, ines.id, "sign-in")]


def test_a_code_for_nobody_fills_no_table(app, nobody):
    nobody.submits("/sign-in", {"email": "nobody@up.test"})
    for _ in range(8):
        nobody.submits("/sign-in/code", {"code": "123456"})
    with app.app_context():
        refusals = select(func.count()).where(Audit.what == "code-refused")
        assert db.session.execute(refusals).scalar_one() == 0


def test_administrators_read_their_own_companys(maya, otto, ines, theo):
    ines.opens("/admin/people")
    otto.submits("/admin/teams", {"name": f"{CANARY} new"})
    page = maya.opens("/admin/audit")
    assert page.status_code == 200
    assert "Inès" in page.text
    assert CANARY not in page.text
    assert "Atelier" not in otto.opens("/admin/audit").text
    for person in (ines, theo):
        assert person.opens("/admin/audit").status_code == 403
        assert person.opens("/admin/audit/table").status_code == 403


@pytest.mark.parametrize(("language", "mark"), [("fr", ";"), ("en", ",")])
def test_the_audit_log_is_a_table_in_the_language_of_who_reads_it(maya, ines, language, mark):
    maya.submits("/me/settings", {"language": language, "theme": "auto", "you": "tu"})
    ines.opens("/admin/people")
    answer = maya.opens("/admin/audit/table")
    assert answer.mimetype == "text/csv"
    assert answer.headers["Cache-Control"] == "private, no-store"
    text = answer.data.decode("utf-8-sig")
    table = list(csv.reader(io.StringIO(text), delimiter=mark))
    assert {len(row) for row in table} == {7}
    assert table[1][-1] == "audit-table"
    assert [row for row in table if row[1] == "Inès" and row[-1] == "forbidden"]


def test_the_audit_log_has_pages(app, maya):
    for n in range(60):
        maya.submits("/admin/teams", {"name": f"Team {n}"})
    assert "page=2" in maya.opens("/admin/audit").text
    assert "page=1" in maya.opens("/admin/audit?page=2").text
    for odd in ("0", "-1", "x", "99999999999999999999"):
        assert maya.opens(f"/admin/audit?page={odd}").status_code == 200


def test_an_audit_entry_outlives_who_did_it(app, maya, ines, theo, at):
    maya.submits(f"/admin/people/{ines.id}", {"team": "", "role": "admin"})
    ines = type(ines)(app, ines.organisation_id, ines.id)
    ines.submits(f"/admin/people/{theo.id}", {"team": "", "role": "member"})
    ines.submits("/me/leave", {"sure": "1"})
    at("2026-12-17 10:00")
    with app.app_context():
        assert erase_due(clock.now()) == 1
    assert rows(app, maya, "role-member") == [(1, None, theo.id, "")]
    assert rows(app, maya, "role-admin") == [(1, maya.id, None, "")]
    maya = type(maya)(app, maya.organisation_id, maya.id)
    page = maya.opens("/admin/audit").text
    assert "quelqu’un qui est parti" in page
    assert "Inès" not in page


def test_each_is_a_line_of_json_without_names_and_addresses(app, maya, caplog, letters):
    caplog.set_level(logging.INFO, "rebond.audit")
    new = {"name": "Zoé", "email": "zoe@ouest.test", "team": "", "role": "member"}
    maya.submits("/admin/people", new)
    lines = [json.loads(r.getMessage()) for r in caplog.records if r.name == "rebond.audit"]
    (line,) = [line for line in lines if line["what"] == "invitation"]
    assert line["log"] == "audit"
    assert line["actor"] == str(maya.id)
    assert line["organisation"] == str(maya.organisation_id)
    assert not [r for r in caplog.records if "zoe" in r.getMessage().lower()]
