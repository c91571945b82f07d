"""A board that was seen before is shown again only while it is what would be computed."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from random import Random

import pytest
from sqlalchemy import func, select

import webapp.cache as cache
import webapp.clock as clock
from tests.cast import statements
from tests.support.repetitions import times
from webapp.admin import people as admin_people
from webapp.admin import teams as admin_teams
from webapp.app import create_app
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.journal.forms import parse_batch
from webapp.people import company
from webapp.people.schedule import declarations
from webapp.progress import updates
from webapp.progress.boards.board import current_week, get_board
from webapp.progress.models import TeamWeek

pytestmark = [pytest.mark.both_databases, pytest.mark.processes]
NAMES = ("ines", "theo", "awa", "maya", "bilal", "chloe")
STEPS = times(40, 400)


@pytest.fixture
def engine(app):
    with app.app_context():
        return db.engine


@pytest.fixture
def people(cast):
    return [cast(name) for name in NAMES]


def panel(person, path="/boards/week"):
    answer = person.opens(path, htmx=True)
    return answer.text if answer.status_code == 200 else answer.status_code


def compute_anew(engine, act):
    """What `act` says when nothing is remembered; what was, is again afterwards."""
    cached = cache._caches.pop(engine)
    try:
        return act()
    finally:
        cache._caches[engine] = cached


def holds(engine, person, path="/boards/week"):
    """Whether panel and board are what they would be if nothing were remembered."""
    panel_now, board_now = panel(person, path), whole(person)
    return (panel_now, board_now) == compute_anew(
        engine, lambda: (panel(person, path), whole(person))
    )


def whole(person):
    board = person.board()
    return board, board.reach, board.lines


def declares(person, name, day, **options):
    with person.app.app_context(), write_transaction():
        declarations.add_fact(
            person.organisation_id, "member", person.id, name, day, clock.now(), **options
        )
        updates.after_member_change(person.who, day, clock.now())


def anything(app, rng, cast, people):
    """One of the things that may change a board, by one of them; says what."""
    person, other, now = rng.choice(people), rng.choice(people), clock.now()
    team = cast(rng.choice(("nantes", "lyon"))).id
    day = now.date() + timedelta(days=rng.randrange(-3, 6))

    def withdraw():
        tap = person.taps("refusal")
        person.sends(tap)
        person.sends(person.withdraws(tap))

    def share():
        tap = person.taps("refusal")
        person.sends(tap, person.draws(tap), person.shares(tap))

    def move():
        with app.app_context(), write_transaction():
            company.move_to_team(person.organisation_id, person.id, rng.choice((team, None)), now)
            updates.after_member_change(person.who, now.date(), now)

    def rename():
        with app.app_context():
            admin_teams.rename_team(person.organisation_id, team, f"Team {rng.random()}", now)

    def create():
        with app.app_context():
            admin_teams.create_team(person.organisation_id, f"Team {rng.random()}", now)

    def suspend():
        with app.app_context():
            admin_people.suspend_member(cast("maya").who, cast("chloe").id, now)
            admin_people.unsuspend(cast("maya").who, cast("chloe").id, now)
        people[-1]._signed_in, people[-1]._token = False, str(rng.random())

    acts = [
        lambda: person.sends(person.taps("meeting")),
        lambda: person.sends(*[other.taps("no_answer") for _ in range(3)]),
        lambda: other.sends(*[other.taps("no_answer") for _ in range(3)]),
        lambda: declares(person, "leave", day, last_day=day),
        lambda: declares(person, "worked", day, last_day=day),
        lambda: clock.set_now(now + timedelta(hours=rng.choice((1, 7, 30, 70)))),
        *(withdraw, share, move, rename, create, suspend),
    ]
    act = rng.choice(acts)
    act()
    return act


@pytest.mark.parametrize("seed", range(2))
def test_after_anything_a_board_is_what_would_be_computed(app, cast, people, engine, at, seed):
    rng = Random(seed)
    at("2026-11-17 10:00")
    for _ in range(STEPS):
        act = anything(app, rng, cast, people)
        for person in rng.sample(people, 2):
            last = rng.choice(["", "?of=2026-W47"])
            assert holds(engine, person, f"/boards/week{last}"), act


def test_what_another_process_notes_is_on_the_next_board(app, database, people, engine, at):
    """Two apps on one database remember apart."""
    at("2026-11-17 10:00")
    ines, theo = people[:2]
    other = create_app({"REBOND_MODE": "test", "DATABASE_URL": database[0]})
    theo.signs_in()
    elsewhere = type(theo)(other, theo.organisation_id, theo.id)
    for outcome in ("refusal", "meeting", "refusal", "callback"):
        before = panel(ines)
        elsewhere.sends(*[elsewhere.taps(outcome) for _ in range(3)])  # a whole point on the board
        assert panel(ines) != before
        assert holds(engine, ines)
        assert panel(elsewhere) == panel(theo)
    with other.app_context():
        db.engine.dispose()


def test_a_board_seen_again_costs_the_sign_in_and_one_statement(app, people, at):
    at("2026-11-17 10:00")
    ines, theo = people[:2]
    ines.sends(ines.taps("no_answer"))
    panel(ines)
    with statements(app) as sent:
        panel(ines)
    assert len(sent) == 2
    theo.sends(theo.taps("no_answer"))
    with statements(app) as sent:
        panel(ines)
    assert len(sent) <= 6


def test_who_has_just_logged_sees_it_while_others_log(app, people, engine, at):
    """Each time, the board is of the rows as they were after the receipt, or of newer ones."""
    at("2026-11-17 10:00")
    door, week = app.extensions["rebond"].ingest, date(2026, 11, 16)
    whos = [person.who for person in people]
    gate = threading.Barrier(len(people))

    def read_version(who):
        rows = select(func.sum(TeamWeek.version)).where(
            TeamWeek.organisation_id == who.organisation_id, TeamWeek.week == week
        )
        return int(db.session.execute(rows).scalar() or 0)

    def logs(who, person):
        with app.app_context():
            gate.wait(20)
            for _ in range(times(8, 60)):
                tap = person.taps("no_answer")
                door.submit(
                    who, parse_batch({"sent_at": tap["made_at"], "entries": [tap]}, door.kinds)
                )
                least = read_version(who)
                db.session.rollback()
                assert (
                    get_board(who, current_week(who, clock.now()), clock.now()).stamp.written
                    >= least
                )
                db.session.rollback()

    with ThreadPoolExecutor(len(people)) as pool:
        for waiting in [pool.submit(logs, *pair) for pair in zip(whos, people, strict=True)]:
            waiting.result(120)
    assert all(holds(engine, person) for person in people)


def test_no_more_is_kept_than_a_number_of_them():
    few = cache.Cache(2)
    for n in range(3):
        few.put(n, str(n))
    assert [few.get(n) for n in range(3)] == [None, "1", "2"]
    few.get(1)
    few.put(3, "3")
    assert [few.get(n) for n in (1, 2, 3)] == ["1", None, "3"]
