"""the first tables."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "facts",
        sa.Column("id", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("room_key", sa.String(length=255), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("facts_kind", "facts", ["kind", "at"], unique=False)
    op.create_index("facts_subject", "facts", ["subject", "at"], unique=False)
    op.create_table(
        "jobs",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("lane", sa.String(length=255), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "notes",
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "outbox",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("batch", sa.String(length=64), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("lane", sa.String(length=255), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("outbox_batch", "outbox", ["batch", "mark"], unique=False)
    op.create_index("outbox_state", "outbox", ["state", "id"], unique=False)
    op.create_table(
        "questions",
        sa.Column("user", sa.String(length=255), nullable=False),
        sa.Column("room_id", sa.String(length=255), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("user", "room_id"),
    )
    op.create_table(
        "rooms",
        sa.Column("room_id", sa.String(length=255), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("group_key", sa.String(length=255), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("encrypted", sa.Boolean(), nullable=False),
        sa.Column("locked", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(length=255), nullable=False),
        sa.PrimaryKeyConstraint("room_id"),
    )
    op.create_index("rooms_key", "rooms", ["key"], unique=False)
    op.create_index("rooms_person", "rooms", ["person"], unique=False)
    op.create_table(
        "seen",
        sa.Column("event_id", sa.String(length=255), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("event_id"),
    )
    op.create_index("seen_at", "seen", ["at"], unique=False)
    op.create_table(
        "timers",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key"),
    )
    op.create_index("timers_due", "timers", ["due"], unique=False)


def downgrade() -> None:
    """Go back."""
    op.drop_index("timers_due", table_name="timers")
    op.drop_table("timers")
    op.drop_index("seen_at", table_name="seen")
    op.drop_table("seen")
    op.drop_index("rooms_person", table_name="rooms")
    op.drop_index("rooms_key", table_name="rooms")
    op.drop_table("rooms")
    op.drop_table("questions")
    op.drop_index("outbox_state", table_name="outbox")
    op.drop_index("outbox_batch", table_name="outbox")
    op.drop_table("outbox")
    op.drop_table("notes")
    op.drop_table("jobs")
    op.drop_index("facts_subject", table_name="facts")
    op.drop_index("facts_kind", table_name="facts")
    op.drop_table("facts")
