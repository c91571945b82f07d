"""Audit log: who did what to whom, and what was refused; a row for administrators, a line in the
log.

A row is written in the transaction that does what it says; its line follows the commit, as JSON
with ids and no name, no address and no secret. What is refused can be refused a million times, so
refusals of one kind, person and hour share a row, which counts them (TRUST, audit).
"""

import hashlib
import json
import logging
import sys
from collections import OrderedDict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask, current_app
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import OperationalError

from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import after_commit, read_transaction, write_transaction
from webapp.database.upsert import insert_ignore
from webapp.game.retention import audit_begins
from webapp.people.models import Audit

HOUR = timedelta(hours=1)
DETAIL = 60
EXACT = 100  # of one kind, person and hour in a process; from then on they are written in hundreds
REMEMBERED = 10_000
FORGOTTEN_AT_ONCE = 1000  # lines in a transaction
AUDITS = Audit.__table__
UPSERT_KEY = ("organisation_id", "id")
logger = logging.getLogger("rebond.audit")

Key = tuple[UUID | None, str, UUID | None, UUID | None, str, int]


class Refusals:
    """A counter of refusals in this process, by hour, so that a flood costs few writes."""

    def __init__(self) -> None:
        self._met: OrderedDict[Key, int] = OrderedDict()

    def due(self, key: Key) -> int:
        """How many are to be written now: one at a time, then a hundred at a time."""
        met = self._met.get(key, 0) + 1
        self._met[key] = met
        self._met.move_to_end(key)
        while len(self._met) > REMEMBERED:
            self._met.popitem(last=False)
        if met <= EXACT:
            return 1
        return EXACT if met % EXACT == 0 else 0


def init_app(app: Flask) -> None:
    """Log the audit's lines to the error stream, whatever else is logged."""
    app.extensions["rebond.refusals"] = Refusals()
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)


def record(
    organisation_id: UUID,
    what: str,
    at: datetime,
    *,
    actor_id: UUID | None = None,
    about_id: UUID | None = None,
    detail: str = "",
) -> None:
    """Insert one line of the audit, in the open transaction; without an actor an
    operator did it.
    """
    row_id = new_id(at)
    values: dict[str, Any] = {"actor_id": actor_id, "about_id": about_id, "detail": detail[:DETAIL]}
    db.session.execute(
        insert(Audit).values(organisation_id=organisation_id, id=row_id, at=at, what=what, **values)
    )
    after_commit(("audit", row_id), lambda: _log(organisation_id, what, at, 1, **values))


def record_refusal(
    organisation_id: UUID | None,
    what: str,
    at: datetime,
    *,
    actor_id: UUID | None = None,
    about_id: UUID | None = None,
    detail: str = "",
) -> None:
    """Count what was refused, in a transaction of its own; nothing else fails because of it.

    Where no company is known it is a line of the log alone.
    """
    hour = int(at.timestamp()) // 3600
    refusals: Refusals = current_app.extensions["rebond.refusals"]
    count = refusals.due((organisation_id, what, actor_id, about_id, detail, hour))
    if not count:
        return
    values: dict[str, Any] = {"actor_id": actor_id, "about_id": about_id, "detail": detail[:DETAIL]}
    if organisation_id:
        try:
            with write_transaction():
                _count(organisation_id, what, at, count, values)
        except OperationalError as error:
            logger.warning("A refusal could not be noted: %s", error)
    _log(organisation_id, what, at, count, **values)


def purge(organisation_id: UUID, at: datetime) -> int:
    """Erase the next of the organisation's lines that are too old (RULES R14.6), in a transaction
    of their own; says how many there were.
    """
    old = (
        select(Audit.id)
        .where(Audit.organisation_id == organisation_id, Audit.at < audit_begins(at))
        .order_by(Audit.at)
        .limit(FORGOTTEN_AT_ONCE)
    )
    with read_transaction() as session:
        ids = session.scalars(old).all()
    if ids:
        with write_transaction() as session:
            expired = Audit.organisation_id == organisation_id, Audit.id.in_(ids)
            session.execute(delete(Audit).where(*expired))
    return len(ids)


def _count(
    organisation_id: UUID, what: str, at: datetime, count: int, values: dict[str, Any]
) -> None:
    row_id = _id_of_hour(at, what, *values.values())
    row = {"organisation_id": organisation_id, "id": row_id, "at": at, "what": what, "count": 0}
    db.session.execute(insert_ignore(AUDITS, row | values, UPSERT_KEY))
    db.session.execute(
        update(Audit)
        .where(Audit.organisation_id == organisation_id, Audit.id == row_id)
        .values(count=Audit.count + count)
    )


def _id_of_hour(at: datetime, *named: object) -> UUID:
    """One id for all that is alike in an hour: its beginning, then a digest of what is alike."""
    hour = int(at.timestamp()) // 3600 * 3_600_000
    digest = hashlib.sha256("\n".join(map(str, named)).encode()).digest()
    chance = int.from_bytes(digest[:10], "big")
    return UUID(int=hour << 80 | 7 << 76 | (chance & ~(0xF << 76) & ~(0b11 << 62)) | 0b10 << 62)


def _log(organisation_id: UUID | None, what: str, at: datetime, count: int, **values: Any) -> None:
    line = {
        "log": "audit",
        "at": at.isoformat(),
        "what": what,
        "organisation": str(organisation_id) if organisation_id else None,
        "actor": str(values["actor_id"]) if values["actor_id"] else None,
        "about": str(values["about_id"]) if values["about_id"] else None,
        "detail": values["detail"],
        "count": count,
    }
    logger.info(json.dumps(line))
