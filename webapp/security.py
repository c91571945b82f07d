"""Security of every request: headers, same-site writes, host names, proxies."""

import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from werkzeug.exceptions import Forbidden
from werkzeug.middleware.proxy_fix import ProxyFix

from webapp.security_headers import HTTP_HEADERS, HTTPS_HEADERS

SAFE_METHODS = ("GET", "HEAD", "OPTIONS")
CROSS_SITE = ("cross-site", "same-site")  # a link elsewhere that was followed, say
HEALTH_PATH = "/healthz"
LAST_DOT = re.compile(r"\.(?=(?::\d*)?$)")
WsgiApp = Callable[..., Iterable[bytes]]


def init_app(app: Flask) -> None:
    """Refuse to other sites what writes, and by whatever verb what costs its owner something."""

    @app.before_request
    def same_site() -> None:
        if request.method not in SAFE_METHODS and not _is_same_origin():
            raise Forbidden
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "write_cost", 0) and request.headers.get("Sec-Fetch-Site") in CROSS_SITE:
            raise Forbidden


def wrap_wsgi(app: Flask) -> None:
    """Around all that answers, built files included: headers out, host names in, proxies believed.

    Called last: what is wrapped later would answer without them.
    """
    inner = normalize_host(app.wsgi_app, lambda: app.config["TRUSTED_HOSTS"])
    app.wsgi_app = add_headers(inner)  # type: ignore[method-assign]
    proxies = app.config["PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )


def add_headers(wsgi_app: WsgiApp) -> WsgiApp:
    """Every answer with the headers of HTTP_HEADERS that it does not say itself.

    On HTTPS those of HTTPS_HEADERS. Nothing that is not ours gets around it: a 304 of a built
    file, a 405 of one, a redirect, an answer to HEAD.
    """

    def answered(scope: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        security_headers = (
            HTTPS_HEADERS if scope.get("wsgi.url_scheme") == "https" else HTTP_HEADERS
        )

        def started(status: str, headers: list[tuple[str, str]], *failure: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            more = [(name, value) for name, value in security_headers if name.lower() not in names]
            return start_response(status, [*headers, *more], *failure)

        return wsgi_app(scope, started)

    return answered


def normalize_host(wsgi_app: WsgiApp, trusted: Callable[[], list[str] | None]) -> WsgiApp:
    """Host names as `trusted` spells them: in lower case, without the dot that ends a full name.

    A probe asks by whatever address the machine has: what answers it says nothing of anybody and
    holds no address, so it is answered under every name.
    """

    def answered(scope: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        hosts = trusted()
        if hosts and scope.get("PATH_INFO") == HEALTH_PATH:
            scope["HTTP_HOST"] = hosts[0].lstrip(".")
        elif "HTTP_HOST" in scope:
            scope["HTTP_HOST"] = canonical_host(scope["HTTP_HOST"])
        return wsgi_app(scope, start_response)

    return answered


def absolute_url(path: str) -> str:
    """A path as a whole address that is given to somebody: of the settings, or of the request."""
    base: str = current_app.config["ADDRESS"] or request.host_url.rstrip("/")
    return base + path


def canonical_host(host: str) -> str:
    """A host, perhaps with its port, in the one spelling that all its spellings share."""
    return LAST_DOT.sub("", host.lower())


def _is_same_origin() -> bool:
    """Whether a page of this site sent the request (TRUST, CSRF); neither header is a no."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    try:
        return origin is not None and canonical_host(urlsplit(origin).netloc) == request.host
    except ValueError:  # an address that is none
        return False
