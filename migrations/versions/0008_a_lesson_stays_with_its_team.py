"""A lesson stays with the team that it was shared with"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# The team that the author was in when they shared it, as the facts say.
FILL = """
UPDATE gifts SET team_id = (
    SELECT facts.team_id FROM facts
    WHERE facts.organisation_id = gifts.organisation_id
        AND facts.scope_id = gifts.member_id
        AND facts.name = 'team'
        AND facts.retracted_at IS NULL
        AND facts.recorded_at <= (
            SELECT entries.instant FROM entries
            WHERE entries.organisation_id = gifts.organisation_id
                AND entries.member_id = gifts.member_id
                AND entries.key = gifts.key
        )
    ORDER BY facts.recorded_at DESC, facts.id DESC
    LIMIT 1
)
"""


def upgrade() -> None:
    with op.batch_alter_table("gifts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("team_id", sa.Uuid(), nullable=True))
        batch_op.create_index("gifts_by_team", ["organisation_id", "team_id"])
    op.execute(FILL)


def downgrade() -> None:
    with op.batch_alter_table("gifts", schema=None) as batch_op:
        batch_op.drop_index("gifts_by_team")
        batch_op.drop_column("team_id")
