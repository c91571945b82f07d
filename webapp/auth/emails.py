"""E-mails of auth: a code, an invitation, a recovery link, a notice."""

from collections.abc import Callable
from datetime import timedelta

from flask_babel import gettext as _

from webapp.i18n import force_variant
from webapp.mail.email import Email, Part, compose, without_links

CODE, INVITATION, WAY_IN, NOTICE = "code", "invitation", "way-in", "notice"
NOTICE_LIFETIME = timedelta(days=7)  # of a mail that says what was done, and holds no secret


def code_email(email: str, code: str, words: str) -> Email:
    """A sign-in code, in these words."""
    return _with_code(
        *(email, code, words),
        lambda: _(
            "It is valid for ten minutes, in the browser where you asked for it. If you didn’t "
            "ask for it, ignore this e-mail: the code works nowhere else."
        ),
    )


def confirmation_email(email: str, code: str, words: str) -> Email:
    """A code for what is asked of who is signed in already: that their address is theirs."""
    return _with_code(
        *(email, code, words),
        lambda: _(
            "It is valid for ten minutes, where you are signed in. If you didn’t ask for it, "
            "somebody else is using your account: open Me, then “Where you are signed in”, and "
            "sign out whatever isn’t yours."
        ),
    )


def invitation_email(email: str, name: str, organisation: str, address: str, words: str) -> Email:
    """The link of somebody new, in the company's words."""
    name, organisation = without_links(name), without_links(organisation)
    with force_variant(words):
        parts = (
            Part(_("Hello %(name)s,", name=name)),
            Part(
                _(
                    "%(organisation)s practises sales calls with Rebond: three calls a day, a "
                    "lesson from each refusal. Open this link to join:",
                    organisation=organisation,
                )
            ),
            Part(address, "link"),
            Part(_("The link works once and is valid for seven days.")),
        )
        subject = _("%(organisation)s invites you to Rebond", organisation=organisation)
        return compose(INVITATION, email, words, subject, parts)


def recovery_email(
    email: str, name: str, organisation: str, asker: str, address: str, words: str
) -> Email:
    """A link of somebody who has come in before, which goes to their own address alone."""
    name, organisation, asker = (
        without_links(name),
        without_links(organisation),
        without_links(asker),
    )
    with force_variant(words):
        parts = (
            Part(_("Hello %(name)s,", name=name)),
            Part(
                _(
                    "%(asker)s, an administrator at %(organisation)s, has asked for a new sign-in "
                    "link for you. Nobody else has it:",
                    asker=asker,
                    organisation=organisation,
                )
            ),
            Part(address, "link"),
            Part(
                _(
                    "The link works once and is valid for seven days. If you don’t need it, don’t "
                    "open it, and ask what it is for."
                )
            ),
        )
        subject = _("Your new sign-in link for Rebond")
        return compose(WAY_IN, email, words, subject, parts)


def recovery_notice_email(email: str, name: str, organisation: str, words: str) -> Email:
    """A notice to whom an operator has made a way in for; the link itself is not in it."""
    return _notice(
        *(email, name, words),
        lambda: (
            _("A new sign-in link was made for you"),
            _(
                "Whoever runs the Rebond server has made a new sign-in link for you at "
                "%(organisation)s. If you didn’t ask for it, ask them what it is for.",
                organisation=without_links(organisation),
            ),
        ),
    )


def address_changed_email(email: str, name: str, organisation: str, words: str) -> Email:
    """A notice to the old address of somebody who has another one now, which it does not name."""
    return _notice(
        *(email, name, words),
        lambda: (
            _("Your address in Rebond has changed"),
            _(
                "From now on your Rebond codes go to another address. The change was made "
                "where you are signed in. If that wasn’t you, tell an administrator at "
                "%(organisation)s straight away.",
                organisation=without_links(organisation),
            ),
        ),
    )


def _notice(email: str, name: str, words: str, say: Callable[[], tuple[str, str]]) -> Email:
    """A letter that says what was done: its subject and its one paragraph, in these words."""
    with force_variant(words):
        subject, sentence = say()
        parts = (Part(_("Hello %(name)s,", name=without_links(name))), Part(sentence))
        return compose(NOTICE, email, words, subject, parts)


def _with_code(email: str, code: str, words: str, explain: Callable[[], str]) -> Email:
    """A code and, in the same words, what it is good for."""
    with force_variant(words):
        parts = (Part(_("Your code:")), Part(code, "code"), Part(explain()))
        subject = _("%(code)s is your Rebond code", code=code)
        return compose(CODE, email, words, subject, parts)
