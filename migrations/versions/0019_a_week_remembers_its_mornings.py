"""A team's week remembers how it stood on each morning"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("team_weeks", sa.Column("mornings", sa.JSON()))


def downgrade() -> None:
    op.drop_column("team_weeks", "mornings")
