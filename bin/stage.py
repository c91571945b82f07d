"""The demo on a temporary database and a Friday morning, for pictures: a server that can stop."""

import logging
import shutil
import sys
import threading
from datetime import datetime
from pathlib import Path
from wsgiref.types import WSGIApplication

from sqlalchemy import select, update
from werkzeug.serving import BaseWSGIServer, make_server

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import webapp.clock as clock
from tests.face import large
from webapp.app import create_app
from webapp.database import db, writing
from webapp.demo.company import seed
from webapp.migrating import bring_up_to_date
from webapp.people import company, links, sign_ins
from webapp.people.models import Member, Organisation, Team

TEAMLESS = "Noé"
NOW = "2026-11-20T09:40:00+01:00"


class Stage:
    """The demo company behind a server; `set_up` brings it back to how it was at the start."""

    def __init__(self, folder: Path) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._file, self._kept = folder / "demo.sqlite3", folder / "kept.sqlite3"
        self._app = create_app(
            {
                "REBOND_MODE": "demo",
                "REBOND_NOW": NOW,
                "DATABASE_URL": f"sqlite:///{self._file}",
            }
        )
        self._server: BaseWSGIServer | None = None
        self._port = 0
        with self._app.app_context():
            bring_up_to_date()
        seed(self._app)
        self.cookies: dict[str, str] = {}
        self.link = ""
        with self._app.app_context():
            self._comes_without_team()
            self._let_in()
            jeanne = large.found(self._app, datetime.fromisoformat(NOW))
            self.cookies[large.VIEWER] = jeanne.signs_in()
            db.session.remove()
            db.engine.dispose()
        shutil.copyfile(self._file, self._kept)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def set_up(self, language: str, *, vous: bool = False) -> None:
        """The company as it was, in that language, on the Friday morning again."""
        self.stop()
        with self._app.app_context():
            db.engine.dispose()
        for end in ("-wal", "-shm"):
            self._file.with_name(self._file.name + end).unlink(missing_ok=True)
        shutil.copyfile(self._kept, self._file)
        clock.set_now(datetime.fromisoformat(NOW))
        with self._app.app_context(), writing() as session:
            session.execute(update(Member).values(language=language, vous=vous))
        self.start()

    def start(self) -> None:
        wsgi: WSGIApplication = self._app
        self._server = make_server("127.0.0.1", self._port, wsgi, threaded=True)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self._server:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def _comes_without_team(self) -> None:
        at = clock.now()
        with writing() as session:
            organisation = session.scalars(select(Organisation.id)).one()
            company.arrive(organisation, company.add_member(organisation, TEAMLESS, at), at)

    def _let_in(self) -> None:
        """A sign-in for each person, and the one-time link of somebody who has yet to come."""
        at, arrivals = clock.now(), self._app.extensions["rebond.arrivals"]
        people = select(Member.name, Member.organisation_id, Member.id)
        with writing() as session:
            for name, organisation, member in session.execute(people).all():
                token = sign_ins.begin(organisation, member, "pictures", at, arrivals)
                self.cookies[name] = token or ""
            team = session.scalars(select(Team.id).where(Team.name == "Nantes")).one()
            invited = company.add_member(organisation, "Gabriel", at, team_id=team)
            self.link = links.make(organisation, invited, at)
