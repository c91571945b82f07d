"""The company's settings: what holds at once, and what holds from the next Monday (RULES R10)."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update

from webapp.admin.forms import Company
from webapp.admin.refusals import Refused
from webapp.database import db, writing
from webapp.game.days import WEEK, is_closed, today, week_of
from webapp.people import audit, company, declaring, facts, keeping
from webapp.people.models import Member, Organisation
from webapp.people.tries import whole
from webapp.people.who import Who, zone_named
from webapp.progress import closings, follow


def read(who: Who, at: datetime) -> Company:
    """The settings as they will hold on the next Monday."""
    monday = _next_monday(who, at)
    row = db.session.execute(
        select(
            Organisation.name, Organisation.language, Organisation.zone, Organisation.vous
        ).where(Organisation.id == who.organisation_id)
    ).one()
    said = facts.read(who.organisation_id, [])
    place = said.place(monday)
    return Company(
        row.name,
        row.language,
        row.zone,
        place["country"],
        place.get("region"),
        said.dose(monday),
        row.vous,
        keeping.read_choice(who, at).chosen,
        tuple(said.company_days(monday)),
    )


@whole
def keep(who: Who, wanted: Company, at: datetime, sure: bool = False) -> None:
    """Keep the settings. Raises Refused when another zone would open a closed week again, and where
    fewer months would be kept and nobody said that they are `sure`.
    """
    with writing():
        company.lock(who.organisation_id)
        was = read(who, at)
        _keep_months(who, wanted.months, at, sure=sure)
        if wanted.zone != was.zone:
            if _reopens(was.zone, wanted.zone, at):
                raise Refused("zone", "weeks")
            closings.write_due(who.organisation_id, at, zone_named(wanted.zone))
            closings.deal_season(who.organisation_id, zone_named(was.zone), at)
        db.session.execute(
            update(Organisation)
            .where(Organisation.id == who.organisation_id)
            .values(name=wanted.name, language=wanted.language, zone=wanted.zone, vous=wanted.vous)
        )
        if wanted.dose != was.dose:
            _say(who, "dose", {"dose": wanted.dose}, at)
        if wanted.days not in (None, was.days):
            _say(who, "pattern", {"weeks": [list(wanted.days)]}, at)
        if (wanted.country, wanted.region) != (was.country, was.region):
            _say(who, "holidays", {"country": wanted.country, "region": wanted.region}, at)
        if wanted.zone != was.zone:
            _move(who, was.zone, wanted.zone, at)
        if replace(wanted, months=was.months, days=wanted.days or was.days) != was:
            audit.note(who.organisation_id, "settings", at, actor_id=who.id)


def _keep_months(who: Who, months: int | None, at: datetime, *, sure: bool) -> None:
    """Another number of months, which is a line of its own in the audit (RULES R14.2)."""
    was = keeping.read_choice(who, at).chosen
    if months is None or months == was:
        return
    if months < was and not sure:
        raise Refused("months", "fewer")
    keeping.choose(who, months, at)


def _say(who: Who, name: str, value: dict[str, object], at: datetime) -> None:
    organisation_id: UUID = who.organisation_id
    first = _first_day(who, at)
    declaring.say(organisation_id, "organisation", organisation_id, name, first, at, value=value)
    follow.company_changed(organisation_id, first, at)


def is_founding_day(who: Who, at: datetime) -> bool:
    """Whether what is kept now holds at once: on the company's first day, as long as nobody but
    this administrator has come in. There is nobody yet to whom it could have been announced (RULES
    R10).
    """
    if _founded_on(who) != today(at, who.organisation_zone):
        return False
    others = select(Member.id).where(
        Member.organisation_id == who.organisation_id,
        Member.id != who.id,
        Member.joined_on.is_not(None),
    )
    return db.session.execute(others.limit(1)).first() is None


def _first_day(who: Who, at: datetime) -> date:
    return _founded_on(who) if is_founding_day(who, at) else _next_monday(who, at)


def _founded_on(who: Who) -> date:
    return today(who.organisation_since, who.organisation_zone)


def _move(who: Who, old: str, new: str, at: datetime) -> None:
    """Take along the members who live by the company's clock, and write open weeks by the new."""
    db.session.execute(
        update(Member)
        .where(Member.organisation_id == who.organisation_id, Member.zone == old)
        .values(zone=new)
    )
    db.session.execute(
        update(Organisation).where(Organisation.id == who.organisation_id).values(zone_since=at)
    )
    follow.zone_changed(who.organisation_id, at)


def _next_monday(who: Who, at: datetime) -> date:
    return week_of(today(at, who.organisation_zone)) + WEEK


def _reopens(old: str, new: str, at: datetime) -> bool:
    """Whether a week that has closed in the old zone is still open in the new one."""
    was, will = zone_named(old), zone_named(new)
    present = week_of(today(at, was))
    return any(
        is_closed(week, was, at) and not is_closed(week, will, at)
        for week in (present - WEEK, present - 2 * WEEK)
    )
