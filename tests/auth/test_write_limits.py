"""A write costs a row, so a day has an end: one that no honest person meets (TRUST, limits)."""

import pytest
from sqlalchemy import func, select

from tests.support.routes import VERBS
from webapp.auth import access, rate_limits
from webapp.database.engine import db
from webapp.people.models import Audit, Fact, RateLimitCounter

A_DAY = rate_limits.WRITES_PER_MEMBER[0].most
# What has a limit of its own, or leaves no row; a route that is new here is a decision.
EXCUSED = {
    "calls.keep_promise",
    "calls.note_anew",
    "demo.enter",
    "journal.admit",
    "me.ask_address",
    "me.change",
    "me.change_address",
    "me.preview",
    "auth.arrive",
    "auth.arrive_in_team",
    "auth.ask",
    "auth.enter",
    "auth.send_confirmation",
    "auth.sign_out",
    "auth.try_code",
    "auth.try_confirmation",
    "plan.move_slot",
    "plan.plan_slot",
    "plan.put_off",
    "push.switch_off",
    "today.note_way_in",
}
# A day of the busiest that we could think of: requests of each route.
HARD_DAYS = {
    "who founds a company of three hundred people": {
        "admin.invite": 300,
        "admin.add_team": 30,
        "admin.rename_team": 10,
        "admin.link": 30,
        "admin.place_person": 60,
        "admin.keep_company": 10,
        "me.keep": 5,
    },
    "who reads the whole shelf of a team": {"lessons.help_": 300, "me.keep_goal": 10},
    "who cannot decide": {
        "me.keep_goal": 40,
        "me.keep_zone": 40,
        "me.keep": 60,
        "me.export": 20,
        "me.end_one": 30,
    },
    "who pauses every team before a holiday": {"admin.pause": 60, "admin.end_pause": 60},
}


def costs(app):
    """What each route that writes costs, 0 for one that is excused."""
    writing = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods & ({*VERBS} - {"GET", "HEAD", "OPTIONS"})
    }
    return {
        name: getattr(app.view_functions[name], "write_cost", 0) for name in writing | {"me.export"}
    }


def test_every_route_that_writes_says_what_it_costs(app):
    excused = {name for name, cost in costs(app).items() if not cost}
    assert excused == EXCUSED
    for name in EXCUSED:
        assert app.view_functions[name].no_write_cost


def test_a_route_that_writes_and_says_nothing_keeps_the_app_from_starting(app):
    view = access.login_required(lambda: "")
    app.view_functions["auth.sign_out"] = view
    with pytest.raises(access.UndeclaredAccessError, match=r"auth\.sign_out"):
        access.check_all_declared(app)


@pytest.mark.parametrize("day", HARD_DAYS.values(), ids=HARD_DAYS)
def test_nobody_who_works_meets_the_limit(app, day):
    cost = costs(app)
    assert sum(cost[name] * count for name, count in day.items()) <= A_DAY


def spends(app, person, left, at):
    """All of the person's day but so much."""
    with app.app_context():
        db.session.rollback()
        with db.session.begin():
            rate_limits.hit(rate_limits.WRITES_PER_MEMBER, str(person.id), at, A_DAY - left)


@pytest.mark.lengthy
@pytest.mark.both_databases(always=True)
@pytest.mark.parametrize(
    ("language", "words"), [("fr", "est en sécurité. Attends"), ("en", "is safe. Wait")]
)
def test_over_the_limit_it_is_said_in_words_and_nothing_is_written(
    app, ines, theo, at, language, words
):
    ines.submits("/me/settings", {"language": language, "theme": "auto", "you": ""})
    cost = costs(app)["me.keep_goal"]
    spends(app, ines, 1 + cost, at("2026-11-16 11:00"))
    assert ines.submits("/me/goal", {"goal": "10"}).status_code == 303
    answer = ines.submits("/me/goal", {"goal": "5"})
    assert answer.status_code == 429
    assert words in answer.text
    assert 0 < int(answer.headers["Retry-After"]) <= 24 * 3600
    with app.app_context():
        goals = (
            select(func.count())
            .select_from(Fact)
            .where(
                Fact.organisation_id == ines.organisation_id,
                Fact.scope_id == ines.id,
                Fact.name == "goal",
            )
        )
        assert db.session.scalar(goals) == 1
    assert theo.submits("/me/goal", {"goal": "5"}).status_code == 303
    assert ines.sends(ines.taps("refusal")) == ["accepted"]
    assert ines.opens("/me").status_code == 200
    at("2026-11-17 11:00")
    assert ines.submits("/me/goal", {"goal": "5"}).status_code == 303


def test_taking_everything_away_again_and_again_ends_too(app, ines, at):
    spends(app, ines, costs(app)["me.export"], at("2026-11-16 11:00"))
    assert ines.opens("/me/export/json").status_code == 200
    assert ines.opens("/me/export/zip").status_code == 429
    with app.app_context():
        exports = (
            select(func.count())
            .select_from(Audit)
            .where(Audit.organisation_id == ines.organisation_id, Audit.what.like("export-%"))
        )
        assert db.session.scalar(exports) == 1


def test_a_request_of_another_site_or_without_right_costs_nobody_anything(app, ines):
    ines.signs_in()
    ines.asks("POST", "/me/goal", headers={"Origin": "https://evil.test"})
    ines.submits("/admin/teams", {"name": "Paris"})
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(RateLimitCounter)) == 0
