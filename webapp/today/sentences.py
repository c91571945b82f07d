"""Sentences of Today: the label under each arc of the line, the team, working days."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from babel.lists import format_list
from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _

from webapp.i18n import format_weekday, plural_count
from webapp.progress.days.timeline import TimelineDay as Day
from webapp.providers import TeamRank

SUNDAY = date(2024, 1, 7)  # any


@dataclass(frozen=True, slots=True)
class Slot:
    """A day of the line: its state, and in a word what it was."""

    day: date
    label: str
    state: str
    gilded: bool


def slot_text(day: Day) -> Slot:
    """The day with its label: its weekday, or what was special about it."""
    labels = {"joker": _("joker"), "off": _("off"), "today": _("today")}
    label = labels.get(day.state) or format_weekday(day.day)
    return Slot(day.day, label, day.state, day.gilded)


@dataclass(frozen=True, slots=True)
class TeamLine:
    """The team of a member this week, for the page and for the phone; place None where unranked.

    `key` names the week and the team, so that the phone knows which place it showed before.
    """

    key: str
    name: str
    place: int | None
    score: Decimal | None
    says: str
    still: str


def team_text(team: TeamRank | None) -> TeamLine | None:
    """What the board's part says of the member's team, in two lines."""
    if team is None:
        return None
    return TeamLine(
        team.key, team.name, team.place, team.score, _rank_text(team), _potential_text(team)
    )


def _rank_text(team: TeamRank) -> str:
    text: str = _("%(team)s is in training", team=team.name)
    if team.place:
        text = _("%(team)s, %(place)s this week", team=team.name, place=ordinal_text(team.place))
    elif team.starts:
        text = _("%(team)s starts on Monday", team=team.name)
    elif team.rests:
        text = _("%(team)s rests this week", team=team.name)
    return text


def _potential_text(team: TeamRank) -> str:
    """What the team can still take, and from whom; of nothing left nothing is said."""
    if team.left is None or not (team.left or team.ahead):
        return ""
    values = {"left": format_decimal(team.left, "0"), "team": team.ahead}
    text: str = ngettext(
        "up to %(left)s point still to take",
        "up to %(left)s points still to take",
        plural_count(team.left),
        **values,
    )
    if team.ahead and team.gap is not None:
        values["gap"] = format_decimal(team.gap, "0")
        text = ngettext(
            "%(gap)s point behind %(team)s, up to %(left)s still to take",
            "%(gap)s points behind %(team)s, up to %(left)s still to take",
            plural_count(team.gap),
            **values,
        )
        if not team.left:
            text = ngettext(
                "%(gap)s point behind %(team)s",
                "%(gap)s points behind %(team)s",
                plural_count(team.gap),
                **values,
            )
    return text


def ordinal_text(number: int) -> str:
    """1re, 2e of teams; 1st, 2nd, 11th."""
    if str(get_locale()) == "fr":
        return f"{number}{'re' if number == 1 else 'e'}"
    last = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{'th' if number % 100 in (11, 12, 13) else last}"


def working_days(weeks: Sequence[frozenset[int]]) -> str:
    """A weekly pattern of ISO weekdays: “Monday to Friday”, “Monday, Tuesday and Thursday”."""
    days = sorted(weeks[0])
    names = [format_weekday(SUNDAY + timedelta(days=day), "EEEE") for day in days]
    text: str = format_list(names, locale=get_locale())
    if len(weeks) > 1:
        text = _("weeks that alternate")
    elif len(days) > 2 and days[-1] - days[0] == len(days) - 1:
        text = _("%(first)s to %(last)s", first=names[0], last=names[-1])
    return text
