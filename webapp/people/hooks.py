"""Hooks: what others do when people change, in the transaction that changes them.

`people` and `auth` know nobody above them; `app.py` says who follows.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import current_app

from webapp.people.members import Member

OnMemberFactsChanged = Callable[[Member, date, datetime], None]
OnOrganisationCreated = Callable[[UUID], None]
Purge = Callable[[UUID, datetime], None]


@dataclass(frozen=True, slots=True)
class Hooks:
    """Callbacks: the facts of a member changed from a day on; an organisation was created; there is
    a moment for those of an organisation whose days of grace are over; what a member's reminder is
    due by has changed (a slot was planned, or their zone is another); what is spent of an
    organisation is to be deleted, in the open transaction.
    """

    on_member_facts_changed: OnMemberFactsChanged
    on_organisation_created: tuple[OnOrganisationCreated, ...]
    erase_due: Callable[[datetime, UUID], object]
    replan_reminder: Callable[[Member, datetime], None]
    purge: tuple[Purge, ...] = ()


def hooks() -> Hooks:
    """The hooks of the app of this context."""
    installed: Hooks = current_app.extensions["rebond"].hooks
    return installed
