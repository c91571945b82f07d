"""What was shared and written before the team had a shelf stands on it, and is found."""

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect

from tests.lessons.hands import forms, gifts, learns, read_page, shares
from webapp.database.engine import db
from webapp.lessons.models import Tag
from webapp.migrations import MIGRATIONS, init_app

pytestmark = pytest.mark.lengthy


@pytest.mark.both_databases
def test_lessons_shared_before_are_given_and_found(app, ines, theo):
    call = shares(ines, "Signée d’abord, à l’Été.", signed=True)
    ines.sends(ines.shares(call, signed=False))
    shares(ines, "Reprise.")
    ines.submits("/journal", forms(read_page(ines), "withdraw")[0])
    learns(ines, "Jamais partagée.")
    init_app(app)
    with app.app_context():
        downgrade(MIGRATIONS, "0001")
        assert not {"gifts", "helps"} & set(inspect(db.engine).get_table_names())
        upgrade(MIGRATIONS)
    page = read_page(theo, "/lessons/team?q=ete")
    assert "Signée d’abord, à l’Été." in page
    assert "Inès" not in page
    assert len(gifts(read_page(theo, "/lessons/team"))) == 1
    assert "Jamais partagée." in read_page(ines, "/lessons?q=partagee jamais")


@pytest.mark.both_databases
def test_a_reflex_no_is_renamed_where_it_had_our_name_and_back(app, ines):
    init_app(app)
    english = db.select(Tag.name_en).where(
        Tag.organisation_id == ines.organisation_id, Tag.id == "reflex_no"
    )
    with app.app_context():
        assert db.session.scalars(english).one() == "Knee-jerk no"
        db.session.rollback()
        downgrade(MIGRATIONS, "0019")
        assert db.session.scalars(english).one() == "Reflex no"
        db.session.rollback()
        upgrade(MIGRATIONS)
        assert db.session.scalars(english).one() == "Knee-jerk no"
