"""The demo company as it stands on a Friday morning, made once for a file of tests."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask

import webapp.clock as clock
from tests.cast import PARIS, Person
from webapp.app import create_app
from webapp.database.engine import db
from webapp.demo.cast import FACES
from webapp.demo.company import seed
from webapp.migrations import upgrade_database
from webapp.people.models import MemberRow

FRIDAY = datetime(2026, 11, 20, 9, 40, tzinfo=PARIS)
SeedCompany = Callable[..., Flask]


@pytest.fixture(scope="module")
def seed_company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeedCompany]:
    """seed_company(at, weeks): an app whose database holds the demo company and nothing else."""
    apps: list[Flask] = []

    def make(at: datetime, weeks: int, path: Path | None = None) -> Flask:
        file = path or tmp_path_factory.mktemp("demo") / "demo.sqlite3"
        app = create_app({"REBOND_MODE": "test", "DATABASE_URL": f"sqlite:///{file}"})
        apps.append(app)
        with app.app_context():
            upgrade_database()
        seed(app, at, weeks)
        return app

    yield make
    for app in apps:
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="module")
def whole(seed_company: SeedCompany) -> Flask:
    """Eight weeks, as `make run` makes them."""
    return seed_company(FRIDAY, 8)


@pytest.fixture
def face() -> Callable[[Flask, str, datetime], Person]:
    """face(app, "ines", at): one of the demo's three, at that hour."""

    def become(app: Flask, name: str, at: datetime) -> Person:
        clock.set_now(at)
        with app.app_context():
            member = db.session.scalars(db.select(MemberRow).filter_by(name=FACES[name])).one()
            return Person(app, member.organisation_id, member.id)

    return become
