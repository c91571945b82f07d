"""What a member chooses for themself"""

import sqlalchemy as sa
from alembic import op
from webapp.database import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
