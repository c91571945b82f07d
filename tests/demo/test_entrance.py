"""The demo's door opens into demo companies and into no other."""

import pytest
from sqlalchemy import update

from webapp.app import create_app
from webapp.database.transactions import write_transaction
from webapp.people.models import Organisation


def make_it_a_demo(app, ines):
    """The cast's company is a demo from now on."""
    with app.app_context(), write_transaction() as session:
        session.execute(
            update(Organisation).where(Organisation.id == ines.organisation_id).values(demo=True)
        )


@pytest.mark.parametrize(("name", "says"), [("ines", "Inès"), ("theo", "Théo"), ("maya", "Maya")])
def test_one_click_signs_in_as_one_of_the_three(app, ines, nobody, name, says):
    make_it_a_demo(app, ines)
    assert nobody.opens("/").headers["Location"] == "/demo"
    assert f'action="/demo/{name}"' in nobody.opens("/demo").text
    answer = nobody.submits(f"/demo/{name}")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/today")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert f"Bonjour {says}" in nobody.opens("/today").text
    assert nobody.opens("/").headers["Location"] == "/today"
    assert nobody.opens("/demo").headers["Location"] == "/today"


@pytest.mark.parametrize("name", ["ines", "theo", "maya", "otto", "Inès", "awa"])
def test_no_company_opens_that_is_not_marked_as_a_demo(nobody, name):
    assert nobody.submits(f"/demo/{name}").status_code == 404
    assert nobody.client.get_cookie("rebond") is None


def test_only_the_three_can_be_picked(app, ines, nobody):
    make_it_a_demo(app, ines)
    for name in ("awa", "otto", "Inès", "%20"):
        assert nobody.submits(f"/demo/{name}").status_code == 404


def test_another_site_cannot_click(app, ines, nobody):
    make_it_a_demo(app, ines)
    answer = nobody.asks("POST", "/demo/ines", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


def test_a_company_of_ones_own_has_no_such_door(database):
    own = create_app(
        {
            "REBOND_MODE": "production",
            "REBOND_HOSTS": "localhost",
            "REBOND_SECRET": "a secret that is long enough to be one",
            "DATABASE_URL": database[0],
        }
    )
    assert [rule.rule for rule in own.url_map.iter_rules() if "/demo" in rule.rule] == []
