"""What a member sees of themself, and what they set."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, select, update

from webapp.database import db, writing
from webapp.game.days import today
from webapp.me.forms import YOU, Settings
from webapp.people import charge, declaring, facts
from webapp.people.mates import team_name
from webapp.people.models import Member
from webapp.people.who import Who
from webapp.people.who import member as read_member
from webapp.progress.summary import summary
from webapp.progress.words import ShownLevel, shown_level


@dataclass(frozen=True, slots=True)
class Profile:
    """The member's own page: their present team is None where they are in none; `charges` are the
    teams that a manager looks after beside it."""

    name: str
    organisation: str
    team: str | None
    charges: list[str]
    level: ShownLevel
    points: int
    joined: date
    goal: int | None
    dose: int
    zone: str


def profile(who: Who, now: datetime) -> Profile:
    """The member as Me shows them; three statements, four for a manager."""
    standing = summary(who, now)
    return Profile(
        name=who.name,
        organisation=who.organisation,
        team=team_name(who.organisation_id, who.id),
        charges=_charges(who),
        level=shown_level(standing.level, standing.points_total),
        points=standing.points_total,
        joined=who.joined_on,
        goal=standing.goal,
        dose=standing.dose,
        zone=who.zone_name,
    )


def settings(who: Who) -> Settings:
    """What the member has chosen; one statement."""
    vous = db.session.execute(select(Member.vous).where(_is(who))).scalar()
    you = next(said for said, chosen in YOU.items() if chosen is vous)
    return Settings(who.language, who.theme, you)


def keep(who: Who, settings: Settings) -> Who:
    """Write what the member chooses; says them as they are then."""
    values: dict[str, object] = {"language": settings.language, "theme": settings.theme}
    if settings.you:
        values["vous"] = YOU[settings.you]
    with writing() as session:
        session.execute(update(Member).where(_is(who)).values(values))
        return read_member(who.organisation_id, who.id) or who


def keep_goal(who: Who, goal: int | None, at: datetime) -> None:
    """Wish for so many attempts a day, from today on; earlier days keep the goal they had."""
    day = today(at, who.zone)
    with writing():
        held = facts.read(who.organisation_id, [who.id])
        if held.goal(who.id, day) == goal:
            return
        for said in held.spans(who.id, "goal"):
            if said.first_day >= day:
                declaring.take_back(who.organisation_id, who.id, said.id, at)
        value = {"goal": goal}
        declaring.say(who.organisation_id, "member", who.id, "goal", day, at, value=value)


def keep_zone(who: Who, zone: str) -> None:
    """Read today in another zone from now on; no day that was practised moves (RULES R1.1)."""
    with writing() as session:
        session.execute(update(Member).where(_is(who)).values(zone=zone))


def dose(who: Who, at: datetime) -> int:
    """The dose of today; one statement."""
    return facts.read(who.organisation_id, [who.id]).dose(today(at, who.zone))


def _is(who: Who) -> ColumnElement[bool]:
    return and_(Member.organisation_id == who.organisation_id, Member.id == who.id)


def _charges(who: Who) -> list[str]:
    """The names of a manager's further teams; an administrator sees all and is told of none."""
    further = charge.teams(who) if who.role == "manager" else []
    return [team.name for team in further if not team.own]
