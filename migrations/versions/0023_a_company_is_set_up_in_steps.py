"""A company is set up in five steps, and goes on where it was"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

COUNT = sa.BigInteger().with_variant(sa.INTEGER(), "sqlite")


def upgrade() -> None:
    op.add_column(
        "organisations", sa.Column("founding", COUNT, nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("organisations", "founding")
