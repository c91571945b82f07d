"""A team sprint on phones: joined by a tap, one counter for all, alone without a network.

Its rules are tests of functions: tests/game/test_team_sprints.py, tests/sprints/test_team_door.py.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

import webapp.clock as clock
from tests.browser.conftest import World
from tests.browser.phone import Phone, rows, until
from tests.cast import Person
from tests.sprints.conftest import name_of
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.game.team_sprints import Window
from webapp.people import company
from webapp.sprints import repository
from webapp.sprints.models import TeamSprint, TeamSprintMember

pytestmark = pytest.mark.browser
RUNNING, ENDED, LOBBY = (f"[data-sprint={part}]" for part in ("running", "ended", "team"))
COUNTER = "[data-part=running] [data-counter]"
SEEN = "document.dispatchEvent(new Event('visibilitychange'))"
MINUTE = timedelta(minutes=1)
HIDDEN = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


def opens(person: Person, begun: float = 1, minutes: int = 15) -> str:
    """A sprint of her team, that began so many minutes ago; its address."""
    with person.app.app_context():
        window = Window.from_minutes(clock.now() - begun * MINUTE, minutes)
        sprint_id = repository.open_sprint(person.who, window, clock.now())
    return f"/sprint/team/{sprint_id}"


def joins(address: str, *people: Person) -> None:
    """They are in, from their own phones."""
    for person in people:
        assert person.sends(person.joins(name_of(address))) == ["accepted"]


def moves(person: Person, address: str, begun: float) -> None:
    """It has begun so many minutes ago, of which nobody had to wait for one."""
    with person.app.app_context(), write_transaction() as session:
        key = (person.organisation_id, UUID(name_of(address)))
        sprint = session.get_one(TeamSprint, key)
        begins_at = clock.now() - begun * MINUTE
        sprint.ends_at += begins_at - sprint.begins_at
        sprint.begins_at = begins_at


def counts(page: Page, attempts: int) -> None:
    """The counter says so within three seconds."""
    expect(page.locator(COUNTER)).to_contain_text(f"{attempts} appel", timeout=3000)


def seen_again(phone: Phone) -> None:
    """Somebody looks at the screen."""
    phone.page.evaluate(SEEN)


def notes(phone: Phone, *outcomes: str) -> None:
    own = phone.page.locator("[data-part=running] [data-own]")
    for outcome in outcomes:
        before = own.inner_text()
        phone.tile(outcome).click()
        expect(own).not_to_have_text(before)


@pytest.fixture
def team(world: World) -> World:
    """The same with a team of this test's own, as one sprint of a team runs at a time."""
    with world.app.app_context(), write_transaction():
        name = f"Nantes {new_id().hex[-6:]}"
        team_id = company.add_team(world.organisation_id, name, clock.now())
    return replace(world, team_id=team_id)


@pytest.fixture
def ines(team: World) -> Person:
    return team.member("Inès")


@pytest.fixture
def mates(team: World) -> tuple[Person, Person]:
    return team.member("Théo"), team.member("Awa")


def test_one_tap_on_today_joins_and_the_counter_moves_for_all(
    phone: Phone, ines: Person, mates: tuple[Person, Person]
) -> None:
    theo, awa = mates
    address = opens(theo)
    joins(address, theo)
    phone.meets(ines, "/today")
    phone.page.locator("[data-team-sprint-go]").click()
    expect(phone.page.locator(RUNNING)).to_be_visible()
    few = phone.page.locator("[data-part=running] [data-few]")
    expect(few).to_contain_text("À deux pour l’instant")
    joins(address, awa)
    counts(phone.page, 0)
    awa.sends(awa.taps("no_answer"), awa.taps("refusal"))
    counts(phone.page, 2)
    notes(phone, "meeting")
    counts(phone.page, 3)
    assert phone.page.locator("[data-part=running]").inner_text().count("3 dedans") == 1


def test_who_loses_the_network_goes_on_alone_and_is_merged_after(
    phone: Phone, ines: Person, mates: tuple[Person, Person]
) -> None:
    theo, awa = mates
    address = opens(theo)
    joins(address, theo, awa)
    phone.meets(ines, f"{address}#join")
    counts(phone.page, 0)
    phone.offline()
    notes(phone, "no_answer", "meeting")
    alone = phone.page.locator("[data-part=running] [data-few]")
    until(lambda: seen_again(phone) or alone.is_visible(), why="two answers that did not come")
    expect(alone).to_contain_text("chacun pour soi")
    theo.sends(theo.taps("voicemail"))
    phone.online()
    phone.hurries()
    seen_again(phone)
    expect(phone.page.locator(COUNTER)).to_contain_text("3 appels")


def test_joining_without_a_network_waits_in_the_outbox(
    phone: Phone, ines: Person, mates: tuple[Person, Person]
) -> None:
    theo, awa = mates
    address = opens(theo)
    joins(address, theo, awa)
    phone.meets(ines, "/today")
    phone.offline()
    phone.opens("/today")
    phone.page.locator("[data-team-sprint-go]").click()
    expect(phone.page.locator(RUNNING)).to_be_visible()
    phone.online()
    phone.hurries()
    phone.drains()
    with ines.app.app_context():
        assert ines.id in db.session.scalars(select(TeamSprintMember.member_id)).all()
    counts(phone.page, 0)


def test_a_clock_that_is_put_back_and_a_locked_phone_keep_the_teams_time(
    phone: Phone, ines: Person, mates: tuple[Person, Person]
) -> None:
    theo, awa = mates
    address = opens(theo, begun=5)
    joins(address, theo, awa)
    phone.meets(ines, f"{address}#join")
    left = phone.page.locator("[data-part=running] .together [data-time-left]")
    expect(left).to_contain_text("9:")
    phone.shifts(-120 * 60_000)
    seen_again(phone)
    expect(left).to_contain_text("9:")
    phone.page.evaluate(HIDDEN, True)
    awa.sends(awa.taps("no_answer"))
    phone.proxy.log.clear()
    phone.page.wait_for_timeout(2500)  # longer than it waits between two questions
    assert not [request for request in phone.proxy.log if request.path.endswith("/state")]
    phone.page.evaluate(HIDDEN, False)
    counts(phone.page, 1)


def test_it_ends_for_all_with_one_card_and_goes_on_on_a_second_phone(
    phones: Callable[..., Phone], ines: Person, mates: tuple[Person, Person]
) -> None:
    theo, awa = mates
    address = opens(theo)
    joins(address, theo, awa)
    first, second = phones(), phones()
    first.meets(ines, f"{address}#join")
    counts(first.page, 0)
    notes(first, "no_answer", "refusal")
    counts(first.page, 2)
    second.meets(ines, address)  # in already, so it runs at once
    counts(second.page, 2)
    expect(second.page.locator("[data-part=running] [data-own]")).to_contain_text("toi : 2")
    moves(ines, address, begun=15)
    for phone in (first, second):
        seen_again(phone)
        expect(phone.page.locator(ENDED)).to_be_visible()
        expect(phone.page.locator("[data-part=ended] .together")).to_contain_text("2 appels")
    assert len([row for row in rows(ines) if row.kind == "sprint"]) == 1


def test_one_that_is_to_come_begins_by_itself_for_who_is_in(phone: Phone, ines: Person) -> None:
    address = opens(ines, begun=-30)
    phone.meets(ines, address)
    expect(phone.page.locator(LOBBY)).to_be_visible()
    phone.page.locator("[data-join]").click()
    expect(phone.page.locator("[data-joined]")).to_be_visible()
    moves(ines, address, begun=0)
    seen_again(phone)
    expect(phone.page.locator(RUNNING)).to_be_visible()
