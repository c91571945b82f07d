"""Errors as a person reads them: what happened, what is safe, what to do."""

import logging
import math
from typing import Any

from flask import Flask, jsonify, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from webapp.htmx import is_htmx_request

FORWARDED_HEADERS = ("Allow", "Retry-After", "WWW-Authenticate")
MAX_SECONDS_IN_MINUTES = 90
RETRY_AFTER_SECONDS = 30  # seconds after which a database that was busy or away may answer again
logger = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Answer every error in the asker's kind: JSON to a script, a fragment to htmx, a page."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        return _answer(error)

    @app.errorhandler(OperationalError)
    @app.errorhandler(NoConnection)
    def paused(error: Exception) -> Any:
        """The database is locked, full or away: no entry is to blame, so phones wait (TRUST 7)."""
        return failed(error, ServiceUnavailable(retry_after=RETRY_AFTER_SECONDS))

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Any:
        return failed(error, InternalServerError())

    def failed(error: Exception, says: HTTPException) -> Any:
        # Not its address, which may hold a one-time link, or a line that somebody made up.
        logger.exception("An answer failed: %s %s", request.method, request.endpoint)
        if app.testing and app.config.get("PROPAGATE_EXCEPTIONS"):
            raise error
        return _answer(says)


def _answer(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    code = error.code or 500
    carried = {name: value for name, value in error.get_headers() if name in FORWARDED_HEADERS}
    title, says = _message_for(code, carried.get("Retry-After", ""))
    if request.is_json or request.accept_mimetypes.best == "application/json":
        name = error.name.lower().replace(" ", "_")
        return jsonify(error=name, says=f"{title}. {says}"), code, carried
    template = "errors/_panel.html" if is_htmx_request() else "errors/page.html"
    return render_template(template, code=code, title=title, says=says), code, carried


def _message_for(code: int, wait: str) -> tuple[str, str]:
    """A title and a sentence that says what is safe; `wait` in seconds, as Retry-After has it."""
    if code == 404:
        return _("There is nothing at this address"), _(
            "The page may have moved, or be for somebody else. Nothing of yours is lost."
        )
    if code == 403:
        return _("You can’t open this page"), _(
            "What you noted is safe. If you need this page, ask an administrator of your company."
        )
    if code == 409:
        return _("One file at a time"), _(
            "The file you asked for before is nearly ready. Wait for it, or try again in a minute."
        )
    if code == 413:
        return _("That was too much at once"), _(
            "None of it was saved, and what you noted before is safe. Send less at a time."
        )
    if code == 429:
        return _("Too many tries"), _retry_message(wait)
    if code == 503:
        return _("Rebond is pausing for a moment"), _(
            "Keep noting calls: they are kept on your phone and will be sent on their own."
        )
    if code >= 500:
        return _("Something went wrong on our side"), _(
            "What you noted is safe: your phone keeps it until we answer. Try again in a moment."
        )
    return _("That could not be read"), _(
        "Nothing was changed, and what you noted before is safe. Go back and try again."
    )


def _retry_message(wait: str) -> str:
    minutes = math.ceil(int(wait) / 60) if wait.isdecimal() else 5
    if minutes > MAX_SECONDS_IN_MINUTES:
        hours = math.ceil(minutes / 60)
        sentence: str = ngettext(
            "What you noted is safe. Wait %(num)s hour, then try again.",
            "What you noted is safe. Wait %(num)s hours, then try again.",
            hours,
        )
        return sentence
    words: str = ngettext(
        "What you noted is safe. Wait %(num)s minute, then try again.",
        "What you noted is safe. Wait %(num)s minutes, then try again.",
        minutes,
    )
    return words
