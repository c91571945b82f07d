"""Seeder of the demo company: each event in its own transaction, at its own time."""

from datetime import datetime
from uuid import UUID

from flask import Flask
from sqlalchemy import update

from webapp.clock import to_milliseconds
from webapp.database.transactions import write_transaction
from webapp.demo.cast import COMPANY, NEW, TEAMS, UNDECIDED
from webapp.demo.history import History
from webapp.demo.life import FactDeclared, MemberJoined
from webapp.demo.phone import ZONE, Batch, Sent
from webapp.game.days import today, week_of
from webapp.journal import forms
from webapp.journal.ingest import EntryIngest
from webapp.people import audit, company, managed_teams
from webapp.people.members import Member
from webapp.people.models import MemberRow
from webapp.people.schedule import declarations
from webapp.progress import updates
from webapp.progress.boards import board
from webapp.providers import Providers

SEEDED = "seeded"
HELPS = 0.35
LEAST_LEAD, MOST_LEAD = 0.4, 5
RACE = ("Lyon", "Nantes")  # in this order, on the demo's first picture


class SeedRejectedError(Exception):
    """The door did not take an entry of the demo's history."""


class DemoSeeder:
    """Lets a history happen: each event in its own transaction, at its own time."""

    def __init__(self, app: Flask, now: datetime) -> None:
        self.door: EntryIngest = app.extensions["rebond"].ingest
        self.on_created = app.extensions["rebond"].hooks.on_organisation_created
        self.providers: Providers = app.extensions["rebond"].providers
        self.now = now
        self.organisation = UUID(int=0)
        self.teams: dict[str, UUID] = {}
        self.who: dict[str, Member] = {}

    def run(self, past: History) -> None:
        self._create_organisation(past.events[0].at)
        for event in past.events:
            match event:
                case MemberJoined():
                    self._comes(event)
                case FactDeclared():
                    self._says(event)
                case Batch():
                    self._send(event)
        self._race(past)
        self._help(past)
        with write_transaction():
            audit.record(self.organisation, SEEDED, self.now)

    def _create_organisation(self, at: datetime) -> None:
        with write_transaction():
            self.organisation = company.create_organisation(
                COMPANY, at, demo=True, on_created=self.on_created
            )
            self.teams = {team: company.add_team(self.organisation, team, at) for team in TEAMS}

    def _comes(self, event: MemberJoined) -> None:
        person = event.person
        with write_transaction() as session:
            member_id = company.add_member(
                self.organisation,
                person.name,
                event.at,
                email=person.address,
                role=person.role,
                team_id=self.teams[person.team],
            )
            session.execute(
                update(MemberRow)
                .where(MemberRow.organisation_id == self.organisation, MemberRow.id == member_id)
                .values(
                    language=person.language,
                    pattern_agreed_at=None if person.name == NEW else event.at,
                    reminder=None if person.name in UNDECIDED else "none",
                )
            )
            managed_teams.add_managed(
                self.organisation, member_id, map(self.teams.__getitem__, person.further)
            )
            member = company.mark_joined(self.organisation, member_id, event.at)
            if member is None:
                raise SeedRejectedError(person.name)
            updates.after_member_change(member, member.joined_on, event.at)
        self.who[person.name] = member

    def _says(self, event: FactDeclared) -> None:
        member = self.who[event.name]
        with write_transaction():
            declarations.add_fact(
                self.organisation,
                "member",
                member.id,
                event.fact,
                event.first,
                event.at,
                last_day=event.last,
                value={"weeks": event.weeks} if event.weeks else {},
            )
            updates.after_member_change(member, event.first, event.at)

    def _send(self, batch: Batch) -> None:
        """The batch through the door; it arrives at its own time."""
        member = self.who[batch.name]
        entries = [entry | {"owner": str(member.id)} for entry in batch.entries]
        sent_at = to_milliseconds(batch.at)
        drafts = forms.parse_batch({"sent_at": sent_at, "entries": entries}, self.door.kinds)
        receipts = self.door.submit(member, drafts, lambda: batch.at)
        refused = [receipt for receipt in receipts if receipt.status != "accepted"]
        if refused:
            raise SeedRejectedError(batch.name, refused)

    def _help(self, past: History) -> None:
        """Some of what a team has shared helps some of its people."""
        for name, member in self.who.items():
            rng = past.phones[name].rng
            for gift in self.providers.shared_lesson_ids(member):
                if rng.random() < HELPS:
                    self.providers.set_helpful(member, gift, True)

    def _race(self, past: History) -> None:
        """Today's calls and shares: as many as put one team close behind another, before all."""
        waiting = {team: self._waiting(past, team) for team in TEAMS}
        while (team := self._next(waiting)) is not None:
            self._send(waiting[team].pop(0))

    def _next(self, waiting: dict[str, list[Batch]]) -> str | None:
        """Whose turn it is, for the two to lead and to stay close; nobody's in the end."""
        first, second = RACE
        scores = self._scores()
        lead = scores[first] - scores[second]
        others = max(score for team, score in scores.items() if team not in RACE)
        if lead < LEAST_LEAD or others >= scores[first]:
            turns = [first]
        elif lead > MOST_LEAD or (others >= scores[second] and lead > 2 * LEAST_LEAD):
            turns = [second]
        else:
            turns = [team for team in scores if scores[team] < scores[second] - MOST_LEAD]
        return next((team for team in turns if waiting[team]), None)

    def _waiting(self, past: History, team: str) -> list[Batch]:
        """What a team's people can send yet: the day's calls, then shares of the week's lessons."""
        mine = [batch for person, batch in past.today if person.team == team]
        monday = week_of(today(self.now, ZONE))
        for phone in past.phones.values():
            lessons = [call for call, day in phone.unshared.items() if day >= monday]
            if team in RACE and phone.person.team == team and phone.person.shares:
                shared: list[list[Sent]] = [[phone.share(call, self.now)] for call in lessons[:2]]
                mine += [Batch(self.now, phone.person.name, share) for share in shared]
        return mine

    def _scores(self) -> dict[str, float]:
        member = next(iter(self.who.values()))
        present = board.get_board(member, board.current_week(member, self.now), self.now)
        return {line.name: float(line.score or 0) for line in present.lines}
