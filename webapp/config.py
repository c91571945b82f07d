"""Configuration from the environment, read once at the start: each value has a default
or an error.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from webapp.config_values import (
    ConfigError,
    read_address,
    read_ca_file,
    read_count,
    read_database,
    read_host_names,
    read_hosts,
    read_proxies,
    read_switch,
    refuse_unnamed_address,
)

ROOT = Path(__file__).resolve().parent.parent
DATA_DIR = ROOT / "var"
INSTANCE = ROOT / "instance"  # where Flask-SQLAlchemy looks for sqlite:///a-relative-path
MODES = ("production", "demo", "test")
MAX_BODY_BYTES = 64 * 1024
MIN_SECRET_LENGTH = 32
MAX_WORKERS = 64
FIRST_YEAR, LAST_YEAR = 2000, 2199


def read_settings(environ: Mapping[str, str]) -> dict[str, Any]:
    """The app's settings out of the environment.

    Raises ConfigError when the app would be unsafe or meaningless with them.
    """
    mode = environ.get("REBOND_MODE", "production")
    if mode not in MODES:
        raise ConfigError(f"REBOND_MODE is {mode!r}; it can be {', '.join(MODES)}.")
    database = read_database(environ, mode, f"sqlite:///{DATA_DIR / 'rebond.sqlite3'}")
    hosts, address = read_hosts(environ, mode), read_address(environ)
    refuse_unnamed_address(address, hosts)
    return {
        "MODE": mode,
        "TESTING": mode == "test",
        "DEMO": mode in ("demo", "test"),
        "NOW": _now(environ, mode),
        "SECRET": _secret(environ, mode),
        "TRUSTED_HOSTS": hosts,
        "PROXIES": read_proxies(environ),
        "INSECURE": read_switch("REBOND_INSECURE", environ.get("REBOND_INSECURE", ""))
        or mode != "production",
        "SQLALCHEMY_DATABASE_URI": database,
        "WORKERS": _workers(environ, database),
        "SMTP_URL": environ.get("SMTP_URL", ""),
        "SMTP_CA_FILE": environ.get("SMTP_CA_FILE", ""),
        "MAIL_FROM": environ.get("MAIL_FROM", "rebond@localhost"),
        "OUTBOUND_HOSTS": read_host_names("OUTBOUND_HOSTS", environ.get("OUTBOUND_HOSTS", "")),
        "PUSH_HOSTS": read_host_names("PUSH_HOSTS", environ.get("PUSH_HOSTS", "")),
        "OUTBOUND_CA_FILE": read_ca_file("OUTBOUND_CA_FILE", environ.get("OUTBOUND_CA_FILE", "")),
        "RECALL": read_switch("REBOND_RECALL", environ.get("REBOND_RECALL", "")),
        "ADDRESS": address,
        "MAX_CONTENT_LENGTH": MAX_BODY_BYTES,
        "MAX_FORM_MEMORY_SIZE": MAX_BODY_BYTES,
        "MAX_FORM_PARTS": 100,
    }


def _now(environ: Mapping[str, str], mode: str) -> datetime | None:
    text = environ.get("REBOND_NOW")
    if not text:
        return None
    if mode == "production":
        raise ConfigError("REBOND_NOW sets the clock of the demo and of tests only. Unset it.")
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ConfigError(
            f"REBOND_NOW is {text!r}; write it like 2026-11-20T09:30:00+01:00."
        ) from None
    if not FIRST_YEAR <= at.year <= LAST_YEAR:
        raise ConfigError(f"REBOND_NOW is in {at.year}; it is from {FIRST_YEAR} to {LAST_YEAR}.")
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _secret(environ: Mapping[str, str], mode: str) -> str:
    """The key under which sign-in codes are hashed."""
    secret = environ.get("REBOND_SECRET", "").strip()
    secret_file = environ.get("REBOND_SECRET_FILE", "")
    if not secret and secret_file:
        secret = _secret_file(Path(secret_file))
    if mode != "production":
        return secret or "the demo and the tests keep no secret"
    if len(secret) < MIN_SECRET_LENGTH:
        raise ConfigError(
            "REBOND_SECRET (or the file that REBOND_SECRET_FILE names) must hold a secret of "
            f"{MIN_SECRET_LENGTH} characters or more: python3 -c 'import secrets; "
            "print(secrets.token_hex(32))' makes one."
        )
    return secret


def _secret_file(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is not text"
        raise ConfigError(f"REBOND_SECRET_FILE, {path}, cannot be read: {why}.") from None


def _workers(environ: Mapping[str, str], database: str) -> int:
    """How many processes answer; SQLite's writers queue in a single one."""
    count = read_count("WEB_WORKERS", environ.get("WEB_WORKERS") or "1")
    if database.startswith("sqlite") and count != 1:
        raise ConfigError(
            f"WEB_WORKERS is {count}, but with SQLite one process writes. "
            "Unset it, or let DATABASE_URL name a PostgreSQL database."
        )
    if not 1 <= count <= MAX_WORKERS:
        raise ConfigError(f"WEB_WORKERS is {count}; it is a number from 1 to {MAX_WORKERS}.")
    return count
