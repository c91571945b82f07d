"""Records of facts, append-only: one as it was recorded, and several that change at once.

A fact is never rewritten; one that no longer holds is retracted. So the facts as
they stood at any past instant can be read again, which is how a closed week is checked.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table

from webapp.people.models import Fact

FACT_NAMES = (
    *("team", "pattern", "leave", "sick", "off", "worked"),
    *("pause", "dose", "goal", "holidays", "retention"),
)
DELETION_PAUSE = {"why": "leaving"}  # the value of the pause that somebody's own going brings
ABSENCE_NAMES = ("leave", "sick", "off", "pause")
FACTS = cast(Table, Fact.__table__)


@dataclass(frozen=True, slots=True)
class FactRecord:
    """One fact: of whom, which, for which days, what, and when it was recorded."""

    id: UUID
    scope_id: UUID
    name: str
    first_day: date
    last_day: date | None
    value: dict[str, Any]
    team_id: UUID | None
    recorded_at: datetime
    retracted_at: datetime | None

    def stands(self, as_of: datetime | None) -> bool:
        """Whether the fact stood at that instant, or stands."""
        if as_of is None:
            return self.retracted_at is None
        return self.recorded_at < as_of and (
            self.retracted_at is None or self.retracted_at >= as_of
        )

    @property
    def set_by_another(self) -> bool:
        """Whether, if it is a member's own fact, it is a pause that somebody else declared."""
        return self.name == "pause" and self.value != DELETION_PAUSE

    @property
    def last(self) -> date:
        """The last day it holds for; the last of all days where no end was said."""
        return self.last_day or date.max


@dataclass(frozen=True, slots=True)
class FactChange:
    """Facts recorded and retracted at one instant; days before `first` are read as they were."""

    first: date
    at: datetime
    added: tuple[FactRecord, ...] = ()
    retracted: tuple[FactRecord, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether all stands already as it should."""
        return not self.added and not self.retracted
