"""Commands of companies, their teams and their members: `rebond organisation|team|member`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, TypeVar
from uuid import UUID

import click

import webapp.clock as clock
import webapp.server.start as start
from webapp.admin import person_invitations, teams
from webapp.admin.forms import COMPANY_NAME, Placement
from webapp.command_app import MIGRATE, command_app, port_option
from webapp.database.transactions import write_transaction
from webapp.names import clean_name, fold_name, is_visible
from webapp.people import company, roster, zones
from webapp.people import forms as people_forms
from webapp.people.refusals import RefusedChangeError
from webapp.people.schedule import public_holidays

Result = TypeVar("Result")


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


@dataclass(frozen=True, slots=True)
class PlaceOptions:
    """Where a newcomer is placed: a team's name, or None for the only one, or none on purpose."""

    team: str | None
    teamless: bool
    role: str


def place_options(command: Callable[..., None]) -> Callable[..., None]:
    """The options that place a newcomer; the command is handed them as one, `place`."""

    @click.option("--team", help="Their team's name; left out, the company's only team.")
    @click.option("--no-team", "teamless", is_flag=True, help="In no team yet, on purpose.")
    @click.option("--role", type=click.Choice(["member", "manager", "admin"]), default="member")
    @wraps(command)
    def grouped(team: str | None, teamless: bool, role: str, **others: Any) -> None:
        if team and teamless:
            raise click.UsageError("Either --team or --no-team.")
        command(place=PlaceOptions(team, teamless, role), **others)

    return grouped


@click.group()
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
            locale=company.OrganisationLocale(language, zone, country),
            on_created=on_created,
        )
    click.echo(organisation_id)


@click.group()
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


@click.group()
def member() -> None:
    """Members."""


@member.command("add")
@click.argument("organisation")
@click.argument("name", callback=NAME)
@click.argument("email", callback=ADDRESS)
@place_options
@port_option
def add_member(organisation: str, name: str, email: str, place: PlaceOptions, port: int) -> None:
    """Add a member to a company; prints the one-time link that lets them in."""
    start.use_production_settings()
    with command_app(MIGRATE) as app:
        organisation_id = _organisation(organisation)
        team_id = None if place.teamless else team_of_newcomer(organisation_id, place.team)
        placement, at = Placement(team_id, place.role), clock.now()
        person = person_invitations.NewPerson(name, email.strip().lower(), placement)
        _, token = refusal_as_click_error(
            lambda: person_invitations.invite_person(organisation_id, person, at)
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
            person_invitations.renew_invitation(organisation_id, member_id, clock.now())
            if member_id
            else None
        )
        if token is None:
            raise click.ClickException(f"{organisation} has no member {who}, or more than one.")
        click.echo(start.invitation_url(app, token, port))


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
    """What `act` returns; a refused change ends the command in one sentence."""
    try:
        return act()
    except RefusedChangeError as refusal:
        raise click.ClickException(f"{refusal.field}: {refusal.reason}") from None
