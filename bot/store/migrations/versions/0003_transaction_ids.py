"""transaction ids of their own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.add_column(
        "outbox", sa.Column("txn", sa.String(length=96), nullable=False, server_default="")
    )


def downgrade() -> None:
    """Go back."""
    op.drop_column("outbox", "txn")
