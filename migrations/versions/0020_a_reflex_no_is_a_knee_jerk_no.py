"""A reflex no is a knee-jerk no

An organisation that calls it otherwise keeps its own name.
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

TAGS = sa.table(
    "tags", sa.column("id", sa.String()), sa.column("row", sa.String()), sa.column("name_en", sa.String())
)
BEFORE, SINCE = "Reflex no", "Knee-jerk no"


def upgrade() -> None:
    _rename(BEFORE, SINCE)


def downgrade() -> None:
    _rename(SINCE, BEFORE)


def _rename(said: str, wanted: str) -> None:
    named = TAGS.c.row == "happened", TAGS.c.id == "reflex_no", TAGS.c.name_en == said
    op.execute(sa.update(TAGS).where(*named).values(name_en=wanted))
