"""The journal: append-only but for what a withdrawal marks and a reference finds, until an entry is
old, and nothing stays but what tells a repeat.
"""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    Boolean,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    column,
)
from sqlalchemy.orm import Mapped, mapped_column

from webapp.database.columns import Base

CLOCK_OFF = column("clock_off", Boolean).is_(True)  # those few have an index of their own
IS_SLOT = column("minutes", SmallInteger).is_not(None)  # and so have these


class Entry(Base):
    """One entry, its act in typed columns.

    made_at is the device's time in milliseconds, instant the same corrected (RULES R1.1), day its
    practice day. about is the key of the call that the entry is about (a call's own key; of a
    lesson of a meeting that fell through the key of the entry that says so), empty while a
    withdrawal's target is unknown; about_day is that entry's day, empty while it is unknown; what
    became of a promise is of its own day. withdrawn says whether it was taken back. current_outcome
    is how a call ended with its corrections read (RULES R1.8), and of what became of a promise the
    one that stands; outcome what was said of it, by itself or by a correction. counts says whether
    a call counts, a share may earn (R1.3, R2), or a meeting fell through so that its lesson pays;
    lesson_rows and dated what of it is paid (R1.5): read from all that there is about the call
    whenever some of it comes in. Empty where nobody has read it so, and of all else. digest
    tells a repeat from another content under the same key. number is its place in the order in
    which the member's entries came in: it only grows, with gaps, and is 0 for those from before it
    was counted.

    A slot is about itself: on_date to until are its days, weekdays its ISO weekdays (bit 0 is
    Monday, none for a single day), at_time its time of day and minutes its length. What puts
    calls off is about itself too, and has its reason.
    """

    __tablename__ = "entries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
        Index("entries_by_day", "organisation_id", "member_id", "about_day"),
        Index("entries_by_call", "organisation_id", "member_id", "about"),
        Index("entries_by_target", "organisation_id", "member_id", "target"),
        Index("entries_by_own_day", "organisation_id", "member_id", "day", "kind"),
        Index(
            "entries_clock_off",
            *("organisation_id", "member_id", "received_at"),
            postgresql_where=CLOCK_OFF,
            sqlite_where=CLOCK_OFF,
        ),
        Index(
            "entries_slots",
            *("organisation_id", "member_id", "on_date"),
            postgresql_where=IS_SLOT,
            sqlite_where=IS_SLOT,
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    made_at: Mapped[int]
    zone: Mapped[str] = mapped_column(String(64))
    offset: Mapped[int]
    instant: Mapped[datetime]
    received_at: Mapped[datetime]
    day: Mapped[date]
    clock_off: Mapped[bool]
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    about: Mapped[UUID | None]
    about_day: Mapped[date | None]
    withdrawn: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None] = mapped_column(String(12))
    current_outcome: Mapped[str | None] = mapped_column(String(12))
    counts: Mapped[bool | None]
    lesson_rows: Mapped[int | None] = mapped_column(SmallInteger)
    dated: Mapped[bool | None]
    by_hand: Mapped[bool] = mapped_column(default=False)
    on_date: Mapped[date | None]
    at_time: Mapped[str | None] = mapped_column(String(5))
    happened: Mapped[str | None] = mapped_column(String(40))
    work_on: Mapped[str | None] = mapped_column(String(40))
    signed: Mapped[bool | None]
    target: Mapped[UUID | None]
    weekdays: Mapped[int | None] = mapped_column(SmallInteger)
    until: Mapped[date | None]
    minutes: Mapped[int | None] = mapped_column(SmallInteger)
    reason: Mapped[str | None] = mapped_column(String(16))
    number: Mapped[int] = mapped_column(default=0, server_default="0")


class ReducedEntry(Base):
    """What is left of an entry that was reduced to its day (RULES R14): enough to know it again,
    and nothing to read (TRUST 6).

    seal is made of its key, whose first bits tell the time of the tap; digest of its key and the
    digest that it had, so that without the key nobody can try which outcome at which time it was.
    withdrawn says that it was taken back, number is its place in the order of arrival. A seal
    without a digest is of an entry that was taken back and had never come.
    """

    __tablename__ = "reduced_entries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "member_id"], ["members.organisation_id", "members.id"]
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    member_id: Mapped[UUID] = mapped_column(primary_key=True)
    seal: Mapped[UUID] = mapped_column(primary_key=True)
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    withdrawn: Mapped[bool]
    number: Mapped[int]
