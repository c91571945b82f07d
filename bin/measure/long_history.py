"""Seeding of a member of ten years beside a new one, in two teams; all through the door."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import update

import webapp.clock as clock
from bin.measure.company import (
    OUTCOMES,
    PARIS,
    TEAM,
    BenchCompany,
    Sent,
    entry,
    founded,
    friday_before,
    hasty,
    joined,
    send,
)
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.members import Member
from webapp.people.models import MemberRow

CALLS = 25
WEEKS = 5  # of the new one
OLD, NEW = "Veteran", "Newcomer"
ONE_DAY = timedelta(days=1)


def career(url: str, years: float) -> BenchCompany:
    """Both practise every working day, twenty-five calls, until yesterday; five today."""
    now = clock.now()
    began = friday_before(now, WEEKS) - timedelta(weeks=round(years * 52))
    with hasty(url) as app:
        both = founded(app, TEAM, TEAM, began)
        old = both.members[0]
        for at in _days(began, now):
            send(app, old, _calls(old, at, CALLS), at)
        at = friday_before(now, WEEKS)
        with write_transaction() as session:
            team = company.add_team(both.organisation, "Team 2", at)
            new = joined(both.organisation, team, NEW, at)
            for n in range(TEAM - 1):
                joined(both.organisation, team, f"Member {n}", at)
            own = MemberRow.organisation_id == both.organisation
            settled = {"steps_away_at": at, "pattern_agreed_at": at}
            session.execute(update(MemberRow).where(own).values(settled))
            session.execute(update(MemberRow).where(own, MemberRow.id == old.id).values(name=OLD))
        for at in _days(friday_before(now, WEEKS), now):
            send(app, new, _calls(new, at, CALLS), at)
        for who in (old, new):
            send(app, who, _calls(who, now - timedelta(minutes=1), 5), now)
    return both


def _calls(who: Member, at: datetime, count: int) -> list[Sent]:
    """Calls of the last minutes before that."""
    return [
        entry(who, at - timedelta(seconds=5 * (count - n)), "call", outcome=outcome)
        for n, outcome in enumerate(islice(OUTCOMES * count, count))
    ]


def _days(first: datetime, now: datetime) -> Iterator[datetime]:
    """The Mondays to Fridays after that one until yesterday, at the same hour."""
    at = first + ONE_DAY
    while at < now - ONE_DAY:
        if at.astimezone(PARIS).weekday() < 5:
            yield at
        at += ONE_DAY
