"""The queue of writers: whoever waits together goes through together, and fails alone."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

import webapp.clock as clock
from tests.cast import statements
from webapp.database.cleanup import truncate_wal
from webapp.database.engine import db
from webapp.database.transactions import (
    before_commit,
    read_transaction,
    write_grouped,
    write_transaction,
)
from webapp.database.write_queue import BatchAbortedError, WriteQueue
from webapp.people import audit
from webapp.people.models import Audit

pytestmark = pytest.mark.processes

WRITERS = 8


@pytest.fixture
def meeting(app):
    """meeting(*acts): the first holds the queue until the others wait; says what came of each."""

    def meet(*acts):
        holding, free = threading.Event(), threading.Event()

        def holder():
            holding.set()
            assert free.wait(10)

        def go(act):
            with app.app_context():
                try:
                    return write_grouped(act)
                except BaseException as error:
                    return error

        queue = app.extensions["rebond.write_queue"]
        with ThreadPoolExecutor(len(acts) + 1) as pool:
            first = pool.submit(go, holder)
            assert holding.wait(10)
            others = [pool.submit(go, act) for act in acts]
            while len(queue._waiting) < len(acts):
                pass
            free.set()
            assert first.result(10) is None
            return [other.result(10) for other in others]

    return meet


def notes(what, who, *, then=None):
    """An act that writes one line of the audit, and then perhaps fails."""

    def act():
        audit.record(who.organisation_id, what, clock.now())
        if then:
            raise then
        return what

    return act


def noted(app):
    with app.app_context():
        return set(db.session.scalars(select(Audit.what).where(Audit.what.like("w%"))))


def test_those_who_wait_together_share_one_commit(app, ines, meeting):
    names = [f"w{n}" for n in range(WRITERS)]
    with statements(app) as sent:
        assert meeting(*(notes(name, ines.who) for name in names)) == names
    assert sent.count("COMMIT") == 2  # the holder's, and theirs
    assert noted(app) == set(names)


def test_a_write_that_fails_leaves_nothing_and_harms_no_other(app, ines, meeting):
    wrong = ValueError("wrong")
    came = meeting(notes("w1", ines.who), notes("w2", ines.who, then=wrong), notes("w3", ines.who))
    assert came == ["w1", wrong, "w3"]
    assert noted(app) == {"w1", "w3"}


def test_a_hook_before_commit_goes_with_the_write_that_failed(app, ines, meeting):
    left = []

    def fails():
        before_commit("ours", lambda: left.append("ours"))
        before_commit("mine", lambda: left.append("mine"))
        raise ValueError

    meeting(lambda: before_commit("ours", lambda: left.append("theirs")), fails)
    assert left == ["theirs"]


def test_a_commit_that_fails_is_told_to_everybody(app, ines, meeting):
    with app.app_context():
        engine = db.engine
    full = OperationalError("COMMIT", {}, Exception("database or disk is full"))
    times = []

    def refuse(_connection):
        times.append(1)
        if len(times) == 2:
            raise full

    event.listen(engine, "commit", refuse)
    try:
        assert meeting(notes("w1", ines.who), notes("w2", ines.who)) == [full, full]
    finally:
        event.remove(engine, "commit", refuse)
    assert noted(app) == set()
    with app.app_context():
        assert write_grouped(notes("w3", ines.who)) == "w3"


def test_a_transaction_that_sqlite_undid_whole_keeps_nothing_of_anybody(app, ines, meeting):
    def undone():
        db.session.connection().exec_driver_sql("ROLLBACK")
        raise ValueError

    came = meeting(notes("w1", ines.who), undone, notes("w3", ines.who))
    assert all(isinstance(each, OperationalError) for each in came)
    assert noted(app) == set()


def test_a_write_before_the_leader_was_stopped_is_not_told_that_it_was_committed(
    app, ines, meeting
):
    def stopped():
        raise KeyboardInterrupt

    leader, other = meeting(notes("w1", ines.who), stopped)
    assert {type(leader), type(other)} == {KeyboardInterrupt, BatchAbortedError}
    assert noted(app) == set()


def test_no_other_transaction_begins_in_the_middle_of_writing(app, ines):
    with app.app_context(), write_transaction():
        notes("w1", ines.who)()
        for act in (truncate_wal, lambda: read_transaction().__enter__()):
            with pytest.raises(RuntimeError, match="open already"):
                act()
    assert noted(app) == {"w1"}


def test_a_grouped_write_does_not_nest_and_the_open_transaction_goes_on(app, ines):
    with app.app_context(), write_transaction():
        notes("w1", ines.who)()
        with pytest.raises(RuntimeError, match="open already"):
            write_grouped(notes("w2", ines.who))
    assert noted(app) == {"w1"}


def test_nobody_waits_for_a_leader_that_was_stopped():
    """An interrupt ends the leader's thread; the others are told, and the next round goes on."""
    holding, free = threading.Event(), threading.Event()

    def carry(group):
        for each in group:
            each.run()

    queue = WriteQueue(carry)

    def stopped():
        holding.set()
        free.wait(10)
        raise KeyboardInterrupt

    def go(act):
        try:
            return queue.submit(act)
        except BaseException as error:
            return error

    with ThreadPoolExecutor(3) as pool:
        first = pool.submit(go, stopped)
        holding.wait(10)
        others = [pool.submit(go, stopped), pool.submit(go, lambda: "never run")]
        while len(queue._waiting) < 2:
            pass
        free.set()
        assert isinstance(first.result(10), KeyboardInterrupt)
        assert {type(other.result(10)) for other in others} == {
            KeyboardInterrupt,
            BatchAbortedError,
        }
        assert pool.submit(go, lambda: "well").result(10) == "well"
