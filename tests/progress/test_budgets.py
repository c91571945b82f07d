"""What a log and a board cost: so many statements, by index, whatever the company's size."""

import time
from datetime import date
from random import Random

import pytest
from sqlalchemy import select

from tests.cast import statements
from tests.progress.bulk_data import an_entry, career, crowd, insert, plans, whole
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.journal.models import Entry
from webapp.people.models import SignIn

pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases]
MONDAY = date(2026, 11, 16)
LOG, FIRST, BOARD = 14, 20, 6


def cost(app, act):
    """The statements and the commits of what a person does."""
    with statements(app) as sql:
        act()
    commits = sql.count("COMMIT")
    return len(sql) - commits, commits


def within(cost, statements, commits=1):
    """Whether a cost keeps to a budget, with so many commits."""
    return cost[0] <= statements and cost[1] == commits


def costs(app, person):
    """What a log and the board cost this person."""
    log = cost(app, sends(person, person.taps("refusal")))
    return log, cost(app, opens(person, "/boards"))


def sends(person, *entries, become="accepted"):
    def send_them():
        assert set(person.sends(*entries)) == {become}

    return send_them


def opens(person, path):
    def open_it():
        assert person.opens(path).status_code == 200

    return open_it


def last_use_of(app, person):
    """When the person's sign-in was last used, to the minute."""
    with app.app_context():
        last = db.session.scalar(
            select(SignIn.used_at).where(SignIn.token == token_digest(person.signs_in()))
        )
    return last.replace(second=0, microsecond=0)


@pytest.fixture
def steady(ines, theo, at):
    """Inès signed in, her week and her team's begun."""
    at("2026-11-17 10:00")
    ines.sends(ines.taps("no_answer"))
    return ines


def test_a_log_is_cheap_and_one_commit(app, steady):
    assert within(cost(app, sends(steady, steady.taps("refusal"))), LOG)


def test_a_lesson_a_date_a_share_and_an_undo_are_cheap_too(app, steady):
    call = steady.taps("refusal")
    lesson = steady.draws(call)
    share = steady.shares(call)
    for entry in (call, lesson, steady.dates(call, "2026-12-01"), share, steady.shares(call)):
        # What is paid of an earlier call is written down at that call.
        assert within(cost(app, sends(steady, entry)), LOG + (entry is not call))
    # The words are erased, and one statement more erases what the team was given of them.
    assert within(cost(app, sends(steady, steady.withdraws(lesson))), LOG + 2)
    assert within(cost(app, sends(steady, steady.withdraws(call))), LOG)


def test_taking_back_one_thing_costs_what_a_log_does(app, steady):
    call = steady.taps("refusal")
    share, lesson = steady.shares(call), steady.draws(call)
    steady.sends(call, lesson, share)
    for entry in (share, lesson, call):
        assert within(cost(app, sends(steady, steady.withdraws(entry))), LOG + 1)


def test_a_repeat_costs_next_to_nothing(app, steady):
    tap = steady.taps("refusal")
    steady.sends(tap)
    assert within(cost(app, sends(steady, tap, become="duplicate")), 3)


def test_a_sign_in_that_was_long_unused_changes_no_cost(app, steady, at):
    """Its use is written down with the log, or once the answer of a page has gone out."""
    at("2026-11-17 11:00")
    assert within(cost(app, sends(steady, steady.taps("refusal"))), LOG)
    assert last_use_of(app, steady) == at("2026-11-17 11:00")
    at("2026-11-17 12:00")
    with statements(app) as sql:
        steady.opens("/boards").close()
    *page, use, commit = sql
    assert len(page) <= BOARD
    assert use.startswith("UPDATE sign_ins")
    assert commit == "COMMIT"
    assert last_use_of(app, steady) == at("2026-11-17 12:00")


def test_the_first_log_of_a_week_is_cheap(app, ines, at):
    at("2026-11-23 10:00")
    ines.signs_in()
    assert within(cost(app, sends(ines, ines.taps("refusal"))), FIRST)


def test_a_batch_of_a_hundred_calls_costs_what_one_does(app, steady):
    assert within(cost(app, sends(steady, *[steady.taps("no_answer") for _ in range(100)])), LOG)


def test_the_board_is_cheap_before_and_after_the_first_log_and_after_the_close(app, ines, at):
    ines.signs_in()
    assert cost(app, opens(ines, "/boards"))[0] <= BOARD
    ines.sends(ines.taps("no_answer"))
    assert cost(app, opens(ines, "/boards"))[0] <= BOARD
    at("2026-12-01 10:00")
    assert cost(app, opens(ines, "/boards/2026-W47"))[0] <= BOARD


def test_today_is_two_statements(app, steady):
    assert cost(app, steady.today)[0] <= 2 + 1  # and the cast looks up who it is


def test_ten_years_change_no_cost(app, steady, at):
    before = cost(app, sends(steady, steady.taps("refusal"))), cost(app, opens(steady, "/boards"))
    career(app, steady, 10, date(2026, 11, 13))
    assert (
        cost(app, sends(steady, steady.taps("refusal"))),
        cost(app, opens(steady, "/boards")),
    ) == before
    with plans(app) as read:
        steady.sends(steady.taps("refusal"))
        steady.today()
    assert [(statement, lines) for statement, plan in read if (lines := whole(plan))] == []


@pytest.mark.parametrize("size", [10_000, pytest.param(100_000, marks=pytest.mark.slow)])
def test_a_large_company_changes_no_cost(app, ines, theo, at, size):
    """A thousand members and ten or a hundred times as many: the same statements, by index."""
    theo.signs_in()
    measured = []
    for count, monday in ((1000, "2026-11-16"), (size, "2026-11-23")):
        at(f"{monday} 10:00")
        crowd(app, ines, count, date.fromisoformat(monday))
        ines.sends(ines.taps("no_answer"))
        log, board = costs(app, ines)
        assert within(log, LOG)
        assert within(board, BOARD, commits=0)
        measured.append((log, board))
    assert measured[0] == measured[1]
    with plans(app) as read:
        ines.sends(ines.taps("refusal"))
        ines.board()
        theo.today()
    assert [(statement, lines) for statement, plan in read if (lines := whole(plan))] == []


def test_who_notes_a_thousand_calls_a_day_waits_for_no_statistics(app, steady):
    """PostgreSQL has not counted the tables yet: it must find no plan that reads them whole."""
    rng = Random(1)
    days = [date(2026, 11, 16 - n // 1250) for n in range(10_000)]
    insert(app, Entry, [an_entry(steady, day, rng) for day in days])
    began = time.monotonic()
    call = steady.taps("refusal")
    for entry in (call, steady.draws(call), steady.withdraws(call)):
        steady.sends(entry)
    assert time.monotonic() - began < 3
