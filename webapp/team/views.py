"""View of the team's page: the same to everybody who may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from webapp.people.managed_teams import VisibleTeam
from webapp.people.members import Member
from webapp.providers import Providers
from webapp.team import k_anonymity, released_totals
from webapp.team.k_anonymity import Theme
from webapp.team.released_totals import Week


@dataclass(frozen=True, slots=True)
class TotalsLine:
    """A week: sums are None where too few practised; kept is in per cent, 10 to 90, or None where
    fewer than five were at work.
    """

    monday: date
    number: int
    current: bool
    through: date | None
    sums: k_anonymity.TeamTotals | None
    people: int
    kept: int | None


@dataclass(frozen=True, slots=True)
class NamedTotal:
    """A theme by its name; None holds the rarer ones together."""

    name: str | None
    people: int


def page_context(
    member: Member, team: VisibleTeam, now: datetime, handed: Providers
) -> dict[str, Any]:
    """What the template asks for, of one team; three statements more than its parcels cost."""
    weeks, window = released_totals.released_totals(
        member.organisation_id, team.id, member.organisation_zone, now, handed.tags_by_member
    )
    names = handed.tag_names(member) if window.themes else {}
    lines = [_line(week, current=week is weeks[-1]) for week in weeks]
    kept = [line.kept for line in lines if line.kept is not None]
    return {
        "team": team,
        "week": lines[-1],
        "weeks": lines,
        "kept": (min(kept), max(kept)) if kept else None,
        "window": window,
        "happened": _named(window.themes, "happened", names),
        "work_on": _named(window.themes, "work_on", names),
        "fewest": k_anonymity.MIN_PEOPLE,
        "fewest_of_a_week": k_anonymity.MIN_PEOPLE_OF_A_WEEK,
    }


def _line(week: Week, current: bool) -> TotalsLine:
    sums = week.sums
    return TotalsLine(
        monday=week.monday,
        number=week.monday.isocalendar().week,
        current=current,
        through=week.through,
        sums=sums,
        people=week.people,
        kept=k_anonymity.rounded_percent(sums.kept, sums.worked) if sums else None,
    )


def _named(themes: tuple[Theme, ...], row: str, names: Mapping[str, str]) -> list[NamedTotal]:
    return [
        NamedTotal(names.get(theme.tag) if theme.tag else None, theme.people)
        for theme in themes
        if theme.row == row and (theme.tag is None or theme.tag in names)
    ]
