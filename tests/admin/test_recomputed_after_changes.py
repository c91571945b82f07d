"""Whatever an administrator changes, what is stored is what would be computed anew."""

import pytest

from webapp.progress.rebuild.rebuild import rebuild

pytestmark = pytest.mark.both_databases(always=True)

COMPANY = {"name": "Atelier Ouest", "language": "fr", "zone": "Europe/Paris", "country": "FR"}


def differences(app):
    with app.app_context():
        return rebuild().differences


def practises(person, at, *days):
    for day in days:
        at(f"{day} 10:00")
        calls = [person.taps("refusal") for _ in range(3)]
        lesson = person.draws(calls[0])
        assert set(person.sends(*calls, lesson, person.shares(calls[0]))) == {"accepted"}


@pytest.mark.lengthy
@pytest.mark.parametrize("when", ["2026-11-18 11:00", "2026-11-23 09:00", "2026-11-24 13:00"])
@pytest.mark.parametrize(
    ("noun", "form"),
    [
        ("", {"team": "lyon", "role": "member"}),
        ("", {"team": "", "role": "manager"}),
        ("/suspension", {}),
        ("/removal", {"sure": "1"}),
    ],
    ids=["moved", "without a team", "suspended", "removed"],
)
def test_a_change_of_a_person_leaves_nothing_to_rebuild(
    app, cast, maya, ines, theo, at, when, noun, form
):
    practises(ines, at, "2026-11-16", "2026-11-17", "2026-11-18")
    practises(theo, at, "2026-11-17")
    practises(cast("bilal"), at, "2026-11-16")
    at(when)
    named = {k: str(cast(v).id) if v == "lyon" else v for k, v in form.items()}
    assert maya.submits(f"/admin/people/{ines.id}{noun}", named).status_code == 303
    assert differences(app) == []
    practises(theo, at, "2026-11-25")
    practises(cast("bilal"), at, "2026-11-26")
    assert differences(app) == []


def test_a_pause_that_ends_leaves_nothing_to_rebuild(app, maya, ines, at):
    practises(ines, at, "2026-11-16", "2026-11-17")
    assert maya.submits(f"/admin/people/{ines.id}/suspension").status_code == 303
    at("2026-11-23 09:00")
    assert maya.submits(f"/admin/people/{ines.id}/return").status_code == 303
    assert differences(app) == []


@pytest.mark.lengthy
def test_another_dose_country_and_zone_leave_nothing_to_rebuild(app, maya, ines, at):
    practises(ines, at, "2026-11-16", "2026-11-20")
    for change in ({"dose": "5"}, {"country": "DE"}, {"zone": "Asia/Tokyo"}, {"dose": "1"}):
        answer = maya.submits("/admin/company", COMPANY | {"dose": "3"} | change)
        assert answer.status_code == 303
        assert differences(app) == []
    practises(ines, at, "2026-11-23", "2026-11-24")
    assert differences(app) == []


def test_a_dose_that_a_traveller_has_reached_already_leaves_nothing_to_rebuild(app, maya, ines, at):
    at("2026-11-22 20:00")
    monday = {"zone": "Pacific/Auckland", "offset": 13 * 60}
    ines.sends(*(ines.taps("refusal") | monday for _ in range(3)))
    answer = maya.submits("/admin/company", COMPANY | {"dose": "5", "country": "US"})
    assert answer.status_code == 303
    assert differences(app) == []


def test_a_zone_in_which_a_move_was_before_the_week_leaves_nothing_to_rebuild(
    app, cast, maya, ines, at
):
    practises(ines, at, "2026-11-17")
    at("2026-11-23 10:00")
    lyon = {"team": str(cast("lyon").id), "role": "member"}
    assert maya.submits(f"/admin/people/{ines.id}", lyon).status_code == 303
    practises(ines, at, "2026-11-23")
    west = COMPANY | {"dose": "3", "zone": "America/Los_Angeles"}
    assert maya.submits("/admin/company", west).status_code == 303
    assert differences(app) == []
