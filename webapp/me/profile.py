"""Profile and settings of a member: read, and saved."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select, update

from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import today
from webapp.me.forms import YOU, Settings
from webapp.people import managed_teams
from webapp.people.hooks import hooks
from webapp.people.members import Member
from webapp.people.members import get_member as read_member
from webapp.people.models import MemberRow
from webapp.people.schedule import declarations, facts
from webapp.people.teammates import get_team_name
from webapp.progress.days.summary import load_summary
from webapp.progress.level_names import LevelView, level_view


@dataclass(frozen=True, slots=True)
class Profile:
    """The member's own page: their present team is None where they are in none; `charges` are the
    teams that a manager looks after beside it."""

    name: str
    organisation: str
    team: str | None
    charges: list[str]
    level: LevelView
    points: int
    joined: date
    goal: int | None
    dose: int
    zone: str


def load_profile(member: Member, now: datetime) -> Profile:
    """The member as Me shows them; three statements, four for a manager."""
    standing = load_summary(member, now)
    return Profile(
        name=member.name,
        organisation=member.organisation,
        team=get_team_name(member.organisation_id, member.id),
        charges=_charges(member),
        level=level_view(standing.level, standing.points_total),
        points=standing.points_total,
        joined=member.joined_on,
        goal=standing.goal,
        dose=standing.dose,
        zone=member.zone_name,
    )


def load_settings(member: Member) -> Settings:
    """What the member has chosen; one statement."""
    vous = db.session.execute(select(MemberRow.vous).where(_own_row(member))).scalar()
    you = next(name for name, chosen in YOU.items() if chosen is vous)
    return Settings(member.language, member.theme, you)


def save_settings(member: Member, settings: Settings) -> Member:
    """Save the member's settings; the member as they are then."""
    values: dict[str, object] = {"language": settings.language, "theme": settings.theme}
    if settings.you:
        values["vous"] = YOU[settings.you]
    with write_transaction() as session:
        session.execute(update(MemberRow).where(_own_row(member)).values(values))
        return read_member(member.organisation_id, member.id) or member


def save_goal(member: Member, goal: int | None, at: datetime) -> None:
    """Save a goal of so many attempts a day, from today on; earlier days keep the goal they had."""
    day = today(at, member.zone)
    with write_transaction():
        own_facts = facts.read_facts(member.organisation_id, [member.id])
        if own_facts.goal(member.id, day) == goal:
            return
        for fact in own_facts.spans(member.id, "goal"):
            if fact.first_day >= day:
                declarations.retract_fact(member.organisation_id, member.id, fact.id, at)
        value = {"goal": goal}
        declarations.add_fact(
            member.organisation_id, "member", member.id, "goal", day, at, value=value
        )


def save_zone(member: Member, zone: str, at: datetime) -> None:
    """Save another zone, in which today is read from now on; no day that was practised moves (RULES
    R1.1).
    """
    with write_transaction() as session:
        session.execute(update(MemberRow).where(_own_row(member)).values(zone=zone))
        hooks().replan_reminder(member, at)


def get_dose(member: Member, at: datetime) -> int:
    """The dose of today; one statement."""
    return facts.read_facts(member.organisation_id, [member.id]).dose(today(at, member.zone))


def _own_row(member: Member) -> ColumnElement[bool]:
    return and_(MemberRow.organisation_id == member.organisation_id, MemberRow.id == member.id)


def _charges(member: Member) -> list[str]:
    """The names of a manager's further teams; an administrator sees all and is told of none."""
    further = managed_teams.list_visible_teams(member) if member.role == "manager" else []
    return [team.name for team in further if not team.own]
