"""Confirmation codes: who is signed in already shows by one that an address is theirs.

`browser` binds a code to the session that asked for it, and to what it was asked for.
"""

from collections.abc import Callable
from datetime import datetime

import webapp.mail.outbox as outbox
from webapp.auth.code_repository import CODE_LIFETIME, create_code, try_code, update_code
from webapp.mail.email import Email
from webapp.people.members import Member


def request_confirmation(
    browser: str, email: str, letter: Callable[[str], Email], member: Member, at: datetime
) -> None:
    """Create a code for this address and send it, in the open transaction, unless another left a
    moment ago; `letter` makes the mail out of the code.
    """
    if code := create_code(browser, email, at):
        outbox.enqueue(letter(code), at, at + CODE_LIFETIME, member.organisation_id, member.id)


def pretend_to_request(
    browser: str, email: str, letter: Callable[[str], Email], at: datetime
) -> None:
    """The same as `request_confirmation`, down to the mail's row, of which nothing leaves."""
    if code := create_code(browser, email, at):
        outbox.enqueue(letter(code), at, at + CODE_LIFETIME, None)


def verify_confirmation(browser: str, code: str, at: datetime) -> tuple[str | None, int]:
    """Try a confirmation code, in the open transaction: the address that it shows to be theirs,
    None where it does not, and how many tries are left.
    """
    attempt = try_code(browser, code, at)
    if not attempt.is_right:
        return None, attempt.left
    update_code(browser, spent_at=at)
    return attempt.email, 0
