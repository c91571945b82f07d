"""Routes of a sprint alone: its page, and how the day stands after it.

The server knows of no sprint alone. The phone counts its minutes and reads from its own memory
what was practised in them, and a call is an entry as any other: a sprint earns nothing (RULES R13).
"""

from datetime import datetime
from typing import Any

from flask import g, render_template

import webapp.clock as clock
from webapp.auth import access
from webapp.game.days import end_of_day
from webapp.people.members import Member
from webapp.people.schedule.legal_hours import read_legal_hours
from webapp.progress.days.summary import load_summary
from webapp.providers import providers
from webapp.sprints import bp


@bp.get("/sprint")
@access.login_required
def page() -> str:
    """A sprint to begin, that runs, or that has ended; without scripts the Log's tiles alone."""
    return render_template("sprints/page.html", **page_context(g.member, clock.now()))


@bp.get("/sprint/day")
@access.login_required
def day() -> str:
    """How the day stands, alone, which reloads itself."""
    return render_template("sprints/_day.html", **_day(g.member, clock.now()))


def page_context(member: Member, now: datetime) -> dict[str, Any]:
    """What the page of any sprint is handed."""
    handed = providers()
    return {
        "keys": handed.tile_keys(now),
        "tags": handed.tags(member),
        "rows": handed.ordinary_ranges(),
        **outside_context(member, now),
        **_day(member, now),
    }


def outside_context(member: Member, now: datetime) -> dict[str, Any]:
    """The next time at which consumers may be called, if none may now (RULES R18)."""
    legal, wall = read_legal_hours(member, now), member.wall(now)
    return {
        "outside": legal.next_outside(wall) if legal else None,
        "windows": legal.as_json(wall.date()) if legal else None,
        "wall_day": wall.date(),
    }


def _day(member: Member, now: datetime) -> dict[str, Any]:
    """What sprints/_day.html is handed."""
    standing = load_summary(member, now)
    counts = standing.state.begun or standing.kept
    return {
        "day": standing.day,
        "until": end_of_day(standing.day, member.zone),
        "dose": {"left": standing.left, "kept": standing.kept, "free": standing.is_free},
        "streak": standing.state.count if counts else 0,
    }
