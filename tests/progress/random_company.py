"""A company whose members live through random weeks, and what the oracle says of them.

Everything goes in by the door, the facts and nothing else; what comes out is asked of the app and
of the slow reading of the rules. The zone of the company is Paris, its country has no holidays.
"""

from collections import namedtuple
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import select, update

from tests.game import oracle
from tests.game.histories import DAY, ZONES, Desk, Tap, a_calendar, a_span
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.acts import Act, Call, Correct, Held, Lesson, Next, Share, Withdraw
from webapp.game.calendars import Calendar, Span
from webapp.game.days import WEEK, is_closed, week_close, week_of
from webapp.journal.drafts import Draft, Receipt, parse_draft
from webapp.people import company
from webapp.people.members import Member
from webapp.people.models import MemberRow
from webapp.people.schedule import declarations, facts
from webapp.progress import updates
from webapp.progress.boards.board import Board, get_board
from webapp.progress.closing import closes as week_closes
from webapp.progress.days.summary import Summary, load_summary
from webapp.progress.rebuild.rebuild import rebuild
from webapp.progress.weeks.rows import MEMBERS, TEAMS

PARIS = ZoneInfo("Europe/Paris")
SECOND = timedelta(seconds=1)
EVER = datetime(1970, 1, 1, tzinfo=UTC)
NOBODY = UUID(int=0)
MONDAYS = [date(2024, 3, 4), date(2024, 10, 7), date(2020, 12, 14), date(2026, 11, 2)]
WRITTEN_DOWN = {"league", "position", "at_work", "mornings"}
MemberWeek = namedtuple("MemberWeek", "points working_days kept_days shared usual")
TeamWeek = namedtuple("TeamWeek", "id size raw at_work")


@dataclass
class Person:
    """A member with a calendar and a phone; `leaves` and `moves` hold when each was said.

    `pauses` are set by somebody else: when, for which days, and when they were ended, if they were.
    """

    name: str
    zone: ZoneInfo
    calendar: Calendar
    arrives: datetime
    moves: list[tuple[datetime, str | None]]
    leaves: list[tuple[datetime, Span]] = field(default_factory=list)
    pauses: list[tuple[datetime, Span, datetime | None]] = field(default_factory=list)
    taps: list[Tap] = field(default_factory=list)
    who: Member | None = None

    def calendar_at(self, instant: datetime) -> Calendar:
        """What had been said before that instant."""
        leaves = tuple(span for at, span in self.leaves if at < instant)
        pauses = self.pauses_at(instant)
        return replace(self.calendar, away=self.calendar.away + leaves + pauses)

    def board_calendar_at(self, instant: datetime, week: date) -> Calendar:
        """R5.10: the same, with the pauses as they stood when the week began; R5.1: since they
        joined the first team of the week, if they had none when it began.
        """
        leaves = tuple(span for at, span in self.leaves if at < instant)
        pauses = self.pauses_at(datetime.combine(week, time(4), PARIS).astimezone(UTC))
        entered = self.entry_day(week, instant)
        joined = max(self.calendar.joined, entered) if entered else self.calendar.joined
        return replace(self.calendar, joined=joined, away=self.calendar.away + leaves + pauses)

    def entry_day(self, week: date, before: datetime) -> date | None:
        """The day within that week on which they joined a team while they had none."""
        team, entered = None, None
        for at, name in self.moves:
            if at < before and at <= datetime.combine(week, time(4), PARIS):
                team = name
            elif at < min(before, datetime.combine(week + WEEK, time(4), PARIS)) and name:
                entered = entered or oracle.today_of(at, PARIS)
        return None if team else entered

    def pauses_at(self, instant: datetime) -> tuple[Span, ...]:
        """The pauses that had been set before that instant, as far as they had not been ended."""
        spans = []
        for at, span, ended in self.pauses:
            last = span.last
            if ended and ended < instant:
                last = min(last, oracle.today_of(ended, PARIS) - DAY)
            if at < instant and span.first <= last:
                spans.append(Span(span.first, last))
        return tuple(spans)

    def team_in(self, week: date, before: datetime) -> str | None:
        """R5.1: the team when the week began, else the first one joined in it."""
        begins = datetime.combine(week, time(4), PARIS)
        ends = datetime.combine(week + WEEK, time(4), PARIS)
        team = None
        for at, name in self.moves:
            if at < before and (at <= begins or (at < ends and team is None)):
                team = name
        return team


@dataclass
class World:
    """One organisation of an app; `now` is the time of the last thing that happened."""

    app: Flask
    dose: int
    teams: tuple[str, ...]
    people: list[Person]
    founded: datetime
    now: datetime = EVER
    organisation: UUID = NOBODY
    ids: dict[str, UUID] = field(default_factory=dict)
    published: dict[date, list[Any]] = field(default_factory=dict)
    _weeks: dict[Any, tuple[int, int, int, bool]] = field(default_factory=dict)

    def begins(self) -> None:
        """Found the company, with everybody invited and nobody there yet."""
        self.now = self.founded
        with self.app.app_context(), write_transaction():
            self.organisation = company.create_organisation(
                "World", self.now, locale=company.OrganisationLocale(country="XX")
            )
            self.ids = {
                name: company.add_team(self.organisation, name, self.now) for name in self.teams
            }
            dose = {"dose": self.dose}
            declarations.add_fact(
                *(self.organisation, "organisation", self.organisation, "dose"),
                *(self.founded.date() - DAY * 99, self.now),
                value=dose,
            )

    def comes(self, person: Person) -> None:
        """The person is invited and comes in, on their day of joining."""
        at = self.now = person.arrives
        with self.app.app_context(), write_transaction() as session:
            team = person.moves[0][1]
            member_id = company.add_member(
                self.organisation, person.name, at, team_id=self.ids[team] if team else None
            )
            session.execute(
                update(MemberRow).where(MemberRow.id == member_id).values(zone=person.zone.key)
            )
            for pattern in person.calendar.patterns:
                weeks = [sorted(week) for week in pattern.weeks]
                self._says(
                    member_id,
                    "pattern",
                    pattern.first_day,
                    pattern.declared,
                    value={"weeks": weeks},
                )
            for day in person.calendar.worked:
                self._says(member_id, "worked", day, at)
            for span in person.calendar.away:
                self._says(member_id, "leave", span.first, at, last_day=span.last)
            person.who = company.mark_joined(self.organisation, member_id, at)
            assert person.who is not None
            assert person.who.joined_on == person.calendar.joined
            updates.after_member_change(person.who, person.calendar.joined, at)

    def takes_leave(self, person: Person, span: Span, at: datetime) -> None:
        """Leave is declared, perhaps for days that are over."""
        self.now = at
        person.leaves.append((at, span))
        with self.app.app_context(), write_transaction():
            self._says(person.who.id, "leave", span.first, at, last_day=span.last)
            updates.after_member_change(person.who, span.first, at)

    def is_paused(self, person: Person, days: int, at: datetime) -> None:
        """Somebody else sets a pause of one person, from their tomorrow on."""
        self.now = at
        first = max(oracle.today_of(at, PARIS), oracle.today_of(at, person.zone)) + DAY
        span = Span(first, first + DAY * days)
        person.pauses.append((at, span, None))
        with self.app.app_context(), write_transaction():
            self._says(person.who.id, "pause", first, at, last_day=span.last)
            updates.after_member_change(person.who, first, at)

    def ends_pause(self, person: Person, at: datetime) -> None:
        """The newest pause ends early, or is taken back, if it is not over."""
        self.now = at
        day = oracle.today_of(at, PARIS)
        if person.pauses and person.pauses[-1][2] is None and person.pauses[-1][1].last >= day:
            person.pauses[-1] = (*person.pauses[-1][:2], at)
            with self.app.app_context(), write_transaction():
                fact = facts.read_facts(self.organisation, [person.who.id]).spans(
                    person.who.id, "pause"
                )
                change = declarations.shortened_to(max(fact, key=lambda f: f.recorded_at), day, at)
                declarations.apply_change(self.organisation, "member", change)
                updates.after_member_change(person.who, change.first, at)

    def sweeps(self, most: int) -> None:
        """So many closed weeks are written down."""
        with self.app.app_context():
            week_closes.close_in_background(self.organisation, self.now, most)

    def moves(self, person: Person, team: str | None, at: datetime) -> None:
        """The person changes to another team, or to none."""
        self.now = at
        person.moves.append((at, team))
        with self.app.app_context(), write_transaction():
            company.move_to_team(
                self.organisation, person.who.id, self.ids[team] if team else None, at
            )
            updates.after_member_change(person.who, at.date(), at)

    def sends(self, person: Person, batch: list[Tap]) -> list[str]:
        """One request of the person's phone; all its taps arrive and were sent together."""
        self.now = batch[0].received_at
        expected = oracle.receipts_of(person.taps, batch)
        person.taps += batch
        door = self.app.extensions["rebond"].ingest
        drafts = [draft_of(person.who, tap, door.kinds) for tap in batch]
        with self.app.app_context():
            receipts = door.submit(person.who, drafts, lambda: self.now)
        statuses = [receipt.status for receipt in receipts]
        assert statuses == expected
        return statuses

    def _says(self, member_id: UUID, name: str, first: date, at: datetime, **more: Any) -> None:
        declarations.add_fact(self.organisation, "member", member_id, name, first, at, **more)

    # What the app says

    def summary(self, person: Person, now: datetime | None = None) -> Summary:
        with self.app.app_context():
            return load_summary(person.who, now or self.now)

    def board(self, person: Person, week: date, now: datetime | None = None) -> Board:
        with self.app.app_context():
            return get_board(person.who, week, now or self.now)

    def rows(self, table: Any, *which: Any) -> list[dict[str, Any]]:
        """The organisation's rows of a table, in the order of their keys."""
        statement = select(*table.columns).where(
            table.c.organisation_id == self.organisation, *which
        )
        with self.app.app_context():
            rows = db.session.execute(statement.order_by(*table.primary_key)).mappings()
            return [dict(row) for row in rows]

    def differences(self, now: datetime | None = None) -> list[Any]:
        with self.app.app_context():
            return rebuild(self.organisation, at=now or self.now).differences

    def publishes(self) -> None:
        """Keep the rows of weeks that have closed since, or see that they are as they were kept."""
        for week in sorted({row["week"] for row in self.rows(TEAMS) + self.rows(MEMBERS)}):
            if is_closed(week, PARIS, self.now):
                rows = self.rows(TEAMS, TEAMS.c.week == week)
                rows += self.rows(MEMBERS, MEMBERS.c.week == week)
                rows = [{name: row[name] for name in row.keys() - WRITTEN_DOWN} for row in rows]
                earlier = self.published.setdefault(week, rows)
                assert [row for row in earlier if row not in rows] == []

    # What the rules say

    def expected_streak(self, person: Person, now: datetime | None = None) -> oracle.Streak:
        now = now or self.now
        day = oracle.today_of(now, person.zone)
        calendar = person.calendar_at(now + SECOND)
        return oracle.streak_of(person.taps, calendar, day, self.dose)

    def expected_days(self, person: Person) -> dict[date, tuple[int, int, int]]:
        """Attempts, points and points of shares of each day on which something counts."""
        joined = person.calendar.joined
        calls = oracle.calls_of(person.taps, joined)
        shares = oracle.shares_of(person.taps, joined)
        lost = oracle.lost_of(person.taps, joined)
        lost = {day: of_day for day, of_day in lost.items() if any(rows for _, _, rows in of_day)}
        days = {}
        for day in {*calls, *lost, *(share[-1] for share in shares)}:
            paid, extras = set(), 0
            for _, _, call, shared in shares:
                if week_of(shared) == week_of(day) and call not in paid and len(paid) < 2:
                    paid.add(call)
                    extras += 5 if shared == day else 0
            lines = calls.get(day, [])
            points = oracle.points_of_day(lines, lost=lost.get(day, []))
            days[day] = (len(lines), points, extras)
        return days

    def expected_week(self, person: Person, week: date) -> MemberWeek | None:
        """R5.2 to R5.5 of one member; None before they joined."""
        joined = person.calendar.joined
        if joined >= week + WEEK or person.arrives > self.now:
            return None
        weeks, earlier = [], week_of(joined)
        while earlier <= week - 2 * WEEK:
            weeks.append(self._expected(person, earlier)[:2])
            earlier += WEEK
        return MemberWeek(*self._expected(person, week), oracle.usual_day_of(weeks))

    def _expected(self, person: Person, week: date) -> tuple[int, int, int, bool]:
        """Points, working days, kept days and whether a lesson was shared."""
        before = min(week_close(week, PARIS), self.now + SECOND)
        key = (person.name, week, before)
        if key not in self._weeks:
            self._weeks[key] = self._expected_anew(person, week, before)
        return self._weeks[key]

    def _expected_anew(
        self, person: Person, week: date, before: datetime
    ) -> tuple[int, int, int, bool]:
        joined = person.calendar.joined
        taps = [tap for tap in person.taps if tap.received_at < before]
        calendar = person.board_calendar_at(before, week)
        calls, shares = oracle.calls_of(taps, joined), oracle.shares_of(taps, joined)
        lost = oracle.lost_of(taps, joined)
        working = [week + DAY * n for n in range(7) if oracle.is_working(calendar, week + DAY * n)]
        return (
            sum(
                oracle.points_of_day(calls.get(day, []), lost=lost.get(day, [])) for day in working
            ),
            len(working),
            sum(oracle.is_kept(len(calls.get(day, [])), 0, self.dose) for day in working),
            any(
                week <= share[-1] < week + WEEK and calendar.joined < share[-1] for share in shares
            ),
        )

    def expected_board(self, week: date) -> dict[str, tuple[int | None, int | None]]:
        """Each team's place and tenths out of 100."""
        before = min(week_close(week, PARIS), self.now + SECOND)
        teams = []
        for name in self.teams:
            weeks = [
                sums
                for person in self.people
                if person.team_in(week, before) == name
                and (sums := self.expected_week(person, week))
            ]
            at_work = sum(week.working_days > 0 for week in weeks)
            teams.append(TeamWeek(name, len(weeks), oracle.raw_of(weeks), at_work))
        if is_closed(week, PARIS, self.now):
            teams = [team for team in teams if team.size]
        return oracle.board_of(teams, running=not is_closed(week, PARIS, self.now))


def a_world(
    app: Flask, seed: int, people: int = 4, lengths: tuple[int, ...] = (6, 13, 27, 41)
) -> tuple[World, list[tuple[datetime, Any]]]:
    """A company founded on a random Monday, and what will happen in it, in order of time, in one of
    these numbers of days.
    """
    rng = Random(seed)
    monday = rng.choice(
        [date(2024, 3, 4), date(2024, 10, 7), date(2020, 12, 14), date(2026, 11, 2)]
    )
    length = rng.choice(lengths)
    world = World(
        app,
        dose=rng.choice([1, 2, 3, 3, 3, 5]),
        teams=("Nantes", "Lyon"),
        people=[a_person(rng, n, monday, length) for n in range(people)],
        founded=datetime.combine(monday - DAY * 10, time(9), UTC),
    )
    happens: list[tuple[datetime, Any]] = []
    for person in world.people:
        happens += a_life(rng, world, person, length)
    happens.sort(key=lambda event: event[0])
    return world, happens


def a_person(rng: Random, n: int, monday: date, length: int) -> Person:
    joined = monday + DAY * rng.choice([0, 0, 0, 2, 4, min(length, 8)])
    zone = rng.choice([PARIS, PARIS, *ZONES])
    days = [joined + DAY * each for each in range(length)]
    calendar = a_calendar(rng, joined, days)
    long_ago = datetime.combine(monday - DAY * 100, time(0), UTC)  # said before anything happened
    first = min((pattern.declared for pattern in calendar.patterns), default=long_ago)
    patterns = tuple(
        replace(pattern, declared=pattern.declared - first + long_ago)
        for pattern in calendar.patterns
    )
    calendar = replace(calendar, patterns=patterns, holidays=frozenset())
    arrives = datetime.combine(joined, time(rng.choice([5, 9, 17])), zone).astimezone(UTC)
    team = rng.choice(["Nantes", "Nantes", "Lyon", None])
    return Person(
        f"P{n}", zone, calendar, arrives.astimezone(UTC), [(arrives.astimezone(UTC), team)]
    )


def a_life(
    rng: Random, world: World, person: Person, length: int
) -> Iterable[tuple[datetime, Any]]:
    """What a person does, as (instant, function)."""
    joined = person.calendar.joined
    days = [joined + DAY * n for n in range(length + 1)]
    desk = Desk(rng, person.zone, wrong_clocks=rng.random() < 0.7)
    for _ in range(rng.randrange(length // 2 + 3)):
        desk.practises(rng.choice(days) if rng.random() < 0.97 else joined - DAY)
    for _ in range(rng.randrange(6)):
        desk.withdraws()
    yield person.arrives, lambda: world.comes(person)
    for batch in repeat_requests(rng, batches(rng, desk.taps, person.arrives + SECOND)):
        yield batch[0].received_at, lambda batch=batch: world.sends(person, batch)
    for _ in range(rng.choice([0, 0, 1, 2])):
        span, at = a_span(rng, days), a_time(rng, days, person)
        yield at, lambda span=span, at=at: world.takes_leave(person, span, at)
    for n in range(rng.choice([0, 0, 1])):
        days_off, at = rng.choice([0, 2, 9]), a_time(rng, days, person) + SECOND * 90
        yield at, lambda days_off=days_off, at=at: world.is_paused(person, days_off, at)
        at += timedelta(hours=rng.choice([1, 20, 50, 200]), seconds=n)
        yield at, lambda at=at: world.ends_pause(person, at)
    for n in range(rng.choice([0, 0, 0, 1, 2])):  # never two at the same moment
        team, at = rng.choice(["Nantes", "Lyon", None]), a_time(rng, days, person) + SECOND * n
        yield at, lambda team=team, at=at: world.moves(person, team, at)


def a_time(rng: Random, days: list[date], person: Person) -> datetime:
    at = datetime.combine(rng.choice(days), time(rng.choice([3, 8, 12, 20]), 30), UTC)
    return max(at, person.arrives + SECOND)


def batches(rng: Random, taps: list[Tap], earliest: datetime) -> list[list[Tap]]:
    """The taps in the order of their arrival, some runs of them in one request."""
    waiting = sorted(taps, key=lambda tap: (tap.received_at, tap.key))
    requests = []
    while waiting:
        size = rng.choice([1, 1, 1, 3, 12, 40])
        run, waiting = waiting[:size], waiting[size:]
        received = max(run[-1].received_at, earliest)
        sent = run[0].sent_at if len(run) == 1 else received
        requests.append([replace(tap, received_at=received, sent_at=sent) for tap in run])
    return requests


def repeat_requests(rng: Random, requests: Iterable[list[Tap]]) -> Iterable[list[Tap]]:
    """The same requests as a phone sends them that has missed receipts.

    Some carry taps of earlier ones again, or one of their own twice, each as it was written down
    and at any place among the rest. Some come a second time whole, and nothing else with them.
    """
    come: list[Tap] = []
    for batch in requests:
        come += batch
        again = rng.sample(come, min(len(come), rng.choice([0, 0, 0, 1, 3, 20])))
        mixed = list(batch)
        for tap in again:
            mixed.insert(rng.randrange(len(mixed) + 1), _again(tap, batch[0]))
        yield mixed
        if rng.random() < 0.1:
            later = replace(batch[0], received_at=batch[0].received_at + SECOND)
            yield [_again(tap, later) for tap in batch]


def _again(tap: Tap, request: Tap) -> Tap:
    return replace(tap, sent_at=request.sent_at, received_at=request.received_at)


def draft_of(who: Member, tap: Tap, kinds: Any) -> Draft:
    """The tap as the phone writes it down, read by the form."""
    words = {"text": words_of(tap.key)} if isinstance(tap.act, Lesson) else {}
    entry = (
        fields(tap.act)
        | words
        | {
            "v": 1,
            "key": str(tap.key),
            "owner": str(who.id),
            "made_at": int(tap.made_at.timestamp() * 1000),
            "zone": "Europe/Paris",
            "offset": tap.offset,
        }
    )
    sent_at = None if tap.sent_at is None else int(tap.sent_at.timestamp() * 1000)
    draft = parse_draft(entry, sent_at, kinds)
    assert not isinstance(draft, Receipt), draft
    return draft


def words_of(key: UUID) -> str:
    """What a lesson of that key says; no two say the same."""
    return f"a word of {key}"


def fields(act: Act) -> dict[str, Any]:
    match act:
        case Call(outcome, by_hand):
            return {"kind": "call", "outcome": str(outcome), "by_hand": by_hand}
        case Correct(call, outcome):
            return {"kind": "correct", "call": str(call), "outcome": str(outcome)}
        case Next(call, on):
            return {"kind": "next", "call": str(call), "on": on.isoformat()}
        case Held(call, how):
            return {"kind": "held", "call": str(call), "how": str(how)}
        case Lesson(call, happened, work_on):
            rows = {"happened": happened, "work_on": work_on, "text": "a word"}
            return {"kind": "lesson", "call": str(call)} | rows
        case Share(call, signed):
            return {"kind": "share", "call": str(call), "signed": signed}
        case Withdraw(of):
            return {"kind": "withdraw", "of": str(of)}
