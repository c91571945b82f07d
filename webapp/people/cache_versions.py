"""Cache versions: each organisation's edition counts the changes of its people, teams and facts.

What was read of them under one edition holds as long as that is the same, whichever process wrote.
It is the last row that a transaction writes, so that nobody waits for it for long.
"""

from functools import partial
from typing import cast
from uuid import UUID

from sqlalchemy import Table

from webapp.database.transactions import before_commit
from webapp.database.upsert import upsert
from webapp.people.models import OrganisationVersion

VERSIONS = cast(Table, OrganisationVersion.__table__)


def bump(organisation_id: UUID) -> None:
    """Bump the edition: the open transaction changes who is there, their teams, or their facts."""
    rows = [{"organisation_id": organisation_id}]
    before_commit(
        ("edition", organisation_id), partial(upsert, VERSIONS, rows, ("organisation_id",))
    )
