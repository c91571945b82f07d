"""The cast, with hands: what they do, they do through the app as a browser would.

Inès, Théo and Awa are team Nantes, Maya, Bilal and Chloé team Lyon, all of « Atelier Ouest »; Théo
is a manager, Maya an administrator. Otto is of another company, and so is every text with CANARY.
All joined on Friday 13 November 2026; a test begins on the Monday after, at half past nine.
"""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert
from werkzeug.test import TestResponse

import webapp.clock as clock
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.lessons.models import Tag
from webapp.people import company
from webapp.people.members import Member
from webapp.people.members import get_member as member_of
from webapp.people.models import SignIn
from webapp.progress.boards.board import Board, current_week, get_board
from webapp.progress.days.summary import Summary, load_summary

PARIS = ZoneInfo("Europe/Paris")
JOINED = datetime(2026, 11, 13, 10, 0, tzinfo=PARIS)
START = datetime(2026, 11, 16, 9, 30, tzinfo=PARIS)
FRESH = datetime(2100, 1, 1, tzinfo=UTC)  # who signs in here is asked for no code until then
CANARY = "Ottoslivovitz"
CAST = (
    ("ines", "Inès", "Nantes", "member"),
    ("theo", "Théo", "Nantes", "manager"),
    ("awa", "Awa", "Nantes", "member"),
    ("maya", "Maya", "Lyon", "admin"),
    ("bilal", "Bilal", "Lyon", "member"),
    ("chloe", "Chloé", "Lyon", "member"),
)
Ids = dict[str, tuple[UUID, UUID]]


def instant(text: str | datetime) -> datetime:
    """« 2026-11-20 09:30 » on a wall in Paris, or with an offset of its own; in UTC."""
    at = datetime.fromisoformat(text) if isinstance(text, str) else text
    return (at if at.tzinfo else at.replace(tzinfo=PARIS)).astimezone(UTC)


SETTINGS = {  # of Atelier Ouest, as its administrator's form has them
    "name": "Atelier Ouest",
    "language": "fr",
    "zone": "Europe/Paris",
    "country": "FR",
    "region": "",
    "dose": "3",
    "called": "businesses",
}


@dataclass
class Nobody:
    """A browser without a cookie."""

    app: Flask
    client: FlaskClient = field(init=False)

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def opens(self, path: str, *, htmx: bool = False, **options: Any) -> TestResponse:
        """GET as a link does; with htmx=True as a panel does."""
        return self.asks(
            "GET", path, headers=_fetched(htmx) | options.pop("headers", {}), **options
        )

    def submits(
        self, path: str, form: dict[str, Any] | None = None, *, htmx: bool = False, **options: Any
    ) -> TestResponse:
        """POST as a form of this site does; it does not follow the 303."""
        headers = _fetched(htmx) | options.pop("headers", {})
        return self.asks("POST", path, data=form or {}, headers=headers, **options)

    def asks(self, verb: str, path: str, **options: Any) -> TestResponse:
        """Any verb, any headers; the answer is read to its end and closed."""
        return self.client.open(path, method=verb, **({"buffered": True} | options))


@dataclass
class Person(Nobody):
    """A member of the cast, signed in on one phone; ids are those of the database."""

    organisation_id: UUID
    id: UUID
    _token: str = field(default_factory=lambda: secrets.token_urlsafe(12), init=False)
    _signed_in: bool = field(default=False, init=False)

    @property
    def who(self) -> Member:
        """The member as the app sees them."""
        with self.app.app_context():
            member = member_of(self.organisation_id, self.id)
        assert member is not None
        return member

    def asks(self, verb: str, path: str, **options: Any) -> TestResponse:
        self.signs_in()
        return super().asks(verb, path, **options)

    def signs_in(self) -> str:
        """Give this browser a sign-in of its own, once; says what its cookie holds."""
        token = self._token
        if not self._signed_in:
            now = clock.now()
            with self.app.app_context(), write_transaction():
                db.session.execute(
                    insert(SignIn).values(
                        token=token_digest(token),
                        organisation_id=self.organisation_id,
                        member_id=self.id,
                        agent="a test",
                        created_at=now,
                        used_at=now,
                        proved_at=FRESH,
                    )
                )
            self.client.set_cookie("rebond", token)
            self._signed_in = True
        return token

    def taps(self, outcome: str, at: str | datetime | None = None, **more: Any) -> dict[str, Any]:
        """An attempt, as the phone notes it; `by_hand=True` when its time is stated."""
        return self._entry("call", at, outcome=outcome, **more)

    def corrects(
        self, call: Any, outcome: str, at: str | datetime | None = None, **more: Any
    ) -> dict[str, Any]:
        """How a call ended in fact."""
        return self._entry("correct", at, call=_key(call), outcome=outcome, **more)

    def dates(
        self,
        call: Any,
        on: str,
        at: str | datetime | None = None,
        time: str | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """The date of a call back or a meeting, perhaps with a time of day."""
        dated = self._entry("next", at, call=_key(call), on=on, **more)
        return dated | {"at": time} if time else dated

    def answers(
        self, call: Any, how: str, at: str | datetime | None = None, **more: Any
    ) -> dict[str, Any]:
        """What became of a promise: held, moved or fell_through."""
        return self._entry("held", at, call=_key(call), how=how, **more)

    def draws(
        self,
        call: Any,
        happened: str | None = "budget",
        work_on: str | None = "opening",
        text: str = "",
        at: str | datetime | None = None,
        **more: Any,
    ) -> dict[str, Any]:
        """The lesson of a call; complete unless one row is None."""
        rows = {"happened": happened, "work_on": work_on, "text": text}
        return self._entry("lesson", at, call=_key(call), **rows, **more)

    def shares(
        self, call: Any, signed: bool = False, at: str | datetime | None = None, **more: Any
    ) -> dict[str, Any]:
        """A call's lesson for the team."""
        return self._entry("share", at, call=_key(call), signed=signed, **more)

    def withdraws(self, of: Any, at: str | datetime | None = None, **more: Any) -> dict[str, Any]:
        """Undo, unshare, delete."""
        return self._entry("withdraw", at, of=_key(of), **more)

    def plans(self, made_at: str | datetime | None = None, **fields: Any) -> dict[str, Any]:
        """A slot for calls, with the fields of its kind: on or weekdays, at, minutes, cue."""
        return self._entry("slot", made_at) | fields

    def puts_off(self, reason: str, made_at: str | datetime | None = None) -> dict[str, Any]:
        """Not now, and why."""
        return self._entry("not_now", made_at) | {"reason": reason}

    def joins(
        self, team_sprint: Any, at: str | datetime | None = None, minutes: int = 15, **more: Any
    ) -> dict[str, Any]:
        """A sprint of the team, joined; it began at the tap, by this phone's clock."""
        entry = self._entry("sprint", at, minutes=minutes, team_sprint=str(team_sprint))
        return entry | {"began": entry["made_at"]} | more

    def posts(self, *entries: Any, sent_at: int | None = None, **batch: Any) -> TestResponse:
        """The outbox's request, with its whole answer."""
        body = {"sent_at": sent_at or _milliseconds(clock.now()), "build": "test"}
        return self.asks(
            "POST",
            "/journal",
            json=body | {"entries": list(entries)} | batch,
            headers=_fetched(htmx=False) | {"Accept": "application/json"},
        )

    def receipts(self, *entries: Any, **batch: Any) -> list[dict[str, Any]]:
        """What became of each entry, with its reason."""
        answer = self.posts(*entries, **batch)
        assert answer.status_code == 200, answer.text
        receipts: list[dict[str, Any]] = answer.get_json()["receipts"]
        return receipts

    def sends(self, *entries: Any, **batch: Any) -> list[str]:
        """The statuses of the receipts, in order."""
        return [receipt["status"] for receipt in self.receipts(*entries, **batch)]

    def today(self) -> Summary:
        """The member's standing, by the clock."""
        who = self.who
        with self.app.app_context():
            return load_summary(who, clock.now())

    def board(self, week: Any = None) -> Board:
        """The board of the present week, or of the one that begins on this Monday."""
        who, now = self.who, clock.now()
        with self.app.app_context():
            return get_board(who, week or current_week(who, now), now)

    def _entry(self, kind: str, at: str | datetime | None, **fields: Any) -> dict[str, Any]:
        made_at = clock.now() if at is None else instant(at)
        local = made_at.astimezone(PARIS)
        offset = local.utcoffset()
        assert offset is not None
        return {
            "v": 1,
            "key": str(new_id(made_at)),
            "owner": str(self.id),
            "made_at": _milliseconds(made_at),
            "zone": "Europe/Paris",
            "offset": int(offset.total_seconds() // 60),
            "kind": kind,
        } | fields


def create_companies(app: Flask) -> Ids:
    """Create both companies, and Otto's Friday; says who is who by short name."""
    clock.set_now(JOINED)
    with app.app_context():
        with write_transaction():
            ids = atelier_ouest(app) | _ottos_company(app)
        otto = Person(app, *ids["otto"])
        call = otto.taps("refusal")
        lesson = otto.draws(
            call, "otto_tag", text=f"{CANARY} text", **{"if": f"{CANARY} if", "then": CANARY}
        )
        assert otto.sends(call, lesson, otto.shares(call, signed=True)) == ["accepted"] * 3
    clock.set_now(None)
    return ids


def atelier_ouest(app: Flask) -> Ids:
    """« Atelier Ouest » and its six, in the open transaction; says who is who by short name."""
    now = clock.now()
    organisation = company.create_organisation(
        "Atelier Ouest", now, on_created=app.extensions["rebond"].hooks.on_organisation_created
    )
    teams = {name: company.add_team(organisation, name, now) for name in ("Nantes", "Lyon")}
    return {
        short: (organisation, _member(organisation, teams[team], name, role, f"{short}@ouest.test"))
        for short, name, team, role in CAST
    } | {name.lower(): (organisation, team) for name, team in teams.items()}


def _ottos_company(app: Flask) -> Ids:
    now, on_created = clock.now(), app.extensions["rebond"].hooks.on_organisation_created
    organisation = company.create_organisation(f"{CANARY} company", now, on_created=on_created)
    team = company.add_team(organisation, f"{CANARY} team", now)
    tag = {"id": "otto_tag", "row": "happened", "position": 99}
    names = {"name_fr": f"{CANARY} tag", "name_en": f"{CANARY} tag"}
    db.session.execute(insert(Tag).values(organisation_id=organisation, **tag, **names))
    return {
        short: (
            organisation,
            _member(organisation, team, f"{CANARY} {short}", role, f"{short}@{CANARY}.test"),
        )
        for short, role in (("otto", "admin"), ("olga", "member"), ("oskar", "manager"))
    } | {"ottos_team": (organisation, team)}


def _member(organisation: UUID, team: UUID, name: str, role: str, email: str) -> UUID:
    now = clock.now()
    member_id = company.add_member(organisation, name, now, email=email, role=role, team_id=team)
    company.mark_joined(organisation, member_id, now)
    return member_id


@contextmanager
def statements(app: Flask) -> Iterator[list[str]]:
    """The SELECT, INSERT, UPDATE and DELETE that the block sends, and its COMMITs."""
    sent: list[str] = []
    with app.app_context():
        engine = db.engine

    def record(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.split(None, 1)[0].upper() in ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"):
            sent.append(statement)

    def record_commit(_connection: Any) -> None:
        sent.append("COMMIT")

    event.listen(engine, "before_cursor_execute", record)
    event.listen(engine, "commit", record_commit)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", record)
        event.remove(engine, "commit", record_commit)


def cost(app: Flask, person: Person, path: str) -> int:
    """How many statements an address costs somebody who has opened it before."""
    person.opens(path)  # what a board keeps in memory is there
    with statements(app) as sent:
        person.opens(path)
    return len(sent)


def _fetched(htmx: bool) -> dict[str, str]:
    headers = {"Sec-Fetch-Site": "same-origin"}
    return headers | ({"HX-Request": "true"} if htmx else {})


def _key(of: Any) -> str:
    return of["key"] if isinstance(of, dict) else str(of)


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
