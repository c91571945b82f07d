"""My agenda as it is shown: the calendars, what they leave of today, the hours and the margin."""

from dataclasses import dataclass
from datetime import date, datetime

from webapp.agenda import calendars, day_gaps
from webapp.agenda.calendars import MAX_CALENDARS, ConnectedCalendar
from webapp.agenda.forms import error_text
from webapp.game.days import ONE_DAY
from webapp.game.gaps import MARGINS, Hours
from webapp.people.members import Member
from webapp.providers import DayGaps


@dataclass(frozen=True, slots=True)
class ShownCalendar:
    """A calendar, in a sentence why it could not be read last, "" if it could, and the last day
    that it tells of.
    """

    calendar: ConnectedCalendar
    error: str
    last_day: date


@dataclass(frozen=True, slots=True)
class AgendaPage:
    """What the page says; `today` is None where no calendar tells of it."""

    calendars: tuple[ShownCalendar, ...]
    hours: Hours
    today: DayGaps | None
    now: datetime

    @property
    def is_full(self) -> bool:
        return len(self.calendars) >= MAX_CALENDARS

    @property
    def margin(self) -> int:
        return self.hours.margin.seconds // 60

    @property
    def margins(self) -> tuple[int, ...]:
        return MARGINS


def load_page(member: Member, now: datetime) -> AgendaPage:
    """My agenda at `now`; three statements, one for who has connected nothing."""
    connected = calendars.list_calendars(member)
    days = day_gaps.list_gaps(member, now) if connected else ()
    return AgendaPage(
        calendars=tuple(
            ShownCalendar(
                each,
                error_text(each.error) if each.error else "",
                (each.known_until - ONE_DAY).date(),
            )
            for each in connected
        ),
        hours=calendars.get_hours(member) if connected else calendars.DEFAULT_HOURS,
        today=days[0] if days else None,
        now=now,
    )
