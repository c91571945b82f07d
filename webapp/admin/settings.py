"""The company's settings: what holds at once, and what holds from the next Monday (RULES R10)."""

from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select, update

from webapp.admin.forms import Company
from webapp.admin.refusals import refused_change
from webapp.database.engine import db
from webapp.database.transactions import write_transaction
from webapp.game.days import WEEK, is_closed, today, week_of
from webapp.people import audit, company, retention_setting
from webapp.people.members import Member, get_timezone
from webapp.people.models import MemberRow, Organisation
from webapp.people.retries import retry_whole
from webapp.people.schedule import declarations, facts
from webapp.progress import updates
from webapp.progress.closing import closes as week_closes


def load_settings(member: Member, at: datetime) -> Company:
    """The settings as they will hold on the next Monday."""
    monday = _next_monday(member, at)
    row = db.session.execute(
        select(
            Organisation.name,
            Organisation.language,
            Organisation.zone,
            Organisation.vous,
            Organisation.calls_consumers,
        ).where(Organisation.id == member.organisation_id)
    ).one()
    company_facts = facts.read_facts(member.organisation_id, [])
    place = company_facts.holiday_place(monday)
    return Company(
        row.name,
        row.language,
        row.zone,
        place["country"],
        place.get("region"),
        company_facts.dose(monday),
        row.vous,
        retention_setting.read_choice(member, at).chosen,
        tuple(company_facts.company_days(monday)),
        row.calls_consumers,
    )


@retry_whole
def save_settings(member: Member, submitted: Company, at: datetime, sure: bool = False) -> None:
    """Save the settings. Raises RefusedChangeError when another zone would open a closed week
    again, and where fewer months would be kept and nobody said that they are `sure`.
    """
    with write_transaction():
        company.lock_organisation(member.organisation_id)
        previous = load_settings(member, at)
        _keep_months(member, submitted.months, at, sure=sure)
        if submitted.zone != previous.zone:
            _close_weeks(member, previous.zone, submitted.zone, at)
        _write(member, submitted)
        _schedule_changes(member, previous, submitted, at)
        if submitted.zone != previous.zone:
            _change_timezone(member, previous.zone, submitted.zone, at)
        said = replace(submitted, months=previous.months, days=submitted.days or previous.days)
        if submitted.consumers is None:
            said = replace(said, consumers=previous.consumers)
        if said != previous:
            audit.record(member.organisation_id, "settings", at, actor_id=member.id)


def _close_weeks(member: Member, old: str, new: str, at: datetime) -> None:
    """Close the weeks that are due before the zone changes; refuse to open one again."""
    if _would_reopen_week(old, new, at):
        raise refused_change("zone", "weeks")
    week_closes.close_due_weeks(member.organisation_id, at, get_timezone(new))
    week_closes.assign_season(member.organisation_id, get_timezone(old), at)


def _write(member: Member, submitted: Company) -> None:
    """Write what holds at once."""
    names = ("name", "language", "zone", "vous")
    values = {name: getattr(submitted, name) for name in names}
    if submitted.consumers is not None:
        values["calls_consumers"] = submitted.consumers
    db.session.execute(
        update(Organisation).where(Organisation.id == member.organisation_id).values(values)
    )


def _schedule_changes(member: Member, previous: Company, submitted: Company, at: datetime) -> None:
    """Schedule what holds from the next Monday, where it differs."""
    if submitted.dose != previous.dose:
        _schedule_setting(member, "dose", {"dose": submitted.dose}, at)
    if submitted.days not in (None, previous.days):
        _schedule_setting(member, "pattern", {"weeks": [list(submitted.days)]}, at)
    place: dict[str, object] = {"country": submitted.country, "region": submitted.region}
    if place != {"country": previous.country, "region": previous.region}:
        _schedule_setting(member, "holidays", place, at)


def _keep_months(member: Member, months: int | None, at: datetime, *, sure: bool) -> None:
    """Another number of months, which is a line of its own in the audit (RULES R14.2)."""
    previous = retention_setting.read_choice(member, at).chosen
    if months is None or months == previous:
        return
    if months < previous and not sure:
        raise refused_change("months", "fewer")
    retention_setting.choose_months(member, months, at)


def _schedule_setting(member: Member, name: str, value: dict[str, object], at: datetime) -> None:
    organisation_id: UUID = member.organisation_id
    first = _first_day(member, at)
    declarations.add_fact(
        organisation_id, "organisation", organisation_id, name, first, at, value=value
    )
    updates.after_organisation_change(organisation_id, first, at)


def is_founding_day(member: Member, at: datetime) -> bool:
    """Whether what is kept now holds at once: on the company's first day, as long as nobody but
    this administrator has come in. There is nobody yet to whom it could have been announced (RULES
    R10).
    """
    if _founded_on(member) != today(at, member.organisation_zone):
        return False
    others = select(MemberRow.id).where(
        MemberRow.organisation_id == member.organisation_id,
        MemberRow.id != member.id,
        MemberRow.joined_on.is_not(None),
    )
    return db.session.execute(others.limit(1)).first() is None


def _first_day(member: Member, at: datetime) -> date:
    return _founded_on(member) if is_founding_day(member, at) else _next_monday(member, at)


def _founded_on(member: Member) -> date:
    return today(member.organisation_since, member.organisation_zone)


def _change_timezone(member: Member, old: str, new: str, at: datetime) -> None:
    """Take along the members who live by the company's clock, and write open weeks by the new."""
    db.session.execute(
        update(MemberRow)
        .where(MemberRow.organisation_id == member.organisation_id, MemberRow.zone == old)
        .values(zone=new)
    )
    db.session.execute(
        update(Organisation).where(Organisation.id == member.organisation_id).values(zone_since=at)
    )
    updates.after_zone_change(member.organisation_id, at)


def _next_monday(member: Member, at: datetime) -> date:
    return week_of(today(at, member.organisation_zone)) + WEEK


def _would_reopen_week(old: str, new: str, at: datetime) -> bool:
    """Whether a week that has closed in the old zone is still open in the new one."""
    old_zone, new_zone = get_timezone(old), get_timezone(new)
    present = week_of(today(at, old_zone))
    return any(
        is_closed(week, old_zone, at) and not is_closed(week, new_zone, at)
        for week in (present - WEEK, present - 2 * WEEK)
    )
