"""Spooled export file: one at a time for a person, written as it is read.

So ten years cost no more memory than a day, a slow network holds no transaction open, and who taps
again and again keeps nobody else waiting.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import IO
from uuid import UUID

from sqlalchemy import or_, update

from webapp.database.engine import db
from webapp.database.transactions import read_transaction, write_transaction
from webapp.people import audit
from webapp.people.members import Member
from webapp.people.models import MemberRow

IN_MEMORY = 1_000_000  # bytes; what is more lies on the disk
MAX_CLAIM = timedelta(minutes=5)  # after which a server is taken to have died over it


class ExportBusyError(Exception):
    """Another export of this person is still being made."""


@contextmanager
def spool_export(
    member: Member, what: str, at: datetime, about_id: UUID | None = None
) -> Iterator[IO[bytes]]:
    """Spool a file that is written in one state of the database; at the end it is at its beginning,
    and it is gone once closed. The audit notes `what`. Raises ExportBusyError.
    """
    _claim(member, what, at, about_id)
    file: IO[bytes] = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the answer closes it
    try:
        with read_transaction():
            yield file
    except BaseException:
        file.close()
        raise
    finally:
        _release(member, at)
    file.seek(0)


def _claim(member: Member, what: str, at: datetime, about_id: UUID | None) -> None:
    is_free = or_(MemberRow.exporting_since.is_(None), MemberRow.exporting_since <= at - MAX_CLAIM)
    own_row = MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id
    with write_transaction():
        row = db.session.execute(
            update(MemberRow)
            .where(*own_row, is_free)
            .values(exporting_since=at)
            .returning(MemberRow.id)
        ).first()
        if row is None:
            raise ExportBusyError
        audit.record(member.organisation_id, what, at, actor_id=member.id, about_id=about_id)


def _release(member: Member, at: datetime) -> None:
    own_row = MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id
    with write_transaction():
        db.session.execute(
            update(MemberRow)
            .where(*own_row, MemberRow.exporting_since == at)
            .values(exporting_since=None)
        )
