"""A draft becomes a row: its instant, its practice day, its act in columns."""

from datetime import UTC, datetime, timedelta

from webapp.game import acts, days
from webapp.journal.drafts import Draft
from webapp.journal.rows import Row
from webapp.people.who import Who

CLOCK_OFF = timedelta(hours=24)


def make(who: Who, draft: Draft, received_at: datetime) -> Row:
    """The draft as a row, with its instant and its practice day (RULES R1.1)."""
    made_at = _at(draft.made_at)
    sent_at = None if draft.sent_at is None else _at(draft.sent_at)
    by_hand = isinstance(draft.act, acts.Call) and draft.act.by_hand
    instant = days.instant(made_at, sent_at, received_at, by_hand)
    row = Row(
        organisation_id=who.organisation_id,
        member_id=who.id,
        key=draft.key,
        kind=draft.kind.name,
        made_at=draft.made_at,
        zone=draft.zone,
        offset=draft.offset,
        instant=instant,
        received_at=received_at,
        day=days.practice_day(instant, draft.offset),
        clock_off=sent_at is not None and abs(received_at - sent_at) > CLOCK_OFF,
        digest=draft.digest,
        by_hand=by_hand,
    )
    match draft.act:
        case acts.Call(outcome):
            row.outcome, row.about, row.about_day = outcome.value, draft.key, row.day
        case acts.Correct(call, outcome):
            row.about, row.outcome = call, outcome.value
        case acts.Next(call, on):
            row.about, row.on_date = call, on
        case acts.Lesson(call, happened, work_on):
            row.about, row.happened, row.work_on = call, happened, work_on
        case acts.Share(call, signed):
            row.about, row.signed = call, signed
        case acts.Withdraw(of):
            row.target = of
    return row


def _at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
