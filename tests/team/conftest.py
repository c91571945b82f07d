"""A company with a team of six and one of seven, for figures that take five people."""

from dataclasses import dataclass, field
from uuid import UUID

import pytest

import webapp.clock as clock
from tests.cast import Person
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.members import get_member
from webapp.progress import updates


@dataclass
class House:
    """A company of its own: `people` by team, the first of each its manager."""

    app: object
    organisation_id: UUID
    teams: dict[str, UUID]
    people: dict[str, list[Person]] = field(default_factory=dict)

    def joins(self, team: str, role: str = "member") -> Person:
        """Somebody comes in, now."""
        at = clock.now()
        with self.app.app_context(), write_transaction():
            name = f"{team} {len(self.people.setdefault(team, []))}"
            member_id = company.add_member(
                self.organisation_id, name, at, role=role, team_id=self.teams[team]
            )
            who = company.mark_joined(self.organisation_id, member_id, at)
            updates.after_member_change(who, who.joined_on, at)
        person = Person(self.app, self.organisation_id, member_id)
        self.people[team].append(person)
        return person

    def moves(self, person: Person, team: str) -> None:
        """To another team, now."""
        at = clock.now()
        with self.app.app_context(), write_transaction():
            company.move_to_team(self.organisation_id, person.id, self.teams[team], at)
            updates.after_member_change(get_member(self.organisation_id, person.id), at.date(), at)


@pytest.fixture
def house(app, at):
    """house(6, 7): founded on a Friday; the clock then stands on Monday at half past nine."""

    def build_house(*sizes, names=("Nord", "Sud")):
        at("2026-11-13 10:00")
        with app.app_context(), write_transaction():
            on_created = app.extensions["rebond"].hooks.on_organisation_created
            organisation = company.create_organisation(
                "House",
                clock.now(),
                locale=company.OrganisationLocale(country="XX"),
                on_created=on_created,
            )
            teams = {
                name: company.add_team(organisation, name, clock.now())
                for name, _ in zip(names, sizes, strict=False)
            }
        built = House(app, organisation, teams)
        for name, size in zip(names, sizes, strict=False):
            for n in range(size):
                built.joins(name, "manager" if n == 0 else "member")
        at("2026-11-16 09:30")
        return built

    return build_house
