"""The letters that people get: a code, an invitation."""

from flask_babel import gettext as _

from webapp.i18n import speaking
from webapp.mail.letter import Letter, Part, compose, defused

CODE, INVITATION = "code", "invitation"


def code(email: str, code: str, words: str) -> Letter:
    """A sign-in code, in these words."""
    with speaking(words):
        parts = (
            Part(_("Your code:")),
            Part(code, "code"),
            Part(
                _(
                    "It holds for ten minutes, in the browser that asked for it. "
                    "If that was not you, leave it: without that browser it opens nothing."
                )
            ),
        )
        subject = _("%(code)s is your Rebond code", code=code)
        return compose(CODE, email, words, subject, parts)


def invitation(email: str, name: str, organisation: str, address: str, words: str) -> Letter:
    """The link of somebody new, in the company's words."""
    name, organisation = defused(name), defused(organisation)
    with speaking(words):
        parts = (
            Part(_("Hello %(name)s,", name=name)),
            Part(
                _(
                    "%(organisation)s practises the telephone with Rebond: three calls a day, "
                    "a lesson from each refusal. Your way in:",
                    organisation=organisation,
                )
            ),
            Part(address, "link"),
            Part(_("The link works once and holds for seven days.")),
        )
        subject = _("%(organisation)s invites you to Rebond", organisation=organisation)
        return compose(INVITATION, email, words, subject, parts)
