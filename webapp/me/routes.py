"""Routes of Me: the page, and the settings."""

from dataclasses import asdict
from typing import Any

from flask import g, redirect, render_template, request, url_for

import webapp.clock as clock
from webapp.me import bp, forms, profile
from webapp.people import guard

YEAR = 365 * 24 * 3600


@bp.get("/me")
@guard.signed_in
def page() -> str:
    """The member's level, settings and way out."""
    return _me(settings=profile.settings(g.member), saved="kept" in request.args)


@bp.post("/me/settings")
@guard.signed_in
def keep() -> Any:
    """Keep language and theme, for the member and for this browser's pages before sign-in."""
    said, reasons = forms.settings(request.form)
    if reasons:
        return _me(settings=said, saved=False, errors=reasons), 422
    kept = profile.keep(g.member, said)
    answer = redirect(url_for("me.page", kept="", _anchor="settings"), 303)
    answer.set_cookie(
        "language", kept.words, max_age=YEAR, secure=request.is_secure, samesite="Lax"
    )
    return answer


def _me(**shown: Any) -> str:
    mine = asdict(profile.profile(g.member, clock.now()))
    return render_template("me/page.html", **mine, **shown)
