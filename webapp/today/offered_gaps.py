"""Gaps that Today offers: those of working days, within the legal hours (RULES R17, R18)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, tzinfo

from webapp.game.gaps import SHORTEST_GAP, Interval, clip_intervals
from webapp.game.legal_hours import LegalHours
from webapp.providers import DayGaps, WallTime


def offer_gaps(
    days: Iterable[DayGaps], free: Collection[date], legal: LegalHours | None, zone: tzinfo
) -> tuple[DayGaps, ...]:
    """The days that are not off, each with what of its gaps lies where calls are allowed."""
    working = [each for each in days if each.day not in free]
    if legal is None:
        return tuple(working)
    return tuple(replace(each, gaps=tuple(_allowed(each, legal, zone))) for each in working)


def _allowed(day: DayGaps, legal: LegalHours, zone: tzinfo) -> Iterator[WallTime]:
    gaps = [Interval(gap.begins, gap.ends) for gap in day.gaps]
    for first, last in legal.windows(day.day):
        begins, ends = (datetime.combine(day.day, at, zone).astimezone(UTC) for at in (first, last))
        for each in clip_intervals(gaps, Interval(begins, ends)):
            if each.length >= SHORTEST_GAP:
                at, until = (f"{end.astimezone(zone):%H:%M}" for end in (each.begins, each.ends))
                yield WallTime(each.begins, each.ends, at, until)
