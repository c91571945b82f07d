"""The member's own rows, added up where they lie: one statement each, by index."""

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

from webapp.columns import lasts_at_most, whole_seconds
from webapp.database import db
from webapp.game.acts import Outcome
from webapp.game.days import LATEST_ARRIVAL
from webapp.game.rebounds import Attempt
from webapp.insights.curve import MOST, STEPS, Step
from webapp.insights.endings import Counted
from webapp.insights.trails import Drawn
from webapp.journal.rows import HELD_KIND, MINE
from webapp.journal.rows import TABLE as ENTRIES
from webapp.people.who import Who
from webapp.progress import days
from webapp.progress.days import Practised

DAYS = days.TABLE
SINCE = bindparam("since", type_=Date)


# A call that stands and counts (RULES R1.3, R1.4), as the stored days count them.
COUNTS = (
    *MINE,
    ENTRIES.c.kind == "call",
    ENTRIES.c.withdrawn.is_(False),
    ENTRIES.c.day >= SINCE,
    ENTRIES.c.day >= bindparam("joined", type_=Date),
    lasts_at_most(ENTRIES.c.instant, ENTRIES.c.received_at, LATEST_ARRIVAL),
)
# The hour on the wall where the tap was made: its instant at its own offset.
HOUR = (whole_seconds(ENTRIES.c.instant) + ENTRIES.c.offset * 60) // 3600 % 24
COUNTED = (
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
        *MINE,
        ENTRIES.c.kind == "lesson",
        ENTRIES.c.withdrawn.is_(False),
        ENTRIES.c.about_day >= SINCE,
    )
    .subquery()
)
TAGS = (VERSIONS.c.about_day, VERSIONS.c.happened, VERSIONS.c.work_on)
DRAWN = select(*TAGS, func.count()).where(VERSIONS.c.age == 1).group_by(*TAGS)

# The fold of a year needs the state before it and no later one: reading those would cost the most.
NARROW = [
    column
    for column in DAYS.columns
    if column.name not in ("organisation_id", "member_id", "open_days")
]
PRACTISED = (
    select(*NARROW, case((DAYS.c.day < days.FIRST, DAYS.c.open_days)).label("open_days"))
    .where(*days.MINE, DAYS.c.day >= func.coalesce(days.BEFORE, days.FIRST))
    .order_by(DAYS.c.day)
)

# A day belongs to the step in which it begins; how long a step is depends on all there is.
MADE = (
    select(
        DAYS.c.attempts,
        DAYS.c.conversations,
        DAYS.c.meetings,
        sql_cast(func.sum(DAYS.c.attempts).over(order_by=DAYS.c.day), BigInteger).label("until"),
        sql_cast(func.sum(DAYS.c.attempts).over(), BigInteger).label("total"),
    )
    .where(*days.MINE)
    .subquery()
)
STEP = case(*((MADE.c.total <= MOST * step, step) for step in STEPS), else_=STEPS[-1])
NUMBER = ((MADE.c.until - MADE.c.attempts) // STEP).label("number")
WALKED = select(
    NUMBER,
    func.sum(MADE.c.attempts),
    func.sum(MADE.c.conversations),
    func.sum(MADE.c.meetings),
).group_by(NUMBER)


def practised(who: Who, first: date) -> list[Practised]:
    """The days from `first` on and the last one before, of which alone the open days are read."""
    rows = db.session.execute(PRACTISED, _of(who) | {"first": first}).mappings()
    return [days.practised({**row, "open_days": row["open_days"] or ()}) for row in rows]


def steps(who: Who) -> list[Step]:
    """All that the member ever attempted, added up in ten steps at the most."""
    return [Step(*map(int, row)) for row in db.session.execute(WALKED, _of(who))]


def counted(who: Who, since: date) -> list[Counted]:
    """The calls since that day, by how they ended and at which hour on the wall."""
    asked = _of(who) | {"since": since, "joined": who.joined_on}
    return [Counted(*row) for row in db.session.execute(COUNTED, asked)]


def kept_meetings(who: Who, since: date) -> Counter[str]:
    """What became of the meetings that were made since that day, as far as it was said."""
    asked = _of(who) | {"since": since, "joined": who.joined_on}
    found = db.session.execute(ANSWERED, asked).all()
    return Counter({row[0]: row[1] for row in found})


def attempts(who: Who, since: date) -> list[Attempt]:
    """The calls since that day, one by one: what is between them is not in any sum."""
    asked = _of(who) | {"since": since, "joined": who.joined_on}
    rows = db.session.execute(ATTEMPTS, asked)
    return [Attempt(day, instant, Outcome(outcome)) for day, instant, outcome in rows]


def drawn(who: Who, since: date) -> list[Drawn]:
    """The shown lessons of calls since that day, added up by day and tags."""
    return [Drawn(*row) for row in db.session.execute(DRAWN, _of(who) | {"since": since})]


def _of(who: Who) -> dict[str, object]:
    return {"organisation_id": who.organisation_id, "member_id": who.id}
