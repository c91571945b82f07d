"""PostgreSQL with one, two and four web processes; nothing is demanded, only said."""

from bin.measure.clients import CLIENTS, Load, logs, reads, run_interleaved
from bin.measure.company import opened, past, signed_in
from bin.measure.config import Setting
from bin.measure.limits import Part, refused
from bin.measure.servers import memory, rebond
from tests.support import postgres
from webapp.database.engine import db

WORKERS = (1, 2, 4)
MOST = 240
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def measure(setting: Setting) -> Part:
    """A company of some teams, made through the door, on a server that is as durable as usual."""
    part = Part("PostgreSQL", ABOUT)
    postgres.SETTINGS.update(DURABLE | {"shared_buffers": "256MB", "max_connections": "100"})
    server = postgres.Server()
    try:
        url = server.create("bench")
        size = setting.databases.size
        seeded = past(url, min(MOST, size.thousand), size.each, lambda: None)
        people = signed_in(url, [seeded.organisation], len(seeded.members))
        part.notes.append(f"PostgreSQL {_version(url)}, over its socket on the same machine.")
        samples = []
        for workers in WORKERS:
            with rebond(url, workers) as ours:
                board = reads(people, "/boards/week")
                loads = (
                    Load(f"log, {_named(workers)}", ours.port, logs(people), CLIENTS),
                    Load(f"board, {_named(workers)}", ours.port, board, CLIENTS),
                )
                samples += run_interleaved(loads, setting.seconds)
                megabytes = [memory(process)[0] for process in (ours.pid, *ours.workers())]
                part.notes.append(
                    f"{_named(workers)}: {sum(megabytes):.0f} MB in all (PSS), "
                    f"{megabytes[0]:.0f} of it the first process, which answers nothing."
                )
    finally:
        server.stop()
    part.lines(samples)
    part.limits.append(refused(samples, "requests refused: PostgreSQL"))
    part.notes += sorted({text for line in samples for text in line.refused})[:3]
    return part


def _named(workers: int) -> str:
    return f"{workers} process{'es' if workers > 1 else ''}"


def _version(url: str) -> str:
    with opened(url):
        return str(db.session.connection().exec_driver_sql("SHOW server_version").scalar())


ABOUT = (
    "`rebond serve` with `WEB_WORKERS` of one, two and four on PostgreSQL, which commits durably. "
    "The clients, the processes and the database share this machine’s cores: what more processes "
    "bring is seen only where there are more of them. The board is asked for between rounds of "
    "logs, so it is made anew. No limit."
)
