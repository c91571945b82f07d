"""The tests hear it when boards are not told of a change of people, teams or facts."""

import pytest

import tests.support.invalidation_guard as invalidation_guard
import webapp.clock as clock
from webapp.database.transactions import write_transaction
from webapp.me.erasure import erase_due
from webapp.people import cache_versions, company

LEAVE = {"what": "leave", "from": "2026-11-19", "to": "2026-11-20"}
CHANGES = (
    ("maya", "/admin/teams", {"name": "Brest"}),
    ("maya", "/admin/teams/{nantes}", {"name": "Loire"}),
    ("maya", "/admin/people/{ines}", {"team": "", "role": "member"}),
    ("maya", "/admin/people/{ines}/suspension", {}),
    ("maya", "/admin/people/{ines}/removal", {"sure": "1"}),
    ("ines", "/me/calendar/changes", LEAVE),
    ("ines", "/me/goal", {"goal": "10"}),
    ("ines", "/me/leave", {"sure": "1"}),
)


@pytest.fixture
def untold_changes(monkeypatch):
    """Nobody tells the boards; at the end, what was heard of it is no fault of this test."""
    monkeypatch.setattr(cache_versions, "bump", lambda _organisation_id: None)
    yield invalidation_guard.untold
    invalidation_guard.untold.clear()


@pytest.mark.both_databases
@pytest.mark.parametrize("who, path, form", CHANGES, ids=[path for _, path, _ in CHANGES])
def test_a_change_that_boards_are_not_told_of_is_heard(cast, untold_changes, who, path, form):
    path = path.format(nantes=cast("nantes").id, ines=cast("ines").id)
    assert cast(who).submits(path, form).status_code == 303
    assert untold_changes


def test_so_is_who_comes_in_for_the_first_time(app, ines, untold_changes):
    with app.app_context():
        with write_transaction():
            member_id = company.add_member(ines.organisation_id, "Zoé", clock.now())
        assert not untold_changes
        with write_transaction():
            company.mark_joined(ines.organisation_id, member_id, clock.now())
    assert untold_changes


def test_so_is_who_is_erased(app, ines, at, untold_changes):
    ines.submits("/me/leave", {"sure": "1"})
    untold_changes.clear()
    at("2026-12-17 10:00")
    with app.app_context():
        assert erase_due(clock.now()) == 1
    assert untold_changes


def test_a_change_that_was_not_committed_needs_no_new_edition(app, ines, untold_changes):
    def fail_midway():
        with write_transaction():
            company.add_team(ines.organisation_id, "Brest", clock.now())
            raise ZeroDivisionError

    with app.app_context():
        with pytest.raises(ZeroDivisionError):
            fail_midway()
        with write_transaction():
            pass
    assert not untold_changes
