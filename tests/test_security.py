"""What every answer carries and every writing request must (TRUST, security)."""

import sqlite3
from contextlib import closing, contextmanager

import pytest
from sqlalchemy import event

from tests.support.routes import WAYS, walked
from webapp.app import create_app
from webapp.database.engine import db
from webapp.security_headers import HEADERS, NO_STORE
from webapp.server.error_pages import error_response

ROUTES = walked()
PUBLIC = ("/sw.js", "/manifest.webmanifest", "/healthz", "/shell/", "/sprint-shell/", "/offline/")


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.rule)
def test_every_answer_is_dressed(nobody, maya, route):
    for browser in (nobody, maya):
        for verb, options in WAYS:
            answer = browser.asks(verb, route.path(), **options)
            assert {n: answer.headers.get(n) for n in HEADERS} == HEADERS, f"{verb} {route.rule}"
            if not route.rule.startswith(PUBLIC):
                assert answer.headers["Cache-Control"] == NO_STORE
                assert {"cookie", "hx-request"} <= {v.lower() for v in answer.vary}


def test_errors_and_built_files_are_dressed_too(app, nobody):
    css = app.extensions["assets"].url("app.css")
    statuses = {
        css: 200,
        "/static/dist/none.css": 404,
        "/nothing": 404,
        "/journal": 405,
        "/%00": 404,
        "/today/../../etc/passwd": 404,
    }
    for path, status in statuses.items():
        answer = nobody.opens(path)
        assert answer.status_code == status, path
        assert {n: answer.headers.get(n) for n in HEADERS} == HEADERS, path


BUILT = (
    ("GET", {}, 200),
    ("HEAD", {}, 200),
    ("GET", {"Range": "bytes=0-9"}, 206),
    ("GET", {"Range": "bytes=99999999-"}, 416),
    ("GET", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}, 304),
    ("POST", {"Sec-Fetch-Site": "same-origin"}, 405),
    ("OPTIONS", {"Origin": "https://evil.test"}, 405),
)


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(("verb", "headers", "status"), BUILT)
def test_a_built_file_is_dressed_whatever_becomes_of_it(app, nobody, scheme, verb, headers, status):
    path = app.extensions["assets"].url("app.css")
    base = f"{scheme}://rebond.example"
    answer = nobody.asks(verb, path, headers=headers, base_url=base)
    assert answer.status_code == status
    assert {n: answer.headers.get(n) for n in HEADERS} == HEADERS
    assert ("Strict-Transport-Security" in answer.headers) == (scheme == "https")
    assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_no_header_is_said_twice(app, nobody, ines):
    for browser, path in ((nobody, "/"), (ines, "/today"), (ines, "/nothing"), (nobody, "/sw.js")):
        names = [name.lower() for name, _ in browser.opens(path).headers]
        assert len(set(names)) == len(names), names


def test_what_the_server_says_by_itself_is_dressed(monkeypatch):
    monkeypatch.setenv("REBOND_ADDRESS", "https://rebond.example.com")
    headers, body = error_response("431 Request Header Fields Too Large")
    assert {name: dict(headers).get(name) for name in HEADERS} == HEADERS
    assert "Strict-Transport-Security" in dict(headers)
    assert "en sécurité" in body.decode()
    assert "safe" in body.decode()
    monkeypatch.setenv("REBOND_ADDRESS", "http://rebond.test")
    assert "Strict-Transport-Security" not in dict(error_response("400 Bad Request")[0])


def test_who_signs_out_leaves_no_page_behind_and_keeps_the_outbox(ines, theo):
    """Neither "storage", where the outbox is, nor "cookies", which are other sites' too."""
    ways_out = (("/sign-out", {}), ("/me/leave", {"sure": "1"}))
    for person, (path, form) in zip((ines, theo), ways_out, strict=True):
        person.signs_in()
        answer = person.submits(path, form)
        assert answer.headers["Clear-Site-Data"] == '"cache"', path
    for path in ("/sign-in", "/healthz", "/nothing"):
        assert "Clear-Site-Data" not in ines.opens(path).headers


def test_the_policy_lets_nothing_inline_and_nothing_foreign():
    policy = dict(
        part.strip().split(" ", 1) for part in HEADERS["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["base-uri"] == "'none'"
    assert not [value for value in policy.values() if "unsafe" in value or "http" in value]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Origin": "http://localhost"}, 200),
        ({}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://localhost.evil.test"}, 403),
        ({"Origin": "http://evil.test"}, 403),
        ({"Origin": "http://localhost:81"}, 403),
        ({"Origin": "http://["}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Referer": "http://localhost/today"}, 403),
    ],
    ids=str,
)
def test_only_a_page_of_this_site_posts_to_the_door(ines, headers, status):
    batch = {"sent_at": 1794817800000, "build": "", "entries": [ines.taps("refusal")]}
    answer = ines.asks("POST", "/journal", json=batch, headers=headers)
    assert answer.status_code == status
    assert ines.today().attempts == (status == 200)


@pytest.mark.parametrize("path", ["/me/export/json", "/me/export/zip", "/admin/audit/table"])
def test_no_other_sites_link_makes_a_file_at_its_owners_cost(maya, path):
    for site, status in {
        "cross-site": 403,
        "same-site": 403,
        "same-origin": 200,
        "none": 200,
    }.items():
        answer = maya.asks("GET", path, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == status
    assert maya.asks("GET", path).status_code == 200  # plain HTTP in a network at home says nothing


def test_no_setting_of_flasks_turns_debugging_on(monkeypatch, tmp_path):
    monkeypatch.setenv("FLASK_DEBUG", "1")
    environ = {"REBOND_MODE": "test", "DATABASE_URL": f"sqlite:///{tmp_path / 'x.sqlite3'}"}
    assert create_app(environ).debug is False


@pytest.mark.parametrize("route", [r for r in ROUTES if "POST" in r.access], ids=lambda r: r.rule)
def test_no_writing_route_listens_to_another_site(maya, route):
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.test"}):
        assert maya.asks("POST", route.path(), headers=headers).status_code == 403
        assert maya.asks("POST", route.path(), json={}, headers=headers).status_code == 403


def test_strict_transport_is_asked_for_on_https_alone(nobody):
    assert "Strict-Transport-Security" not in nobody.opens("/sign-in").headers
    https = nobody.opens("/sign-in", base_url="https://rebond.example")
    assert https.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_a_host_that_nobody_named_is_not_answered(app, nobody):
    app.config["TRUSTED_HOSTS"] = ["rebond.example"]
    assert nobody.opens("/sign-in", base_url="https://rebond.example").status_code == 200
    answer = nobody.opens("/sign-in", base_url="https://evil.test")
    assert answer.status_code == 400
    assert {n: answer.headers.get(n) for n in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "host", ["REBOND.example", "rebond.example.", "Rebond.Example.:8443", "rebond.example:443"]
)
def test_a_host_is_the_same_in_capitals_and_with_the_dot_that_ends_it(app, nobody, host):
    app.config["TRUSTED_HOSTS"] = ["rebond.example"]
    for origin, status in ((f"http://{host}", 303), ("http://rebond.example.evil.test", 403)):
        headers = {"Host": host, "Origin": origin}
        assert nobody.asks("POST", "/sign-out", headers=headers).status_code == status


def test_a_host_that_only_looks_like_ours_is_none(app, nobody):
    app.config["TRUSTED_HOSTS"] = ["rebond.example"]
    for host in ("rebond.example..", "xrebond.example", "rebond.example.evil.test", "10.0.0.5", ""):
        answer = nobody.opens("/sign-in", headers={"Host": host})
        assert answer.status_code == 400, host


@pytest.mark.parametrize("host", ["10.0.0.5", "10.0.0.5:8000", "[::1]:8000", "rebond", "a b", ""])
def test_a_probe_by_address_hears_that_all_is_well_and_sees_nothing_else(app, nobody, host):
    app.config["TRUSTED_HOSTS"] = [".rebond.example"]
    answer = nobody.opens("/healthz", headers={"Host": host})
    assert (answer.status_code, answer.get_json()) == (200, {"ok": True})
    for path in ("/healthz/", "/healthz/..", "/sign-in", "/sw.js"):
        assert nobody.opens(path, headers={"Host": host}).status_code == 400


def test_no_answer_lets_another_site_read_it(nobody, ines):
    for browser in (nobody, ines):
        answer = browser.opens("/today/summary", headers={"Origin": "https://evil.test"})
        assert not [name for name, _ in answer.headers if name.startswith("Access-Control")]


def test_an_error_says_in_the_askers_kind_what_is_safe(app, ines, monkeypatch):
    def breaks(*_):
        raise RuntimeError("the inner reason")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setitem(app.view_functions, "auth.door", breaks)
    breaks.access = "anyone"
    page, panel = ines.opens("/"), ines.opens("/", htmx=True)
    script = ines.opens("/", headers={"Accept": "application/json"})
    assert [answer.status_code for answer in (page, panel, script)] == [500] * 3
    assert page.text.startswith("<!doctype html>")
    assert panel.text.lstrip().startswith("<section")
    assert script.get_json()["error"] == "internal_server_error"
    for answer in (page, panel, script):
        assert "inner reason" not in answer.text
        assert answer.headers["Content-Security-Policy"]
    text = script.get_json()["says"]
    assert "sécurité" in text
    assert text.partition(". ")[2] in page.text


def test_a_database_that_cannot_be_written_asks_phones_to_wait(app, ines):
    app.config["PROPAGATE_EXCEPTIONS"] = False
    ines.signs_in()
    with locked(app):
        answer = ines.posts(ines.taps("refusal"))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
    assert answer.get_json()["error"] == "service_unavailable"
    assert ines.today().attempts == 0


def test_whoever_only_reads_does_not_wait_for_the_note_of_their_use(app, ines, at):
    ines.signs_in()
    at("2026-11-16 09:45")
    with locked(app):
        assert ines.opens("/today").status_code == 200


@contextmanager
def locked(app):
    """The SQLite file while another process writes, with less patience than in earnest."""
    with app.app_context():
        path = db.engine.url.database
        hasty = lambda connection, _: connection.execute("PRAGMA busy_timeout=50")  # noqa: E731
        event.listen(db.engine, "connect", hasty)
        db.engine.dispose()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
