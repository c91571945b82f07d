"""Whatever happens, and in whatever order: a board that has closed is the same for ever (R1.9).

A company lives through random weeks. Each board is kept as it is at the instant of its close, for
everybody who looks, in the board and in the season; after each later act it is read again.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

import webapp.clock as clock
from tests.cast import Person, instant
from tests.support.repetitions import times
from webapp.admin import pauses, settings, teams
from webapp.admin import people as staff
from webapp.admin.pause_targets import PauseTarget
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import WEEK, is_closed, today, week_close
from webapp.me import erasure, schedule_changes
from webapp.me.calendar_forms import Absence, WeeklyPattern
from webapp.people import company
from webapp.people.members import get_timezone
from webapp.people.models import Fact, MemberRow, Organisation
from webapp.people.refusals import RefusedChangeError
from webapp.progress import updates
from webapp.progress.boards.season import get_season
from webapp.progress.closing import closes as week_closes
from webapp.progress.rebuild.rebuild import rebuild

pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases]
COMPANIES = times(2, 200)
ACTS, ACTS_OF_MANY = 40, times(16, 45)
ZONES = ("Europe/Paris", "America/New_York", "Asia/Tokyo", "Pacific/Auckland", "Pacific/Honolulu")
MONDAY = date(2026, 11, 16)


@dataclass
class Company:
    """A company, what its people have done, and its closed boards as they were at their close."""

    app: Any
    rng: Random
    id: UUID
    teams: list[UUID]
    people: dict[UUID, Person]
    admin: Person
    boards: dict[tuple[UUID, date], Any] = field(default_factory=dict)
    taps: list[tuple[Person, Any]] = field(default_factory=list)
    suspended: set[UUID] = field(default_factory=set)

    @property
    def zone(self) -> Any:
        with self.app.app_context():
            own = select(Organisation.zone).where(Organisation.id == self.id)
            return get_timezone(db.session.scalar(own))

    def closed_weeks(self) -> Iterator[date]:
        week, zone = MONDAY - WEEK, self.zone
        while is_closed(week, zone, clock.now()):
            yield week
            week += WEEK

    def looks(self) -> None:
        """Everybody reads every closed board: it is what they saw of it first."""
        for week in self.closed_weeks():
            for person in self.viewers():
                board = self.sees(person, week)
                assert self.boards.setdefault((person.id, week), board) == board, (person.id, week)

    def viewers(self) -> list[Person]:
        everybody = list(self.people.values())
        return everybody if len(everybody) < 12 else everybody[:: len(everybody) // 8]

    def sees(self, person: Person, week: date) -> Any:
        board = person.board(week)
        assert board.closed
        lines = [replace(line, name="") for line in board.lines]
        return (lines, board.parts, board.mean, board.reach, board.closes_at, board.leagues)

    def seasons(self) -> None:
        """A season says of each closed week what its board says."""
        for person in self.viewers()[:3]:
            for week in self.closed_weeks():
                with self.app.app_context():
                    first = date(2026, 11, 16) if week >= MONDAY else date(2026, 10, 5)
                    season = get_season(person.who, first, clock.now())
                lines = dict(season.weeks).get(week)
                board = person.board(week)
                if lines is not None and board.league == season.league:
                    assert [(x.team_id, x.place, x.score) for x in lines] == [
                        (x.team_id, x.place, x.score) for x in board.lines
                    ]

    # Acts

    def someone(self) -> Person:
        return self.rng.choice(list(self.people.values()))

    def someone_let_in(self) -> Person:
        return self.rng.choice([p for p in self.people.values() if p.id not in self.suspended])

    def logs(self) -> None:
        person = self.someone_let_in()
        ago = self.rng.choice([0, 0, 0, 1, 2, 5, 8]) * timedelta(days=1)
        for _ in range(self.rng.choice([1, 3, 6])):
            call = person.taps("refusal", clock.now() - ago)
            self.taps.append((person, call))
            person.sends(call, person.draws(call), person.shares(call))

    def withdraws(self) -> None:
        here = [
            (who, tap) for who, tap in self.taps if who.id in self.people.keys() - self.suspended
        ]
        if here:
            person, tap = self.rng.choice(here)
            person.sends(person.withdraws(tap))

    def moves(self) -> None:
        person, team = self.someone(), self.rng.choice([*self.teams, None])
        with write_transaction():
            company.move_to_team(self.id, person.id, team, clock.now())
            updates.after_member_change(person.who, today(clock.now(), self.zone), clock.now())

    def joins(self) -> None:
        with write_transaction():
            now, team = clock.now(), self.rng.choice(self.teams)
            member_id = company.add_member(self.id, "New", now, team_id=team)
            who = company.mark_joined(self.id, member_id, now)
            updates.after_member_change(who, who.joined_on, now)
        self.people[member_id] = Person(self.app, self.id, member_id)

    def takes_leave(self) -> None:
        person, day = self.someone(), today(clock.now(), self.zone)
        first = day + timedelta(days=self.rng.randrange(-20, 10))
        wish = Absence("leave", first, first + timedelta(days=self.rng.choice([0, 3, 9])))
        if self.rng.random() < 0.3:
            wish = WeeklyPattern(first, ((1, 3), (2, 4, 6)))
        schedule_changes.apply_change(person.who, wish, clock.now())

    def pauses(self) -> None:
        person, day = self.someone(), today(clock.now(), self.zone)
        whom = self.rng.choice(
            [
                PauseTarget(person.id, "member", "One"),
                PauseTarget(self.rng.choice(self.teams), "team", "A team"),
                PauseTarget(self.id, "organisation", "All"),
            ]
        )
        first = day + timedelta(days=1 if whom.scope == "member" else self.rng.randrange(-20, 5))
        pauses.set_pause(self.admin.who, whom, first, first + timedelta(days=4), clock.now())

    def ends_a_pause(self) -> None:
        standing = select(Fact.id).where(
            Fact.organisation_id == self.id, Fact.name == "pause", Fact.retracted_at.is_(None)
        )
        pause_ids = db.session.scalars(standing.order_by(Fact.id)).all()
        if pause_ids:
            pauses.end_pause(self.admin.who, self.rng.choice(pause_ids), clock.now())

    def goes(self) -> None:
        person = self.someone()
        if len(self.people) > 4 and person.id != self.admin.id:
            act = self.rng.choice([staff.remove_member, staff.suspend_member, staff.unsuspend])
            act(self.admin.who, person.id, clock.now())
            self.suspended -= {person.id}
            if act is staff.remove_member:
                self.people.pop(person.id)
            elif act is staff.suspend_member:
                self.suspended.add(person.id)

    def is_erased(self) -> None:
        person = self.someone()
        if len(self.people) > 4 and person.id != self.admin.id:
            long_ago = clock.now() - timedelta(days=31)
            with write_transaction() as session:
                session.execute(
                    update(MemberRow).where(MemberRow.id == person.id).values(leaving_at=long_ago)
                )
            erasure.erase_due(clock.now(), self.id, self.rng.choice([0, 1, 9]))
            self.people.pop(person.id)

    def changes_the_company(self) -> None:
        current = settings.load_settings(self.admin.who, clock.now())
        change: dict[str, Any] = self.rng.choice(
            [{"zone": self.rng.choice(ZONES)}, {"zone": self.rng.choice(ZONES)}, {"dose": 2}]
        )
        settings.save_settings(self.admin.who, replace(current, **change), clock.now())

    def changes_teams(self) -> None:
        name = f"Team {self.rng.randrange(10**6)}"
        match self.rng.choice(["new", "new", "renamed", "archived"]):
            case "new":
                self.teams.append(teams.create_team(self.id, name, clock.now()))
            case "renamed":
                teams.rename_team(self.id, self.rng.choice(self.teams), name, clock.now())
            case _:
                team = self.rng.choice(self.teams)
                if len(self.teams) > 2 and teams.archive_team(self.id, team, clock.now()):
                    self.teams.remove(team)

    def sweeps(self) -> None:
        week_closes.close_in_background(self.id, clock.now(), self.rng.choice([1, 9]))

    def acts(self) -> None:
        what: list[Callable[[], None]] = [
            *(self.logs, self.logs, self.logs, self.withdraws, self.moves, self.joins),
            *(self.takes_leave, self.pauses, self.ends_a_pause, self.goes, self.is_erased),
            *(self.changes_the_company, self.changes_teams, self.sweeps),
        ]
        with self.app.app_context():
            try:
                self.rng.choice(what)()
            except RefusedChangeError:
                db.session.rollback()


def create_company(app: Any, rng: Random, count: int) -> Company:
    """A company of so many teams, of one to four people each, in the week before the season."""
    clock.set_now(instant("2026-11-11 09:00"))
    with app.app_context(), write_transaction():
        now = clock.now()
        organisation = company.create_organisation(
            "Still", now, locale=company.OrganisationLocale(country="XX")
        )
        team_ids = [company.add_team(organisation, f"T{n:02}", now) for n in range(count)]
        ids = [
            company.add_member(
                *(organisation, f"P{n}", now), team_id=team, role="member" if n else "admin"
            )
            for n, team in enumerate(
                team for n, team in enumerate(team_ids) for _ in range(1 + n % 4 + (count < 9))
            )
        ]
        for member_id in ids:
            company.mark_joined(organisation, member_id, now)
    people = {member_id: Person(app, organisation, member_id) for member_id in ids}
    return Company(app, rng, organisation, team_ids, people, people[ids[0]])


def lives(life: Company, acts: int) -> None:
    """Act after act; whenever a week closes between two, everybody looks at that instant."""
    now: datetime = clock.now()
    for _ in range(acts):
        later = now + timedelta(minutes=life.rng.choice([1, 200, 900, 1800, 4000]))
        for week in (MONDAY + n * WEEK for n in range(-1, 40)):
            if now < (close := week_close(week, life.zone)) <= later:
                clock.set_now(close)
                life.looks()
        clock.set_now(later)
        now = later
        life.acts()
        life.looks()
    life.seasons()
    with life.app.app_context():
        week_closes.close_in_background(life.id, clock.now(), 99)
    life.looks()
    with life.app.app_context():
        assert rebuild(life.id, at=clock.now()).differences == []


@pytest.mark.parametrize("part", range(2))
def test_no_act_moves_a_board_that_has_closed(app, part):
    for seed in range(part, COMPANIES, 2):
        lives(create_company(app, Random(seed), 3), ACTS)


@pytest.mark.parametrize("count", [30, 33])
def test_no_act_moves_a_league_that_has_closed(app, count):
    """Thirty teams that become more, and thirty-three that are leagues from the first day on."""
    for seed in range(times(1, 20)):
        lives(create_company(app, Random(count + seed), count), ACTS_OF_MANY)
