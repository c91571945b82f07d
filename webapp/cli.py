"""The `rebond` command: for operators, and for `make run` and `make serve`."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar
from uuid import UUID

import click
from flask import Flask
from sqlalchemy.exc import DBAPIError

import webapp.clock as clock
import webapp.server.start as start
from webapp.admin import people as staff
from webapp.admin import teams
from webapp.admin.forms import COMPANY_NAME, Placement
from webapp.admin.refusals import RefusedChangeError
from webapp.app import create_app
from webapp.config_values import ConfigError
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.database_check import (
    DatabaseUnusableError,
    require_place,
    require_tables,
    unusable,
)
from webapp.demo.company import seed as seed_demo
from webapp.jobs import Jobs
from webapp.me.erasure import clean_files, erase_due
from webapp.me.retention import BATCHES_AT_START
from webapp.me.retention import apply_retention as forget_due
from webapp.migrations import (
    NewerDatabaseError,
    known_versions,
    migrate_to,
    require_known_version,
    upgrade_database,
)
from webapp.names import clean_name, fold_name, is_visible
from webapp.people import company, roster, zones
from webapp.people import forms as people_forms
from webapp.people.schedule import public_holidays
from webapp.progress.rebuild.rebuild import rebuild as read_again

Result = TypeVar("Result")
MIGRATE, SEED = "rebond migrate", "rebond seed"
ENDINGS = (signal.SIGTERM, signal.SIGINT)

host_option = click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
port_option = click.option(
    "--port", envvar="PORT", default=8000, show_default=True, type=click.IntRange(1, 65535)
)


def validated(
    what: str,
    holds: Callable[[str], object],
    read: Callable[[str], str] = people_forms.clean_text,
) -> Callable[..., str]:
    """A click callback that lets through what `holds`, as `read` reads it: without odd spaces."""

    def callback(_context: click.Context, _parameter: click.Parameter, raw: str) -> str:
        text = read(raw)
        if not holds(text):
            raise click.BadParameter(f"{raw!r} is not {what}.")
        return text

    return callback


NAME = validated(
    "a name of 1 to 60 characters",
    lambda name: len(name) <= people_forms.MAX_NAME and is_visible(name),
    clean_name,
)
MAX_COMPANY_NAME = validated(
    "a name of 1 to 80 characters",
    lambda name: len(name) <= COMPANY_NAME and is_visible(name),
    clean_name,
)
ADDRESS = validated("an e-mail address", people_forms.is_email)
ZONE = validated("a time zone; write it like Europe/Paris", lambda name: name in zones.zones())
COUNTRY = validated(
    "a country with known holidays; write it like FR, or leave it empty",
    lambda code: not code or code in public_holidays.countries(),
)


@click.group()
def main() -> None:
    """Rebond: cold calling as a game that a team plays together."""


@main.command()
@host_option
@port_option
def run(host: str, port: int) -> None:
    """The demo: a company of four teams with eight weeks of history, and one click to get in."""
    start.use_demo_settings()
    start.check_port_free(host, port)
    with command_app() as app:
        upgrade_database()
        click.echo("Setting up the demo company; the first time takes a few seconds.")
        seed_demo(app)
    start.print_urls(host, port)
    start.exec_gunicorn(host, port, app.config["WORKERS"])


@main.command()
@host_option
@port_option
@click.option("--insecure", is_flag=True, help="Let people sign in over plain HTTP.")
def serve(host: str, port: int, insecure: bool) -> None:
    """Your own company. Its first administrator comes in by the link that is printed."""
    if insecure:
        os.environ["REBOND_INSECURE"] = "1"
    start.use_production_settings(host)
    if host not in start.LOOPBACK and not start.plain_http_allowed():
        raise click.ClickException(
            f"HOST={host} opens plain HTTP to others, who could read sign-ins on the way.\n"
            "Put a server with HTTPS in front and set REBOND_PROXIES=1 (the README shows how), "
            "or accept the risk with --insecure (make serve REBOND_INSECURE=1)."
        )
    start.check_port_free(host, port)
    with command_app() as app:
        upgrade_database()
        erase_due(clock.now())
        forget_due(clock.now(), batches=BATCHES_AT_START)
        if not app.config["SMTP_URL"]:
            click.echo("E-mails are printed here; set SMTP_URL to send them.")
        start.print_urls(host, port)
        start.print_first_admin_link(app, host, port)
    start.exec_gunicorn(host, port, app.config["WORKERS"])


@main.command()
@click.option("--to", help="Go up or down to this version.")
@click.option("--demo", is_flag=True, help="Migrate the demo's database.")
def migrate(to: str | None, demo: bool) -> None:
    """Bring the database up to date, or to a given version."""
    start.use_demo_settings() if demo else start.use_production_settings()
    versions = known_versions()
    if to is not None and to not in versions:
        raise click.BadParameter(
            f"{to!r} is not a version that this Rebond knows: {', '.join(reversed(versions))}.",
            param_hint="--to",
        )
    with command_app():
        migrate_to(to or versions[0])
    click.echo(f"The database is at version {to or versions[0]}.")


@main.command()
@click.option("--demo", is_flag=True, help="Sweep the demo's database.")
def sweep(demo: bool) -> None:
    """Erase for good the people whose thirty days are over, and reduce what is older than their
    company keeps to daily totals. Run it once a day.
    """
    start.use_demo_settings() if demo else start.use_production_settings()
    with command_app(SEED if demo else MIGRATE):
        erased = erase_due(clock.now())
        reduced = forget_due(clock.now())
        clean_files()
    people, entries = "person" if erased == 1 else "people", "entry" if reduced == 1 else "entries"
    click.echo(f"{erased} {people} erased, {reduced} {entries} reduced to daily totals.")


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@click.option("--demo", is_flag=True, help="Read the demo's database.")
def work(once: bool, demo: bool) -> None:
    """Do the work that is waiting (e-mails to be sent), until stopped.

    The web server does this itself; this is for more of it, on this machine or on others.
    """
    start.use_demo_settings() if demo else start.use_production_settings()
    with command_app() as app:
        jobs: Jobs = app.extensions["rebond"].jobs
        if once:
            jobs.run_once()
            return
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)
        jobs.start()
        signal.sigwait(ENDINGS)
        jobs.stop()


@main.command()
def seed() -> None:
    """Set up the demo company, unless it is there already."""
    start.use_demo_settings()
    with command_app() as app:
        upgrade_database()
        seed_demo(app)


@main.command()
@click.option("--write", is_flag=True, help="Correct what is open; closed weeks are only reported.")
@click.option("--demo", is_flag=True, help="Read the demo's database.")
def rebuild(write: bool, demo: bool) -> None:
    """Recompute from the journal all that is derived from it, and report what differs."""
    start.use_demo_settings() if demo else start.use_production_settings()
    with command_app(SEED if demo else MIGRATE):
        report = read_again(write=write)
    click.echo(str(report))
    sys.exit(1 if report.open and not report.written else 0)


@main.group()
def organisation() -> None:
    """Companies."""


@organisation.command("add")
@click.argument("name", callback=MAX_COMPANY_NAME)
@click.option("--language", type=click.Choice(["fr", "en"]), default="fr", show_default=True)
@click.option("--zone", default="Europe/Paris", show_default=True, callback=ZONE)
@click.option(
    "--country", default="FR", show_default=True, help="Whose public holidays.", callback=COUNTRY
)
def add_organisation(name: str, language: str, zone: str, country: str) -> None:
    """Make a company; prints its id."""
    start.use_production_settings()
    with command_app(MIGRATE) as app, write_transaction():
        if roster.is_organisation_name_taken(name):
            raise click.ClickException(
                f"There is already a company called {name}, or one that looks the same: "
                "give this one another name."
            )
        on_created = app.extensions["rebond"].hooks.on_organisation_created
        organisation_id = company.create_organisation(
            name,
            clock.now(),
            language=language,
            zone=zone,
            country=country,
            on_created=on_created,
        )
    click.echo(organisation_id)


@main.group()
def team() -> None:
    """Teams."""


@team.command("add")
@click.argument("organisation")
@click.argument("name", callback=NAME)
def add_team(organisation: str, name: str) -> None:
    """Make a team in a company (its name or id)."""
    start.use_production_settings()
    with command_app(MIGRATE):
        click.echo(
            refusal_as_click_error(
                lambda: teams.create_team(_organisation(organisation), name, clock.now())
            )
        )


@main.group()
def member() -> None:
    """Members."""


@member.command("add")
@click.argument("organisation")
@click.argument("name", callback=NAME)
@click.argument("email", callback=ADDRESS)
@click.option("--team", help="Their team's name; left out, the company's only team.")
@click.option("--no-team", "teamless", is_flag=True, help="In no team yet, on purpose.")
@click.option("--role", type=click.Choice(["member", "manager", "admin"]), default="member")
@port_option
def add_member(
    organisation: str,
    name: str,
    email: str,
    team: str | None,
    teamless: bool,
    role: str,
    port: int,
) -> None:
    """Add a member to a company; prints the one-time link that lets them in."""
    if team and teamless:
        raise click.UsageError("Either --team or --no-team.")
    start.use_production_settings()
    with command_app(MIGRATE) as app:
        organisation_id = _organisation(organisation)
        place = Placement(None if teamless else team_of_newcomer(organisation_id, team), role)
        at = clock.now()
        _, token = refusal_as_click_error(
            lambda: staff.invite_person(organisation_id, name, email.strip().lower(), place, at)
        )
        click.echo(start.invitation_url(app, token, port))


@member.command("link")
@click.argument("organisation")
@click.argument("who")
@port_option
def link_member(organisation: str, who: str, port: int) -> None:
    """A new one-time link for a member, by e-mail address or name."""
    start.use_production_settings()
    with command_app(MIGRATE) as app:
        organisation_id = _organisation(organisation)
        member_id = roster.find_member(organisation_id, who)
        token = (
            staff.renew_invitation(organisation_id, member_id, clock.now()) if member_id else None
        )
        if token is None:
            raise click.ClickException(f"{organisation} has no member {who}, or more than one.")
        click.echo(start.invitation_url(app, token, port))


@contextmanager
def command_app(tables_by: str = "") -> Iterator[Flask]:
    """The app, in its own context; what it cannot work with ends the command in one sentence, a
    database of a newer version too.

    `tables_by` is the command that makes the tables, for one that needs them.
    """
    try:
        app = create_app()
    except ConfigError as refusal:
        raise click.ClickException(str(refusal)) from None
    with app.app_context():
        try:
            require_place()
            if tables_by:
                require_tables(tables_by)
            require_known_version()
            yield app
        except (DatabaseUnusableError, NewerDatabaseError) as error:
            raise click.ClickException(str(error)) from None
        except DBAPIError as error:
            sentence = unusable(error)
            if sentence is None:
                raise
            raise click.ClickException(str(sentence)) from None
        finally:
            db.engine.dispose()


def _organisation(name_or_id: str) -> UUID:
    organisation_id = roster.find_organisation(name_or_id)
    if organisation_id is None:
        raise click.ClickException(f"There is no company {name_or_id}, or more than one.")
    return organisation_id


def team_of_newcomer(organisation_id: UUID, name: str | None) -> UUID | None:
    """The team of that name; without one the only team, and none where there is none yet."""
    teams = roster.list_teams(organisation_id)
    if name is None and len(teams) > 1:
        names = ", ".join(team.name for team in teams)
        raise click.ClickException(f"Say which team with --team ({names}), or --no-team.")
    folded = fold_name(name) if name else None
    ids = [team.id for team in teams if folded in (None, fold_name(team.name))]
    if name is None:
        return ids[0] if ids else None
    if not ids:
        raise click.ClickException(f"There is no team {name}.")
    return ids[0]


def refusal_as_click_error(act: Callable[[], Result]) -> Result:
    try:
        return act()
    except RefusedChangeError as refusal:
        raise click.ClickException(f"{refusal.field}: {refusal.reason}") from None
