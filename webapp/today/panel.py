"""View of Today: the standing of a member, and the parts that other features hand over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from webapp.database.ids import new_id
from webapp.game.days import end_of_day
from webapp.game.legal_hours import HoursRule, LegalHours
from webapp.game.promises import Stage, next_working_day, stage_of
from webapp.game.slots import wall_time
from webapp.game.streaks import MAKE_UP_DOSES, OpenDay, short_of_making_up
from webapp.people.members import Member
from webapp.people.schedule.legal_hours import read_legal_hours
from webapp.progress.days.summary import Summary, load_summary
from webapp.progress.days.totals import DayTotals
from webapp.progress.level_names import LevelView, level_view
from webapp.providers import (
    DayGaps,
    FlaggedCall,
    NextTeamSprint,
    PlannedSlot,
    Promise,
    Providers,
    Reminder,
    SetupChecklist,
)
from webapp.today import sentences
from webapp.today.day_line import DayLine, build_day_line
from webapp.today.onboarding import Onboarding, onboarding_steps
from webapp.today.ordinary_runs import OrdinaryRun, find_ordinary_run

MIN_CALLS_FOR_INSTALL = 3
MOST_COMING = 20  # that the page shows of promises
DUE = (Stage.TODAY, Stage.LATE, Stage.ASKED)


@dataclass(frozen=True, slots=True)
class Dose:
    """The day's minimum; `twice` is what makes up an open day, with a `lesson` (RULES R4.5), and
    `made_up` the day that this one has made up. Of a day off nothing is asked: it is `free`.
    """

    needed: int
    done: int
    left: int
    kept: bool
    twice: int
    lesson: bool
    made_up: date | None
    free: bool

    @property
    def toward(self) -> int:
        """The calls that go towards making up an open day."""
        return min(self.done, self.twice)


@dataclass(frozen=True, slots=True)
class Goal:
    """What the member wished for today beyond the dose; it costs nothing (RULES R4.2)."""

    needed: int
    left: int


@dataclass(frozen=True, slots=True)
class Streak:
    """`lead` says what the screen leads with: "count", "best" after a break (RULES R4.8), or
    "begin" before there is anything to count.
    """

    count: int
    best: int
    jokers: int
    lead: str
    open: tuple[OpenDay, ...]


@dataclass(frozen=True, slots=True)
class Points:
    day: int
    week: int
    total: int


@dataclass(frozen=True, slots=True)
class Due:
    """A promise whose day has come, or is to come: `stage` is "today", "late", "asked" whether it
    still holds, or "coming" (RULES R15). The keys are minted for its forms.
    """

    promise: Promise
    stage: str
    answer_key: UUID
    next_key: UUID


@dataclass(frozen=True, slots=True)
class Today:
    """Everything that the page says; regularity in per cent. The phone keeps the upper part.

    `asks_reminder`: it is the moment to ask whether they wish to be reminded (RULES R16.1).
    `until` is the instant up to which that holds: the end of the day. `coming` are the first of
    the promises to come; there are `more`.
    """

    day: date
    until: datetime
    new: bool
    dose: Dose
    goal: Goal | None
    streak: Streak
    regularity: int | None
    line: tuple[sentences.Slot, ...]
    level: LevelView
    points: Points
    lesson: Reminder | None
    team: sentences.TeamLine | None
    week: DayTotals
    first: Onboarding | None
    asks_reminder: bool
    free: tuple[date, ...]
    founding: SetupChecklist | None = None
    slots: Sequence[PlannedSlot] = ()
    agenda: Sequence[DayGaps] = ()
    team_sprint: NextTeamSprint | None = None
    now: datetime | None = None
    working_days: frozenset[date] = frozenset()
    promises: Sequence[Due] = ()
    coming: Sequence[Due] = ()
    more: int = 0
    later: date | None = None
    normality: OrdinaryRun | None = None
    flagged: Sequence[FlaggedCall] = ()
    earliest: date | None = None
    latest: date | None = None
    legal: LegalHours | None = None
    wall: datetime | None = None

    @property
    def outside(self) -> tuple[date, str] | None:
        """The next time at which a consumer may be called, if none may now (RULES R18)."""
        return self.legal.next_outside(self.wall) if self.legal and self.wall else None

    @property
    def slot_outside(self) -> tuple[date, str] | None:
        """The same of the next slot: the next such time, if none may be called at its own."""
        slot = self.next_slot
        if self.legal is None or slot is None:
            return None
        return self.legal.next_outside(wall_time(slot.on, time.fromisoformat(slot.at)))

    @property
    def legal_rule(self) -> HoursRule | None:
        """The rule that holds today, if the company calls consumers."""
        return self.legal.rule(self.wall.date()) if self.legal and self.wall else None

    @property
    def legal_json(self) -> dict[str, Any] | None:
        """The legal hours as the phone keeps them; None where nothing is to be heeded."""
        return self.legal.as_json(self.wall.date()) if self.legal and self.wall else None

    @property
    def next_slot(self) -> PlannedSlot | None:
        """The first slot of today or tomorrow that can still be kept and is not yet."""
        now = self.now
        ahead = (slot for slot in self.slots if not slot.kept and now and slot.until > now)
        return next(ahead, None)

    @property
    def day_line(self) -> DayLine:
        """Today's slots, and what a calendar tells of the day."""
        now = self.now or self.until
        of_day = [slot for slot in self.slots if slot.on == self.day]
        agenda = next((each for each in self.agenda if each.day == self.day), None)
        next_slot = self.next_slot if self.next_slot in of_day else None
        return build_day_line(of_day, next_slot, agenda, now)

    @property
    def has_plan(self) -> bool:
        """Whether there is something to say of today's and tomorrow's plan."""
        return bool(self.slots) or self.day_line.gap is not None

    @property
    def agenda_json(self) -> list[dict[str, Any]]:
        """The gaps and meetings as the phone keeps them."""
        return [each.as_json() for each in self.agenda]

    @property
    def slots_json(self) -> list[dict[str, Any]]:
        """The slots as the phone keeps them."""
        return [slot.as_json() for slot in self.slots]

    @property
    def mend(self) -> str:
        """How far the making up of an open day is: "done"; "plain", nothing of it is there yet;
        "calls", they and the lesson are lacking; "last", the lesson alone; "lesson", it is there.
        """
        if self.dose.made_up or not self.streak.open:
            return "done" if self.dose.made_up else ""
        if not (self.dose.done or self.dose.lesson):
            return "plain"
        if self.dose.lesson:
            return "lesson"
        return "calls" if self.dose.toward < self.dose.twice else "last"

    @property
    def asks(self) -> bool:
        """Whether the next call is asked for: to keep the day, or to make one up."""
        return self.mend not in ("", "done") or not (self.dose.kept or self.dose.free)

    @property
    def ripe(self) -> bool:
        """Whether it is the moment for the home screen: after a kept day, or three calls."""
        return self.dose.kept or self.streak.best > 0 or self.dose.done >= MIN_CALLS_FOR_INSTALL


def load_page(member: Member, now: datetime, handed: Providers) -> Today:
    """Today with what the page alone says: one statement more, two for a new administrator, four
    after a phone's clock was wrong.
    """
    calls, today = handed.day_calls(member, now), load_today(member, now, handed)
    wall = now.astimezone(member.zone).date()
    page = replace(
        today,
        founding=handed.missing_setup(member) if today.first else None,
        normality=find_ordinary_run(calls.outcomes),
        flagged=handed.flagged_calls(member, now) if calls.clock_off else (),
        earliest=handed.earliest_day(member, now) if calls.clock_off else None,
        latest=wall,
    )
    return _with_promises(page, stage_promises(calls.promises, wall, today.working_days, now), wall)


def load_today(member: Member, now: datetime, handed: Providers) -> Today:
    """What the page and the phone's copy of it share."""
    standing = load_summary(member, now)
    return Today(
        day=standing.day,
        until=end_of_day(standing.day, member.zone),
        new=standing.new,
        dose=_dose(standing),
        goal=_goal(standing),
        streak=_streak(standing),
        regularity=_percent(standing.state.regularity),
        line=tuple(sentences.slot_text(slot) for slot in standing.line),
        level=level_view(standing.level, standing.points_total),
        points=Points(standing.points_day, standing.points_week, standing.points_total),
        lesson=handed.reminder(member, now),
        team=sentences.team_text(handed.team_rank(member, now)),
        week=standing.week,
        first=onboarding_steps(member, standing),
        asks_reminder=member.reminder is None and standing.is_rooted,
        slots=handed.slots(member, now),
        agenda=[each for each in handed.gaps(member, now) if each.day not in standing.free],
        team_sprint=handed.team_sprint(member, now),
        now=now,
        free=standing.free,
        working_days=standing.working_days,
        legal=read_legal_hours(member, now),
        wall=member.wall(now),
    )


def stage_promises(
    promises: Iterable[Promise], day: date, working: frozenset[date], now: datetime
) -> tuple[Due, ...]:
    """Those that stand or are to come, in their order; `day` is that of the wall, as their dates
    are.
    """
    staged = ((each, stage_of(each.on, day, working)) for each in promises)
    stands = ((each, when) for each, when in staged if when != Stage.OVER)
    return tuple(Due(each, when.value, new_id(now), new_id(now)) for each, when in stands)


def _with_promises(page: Today, staged: Sequence[Due], wall: date) -> Today:
    """The page with the promises that are due, and the first of those to come."""
    coming = [each for each in staged if each.stage == Stage.COMING]
    return replace(
        page,
        promises=tuple(each for each in staged if each.stage in DUE),
        coming=coming[:MOST_COMING],
        more=len(coming[MOST_COMING:]),
        later=next_working_day(wall, page.working_days),
    )


def _dose(standing: Summary) -> Dose:
    twice = MAKE_UP_DOSES * standing.dose
    _, lacks_lesson = short_of_making_up(standing.attempts, standing.complete, dose=standing.dose)
    made_up = (it.day for it in standing.events if it.what == "made_up" and it.by == standing.day)
    return Dose(
        needed=standing.dose,
        done=standing.attempts,
        left=standing.left,
        kept=standing.kept,
        twice=twice,
        lesson=not lacks_lesson,
        made_up=next(made_up, None),
        free=standing.is_free,
    )


def _goal(standing: Summary) -> Goal | None:
    needed = standing.goal
    return Goal(needed, max(0, needed - standing.attempts)) if needed else None


def _streak(standing: Summary) -> Streak:
    state = standing.state
    lead = "best" if state.needs_encouragement and state.best else "count"
    if not (state.begun or standing.kept):
        return Streak(0, 0, state.jokers, "begin", state.open)
    return Streak(state.count, state.best, state.jokers, lead, state.open)


def _percent(share: float | None) -> int | None:
    return None if share is None else round(share * 100)
