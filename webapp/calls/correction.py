"""A call whose outcome was another one: the first is taken back, a second stands in its place."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import and_, or_

from webapp.game.acts import Outcome
from webapp.journal import rows
from webapp.journal.models import Entry
from webapp.journal.rows import Row
from webapp.people.who import Who


def own(who: Who, key: UUID) -> tuple[Row | None, list[Row]]:
    """The member's own call with this key, standing or not, and its shares that stand."""
    shares = and_(Entry.about == key, Entry.kind == "share", Entry.withdrawn.is_(False))
    found = rows.read(who, or_(and_(Entry.key == key, Entry.kind == "call"), shares))
    return found.pop(key, None), list(found.values())


def entries(
    who: Who,
    call: Row,
    outcome: Outcome,
    lesson: Mapping[str, Any] | None,
    shares: Iterable[Row],
    now: datetime,
) -> list[dict[str, Any]]:
    """What to note so that the call has ended otherwise, at the same instant of the same wall.

    `lesson` holds the fields of the lesson that was drawn from it, which goes along, and so do its
    shares, each on its day. The keys follow from those that stood, so that a form sent twice
    corrects once.
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
    for share in shares:
        wall = {"zone": share.zone, "offset": share.offset, "made_at": _milliseconds(share.instant)}
        shared = {"key": str(uuid5(share.key, outcome.value)), "signed": share.signed}
        made.append(common | wall | shared | {"kind": "share", "call": corrected})
    return made


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)
