"""Health check: whether the app can do its work."""

import logging

from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from webapp.database.engine import db

logger = logging.getLogger(__name__)


def database_is_up() -> bool:
    """Whether the database answers a question."""
    try:
        return db.session.execute(select(1)).scalar() == 1
    except SQLAlchemyError:
        logger.exception("The database does not answer.")
        return False
