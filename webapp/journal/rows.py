"""The journal's entries as the door handles them: made, read, tied together, written."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from webapp.database import db
from webapp.game import acts, days
from webapp.journal.forms import Draft
from webapp.journal.models import Entry
from webapp.people.who import Who

CLOCK_OFF = timedelta(hours=24)
TABLE = Entry.__table__


@dataclass
class Row:
    """An entry as the door handles it: the columns of `Entry`, by name."""

    organisation_id: UUID
    member_id: UUID
    key: UUID
    kind: str
    made_at: int
    zone: str
    offset: int
    instant: datetime
    received_at: datetime
    day: date
    clock_off: bool
    digest: bytes
    about: UUID | None = None
    about_day: date | None = None
    withdrawn: bool = False
    outcome: str | None = None
    by_hand: bool = False
    on_date: date | None = None
    happened: str | None = None
    work_on: str | None = None
    signed: bool | None = None
    target: UUID | None = None

    def entry(self) -> acts.Entry:
        """The entry as the rules read it."""
        return acts.Entry(self.key, self._act(), self.instant, self.offset, self.received_at)

    def _act(self) -> acts.Act:
        if self.kind == "call":
            return acts.Call(acts.Outcome(self.outcome or ""), self.by_hand)
        if self.target is not None:
            return acts.Withdraw(self.target)
        call = self.about or self.key
        if self.on_date is not None:
            return acts.Next(call, self.on_date)
        if self.signed is not None:
            return acts.Share(call, self.signed)
        return acts.Lesson(call, self.happened, self.work_on)


def known(who: Who, drafts: Collection[Draft]) -> dict[UUID, Row]:
    """The entries with these keys, those that they name, and those that name them or the same."""
    keys = {draft.key for draft in drafts}
    reached = keys | {key for draft in drafts if (key := named(draft.act))}
    return read(
        who,
        or_(Entry.key.in_(reached), Entry.about.in_(reached), Entry.target.in_(keys)),
    )


def read(who: Who, which: ColumnElement[bool]) -> dict[UUID, Row]:
    rows = db.session.execute(
        select(*TABLE.columns).where(
            Entry.organisation_id == who.organisation_id,
            Entry.member_id == who.id,
            which,
        )
    )
    return {row["key"]: Row(**row) for row in rows.mappings()}


def make(who: Who, draft: Draft, received_at: datetime) -> Row:
    made_at = _at(draft.made_at)
    sent_at = None if draft.sent_at is None else _at(draft.sent_at)
    act = draft.act
    by_hand = isinstance(act, acts.Call) and act.by_hand
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
    match act:
        case acts.Call(outcome):
            row.outcome, row.about, row.about_day = outcome.value, draft.key, row.day
        case acts.Next(call, on):
            row.about, row.on_date = call, on
        case acts.Lesson(call, happened, work_on):
            row.about, row.happened, row.work_on = call, happened, work_on
        case acts.Share(call, signed):
            row.about, row.signed = call, signed
        case acts.Withdraw(of):
            row.target = of
    return row


def resolve(rows: Iterable[Row], everything: Mapping[UUID, Row]) -> None:
    """Give each entry its call and its call's day, as far as they are known."""
    for row in rows:
        target = everything.get(row.target) if row.target else None
        if target is not None:
            row.about = target.about
        call = everything.get(row.about) if row.about else None
        if call is not None and call.kind == "call":
            row.about_day = call.day
        elif target is not None:
            row.about_day = target.about_day


def rest(
    who: Who, everything: Mapping[UUID, Row], fresh: Mapping[UUID, tuple[Row, Draft]]
) -> dict[UUID, Row]:
    """What else there is about the calls that the fresh entries name through a target."""
    reached = {
        row.about
        for row, draft in fresh.values()
        if row.target and row.about and named(draft.act) != row.about
    }
    if not reached:
        return {}
    found = read(who, Entry.about.in_(reached))
    return {key: row for key, row in found.items() if key not in everything}


def write(
    who: Who,
    everything: Mapping[UUID, Row],
    fresh: Sequence[Row],
    before: dict[UUID, tuple[UUID | None, date | None, bool]],
) -> None:
    db.session.execute(TABLE.insert(), [vars(row) for row in fresh])
    new = {row.key for row in fresh}
    for row in everything.values():
        was = before.get(row.key, (row.about, row.about_day, False))
        if row.key not in new and was != (row.about, row.about_day, row.withdrawn):
            db.session.execute(
                update(Entry)
                .where(
                    Entry.organisation_id == who.organisation_id,
                    Entry.member_id == who.id,
                    Entry.key == row.key,
                )
                .values(about=row.about, about_day=row.about_day, withdrawn=row.withdrawn)
            )


def named(act: acts.Act) -> UUID | None:
    """The key that an act names, if it names one."""
    match act:
        case acts.Next(call) | acts.Lesson(call) | acts.Share(call):
            return call
        case acts.Withdraw(of):
            return of
    return None


def _at(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
