"""The last follower of every admission: what an entry changes, in its own transaction."""

from datetime import date, datetime

from webapp.game.days import is_closed, today, week_of
from webapp.journal.door import Touched
from webapp.people.facts import read
from webapp.people.who import Who
from webapp.progress import days, weeks


def admission(who: Who, touched: Touched) -> None:
    """Compute again what the touched days are worth, the streak from them on, and open weeks."""
    reached = touched.days | touched.share_days
    if not reached:
        return
    facts = read(who.organisation_id, [who.id])
    calls = days.figures_of_calls(who, touched.days)
    shares = days.figures_of_shares(who, {week_of(day) for day in touched.share_days})
    practised = days.refold(who, facts, min(reached), calls, shares)
    weeks.follow(who, facts, practised, {week_of(day) for day in reached}, touched.received_at)


def facts_changed(who: Who, first: date, at: datetime) -> None:
    """Read the member again from `first` on, after leave, a pattern or a team was declared.

    Runs in the open transaction. Of the open weeks, those that somebody touched are written again.
    """
    facts = read(who.organisation_id, [who.id])
    days.refold(who, facts, first, {}, {})
    zone = who.organisation_zone
    present = week_of(today(at, zone))
    for week in (present - weeks.WEEK, present, present + weeks.WEEK):
        team_id = facts.team(who.id, week, zone)
        if team_id and week >= week_of(first) and not is_closed(week, zone, at):
            weeks.refresh(who.organisation_id, team_id, week, zone)
