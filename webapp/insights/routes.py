"""Routes of insights."""

from flask import current_app, g, render_template

import webapp.clock as clock
from webapp.insights import bp, page, picture
from webapp.people import guard


@bp.get("/insights")
@guard.signed_in
def insights() -> str:
    """Does practice pay?"""
    parts = current_app.extensions["rebond.parts"]
    shown = page.shown(picture.picture(g.member, clock.now(), parts))
    return render_template("insights/page.html", **shown)
