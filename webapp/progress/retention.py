"""Retention: the daily sweep reduces an organisation's journals to their days (RULES R14).

A week is reduced when it is written down for good (R1.9) and not before: what a board of it was
made of is needed no more. Nothing here is derived anew; days and weeks stay as they are.
"""

import time
from datetime import date, datetime
from uuid import UUID

from webapp.database.transactions import read_transaction
from webapp.game.days import today
from webapp.game.retention import journal_begins
from webapp.journal import reduction
from webapp.journal.kinds import Kinds
from webapp.people import company
from webapp.people.members import get_timezone
from webapp.people.schedule import facts
from webapp.progress.closing import closes as week_closes


def get_journal_begin(organisation_id: UUID, day: date) -> date:
    """The Monday from which on the organisation's entries are kept one by one on that day; two
    statements.
    """
    months = facts.read_facts(organisation_id, []).months(day)
    return min(journal_begins(day, months), week_closes.next_week(organisation_id))


def reduce_due_journals(
    organisation_id: UUID, at: datetime, kinds: Kinds, most: int, pause: float = 0.0
) -> tuple[int, int]:
    """Reduce what is due in so many batches at most, each a transaction of its own, with a `pause`
    in seconds after each for who else writes; says how many batches and entries they were.
    """
    with read_transaction():
        day = today(at, get_timezone(company.get_zone_name(organisation_id)))
        since = get_journal_begin(organisation_id, day)
    batches = entries = 0
    for member_id in reduction.list_due(organisation_id, since):
        more, after = True, None
        while more:
            if batches >= most:
                return batches, entries
            batch = reduction.reduce_journal(organisation_id, member_id, since, day, kinds, after)
            more, after = batch.more, batch.after
            batches, entries = batches + 1, entries + batch.reduced
            time.sleep(pause)
    return batches, entries
