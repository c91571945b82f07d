"""The `rebond` command: for operators, and for `make run` and `make serve`."""

import os
import signal
import sys

import click

import webapp.clock as clock
import webapp.server.start as start
from webapp.command_app import MIGRATE, SEED, command_app, host_option, port_option
from webapp.company_commands import member, organisation, team
from webapp.demo.company import seed as seed_demo
from webapp.jobs import Jobs
from webapp.me.erasure import clean_files, erase_due
from webapp.me.retention import BATCHES_AT_START, apply_retention
from webapp.migrations import known_versions, migrate_to, upgrade_database
from webapp.progress.rebuild.rebuild import rebuild as rebuild_derived
from webapp.push.vapid import get_public_key, renew_key

ENDINGS = (signal.SIGTERM, signal.SIGINT)


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
        apply_retention(clock.now(), batches=BATCHES_AT_START)
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
        reduced = apply_retention(clock.now())
        clean_files()
    people, entries = "person" if erased == 1 else "people", "entry" if reduced == 1 else "entries"
    click.echo(f"{erased} {people} erased, {reduced} {entries} reduced to daily totals.")


@main.command()
@click.option("--once", is_flag=True, help="Do what is due now, then stop.")
@click.option("--demo", is_flag=True, help="Read the demo's database.")
def work(once: bool, demo: bool) -> None:
    """Do the work that is waiting (reminders and e-mails to be sent), until stopped.

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
@click.option("--new", is_flag=True, help="Make another key; every device has to subscribe again.")
@click.option("--demo", is_flag=True, help="Read the demo's database.")
def push_key(new: bool, demo: bool) -> None:
    """Show the public key by which push services know this server (VAPID)."""
    start.use_demo_settings() if demo else start.use_production_settings()
    with command_app():
        if new:
            lost = renew_key(clock.now())
            devices = "device gets" if lost == 1 else "devices get"
            click.echo(f"{lost} {devices} no reminder until Rebond is opened there again.")
        click.echo(get_public_key())


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
        report = rebuild_derived(write=write)
    click.echo(str(report))
    sys.exit(1 if report.open and not report.written else 0)


for group in (organisation, team, member):
    main.add_command(group)
