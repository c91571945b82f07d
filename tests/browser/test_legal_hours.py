"""On a Saturday a phone of a company that calls consumers says so, and forbids nothing."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

from tests.browser.conftest import World
from tests.browser.phone import Phone
from tests.cast import Person
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.people.models import Organisation

pytestmark = pytest.mark.browser
OUTSIDE = "Hors des heures où l’on peut appeler des particuliers"


def says_that_consumers_are_called(world: World, called: bool) -> None:
    with world.app.app_context(), write_transaction():
        whose = Organisation.id == world.organisation_id
        db.session.execute(update(Organisation).where(whose).values(calls_consumers=called))


@pytest.fixture
def consumers(world: World) -> Iterator[None]:
    says_that_consumers_are_called(world, True)
    yield
    says_that_consumers_are_called(world, False)


def until_saturday() -> float:
    """Milliseconds to eleven o'clock of a Saturday to come, on the wall in Paris."""
    now = datetime.now(ZoneInfo("Europe/Paris"))
    eleven = now.replace(hour=11, minute=0)
    ahead = (5 - now.weekday()) % 7 or 7
    return (eleven + timedelta(days=ahead) - now).total_seconds() * 1000


@pytest.mark.usefixtures("consumers")
def test_what_asks_for_calls_outside_the_hours_says_so_first_also_without_network(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines, "/today")
    phone.page.wait_for_load_state("networkidle")
    phone.shifts(until_saturday())
    for network in (True, False):
        if not network:
            phone.offline()
        phone.opens("/sprint#5")
        notice = phone.page.locator("[data-part=choosing] [data-outside]")
        expect(notice).to_contain_text(OUTSIDE)
        expect(notice).to_contain_text("lundi")
    phone.page.locator("[data-begin='5']").first.click()
    expect(phone.page.locator("[data-sprint=running]")).to_be_visible()
    phone.opens("/today#not-now")
    sheet = phone.page.locator("dialog[data-sheet=not-now]")
    sheet.get_by_role("button", name="Pas le temps").click()
    expect(sheet.locator("[data-outside]")).to_be_visible()
    for time in sheet.locator("[data-later-time] button").all():
        expect(time).to_have_text(re.compile("^lundi"))
