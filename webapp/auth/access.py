"""Access control: every route declares who may, or the app does not start."""

import logging
import math
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, wraps
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from flask import Flask, Response, current_app, g, jsonify, redirect, request, url_for
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import Conflict, Forbidden, TooManyRequests

import webapp.clock as clock
from webapp.auth import current_session, rate_limits
from webapp.database.transactions import release_connection, write_transaction
from webapp.htmx import is_htmx_request, see_other
from webapp.people import audit, export_file, members
from webapp.security import SAFE_METHODS

View = TypeVar("View", bound=Callable[..., Any])
ROLE_RANK = {"member": 0, "manager": 1, "admin": 2}
RECENT_LOGIN = timedelta(minutes=15)
BROWSER_COOKIE = "code"  # the cookie of the token that a browser has before it signs in
FORM_TYPES = "form"  # the cookie of what was asked before a code had to be shown
MAX_FORM_BYTES = 2000
REFUSED_STATUSES = {403: "forbidden", 429: "limited"}
LOOPBACK = ("127.0.0.1", "localhost", "::1")
logger = logging.getLogger(__name__)


class UndeclaredAccessError(Exception):
    """A route that does not say who may use it."""


def public(view: View) -> View:
    """Open to the signed-out too; g.member is the member or None."""
    return _declared(view, "anyone")


def login_required(view: View) -> View:
    """For members who are signed in; g.member is a Who."""
    return _declared(view, "member")


def manager_required(view: View) -> View:
    """For managers and admins."""
    return _declared(view, "manager")


def admin_required(view: View) -> View:
    """For admins."""
    return _declared(view, "admin")


def write_cost(cost: int) -> Callable[[View], View]:
    """What a request of this route adds to its member's day (TRUST, limits), rows it may leave.

    A day holds 1,000, which nobody meets by hand; more is answered with 429.
    """

    def declared(view: View) -> View:
        view.write_cost = cost  # type: ignore[attr-defined]
        return view

    return declared


def recent_login_required(back: str) -> Callable[[View], View]:
    """For what is dangerous: who has not shown within a quarter of an hour that their address is
    theirs shows it first, by a code, and is led `back` to the page (a route's name) that asks.
    """

    def declared(view: View) -> View:
        @wraps(view)
        def guarded(**arguments: Any) -> Any:
            return view(**arguments) if is_recent_login() else ask_for_recent_login(back)

        return guarded  # type: ignore[return-value]

    return declared


def no_write_cost(why: str) -> Callable[[View], View]:
    """This route leaves no rows, or has a limit of its own: `why` says which."""

    def declared(view: View) -> View:
        view.no_write_cost = why  # type: ignore[attr-defined]
        return view

    return declared


def is_recent_login() -> bool:
    """Whether the member has shown of late, in this browser, that their address is theirs."""
    proved_at: datetime | None = g.get("proved_at")
    return proved_at is not None and proved_at > clock.now() - RECENT_LOGIN


def ask_for_recent_login(back: str) -> Response:
    """Ask for a code, then lead back; what was typed is kept in this browser until then."""
    answer = see_other(url_for("auth.confirm", to=back))
    fields = urlencode(list(request.form.items(multi=True)))
    if fields and len(fields) < MAX_FORM_BYTES:
        set_cookie(answer, f"{request.path}?{fields}", RECENT_LOGIN, FORM_TYPES)
    return answer


def interrupted_address() -> tuple[str, dict[str, str]]:
    """The path and the fields of what was asked before a code had to be shown, if anything was."""
    path, _, fields = read_cookie(FORM_TYPES).partition("?")
    return path, dict(parse_qsl(fields))


def init_app(app: Flask) -> None:
    """Load the member before each request, and let nothing undeclared or too frequent through."""

    app.before_request(_load_member)
    app.before_request(_received)

    _answer_who_waits(app)

    @app.after_request
    def noted(answer: Response) -> Response:
        """Whoever only reads waits for no writer: the use is written once they have the answer."""
        if (use := pending_session_touch()) is not None:
            answer.call_on_close(partial(_touch_session, app, use))
        if what := REFUSED_STATUSES.get(answer.status_code):
            answer.call_on_close(_refusal(app, what))
        return answer


def _answer_who_waits(app: Flask) -> None:
    @app.errorhandler(rate_limits.RateLimitExceededError)
    def waits(error: rate_limits.RateLimitExceededError) -> Any:
        """Told how long to wait; a phone keeps what it has until then."""
        wait = TooManyRequests(retry_after=math.ceil(error.wait.total_seconds()))
        return app.handle_user_exception(wait)

    @app.errorhandler(export_file.ExportBusyError)
    def is_busy(_error: export_file.ExportBusyError) -> Any:
        return app.handle_user_exception(Conflict())


def check_all_declared(app: Flask) -> None:
    """Raise UndeclaredAccessError unless every route says who may use it, and what it costs if it
    writes.
    """
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, "access")]
    if silent:
        raise UndeclaredAccessError(
            f"These routes do not say who may use them: {', '.join(sorted(silent))}."
        )
    writing_routes = {rule.endpoint for rule in app.url_map.iter_rules() if _writes(rule.methods)}
    unlimited = [
        name
        for name in sorted(writing_routes)
        if not getattr(app.view_functions[name], "write_cost", 0)
        and not getattr(app.view_functions[name], "no_write_cost", "")
    ]
    if unlimited:
        raise UndeclaredAccessError(
            f"These routes do not say what a write costs: {', '.join(unlimited)}."
        )


def pending_session_touch() -> Callable[[], None] | None:
    """Writes the use of this sign-in down, in the transaction that is open; None if it is not due.

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
    return redirect(url_for("auth.sign_in"), 303)  # type: ignore[return-value]


def wants_json() -> bool:
    """Whether the request speaks JSON, so that its errors must too."""
    best = request.accept_mimetypes.best
    return request.is_json or best == "application/json" or request.path.endswith("/summary")


def cookie_name(what: str = "") -> str:
    """The sign-in cookie: bound to this host on HTTPS, plain where HTTPS is not at hand.

    `what` names one of the short-lived ones: the browser of a code, an invitation just made.
    """
    name = f"rebond-{what}" if what else "rebond"
    return f"__Host-{name}" if request.is_secure else name


def read_cookie(what: str = "") -> str:
    """What this browser's cookie holds, or nothing."""
    return request.cookies.get(cookie_name(what), "")


def get_browser_token() -> str:
    """The token that this browser has had before it signed in, or has from this answer on."""
    if "browser" not in g:
        g.browser = read_cookie(BROWSER_COOKIE) or secrets.token_urlsafe(32)
    token: str = g.browser
    return token


def set_cookie(answer: Response, value: str, age: timedelta, what: str = "") -> None:
    """Let this browser keep a cookie that no script reads and no other site sends along."""
    answer.set_cookie(
        cookie_name(what),
        value,
        max_age=age,
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def clear_cookie(answer: Response, what: str = "") -> None:
    """Take the cookie back; who signs out leaves no page in this browser's memory either.

    Of what browsers can clear, "storage" holds the outbox, and "cookies" belong to every site of
    the host's domain, so that signing out here would sign out there.
    """
    if not what:
        answer.headers["Clear-Site-Data"] = '"cache"'
    answer.delete_cookie(cookie_name(what), secure=request.is_secure, httponly=True, samesite="Lax")


def is_secure_context() -> bool:
    """Whether a sign-in can be trusted to this connection: HTTPS, this machine, or as told."""
    is_allowed: bool = current_app.config["INSECURE"]
    return request.is_secure or is_allowed or urlsplit(request.host_url).hostname in LOOPBACK


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


def _received() -> None:
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
        g.use = partial(current_session.touch_session, session.who, cookie, at)
    return session.who


def _refusal(app: Flask, what: str) -> Callable[[], None]:
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


def _writes(methods: set[str] | None) -> bool:
    return bool((methods or set()) - set(SAFE_METHODS))


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


def _declared(view: View, access: str) -> View:
    view.access = access  # type: ignore[attr-defined]
    return view
