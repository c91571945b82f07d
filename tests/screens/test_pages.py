"""No page is without its screen: each route that one can open is looked at, or says why not."""

from typing import Any

from flask import Flask
from werkzeug.exceptions import NotFound

from tests.screens.screens import SCREENS

# Pages that a screen comes to by doing something, by that screen's name.
BY_A_STEP = {
    "auth.code": "code",
    "auth.confirm": "confirm",
    "calls.time": "log-time",
    "auth.choose": "choose",
    "auth.join_team": "join-team",
    "admin.one_of_several": "admin-one-of-several",
    "admin.team_link": "admin-team-link",
    "lessons.edit": "lesson-edit",
    "boards.past": "boards-past",
    "team.one": "team-further",
    "pwa.shell": "shell-today",
    "pwa.offline": "offline",
    "pwa.sprint_shell": "sprint-offline",
    "sprints.team_page": "team-sprint",
    "push.off": "reminder-off",
}
# A part of a page that is a screen, which asks for it again.
PARTS = (
    *("today.part", "calls.day", "lessons.panel", "lessons.team_panel", "lessons.sharing"),
    *("boards.week", "insights.day_panel", "insights.week_panel", "plan.panel"),
    *("sprints.day", "sprints.team_state", "plan.not_now_known"),
)
LEAD_ON = ("auth.door", "admin.index", "admin.founding_begin")
NO_PAGES = (
    "today.summary",
    "me.export",
    "admin.audit_table",
    "pwa.manifest",
    "pwa.script",
    "pwa.healthy",
    "plan.read_feed",
    "push.key",
)


def test_each_page_is_a_screen_or_part_of_one(app: Flask) -> None:
    opened = {endpoint for screen in SCREENS.values() if (endpoint := _endpoint(app, screen.path))}
    expected = opened | {*BY_A_STEP, *PARTS, *LEAD_ON, *NO_PAGES}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert pages - expected == set()
    assert {*BY_A_STEP, *PARTS, *LEAD_ON, *NO_PAGES} - pages == set()
    assert set(BY_A_STEP.values()) <= SCREENS.keys()


def _endpoint(app: Flask, path: str) -> Any:
    """Which route answers that address; None for « not found »."""
    try:
        return app.url_map.bind("rebond.test").match(path.partition("?")[0])[0]
    except NotFound:
        return None
