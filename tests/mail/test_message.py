"""A mail's headers hold what was meant to stand in them, and no line that somebody else wrote."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.policy import default
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from webapp.config_values import ConfigError
from webapp.mail.message import Outgoing, build_message, one_line
from webapp.mail.server import read_settings
from webapp.people import forms

ID = UUID("0193357a-1b2c-7d3e-8f40-123456789abc")
SENT = datetime(2026, 11, 16, 8, 30, 15, 999_999, UTC)
SENDER = Address("Rebond", addr_spec="rebond@ouest.test")
HEADERS = {
    *("From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"),
    *("MIME-Version", "Content-Type", "Content-Language"),
}
HOSTILE = (
    "Nantes\r\nBcc: everybody@ouest.test",
    "Nantes\nContent-Type: text/html\n\n<script>alert(1)</script>",
    "Nantes\x0b\x0c\x1c\x85\u2028Bcc: everybody@ouest.test",
    "=?utf-8?q?Bcc=3A_everybody?=",
    "\ud800 half a sign \x00",
    "é" * 200,
    "x" * 2000,
    '“Équipe” <b>&amp;</b>, \\ " ; : @',
)


def build_and_parse(
    subject="123456", recipient="ines@ouest.test", text="Voilà\n", host="ouest.test"
):
    mail = Outgoing(ID, ID, recipient, subject, text, f"<p>{text}</p>", "fr", SENT, 1)
    message = build_message(mail, SENDER, host)
    return bytes(message), message_from_bytes(bytes(message), policy=default)


@pytest.mark.parametrize("subject", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_subject_is_shown_as_text(subject):
    raw, message = build_and_parse(subject)
    assert {*message.keys()} == HEADERS
    assert message["To"] == "ines@ouest.test"
    assert message.is_multipart()
    assert raw.isascii()
    if "=?" not in subject:
        assert message["Subject"] == one_line(subject)


@pytest.mark.lengthy
@settings(max_examples=max(30, settings.default.max_examples // 10))
@given(st.text(max_size=300))
def test_whatever_the_subject_it_is_one_header(subject):
    raw, message = build_and_parse(subject)
    assert {*message.keys()} == HEADERS
    assert all(len(line) <= 998 for line in raw.split(b"\r\n"))


@pytest.mark.lengthy
@settings(max_examples=max(30, settings.default.max_examples // 10))
@given(st.from_regex(forms.MAX_EMAIL, fullmatch=True).filter(forms.is_email))
def test_every_address_that_a_form_takes_is_one_recipient(address):
    _, message = build_and_parse(recipient=address)
    (only,) = message["To"].addresses
    assert only.addr_spec.replace('"', "") == address.rstrip(".")


SAID = st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")) | st.just("\n")


@settings(max_examples=max(30, settings.default.max_examples // 10))
@given(st.text(SAID, max_size=300))
def test_the_text_of_a_message_arrives(text):
    _, message = build_and_parse(text=text)
    body = message.get_body(("plain",)).get_content()
    assert body.replace("\r\n", "\n").rstrip("\n") == text.rstrip("\n")


@pytest.mark.parametrize("host", ["localhost", "ouest.test", "::1", ".".join(["x" * 60] * 4)])
def test_the_message_id_stays_whole(host):
    _, message = build_and_parse(host=host)
    assert message["Message-ID"].strip() == f"<{ID.hex}@{host}>"


@pytest.mark.parametrize(
    "setting, sender",
    [
        ("rebond@ouest.test", "Rebond <rebond@ouest.test>"),
        ("Atelier Ouest <rebond@ouest.test>", "Atelier Ouest <rebond@ouest.test>"),
        ('"Ouest, Atelier" <rebond@ouest.test>', '"Ouest, Atelier" <rebond@ouest.test>'),
        ("L’équipe <rebond@ouest.test>", "L’équipe <rebond@ouest.test>"),
    ],
)
def test_the_sender_is_who_the_settings_say(setting, sender):
    config = {"MAIL_FROM": setting, "SMTP_URL": "", "SMTP_CA_FILE": "", "ADDRESS": ""}
    mail_settings = read_settings(config)
    assert str(mail_settings.sender) == sender
    assert (mail_settings.server, mail_settings.host) == (None, "ouest.test")
    mail_settings = read_settings(config | {"ADDRESS": "https://jeu.ouest.test:8443"})
    assert mail_settings.host == "jeu.ouest.test"


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "rebond",
        "rebond@",
        "@ouest.test",
        "Rebond <>",
        "rébond@ouest.test",
        "a b@ouest.test",
        "rebond@ouest.test\nBcc: x@ouest.test",
        "Rebond\r\nX: y <rebond@ouest.test>",
    ],
)
def test_a_sender_from_whom_nothing_can_come_is_refused_in_a_sentence(setting):
    config = {"MAIL_FROM": setting, "SMTP_URL": "", "SMTP_CA_FILE": "", "ADDRESS": ""}
    with pytest.raises(ConfigError, match=r"MAIL_FROM is .*write an address") as refused:
        read_settings(config)
    assert "\n" not in str(refused.value)
