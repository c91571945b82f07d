"""Errors as a person reads them: what happened, what is safe, what to do."""

import logging
from typing import Any

from flask import Flask, jsonify, render_template, request
from werkzeug.exceptions import HTTPException, InternalServerError

KNOWN = (400, 401, 403, 404, 405, 413, 415, 429, 500, 503)
logger = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Answer every error in the asker's kind: JSON to a script, a fragment to htmx, a page."""

    @app.errorhandler(HTTPException)
    def refused(error: HTTPException) -> Any:
        return _answer(error)

    @app.errorhandler(Exception)
    def broken(error: Exception) -> Any:
        logger.exception("An answer failed: %s %s", request.method, request.path)
        if app.testing and app.config.get("PROPAGATE_EXCEPTIONS"):
            raise error
        return _answer(InternalServerError())


def _answer(error: HTTPException) -> Any:
    if error.response is not None:
        return error.response
    status = error.code or 500
    code = status if status in KNOWN else (500 if status >= 500 else 400)
    headers = [
        (name, value)
        for name, value in error.get_headers()
        if name in ("Allow", "Retry-After", "WWW-Authenticate")
    ]
    if request.is_json or request.accept_mimetypes.best == "application/json":
        return jsonify(error=error.name.lower().replace(" ", "_")), status, headers
    fragment = request.headers.get("HX-Request") == "true"
    template = "errors/_panel.html" if fragment else "errors/page.html"
    return render_template(template, code=code), status, headers
