"""An account is deleted while a phone still holds entries (TRUST, identity); « vous » offline."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import update

import webapp.clock as clock
from tests.browser.phone import Phone, calls, until
from tests.cast import Person
from webapp.auth import deletion_request
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.me.erasure import erase_due
from webapp.people.grace_period import GRACE_PERIOD
from webapp.people.models import MemberRow

pytestmark = pytest.mark.browser


def asks_to_be_erased(person: Person) -> None:
    with person.app.app_context():
        deletion_request.request_deletion(person.who, clock.now())


def is_erased(person: Person) -> None:
    """The days of grace go by, and the sweep comes."""
    long_ago = clock.now() - GRACE_PERIOD - timedelta(minutes=1)
    with person.app.app_context():
        with write_transaction():
            mine = (MemberRow.organisation_id == person.organisation_id) & (
                MemberRow.id == person.id
            )
            db.session.execute(update(MemberRow).where(mine).values(leaving_at=long_ago))
        assert erase_due(clock.now()) == 1


def test_entries_of_an_account_that_is_being_erased_wait_for_its_return(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.offline()
    phone.notes(3)
    asks_to_be_erased(ines)
    phone.online()
    expect(phone.page.locator("[data-notice=leaving]")).to_be_visible()
    expect(phone.page.locator("[data-notice=signed-out]")).to_be_hidden()
    assert len(phone.keys()) == 3
    phone.signs_in(ines)
    phone.opens("/log")
    phone.drains()
    assert len(calls(ines)) == 3


def test_entries_of_an_account_that_is_gone_never_loop_and_can_be_erased_here(
    phone: Phone, ines: Person
) -> None:
    phone.meets(ines)
    phone.offline()
    phone.notes(3)
    asks_to_be_erased(ines)
    is_erased(ines)
    phone.online()
    notice = phone.page.locator("[data-notice=unknown]")
    expect(notice).to_be_visible()
    assert len(phone.keys()) == 3
    phone.page.wait_for_timeout(4000)
    assert len(phone.keys()) == 3
    notice.locator("summary").click()
    notice.locator("[data-act=erase-here]").click()
    until(lambda: phone.path() in ("/demo", "/sign-in"))
    assert phone.keys() == []
    assert phone.summary() is None


def test_who_leaves_leaves_nothing_on_this_phone(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/me/leave")
    phone.page.locator("[name=sure]").check()
    phone.page.locator("form[action='/me/leave'] button").click()
    until(lambda: phone.path() == "/me/left")
    until(lambda: phone.summary() is None)
    phone.offline()
    phone.opens("/today")
    expect(phone.page.locator("[data-no-summary]")).to_be_visible()


def test_the_shell_says_vous_to_who_wishes_it(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/me")
    phone.page.locator("[name=you][value=vous]").check(force=True)
    phone.page.locator("form[data-settings] button").click()
    expect(phone.page.locator("html")).to_have_attribute("data-words", "fr-vous")
    until(lambda: (phone.summary() or {})["words"] == "fr-vous")
    phone.offline()
    phone.opens("/today")
    expect(phone.page.locator("html")).to_have_attribute("data-words", "fr-vous")
    expect(phone.page.locator("[data-shell]")).to_have_count(1)
    phone.opens("/boards")
    expect(phone.page.locator("main")).to_contain_text("Ce que vous notez")


def test_the_goal_is_gilded_offline_too(phone: Phone, ines: Person) -> None:
    ines.submits("/me/goal", {"goal": "5"})
    phone.meets(ines, "/log")
    phone.notes(4)
    phone.drains()
    phone.offline()
    phone.opens("/today")
    expect(phone.page.locator("[data-show=goal]")).to_contain_text("1")
    phone.opens("/log")
    phone.taps("meeting")
    phone.opens("/today")
    expect(phone.page.locator("[data-line] .today[data-gilded]")).to_have_count(1)
    expect(phone.page.locator("[data-show=goal]")).to_contain_text("dorée")
