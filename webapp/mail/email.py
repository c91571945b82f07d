"""Composition of an e-mail: text and HTML that say the same."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app

from webapp.i18n import language_of

TEMPLATE = "mail/email.html"
WORD_JOINER = "\N{WORD JOINER}"


@dataclass(frozen=True, slots=True)
class Part:
    """One paragraph; `role` is "text", "code" (figures to type) or "link" (an address to open)."""

    text: str
    role: str = "text"


@dataclass(frozen=True, slots=True)
class Email:
    """One mail; `kind` says why it is sent ("code", "invitation"), `to` is an ASCII address."""

    kind: str
    to: str
    subject: str
    text: str
    html: str
    language: str


def compose(kind: str, to: str, words: str, subject: str, parts: Sequence[Part]) -> Email:
    """Compose an e-mail of these paragraphs, in these words ("fr", "fr-vous", "en")."""
    language = language_of(words)
    # Without the context of a page: a letter is written outside of requests too.
    template = current_app.jinja_env.get_template(TEMPLATE)
    html = template.render(language=language, subject=subject, parts=parts)
    text = "\n\n".join(part.text for part in parts) + "\n"
    return Email(kind, to, subject, text, html, language)


def without_links(name: str) -> str:
    """A name that somebody chose, which no mail program turns into an address to tap."""
    return name.replace(".", f".{WORD_JOINER}").replace(":", f":{WORD_JOINER}")
