"""Addresses that somebody gives and the server calls: https, and to the public internet alone.

A name is resolved once, and what is called afterwards is the number that was checked: a name that
answers otherwise a moment later reaches nothing inside.
"""

import socket
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as ResolverTimeoutError
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from flask import current_app

MAX_LENGTH = 2_000
HTTPS_PORT, FIRST_FREE_PORT = 443, 1024
RESOLVER_SECONDS = 5.0
GLOBAL_UNICAST = IPv6Network("2000::/3")
# Tunnels and documentation inside of it, whose numbers lead elsewhere than they say.
NOT_GLOBAL = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
NAT64 = IPv6Network("64:ff9b::/96")
_resolvers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="resolver")


class AddressError(Exception):
    """An address is not called. `reason`: length, scheme, host, credentials, port, unknown (no such
    name) or inside (it leads into a private network).
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Destination:
    """What an address leads to: the name for TLS and the Host header, and the numbers to connect
    to, in the resolver's order.
    """

    host: str
    port: int
    target: str
    numbers: tuple[str, ...]


def resolve(address: str) -> Destination:
    """Where this address leads. Raises AddressError for one that is not to be called."""
    host, port, target = split_address(address)
    numbers = _look_up(host, port)
    if host not in current_app.config["OUTBOUND_HOSTS"] and not all(map(is_public, numbers)):
        raise AddressError("inside")
    return Destination(host, port, target, numbers)


def split_address(address: str) -> tuple[str, int, str]:
    """Host, port, and path with query of an address. Raises AddressError; asks nobody."""
    if len(address) > MAX_LENGTH:
        raise AddressError("length")
    if not address.isascii() or not address.isprintable() or " " in address or "\\" in address:
        raise AddressError("host")
    try:
        parts = urlsplit(address)
        port = parts.port or HTTPS_PORT
    except ValueError:
        raise AddressError("host") from None
    if parts.scheme.lower() != "https":
        raise AddressError("scheme")
    if "@" in parts.netloc:
        raise AddressError("credentials")
    host = (parts.hostname or "").rstrip(".")
    if not host or "%" in host:
        raise AddressError("host")
    if port != HTTPS_PORT and port < FIRST_FREE_PORT:
        raise AddressError("port")
    return host, port, (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def is_public(number: str) -> bool:
    """Whether an IP address is one of the public internet, whichever way it is written."""
    address = ip_address(number)
    if isinstance(address, IPv6Address):
        inner = _inner_address(address)
        if inner is None:
            return address in GLOBAL_UNICAST and not any(address in net for net in NOT_GLOBAL)
        address = inner
    return address.is_global and not address.is_multicast


def _inner_address(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 one stands for, where the network translates it."""
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped


def _look_up(host: str, port: int) -> tuple[str, ...]:
    """The numbers of a name, each once."""
    lookup = _resolvers.submit(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    try:
        found = lookup.result(RESOLVER_SECONDS)
    except (OSError, UnicodeError, ResolverTimeoutError):
        raise AddressError("unknown") from None
    return tuple(dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found))
