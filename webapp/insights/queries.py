"""Aggregate queries of the member's own rows: one statement each, by index."""

from collections import Counter
from datetime import date

from sqlalchemy import (
    BigInteger,
    Date,
    and_,
    bindparam,
    case,
    func,
    select,
)
from sqlalchemy import cast as sql_cast

from webapp.database.columns import at_most_after, seconds_between
from webapp.database.engine import db
from webapp.game.days import LATEST_ARRIVAL
from webapp.game.outcomes import Outcome
from webapp.game.rebounds import Attempt
from webapp.insights.learning_curve import MAX_POINTS, STEPS, Step
from webapp.insights.lesson_trends import LessonCount
from webapp.insights.outcomes import CallsByHour
from webapp.journal.repository import HELD_KIND, OWN_ENTRIES
from webapp.journal.repository import TABLE as ENTRIES
from webapp.people.members import Member
from webapp.progress.days import repository as day_repository
from webapp.progress.days.repository import MemberDayState

DAYS = day_repository.MEMBER_DAYS
SINCE = bindparam("since", type_=Date)


# A call that stands and counts (RULES R1.3, R1.4), as the stored days count them.
COUNTS = (
    *OWN_ENTRIES,
    ENTRIES.c.kind == "call",
    ENTRIES.c.withdrawn.is_(False),
    ENTRIES.c.day >= SINCE,
    ENTRIES.c.day >= bindparam("joined", type_=Date),
    at_most_after(ENTRIES.c.instant, ENTRIES.c.received_at, LATEST_ARRIVAL),
)
# The hour on the wall where the tap was made: its instant at its own offset.
HOUR = (seconds_between(ENTRIES.c.instant) + ENTRIES.c.offset * 60) // 3600 % 24
CALLS_BY_HOUR = (
    select(ENTRIES.c.current_outcome, HOUR.label("hour"), func.count().label("count"))
    .where(*COUNTS)
    .group_by(ENTRIES.c.current_outcome, HOUR)
)
ATTEMPTS = select(ENTRIES.c.day, ENTRIES.c.instant, ENTRIES.c.current_outcome).where(*COUNTS)

# What became of a meeting that was made: the word that stands (RULES R1.8).
ANSWER = ENTRIES.alias("answer")
ANSWERED = (
    select(ANSWER.c.current_outcome, func.count())
    .join_from(
        ENTRIES,
        ANSWER,
        and_(
            ANSWER.c.organisation_id == ENTRIES.c.organisation_id,
            ANSWER.c.member_id == ENTRIES.c.member_id,
            ANSWER.c.about == ENTRIES.c.key,
        ),
    )
    .where(
        *COUNTS,
        ENTRIES.c.current_outcome == Outcome.MEETING.value,
        ANSWER.c.kind == HELD_KIND,
        ANSWER.c.withdrawn.is_(False),
        ANSWER.c.current_outcome.is_not(None),
    )
    .group_by(ANSWER.c.current_outcome)
)

# The shown lesson of a call is the newest that stands (RULES R1.5).
VERSIONS = (
    select(
        ENTRIES.c.about_day,
        ENTRIES.c.happened,
        ENTRIES.c.work_on,
        func.row_number()
        .over(
            partition_by=ENTRIES.c.about,
            order_by=(ENTRIES.c.instant.desc(), ENTRIES.c.key.desc()),
        )
        .label("age"),
    )
    .where(
        *OWN_ENTRIES,
        ENTRIES.c.kind == "lesson",
        ENTRIES.c.withdrawn.is_(False),
        ENTRIES.c.about_day >= SINCE,
    )
    .subquery()
)
TAGS = (VERSIONS.c.about_day, VERSIONS.c.happened, VERSIONS.c.work_on)
LESSONS_BY_TAG = select(*TAGS, func.count()).where(VERSIONS.c.age == 1).group_by(*TAGS)

# The fold of a year needs the state before it and no later one: reading those would cost the most.
DAY_COLUMNS = [
    column
    for column in DAYS.columns
    if column.name not in ("organisation_id", "member_id", "open_days")
]
DAYS_SINCE = day_repository.SINCE.with_only_columns(
    *DAY_COLUMNS,
    case((DAYS.c.day < day_repository.FIRST_DAY, DAYS.c.open_days)).label("open_days"),
)

# A day belongs to the step in which it begins; how long a step is depends on all there is.
RUNNING_TOTALS = (
    select(
        DAYS.c.attempts,
        DAYS.c.conversations,
        DAYS.c.meetings,
        sql_cast(func.sum(DAYS.c.attempts).over(order_by=DAYS.c.day), BigInteger).label("until"),
        sql_cast(func.sum(DAYS.c.attempts).over(), BigInteger).label("total"),
    )
    .where(*day_repository.OWN_ROWS)
    .subquery()
)
STEP = case(
    *((RUNNING_TOTALS.c.total <= MAX_POINTS * step, step) for step in STEPS), else_=STEPS[-1]
)
NUMBER = ((RUNNING_TOTALS.c.until - RUNNING_TOTALS.c.attempts) // STEP).label("number")
STEPS_TOTALS = select(
    NUMBER,
    func.sum(RUNNING_TOTALS.c.attempts),
    func.sum(RUNNING_TOTALS.c.conversations),
    func.sum(RUNNING_TOTALS.c.meetings),
).group_by(NUMBER)


def practised_days(member: Member, first: date) -> list[MemberDayState]:
    """The days from `first` on and the last one before, of which alone the open days are read."""
    rows = db.session.execute(DAYS_SINCE, _of(member) | {"first": first}).mappings()
    return [day_repository.from_row({**row, "open_days": row["open_days"] or ()}) for row in rows]


def totals_by_step(member: Member) -> list[Step]:
    """All that the member ever attempted, added up in ten steps at the most."""
    return [Step(*map(int, row)) for row in db.session.execute(STEPS_TOTALS, _of(member))]


def calls_by_outcome(member: Member, since: date) -> list[CallsByHour]:
    """The calls since that day, by how they ended and at which hour on the wall."""
    params = _of(member) | {"since": since, "joined": member.joined_on}
    return [CallsByHour(*row) for row in db.session.execute(CALLS_BY_HOUR, params)]


def held_meetings(member: Member, since: date) -> Counter[str]:
    """What became of the meetings that were made since that day, as far as it was said."""
    params = _of(member) | {"since": since, "joined": member.joined_on}
    rows = db.session.execute(ANSWERED, params).all()
    return Counter({row[0]: row[1] for row in rows})


def list_attempts(member: Member, since: date) -> list[Attempt]:
    """The calls since that day, one by one: what is between them is not in any sum."""
    params = _of(member) | {"since": since, "joined": member.joined_on}
    rows = db.session.execute(ATTEMPTS, params)
    return [Attempt(day, instant, Outcome(outcome)) for day, instant, outcome in rows]


def lessons_by_tag(member: Member, since: date) -> list[LessonCount]:
    """The shown lessons of calls since that day, added up by day and tags."""
    return [
        LessonCount(*row)
        for row in db.session.execute(LESSONS_BY_TAG, _of(member) | {"since": since})
    ]


def _of(member: Member) -> dict[str, object]:
    return {"organisation_id": member.organisation_id, "member_id": member.id}
