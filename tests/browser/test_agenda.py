"""A calendar in the hand: of a file the titles stay on the phone, and gaps are there offline."""

from datetime import datetime, time, timedelta

import pytest
from playwright.sync_api import FilePayload, expect

from tests.agenda.hands import connects
from tests.browser.phone import Phone, until
from tests.calendar_reader.texts import calendar, event
from tests.cast import PARIS, Person
from webapp.agenda import calendars
from webapp.game.gaps import Hours

pytestmark = pytest.mark.browser
HOUR = datetime.now(PARIS).hour
NEXT_WEEK = f"{datetime.now(PARIS) + timedelta(days=7):%Y%m%d}"
MEETING = event(
    f"DTSTART;TZID=Europe/Paris:{NEXT_WEEK}T100000",
    f"DTEND;TZID=Europe/Paris:{NEXT_WEEK}T110000",
    "BEGIN:VALARM\nDESCRIPTION:Dupont\nTRIGGER:-PT15M\nEND:VALARM",
    "DESCRIPTION:Le devis\n  de Dupont",
)
OLD = event("DTSTART:20200101T100000Z", "DTEND:20200101T110000Z", uid="old@example.com")
SENT = "input => input.files[0].text()"


def test_of_a_file_only_the_times_leave_the_phone(phone: Phone, ines: Person) -> None:
    phone.meets(ines, "/agenda")
    field = phone.page.locator("[data-calendar-file]")
    data = calendar(MEETING, OLD)
    file = FilePayload(name="dupont.ics", mimeType="text/calendar", buffer=data)
    field.set_input_files(file)
    expect(phone.page.locator("[data-too-large]")).to_be_hidden()
    until(lambda: "Dupont" not in field.evaluate(SENT))
    sent = field.evaluate(SENT)
    assert f"{NEXT_WEEK}T100000" in sent
    assert not any(word in sent for word in ("Dupont", "devis", "VALARM", "Paré", "20200101"))
    phone.page.get_by_role("button", name="Lire ce fichier").click()
    expect(phone.page.locator(".connected")).to_contain_text("Un fichier")


@pytest.mark.skipif(HOUR < 4 or HOUR == 23, reason="no hours of a day are left at night")
def test_the_gap_of_the_day_is_there_without_network(phone: Phone, ines: Person) -> None:
    connects(ines, day=f"{datetime.now(PARIS):%Y-%m-%d}")
    with ines.app.app_context():
        calendars.save_hours(ines.who, Hours(time(4), time(23, 59)))
    phone.meets(ines, "/today")
    section = phone.page.locator("[data-slots]")
    expect(section).to_contain_text("Libre jusqu’à 23:59")
    phone.offline()
    phone.opens("/today")
    expect(section).to_contain_text("Libre jusqu’à 23:59")
    expect(section.get_by_role("link", name="Commencer")).to_be_visible()
    expect(section.locator("[data-slot-line] [data-state=now]")).to_have_count(1)
