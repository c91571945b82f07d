"""Parsers of what people type: an address, a code, a name, an id; to values, or to sentences."""

import re
import unicodedata
from collections.abc import Mapping
from uuid import UUID

from flask_babel import gettext as _
from flask_babel import ngettext

from webapp.names import clean_name, is_visible

MAX_EMAIL = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9][A-Za-z0-9.-]{0,188}")
MAX_NAME = 60
PASTED = 2000
PAGE_NUMBER = re.compile(r"[0-9]{1,9}")
MOST_PAGES = 10_000
TOGETHER = re.compile(r"(?<![0-9])[0-9]{6}(?![0-9])")
# Six digits, perhaps with single spaces, dots or hyphens in between, of no longer row of them.
GAP = r"[\s.\u2010-\u2013-]"
CODE = re.compile(rf"(?<![0-9])(?<![0-9]{GAP})[0-9](?:{GAP}?[0-9]){{5}}(?!{GAP}?[0-9])")

Errors = dict[str, str]


def parse_email(form: Mapping[str, str]) -> tuple[str, Errors]:
    """An e-mail address in lower case."""
    address = form.get("email", "").strip()
    if is_email(address):
        return address.lower(), {}
    return "", {"email": _("Write an address like name@company.com.")}


def parse_code(form: Mapping[str, str]) -> tuple[str, Errors]:
    """The six digits, however they were spaced and whatever was copied along with them."""
    text = unicodedata.normalize("NFKC", form.get("code", "")[:PASTED])
    for pattern in (TOGETHER, CODE):
        codes = {re.sub(r"\D", "", figures) for figures in pattern.findall(text)}
        if len(codes) == 1:
            return codes.pop(), {}
    return "", {"code": _("The code is the six digits in the e-mail.")}


def wrong_code(left: int) -> Errors:
    """The error of a wrong code, with so many tries left."""
    if not left:
        return {"code": _("That code is no longer valid. Ask for another.")}
    sentence: str = ngettext(
        "That’s not the code. You have %(num)s try left.",
        "That’s not the code. You have %(num)s tries left.",
        left,
    )
    return {"code": sentence}


def parse_name(form: Mapping[str, str], most: int = MAX_NAME) -> tuple[str, Errors]:
    """A name on one line, of at least one sign that can be seen (TRUST, names)."""
    name = clean_name(form.get("name", ""))
    if len(name) > most or not name:
        return "", {"name": _("A name is 1 to %(most)s characters long.", most=most)}
    if not is_visible(name):
        return "", {"name": _("A name needs at least one letter, digit or symbol.")}
    return name, {}


def parse_page_number(text: str | None) -> int:
    """Which page of a list was asked for; the first is 1, and so is whatever is none."""
    return min(max(int(text), 1), MOST_PAGES) if text and PAGE_NUMBER.fullmatch(text) else 1


def parse_uuid(value: object) -> UUID | None:
    """A key or an id out of its canonical text; None for all else."""
    if isinstance(value, UUID):
        return value
    if not isinstance(value, str) or len(value) != 36:
        return None
    try:
        key = UUID(value)
    except ValueError:
        return None
    return key if str(key) == value else None


def is_email(address: str) -> bool:
    """Whether it is an e-mail address that mail can leave for."""
    return MAX_EMAIL.fullmatch(address) is not None and ".." not in address


def clean_text(text: str) -> str:
    """A text on one line; what cannot be shown (NUL, controls, half a sign) is left out."""
    return " ".join("".join(sign for sign in text if is_printable(sign)).split())


def is_printable(sign: str) -> bool:
    """Whether a sign can stand in a text: a space, a letter, a mark; no control, no surrogate."""
    return sign.isspace() or not (
        sign < " " or "\x7f" <= sign < "\xa0" or "\ud800" <= sign < "\ue000"
    )
