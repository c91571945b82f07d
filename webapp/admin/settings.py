"""The company's settings: what holds at once, and what holds from the next Monday (RULES R10)."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update

from webapp.admin.forms import Company
from webapp.admin.refusals import RefusedChangeError
from webapp.database import db, write_transaction
from webapp.game.days import WEEK, is_closed, today, week_of
from webapp.people import audit, company, declaring, facts, keeping
from webapp.people.models import MemberRow, Organisation
from webapp.people.tries import retry_whole
from webapp.people.who import Member, get_timezone
from webapp.progress import closings, follow


def load_settings(who: Member, at: datetime) -> Company:
    """The settings as they will hold on the next Monday."""
    monday = _next_monday(who, at)
    row = db.session.execute(
        select(
            Organisation.name, Organisation.language, Organisation.zone, Organisation.vous
        ).where(Organisation.id == who.organisation_id)
    ).one()
    said = facts.read_facts(who.organisation_id, [])
    place = said.holiday_place(monday)
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


@retry_whole
def save_settings(who: Member, wanted: Company, at: datetime, sure: bool = False) -> None:
    """Keep the settings. Raises Refused when another zone would open a closed week again, and where
    fewer months would be kept and nobody said that they are `sure`.
    """
    with write_transaction():
        company.lock_organisation(who.organisation_id)
        was = load_settings(who, at)
        _keep_months(who, wanted.months, at, sure=sure)
        if wanted.zone != was.zone:
            if _would_reopen_week(was.zone, wanted.zone, at):
                raise RefusedChangeError("zone", "weeks")
            closings.close_due_weeks(who.organisation_id, at, get_timezone(wanted.zone))
            closings.assign_season(who.organisation_id, get_timezone(was.zone), at)
        db.session.execute(
            update(Organisation)
            .where(Organisation.id == who.organisation_id)
            .values(name=wanted.name, language=wanted.language, zone=wanted.zone, vous=wanted.vous)
        )
        if wanted.dose != was.dose:
            _schedule_setting(who, "dose", {"dose": wanted.dose}, at)
        if wanted.days not in (None, was.days):
            _schedule_setting(who, "pattern", {"weeks": [list(wanted.days)]}, at)
        if (wanted.country, wanted.region) != (was.country, was.region):
            _schedule_setting(
                who, "holidays", {"country": wanted.country, "region": wanted.region}, at
            )
        if wanted.zone != was.zone:
            _change_timezone(who, was.zone, wanted.zone, at)
        if replace(wanted, months=was.months, days=wanted.days or was.days) != was:
            audit.record(who.organisation_id, "settings", at, actor_id=who.id)


def _keep_months(who: Member, months: int | None, at: datetime, *, sure: bool) -> None:
    """Another number of months, which is a line of its own in the audit (RULES R14.2)."""
    was = keeping.read_choice(who, at).chosen
    if months is None or months == was:
        return
    if months < was and not sure:
        raise RefusedChangeError("months", "fewer")
    keeping.choose_months(who, months, at)


def _schedule_setting(who: Member, name: str, value: dict[str, object], at: datetime) -> None:
    organisation_id: UUID = who.organisation_id
    first = _first_day(who, at)
    declaring.add_fact(
        organisation_id, "organisation", organisation_id, name, first, at, value=value
    )
    follow.after_organisation_change(organisation_id, first, at)


def is_founding_day(who: Member, at: datetime) -> bool:
    """Whether what is kept now holds at once: on the company's first day, as long as nobody but
    this administrator has come in. There is nobody yet to whom it could have been announced (RULES
    R10).
    """
    if _founded_on(who) != today(at, who.organisation_zone):
        return False
    others = select(MemberRow.id).where(
        MemberRow.organisation_id == who.organisation_id,
        MemberRow.id != who.id,
        MemberRow.joined_on.is_not(None),
    )
    return db.session.execute(others.limit(1)).first() is None


def _first_day(who: Member, at: datetime) -> date:
    return _founded_on(who) if is_founding_day(who, at) else _next_monday(who, at)


def _founded_on(who: Member) -> date:
    return today(who.organisation_since, who.organisation_zone)


def _change_timezone(who: Member, old: str, new: str, at: datetime) -> None:
    """Take along the members who live by the company's clock, and write open weeks by the new."""
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.organisation_id == who.organisation_id, MemberRow.zone == old)
        .values(zone=new)
    )
    db.session.execute(
        update(Organisation).where(Organisation.id == who.organisation_id).values(zone_since=at)
    )
    follow.after_zone_change(who.organisation_id, at)


def _next_monday(who: Member, at: datetime) -> date:
    return week_of(today(at, who.organisation_zone)) + WEEK


def _would_reopen_week(old: str, new: str, at: datetime) -> bool:
    """Whether a week that has closed in the old zone is still open in the new one."""
    was, will = get_timezone(old), get_timezone(new)
    present = week_of(today(at, was))
    return any(
        is_closed(week, was, at) and not is_closed(week, will, at)
        for week in (present - WEEK, present - 2 * WEEK)
    )
