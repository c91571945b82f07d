"""Letters that administrators cause: an invitation, a new way in; and where their links lead."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from flask import url_for

from webapp.admin import settings
from webapp.admin.refusals import refused_change
from webapp.auth import emails
from webapp.auth.recovery import RecoveryTarget
from webapp.i18n import variant_of
from webapp.mail.email import Email
from webapp.mail.server import can_send
from webapp.people.members import Member
from webapp.security import absolute_url


def write_invitation_mails(member: Member, at: datetime) -> Callable[[str, str, str], Email]:
    """A writer of invitation mails, from an address, a name and a token, in the words of this
    administrator's company.
    """
    company = settings.load_settings(member, at)
    words = variant_of(company.language, vous=company.vous)

    def write(email: str, name: str, token: str) -> Email:
        return emails.invitation_email(email, name, member.organisation, address_of(token), words)

    return write


def address_of(token: str) -> str:
    """Where a one-time link leads, as it is given to somebody."""
    return absolute_url(url_for("auth.join", token=token))


def invitation_letter(
    member: Member, email: str, name: str, at: datetime
) -> Callable[[str], Email]:
    """The writer of the mail that brings somebody their link, from its token."""
    return partial(write_invitation_mails(member, at), email, name)


def write_invitation(member: Member, at: datetime, to: RecoveryTarget, token: str) -> Email:
    """The mail of an invitation that is made once more."""
    return invitation_letter(member, to.email or "", to.name, at)(token)


def write_way_in(member: Member, to: RecoveryTarget, token: str) -> Email:
    """The mail of a new way in. Raises RefusedChangeError where mails are printed, as others would
    read it.
    """
    if not can_send():
        raise refused_change("link", "no-mail")
    return emails.recovery_email(
        to.email or "", to.name, to.organisation, member.name, address_of(token), to.words
    )
