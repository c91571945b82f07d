"""Who may what: every route × everybody × every verb, as the routes declare it."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update

import webapp.clock as clock
from tests.cast import Nobody, Person
from tests.support.routes import WAYS, Route, walked
from webapp.admin import person_invitations
from webapp.auth import access, invitations
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.models import MemberRow

pytestmark = pytest.mark.lengthy

ROUTES = walked()
PRIVATE = "Inèsonlyknowsthis"
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
ACCESS = ("anyone", "member", "manager", "admin")
KEY = "01a1d422-9ac0-758d-9537-1bf0702598fc"


@pytest.fixture
def everybody(app, cast) -> dict[str, tuple[Callable[[], Nobody], str | None]]:
    """Each by name: how they open a new browser, and the role that the routes should see."""

    def signed(short):
        person = cast(short)
        return lambda: Person(app, person.organisation_id, person.id)

    ines = cast("ines")
    call = ines.taps("refusal", key=KEY)
    ines.sends(call, ines.draws(call, text=PRIVATE))
    with app.app_context(), write_transaction():
        _write(cast("chloe").id, role="manager")
        outside = {
            what: _outsider(ines.organisation_id, what)
            for what in ("invited", "suspended", "leaving", "removed")
        }
        moved = _former(ines.organisation_id, cast("nantes").id, cast("lyon").id)
    people = {
        "member of the same team": ("awa", "member"),
        "manager of the same team": ("theo", "manager"),
        "member of another team": ("bilal", "member"),
        "manager of another team": ("chloe", "manager"),
        "admin of the same organisation": ("maya", "admin"),
        "member of another organisation": ("olga", "member"),
        "admin of another organisation": ("otto", "admin"),
    }
    former = _outside(app, ines.organisation_id, moved), "member"
    browsers = {name: (signed(short), role) for name, (short, role) in people.items()}
    for what, member_id in outside.items():
        browsers[what] = (_outside(app, ines.organisation_id, member_id), None)
    return browsers | {"former member of the team": former, "nobody": (lambda: Nobody(app), None)}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.rule)
def test_each_route_lets_in_whom_it_declares_and_nobody_else(everybody, cast, route):
    path = route.path(cast("ines").id)
    for name, (opens, role) in everybody.items():
        browser = opens()
        for verb, options in WAYS:
            answer = browser.asks(verb, path, **with_site(options))
            wrong = misheld(route, verb, role, answer)
            assert not wrong, f"{name}: {verb} {path} {options}: {answer.status_code} {wrong}"
            if browser.client.get_cookie("rebond") is None:
                browser = opens()


@pytest.mark.parametrize(
    "route", [route for route in ROUTES if "<uuid:" in route.rule], ids=lambda route: route.rule
)
def test_an_id_opens_nothing_of_somebody_else(everybody, route):
    path = route.path(KEY)
    for name, (opens, _) in everybody.items():
        browser = opens()
        for verb, options in WAYS[:7]:
            answer = browser.asks(verb, path, **with_site(options))
            assert PRIVATE not in answer.text, f"{name}: {verb} {path}"
            assert answer.status_code < 500


def test_what_ines_wrote_is_seen_by_her_alone(everybody, ines):
    paths = [route.path() for route in ROUTES if "GET" in route.access]
    assert [path for path in paths if PRIVATE in ines.opens(path).text]
    for name, (opens, _) in everybody.items():
        browser = opens()
        assert not [path for path in paths if PRIVATE in browser.opens(path).text], name


@pytest.mark.parametrize("what", ["invited", "suspended", "leaving", "removed"])
def test_who_is_outside_comes_in_by_no_link_but_an_invitation(app, everybody, maya, what):
    """Whoever made it, whether it was shown, and however long ago: the others' doors are shut."""
    with app.app_context(), write_transaction():
        whose = db.session.execute(select(MemberRow.id).where(MemberRow.name == what)).scalar_one()
        ids = maya.organisation_id, whose
        tokens = [
            invitations.create_invitation(*ids, clock.now(), private=private)
            for private in (False, True)
        ]
    answer = maya.submits(f"/admin/people/{whose}/link")
    has_link = "rebond-link" in str(answer.headers.getlist("Set-Cookie"))
    assert has_link is (what == "invited")
    statuses = [
        Nobody(app).submits(f"/join/{token}", {"name": "Mallory"}).status_code for token in tokens
    ]
    assert statuses == [404, 404]  # the newest alone holds, where there is any
    with app.app_context():
        invitation = person_invitations.renew_invitation(maya.organisation_id, whose, clock.now())
    assert (invitation is not None) is (what == "invited")


def test_every_route_says_who_may():
    assert {access for route in ROUTES for access in route.access.values()} <= set(ACCESS)


def test_a_route_that_does_not_say_who_may_stops_the_start(app):
    app.view_functions["silent"] = lambda: ""
    with pytest.raises(access.UndeclaredAccessError, match="silent"):
        access.check_all_declared(app)


def misheld(route: Route, verb: str, role: str | None, answer) -> str:
    """What is wrong with the answer to somebody of this role, or nothing."""
    status, away = answer.status_code, answer.headers.get("Location") == "/sign-in"
    if status >= 500:
        return "broke"
    if verb == "OPTIONS":
        return ""
    if verb not in route.access:
        return "" if status == 405 else "should not be allowed"
    access = route.access[verb]
    if access == "anyone":
        return "" if status != 401 or route.rule == "/today/summary" else "is for anyone"
    if role is None:
        shut = status == 401 or (status == 303 and away)
        return "" if shut else "should ask to sign in"
    if ACCESS.index(role) < ACCESS.index(access):
        return "" if status == 403 else "should be forbidden"
    return "is shut" if status in (401, 403) or away else ""


def with_site(options):
    return options | {"headers": SAME_SITE | options.get("headers", {})}


def _outsider(organisation_id, what):
    at = clock.now()
    member_id = company.add_member(organisation_id, what, at, email=f"{what}@ouest.test")
    if what != "invited":
        company.mark_joined(organisation_id, member_id, at)
        _write(member_id, **{f"{what}_at": at})
    return member_id


def _former(organisation_id, before, after):
    """Somebody who was in the team before Inès wrote, and is in another now."""
    at = clock.now()
    whose = company.add_member(organisation_id, "moved", at, email="m@ouest.test", team_id=before)
    company.mark_joined(organisation_id, whose, at)
    company.move_to_team(organisation_id, whose, after, at)
    return whose


def _outside(app, organisation_id, member_id):
    return lambda: Person(app, organisation_id, member_id)


def _write(member_id, **values):
    db.session.execute(update(MemberRow).where(MemberRow.id == member_id).values(values))
