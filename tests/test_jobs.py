"""One loop does what is due: at once when it is told, again after what went wrong, and it ends."""

import logging
import threading
import time
from datetime import timedelta

import pytest

import webapp.clock as clock
import webapp.jobs as jobs
from webapp.jobs import Jobs

pytestmark = pytest.mark.processes

SECONDS = 10


def until(holds):
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.01)


@pytest.fixture
def loop(app):
    """A loop of these tasks, in a thread; it ends with the test."""
    started = []

    def start(*tasks, checks=(), **options):
        loop = Jobs(app, tasks, checks)
        started.append(loop)
        loop.start(**options)
        return loop

    yield start
    for each in started:
        each.stop()
    assert "jobs" not in [thread.name for thread in threading.enumerate()]


def test_the_loop_waits_until_it_is_woken(loop, monkeypatch):
    monkeypatch.setattr(jobs, "POLL_SECONDS", 600.0)
    done = []
    started = loop(lambda _: done.append(1))
    until(lambda: done == [1])
    started.wake()
    until(lambda: done == [1, 1])


def test_a_loop_that_is_woken_while_it_works_looks_again_afterwards(loop, monkeypatch):
    monkeypatch.setattr(jobs, "POLL_SECONDS", 600.0)
    done, may_end = [], threading.Event()

    def task(_):
        done.append(1)
        may_end.wait(SECONDS)

    started = loop(task)
    until(lambda: done == [1])
    started.wake()
    may_end.set()
    until(lambda: done == [1, 1])


def test_the_loop_comes_again_when_a_task_says_and_before_long_anyway(app):
    soon, late = timedelta(seconds=2), timedelta(days=1)
    assert Jobs(app, [lambda _: None]).run_once() == jobs.POLL_SECONDS
    assert Jobs(app, [lambda _: clock.now() + late]).run_once() == jobs.POLL_SECONDS
    tasks = [lambda _: clock.now() + late, lambda _: clock.now() + soon, lambda _: None]
    assert 1.5 < Jobs(app, tasks).run_once() <= 2
    assert Jobs(app, [lambda _: clock.now() - late]).run_once() == jobs.SHORTEST_SECONDS


def test_a_task_that_fails_is_logged_and_tried_again_later_and_later(app, caplog):
    wrong = [True]

    def task(_):
        if wrong[0]:
            raise RuntimeError("away")

    loop = Jobs(app, [task])
    with caplog.at_level(logging.ERROR):
        pauses = [loop.run_once() for _ in range(8)]
    assert pauses == [5, 10, 20, 40, 60, 60, 60, 60]
    assert "away" in caplog.text
    wrong[0] = False
    assert loop.run_once() == jobs.POLL_SECONDS
    wrong[0] = True
    assert loop.run_once() == 5


def test_the_loops_thread_outlives_a_task_that_fails(loop, monkeypatch):
    monkeypatch.setattr(jobs, "POLL_SECONDS", 0.1)
    tried = []

    def task(_):
        tried.append(1)
        raise RuntimeError("away")

    loop(task)
    until(lambda: len(tried) > 2)


def test_a_task_hears_that_it_shall_end(loop):
    ends = []

    def task(is_stopping):
        until(is_stopping)
        ends.append(1)

    started = loop(task)
    started.stop()
    assert ends == [1]


def test_what_is_checked_at_the_start_keeps_nothing_from_starting(loop, caplog):
    order = []

    def check():
        order.append("check")
        raise RuntimeError("away")

    with caplog.at_level(logging.ERROR):
        loop(lambda _: order.append("task"), checks=[check])
        until(lambda: "task" in order)
    assert order[:2] == ["check", "task"]
    assert "away" in caplog.text
    order.clear()
    loop(lambda _: order.append("task"), checks=[check], with_checks=False)
    until(lambda: order)
    assert order[0] == "task"
