"""What a member sees of themself, and what they set."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select, update

from webapp.database import db, write_transaction
from webapp.game.days import today
from webapp.me.forms import YOU, Settings
from webapp.people import charge, declaring, facts
from webapp.people.mates import get_team_name
from webapp.people.models import MemberRow
from webapp.people.who import Member
from webapp.people.who import get_member as read_member
from webapp.progress.summary import load_summary
from webapp.progress.words import LevelView, level_view


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


def load_profile(who: Member, now: datetime) -> Profile:
    """The member as Me shows them; three statements, four for a manager."""
    standing = load_summary(who, now)
    return Profile(
        name=who.name,
        organisation=who.organisation,
        team=get_team_name(who.organisation_id, who.id),
        charges=_charges(who),
        level=level_view(standing.level, standing.points_total),
        points=standing.points_total,
        joined=who.joined_on,
        goal=standing.goal,
        dose=standing.dose,
        zone=who.zone_name,
    )


def load_settings(who: Member) -> Settings:
    """What the member has chosen; one statement."""
    vous = db.session.execute(select(MemberRow.vous).where(_is(who))).scalar()
    you = next(said for said, chosen in YOU.items() if chosen is vous)
    return Settings(who.language, who.theme, you)


def save_settings(who: Member, settings: Settings) -> Member:
    """Write what the member chooses; says them as they are then."""
    values: dict[str, object] = {"language": settings.language, "theme": settings.theme}
    if settings.you:
        values["vous"] = YOU[settings.you]
    with write_transaction() as session:
        session.execute(update(MemberRow).where(_is(who)).values(values))
        return read_member(who.organisation_id, who.id) or who


def save_goal(who: Member, goal: int | None, at: datetime) -> None:
    """Wish for so many attempts a day, from today on; earlier days keep the goal they had."""
    day = today(at, who.zone)
    with write_transaction():
        held = facts.read_facts(who.organisation_id, [who.id])
        if held.goal(who.id, day) == goal:
            return
        for said in held.spans(who.id, "goal"):
            if said.first_day >= day:
                declaring.retract_fact(who.organisation_id, who.id, said.id, at)
        value = {"goal": goal}
        declaring.add_fact(who.organisation_id, "member", who.id, "goal", day, at, value=value)


def save_zone(who: Member, zone: str) -> None:
    """Read today in another zone from now on; no day that was practised moves (RULES R1.1)."""
    with write_transaction() as session:
        session.execute(update(MemberRow).where(_is(who)).values(zone=zone))


def get_dose(who: Member, at: datetime) -> int:
    """The dose of today; one statement."""
    return facts.read_facts(who.organisation_id, [who.id]).dose(today(at, who.zone))


def _is(who: Member) -> ColumnElement[bool]:
    return and_(MemberRow.organisation_id == who.organisation_id, MemberRow.id == who.id)


def _charges(who: Member) -> list[str]:
    """The names of a manager's further teams; an administrator sees all and is told of none."""
    further = charge.list_visible_teams(who) if who.role == "manager" else []
    return [team.name for team in further if not team.own]
