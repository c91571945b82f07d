"""Seeding of bench companies: founded, joined, and every entry through the door."""

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from itertools import cycle
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask
from sqlalchemy import insert, select, update

import webapp.clock as clock
from bin.measure.clients import Person
from webapp.app import create_app
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.demo.words import WORDS
from webapp.game.days import today, week_of
from webapp.journal import forms
from webapp.migrations import upgrade_database
from webapp.people import company
from webapp.people.members import Member
from webapp.people.models import MemberRow, SignIn

PARIS = ZoneInfo("Europe/Paris")
TEAM = 10
SHARE_OF_ORGANISATION = 500
OUTCOMES = ("no_answer", "refusal", "voicemail", "callback", "no_answer", "gatekeeper", "meeting")
AWAY = (timedelta(weeks=3), timedelta(weeks=2), timedelta(weeks=1))
Sent = dict[str, Any]


@dataclass(frozen=True)
class BenchCompany:
    """An organisation and its members, in the order of their teams."""

    organisation: UUID
    members: list[Member]


@contextmanager
def opened(url: str) -> Iterator[Flask]:
    """The app on that database, brought up to date, in its own context."""
    app = create_app({"REBOND_MODE": "test", "DATABASE_URL": url})
    with app.app_context():
        upgrade_database()
        yield app
        db.session.remove()
        db.engine.dispose()


@contextmanager
def hasty(url: str) -> Iterator[Flask]:
    """The same without waiting for the disk: what is made here can be made again."""
    with opened(url) as app:
        if db.engine.dialect.name == "sqlite":
            raw = db.engine.raw_connection()
            raw.cursor().execute("PRAGMA synchronous=OFF")
            raw.close()
        yield app


def past(url: str, members: int, entries: int, before_today: Callable[[], None]) -> BenchCompany:
    """Teams of ten who practised on three days of earlier weeks, then today.

    `entries` are those of each member on all four days; `before_today` is called when the present
    week has not begun for anybody yet.
    """
    now = clock.now()
    with hasty(url) as app:
        founded_company = founded(
            app, members, TEAM, friday_before(now, 10)
        )  # before any season of theirs
        days = [_at(now, ago) for ago in AWAY] + [now - timedelta(minutes=5)]
        for number, at in enumerate(days):
            if at is days[-1]:
                db.session.rollback()
                before_today()
            count = entries * (number + 1) // len(days) - entries * number // len(days)
            for who in founded_company.members:
                send(app, who, practice(who, at, count), at)
    return founded_company


def founded(app: Flask, members: int, team_of: int, at: datetime) -> BenchCompany:
    """An organisation whose members came in at that time and have put the first steps away."""
    with write_transaction() as session:
        on_created = app.extensions["rebond"].hooks.on_organisation_created
        organisation = company.create_organisation("Bench", at, on_created=on_created)
        people = []
        for n in range(members):
            if n % team_of == 0:
                team = company.add_team(organisation, f"Team {n // team_of + 1}", at)
            people.append(joined(organisation, team, f"Member {n + 1}", at))
        settled = {"steps_away_at": at, "pattern_agreed_at": at}
        session.execute(
            update(MemberRow).where(MemberRow.organisation_id == organisation).values(settled)
        )
    return BenchCompany(organisation, people)


def joined(organisation: UUID, team: UUID, name: str, at: datetime) -> Member:
    """Somebody who came in at that time; inside `writing()`."""
    member = company.add_member(organisation, name, at, team_id=team)
    who = company.mark_joined(organisation, member, at)
    if who is None:
        raise SystemExit("The bench could not let in whom it had added.")
    return who


def practice(who: Member, at: datetime, count: int) -> list[Sent]:
    """So many entries of a day, the third of three a lesson about the call before it."""
    entries: list[Sent] = []
    outcomes = cycle(OUTCOMES)
    for n in range(count):
        moment = at - timedelta(seconds=20 * (count - n))
        if n % 3 == 2:
            lesson = {"happened": LESSON.happened, "work_on": LESSON.work_on, "text": LESSON.text}
            entries.append(entry(who, moment, "lesson", call=entries[-1]["key"], **lesson))
        else:
            outcome = "refusal" if n % 3 == 1 else next(outcomes)
            entries.append(entry(who, moment, "call", outcome=outcome))
    return entries


def entry(who: Member, at: datetime, kind: str, **fields: Any) -> Sent:
    """An entry as a phone in Paris makes it."""
    offset = at.astimezone(PARIS).utcoffset() or timedelta()
    return {
        "v": 1,
        "key": str(new_id(at)),
        "owner": str(who.id),
        "made_at": int(at.timestamp() * 1000),
        "zone": PARIS.key,
        "offset": int(offset.total_seconds()) // 60,
        "kind": kind,
        **fields,
    }


def send(app: Flask, who: Member, entries: Sequence[Sent], at: datetime) -> None:
    """A batch through the door; it arrives at its own time."""
    door = app.extensions["rebond"].ingest
    batch = {"sent_at": int(at.timestamp() * 1000), "entries": list(entries)}
    receipts = door.submit(who, forms.parse_batch(batch, door.kinds), lambda: at)
    wrong = [receipt for receipt in receipts if receipt.status != "accepted"]
    if wrong:
        raise SystemExit(f"The door refused what the bench had made: {wrong[0]}")


def signed_in(
    url: str, organisations: Sequence[UUID], most: int, name: str = "Member"
) -> list[Person]:
    """At most so many members of these organisations whose names begin so, each in a browser."""
    people, at = [], clock.now()
    each = -(-most // len(organisations))
    with opened(url):
        for organisation in organisations:
            ids = db.session.scalars(
                select(MemberRow.id)
                .where(MemberRow.organisation_id == organisation, MemberRow.name.startswith(name))
                .limit(max(each, SHARE_OF_ORGANISATION))
            ).all()
            chosen = secrets.SystemRandom().sample(ids, min(each, len(ids)))
            people += [
                Person(str(member), secrets.token_urlsafe(16), str(organisation))
                for member in chosen
            ]
        with write_transaction() as session:
            session.execute(insert(SignIn), [_sign_in(person, at) for person in people])
    secrets.SystemRandom().shuffle(people)
    return people[:most]


def friday_before(now: datetime, weeks: int) -> datetime:
    """A Friday morning so long ago; who joins then plays from the next Monday on."""
    return _morning(week_of(today(now, PARIS)) - timedelta(weeks=weeks, days=-4))


def _sign_in(person: Person, at: datetime) -> dict[str, Any]:
    return {
        "token": token_digest(person.cookie),
        "organisation_id": UUID(person.organisation),
        "member_id": UUID(person.id),
        "agent": "",
        "created_at": at,
        "used_at": at - timedelta(hours=1),
    }


def _at(now: datetime, ago: timedelta) -> datetime:
    """A Wednesday morning of an earlier week."""
    return _morning(week_of(today(now, PARIS)) - ago + timedelta(days=2))


def _morning(day: Any) -> datetime:
    return datetime.combine(day, time(10), PARIS).astimezone(UTC)


LESSON = next(words for words in WORDS["fr"] if words.outcome == "refusal")
