"""A call whose outcome was another one: the first is taken back, a second stands in its place."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import and_

from webapp.game.acts import Outcome
from webapp.journal import rows
from webapp.journal.models import Entry
from webapp.journal.rows import Row
from webapp.people.who import Who


def own(who: Who, key: UUID) -> Row | None:
    """The member's own call with this key, standing or not."""
    return rows.read(who, and_(Entry.key == key, Entry.kind == "call")).get(key)


def entries(
    who: Who, call: Row, outcome: Outcome, lesson: Mapping[str, Any] | None, now: datetime
) -> list[dict[str, Any]]:
    """What to note so that the call has ended otherwise, at the same instant of the same wall.

    `lesson` holds the fields of the lesson that was drawn from it, which goes along. The keys
    follow from the call's own, so that a form sent twice corrects once.
    """
    corrected = str(uuid5(call.key, outcome.value))
    common = {"v": 1, "owner": str(who.id), "zone": call.zone, "offset": call.offset}
    present = common | {"made_at": _milliseconds(now)}
    made = [
        present
        | {"kind": "withdraw", "key": str(uuid5(call.key, "withdraw")), "of": str(call.key)},
        common
        | {
            "kind": "call",
            "key": corrected,
            "made_at": _milliseconds(call.instant),
            "outcome": outcome.value,
            "by_hand": True,
        },
    ]
    if lesson is not None:
        key = str(uuid5(call.key, f"lesson {outcome.value}"))
        made.append(present | {"kind": "lesson", "key": key, "call": corrected} | dict(lesson))
    return made


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
