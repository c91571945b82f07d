"""A change that PostgreSQL undoes to end a deadlock is made all the same; nobody hears of it."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

import webapp.clock as clock
from webapp.admin import people, settings, teams
from webapp.admin.forms import Placement
from webapp.admin.person_invitations import NewPerson, invite_person, renew_invitation
from webapp.auth import deletion_request, invitation_acceptance, login_codes
from webapp.auth.clients import Client
from webapp.database.engine import db
from webapp.database.transactions import DEADLOCK_SQLSTATE, write_transaction
from webapp.journal import repository as journal
from webapp.me import erasure
from webapp.people import company

pytestmark = pytest.mark.processes

NOBODYS = Placement(None, "member")


@pytest.fixture
def undo_first_commit(monkeypatch):
    """undo_first_commit(act): what it returns, its first commit undone as if to end a deadlock."""

    def run_act(act):
        commit, undoings = db.session.commit, []

        def once():
            if undoings:
                return commit()
            undoings.append(True)
            raise OperationalError("COMMIT", {}, SimpleNamespace(sqlstate=DEADLOCK_SQLSTATE))

        with monkeypatch.context() as patched:
            patched.setattr(db.session, "commit", once)
            answer = act()
        assert undoings
        return answer

    return run_act


def now():
    return clock.now()


def test_what_an_administrator_changes_is_tried_again(app, maya, ines, cast, undo_first_commit):
    who, nantes = maya.who, cast("nantes").id
    with app.app_context():
        zoe, _ = undo_first_commit(
            lambda: invite_person(who.organisation_id, NewPerson("Zoé"), now())
        )
        assert undo_first_commit(lambda: renew_invitation(who.organisation_id, zoe, now()))
        assert undo_first_commit(lambda: people.set_team_and_role(who, ines.id, NOBODYS, now()))
        assert undo_first_commit(lambda: people.suspend_member(who, ines.id, now()))
        assert undo_first_commit(lambda: people.unsuspend(who, ines.id, now()))
        assert undo_first_commit(lambda: people.remove_member(who, ines.id, now()))
        assert undo_first_commit(
            lambda: teams.rename_team(who.organisation_id, nantes, "Loire", now())
        )
        brest = undo_first_commit(lambda: teams.create_team(who.organisation_id, "Brest", now()))
        assert undo_first_commit(lambda: teams.archive_team(who.organisation_id, brest, now()))
        new_settings = replace(settings.load_settings(who, now()), zone="America/New_York")
        undo_first_commit(lambda: settings.save_settings(who, new_settings, now()))
        assert settings.load_settings(who, now()).zone == "America/New_York"


def test_who_comes_and_goes_is_let_through_at_the_next_try(app, maya, ines, undo_first_commit):
    client = Client("192.0.2.1", "Firefox", browser="browser")
    with app.app_context():
        _, token = invite_person(maya.organisation_id, NewPerson("Zoé", "zoe@ouest.test"), now())
        zoe = (token, "Zoé", None, Client("192.0.2.1", "Firefox"))
        assert undo_first_commit(lambda: invitation_acceptance.accept_invitation(*zoe, now()))
        code = login_codes.request_code("ines@ouest.test", client, now())
        assert undo_first_commit(lambda: login_codes.verify_code(code, client, now())).token
        undo_first_commit(lambda: deletion_request.request_deletion(ines.who, now()))
        code = login_codes.request_code("ines@ouest.test", client, now())
        assert login_codes.verify_code(code, client, now()).places
        chosen = (ines.organisation_id, client)
        assert undo_first_commit(lambda: login_codes.choose_membership(*chosen, now())).token
        deletion_request.request_deletion(ines.who, now())
        after = now() + timedelta(days=31)
        assert undo_first_commit(lambda: erasure.erase_due(after, ines.organisation_id)) == 1


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_a_person_is_suspended_though_the_server_ends_a_deadlock(app, maya, ines):
    """Somebody holds Inès and wants the company; who suspends her holds it and wants her."""
    at = now()

    def holds_her():
        with app.app_context(), write_transaction():
            db.session.execute(text("SET LOCAL deadlock_timeout = '60s'"))  # the other is undone
            journal.lock_member(ines.organisation_id, ines.id)
            waiting = pool.submit(suspends)
            _until_somebody_waits()
            company.lock_organisation(ines.organisation_id)
        return waiting

    def suspends():
        with app.app_context():
            return people.suspend_member(who, ines.id, at)

    who = maya.who
    with ThreadPoolExecutor(2) as pool:
        assert pool.submit(holds_her).result(60).result(60)
    assert ines.opens("/today").status_code == 303


def _until_somebody_waits():
    statement = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    for _ in range(500):
        if db.session.execute(statement).scalar():
            return
        time.sleep(0.01)
    pytest.fail("nobody waits")
