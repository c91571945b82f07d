"""Which addresses are called: https and public, however they are written."""

import socket

import pytest

from webapp.outbound import addresses
from webapp.outbound.addresses import AddressError, is_public, resolve, split_address

PUBLIC = (
    "93.184.215.14",
    "8.8.8.8",
    "2606:2800:21f:cb07:6820:80da:af6b:8b2c",
    "2001:4860:4860::8888",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
)
INSIDE = (
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.2.1",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "fe80::1",
    "fec0::1",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
    "2001::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "3fff::1",
)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What names lead to, in the place of the world's; a number leads to itself."""
    known: dict[str, list[str]] = {}

    def look_up(host, port, type=0):  # noqa: A002 - as the resolver calls it
        try:
            return real(host, port, type=type, flags=socket.AI_NUMERICHOST)
        except socket.gaierror:
            if host not in known:
                raise
        return [entry for number in known[host] for entry in real(number, port, type=type)]

    real = socket.getaddrinfo
    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    return known


@pytest.mark.parametrize("number", PUBLIC)
def test_a_public_number_is_one(number):
    assert is_public(number)


@pytest.mark.parametrize("number", INSIDE)
def test_a_number_inside_is_none_in_whatever_form(number):
    assert not is_public(number)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("http://calendar.example.com/a.ics", "scheme"),
        ("file:///etc/passwd", "scheme"),
        ("//calendar.example.com/a.ics", "scheme"),
        ("", "scheme"),
        ("https:///a.ics", "host"),
        ("https://", "host"),
        ("https://ines@calendar.example.com/", "credentials"),
        ("https://calendar.example.com:secret@127.0.0.1/", "credentials"),
        ("https://calendar.example.com:22/", "port"),
        ("https://calendar.example.com:99999/", "host"),
        ("https://calendar.example.com\\@127.0.0.1/", "host"),
        ("https://calendar.example.com/a b", "host"),
        ("https://calendar.example.com/\r\nHost: inside", "host"),
        ("https://[fe80::1%25eth0]/", "host"),
        ("https://[::1/", "host"),
        ("https://société.example/", "host"),
        ("https://calendar.example.com/" + "a" * 2000, "length"),
    ],
)
def test_an_address_that_is_not_to_be_called_is_refused_before_anybody_is_asked(address, reason):
    with pytest.raises(AddressError) as refused:
        split_address(address)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "[::1]",
        "[::ffff:7f00:1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
    ],
)
def test_a_number_in_disguise_leads_inside_all_the_same(app, names, host):
    with app.app_context(), pytest.raises(AddressError) as refused:
        resolve(f"https://{host}/")
    assert refused.value.reason == "inside"


def test_a_name_with_one_number_inside_is_refused_whole(app, names):
    names["two.example.com"] = ["8.8.8.8", "10.0.0.1"]
    names["one.example.com"] = ["8.8.8.8"]
    with app.app_context():
        with pytest.raises(AddressError) as refused:
            resolve("https://two.example.com/")
        assert refused.value.reason == "inside"
        destination = resolve("https://one.example.com./a.ics?key=1#part")
    assert destination.numbers == ("8.8.8.8",)
    assert (destination.host, destination.port) == ("one.example.com", 443)
    assert destination.target == "/a.ics?key=1"


def test_a_name_that_nobody_knows_is_said(app, names):
    with app.app_context(), pytest.raises(AddressError) as refused:
        resolve("https://nobody.example.com/")
    assert refused.value.reason == "unknown"


def test_a_host_of_ones_own_network_is_called_where_the_operator_says_so(app, names):
    names["nextcloud.lan"] = ["192.168.1.5"]
    app.config["OUTBOUND_HOSTS"] = frozenset({"nextcloud.lan"})
    with app.app_context():
        assert resolve("https://Nextcloud.lan:8443/a.ics").numbers == ("192.168.1.5",)
