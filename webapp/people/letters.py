"""The letters that people get: a code, an invitation."""

from flask_babel import gettext as _

from webapp.i18n import speaking
from webapp.mail import Letter


def code(email: str, code: str) -> Letter:
    """A sign-in code, in the language of the page that asked for it."""
    return Letter(
        email,
        _("%(code)s is your Rebond code", code=code),
        _(
            "Your code: %(code)s\n\n"
            "It holds for ten minutes, in the browser that asked for it. "
            "If that was not you, leave it: without that browser it opens nothing.",
            code=code,
        ),
    )


def invitation(email: str, name: str, organisation: str, address: str, words: str) -> Letter:
    """The link of somebody new, in the company's words."""
    with speaking(words):
        return Letter(
            email,
            _("%(organisation)s invites you to Rebond", organisation=organisation),
            _(
                "Hello %(name)s,\n\n"
                "%(organisation)s practises the telephone with Rebond: three calls a day, "
                "a lesson from each refusal. Your way in:\n\n%(address)s\n\n"
                "The link works once and holds for seven days.",
                name=name,
                organisation=organisation,
                address=address,
            ),
        )
