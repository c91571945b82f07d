"""Report of a rebuild: every stored row that is not what the journal and the facts say."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored row that is not what the journal and the facts say.

    what is day, week, team, league or entry; whose the member's or team's id; on the day, the
    week's Monday or the entry's own day. stored or computed is None where there is no such row.
    A closed week's is only reported.
    """

    organisation_id: UUID
    kind: str
    whose: UUID
    on: date
    stored: dict[str, Any] | None
    computed: dict[str, Any] | None
    closed: bool = False


@dataclass
class Report:
    """What a rebuild has read and found; `written` says that the open differences are mended.

    `published` counts closed weeks of teams that somebody played in whose rows were erased since:
    nobody can compute them again. `reduced` counts the days of before their member's journal
    begins, which are folded again and not counted again (RULES R14).
    """

    members: int = 0
    days: int = 0
    weeks: int = 0
    published: int = 0
    reduced: int = 0
    written: bool = False
    differences: list[Difference] = field(default_factory=list)

    @property
    def open(self) -> list[Difference]:
        """What is wrong and can be put right."""
        return [difference for difference in self.differences if not difference.closed]

    @property
    def closed(self) -> list[Difference]:
        """What is wrong in closed weeks, which nothing rewrites."""
        return [difference for difference in self.differences if difference.closed]

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self) -> Iterator[str]:
        """The report for a terminal."""
        read = (self.members, "member"), (self.days, "day"), (self.weeks, "week")
        yield f"{', '.join(_counted(*each) for each in read)} read again."
        for difference in self.differences:
            where = (
                "closed, left as it is"
                if difference.closed
                else "corrected"
                if self.written
                else "open"
            )
            yield f"{difference.kind} {difference.on} of {difference.whose} ({where}):"
            yield f"  stored   {difference.stored}"
            yield f"  computed {difference.computed}"
        if self.reduced:
            days, lie = _counted(self.reduced, "day"), "lies" if self.reduced == 1 else "lie"
            yield f"{days} of them {lie} before a journal begins: folded again, not counted again."
        if self.published:
            weeks = _counted(self.published, "closed week")
            stand = "stands" if self.published == 1 else "stand"
            yield f"{weeks} of teams {stand} as published: somebody was erased."
        yield f"{_counted(len(self.differences), 'difference')}."


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
