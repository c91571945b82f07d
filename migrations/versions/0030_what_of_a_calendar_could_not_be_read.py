"""What of a calendar could not be read is counted, and what has not changed is known again"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "agenda_calendars",
        sa.Column("skipped", sa.SmallInteger(), nullable=False, server_default="0"),
    )
    op.add_column("agenda_calendars", sa.Column("digest", sa.LargeBinary(32), nullable=True))


def downgrade() -> None:
    op.drop_column("agenda_calendars", "digest")
    op.drop_column("agenda_calendars", "skipped")
