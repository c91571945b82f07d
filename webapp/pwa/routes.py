"""Routes of the installed app: its manifest, its worker, the neutral shell, the offline page.

None of them says a byte about a person: what they answer depends on their address alone, and the
manifest on the browser's language.
"""

from typing import Any

from flask import (
    Response,
    abort,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
)
from flask_babel import force_locale

from webapp.i18n import LANGUAGES
from webapp.people import guard
from webapp.pwa import bp, health, worker

FOR_ALL = "public, max-age=300"


@bp.get("/shell/<language>")
@guard.anyone
def shell(language: str) -> Response:
    """Today and Log without anybody in them, for the worker to keep."""
    return _neutral("pwa/shell.html", language)


@bp.get("/offline/<language>")
@guard.anyone
def offline(language: str) -> Response:
    """The page that stands in for the others without a network."""
    return _neutral("pwa/offline.html", language)


@bp.get("/manifest.webmanifest")
@guard.anyone
def manifest() -> Response:
    """What makes Rebond installable, in the browser's language."""
    language = request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
    with force_locale(language):
        answer = jsonify(worker.manifest(current_app.extensions["assets"], language))
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = FOR_ALL
    answer.vary.add("Accept-Language")
    return answer


@bp.get("/sw.js")
@guard.anyone
def script() -> Any:
    """The worker: at a fixed address, asked for anew each time."""
    script = worker.script(recalled=current_app.config["RECALL"])
    answer = Response(script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/healthz")
@guard.anyone
def healthy() -> Any:
    """Whether the app and its database answer, for whoever looks after the machine."""
    ok = health.answers()
    return jsonify(ok=ok), 200 if ok else 503


def _neutral(template: str, language: str) -> Response:
    """A page in that language, the same for everybody."""
    if language not in LANGUAGES:
        abort(404)
    with force_locale(language):
        answer = make_response(render_template(template, lang=language, viewer=None))
    answer.headers["Cache-Control"] = FOR_ALL
    return answer
