"""History of the demo company as a list of events: who came, what was declared, what was sent.

Only a plan, made of nothing but the hour and chance that repeats; `company` lets it happen.
"""

from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from webapp.demo.cast import PEOPLE, Person
from webapp.demo.life import Event, Life
from webapp.demo.phone import ZONE, Batch, Phone


@dataclass
class History:
    """All that happened, in its order; what each team's people may still have sent today."""

    events: list[Event] = field(default_factory=list)
    today: list[tuple[Person, Batch]] = field(default_factory=list)
    phones: dict[str, Phone] = field(default_factory=dict)


def plan(now: datetime, weeks: int) -> History:
    """The history of so many whole weeks and of the present one."""
    history = History()
    for number, person in enumerate(PEOPLE):
        phone = Phone(person, Random(f"rebond {person.name}"))  # noqa: S311
        life = Life(person, phone, now.astimezone(ZONE), weeks, number)
        history.phones[person.name] = phone
        history.events += life.events()
        if sent := life.sent_today():
            if person.name == "Inès":
                history.events.append(sent)
            else:
                history.today.append((person, sent))
    history.events.sort(key=lambda event: event.at)
    return history
