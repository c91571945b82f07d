"""The demo company on a Friday morning behind the real server, for everybody to be looked at."""

import secrets
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, insert, select, update

import webapp.clock as clock
import webapp.mail.outbox as outbox
from tests.agenda.hands import connect_calendar
from tests.browser.live_server import Server
from tests.cast import FRESH, PARIS, Person
from tests.screens import large_company
from webapp.agenda.models import AgendaCalendar
from webapp.app import create_app
from webapp.auth import invitations, login_codes
from webapp.auth.clients import Client
from webapp.auth.tokens import token_digest
from webapp.database.engine import db
from webapp.database.ids import new_id
from webapp.database.transactions import write_transaction
from webapp.demo.company import seed
from webapp.lessons.models import Lesson, Tag
from webapp.mail.email import Email
from webapp.mail.models import Mail
from webapp.migrations import upgrade_database
from webapp.people import company
from webapp.people.models import MemberRow, Organisation, RateLimitCounter, SignIn, Team

NOW = datetime(2026, 11, 20, 9, 40, tzinfo=PARIS)
WEEKS = 3
TEAMLESS, FOUNDER = "Noé", "Solène"
REFUSAL = "535 5.7.8 Error: authentication unsuccessful"
TWICE = "ines-et-une@atelier-ouest.example"


class Stage:
    """The company, its server, and an app on the same database to look and to set up."""

    def __init__(self, folder: Path, weeks: int = WEEKS) -> None:
        url = f"sqlite:///{folder / 'rebond.sqlite3'}"
        self.app = create_app({"REBOND_MODE": "test", "DATABASE_URL": url})
        with self.app.app_context():
            upgrade_database()
        clock.set_now(NOW)
        seed(self.app, NOW, weeks)
        with self.app.app_context():
            self.organisation_id = db.session.scalars(select(Organisation.id)).one()
            self.teams = dict(db.session.execute(select(Team.name, Team.id)).all())
            self._second_company()
        self._agendas()
        self.server = Server(url, folder, REBOND_NOW=NOW.isoformat())
        self.ahead = NOW - datetime.now(UTC)
        self.newcomer(TEAMLESS, team="")

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server.port}"

    def close(self) -> None:
        self.server.stop()
        with self.app.app_context():
            db.engine.dispose()

    def now(self) -> datetime:
        """The server's time."""
        self.keeps_time()
        return clock.now()

    def keeps_time(self) -> None:
        """This process has the server's time."""
        clock.set_now(datetime.now(UTC) + self.ahead)

    def person(self, name: str) -> Person:
        """Somebody of the demo company, or of one that has thirty-one teams or none."""
        if name == large_company.VIEWER:
            return self._large
        if name == FOUNDER:
            return self._founder
        with self.app.app_context():
            named = select(MemberRow.id).where(
                MemberRow.organisation_id == self.organisation_id, MemberRow.name == name
            )
            return Person(self.app, self.organisation_id, db.session.scalars(named).one())

    def newcomer(self, name: str, team: str = "Nantes", role: str = "member") -> Person:
        """Somebody who has just come in."""
        self.keeps_time()
        at = clock.now() - timedelta(seconds=1)
        with self.app.app_context(), write_transaction():
            member_id = company.add_member(
                self.organisation_id,
                name,
                at,
                email=f"{new_id().hex}@atelier-ouest.example",
                role=role,
                team_id=self.teams.get(team),
            )
            company.mark_joined(self.organisation_id, member_id, at)
        return Person(self.app, self.organisation_id, member_id)

    def settings(
        self, person: Person, language: str, theme: str = "auto", *, vous: bool = False
    ) -> None:
        """What that person has chosen on « Me »."""
        with self.app.app_context(), write_transaction() as session:
            session.execute(
                update(MemberRow)
                .where(
                    MemberRow.organisation_id == person.organisation_id, MemberRow.id == person.id
                )
                .values(language=language, theme=theme, vous=vous or None)
            )

    def cookie(self, person: Person) -> dict[str, str]:
        """A sign-in of that person."""
        self.keeps_time()
        token, now = secrets.token_urlsafe(12), clock.now()
        with self.app.app_context(), write_transaction():
            db.session.execute(
                insert(SignIn).values(
                    token=token_digest(token),
                    organisation_id=person.organisation_id,
                    member_id=person.id,
                    agent="a test",
                    created_at=now,
                    used_at=now,
                    proved_at=FRESH,
                )
            )
        return {"name": "rebond", "value": token, "url": self.address}

    def invitation(self) -> str:
        """The one-time link of somebody who has yet to come."""
        self.keeps_time()
        at = clock.now()
        with self.app.app_context(), write_transaction():
            team = self.teams["Nantes"]
            invited = company.add_member(self.organisation_id, "Gabriel", at, team_id=team)
            return f"/join/{invitations.create_invitation(self.organisation_id, invited, at)}"

    def code(self, email: str) -> tuple[dict[str, str], str]:
        """The cookie of a browser that asked for a code, and the code that was sent."""
        self.keeps_time()
        browser = secrets.token_urlsafe(12)
        with self.app.app_context():
            with write_transaction() as session:
                session.execute(delete(RateLimitCounter))  # sixteen looks are no attack
            client = Client(secrets.token_hex(4), browser=browser)
            code = login_codes.request_code(email, client, clock.now())
        return {"name": "rebond-code", "value": browser, "url": self.address}, code or ""

    def list_own_texts(self) -> set[str]:
        """What people named and wrote themselves: no catalogue has it."""
        own = (
            MemberRow.name,
            Team.name,
            Organisation.name,
            Lesson.text,
            Lesson.if_text,
            Mail.detail,
            AgendaCalendar.host,
        )
        with self.app.app_context():
            texts = {
                text
                for column in (*own, Lesson.then_text)
                for text in db.session.scalars(select(column))
            }
        return {text for text in texts if text}

    def tags(self) -> frozenset[tuple[str, str]]:
        """Each tag's name in French and in English."""
        with self.app.app_context():
            named = db.session.execute(select(Tag.name_fr, Tag.name_en)).all()
        return frozenset((french, english) for french, english in named)

    @cached_property
    def _large(self) -> Person:
        """Made when somebody asks for it."""
        return large_company.create_large_company(self.app, self.now())

    def _second_company(self) -> None:
        """One without teams, of its founder and of a person of both, who is asked which; its mails
        do not leave.
        """
        with write_transaction():
            on_created = self.app.extensions["rebond"].hooks.on_organisation_created
            other: UUID = company.create_organisation(
                "Comptoir du Port", NOW, on_created=on_created
            )
            for where in (self.organisation_id, other):
                member_id = company.add_member(where, "Une", NOW, email=TWICE)
                company.mark_joined(where, member_id, NOW)
            founder = company.add_member(other, FOUNDER, NOW, role="admin")
            company.mark_joined(other, founder, NOW)
            self._stuck_mails(other, founder)
        self._founder = Person(self.app, other, founder)

    def _agendas(self) -> None:
        """Camille and Manon have connected calendars; one of Camille's cannot be read any more."""
        times = ("08:30-09:30", "11:00-12:00", "14:00-14:45", "16:00-17:00")
        for name in ("Camille", "Manon"):
            connect_calendar(self.person(name), "calendar.google.com", NOW, *times)
        connect_calendar(self.person("Camille"), "", NOW)
        broken = connect_calendar(self.person("Camille"), "outlook.office365.com", NOW)
        with self.app.app_context(), write_transaction():
            db.session.execute(
                update(AgendaCalendar)
                .where(
                    AgendaCalendar.organisation_id == self.organisation_id,
                    AgendaCalendar.id == broken,
                )
                .values(error="gone", skipped=2)
            )

    @staticmethod
    def _stuck_mails(organisation_id: UUID, member_id: UUID) -> None:
        """A code that was given up, and two invitations that the mail server does not take."""
        at = NOW - timedelta(hours=3)
        until = {"code": at + timedelta(minutes=10), "invitation": at + timedelta(days=7)}
        for kind in ("code", "invitation", "invitation"):
            letter = Email(kind, "nobody@atelier-ouest.example", "", "", "", "fr")
            outbox.enqueue(letter, at, until[kind], organisation_id, member_id)
        outbox.delete_done(NOW)
        db.session.execute(
            update(Mail)
            .where(Mail.organisation_id == organisation_id, Mail.kind == "invitation")
            .values(
                error="sign_in", detail=REFUSAL, claimed_at=NOW, due_at=NOW + timedelta(hours=1)
            )
        )
