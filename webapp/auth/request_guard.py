"""The guard of every request: its member is loaded, and who may not use its route is refused."""

import logging
import math
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask, Response, current_app, g, jsonify, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Conflict, Forbidden, TooManyRequests

import webapp.clock as clock
from webapp.auth import current_session, rate_limits
from webapp.auth.clients import Client
from webapp.auth.cookies import get_browser_token, read_cookie
from webapp.database.transactions import release_connection, write_transaction
from webapp.htmx import is_htmx_request, see_other
from webapp.i18n import current_variant, language_of
from webapp.people import audit, export_file, members
from webapp.security import SAFE_METHODS

ROLE_RANK = {"member": 0, "manager": 1, "admin": 2}
REFUSED_STATUSES = {403: "forbidden", 429: "limited"}
logger = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    """Guard each request of the app: its member is loaded, its access and its rate are checked."""

    app.before_request(_load_member)
    app.before_request(_read_body)

    _handle_errors(app)

    @app.after_request
    def noted(answer: Response) -> Response:
        """Whoever only reads waits for no writer: the use is written once they have the answer."""
        if (use := pending_session_touch()) is not None:
            answer.call_on_close(partial(_touch_session, app, use))
        if what := REFUSED_STATUSES.get(answer.status_code):
            answer.call_on_close(_refusal_recorder(app, what))
        return answer


def _handle_errors(app: Flask) -> None:
    @app.errorhandler(rate_limits.RateLimitExceededError)
    def rate_limited(error: rate_limits.RateLimitExceededError) -> Any:
        """Told how long to wait; a phone keeps what it has until then."""
        wait = TooManyRequests(retry_after=math.ceil(error.wait.total_seconds()))
        return app.handle_user_exception(wait)

    @app.errorhandler(export_file.ExportBusyError)
    def is_busy(_error: export_file.ExportBusyError) -> Any:
        return app.handle_user_exception(Conflict())


def current_client() -> Client:
    """The client of this request, as it signs in."""
    return Client(
        address=request.remote_addr or "",
        agent=request.user_agent.string,
        browser=get_browser_token(),
        language=language_of(current_variant()),
    )


def pending_session_touch() -> Callable[[], None] | None:
    """The write by which the use of this session is noted, in the open transaction; None if not
    due.

    Whoever writes takes it along; it is handed out once.
    """
    use: Callable[[], None] | None = g.get("use")
    g.use = None
    return use


def signed_out_response() -> Response:
    """The answer to who must sign in first: 401 to a script, the sign-in page to a person."""
    if is_htmx_request():
        answer = Response(status=401)
        answer.headers["HX-Redirect"] = url_for("auth.sign_in")
        return answer
    if wants_json():
        answer = jsonify(
            error=current_session.session_end_reason(read_cookie())
            if read_cookie()
            else "signed_out"
        )
        answer.status_code = 401
        return answer
    return see_other(url_for("auth.sign_in"))


def wants_json() -> bool:
    """Whether the request speaks JSON, so that its errors must too."""
    best = request.accept_mimetypes.best
    return request.is_json or best == "application/json" or request.path.endswith("/summary")


def _load_member() -> Any:
    """Load the member; answer in the view's place who may not use it."""
    g.member, g.use, g.proved_at = None, None, None
    g.member = _find_session()
    view = current_app.view_functions.get(request.endpoint or "")
    access = getattr(view, "access", None)
    if access in (None, "anyone"):
        return None
    if g.member is None:
        return signed_out_response()
    if ROLE_RANK[g.member.role] < ROLE_RANK[access]:
        raise Forbidden
    if cost := getattr(view, "write_cost", 0):
        _count_write(g.member, cost)
    return None


def _read_body() -> None:
    """Take in the body before a view asks the database for anything: it may not be here yet."""
    if request.method not in SAFE_METHODS:
        release_connection()
        request.get_data()


def _find_session() -> members.Member | None:
    cookie = read_cookie()
    if not cookie:
        return None
    at = clock.now()
    session = current_session.find_session(cookie, at)
    if session is None:
        return None
    g.proved_at = session.proved_at
    if session.stale:
        g.use = partial(current_session.touch_session, session.member, cookie, at)
    return session.member


def _refusal_recorder(app: Flask, what: str) -> Callable[[], None]:
    """Notes what was just refused, once the answer has left."""
    member: members.Member | None = g.get("member")
    note = partial(
        audit.record_refusal,
        member.organisation_id if member else None,
        what,
        clock.now(),
        actor_id=member.id if member else None,
        detail=request.endpoint or "",
    )

    def noted() -> None:
        with app.app_context():
            note()

    return noted


def _count_write(member: members.Member, cost: int) -> None:
    """In a transaction of its own: what is refused for its content has been tried as well."""
    with write_transaction():
        rate_limits.hit(rate_limits.WRITES_PER_MEMBER, str(member.id), clock.now(), cost)


def _touch_session(app: Flask, use: Callable[[], None]) -> None:
    try:
        with app.app_context(), write_transaction():
            use()
    except OperationalError as error:
        logger.warning("The use of a sign-in could not be noted: %s", error)
