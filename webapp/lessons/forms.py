"""Parsing of the fields of a lesson and of its sharing (kinds `lesson` and `share`).

A tag is read by its shape alone. One that the organisation has archived is accepted (TRUST 4), and
so is one that it never had, as a phone must not lose a lesson for it: it stays in the journal as it
was sent, and wherever tags are shown, filtered or counted its row is as if it were empty.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask_babel import gettext as _

from webapp.game import acts
from webapp.journal.kinds import Reasons
from webapp.names import clean_name, is_visible
from webapp.people.forms import Errors, parse_uuid

NAME = 40
TEXT = 280
MAX_IF_THEN_LENGTH = 80
IF, THEN = re.compile(r"(?i)^(si|if) "), re.compile(r"(?i)^(alors|then),? ")
TAG = re.compile(r"[a-z0-9_]{1,40}")


@dataclass(frozen=True)
class Draft:
    """A version of a call's lesson; a tag is its id, or None where the row was left empty."""

    call: UUID
    happened: str | None
    work_on: str | None
    text: str
    if_text: str
    then_text: str


@dataclass(frozen=True, slots=True)
class Naming:
    """What a tag is called."""

    french: str
    english: str


def parse_lesson(fields: Mapping[str, Any]) -> tuple[Draft | None, Reasons]:
    """A lesson: up to two tags, a sentence of 280 signs, an if and a then of 80; not all empty."""
    key = parse_uuid(fields.get("call"))
    tags = {name: fields.get(name) for name in ("happened", "work_on")}
    words = {name: _words(fields.get(name)) for name in ("text", "if", "then")}
    limits = {"text": TEXT, "if": MAX_IF_THEN_LENGTH, "then": MAX_IF_THEN_LENGTH}
    reasons: Reasons = {name: "tag" for name, tag in tags.items() if not _tag(tag)}
    reasons |= {
        name: "text" for name, text in words.items() if text is None or len(text) > limits[name]
    }
    if key is None:
        reasons["call"] = "key"
    if not reasons and not any((*tags.values(), *words.values())):
        reasons["lesson"] = "lesson"
    if reasons or key is None:
        return None, reasons
    return (
        Draft(
            key,
            tags["happened"] or None,
            tags["work_on"] or None,
            words["text"] or "",
            _half(words["if"] or "", IF),
            _half(words["then"] or "", THEN),
        ),
        {},
    )


def parse_naming(form: Mapping[str, str]) -> tuple[Naming | None, Errors]:
    """The names of a tag; where one language is left out it has the other's."""
    names = {name: clean_name(form.get(name, "")) for name in ("name_fr", "name_en")}
    french, english = names["name_fr"] or names["name_en"], names["name_en"] or names["name_fr"]
    if not all(0 < len(name) <= NAME and is_visible(name) for name in (french, english)):
        return None, {"name_fr": _("A name is 1 to %(most)s characters long.", most=NAME)}
    return Naming(french, english), {}


def parse_share(fields: Mapping[str, Any]) -> tuple[acts.Share | None, Reasons]:
    """A call's lesson handed to the team, signed or not."""
    key, signed = parse_uuid(fields.get("call")), fields.get("signed", False)
    reasons: Reasons = {}
    if key is None:
        reasons["call"] = "key"
    if not isinstance(signed, bool):
        reasons["signed"] = "signed"
    return (None, reasons) if reasons or key is None else (acts.Share(key, signed), {})


def _half(text: str, first_word: re.Pattern[str]) -> str:
    """A half of the if-then without the word and the stop that the sentence has of its own."""
    return first_word.sub("", text, count=1).rstrip(" .,;") or text


def _tag(value: object) -> bool:
    return value in (None, "") or (isinstance(value, str) and TAG.fullmatch(value) is not None)


def _words(value: object) -> str | None:
    """A text on one line, trimmed; None for what is none."""
    if value is None:
        return ""
    return " ".join(value.split()) if isinstance(value, str) else None
