"""Routes of the feed: the calendar under its secret address, opened and closed by its owner."""

from hashlib import sha256
from uuid import UUID

from flask import Response, abort, g, request, url_for

import webapp.clock as clock
from webapp.auth import access
from webapp.htmx import see_other
from webapp.plan import bp, feed
from webapp.plan.feed_calendar import build_feed

SHOWN = "feed"  # the part of the page that a browser is led to


@bp.get("/plan/feed/<uuid:organisation_id>/<token>.ics")
@access.public
def read_feed(organisation_id: UUID, token: str) -> Response:
    """The plan of whose token it is; 304 where it is what the program has already, else 404."""
    owner = feed.find_owner(organisation_id, token)
    if owner is None:
        abort(404)
    content = build_feed(*owner, clock.now())
    response = Response(content, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'inline; filename="rebond.ics"'
    response.set_etag(sha256(content).hexdigest()[:32])
    response.make_conditional(request)
    return response


@bp.post("/plan/feed")
@access.login_required
@access.write_cost(1)
def open_feed() -> Response:
    """An address, or another alarm at the one that is open; with `renew` a new one in its place."""
    alarm = request.form.get("alarm", "")
    minutes = int(alarm) if alarm in map(str, feed.ALARMS) else None
    opened = None if request.form.get("renew") else feed.get_feed(g.member)
    feed.open_feed(g.member, minutes, opened.opened_at if opened else clock.now())
    return see_other(url_for("plan.page", _anchor=SHOWN))


@bp.post("/plan/feed/close")
@access.login_required
@access.write_cost(1)
def close_feed() -> Response:
    """Its address answers no more."""
    feed.close_feed(g.member)
    return see_other(url_for("plan.page", _anchor=SHOWN))
