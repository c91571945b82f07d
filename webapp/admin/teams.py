"""Teams: made, named anew, archived when nobody is in them any more."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update

from webapp.admin.refusals import Refused
from webapp.database import db, writing
from webapp.game.days import today, week_of
from webapp.names import fold_name
from webapp.people import audit, charge, company, completions, editions, roster
from webapp.people.models import Team
from webapp.people.tries import whole
from webapp.people.who import zone_named
from webapp.progress import closings, leagues


@whole
def add(
    organisation_id: UUID,
    name: str,
    at: datetime,
    actor_id: UUID | None = None,
    cookie: str = "",
) -> UUID:
    """Make a team. Raises Refused for a name that is taken.

    Asked the same once more by the sign-in of this `cookie`, it says the team that it made.

    There is no most: more than a board holds play in leagues (RULES R5.8).
    """
    form = completions.form(cookie, "team", name)
    with writing():
        company.lock(organisation_id)
        made = completions.made(organisation_id, form, at) if cookie else None
        if made and roster.size(organisation_id, made) is not None:
            return made
        _free(organisation_id, name)
        zone = zone_named(company.zone_of(organisation_id))
        closings.write_due(organisation_id, at)
        team_id = company.add_team(organisation_id, name, at)
        leagues.enrol(organisation_id, week_of(today(at, zone)), team_id, zone)
        if actor_id and cookie:
            completions.note(organisation_id, form, actor_id, team_id, at)
        audit.note(organisation_id, "team", at, actor_id=actor_id, about_id=team_id)
    return team_id


@whole
def rename(
    organisation_id: UUID, team_id: UUID, name: str, at: datetime, actor_id: UUID | None = None
) -> bool:
    """Give a team another name; False when there is no such team. Raises Refused if it is taken."""
    with writing():
        company.lock(organisation_id)
        _free(organisation_id, name, but=team_id)
        closings.write_due(organisation_id, at)
        found = db.session.execute(
            update(Team)
            .where(_present(organisation_id, team_id))
            .values(name=name, folded=fold_name(name))
            .returning(Team.id)
        ).first()
        editions.changed(organisation_id)
        if found:
            audit.note(organisation_id, "team-name", at, actor_id=actor_id, about_id=team_id)
    return found is not None


@whole
def archive(
    organisation_id: UUID, team_id: UUID, at: datetime, actor_id: UUID | None = None
) -> bool:
    """Put an empty team away; past weeks keep it. False when there is no such team.

    Raises Refused while somebody is in it.
    """
    with writing():
        company.lock(organisation_id)
        if roster.size(organisation_id, team_id):
            raise Refused("name", "people")
        closings.write_due(organisation_id, at)
        found = db.session.execute(
            update(Team)
            .where(_present(organisation_id, team_id))
            .values(archived_at=at)
            .returning(Team.id)
        ).first()
        editions.changed(organisation_id)
        if found:
            charge.end_of_team(organisation_id, team_id)
            audit.note(organisation_id, "team-archived", at, actor_id=actor_id, about_id=team_id)
    return found is not None


def _free(organisation_id: UUID, name: str, but: UUID | None = None) -> None:
    for team in roster.teams(organisation_id):
        if fold_name(team.name) == fold_name(name) and team.id != but:
            raise Refused("name", "taken")


def _present(organisation_id: UUID, team_id: UUID) -> ColumnElement[bool]:
    return (
        (Team.organisation_id == organisation_id)
        & (Team.id == team_id)
        & Team.archived_at.is_(None)
    )
