"""Push services that messages may be sent to: those of the browsers, and what an operator adds.

An endpoint comes from a phone, so anybody can make one up: it is checked when it is saved and again
when it is called (TRUST, security).
"""

from flask import current_app

from webapp.outbound.addresses import AddressError, split_address

HOSTS = ("fcm.googleapis.com", "web.push.apple.com")
DOMAINS = (".push.services.mozilla.com", ".notify.windows.com", ".push.apple.com")


def is_push_endpoint(address: str) -> bool:
    """Whether an address is one of a push service that is known here; asks nobody."""
    try:
        host, _port, _target = split_address(address)
    except AddressError:
        return False
    own: frozenset[str] = current_app.config["PUSH_HOSTS"]
    return host in HOSTS or host.endswith(DOMAINS) or host in own


def origin_of(address: str) -> str:
    """The scheme, host and port of an endpoint, for which a message is signed."""
    return "/".join(address.split("/", 3)[:3])
