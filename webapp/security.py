"""What every answer carries and every writing request must: headers, same-site, small bodies."""

from urllib.parse import urlsplit

from flask import Flask, Response, request
from werkzeug.exceptions import Forbidden
from werkzeug.middleware.proxy_fix import ProxyFix

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
PRIVATE = "private, no-store"
DRESS = (*HEADERS.items(), ("Cache-Control", PRIVATE))
SECURE = (*DRESS, ("Strict-Transport-Security", HSTS))
READING = ("GET", "HEAD", "OPTIONS")


def init_app(app: Flask) -> None:
    """Guard every request and dress every answer, errors included."""
    proxies = app.config["PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies
        )

    @app.before_request
    def same_site() -> None:
        if request.method not in READING and not _ours():
            raise Forbidden

    @app.after_request
    def dressed(answer: Response) -> Response:
        said = {name.lower() for name, _ in answer.headers}
        worn = SECURE if request.is_secure else DRESS
        answer.headers.extend((name, value) for name, value in worn if name.lower() not in said)
        return answer


def static_headers(headers: object, _path: str, _url: str) -> None:
    """The same headers on the built files, which never reach Flask."""
    for name, value in HEADERS.items():
        headers[name] = value  # type: ignore[index]


def _ours() -> bool:
    """Whether a page of this site sent the request (TRUST, CSRF); neither header is a no."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    try:
        return origin is not None and urlsplit(origin).netloc == request.host
    except ValueError:  # an address that is none
        return False
