"""Parsers of the environment's settings: each to a value, or to a ConfigError."""

import re
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

MAX_PROXIES = 10
MAX_DIGITS = 6
SWITCH_VALUES = {"": False, "0": False, "1": True}
HOST_PATTERN = re.compile(r"(?=.{1,253}\Z)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.?)+")
PERCENT_ENCODED = "in a user or a password @ is written %40, # %23, / %2F, : %3A, % %25"


class ConfigError(Exception):
    """A setting with which the app does not start; the message says which and what to do."""


def read_hosts(environ: Mapping[str, str], mode: str) -> list[str] | None:
    """The hosts as requests say them: in lower case, without a port, a foreign name in ASCII."""
    hosts = environ.get("REBOND_HOSTS", "").replace(",", " ").split()
    if mode == "production" and not hosts:
        raise ConfigError(
            "REBOND_HOSTS must name the hosts that people type, like rebond.example.com."
        )
    return [_host(each) for each in hosts] or None


def _host(text: str) -> str:
    name, _, port = text.lower().partition(":")
    below = "." if name.startswith(".") else ""
    try:
        name = name.removeprefix(".").removesuffix(".").encode("idna").decode("ascii")
    except UnicodeError:
        name = ""
    if not HOST_PATTERN.fullmatch(name) or not (port.isdecimal() or not port):
        raise ConfigError(
            f"REBOND_HOSTS holds {text!r}, which is not a host; write names alone, separated by "
            "spaces, like rebond.example.com."
        )
    return below + name


def read_address(environ: Mapping[str, str]) -> str:
    """The address that stands in links, without a slash at its end; empty where none is said."""
    address = environ.get("REBOND_ADDRESS", "").strip()
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        is_complete = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        host = _host(parts.hostname or "")
    except (ValueError, ConfigError):
        is_complete = False
    if (
        not is_complete
        or parts.path.strip("/")
        or parts.query
        or parts.fragment
        or "@" in parts.netloc
    ):
        raise ConfigError(
            f"REBOND_ADDRESS is {address!r}; write it with its scheme and with nothing behind the "
            "host, like https://rebond.example.com."
        )
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")


def refuse_unnamed_address(address: str, hosts: list[str] | None) -> None:
    """Refuse an address under which nothing would be answered: each link would lead nowhere."""
    name = urlsplit(address).hostname
    below = [host for host in hosts or () if host.startswith(".")]
    if name and hosts and name not in hosts and not f".{name}".endswith(tuple(below)):
        raise ConfigError(f"REBOND_ADDRESS is at {name}, which REBOND_HOSTS does not name: add it.")


def read_host_names(setting: str, value: str) -> frozenset[str]:
    """The names of hosts in the value of this setting, in lower case."""
    names = value.replace(",", " ").lower().split()
    for name in names:
        if not HOST_PATTERN.fullmatch(name):
            raise ConfigError(
                f"{setting} holds {name!r}, which is not a host; write names alone, separated "
                "by spaces, like calendar.example.com."
            )
    return frozenset(name.removesuffix(".") for name in names)


def read_ca_file(name: str, ca_file: str) -> str:
    """The path of a file of authorities, or "" for the system's. Raises ConfigError."""
    trusted_context(name, ca_file)
    return ca_file


def trusted_context(name: str, ca_file: str) -> ssl.SSLContext:
    """Certificates are verified, by the system's authorities or by those of this file alone."""
    try:
        return ssl.create_default_context(cafile=ca_file or None)
    except OSError as error:  # ssl.SSLError too
        why = error.strerror or error
        raise ConfigError(
            f"{name} is {ca_file!r}, and no certificate can be read there: {why}."
        ) from None


def read_switch(name: str, value: str) -> bool:
    """A setting that is on or off. Raises ConfigError for all else."""
    if value not in SWITCH_VALUES:
        raise ConfigError(f"{name} is {value!r}; it is 1, or unset.")
    return SWITCH_VALUES[value]


def read_count(name: str, digits: str) -> int:
    if not digits.isdecimal() or len(digits) > MAX_DIGITS:
        raise ConfigError(f"{name} is {digits!r}; it is a whole number.")
    return int(digits)


def read_proxies(environ: Mapping[str, str]) -> int:
    count = read_count("REBOND_PROXIES", environ.get("REBOND_PROXIES") or "0")
    if count > MAX_PROXIES:
        raise ConfigError(f"REBOND_PROXIES is {count}; it is how many stand in front, often 1.")
    return count


def read_database(environ: Mapping[str, str], mode: str, default: str) -> str:
    """The database's address; `default` unless DATABASE_URL says otherwise.

    What is refused is said without the address, as a password is in it.
    """
    url = environ.get("DATABASE_URL", "").strip() or default
    kind, _, rest = url.partition("://")
    if kind.lower() in ("postgres", "postgresql", "postgresql+psycopg"):
        return _postgres(f"postgresql+psycopg://{rest}")
    path = rest.removeprefix("/").partition("?")[0]
    if kind.lower() != "sqlite" or not rest.startswith("/"):
        raise ConfigError("DATABASE_URL must begin with sqlite:/// or postgresql://.")
    if mode != "test" and path in ("", ":memory:"):
        raise ConfigError(
            "DATABASE_URL names no file: what people note would be lost at each stop."
        )
    return f"sqlite://{rest}"


def _postgres(url: str) -> str:
    """The address, if it can be one. Raises ConfigError for a port, a host, a name that is none."""
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        raise ConfigError(
            "DATABASE_URL cannot be read; write it like postgresql://user:password@host:5432/rebond"
            f"; {PERCENT_ENCODED}."
        ) from None
    host = parts.host or ""
    if "@" in host or "#" in host or any(sign.isspace() for sign in host):
        raise ConfigError(f"DATABASE_URL has a host that cannot be one: {PERCENT_ENCODED}.")
    if parts.port is not None and not 1 <= parts.port <= 65535:
        raise ConfigError(f"DATABASE_URL has the port {parts.port}; it is from 1 to 65535.")
    if not parts.database:
        raise ConfigError(
            "DATABASE_URL names no database; its name is what stands behind the last /."
        )
    return url
