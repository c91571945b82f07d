"""Which language an answer speaks to a browser that has not said one here."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import update

import webapp.clock as clock
from webapp.admin.person_invitations import NewPerson, invite_person
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.i18n import requested_language
from webapp.people import zones
from webapp.people.models import Organisation
from webapp.people.schedule import public_holidays

ASKED = [
    ("fr-CA", "fr"),
    ("fr-BE,en;q=0.8", "fr"),
    ("en-GB", "en"),
    ("fr-CA,fr;q=0.8,en-US;q=0.6,en;q=0.4", "fr"),
    ("en-GB,en;q=0.9,fr;q=0.8", "en"),
    ("de,en;q=0.3,fr-CH;q=0.7", "fr"),
    ("de;q=1,EN-au;q=0.1", "en"),
    ("fr;q=0,en;q=0.1", "en"),
    ("de", None),
    ("*", None),
    ("", None),
    ("frisian", None),
]


@pytest.mark.parametrize(("header", "language"), ASKED)
def test_the_browsers_language_is_read_by_the_weights_given(app, header, language):
    with app.test_request_context(headers={"Accept-Language": header}):
        assert requested_language() == language


@pytest.mark.parametrize(("header", "language"), [("fr-CA,en;q=0.9", "fr"), ("en-GB", "en")])
def test_the_manifest_and_the_door_speak_it_too(nobody, header, language):
    headers = {"Accept-Language": header}
    assert f'<html lang="{language}"' in nobody.opens("/sign-in", headers=headers).text
    manifest = nobody.opens("/manifest.webmanifest", headers=headers)
    assert json.loads(manifest.text)["lang"] == language


@pytest.mark.parametrize(
    ("header", "language"), [("en-GB,fr;q=0.9", "en"), ("fr-CA", "fr"), ("de", "en")]
)
def test_who_joins_goes_on_in_the_language_of_the_page(app, maya, nobody, header, language):
    """A browser that asks for neither reads what the company writes its invitations in."""
    options = {"headers": {"Accept-Language": header}}
    with app.app_context():
        with write_transaction():
            named = Organisation.id == maya.organisation_id
            db.session.execute(update(Organisation).where(named).values(language="en"))
        zoe = NewPerson("Zoé")
        _, token = invite_person(maya.organisation_id, zoe, clock.now())
    assert f'<html lang="{language}"' in nobody.opens(f"/join/{token}", **options).text
    form = {"name": "Zoé", "email": "zoe@ouest.test"}
    assert nobody.submits(f"/join/{token}", form, **options).status_code == 303
    assert f'<html lang="{language}"' in nobody.opens("/me").text


@pytest.mark.parametrize(
    ("typed", "zone"),
    [
        ("Kiev", "Europe/Kyiv"),
        ("Calcutta", "Asia/Kolkata"),
        ("Saïgon", "Asia/Ho_Chi_Minh"),
        ("Londres", "Europe/London"),
        ("London", "Europe/London"),
        ("Rangoon", "Asia/Yangon"),
        ("Istanbul", "Europe/Istanbul"),
    ],
)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_city_is_found_by_its_former_name_and_in_the_other_language(typed, zone, language):
    assert zones.match_zones(typed, language) == [zone]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_lists_leave_out_what_nobody_lives_in_but_not_what_was_chosen(language):
    offered = dict(zones.list_choices(language, "Europe/Paris"))
    assert not [zone for zone in offered if zone.startswith("Antarctica/")]
    assert "Antarctica/Troll" in dict(zones.list_choices(language, "Antarctica/Troll"))
    assert "Antarctica/Troll" in zones.zones()
    named = {code for _, code in public_holidays.named_countries(language)}
    assert not named & {"AQ", "BV", "HM"}
    assert "AQ" in {code for _, code in public_holidays.named_countries(language, "AQ")}


def test_the_companys_lists_speak_the_language_of_the_page(maya):
    page = maya.opens("/admin/company").text
    assert '<option value="Europe/London">Londres</option>' in page
    maya.submits("/me/settings", {"language": "en", "theme": "auto"})
    assert '<option value="Europe/London">London</option>' in maya.opens("/admin/company").text


@pytest.mark.both_databases
def test_a_browser_without_a_zone_has_the_companys(ines):
    assert ines.sends(ines.taps("refusal", zone="")) == ["accepted"]


def test_every_date_that_one_types_has_a_year_of_four_digits():
    """Without a last day browsers take six digits for the year."""
    for template in Path("templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        for typed in re.findall(r'<input[^\n]*type="date"[^\n]*|fields\.\w+, "date"[^\n]*', text):
            assert 'max="' in typed, template
