"""Routes of calls: the tiles, the day's list, a call added by hand."""

from flask import current_app, g, render_template, request

import webapp.clock as clock
from webapp.calls import bp, daybook, noting
from webapp.database import new_id
from webapp.game.days import today
from webapp.people import guard
from webapp.people.forms import uuid
from webapp.progress.summary import summary


@bp.get("/log")
@guard.signed_in
def page() -> str:
    """The tiles and the day's calls; with ?noted=<key> what was just noted, and what can follow."""
    now, parts = clock.now(), current_app.extensions["rebond.parts"]
    key = uuid(request.args.get("noted"))
    standing = summary(g.member, now)
    return render_template(
        "calls/page.html",
        keys=noting.minted(now),
        noted=noting.just_noted(g.member, key, now) if key else None,
        dates=noting.offered(g.member, now),
        dose={"done": standing.attempts, "needed": standing.dose},
        lesson=parts["lesson"](g.member, now),
        tags=parts["tags"](g.member),
        calls=daybook.shown(g.member, now),
    )


@bp.get("/log/day")
@guard.signed_in
def day() -> str:
    """The day's calls alone, which reload themselves."""
    return render_template("calls/_day.html", calls=daybook.shown(g.member, clock.now()))


@bp.get("/log/by-hand")
@guard.signed_in
def by_hand() -> str:
    """A form for a forgotten call of today or yesterday."""
    now = clock.now()
    local = now.astimezone(g.member.zone)
    return render_template(
        "calls/by_hand.html",
        key=new_id(now),
        fields={},
        errors={},
        now=f"{local:%H:%M}",
        yesterday=g.member.joined_on < today(now, g.member.zone),
    )
