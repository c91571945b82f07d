"""Adapter of htmx-flask: what kind of request it is, and what an answer tells htmx."""

from typing import Any

from flask import Flask, Response, make_response, redirect, render_template, request
from htmx_flask import Htmx
from htmx_flask.requests import HtmxAwareRequest

VARY_HEADERS = ("Cookie", "HX-Request")


class Request(HtmxAwareRequest):  # type: ignore[misc]
    """Flask's request, which knows whether htmx sent it."""


def init_app(app: Flask) -> None:
    """Set up htmx in the app, and vary every answer by asker."""
    Htmx(app)
    app.request_class = Request

    @app.after_request
    def varied(answer: Response) -> Response:
        if "public" in answer.headers.get("Cache-Control", ""):
            return answer  # what is the same for everybody says so itself
        if "Vary" in answer.headers:
            answer.vary.update(VARY_HEADERS)
        else:
            answer.headers.add("Vary", ", ".join(VARY_HEADERS))
        return answer


def is_htmx_request() -> bool:
    """Whether htmx asks, and so wants a fragment."""
    return bool(request.htmx)  # type: ignore[attr-defined]


def render_invalid_form(template: str, **context: Any) -> Response:
    """Render a form that is refused, with its errors: 422 and its own partial."""
    return make_response(render_template(template, **context), 422)


def see_other(address: str) -> Response:
    """Redirect to a page that is read: 303 to a person, HX-Redirect to htmx."""
    if is_htmx_request():
        return Response(status=204, headers={"HX-Redirect": address})
    return redirect(address, 303)  # type: ignore[return-value]
