"""A call says how it ended after all its corrections"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FILL = "UPDATE entries SET current_outcome = outcome WHERE kind = 'call'"
# The version before knows no corrections: it finds the call as it was corrected, and none of them.
MERGE = "UPDATE entries SET outcome = current_outcome WHERE kind = 'call'"
# What took a correction back is then a withdrawal of what has not come yet, and about no call.
LOOSEN = """
    UPDATE entries SET about = NULL, about_day = NULL
    WHERE kind = 'withdraw' AND EXISTS (
        SELECT 1 FROM entries AS correction
        WHERE correction.organisation_id = entries.organisation_id
        AND correction.member_id = entries.member_id
        AND correction.key = entries.target
        AND correction.kind = 'correct'
    )
"""
FORGET = "DELETE FROM entries WHERE kind = 'correct'"


def upgrade() -> None:
    op.add_column("entries", sa.Column("current_outcome", sa.String(length=12), nullable=True))
    op.execute(FILL)


def downgrade() -> None:
    op.execute(MERGE)
    op.execute(LOOSEN)
    op.execute(FORGET)
    op.drop_column("entries", "current_outcome")
