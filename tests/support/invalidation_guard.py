"""Whoever changes what boards are made of counts it: the rows of people, teams and what was said.

Boards are kept in each process's memory and hold as long as the organisation's edition does, so a
transaction that writes one of these rows and no edition leaves old boards standing. This listens to
every transaction of the tests; what a test writes by hand, past the app, is its own affair.
"""

import re
from typing import Any

from sqlalchemy import Engine, event

from tests.support.sql_sender import find_sender

# A member counts once they have come in, until they are removed; their other columns say nothing
# that a board shows to others. All of a team, a fact and a league does.
WRITTEN = re.compile(
    r"(INSERT INTO|UPDATE|DELETE FROM) (?:"
    r"(?:facts|teams|leagues)\b|"
    r"members (?:\([^)]*\b(?:joined_on|removed_at)\b|SET .*?\b(?:joined_on|removed_at)=|WHERE))",
    re.S,
)
# The modules that need not say so, each with its reason.
EXCUSED = {
    "demo/company.py": "empties all; the next company has another id",
}
EDITION = "INSERT INTO editions "
untold: list[str] = []


def listen() -> None:
    """Hear every connection of this process from now on."""
    event.listen(Engine, "before_cursor_execute", _record_change)
    event.listen(Engine, "commit", _check_commit)
    event.listen(Engine, "rollback", _forget)


def _record_change(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
    if statement.startswith(EDITION):
        connection.info["edition_written"] = True
    elif WRITTEN.match(statement) and (sender := find_sender()) and sender.path not in EXCUSED:
        where = f"webapp/{sender.path}:{sender.line}"
        connection.info.setdefault("changes", []).append(f"{where}: {statement}")


def _check_commit(connection: Any) -> None:
    if not connection.info.get("edition_written"):
        untold.extend(connection.info.get("changes", []))
    _forget(connection)


def _forget(connection: Any) -> None:
    for name in ("edition_written", "changes"):
        connection.info.pop(name, None)
