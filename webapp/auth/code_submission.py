"""Submission of a confirmation code, wherever who is signed in is asked for one."""

from collections.abc import Callable, Mapping
from datetime import datetime

from webapp.auth import confirmation_codes
from webapp.database.transactions import write_transaction
from webapp.people import audit, forms
from webapp.people.members import Member


def code_key(purpose: str, cookie: str) -> str:
    """What a code of this purpose is bound to: it is worth nothing but in the session that asked
    for it.
    """
    return f"{purpose} {cookie}"


def submit_code(
    member: Member,
    fields: Mapping[str, str],
    purpose: str,
    cookie: str,
    apply: Callable[[str], bool],
    at: datetime,
) -> forms.Errors:
    """Verify the code of a posted form and, where it is right, `apply` what it was asked for to
    the address, in the same transaction; the form's errors, none where that was done.

    A wrong code is a refusal in the audit, and so is an address that `apply` says no to.
    """
    code, errors = forms.parse_code(fields)
    if errors:
        return errors
    with write_transaction():
        email, left = confirmation_codes.verify_confirmation(code_key(purpose, cookie), code, at)
        if email is not None and apply(email):
            return {}
    ids = {"actor_id": member.id, "about_id": member.id}
    audit.record_refusal(member.organisation_id, "code-refused", at, **ids, detail=purpose)
    return forms.wrong_code(left)
