"""Start of a server: its settings, its secret, its port, the first way in, the process itself."""

import errno
import os
import secrets
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import Flask

import webapp.clock as clock
from webapp.auth import invitations
from webapp.config import DATA_DIR, INSTANCE
from webapp.database.transactions import write_transaction
from webapp.file_permissions import database_files, restrict_files, restrict_new_files
from webapp.people import audit, company, roster

LOOPBACK = ("127.0.0.1", "localhost")
WILDCARD_HOSTS = ("0.0.0.0", "::")  # noqa: S104 - recognised, not bound
FIRST_NAMES = ("Mon entreprise", "Administration")
MAX_PATHS_IN_WARNING = 5  # files of one warning
THREADS = 64  # who waits to write keeps nobody waiting who only reads
APP, PRELOADED_APP = "webapp.app:create_app()", "webapp.server.preload:create_app()"
WORKER = "webapp.server.buffered_worker.BufferedWorker"


def use_demo_settings() -> None:
    """Use the demo's settings, and a database of its own."""
    os.environ["REBOND_MODE"] = "demo"
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{DATA_DIR / 'demo.sqlite3'}")
    _restrict_own_files()


def use_production_settings(host: str = "") -> None:
    """Use the settings of one's own company, made where there are none: a secret, the hosts."""
    _restrict_own_files()
    if os.environ.setdefault("REBOND_MODE", "production") != "production":
        return
    if not os.environ.get("REBOND_SECRET"):
        secret_file = os.environ.setdefault("REBOND_SECRET_FILE", str(DATA_DIR / "secret"))
        _create_secret_file(Path(secret_file))
    hosts = [*LOOPBACK, *(_lan_addresses() if host in WILDCARD_HOSTS else [host])]
    named = _hostname(os.environ.get("REBOND_ADDRESS", ""))
    os.environ.setdefault("REBOND_HOSTS", " ".join(filter(None, [*hosts, named])))


def _hostname(address: str) -> str:
    """The host of an address, or nothing: whether it is one is the settings' to say."""
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _restrict_own_files() -> None:
    """Make the folder of our files, and keep everybody else out of it and of them; say so once."""
    restrict_new_files()
    DATA_DIR.mkdir(exist_ok=True)
    paths = database_files(os.environ.get("DATABASE_URL", ""), INSTANCE)
    if secret := os.environ.get("REBOND_SECRET_FILE"):
        paths.append(Path(secret))
    closed, still_open = restrict_files(DATA_DIR, paths)
    if closed:
        click.echo(
            f"Others on this machine could open {_joined_paths(closed)}; now they cannot.", err=True
        )
    if still_open:
        click.echo(
            f"Others on this machine can open {_joined_paths(still_open)}, and somebody else owns "
            "it: have them run chmod go= on it.",
            err=True,
        )


def _joined_paths(paths: list[Path]) -> str:
    names = ", ".join(map(str, paths[:MAX_PATHS_IN_WARNING]))
    return (
        f"{names} and {len(paths) - MAX_PATHS_IN_WARNING} more"
        if len(paths) > MAX_PATHS_IN_WARNING
        else names
    )


def _create_secret_file(path: Path) -> None:
    """Make a secret that only this user reads, unless it is there."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise click.ClickException(
            f"REBOND_SECRET_FILE, {path}, cannot be created: {error.strerror}."
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(32))


def plain_http_allowed() -> bool:
    """Whether others may reach plain HTTP: behind a server with HTTPS, or as told."""
    is_behind_proxy = os.environ.get("REBOND_PROXIES", "0") not in ("", "0")
    return is_behind_proxy or os.environ.get("REBOND_INSECURE") == "1"


def check_port_free(host: str, port: int) -> None:
    """Check that the port is free. Raises click.ClickException where it is not."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, UnicodeError) as error:
            in_use = getattr(error, "errno", None) == errno.EADDRINUSE
            why = "is taken" if in_use else f"cannot be used ({_reason(error)})"
            raise click.ClickException(
                f"Port {port} on {host} {why}. Choose another: PORT={port + 1}."
            ) from None


def _reason(error: OSError | UnicodeError) -> str:
    return getattr(error, "strerror", None) or "not a host"


def print_urls(host: str, port: int) -> None:
    """Print the addresses at which it can be opened, here and on a phone."""
    local_host = "127.0.0.1" if host in WILDCARD_HOSTS else host
    click.echo(f"\n  Rebond: {_base_url(local_host, port)}/   (Ctrl+C ends it)")
    if host in WILDCARD_HOSTS:
        for address in _lan_addresses():
            click.echo(f"  On a phone on the same network: {_base_url(address, port)}/")
        click.echo("  Over http the app cannot be installed; the README says how to get https.")
    elif host in LOOPBACK:
        click.echo("  To open it on a phone on the same network, start it with HOST=0.0.0.0")
    click.echo()


def print_first_admin_link(app: Flask, host: str, port: int) -> None:
    """Print the way in for the first administrator, at each start until somebody came in."""
    at = clock.now()
    with write_transaction():
        if not roster.any_organisation():
            name, admin = FIRST_NAMES
            on_created = app.extensions["rebond"].hooks.on_organisation_created
            organisation_id = company.create_organisation(name, at, on_created=on_created)
            company.add_member(organisation_id, admin, at, role="admin")
            audit.record(organisation_id, "organisation", at)
        waiting = roster.first_admin_waiting()
        token = invitations.create_invitation(*waiting, at) if waiting else None
    if token:
        local_host = "127.0.0.1" if host in WILDCARD_HOSTS else host
        base = app.config["ADDRESS"] or _base_url(local_host, port)
        click.echo(f"  The first administrator signs in here, once:\n  {base}/join/{token}\n")


def exec_gunicorn(host: str, port: int, workers: int) -> None:
    """Exec gunicorn, the production server: threads, and with PostgreSQL as many processes as
    wanted.
    """
    sys.stdout.flush()
    os.environ.setdefault("MALLOC_ARENA_MAX", "2")  # or glibc keeps a heap for every few threads
    bound = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    os.execv(
        sys.executable,
        [
            *(sys.executable, "-m", "gunicorn", "--config", "python:webapp.server.gunicorn_conf"),
            *(("--preload", PRELOADED_APP) if workers > 1 else (APP,)),
            *("--bind", bound, "--workers", str(workers)),
            *("--worker-class", WORKER, "--threads", str(THREADS)),
            *("--timeout", "60", "--graceful-timeout", "20"),
            *("--no-control-socket", "--log-level", "warning"),
        ],
    )


def invitation_url(app: Flask, token: str, port: int) -> str:
    """Where a one-time link is opened, as an operator hands it on."""
    return f"{app.config['ADDRESS'] or _base_url('127.0.0.1', port)}/join/{token}"


def _base_url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _lan_addresses() -> list[str]:
    """The addresses that this machine has in its network; asking sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return []
        return [probe.getsockname()[0]]
