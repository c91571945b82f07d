"""Changes of teams by administrators: created, renamed, archived when nobody is in them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, update

from webapp.admin.refusals import refused_change
from webapp.auth import form_replays
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import today, week_of
from webapp.names import fold_name
from webapp.people import audit, cache_versions, company, managed_teams, roster
from webapp.people.members import get_timezone
from webapp.people.models import Team
from webapp.people.retries import retry_whole
from webapp.progress.closing import closes as week_closes
from webapp.progress.weeks import leagues


@retry_whole
def create_team(
    organisation_id: UUID,
    name: str,
    at: datetime,
    actor_id: UUID | None = None,
    cookie: str = "",
) -> UUID:
    """Create a team. Raises RefusedChangeError for a name that is taken.

    Asked the same once more by the sign-in of this `cookie`, it says the team that it made.

    There is no most: more than a board holds play in leagues (RULES R5.8).
    """
    form = form_replays.form_digest(cookie, "team", name)
    with write_transaction():
        company.lock_organisation(organisation_id)
        previous_id = form_replays.find_result(organisation_id, form, at) if cookie else None
        if previous_id and roster.count_people(organisation_id, previous_id) is not None:
            return previous_id
        _check_name_free(organisation_id, name)
        zone = get_timezone(company.get_zone_name(organisation_id))
        week_closes.close_due_weeks(organisation_id, at)
        team_id = company.add_team(organisation_id, name, at)
        leagues.enrol_team(organisation_id, week_of(today(at, zone)), team_id, zone)
        if actor_id and cookie:
            form_replays.record_result(organisation_id, form, actor_id, team_id, at)
        audit.record(organisation_id, "team", at, actor_id=actor_id, about_id=team_id)
    return team_id


@retry_whole
def rename_team(
    organisation_id: UUID, team_id: UUID, name: str, at: datetime, actor_id: UUID | None = None
) -> bool:
    """Rename a team; False when there is no such team. Raises RefusedChangeError if it
    is taken.
    """
    with write_transaction():
        company.lock_organisation(organisation_id)
        _check_name_free(organisation_id, name, but=team_id)
        week_closes.close_due_weeks(organisation_id, at)
        row = db.session.execute(
            update(Team)
            .where(_is_present(organisation_id, team_id))
            .values(name=name, folded=fold_name(name))
            .returning(Team.id)
        ).first()
        cache_versions.bump(organisation_id)
        if row:
            audit.record(organisation_id, "team-name", at, actor_id=actor_id, about_id=team_id)
    return row is not None


@retry_whole
def archive_team(
    organisation_id: UUID, team_id: UUID, at: datetime, actor_id: UUID | None = None
) -> bool:
    """Archive an empty team; past weeks keep it. False when there is no such team.

    Raises RefusedChangeError while somebody is in it.
    """
    with write_transaction():
        company.lock_organisation(organisation_id)
        if roster.count_people(organisation_id, team_id):
            raise refused_change("name", "people")
        week_closes.close_due_weeks(organisation_id, at)
        row = db.session.execute(
            update(Team)
            .where(_is_present(organisation_id, team_id))
            .values(archived_at=at)
            .returning(Team.id)
        ).first()
        cache_versions.bump(organisation_id)
        if row:
            managed_teams.remove_all_for_team(organisation_id, team_id)
            audit.record(organisation_id, "team-archived", at, actor_id=actor_id, about_id=team_id)
    return row is not None


def _check_name_free(organisation_id: UUID, name: str, but: UUID | None = None) -> None:
    for team in roster.list_teams(organisation_id):
        if fold_name(team.name) == fold_name(name) and team.id != but:
            raise refused_change("name", "taken")


def _is_present(organisation_id: UUID, team_id: UUID) -> ColumnElement[bool]:
    return (
        (Team.organisation_id == organisation_id)
        & (Team.id == team_id)
        & Team.archived_at.is_(None)
    )
