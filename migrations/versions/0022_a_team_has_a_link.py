"""A team has a link by which several come in"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "team_links",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("team_id", sa.Uuid(), nullable=False),
        sa.Column("token", sa.LargeBinary(length=32), nullable=False),
        sa.Column("most", COUNT, nullable=False),
        sa.Column("used", COUNT, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id", "team_id"], ["teams.organisation_id", "teams.id"]
        ),
        sa.PrimaryKeyConstraint("organisation_id", "id"),
    )
    op.create_index("team_links_by_token", "team_links", ["token"], unique=False)
    op.add_column("members", sa.Column("came_by", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("members", "came_by")
    op.drop_index("team_links_by_token", table_name="team_links")
    op.drop_table("team_links")
