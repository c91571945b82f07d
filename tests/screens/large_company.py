"""A company of thirty-one teams, one more than a board holds: it plays in leagues (RULES R5.8)."""

from datetime import datetime, timedelta

from flask import Flask
from sqlalchemy import update

from tests.cast import Person
from webapp.database.transactions import write_transaction
from webapp.people import company
from webapp.people.models import MemberRow

TOWNS = (
    *("Angers", "Annecy", "Arles", "Avignon", "Bayonne", "Belfort", "Béziers", "Blois"),
    *("Bourges", "Brest", "Caen", "Calais", "Cannes", "Chambéry", "Chartres", "Colmar"),
    *("Dieppe", "Dijon", "Épinal", "Évreux", "Grenoble", "Laval", "Le Mans", "Lens"),
    *("Limoges", "Metz", "Nancy", "Nîmes", "Niort", "Orléans", "Poitiers"),
)
RANKED = 16  # teams of three; the others are two, who train
VIEWER, HERS = "Jeanne", 1
CALLS = {0: 5, HERS: 3, 2: 1, RANKED: 4, RANKED + 1: 2}  # of this morning, by team
A_CALL = timedelta(minutes=7)


def create_large_company(app: Flask, now: datetime) -> Person:
    """Make it a week before `now`, and the calls of this morning; says who looks at it."""
    at = now - timedelta(days=7)
    with app.app_context(), write_transaction() as session:
        organisation = company.create_organisation("Trente et une villes", at)
        firsts = []
        for number, town in enumerate(TOWNS):
            team = company.add_team(organisation, town, at)
            names = [f"{town} {n + 1}" for n in range(3 if number < RANKED else 2)]
            names[0] = VIEWER if number == HERS else names[0]
            member_ids = [
                company.add_member(organisation, name, at, team_id=team) for name in names
            ]
            firsts.append(Person(app, organisation, member_ids[0]))
        everybody = update(MemberRow).where(MemberRow.organisation_id == organisation)
        session.execute(everybody.values(joined_on=at.date()))
    for number, calls in CALLS.items():
        person = firsts[number]
        times = [now - (n + 1) * A_CALL for n in range(calls)]
        sent = person.sends(*(person.taps("refusal", each) for each in times))
        assert set(sent) == {"accepted"}
    return firsts[HERS]
