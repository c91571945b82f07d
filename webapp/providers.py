"""Providers: what a page shows of a feature that is not its own, each a typed function.

No feature imports a sibling. What one provides to another it makes of the values that stand here;
`app.py` hands the functions over, and whoever shows them asks `providers()`.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from decimal import Decimal
from typing import Any, Protocol
from uuid import UUID

from flask import current_app
from sqlalchemy import Select

from webapp.clock import to_milliseconds
from webapp.people.members import Member

Export = Callable[[Member], Select[*tuple[Any, ...]]]
LessonFields = Mapping[UUID, Mapping[str, Any]]
TagsOfMembers = Mapping[str, list[tuple[UUID, str | None]]]


@dataclass(frozen=True, slots=True)
class Reminder:
    """What to remember: an if-then, or where there is none a sentence; and why, in one line.

    Only what is the member's `own` may be kept on their phone: a colleague's words stay where they
    can be taken back.
    """

    when: str
    then: str
    text: str
    why: str
    own: bool


@dataclass(frozen=True, slots=True)
class Promise:
    """A call back or a meeting that was promised for `on`, perhaps at a time (HH:MM), on the day
    `noted`, and of which nobody has said yet that it was kept or fell through.
    """

    on: date
    at: str | None
    call: UUID
    meeting: bool
    noted: date


@dataclass(frozen=True, slots=True)
class PlannedSlot:
    """A slot of today or of tomorrow: `at` (HH:MM) on the day `on`, and whether a call kept it.

    `says` is its if-then as it is printed, "" without a cue.
    `until` is the instant from which on it can no longer be kept by the member's own clock. `later`
    has three times that it may be moved to, each a day and HH:MM. Of a weekly one there are its ISO
    `weekdays` and its last day, if it has one, so that the others stay where it is moved.
    """

    key: UUID
    on: date
    at: str
    minutes: int
    cue: str
    says: str
    kept: bool
    until: datetime
    later: tuple[tuple[date, str], ...]
    weekdays: tuple[int, ...] = ()
    last: date | None = None

    def as_json(self) -> dict[str, Any]:
        """As the phone keeps it: dates in ISO, the instant in milliseconds."""
        weekly = {"weekdays": list(self.weekdays), "to": self.last and self.last.isoformat()}
        return {
            "key": str(self.key),
            "on": self.on.isoformat(),
            "at": self.at,
            "minutes": self.minutes,
            "cue": self.cue,
            "says": self.says,
            "kept": self.kept,
            "until": to_milliseconds(self.until),
        } | (weekly if self.weekdays else {})


@dataclass(frozen=True, slots=True)
class WallTime:
    """A time of a day, from an instant to another, with what the member's wall shows then
    (HH:MM).
    """

    begins: datetime
    ends: datetime
    at: str
    until: str

    @property
    def minutes(self) -> int:
        return int((self.ends - self.begins).total_seconds() // 60)

    def as_json(self) -> dict[str, Any]:
        """As the phone keeps it: instants in milliseconds."""
        instants = {"from": to_milliseconds(self.begins), "to": to_milliseconds(self.ends)}
        return instants | {"at": self.at, "until": self.until}


@dataclass(frozen=True, slots=True)
class DayGaps:
    """What a member's calendars leave of the hours of a day: its `gaps` from now on, ten minutes
    long at least (RULES R17), and its `meetings`, each a time that is busy. Whether it is a day off
    is not asked here.
    """

    day: date
    gaps: tuple[WallTime, ...]
    meetings: tuple[WallTime, ...]

    def as_json(self) -> dict[str, Any]:
        """As the phone keeps it."""
        return {
            "day": self.day.isoformat(),
            "gaps": [each.as_json() for each in self.gaps],
            "meetings": [each.as_json() for each in self.meetings],
        }


@dataclass(frozen=True, slots=True)
class NextTeamSprint:
    """A sprint of the team that runs, or is to come today: how many `people` are in, and whether
    the member is one of them. `at` is when it begins on their own wall (HH:MM).
    """

    id: UUID
    begins_at: datetime
    at: str
    minutes: int
    people: int
    joined: bool

    @property
    def ends_at(self) -> datetime:
        return self.begins_at + timedelta(minutes=self.minutes)

    def as_json(self) -> dict[str, Any]:
        """As the phone keeps it, the instant in milliseconds."""
        return {
            "id": str(self.id),
            "begins": to_milliseconds(self.begins_at),
            "minutes": self.minutes,
            "joined": self.joined,
        }


@dataclass(frozen=True, slots=True)
class DayCalls:
    """What Today reads of the calls: the day's outcomes in order, how many calls of whatever day
    lately came from a phone whose clock was more than a day off (TRUST, protocol, rule 3), and the
    promises, the soonest first.
    """

    outcomes: tuple[str, ...]
    clock_off: int
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class FlaggedCall:
    """A call that stands at a time that may be wrong: `at` on the wall where it was noted.

    `along` is what goes along, by name, each with `was`, the key of its entry, and otherwise as it
    is noted anew: its lesson, its date (next), its share; what became of what it promised (held),
    with the lesson and the share of a meeting that fell through (lost_lesson, lost_share); and that
    it kept a promise itself (kept). What there is none of is None.
    """

    key: UUID
    outcome: str
    at: datetime
    today: bool
    along: Mapping[str, Mapping[str, Any] | None]

    @property
    def time(self) -> str:
        return f"{self.at:%H:%M}"


@dataclass(frozen=True, slots=True)
class OrdinaryRange:
    """How long a run of no's chance alone makes: from `low` to `high` in eight cases out of ten.

    `kind` is "silence" or "refusals"; `outcomes` are those that make such a row, `among` those
    that it is read among.
    """

    kind: str
    outcomes: tuple[str, ...]
    among: tuple[str, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class TeamRank:
    """A team's place; None in training and at rest. `left` is what it can still take.

    A new team whose first working day is to come `starts`; `key` names the week and the team.
    """

    key: str
    name: str
    place: int | None
    score: Decimal | None
    gap: Decimal | None
    ahead: str | None
    left: Decimal | None
    rests: bool
    starts: bool


@dataclass(frozen=True, slots=True)
class SetupChecklist:
    """What is still to do of a team and people, and the `step` (1 to 5) that comes next; None when
    all were passed.
    """

    team: bool
    people: bool
    step: int | None = None


class FlaggedCalls(Protocol):
    """The member's calls under a wrong clock that arrived lately, oldest first."""

    def __call__(self, member: Member, now: datetime) -> list[FlaggedCall]: ...


class HadGap(Protocol):
    """Of each instant, whether a gap of that working day (RULES R17) was there then or came later;
    None of a day off, and where no calendar was connected then. By what is known now: busy times
    are kept for twelve months.
    """

    def __call__(
        self, member: Member, instants: Collection[datetime]
    ) -> Mapping[datetime, bool | None]: ...


@dataclass(frozen=True, slots=True)
class Providers:
    """The functions, each named for what it gives. An export is a statement of one member, for the
    file that they take away, under its name there.
    """

    tags: Callable[[Member], list[dict[str, str]]]
    tag_names: Callable[[Member], Mapping[str, str]]
    tags_by_member: Callable[[UUID, UUID, list[date], tzinfo], TagsOfMembers]
    reminder: Callable[[Member, datetime], Reminder | None]
    lesson_fields: Callable[[Member, Collection[UUID]], LessonFields]
    shared_lesson_ids: Callable[[Member], list[UUID]]
    set_helpful: Callable[[Member, UUID, bool], bool]
    tile_keys: Callable[[datetime], Mapping[str, UUID]]
    day_calls: Callable[[Member, datetime], DayCalls]
    ordinary_ranges: Callable[[], tuple[OrdinaryRange, ...]]
    promises: Callable[[Member, datetime], tuple[Promise, ...]]
    flagged_calls: FlaggedCalls
    earliest_day: Callable[[Member, datetime], date]
    slots: Callable[[Member, datetime], tuple[PlannedSlot, ...]]
    gaps: Callable[[Member, datetime], tuple[DayGaps, ...]]
    had_gap: HadGap
    team_sprint: Callable[[Member, datetime], NextTeamSprint | None]
    team_rank: Callable[[Member, datetime], TeamRank | None]
    missing_setup: Callable[[Member], SetupChecklist | None]
    describe_agent: Callable[[str], str]
    is_push_lost: Callable[[Member, str], bool]
    exports: Mapping[str, Export]


def providers() -> Providers:
    """The providers of the app of this context."""
    installed: Providers = current_app.extensions["rebond"].providers
    return installed
