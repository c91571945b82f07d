"""Settings that cannot work do not start: one sentence each, whatever is wrong with them."""

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import make_url

from tests.cast import Nobody
from tests.support.postgres import Server
from webapp.app import create_app
from webapp.cli import main
from webapp.config import read_settings
from webapp.config_values import ConfigError
from webapp.database.engine import db

ROOT = Path(__file__).resolve().parent.parent
OWN = {
    "REBOND_MODE": "production",
    "REBOND_SECRET": "a secret that is long enough to be one",
    "REBOND_HOSTS": "rebond.example.com",
}
NOWHERE = "postgresql://rebond:hidden@127.0.0.1:1/rebond"
WRONG = {
    "REBOND_MODE": ("", "live", "Production"),
    "REBOND_ADDRESS": (
        "rebond.example.com",
        "//rebond.example.com",
        "ftp://rebond.example.com",
        "https://",
        "https://rebond.example.com/app",
        "https://rebond.example.com?x=1",
        "https://rebond.example.com#x",
        "https://me@rebond.example.com",
        "https://rebond.example.com:many",
        "https://rebond.example.com:99999",
        "https://rebond.example.com:0",
        "https://[",
        "https://rebond example.com",
        "https://" + "a" * 64 + ".example.com",
        "https://www.example.com",
    ),
    "REBOND_HOSTS": (
        "",
        " , ",
        "https://rebond.example.com",
        "rebond.example.com/",
        "*",
        "rebond..example.com",
        "rebond.example.com:port",
        "-",
        "a" * 64,
        "[::1]",
        "é" * 80,
    ),
    "OUTBOUND_HOSTS": ("https://calendar.example.com", "calendar example.com/x", "*", "a..b"),
    "PUSH_HOSTS": ("https://push.example.com", "*"),
    "OUTBOUND_CA_FILE": ("/nowhere/ca.pem", "/dev/null"),
    "REBOND_PROXIES": ("one", "-1", "1.5", "²", "11", "9" * 5000),
    "REBOND_INSECURE": ("yes", "true", "2"),
    "REBOND_RECALL": ("yes", "true", "2"),
    "REBOND_SECRET": ("", "short", " " * 40),
    "REBOND_SECRET_FILE": ("/", "/dev/null", "/nowhere/secret"),
    "REBOND_NOW": ("2026-11-20T09:30:00+01:00",),
    "WEB_WORKERS": ("0", "2", "65", "-1", "many", "9" * 5000),
    "DATABASE_URL": (
        "rebond.sqlite3",
        "mysql://127.0.0.1/rebond",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "sqlite:rebond.sqlite3",
        "sqlite://rebond.sqlite3",
        "postgresql+psycopg2://127.0.0.1/rebond",
        "postgresql://",
        "postgresql://127.0.0.1",
        "postgresql://127.0.0.1/",
        "postgresql://rebond:p@ss@127.0.0.1/rebond",
        "postgresql://rebond:pass@127.0.0.1:port/rebond",
        "postgresql://rebond:pass@127.0.0.1:99999/rebond",
        "postgresql://rebond:p#ss/rebond",
        "postgresql://127.0.0.1#x/rebond",
        "postgresql://127 0 0 1/rebond",
    ),
}
ELSEWHERE = {
    "HOST": "tests/test_commands.py, at the port",
    "PORT": "a number from 1 to 65535, as click reads it",
    "SMTP_URL": "tests/mail/test_servers.py",
    "SMTP_CA_FILE": "tests/mail/test_servers.py",
    "MAIL_FROM": "tests/mail/test_servers.py",
    "MALLOC_ARENA_MAX": "read by glibc alone",
}


@pytest.mark.parametrize(
    ("name", "value"), [(name, value) for name, every in WRONG.items() for value in every]
)
def test_a_setting_that_cannot_work_is_refused_in_one_sentence_that_names_it(name, value):
    environ = OWN | {name: value}
    if name == "REBOND_SECRET_FILE":
        del environ["REBOND_SECRET"]
    with pytest.raises(ConfigError) as refused:
        read_settings(environ)
    assert name in str(refused.value)
    assert str(refused.value).count("\n") == 0
    for secret in ("p@ss", "p#ss", ":pass@"):
        assert secret not in str(refused.value)


def test_every_setting_of_the_readme_was_tried_with_what_cannot_work():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    table = readme.partition("### Settings")[2].partition("###")[0]
    documented = set(re.findall(r"`([A-Z][A-Z_]{3,})`", table))
    assert documented == {*WRONG, *ELSEWHERE}


@pytest.mark.parametrize("value", ["2026-13-01", "yesterday", "1026-11-20", "9999-12-31T23:59"])
def test_a_clock_that_cannot_be_is_refused_where_one_may_be_set(value):
    with pytest.raises(ConfigError, match="REBOND_NOW"):
        read_settings({"REBOND_MODE": "demo", "REBOND_NOW": value})


def test_what_can_be_spelled_in_several_ways_is_read_as_one():
    settings = read_settings(
        OWN
        | {
            "REBOND_HOSTS": "Rebond.Example.COM., société.example:8443,.example.org",
            "REBOND_ADDRESS": "HTTPS://Rebond.Example.com/",
            "REBOND_INSECURE": "0",
            "REBOND_PROXIES": "",
        }
    )
    assert settings["TRUSTED_HOSTS"] == [
        "rebond.example.com",
        "xn--socit-esab.example",
        ".example.org",
    ]
    assert settings["ADDRESS"] == "https://rebond.example.com"
    assert (settings["INSECURE"], settings["PROXIES"]) == (False, 0)
    below = OWN | {"REBOND_HOSTS": ".example.com", "REBOND_ADDRESS": "https://a.example.com:8443"}
    assert read_settings(below)["ADDRESS"] == "https://a.example.com:8443"


@pytest.mark.parametrize(
    ("typed", "password"),
    [("p#s/s?", "p#s/s?"), ("p%40%23", "p@#"), ("100%", "100%"), ("a:b", "a:b"), ("%2525", "%25")],
)
def test_a_password_reaches_the_database_as_it_was_meant(typed, password):
    url = read_settings(OWN | {"DATABASE_URL": f"Postgres://me:{typed}@127.0.0.1/rebond"})
    assert make_url(url["SQLALCHEMY_DATABASE_URI"]).password == password


@pytest.fixture
def rebond(tmp_path):
    """rebond(words, NAME=value): the command, in an environment of an operator's own."""
    umask = os.umask(0o077)
    named = ("REBOND_", "DATABASE_", "SMTP_")
    nothing = {name: None for name in os.environ if name.startswith(named)}

    def typed(*words, **more):
        environ = {
            "REBOND_MODE": None,
            "REBOND_HOSTS": None,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
            "REBOND_SECRET_FILE": str(tmp_path / "secret"),
        }
        return CliRunner().invoke(main, words, env=nothing | environ | more)

    yield typed
    os.umask(umask)


def says_one_sentence(result, *words):
    """It ends with an error, in one line on the error stream, with these words and no trace."""
    assert (result.exit_code, type(result.exception)) == (1, SystemExit), result.exception
    assert result.stdout == ""
    assert result.stderr.startswith("Error: "), result.stderr
    assert result.stderr.count("\n") == 1, result.stderr
    for word in words:
        assert word in result.stderr
    for secret in ("hidden", "Traceback", "sqlalche.me"):
        assert secret not in result.stderr


def test_a_server_does_not_start_with_what_cannot_work(rebond, tmp_path):
    (tmp_path / "file").write_text("no database, and no folder")
    for more, *words in (
        ({"REBOND_ADDRESS": "rebond.example.com"}, "REBOND_ADDRESS"),
        ({"REBOND_ADDRESS": "http://["}, "REBOND_ADDRESS"),
        ({"DATABASE_URL": "postgresql://a:hidden@b@c/d"}, "DATABASE_URL", "%40"),
        ({"DATABASE_URL": NOWHERE}, "PostgreSQL", "127.0.0.1", "refused", "DATABASE_URL"),
        ({"DATABASE_URL": f"sqlite:///{tmp_path / 'gone' / 'a'}"}, "no folder", "gone"),
        ({"DATABASE_URL": f"sqlite:///{tmp_path / 'file' / 'a'}"}, "no folder", "file"),
        ({"DATABASE_URL": f"sqlite:///{tmp_path}"}, "folder, not a file"),
        ({"DATABASE_URL": f"sqlite:///{tmp_path / 'file'}"}, "not a database"),
        ({"REBOND_SECRET_FILE": str(tmp_path / "gone" / "secret")}, "REBOND_SECRET_FILE"),
    ):
        os.chmod(tmp_path / "file", 0o600)  # noqa: PTH101
        says_one_sentence(rebond("serve", "--port", "8798", **more), *words)


@pytest.mark.lengthy
def test_a_file_that_cannot_be_written_is_said_to_be(rebond, tmp_path):
    rebond("migrate")
    path = tmp_path / "own.sqlite3"
    result = rebond(
        "organisation", "add", "Sud", DATABASE_URL=f"sqlite:///file:{path}?mode=ro&uri=true"
    )
    says_one_sentence(result, "cannot be used", "readonly")


COMMANDS = (
    ("team", "add", "Sud", "Nice"),
    ("organisation", "add", "Sud"),
    ("member", "add", "Sud", "Ana", "ana@sud.test"),
    ("member", "link", "Sud", "ana@sud.test"),
    ("rebuild",),
    ("sweep",),
)


@pytest.mark.lengthy
@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_on_a_fresh_database_says_what_to_run(rebond, tmp_path, words):
    says_one_sentence(rebond(*words), "no database", "`rebond migrate`")
    assert not (tmp_path / "own.sqlite3").exists()
    (tmp_path / "own.sqlite3").touch(0o600)
    says_one_sentence(rebond(*words), "no tables", "`rebond migrate`")
    if len(words) == 1:
        says_one_sentence(rebond(*words, "--demo"), "`rebond seed`")
    assert rebond("migrate").exit_code == 0
    result = rebond(*words)
    assert isinstance(result.exception, SystemExit | None)
    assert "migrate" not in result.stderr


def test_a_command_on_an_empty_postgresql_says_what_to_run_too(rebond, postgres):
    url = postgres.create("fresh")
    try:
        for words in COMMANDS[:2]:
            says_one_sentence(rebond(*words, DATABASE_URL=url), "no tables", "`rebond migrate`")
        says_one_sentence(
            rebond("serve", DATABASE_URL=url.replace("/fresh", "/none")), "PostgreSQL", "none"
        )
        secret = url.replace("rebond@", "rebond:p#s%25s@")
        assert rebond("migrate", DATABASE_URL=secret).exit_code == 0
        assert rebond("organisation", "add", "Sud", DATABASE_URL=secret).exit_code == 0
    finally:
        postgres.drop("fresh")


def test_a_server_outlives_its_postgresql_and_finds_it_again(rebond):
    """Away, a start ends with a sentence; what runs already says so and is well once it is back."""
    server = Server()
    try:
        url = server.create("mortal")
        assert rebond("migrate", DATABASE_URL=url).exit_code == 0
        app = create_app({"REBOND_MODE": "test", "DATABASE_URL": url})
        app.config["PROPAGATE_EXCEPTIONS"] = False
        browser, form = Nobody(app), {"email": "ana@sud.test"}
        assert browser.opens("/healthz").status_code == 200
        server.goes_away()
        for _ in range(2):
            assert browser.opens("/healthz").status_code == 503
            answer = browser.submits("/sign-in", form)
            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "30")
        says_one_sentence(rebond("serve", DATABASE_URL=url), "PostgreSQL", "DATABASE_URL")
        says_one_sentence(rebond("sweep", DATABASE_URL=url), "PostgreSQL")
        server.comes_back()
        assert browser.opens("/healthz").status_code == 200
        assert browser.submits("/sign-in", form).status_code == 303
        with app.app_context():
            db.engine.dispose()
    finally:
        server.stop()


@pytest.mark.lengthy
def test_a_database_of_a_version_before_is_said_to_be(rebond, tmp_path):
    rebond("migrate")
    app = create_app(
        {"REBOND_MODE": "test", "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}"}
    )
    with app.app_context(), db.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    with app.app_context():
        db.engine.dispose()
    says_one_sentence(rebond("rebuild"), "an earlier version", "`rebond migrate`")


def test_a_probe_is_answered_by_a_production_app_under_any_address(tmp_path):
    environ = OWN | {"DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}"}
    app = create_app(environ)
    probe = Nobody(app).opens("/healthz", headers={"Host": "10.1.2.3:8000"})
    assert (probe.status_code, probe.get_json()) == (200, {"ok": True})
    with app.app_context():
        db.engine.dispose()
