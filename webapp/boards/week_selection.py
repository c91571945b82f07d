"""Selection of weeks that have a board: from the organisation's first to the present one."""

from datetime import date, timedelta

from webapp.game.days import WEEK, today, week_of
from webapp.game.leagues import SEASON_WEEKS, season_of
from webapp.people.members import Member

SEASON = timedelta(weeks=SEASON_WEEKS)
SEASONS_PER_PAGE = 12  # seasons


def first_week(member: Member) -> date:
    """The week in which the organisation began."""
    return week_of(today(member.organisation_since, member.organisation_zone))


def selectable_weeks(week: date, first: date, present: date) -> list[date]:
    """The weeks to choose from, newest first: the present one, and the season of `week`."""
    season = season_of(week)
    own = [w for n in reversed(range(SEASON_WEEKS)) if first <= (w := season + n * WEEK) <= present]
    return own if present in own else [present, *own]


def list_seasons(
    member: Member, present: date, before: date | None
) -> tuple[list[date], date | None]:
    """A page of seasons by their first Mondays, newest first, and where the next page begins."""
    oldest = season_of(first_week(member))
    newest = season_of(present) if before is None else before - SEASON
    first_mondays = [s for n in range(SEASONS_PER_PAGE + 1) if (s := newest - n * SEASON) >= oldest]
    return first_mondays[:SEASONS_PER_PAGE], first_mondays[SEASONS_PER_PAGE - 1] if len(
        first_mondays
    ) > SEASONS_PER_PAGE else None
