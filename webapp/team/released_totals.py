"""Release of a team's totals, in parcels: those that were shown, and those that may be now.

Whoever looks first sums up what has become large enough (TRUST, five people), for everybody and
for good. Whatever was not kept, because another writer was in the way, is not shown.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, tzinfo
from typing import Any
from uuid import UUID

from sqlalchemy.exc import OperationalError

from webapp.game.days import ONE_DAY, WEEK, is_closed, today, week_of
from webapp.team import k_anonymity, repository
from webapp.team.k_anonymity import TeamTotals, Theme

SHOWN_WEEKS = 8
THEME_WEEKS = 4
FIRST_THEMES = date(2024, 1, 1)  # windows of four weeks are counted from this Monday
logger = logging.getLogger(__name__)

TagReader = Callable[[UUID, UUID, list[date], tzinfo], Mapping[str, list[k_anonymity.Tagged]]]


@dataclass(frozen=True, slots=True)
class Week:
    """What is shown of a week: its sums as far as `through`; both None where too few practised."""

    monday: date
    through: date | None = None
    sums: TeamTotals | None = None
    people: int = 0


@dataclass(frozen=True, slots=True)
class Window:
    """Four weeks and their themes; None as long as nobody could have looked at them."""

    first: date
    last: date
    themes: tuple[Theme, ...]


def released_totals(
    organisation_id: UUID, team_id: UUID, zone: tzinfo, now: datetime, drawn: TagReader
) -> tuple[list[Week], Window]:
    """The last eight weeks of a team, oldest first, and its newest themes.

    One statement, and one more for the days that are not shown yet; the first look after some have
    become enough asks for the facts and writes, and the first after a window of themes reads their
    lessons: five in all.
    """
    present = week_of(today(now, zone))
    weeks = [present - n * WEEK for n in reversed(range(SHOWN_WEEKS))]
    window = last_theme_window(zone, now)
    since = min(weeks[0], window)
    released = repository.list_released(organisation_id, team_id, since)
    fresh = _of_days(organisation_id, team_id, weeks, released, zone, now)
    if not any(row["kind"] == "themes" and row["first_day"] == window for row in released):
        fresh.append(_of_themes(organisation_id, team_id, window, zone, drawn))
    if fresh:
        released = _save(organisation_id, team_id, since, released, fresh)
    return [_week(week, released) for week in weeks], _window(window, released)


def last_theme_window(zone: tzinfo, now: datetime) -> date:
    """The first Monday of the newest four weeks whose last one is closed."""
    monday = week_of(today(now, zone))
    while not is_closed(monday + (THEME_WEEKS - 1) * WEEK, zone, now) or (
        (monday - FIRST_THEMES).days // 7 % THEME_WEEKS
    ):
        monday -= WEEK
    return monday


def _of_days(
    organisation_id: UUID,
    team_id: UUID,
    weeks: list[date],
    released: list[dict[str, Any]],
    zone: tzinfo,
    now: datetime,
) -> list[dict[str, Any]]:
    """The days of these weeks that have become enough for a parcel, one for a week."""
    over = today(now, zone) - ONE_DAY
    lasts = [row["last_day"] for row in released if row["kind"] == "days"]
    open_ = {
        w: due
        for w in weeks
        if (due := k_anonymity.next_window(w, (d for d in lasts if week_of(d) == w), over))
    }
    members, days = (
        repository.member_days(organisation_id, team_id, list(open_)) if open_ else ({}, {})
    )
    people = {w: k_anonymity.has_practised(days.get(w, ()), *open_[w]) for w in members}
    whole = {week for week in people if open_[week][0] == week and is_closed(week, zone, now)}
    able = {
        week: members[week]
        for week, member in people.items()
        if k_anonymity.is_anonymous(member)
        or (week in whole and len(member) >= k_anonymity.MIN_PEOPLE_OF_A_WEEK)
    }
    working = repository.count_working(organisation_id, able, zone) if able else {}
    ready = [
        week
        for week in able
        if k_anonymity.is_anonymous(people[week])
        or k_anonymity.is_anonymous_in_a_week(people[week], working[week])
    ]
    shares = {
        week: working[week] if k_anonymity.is_anonymous(people[week]) else {} for week in ready
    }
    return [
        _row(
            *(organisation_id, team_id, "days", *open_[week]),
            people=len(people[week]),
            figures=asdict(k_anonymity.sum_days(days[week], shares[week], *open_[week])),
        )
        for week in ready
    ]


def _of_themes(
    organisation_id: UUID, team_id: UUID, window: date, zone: tzinfo, drawn: TagReader
) -> dict[str, Any]:
    """The themes of a window, perhaps none: so it is known, and stays."""
    weeks = [window + n * WEEK for n in range(THEME_WEEKS)]
    by_row = drawn(organisation_id, team_id, weeks, zone)
    themes = [
        theme for row, lessons in by_row.items() for theme in k_anonymity.count_themes(row, lessons)
    ]
    last = window + THEME_WEEKS * WEEK - ONE_DAY
    figures = [asdict(theme) for theme in themes]
    return _row(*(organisation_id, team_id, "themes", window, last), people=0, figures=figures)


def _row(
    organisation_id: UUID, team_id: UUID, kind: str, first: date, last: date, **more: Any
) -> dict[str, Any]:
    names = {"organisation_id": organisation_id, "team_id": team_id, "kind": kind}
    return names | {"first_day": first, "last_day": last} | more


def _save(
    organisation_id: UUID,
    team_id: UUID,
    since: date,
    released: list[dict[str, Any]],
    fresh: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    """All parcels with the fresh ones, once those are written."""
    try:
        first = repository.insert_released(fresh)
    except OperationalError as error:  # whoever only looks is not kept waiting for a writer
        logger.warning("What a team practised could not be summed up: %s", error)
        return released
    return (
        [*released, *fresh] if first else repository.list_released(organisation_id, team_id, since)
    )


def _week(monday: date, released: list[dict[str, Any]]) -> Week:
    own = [row for row in released if row["kind"] == "days" and week_of(row["first_day"]) == monday]
    if not own:
        return Week(monday)
    return Week(
        monday=monday,
        through=max(row["last_day"] for row in own),
        sums=sum((TeamTotals(**row["figures"]) for row in own), TeamTotals()),
        people=max(k_anonymity.round_down(row["people"]) for row in own),
    )


def _window(first: date, released: list[dict[str, Any]]) -> Window:
    rows = [row for row in released if row["kind"] == "themes" and row["first_day"] == first]
    themes = tuple(Theme(**theme) for row in rows for theme in row["figures"])
    return Window(first, first + THEME_WEEKS * WEEK - ONE_DAY, themes)
