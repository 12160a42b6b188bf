"""links into conferences."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "links",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("user", sa.String(length=255), nullable=False),
        sa.Column("conference", sa.String(length=64), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ends", sa.BigInteger(), nullable=False),
        sa.Column("used", sa.BigInteger(), nullable=False),
        sa.Column("browser", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_index("links_browser", "links", ["browser"], unique=False)
    op.create_index("links_ends", "links", ["ends"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("links_ends", table_name="links")
    op.drop_index("links_browser", table_name="links")
    op.drop_table("links")
