"""Mapping of a draft to its row: its instant, its practice day, its act in columns."""

from datetime import UTC, date, datetime

from webapp.game import acts, days
from webapp.journal.drafts import Draft
from webapp.journal.repository import EntryRow, weekday_bits
from webapp.people.members import Member


def row_from_draft(member: Member, draft: Draft, received_at: datetime) -> EntryRow:
    """The draft as a row, with its instant and its practice day (RULES R1.1)."""
    instant = _instant(draft, received_at)
    row = EntryRow(
        organisation_id=member.organisation_id,
        member_id=member.id,
        key=draft.key,
        kind=draft.kind.name,
        made_at=draft.made_at,
        zone=draft.zone or member.organisation_zone_name,
        offset=draft.offset,
        instant=instant,
        received_at=received_at,
        day=days.practice_day(instant, draft.offset),
        clock_off=_clock_off(draft, received_at),
        digest=draft.digest,
        by_hand=_is_by_hand(draft),
    )
    match draft.act:
        case acts.Call(outcome):
            row.outcome, row.about, row.about_day = outcome.value, draft.key, row.day
        case acts.Correct(call, outcome):
            row.about, row.outcome = call, outcome.value
        case acts.Next(call, on, at):
            row.about, row.on_date = call, on
            row.at_time = f"{at:%H:%M}" if at else None
        case acts.Held(call, how):
            row.about, row.about_day, row.outcome = call, row.day, how.value
        case acts.Lesson(call, happened, work_on):
            row.about, row.happened, row.work_on = call, happened, work_on
        case acts.Share(call, signed):
            row.about, row.signed = call, signed
        case acts.Slot(first, last, weekdays, at, minutes):
            row.about, row.on_date, row.until, row.minutes = draft.key, first, last, minutes
            row.weekdays = weekday_bits(weekdays)
            row.at_time = f"{at:%H:%M}" if at else None
        case acts.NotNow(reason):
            row.about, row.reason = draft.key, reason.value
        case acts.Withdraw(of):
            row.target = of
    return row


def day_of(draft: Draft, received_at: datetime) -> date:
    """The practice day that the draft has if it arrives then (RULES R1.1)."""
    return days.practice_day(_instant(draft, received_at), draft.offset)


def _instant(draft: Draft, received_at: datetime) -> datetime:
    return days.instant(_at(draft.made_at), _sent_at(draft), received_at, _is_by_hand(draft))


def _sent_at(draft: Draft) -> datetime | None:
    return None if draft.sent_at is None else _at(draft.sent_at)


def _is_by_hand(draft: Draft) -> bool:
    return isinstance(draft.act, acts.Call) and draft.act.by_hand


def _clock_off(draft: Draft, received_at: datetime) -> bool:
    """Whether its owner is to look at its time: the phone says so, or the arrival shows it.

    Of a time that was stated by its date the phone says that no clock had a part in it.
    """
    by_hand = _is_by_hand(draft)
    if draft.clock_off is not None and (draft.clock_off or by_hand):
        return draft.clock_off
    return days.is_clock_off(_at(draft.made_at), _sent_at(draft), received_at, by_hand)


def _at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
