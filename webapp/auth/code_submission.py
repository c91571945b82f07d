"""Submission of a confirmation code, wherever who is signed in is asked for one."""

from collections.abc import Callable
from datetime import datetime

from flask import g, request

import webapp.clock as clock
from webapp.auth import confirmation_codes, cookies
from webapp.database.transactions import write_transaction
from webapp.people import audit, forms


def code_key(purpose: str) -> str:
    """What a code of this purpose is bound to: it is worth nothing but in the session that asked
    for it.
    """
    return f"{purpose} {cookies.read_cookie()}"


def submit_code(purpose: str, apply: Callable[[str, datetime], bool]) -> forms.Errors:
    """Verify the code of the posted form and, where it is right, `apply` what it was asked for to
    the address, in the same transaction; the form's errors, none where that was done.

    A wrong code is a refusal in the audit, and so is an address that `apply` says no to.
    """
    code, errors = forms.parse_code(request.form)
    if errors:
        return errors
    member, at = g.member, clock.now()
    with write_transaction():
        email, left = confirmation_codes.verify_confirmation(code_key(purpose), code, at)
        if email is not None and apply(email, at):
            return {}
    ids = {"actor_id": member.id, "about_id": member.id}
    audit.record_refusal(member.organisation_id, "code-refused", at, **ids, detail=purpose)
    return forms.wrong_code(left)
