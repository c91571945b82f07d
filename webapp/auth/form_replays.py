"""Idempotency of forms: the same form sent twice by a session within minutes acts once.

A button is tapped twice, an answer is lost and the page is sent again: whoever has succeeded is
told so, and not that the name or the address is taken (TRUST, once).
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, insert, select

from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.people.models import FormReplay

REPLAY_WINDOW = timedelta(minutes=10)


def form_digest(cookie: str, *fields: object) -> bytes:
    """The digest of a form's fields; the cookie makes it that browser's own."""
    return token_digest("\n".join([cookie, *map(str, fields)]))


def find_result(organisation_id: UUID, form: bytes, at: datetime) -> UUID | None:
    """The id that this very form made a short while ago; to be read behind the lock of what it
    makes.
    """
    return db.session.execute(
        select(FormReplay.about_id).where(
            FormReplay.organisation_id == organisation_id,
            FormReplay.form == form,
            FormReplay.at > at - REPLAY_WINDOW,
        )
    ).scalar()


def purge(organisation_id: UUID, at: datetime) -> None:
    """Delete what the company's forms made long ago, in the open transaction."""
    expired = FormReplay.organisation_id == organisation_id, FormReplay.at <= at - REPLAY_WINDOW
    db.session.execute(delete(FormReplay).where(*expired))


def record_result(
    organisation_id: UUID, form: bytes, member_id: UUID, about_id: UUID, at: datetime
) -> None:
    """Insert what the form made, in the open transaction, and delete what is too old."""
    db.session.execute(
        delete(FormReplay).where(
            FormReplay.organisation_id == organisation_id,
            (FormReplay.at <= at - REPLAY_WINDOW) | (FormReplay.form == form),
        )
    )
    row = {"organisation_id": organisation_id, "form": form, "member_id": member_id}
    db.session.execute(insert(FormReplay).values(**row, about_id=about_id, at=at))
