"""Order and batching change nothing, and nothing but a withdrawal takes anything away."""

from collections import defaultdict
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from tests.game import oracle
from tests.game.histories import DAY, Desk
from tests.progress.random_company import PARIS, Person, World, repeat_requests, words_of
from tests.support.repetitions import times
from webapp.game.acts import Correct, Held, Lesson, Withdraw
from webapp.game.calendars import Calendar
from webapp.journal.repository import TABLE as ENTRIES
from webapp.lessons.models import Lesson as LessonRow
from webapp.progress.days.repository import MEMBER_DAYS as DAYS
from webapp.progress.weeks.rows import MEMBERS, TEAMS

pytestmark = [pytest.mark.lengthy, pytest.mark.both_databases]
LESSONS = LessonRow.__table__
WEEKS = times(5, 200)
MONDAY = date(2026, 11, 16)
FRIDAY = datetime(2026, 11, 20, 20, tzinfo=UTC)
ORGANISATION = ("organisation_id", "member_id", "team_id", "version")


def a_team(app, names):
    """A company of one team, all of whom have joined on the Friday before."""
    arrives = datetime(2026, 11, 13, 10, tzinfo=UTC)
    people = [
        Person(name, PARIS, Calendar(arrives.date()), arrives, [(arrives, "Nantes")])
        for name in names
    ]
    world = World(app, 3, ("Nantes", "Lyon"), people, arrives - DAY)
    world.begins()
    for person in people:
        world.comes(person)
    return world


def a_week(rng, zone):
    """Five days of taps, made on phones whose clocks are right."""
    desk = Desk(rng, zone, wrong_clocks=False)
    for _ in range(rng.randrange(3, 9)):
        desk.practises(MONDAY + DAY * rng.randrange(5))
    for _ in range(rng.randrange(5)):
        desk.withdraws()
    return [tap for tap in desk.taps if tap.made_at < FRIDAY]


def sync_phones(rng, taps):
    """The taps of one person on three phones, which come back online over the weekend."""
    phones = defaultdict(list)
    for tap in taps:
        phones[rng.randrange(3)].append(tap)
    waiting = list(phones.values())
    for phone in waiting:
        rng.shuffle(phone)
    at = FRIDAY
    while waiting:
        phone = rng.choice(waiting)
        size = rng.choice([1, 2, 5, 30])
        at += timedelta(minutes=rng.randrange(1, 20))
        yield [replace(tap, received_at=at, sent_at=at) for tap in phone[:size]]
        del phone[:size]
        waiting = [phone for phone in waiting if phone]


def lessons(world):
    """The words of each lesson that is shown, by its author and its call."""
    return {(row["member_id"], row["call"]): row["text"] for row in world.rows(LESSONS)}


def last_words(world):
    """What somebody wrote last about each call and did not take away, by the slow oracle."""
    return {
        (person.who.id, call): words_of(lesson.key)
        for person in world.people
        for call, lesson in oracle.shown_of(person.taps, Lesson).items()
    }


def standing(world):
    """Everything that the app stores and says, without ids."""
    names = {person.who.id: person.name for person in world.people}
    stored = [
        sorted(
            (
                names.get(row.get("member_id"), ""),
                repr([row[name] for name in sorted(row) if name not in ORGANISATION]),
            )
            for row in world.rows(table)
        )
        for table in (DAYS, MEMBERS, TEAMS)
    ]
    ended = sorted(
        (names[row["member_id"]], row["key"], row["current_outcome"], row["withdrawn"])
        for row in world.rows(ENTRIES)
    )
    sunday = datetime(2026, 11, 22, 22, tzinfo=UTC)
    board = [
        replace(line, team_id=None) for line in world.board(world.people[0], MONDAY, sunday).lines
    ]
    return stored, ended, board, [world.summary(person, sunday) for person in world.people]


@pytest.mark.parametrize("seed", range(WEEKS))
def test_three_phones_synced_in_any_order_give_the_same_to_the_last_digit(app, seed):
    """And however often they send again what has had its receipt already; no word is lost."""
    rng = Random(seed)
    taps = {name: a_week(rng, PARIS) for name in ("Inès", "Théo", "Awa")}
    standings = []
    for sends in (lambda _, batches: batches, repeat_requests, repeat_requests):
        world = a_team(app, taps)
        batches = [
            (person, batch)
            for person in world.people
            for batch in sends(rng, sync_phones(rng, taps[person.name]))
        ]
        statuses = []
        for person, batch in sorted(batches, key=lambda request: request[1][0].received_at):
            statuses += world.sends(person, batch)
        assert statuses.count("accepted") == sum(map(len, taps.values()))
        assert (sends is repeat_requests) == ("duplicate" in statuses)
        assert world.differences() == []
        assert lessons(world) == last_words(world)
        standings.append(standing(world))
    assert standings[0] == standings[1] == standings[2]


@pytest.mark.parametrize("seed", range(WEEKS))
def test_only_a_withdrawal_or_a_correction_ever_takes_anything_away(app, seed):
    """No other entry lowers count, jokers, best, points or a team's figure, in whatever order."""
    rng = Random(seed)
    world = a_team(app, ("Inès", "Théo", "Awa"))
    requests = [
        (p, b)
        for p in world.people
        for b in repeat_requests(rng, sync_phones(rng, a_week(rng, PARIS)))
    ]
    rng.shuffle(requests)
    moment = datetime(2026, 11, 21, 12, tzinfo=UTC)
    withdrawn = set()
    for person, batch in requests:
        before = figures(world, person, moment)
        batch = [replace(tap, received_at=moment, sent_at=moment) for tap in batch]
        statuses = world.sends(person, batch)
        after = figures(world, person, moment)
        withdrawn |= {tap.act.of for tap in batch if isinstance(tap.act, Withdraw)}
        takes = Withdraw | Correct | Held
        spares = not any(isinstance(tap.act, takes) or tap.key in withdrawn for tap in batch)
        if spares:
            assert all(now >= earlier for earlier, now in zip(before, after, strict=True))
        if set(statuses) == {"duplicate"}:
            assert after == before


def figures(world, person, moment):
    summary = world.summary(person, moment)
    teams = world.rows(TEAMS)
    shares = [(row["effort"] or 0, row["kept"] or 0, row["shared"] or 0) for row in teams] or [
        (0, 0, 0)
    ]
    state = summary.state
    return (state.count, state.tenths, state.best, summary.points_total, *shares[0])
