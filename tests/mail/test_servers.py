"""Mails leave by TLS, or not at all where a password would be heard; on real mail servers."""

import smtplib
import socket
import ssl
import threading

import pytest

from tests.mail.servers import CREDENTIALS, KINDS, PASSWORD, serving, stripping
from tests.support.https_server import AUTHORITY
from webapp.config_values import ConfigError
from webapp.mail.message import one_line
from webapp.mail.server import parse_server
from webapp.mail.smtp import DeliveryError, close_session, is_encrypted, open_session

pytestmark = pytest.mark.processes

SCHEMES = {"implicit": "smtps"}


def address(kind, port, *, auth=False, scheme=None, host="127.0.0.1"):
    credentials = CREDENTIALS if auth else ""
    return f"{scheme or SCHEMES.get(kind, 'smtp')}://{credentials}{host}:{port}"


def attempt(url, ca_file=AUTHORITY):
    """Whether the session that is opened there is encrypted."""
    session = open_session(parse_server(url, ca_file), "rebond.ouest.test")
    encrypted = is_encrypted(session)
    close_session(session)
    return encrypted


@pytest.mark.parametrize("auth", [False, True], ids=["anybody", "with a password"])
@pytest.mark.parametrize("kind", KINDS)
def test_tls_is_used_wherever_there_is_any_and_no_password_is_said_without_it(kind, auth):
    with serving(kind, auth=auth) as inbox:
        url = address(kind, inbox.port, auth=auth)
        if kind == "plain" and auth:
            with pytest.raises(DeliveryError) as refused:
                attempt(url)
            assert refused.value.reason == "plain"
            assert "offers no TLS" in str(refused.value)
            assert inbox.passwords == []
        else:
            assert attempt(url) is (kind != "plain")
            assert inbox.passwords == ([PASSWORD.encode()] if auth else [])


def test_tls_can_be_asked_for_without_a_password_too():
    with serving("plain") as inbox, pytest.raises(DeliveryError) as refused:
        attempt(address("plain", inbox.port, scheme="smtp+starttls"))
    assert refused.value.reason == "plain"
    with serving("offered") as inbox:
        assert attempt(address("offered", inbox.port, scheme="smtp+starttls"))


def test_who_takes_starttls_out_of_the_offer_hears_no_password():
    with serving("offered", auth=True) as inbox, stripping(inbox.port) as port:
        assert attempt(address("offered", inbox.port, auth=True))
        inbox.passwords.clear()
        with pytest.raises(DeliveryError) as refused:
            attempt(address("offered", port, auth=True))
        assert (refused.value.reason, inbox.passwords) == ("plain", [])


@pytest.mark.parametrize("kind", ["offered", "demanded", "implicit"])
@pytest.mark.parametrize(
    "certificate, ca_file, why",
    [
        ("server", "", "local issuer"),
        ("other", AUTHORITY, "not valid for '127.0.0.1'"),
        ("expired", AUTHORITY, "expired"),
    ],
    ids=["of an authority that nobody knows", "of another host", "expired"],
)
def test_a_wrong_certificate_is_told_no_password(kind, certificate, ca_file, why):
    with serving(kind, certificate=certificate, auth=True) as inbox:
        with pytest.raises(DeliveryError) as refused:
            attempt(address(kind, inbox.port, auth=True), ca_file)
        assert refused.value.reason == "certificate"
        assert why in refused.value.detail
        assert inbox.passwords == []


def test_a_wrong_certificate_gets_no_mail_either_where_there_is_no_password():
    with serving("offered", certificate="other") as inbox, pytest.raises(DeliveryError) as refused:
        attempt(address("offered", inbox.port))
    assert refused.value.reason == "certificate"


def test_a_wrong_password_is_said_to_be_one():
    with serving("offered", auth=True) as inbox:
        url = address("offered", inbox.port, auth=True).replace("pa%23", "wrong")
        with pytest.raises(DeliveryError) as refused:
            attempt(url)
        assert refused.value.reason == "sign_in"
        assert refused.value.detail.startswith("535 ")


def test_a_password_is_not_told_by_md5_where_a_server_offers_that_first(monkeypatch):
    greet, tell, methods = smtplib.SMTP.ehlo, smtplib.SMTP.auth, []

    def offer_md5(session, *arguments):
        answer = greet(session, *arguments)
        session.esmtp_features["auth"] = "CRAM-MD5 LOGIN PLAIN"
        return answer

    def signs_in(session, way, *how, **more):
        methods.append(way)
        return tell(session, way, *how, **more)

    monkeypatch.setattr(smtplib.SMTP, "ehlo", offer_md5)
    monkeypatch.setattr(smtplib.SMTP, "auth", signs_in)
    with serving("offered", auth=True) as inbox:
        assert attempt(address("offered", inbox.port, auth=True))
        assert (methods, inbox.passwords) == (["PLAIN"], [PASSWORD.encode()])


def test_a_password_where_nobody_asks_for_one_is_said_to_be_of_no_use():
    with serving("offered") as inbox, pytest.raises(DeliveryError) as refused:
        attempt(address("offered", inbox.port, auth=True))
    assert refused.value.reason == "sign_in"


def test_no_tls_from_before_1_2_is_spoken():
    for scheme in ("smtp", "smtps", "smtp+starttls"):
        context = parse_server(f"{scheme}://mail.ouest.test", "").context
        assert context.minimum_version >= ssl.TLSVersion.TLSv1_2


def test_tls_at_a_port_that_speaks_none_does_not_come_about():
    with serving("plain") as inbox, pytest.raises(DeliveryError) as refused:
        attempt(address("implicit", inbox.port))
    assert refused.value.reason == "tls"


@pytest.mark.parametrize(
    "greeting", [b"", b"421 too busy\r\n", b"HTTP/1.1 400 Bad Request\r\n\r\n"]
)
def test_what_greets_like_no_mail_server_does_not_answer(greeting):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        listener.settimeout(5)

        def greet():
            client, _ = listener.accept()
            with client:
                client.sendall(greeting)

        thread = threading.Thread(target=greet)
        thread.start()
        with pytest.raises(DeliveryError) as refused:
            attempt(f"smtp://127.0.0.1:{port}")
        thread.join()
    assert refused.value.reason == "unreachable"


def test_a_server_that_is_away_does_not_answer():
    with pytest.raises(DeliveryError) as refused:
        attempt("smtp://127.0.0.1:1")
    assert (refused.value.reason, refused.value.detail) == ("unreachable", "Connection refused")
    with pytest.raises(DeliveryError) as refused:
        attempt("smtp://mail.invalid")
    assert refused.value.reason == "unreachable"


def test_a_mail_servers_error_is_logged_in_one_line_without_code_link_or_address():
    reply = b"554 5.7.1 <ines@ouest.test> spam:\r\n 123456 est ton code, "
    reply += b"https://ouest.test/join/abc?x\x00 " + b"z" * 500
    error = DeliveryError("refused", reply)
    assert "123456" not in error.detail
    assert "join" not in error.detail
    assert "ines" not in error.detail
    assert len(error.detail) == 200
    assert one_line(error.detail) == error.detail


@pytest.mark.parametrize(
    "url, why",
    [
        ("smtp.example.com", "must begin with smtp:// or smtps://"),
        ("smtp.example.com:587", "must begin with"),
        ("localhost:25", "must begin with"),
        ("user:secret@smtp.example.com:587", "must begin with"),
        ("//smtp.example.com", "must begin with"),
        ("smtp:smtp.example.com", "must begin with"),
        ("http://smtp.example.com", "must begin with"),
        ("mailto:rebond@example.com", "must begin with"),
        ("smtp://user:sec#ret@smtp.example.com:587", "write .* # as %23"),
        ("smtp://user:sec/ret@smtp.example.com:587", "/ as %2F"),
        ("smtp://user:sec?ret@smtp.example.com:587", r"\? as %3F"),
        ("smtp://user:sec ret@smtp.example.com:587", "no space"),
        ("smtp://user:sec[ret@smtp.example.com:587", r"\[ as %5B"),
        ("smtp://user:secret@smtp.example.com:587#", "# as %23"),
        ("smtp://smtp.example.com/path", "/ as %2F"),
        ("smtp://", "names no server"),
        ("smtp://:587", "names no server"),
        ("smtp://user:secret@", "names no server"),
        ("smtp://smtp.example.com:mail", "port from 1 to 65535"),
        ("smtp://smtp.example.com:0", "port from 1 to 65535"),
        ("smtp://smtp.example.com:65536", "port from 1 to 65535"),
        ("smtp://user@smtp.example.com", "without a password"),
        ("smtp://:secret@smtp.example.com", "without a password"),
        ("smtp://user:sécret@smtp.example.com", "accents"),
        ("smtp://user:s%C3%A9cret@smtp.example.com", "accents"),
    ],
)
def test_an_address_by_which_nothing_could_leave_is_refused_in_a_sentence(url, why):
    with pytest.raises(ConfigError, match=why) as refused:
        parse_server(url)
    text = str(refused.value)
    assert "\n" not in text
    assert not {"secret", "sec", "ret", "sécret"} & set(text.replace("/", " ").split())


@pytest.mark.parametrize(
    "url, expected",
    [
        ("smtp://smtp.example.com", ("smtp.example.com", 587, "offered", "", "")),
        ("SMTP://smtp.example.com:25/", ("smtp.example.com", 25, "offered", "", "")),
        ("smtp+starttls://smtp.example.com", ("smtp.example.com", 587, "required", "", "")),
        ("smtps://[::1]", ("::1", 465, "implicit", "", "")),
        ("smtps://u:p@example.com:466", ("example.com", 466, "implicit", "u", "p")),
        ("smtp://u%40x.com:p%23%25@x.com", ("x.com", 587, "required", "u@x.com", "p#%")),
        ("smtp://u@x.com:p@ss@x.com", ("x.com", 587, "required", "u@x.com", "p@ss")),
        ("smtp://u:100%@x.com", ("x.com", 587, "required", "u", "100%")),
    ],
)
def test_an_address_says_where_and_by_which_tls(url, expected):
    server = parse_server(url)
    assert (server.host, server.port, server.tls, server.user, server.password) == expected
    assert server.context.verify_mode is ssl.CERT_REQUIRED
    assert server.context.check_hostname
    assert "password" not in repr(server)


def test_an_authority_that_cannot_be_read_is_refused(tmp_path):
    empty = tmp_path / "empty.crt"
    empty.write_text("")
    for path in (empty, tmp_path / "absent.crt", tmp_path):
        with pytest.raises(ConfigError, match="SMTP_CA_FILE") as refused:
            parse_server("smtps://smtp.example.com", str(path))
        assert str(path) in str(refused.value)
