"""View of a month: a member's days, as the table of the calendar draws them."""

from dataclasses import dataclass
from datetime import date

from flask_babel import get_locale

from webapp.chunks import split_into_chunks
from webapp.game.calendars import Span
from webapp.game.days import ONE_DAY
from webapp.people.schedule import public_holidays
from webapp.progress.days.simulation import Projection
from webapp.progress.days.timeline import TimelineDay

AWAY = ("sick", "leave", "off", "pause")  # which of two is said, the first going before


@dataclass(frozen=True, slots=True)
class DayCell:
    """A day. state is kept, made_up, joker, missed, open, planned, before, joining, off (by the
    week), leave, sick, swapped, pause or holiday; `previous` is the state before a change that is
    looked at beforehand, where it differs; holiday its name, where that is known."""

    day: date
    state: str
    today: bool
    previous: str | None
    holiday: str | None


@dataclass(frozen=True, slots=True)
class Month:
    """Weeks from Monday to Sunday; None stands where another month has its days."""

    first: date
    weeks: tuple[tuple[DayCell | None, ...], ...]

    @property
    def states(self) -> set[str]:
        """What is to be explained."""
        return {cell.state for week in self.weeks for cell in week if cell}


def month_view(first: date, projection: Projection, before: Projection | None = None) -> Month:
    """The view of the month that begins on that day, and its states by `before`."""
    after = (first + 31 * ONE_DAY).replace(day=1)
    days = [first + n * ONE_DAY for n in range((after - first).days)]
    states_before = day_states(before, days) if before else {}
    named = _holidays(projection, first)
    cells: list[DayCell | None] = [None] * first.weekday()
    for day, state in day_states(projection, days).items():
        previous = states_before.get(day, state)
        cells.append(
            DayCell(
                day,
                state,
                day == projection.day,
                previous if previous != state else None,
                named.get(day),
            )
        )
    cells += [None] * (-len(cells) % 7)
    return Month(first, tuple(tuple(week) for week in split_into_chunks(cells, 7)))


def day_states(projection: Projection, days: list[date]) -> dict[date, str]:
    """The state of each of these days."""
    member = projection.member
    calendar = projection.facts.calendar(member.id, member.joined_on, days[0], days[-1])
    away = projection.facts.away(member.id)
    states = {}
    for slot in projection.slots(days):
        state = slot.state
        if state == "today":
            state = "kept" if slot.kept else "planned" if calendar.working(slot.day) else "off"
        if state == "off":
            state = _off(slot, member.joined_on, away, slot.day in calendar.holidays)
        states[slot.day] = state
    return states


def _off(slot: TimelineDay, joined: date, away: list[tuple[str, Span]], holiday: bool) -> str:
    """By what a day is off."""
    if slot.day == joined:
        return "joining"
    names = {name for name, span in away if span.covers(slot.day)}
    for name in AWAY:
        if name in names:
            return "swapped" if name == "off" else name
    return "holiday" if holiday else "off"


def _holidays(projection: Projection, first: date) -> dict[date, str]:
    """The names of the month's holidays, in the language of the answer."""
    place = projection.facts.holiday_place(first, projection.member.id)
    language = get_locale().language
    if not place.get("country"):
        return {}
    return public_holidays.holiday_names(
        place["country"], place.get("region"), first.year, language
    )
