"""Otto's company: nothing of it is in any answer that the others can get, by whatever way."""

from itertools import product
from uuid import UUID

import pytest
from sqlalchemy import inspect, select, text

import webapp.clock as clock
from tests.cast import CANARY, Nobody, Person
from tests.support.routes import WAYS, walked
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.journal.models import Entry
from webapp.people import company
from webapp.people.models import Account

pytestmark = pytest.mark.lengthy

ROUTES = walked()
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
OTHERS = ("ines", "theo", "maya", "nobody")
FIELDS = (
    *("charge", "whom", "fact", "from", "worked", "country", "region"),
    *("key", "call", "of", "about", "noted", "owner", "lesson", "share", "id"),
    *("team", "organisation", "member", "week", "token", "person", "made", "before", "after"),
)


@pytest.fixture
def ottos_ids(app, otto, cast) -> dict[str, str]:
    """Every id that Otto's company has, by what it is."""
    with app.app_context():
        entries = db.session.execute(
            select(Entry.kind, Entry.key).where(Entry.organisation_id == otto.organisation_id)
        ).all()
        account = db.session.execute(
            select(Account.id).where(Account.email.contains(CANARY.lower())).limit(1)
        ).scalar_one()
    ids = {"organisation": otto.organisation_id, "otto": otto.id, "team": cast("ottos_team").id}
    ids |= {"olga": cast("olga").id, "account": account}
    return {what: str(id_) for what, id_ in ids.items()} | {k: str(key) for k, key in entries}


@pytest.fixture
def browsers(app, cast) -> dict[str, Nobody]:
    return {name: Nobody(app) if name == "nobody" else cast(name) for name in OTHERS}


def tells(answer) -> bool:
    """Whether an answer holds the canary, in its text or its headers, however it is spelled."""
    text = f"{answer.text} {answer.headers}".lower()
    return CANARY.lower() in text


def rows_of(app, organisation_id: UUID) -> dict[str, list[tuple]]:
    """Every row of Otto's company but the sign-ins."""
    with app.app_context():
        rows = {}
        for table in inspect(db.engine).get_table_names():
            columns = {column["name"] for column in inspect(db.engine).get_columns(table)}
            if "organisation_id" not in columns or table == "sign_ins":
                continue
            result = db.session.execute(
                text(f"SELECT * FROM {table} WHERE organisation_id = :id"),
                {"id": organisation_id.hex},
            )
            rows[table] = sorted(map(repr, result))
        return rows


def test_otto_himself_sees_his_company(otto):
    rules = [r.rule for r in ROUTES if "GET" in r.access and tells(otto.opens(r.path(otto.id)))]
    assert {"/lessons", "/boards", "/me", "/admin/people", "/admin/teams"} <= set(rules)
    assert rows_of(otto.app, otto.organisation_id)["lessons"]


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.rule)
def test_nobody_else_hears_of_otto(browsers, ottos_ids, otto, letters, route):
    before = rows_of(otto.app, otto.organisation_id)
    paths = {route.path(id_, name=id_, token=id_) for id_ in ottos_ids.values()} | {route.path()}
    for (name, browser), path in product(browsers.items(), sorted(paths)):
        for verb, options in WAYS if path == route.path(ottos_ids["call"]) else (WAYS[0], WAYS[4]):
            headers = SAME_SITE | options.get("headers", {})
            answer = browser.asks(verb, path, **(options | {"headers": headers}))
            assert not tells(answer), f"{name}: {verb} {path}"
            assert answer.status_code < 500
    assert rows_of(otto.app, otto.organisation_id) == before
    assert not [letter for letter in letters if CANARY.lower() in repr(letter).lower()]


@pytest.mark.parametrize("what", ["organisation", "otto", "team", "call", "lesson", "share"])
def test_no_field_reaches_otto(browsers, ottos_ids, otto, letters, what):
    before, id_ = rows_of(otto.app, otto.organisation_id), ottos_ids[what]
    fields = dict.fromkeys(FIELDS, id_)
    for name, browser in browsers.items():
        for route in ROUTES:
            got = (
                browser.opens(route.path(), query_string=fields) if "GET" in route.access else None
            )
            sent = browser.submits(route.path(), fields) if "POST" in route.access else None
            for answer in filter(None, (got, sent)):
                assert not tells(answer), f"{name}: {route.rule}"
                assert answer.status_code < 500
            if browser.client.get_cookie("rebond") is None and isinstance(browser, Person):
                browser = browsers[name] = Person(otto.app, browser.organisation_id, browser.id)
    assert rows_of(otto.app, otto.organisation_id) == before


@pytest.mark.both_databases
def test_entries_about_ottos_calls_touch_nothing_of_his(ines, maya, ottos_ids, otto):
    points = otto.today().points_total
    call, lesson, share = (ottos_ids[kind] for kind in ("call", "lesson", "share"))
    for person in (ines, maya):
        person.sends(
            person.draws(call, text="about a stranger"),
            person.shares(call),
            person.dates(call, "2026-11-30"),
            *[person.withdraws(key) for key in (call, lesson, share)],
        )
        for path in ("/today", "/log", "/lessons", "/boards", "/today/summary", "/me"):
            assert not tells(person.opens(path))
    assert otto.today().points_total == points
    assert CANARY in otto.opens("/lessons").text


@pytest.mark.both_databases
def test_the_same_key_may_be_used_in_two_companies(ines, otto, ottos_ids):
    own = ines.taps("meeting", key=ottos_ids["call"])
    assert ines.sends(own) == ["accepted"]
    assert ines.sends(otto.taps("meeting")) == ["rejected"]
    assert ines.today().attempts == 1
    assert CANARY in otto.opens("/lessons").text


def test_who_is_of_both_companies_sees_the_one_they_are_signed_in_to(app, ines, otto):
    with app.app_context(), write_transaction():
        member = company.add_member(
            otto.organisation_id, "Inès", clock.now(), email="ines@ouest.test"
        )
        company.mark_joined(otto.organisation_id, member, clock.now())
    for route in ROUTES:
        if "GET" in route.access:
            assert not tells(ines.opens(route.path()))
    assert tells(Person(app, otto.organisation_id, member).opens("/me"))
