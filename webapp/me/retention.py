"""Retention sweep: entries become daily totals, the audit ends, what is spent is deleted.

The daily sweep sees to it (RULES R14), each piece in a transaction of its own, so that a sweep that
is stopped has done what it has done, and the next one goes on.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

import webapp.database.cleanup as database_cleanup
import webapp.mail.outbox as outbox
from webapp.auth import code_repository, form_replays, invitations, rate_limits
from webapp.database.transactions import write_transaction
from webapp.journal.ingest import current_ingest
from webapp.people import audit, company
from webapp.people.hooks import hooks
from webapp.progress import retention

BATCHES = 1_000_000  # of an organisation in a daily sweep: all that there are
BATCHES_AT_START = 100
BATCHES_BY_THE_WAY = 2
PAUSE_SECONDS = 0.02  # between batches, so that another process comes to write


def apply_retention(
    at: datetime,
    organisation_id: UUID | None = None,
    batches: int = BATCHES,
    pause: float = PAUSE_SECONDS,
) -> int:
    """Apply the retention: reduce the journals and end the audit of one organisation or of all, in
    so many batches of an organisation at most; says how many entries were reduced.
    """
    kinds = current_ingest().kinds
    reduced = 0
    for each in [organisation_id] if organisation_id else company.list_organisation_ids():
        batches_done, entries = retention.reduce_due_journals(each, at, kinds, batches, pause)
        reduced += entries
        while batches_done < batches and audit.purge(each, at):
            batches_done += 1
    if reduced:
        database_cleanup.truncate_wal()
    return reduced


def purge_spent(at: datetime, organisations: Collection[UUID]) -> None:
    """Purge codes that have expired, counters of windows that are over and mails that left a day
    ago, and of these companies links that nobody comes in by any more, forms of long ago, and what
    features have that is spent.
    """
    with write_transaction():
        code_repository.purge(at)
        rate_limits.purge(at)
        outbox.delete_done(at)
    for each in organisations:
        with write_transaction():
            invitations.purge(each, at)
            form_replays.purge(each, at)
            for purge in hooks().purge:
                purge(each, at)
