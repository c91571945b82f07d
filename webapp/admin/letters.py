"""Letters that administrators cause: an invitation, a new way in; and where their links lead."""

from collections.abc import Callable
from functools import partial

from flask import current_app, g, request, url_for

import webapp.clock as clock
from webapp.admin import settings
from webapp.admin.refusals import refused_change
from webapp.auth import emails
from webapp.auth.recovery import RecoveryTarget
from webapp.i18n import variant_of
from webapp.mail.email import Email
from webapp.mail.server import can_send


def write_invitation_mails() -> Callable[[str, str, str], Email]:
    """A writer of invitation mails, from an address, a name and a token, in the company's words."""
    company = settings.load_settings(g.member, clock.now())
    words = variant_of(company.language, vous=company.vous)
    organisation: str = g.member.organisation

    def write(email: str, name: str, token: str) -> Email:
        return emails.invitation_email(email, name, organisation, address_of(token), words)

    return write


def address_of(token: str) -> str:
    """Where a one-time link leads, as it is given to somebody."""
    base = current_app.config["ADDRESS"] or request.host_url.rstrip("/")
    return base + url_for("auth.join", token=token)


def invitation_letter(email: str, name: str) -> Callable[[str], Email]:
    """The mail that brings somebody their link."""
    return partial(write_invitation_mails(), email, name)


def write_invitation(to: RecoveryTarget, token: str) -> Email:
    """The mail of an invitation that is made once more."""
    return invitation_letter(to.email or "", to.name)(token)


def write_way_in(to: RecoveryTarget, token: str) -> Email:
    """The mail of a new way in. Raises RefusedChangeError where mails are printed, as others would
    read it.
    """
    if not can_send():
        raise refused_change("link", "no-mail")
    return emails.recovery_email(
        to.email or "", to.name, to.organisation, g.member.name, address_of(token), to.words
    )
