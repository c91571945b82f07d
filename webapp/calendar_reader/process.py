"""Process that reads one calendar, with little time and memory: what is hostile ends with it.

In: a line of JSON that says the window and the owner, then the text. Out: a line of JSON.
"""

import json
import resource
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from webapp.calendar_reader.busy_times import BusyTimes, Owner, read_busy_times
from webapp.calendar_reader.errors import REASONS, UnreadableCalendarError
from webapp.game.gaps import Interval

ROOT = Path(__file__).resolve().parent.parent.parent
CPU_SECONDS = 8
WALL_SECONDS = 15  # a busy machine gives it less than a whole processor
MAX_MEMORY = 512 * 1024 * 1024


def read_in_process(text: str, window: Interval, zone: str, addresses: frozenset[str]) -> BusyTimes:
    """Read the text of a calendar elsewhere; ends within WALL_SECONDS. Raises
    UnreadableCalendarError.
    """
    asked = {"since": window.begins.timestamp(), "until": window.ends.timestamp()}
    header = json.dumps(asked | {"zone": zone, "addresses": sorted(addresses)})
    try:
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "webapp.calendar_reader.process"],
            input=f"{header}\n{text}".encode(),
            capture_output=True,
            timeout=WALL_SECONDS,
            cwd=ROOT,
            env={},
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise UnreadableCalendarError("too_long") from error
    if done.returncode:
        raise UnreadableCalendarError("too_long" if done.returncode < 0 else "unreadable")
    answer = json.loads(done.stdout)
    if answer.get("error") in REASONS:
        raise UnreadableCalendarError(answer["error"])
    busy = (Interval(_instant(begins), _instant(ends)) for begins, ends in answer["busy"])
    return BusyTimes(tuple(busy), answer["skipped"])


def main() -> None:
    """Read what stands on the standard input."""
    _limit()
    header, _, text = sys.stdin.buffer.read().decode("utf-8", "replace").partition("\n")
    sys.stdout.write(json.dumps(_answer(json.loads(header), text)))


def _answer(asked: dict[str, Any], text: str) -> dict[str, Any]:
    window = Interval(_instant(asked["since"]), _instant(asked["until"]))
    owner = Owner(ZoneInfo(asked["zone"]), frozenset(asked["addresses"]))
    try:
        times = read_busy_times(text, window, owner)
    except UnreadableCalendarError as error:
        return {"error": error.reason}
    busy = [[each.begins.timestamp(), each.ends.timestamp()] for each in times.busy]
    return {"busy": busy, "skipped": times.skipped}


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def _instant(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


if __name__ == "__main__":
    main()
