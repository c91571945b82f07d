"""Whether the app can do its work."""

from sqlalchemy import select

from webapp.database import db


def answers() -> bool:
    """Whether the database answers; raises what its driver raises when it does not."""
    return db.session.execute(select(1)).scalar() == 1
