"""The day's line: slots are arcs, meetings ledges, gaps dots, now is the ball (RULES R13, R17).

static/js/view/day_line.js draws the same on the phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from webapp.game.points import SLOT_GRACE
from webapp.providers import DayGaps, PlannedSlot, WallTime

MEETINGS_AHEAD, GAPS_AHEAD = 2, 2
LENGTHS = (25, 15, 5)  # minutes of calls (RULES R13.7)


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark of the line, in the order of time: `state` is "kept", "next", "ahead" or "over" of a
    slot, "meeting", "gap" or "now". `until` is the end of a meeting or a gap.
    """

    begins: datetime
    state: str
    at: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class OfferedGap:
    """A gap to call in: its times, and the longest sprint that it holds, in minutes."""

    at: str
    until: str
    minutes: int


@dataclass(frozen=True, slots=True)
class DayLine:
    """The marks of today; `gap` is the present gap or the next one, `later` the first to come, and
    `open_until` the end of the gap that the next slot lies in, "" if in none.
    """

    marks: tuple[Mark, ...]
    gap: OfferedGap | None
    is_present: bool
    later: OfferedGap | None
    open_until: str


def build_day_line(
    slots: Sequence[PlannedSlot],
    next_slot: PlannedSlot | None,
    agenda: DayGaps | None,
    now: datetime,
) -> DayLine:
    """The line of a day; `slots` are its own, `agenda` is None where no calendar tells of it."""
    gaps = agenda.gaps if agenda else ()
    marks = [Mark(_time_of(each), _state(each, next_slot, now), each.at) for each in slots]
    if agenda:
        marks += [Mark(now, "now"), *_meeting_marks(agenda, now), *_gap_marks(gaps, slots, now)]
    coming = [gap for gap in gaps if gap.begins > now]
    around = [gap.until for gap in gaps if next_slot and _holds(gap, _time_of(next_slot))]
    return DayLine(
        marks=tuple(sorted(marks, key=lambda mark: mark.begins)),
        gap=_offer(gaps[:1]),
        is_present=bool(gaps) and gaps[0].begins <= now,
        later=_offer(coming[:1]),
        open_until=around[0] if around else "",
    )


def _offer(gaps: Sequence[WallTime]) -> OfferedGap | None:
    for gap in gaps:
        fitting = next(length for length in LENGTHS if length <= gap.minutes)
        return OfferedGap(gap.at, gap.until, fitting)
    return None


def _meeting_marks(agenda: DayGaps, now: datetime) -> list[Mark]:
    """The last one that has begun, and the first of those to come."""
    begun = [each for each in agenda.meetings if each.begins <= now][-1:]
    ahead = [each for each in agenda.meetings if each.begins > now][:MEETINGS_AHEAD]
    return [Mark(each.begins, "meeting", each.at, each.until) for each in (*begun, *ahead)]


def _gap_marks(gaps: Sequence[WallTime], slots: Sequence[PlannedSlot], now: datetime) -> list[Mark]:
    """Those to come in which no slot stands: the ball stands in the present one."""
    free = [
        gap
        for gap in gaps
        if gap.begins > now and not any(_holds(gap, _time_of(slot)) for slot in slots)
    ]
    return [Mark(gap.begins, "gap", gap.at, gap.until) for gap in free[:GAPS_AHEAD]]


def _state(slot: PlannedSlot, next_slot: PlannedSlot | None, now: datetime) -> str:
    if slot.kept:
        return "kept"
    if next_slot and (slot.on, slot.at) == (next_slot.on, next_slot.at):
        return "next"
    return "ahead" if slot.until > now else "over"


def _time_of(slot: PlannedSlot) -> datetime:
    return slot.until - SLOT_GRACE


def _holds(gap: WallTime, at: datetime) -> bool:
    return gap.begins <= at < gap.ends
