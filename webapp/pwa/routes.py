"""Routes of the installed app: its manifest, its worker, the neutral shell, the offline page.

None of what the phone keeps says a byte about a person: it depends on its address alone, and the
manifest on the browser's language.
"""

from datetime import date
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

from webapp.auth import access
from webapp.game.days import days_of
from webapp.i18n import LANGUAGES, VARIANTS, force_variant, language_of, requested_language
from webapp.providers import providers
from webapp.pwa import bp, health, service_worker

A_MONDAY = date(2024, 1, 1)  # whose week names the weekdays
PUBLIC_CACHE = "public, max-age=300"


@bp.get("/shell/<words>")
@access.public
def shell(words: str) -> Response:
    """Today, Log and the plan without anybody in them, for the worker to keep."""
    return _render_shell(
        "pwa/shell.html", words, rows=providers().ordinary_ranges(), week=days_of(A_MONDAY)
    )


@bp.get("/sprint-shell/<words>")
@access.public
def sprint_shell(words: str) -> Response:
    """A sprint without anybody in it, for the worker to keep."""
    return _render_shell("pwa/sprint_shell.html", words, rows=providers().ordinary_ranges())


@bp.get("/offline/<words>")
@access.public
def offline(words: str) -> Response:
    """The page that stands in for the others without a network."""
    return _render_shell("pwa/offline.html", words)


@bp.get("/manifest.webmanifest")
@access.public
def manifest() -> Response:
    """What makes Rebond installable, in the browser's language."""
    language = requested_language() or LANGUAGES[0]
    with force_variant(language):
        answer = jsonify(service_worker.manifest(current_app.extensions["assets"], language))
    answer.mimetype = "application/manifest+json"
    answer.headers["Cache-Control"] = PUBLIC_CACHE
    answer.vary.add("Accept-Language")
    return answer


@bp.get("/install")
@access.login_required
def install() -> str:
    """How Rebond comes onto a home screen, for whoever looks for it again."""
    return render_template("pwa/install.html")


@bp.get("/sw.js")
@access.public
def script() -> Any:
    """The worker: at a fixed address, asked for anew each time."""
    script = service_worker.service_worker(recalled=current_app.config["RECALL"])
    answer = Response(script, mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    return answer.make_conditional(request)


@bp.get("/healthz")
@access.public
def healthy() -> Any:
    """Whether the app and its database answer, for whoever looks after the machine."""
    ok = health.database_is_up()
    return jsonify(ok=ok), 200 if ok else 503


def _render_shell(template: str, words: str, **context: Any) -> Response:
    """A page in these words, the same for everybody."""
    if words not in VARIANTS:
        abort(404)
    with force_variant(words):
        answer = make_response(
            render_template(template, lang=language_of(words), viewer=None, **context)
        )
    answer.headers["Cache-Control"] = PUBLIC_CACHE
    return answer
