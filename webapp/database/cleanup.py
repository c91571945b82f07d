"""WAL checkpoint and VACUUM: no byte of rows that are gone stays in the files (TRUST, privacy)."""

import logging
import time
from collections.abc import Iterable
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from webapp.database.engine import BUSY_TIMEOUT_MS, db
from webapp.database.transactions import refuse_nesting

CHECKPOINT_TIMEOUT_MS = 100  # a try keeps writers waiting, so it gives up long before they would
RETRY_DELAYS_SECONDS = (0.1, 0.2, 0.4)  # seconds between the tries
WAL_BUSY_WARNING = (
    "What was erased may still be in %s-wal, as something kept reading the database. The next "
    "`rebond sweep` tries again. If it says so again, end what reads for so long (a backup, an "
    "open sqlite3) or restart Rebond."
)
VACUUM_REFUSED_WARNING = (
    "PostgreSQL did not vacuum all of what was erased: %s. It does so by itself in its own time; "
    "`rebond sweep` can, once it connects as the owner of the tables."
)
logger = logging.getLogger(__name__)


def truncate_wal() -> None:
    """Truncate SQLite's write-ahead log, so that no copy stays there; under two seconds, and says
    so if it could not.
    """
    refuse_nesting()
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()
    with db.engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={CHECKPOINT_TIMEOUT_MS}")
        try:
            if not _checkpoint(cursor):
                logger.warning(WAL_BUSY_WARNING, db.engine.url.database)
        finally:
            cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")


def vacuum(tables: Iterable[str]) -> None:
    """VACUUM these tables on PostgreSQL: dead rows leave them and their indexes.

    Nobody waits for it to read or write, but it may take minutes: not for a request. A new sample
    takes the place of the one in which the planner kept values of rows that are gone.
    """
    if db.engine.dialect.name != "postgresql":
        return
    db.session.rollback()
    names = ", ".join(f'"{table}"' for table in tables)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        driver: Any = connection.connection.driver_connection
        driver.add_notice_handler(_log_refused_vacuum)  # of a table that is another's it only warns
        try:
            connection.exec_driver_sql(f"VACUUM (ANALYZE, INDEX_CLEANUP ON) {names}")
        except SQLAlchemyError as error:
            logger.warning(VACUUM_REFUSED_WARNING, error)
        finally:
            driver.remove_notice_handler(_log_refused_vacuum)


def _checkpoint(cursor: Any) -> bool:
    """Whether the log is empty: the first column says that somebody was in the way."""
    for pause in (*RETRY_DELAYS_SECONDS, None):
        busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if not busy:
            return True
        if pause:
            time.sleep(pause)
    return False


def _log_refused_vacuum(notice: Any) -> None:
    if notice.severity_nonlocalized == "WARNING":
        logger.warning(VACUUM_REFUSED_WARNING, notice.message_primary)
