"""The `rebond` command, as an operator types it."""

import json
import os
import re
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click import ClickException
from click.testing import CliRunner
from sqlalchemy import select

import webapp.cli as cli
import webapp.clock as clock
import webapp.company_commands as company_commands
import webapp.server.start as start
from tests.cast import Nobody
from webapp.admin import teams
from webapp.admin.forms import Placement
from webapp.admin.person_invitations import NewPerson, invite_person
from webapp.app import create_app
from webapp.config import read_settings
from webapp.config_values import ConfigError
from webapp.database.engine import db
from webapp.database.transactions import read_transaction, write_transaction
from webapp.file_permissions import restrict_files
from webapp.people import company
from webapp.people.models import MemberRow, Organisation
from webapp.progress.rebuild.rebuild import rebuild
from webapp.security_headers import HEADERS

pytestmark = pytest.mark.processes

POSTGRES = "postgresql://127.0.0.1/rebond"
SWEPT = (
    ("16", "2 people erased, 0 entries reduced to daily totals."),
    ("16", "0 people erased, 0 entries reduced to daily totals."),
    ("17", "1 person erased, 0 entries reduced to daily totals."),
)
REBOND = Path(sys.executable).with_name("rebond")
Look = Callable[[str], None]
OWN = {
    "REBOND_MODE": "production",
    "REBOND_SECRET": "a secret that is long enough to be one",
    "REBOND_HOSTS": "rebond.example.com",
}


@pytest.fixture
def environ(tmp_path) -> dict[str, str]:
    """An operator's environment: a database and a secret of their own."""
    return {
        "PATH": "/usr/bin:/bin",
        "HOME": str(tmp_path / "home"),
        "LANG": "C.UTF-8",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'own.sqlite3'}",
        "REBOND_SECRET_FILE": str(tmp_path / "secret"),
    }


@pytest.fixture
def rebond(environ):
    def typed(*words: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [REBOND, *words],
            env=environ | more,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return typed


@pytest.fixture
def served(environ):
    """Start the server on a free port, and look at it; says what it printed and where it is."""
    started = []

    def start(*words: str, look: Look = _signs_in, **more: str) -> tuple[str, str]:
        port = _free()
        process = subprocess.Popen(
            [REBOND, *words, "--port", str(port)],
            env=environ | {"PYTHONUNBUFFERED": "1"} | more,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        base = f"http://127.0.0.1:{port}"
        _wait(base, look)
        process.terminate()
        output, _ = process.communicate(timeout=30)
        return output, base

    yield start
    for process in started:
        process.kill()
        process.wait()


def _free() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return tried.getsockname()[1]


def _signs_in(base: str) -> None:
    with urllib.request.urlopen(f"{base}/sign-in", timeout=10) as answer:
        assert answer.status == 200


def _picks_up_the_phone_of_ines(base: str) -> None:
    """By the demo's door, as a browser does."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    browser.addheaders = [("Sec-Fetch-Site", "same-origin"), ("Accept-Language", "fr")]
    assert 'action="/demo/ines"' in browser.open(base, timeout=10).read().decode()
    with browser.open(f"{base}/demo/ines", data=b"", timeout=10) as answer:
        assert answer.url == f"{base}/today"
        assert "Bonjour Inès" in answer.read().decode()


def _wait(base: str, look: Look) -> None:
    for _ in range(1800):
        try:
            return look(base)
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    pytest.fail("it never answered")


@pytest.mark.sampled(1)
@pytest.mark.parametrize(
    "words",
    [
        ("serve",),
        ("migrate",),
        ("migrate", "--to", "0001"),
        ("sweep",),
        ("rebuild",),
        ("organisation", "add", "Sud"),
        ("team", "add", "Sud", "Est"),
        ("member", "link", "Sud", "ines@example.com"),
    ],
    ids=" ".join,
)
def test_on_a_database_of_a_newer_version_each_command_says_so_in_words(rebond, environ, words):
    rebond("migrate")
    _is_of_version(environ, "9999")
    result = rebond(*words)
    assert result.returncode == 1
    assert "newer version" in result.stderr
    assert "rebond migrate --to" in result.stderr
    assert "Traceback" not in result.stderr
    assert _version(environ) == "9999"


def test_the_demo_on_a_database_of_a_newer_version_says_so_too(rebond, environ):
    rebond("migrate", "--demo")
    _is_of_version(environ, "9999")
    for words in (("run",), ("seed",), ("rebuild", "--demo")):
        result = rebond(*words)
        assert result.returncode == 1
        assert "newer version" in result.stderr
        assert "Traceback" not in result.stderr


def test_the_newer_version_brings_the_database_back_to_the_older_one(rebond, environ):
    rebond("migrate")
    newest = _version(environ)
    assert rebond("migrate", "--to", "0007").stdout == "The database is at version 0007.\n"
    assert _version(environ) == "0007"
    odd = rebond("migrate", "--to", "0815")
    assert odd.returncode == 2
    assert "not a version that this Rebond knows: 0001, " in odd.stderr
    assert _version(environ) == "0007"
    assert rebond("migrate").returncode == 0
    assert _version(environ) == newest


def _is_of_version(environ, version):
    with closing(sqlite3.connect(environ["DATABASE_URL"].removeprefix("sqlite:///"))) as database:
        database.execute("UPDATE alembic_version SET version_num = ?", (version,))
        database.commit()


def _version(environ):
    with closing(sqlite3.connect(environ["DATABASE_URL"].removeprefix("sqlite:///"))) as database:
        return database.execute("SELECT version_num FROM alembic_version").fetchone()[0]


def test_an_operator_makes_a_company_a_team_and_a_member(environ, rebond, tmp_path):
    assert rebond("migrate").returncode == 0
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    result = rebond("organisation", "add", "Fabrique Sud", "--language", "en")
    assert result.returncode == 0, result.stderr
    assert rebond("team", "add", "Fabrique Sud", "Nice").returncode == 0
    again = rebond("team", "add", result.stdout.strip(), "nice")
    assert (again.returncode, "name" in again.stderr) == (1, True)
    words = ("Fabrique Sud", "Ana", "ana@sud.test", "--team", "Nice", "--role", "admin")
    link = rebond("member", "add", *words)
    newer = rebond("member", "link", "Fabrique Sud", "ANA@sud.test", PORT="8080")
    assert link.stdout.startswith("http://127.0.0.1:8000/join/")
    assert newer.stdout.startswith("http://127.0.0.1:8080/join/")
    paths = [re.search(r"/join/\S+", link_result.stdout).group() for link_result in (link, newer)]
    app = create_app({"REBOND_MODE": "test", "DATABASE_URL": environ["DATABASE_URL"]})
    try:
        browser = Nobody(app)
        assert browser.opens(paths[0]).status_code == 404
        assert "Nice" in browser.opens(paths[1]).text
        assert browser.submits(paths[1], {"name": "Ana"}).location == "/today"
        assert browser.opens("/admin/people").status_code == 200
    finally:
        with app.app_context():
            db.engine.dispose()
    rebuild_result = rebond("rebuild")
    assert (rebuild_result.returncode, "0 differences" in rebuild_result.stdout) == (0, True), (
        rebuild_result.stderr
    )


def test_a_newcomer_is_in_the_only_team_and_of_several_one_is_named(environ, rebond):
    """One process makes the tables; what the command decides is decided in this one."""
    rebond("migrate")
    url = environ["DATABASE_URL"]
    app = create_app({"REBOND_MODE": "test", "DATABASE_URL": url})
    with app.app_context():
        with write_transaction():
            sud = company.create_organisation("Sud", clock.now())
        at = clock.now()
        assert company_commands.team_of_newcomer(sud, None) is None
        nice = teams.create_team(sud, "Nice", at)
        assert company_commands.team_of_newcomer(sud, None) == nice
        toulon = teams.create_team(sud, "Toulon", at)
        assert company_commands.team_of_newcomer(sud, "toulon") == toulon
        with pytest.raises(ClickException, match=r"--team \(Nice, Toulon\), or --no-team"):
            company_commands.team_of_newcomer(sud, None)
        db.engine.dispose()
    result = rebond("member", "add", "Sud", "Ana", "ana@sud.test")
    assert (result.returncode, "Nice, Toulon" in result.stderr) == (1, True)
    assert rebond("member", "add", "Sud", "Ana", "ana@sud.test", "--no-team").returncode == 0


def test_a_command_that_cannot_be_done_is_said_in_words(rebond):
    rebond("migrate")
    for words in (
        ("team", "add", "Nowhere", "Nice"),
        ("member", "link", "Nowhere", "ana@sud.test"),
        ("member", "add", "Nowhere", "Ana", "ana@sud.test"),
    ):
        result = rebond(*words)
        assert (result.returncode, "Nowhere" in result.stderr) == (1, True)
        assert "Traceback" not in result.stderr
    assert "REBOND_MODE" in rebond("migrate", REBOND_MODE="nonsense").stderr


@pytest.mark.parametrize(
    "words",
    [
        ("organisation", "add", "Sud", "--zone", "Europe/Nowhere"),
        ("organisation", "add", "Sud", "--zone", "../../etc/passwd"),
        ("organisation", "add", "Sud", "--country", "ZZ"),
        ("organisation", "add", "S" * 81),
        ("team", "add", "Sud", " "),
        ("member", "add", "Sud", "A" * 61, "ana@sud.test"),
        ("member", "add", "Sud", "Ana", "no address"),
    ],
    ids=" ".join,
)
def test_what_no_form_would_take_is_taken_from_no_operator(words):
    result = CliRunner().invoke(cli.main, words)
    assert result.exit_code == 2
    assert " is not " in result.output


def test_ones_own_company_begins_with_a_link_printed_at_each_start_until_it_is_used(
    environ, served
):
    first, base = served("serve")
    assert base in first
    second, _ = served("serve")
    paths = [re.search(r"/join/\S+", output).group() for output in (first, second)]
    app = create_app({"REBOND_MODE": "test", "DATABASE_URL": environ["DATABASE_URL"]})
    try:
        browser = Nobody(app)
        assert browser.opens(paths[0]).status_code == 404
        form = {"name": "Ana", "email": "ana@sud.test"}
        assert browser.submits(paths[1], form).location == "/today"
        assert browser.opens("/admin/company").status_code == 200
    finally:
        with app.app_context():
            db.engine.dispose()
    third, _ = served("serve")
    assert "/join/" not in third


def test_a_start_leaves_the_link_of_an_administrator_whom_the_operator_added(app, nobody, capsys):
    """Only the founder, whom a start made and who has no address, gets another link."""
    with app.app_context():
        with write_transaction():
            sud = company.create_organisation("Fabrique Sud", clock.now())
        ana = NewPerson("Ana", "ana@sud.test", Placement(None, "admin"))
        _, token = invite_person(sud, ana, clock.now())
        start.print_first_admin_link(app, "127.0.0.1", 8000)
        assert "/join/" not in capsys.readouterr().out
        with write_transaction():
            company.add_member(sud, "Administration", clock.now(), role="admin")
        start.print_first_admin_link(app, "127.0.0.1", 8000)
        assert "/join/" in capsys.readouterr().out
    assert nobody.submits(f"/join/{token}", {"name": "Ana"}).location == "/today"


def test_the_demo_is_made_once_and_its_phones_can_be_picked_up(environ, rebond, served):
    """`rebond run`, then `rebond seed` on the same day: one company, whose history is true."""
    output, base = served("run", look=_picks_up_the_phone_of_ines)
    assert base in output
    demos = _demos(environ)
    assert len(demos) == 1
    assert rebond("seed").returncode == 0
    assert _demos(environ) == demos
    result = rebond("rebuild", "--demo")
    assert (result.returncode, "0 differences" in result.stdout) == (0, True), result.stderr


def _demos(environ):
    app = create_app({"REBOND_MODE": "test", "DATABASE_URL": environ["DATABASE_URL"]})
    try:
        with app.app_context(), read_transaction() as session:
            return list(session.scalars(select(Organisation.id).where(Organisation.demo)))
    finally:
        with app.app_context():
            db.engine.dispose()


def _mode(path):
    return stat.S_IMODE(path.stat().st_mode)


def test_files_are_their_owners_alone_also_those_that_were_open(environ, served, tmp_path):
    """Those of the database while it runs, those of before, the secret; said once."""
    before = {"own.sqlite3": 0o644, "own.sqlite3-wal": 0o664, "secret": 0o640}
    for name, mode in before.items():
        (tmp_path / name).write_text("a secret that is long enough to be one" * (name == "secret"))
        (tmp_path / name).chmod(mode)
    modes = {}

    def look(base):
        with urllib.request.urlopen(f"{base}/healthz", timeout=10):  # which opens the database
            pass
        modes.update({path.name: _mode(path) for path in tmp_path.iterdir() if path.is_file()})

    first, _ = served("serve", look=look)
    assert {"own.sqlite3", "own.sqlite3-wal", "own.sqlite3-shm", "secret"} <= set(modes)
    assert set(modes.values()) == {0o600}
    assert f"Others on this machine could open {tmp_path / 'own.sqlite3'}, " in first
    again, _ = served("serve", look=look)
    assert set(modes.values()) == {0o600}
    assert "Others on this machine" not in again


def test_what_lies_in_our_folder_is_closed_and_links_are_left_alone(tmp_path):
    folder, elsewhere = tmp_path / "var", tmp_path / "elsewhere"
    (folder / "old").mkdir(parents=True)
    files = [folder / "rebond.sqlite3", folder / "old" / "copy.sqlite3", elsewhere]
    for path in files:
        path.write_text("")
        path.chmod(0o664)
    (folder / "link").symlink_to(elsewhere)
    for path in (folder, folder / "old"):
        path.chmod(0o755)
    closed, still_open = restrict_files(folder, [folder / "gone"])
    assert closed == sorted([folder, folder / "old", *files[:2]])
    assert still_open == []
    assert [_mode(path) for path in files] == [0o600, 0o600, 0o664]
    assert _mode(folder) == 0o700
    assert restrict_files(folder, []) == ([], [])


BROKEN = (
    b"GET / HTTP/9\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
    b"GET /" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"b" * 40_000 + b"\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: nonsense\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: nonsense\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 300000\r\n\r\n" + b"c" * 300_000,
)


def test_the_server_itself_answers_what_is_no_request_with_all_headers(served):
    def look(base):
        _signs_in(base)
        for sent in BROKEN:
            with socket.create_connection(("127.0.0.1", int(base.rpartition(":")[2])), 10) as line:
                line.sendall(sent)
                got = b""
                while part := line.recv(65536):
                    got += part
            head = got.partition(b"\r\n\r\n")[0].decode("latin-1")
            assert re.match(r"HTTP/1.1 [45]\d\d ", head), (sent[:60], head)
            for name, value in HEADERS.items():
                assert f"{name}: {value}" in head, (sent[:60], head)
            assert "\nServer: " not in head
            assert "en sécurité".encode() in got
            assert b"nonsense" not in got

    served("serve", look=look)


def test_a_port_that_is_taken_is_said_to_be(rebond):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        for command in ("serve", "run"):
            result = rebond(command, "--port", str(port))
            assert result.returncode == 1
            assert f"Port {port} on 127.0.0.1 is taken" in result.stderr
            assert f"PORT={port + 1}" in result.stderr


def test_plain_http_does_not_leave_the_machine_unasked(rebond):
    result = rebond("serve", "--host", "0.0.0.0")
    assert result.returncode == 1
    assert "--insecure" in result.stderr
    assert "HTTPS" in result.stderr


@pytest.mark.parametrize(
    "changed, why",
    [
        ({"REBOND_SECRET": ""}, "REBOND_SECRET .* 32 characters"),
        ({"REBOND_SECRET": "s" * 31}, "REBOND_SECRET .* 32 characters"),
        ({"REBOND_SECRET": "", "REBOND_SECRET_FILE": "{short}"}, "REBOND_SECRET .* 32 characters"),
        ({"REBOND_SECRET": "", "REBOND_SECRET_FILE": "{absent}"}, "REBOND_SECRET .* 32 characters"),
        ({"REBOND_HOSTS": ""}, "REBOND_HOSTS must name the hosts"),
        ({"REBOND_HOSTS": " , "}, "REBOND_HOSTS must name the hosts"),
        ({"REBOND_NOW": "2026-11-20T09:30:00+01:00"}, "REBOND_NOW .* Unset it"),
        ({"REBOND_MODE": "demo", "REBOND_NOW": "tomorrow"}, "REBOND_NOW is 'tomorrow'"),
        ({"REBOND_MODE": "debug"}, "REBOND_MODE is 'debug'"),
        ({"REBOND_MODE": ""}, "REBOND_MODE is ''"),
        ({"REBOND_PROXIES": "-1"}, "REBOND_PROXIES is '-1'"),
        ({"REBOND_PROXIES": "two"}, "REBOND_PROXIES is 'two'"),
        ({"DATABASE_URL": "mysql://127.0.0.1/rebond"}, "DATABASE_URL must begin"),
        ({"DATABASE_URL": "rebond.sqlite3"}, "DATABASE_URL must begin"),
    ],
    ids=lambda value: value if isinstance(value, str) else repr(value),
)
def test_a_setting_with_which_it_would_be_unsafe_is_refused_at_the_start(tmp_path, changed, why):
    short = tmp_path / "short"
    short.write_text("s" * 31 + "\n")
    files = {"short": short, "absent": tmp_path / "absent"}
    environ = OWN | {name: value.format(**files) for name, value in changed.items()}
    with pytest.raises(ConfigError, match=why):
        read_settings(environ)


def test_production_is_the_mode_of_who_says_none_and_has_no_door_of_the_demo():
    read = read_settings({name: OWN[name] for name in OWN if name != "REBOND_MODE"})
    modes = [read[name] for name in ("MODE", "DEMO", "TESTING", "INSECURE", "NOW")]
    assert modes == ["production", False, False, False, None]
    assert read["TRUSTED_HOSTS"] == ["rebond.example.com"]


def test_what_the_app_refuses_is_said_by_the_command_without_a_trace(rebond):
    for refused in ({"REBOND_NOW": "2026-11-20"}, {"REBOND_SECRET": "short"}):
        result = rebond("serve", "--port", str(_free()), **refused)
        assert (result.returncode, result.stdout) == (1, "")
        assert next(iter(refused)) in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "workers, database, why",
    [
        ("2", "", "with SQLite one process writes"),
        ("0", "", "with SQLite one process writes"),
        ("0", POSTGRES, "from 1 to 64"),
        ("65", POSTGRES, "from 1 to 64"),
        ("-1", POSTGRES, "whole number"),
        ("many", POSTGRES, "whole number"),
    ],
)
def test_a_number_of_processes_that_cannot_be_is_refused(workers, database, why):
    environ = {"REBOND_MODE": "test", "WEB_WORKERS": workers, "DATABASE_URL": database}
    with pytest.raises(ConfigError, match=f"WEB_WORKERS is .*{why}"):
        read_settings(environ)


def test_there_are_as_many_processes_as_were_asked_for(monkeypatch):
    started = []
    monkeypatch.setattr(os, "execv", lambda _path, words: started.append(words))
    for workers, database in (("", ""), ("1", ""), ("1", POSTGRES), ("64", POSTGRES)):
        environ = {"REBOND_MODE": "test", "WEB_WORKERS": workers, "DATABASE_URL": database}
        start.exec_gunicorn("127.0.0.1", 8000, read_settings(environ)["WORKERS"])
    worker_counts = [words[words.index("--workers") + 1] for words in started]
    assert worker_counts == ["1", "1", "1", "64"]


def test_a_server_on_sqlite_does_not_start_with_several_processes(rebond):
    result = rebond("serve", "--port", str(_free()), WEB_WORKERS="3")
    assert (result.returncode, result.stdout) == (1, "")
    assert "WEB_WORKERS is 3" in result.stderr


def test_a_phone_is_told_where_to_find_it(capsys):
    start.print_urls("0.0.0.0", 8123)
    output = capsys.readouterr().out
    assert "http://127.0.0.1:8123/" in output
    assert "https" in output


def test_the_command_says_what_it_can_do(rebond):
    output = rebond("--help").stdout
    for word in ("run", "serve", "migrate", "seed", "rebuild", "organisation", "team", "member"):
        assert re.search(rf"^  {word} ", output, re.M)


@pytest.mark.both_databases
def test_the_timer_erases_who_left_thirty_days_ago_and_nobody_else(app, database, cast, at, rebond):
    """In every company; it prints how many and nobody's name, and has nothing to do twice."""
    ines, olga, awa = (cast(name) for name in ("ines", "olga", "awa"))
    for person, day in ((ines, "2026-11-16"), (olga, "2026-11-16"), (awa, "2026-11-17")):
        at(f"{day} 11:00")
        person.sends(person.taps("refusal"))
        assert person.submits("/me/leave", {"sure": "1"}).status_code == 303
    for day, output in SWEPT:
        now = f"2026-12-{day}T11:30:00+01:00"
        ran = rebond("sweep", DATABASE_URL=database[0], REBOND_MODE="test", REBOND_NOW=now)
        assert (ran.returncode, ran.stdout) == (0, f"{output}\n")
        assert {json.loads(line)["what"] for line in ran.stderr.splitlines()} <= {"erasure"}
        with app.app_context(), read_transaction() as session:
            left = set(session.scalars(select(MemberRow.id)))
        erased = {ines.id, olga.id} | ({awa.id} if day == "17" else set())
        assert {person.id for person in (ines, olga, awa)} - left == erased
        assert len(left) == 9 - len(erased)
    at("2026-12-17 11:30")
    with app.app_context():
        assert rebuild().differences == []
