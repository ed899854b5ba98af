"""Documents, and what they promise until it is docketed or dropped."""

import sqlalchemy as sa
from alembic import op

from ledgers.migrations.columns import belongs, text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def whole(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=False)


def upgrade() -> None:
    """Bring a book forward."""
    op.create_table(
        "document",
        whole("id"),
        text("name"),
        text("title"),
        text("sha256"),
        text("text_sha256"),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        belongs("document", "read_by", "person", nullable=True),
        text("text"),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint("sha256", name="uq_document_sha256"),
    )
    op.create_table(
        "draft",
        whole("id"),
        belongs("draft", "document_id", "document"),
        whole("begins"),
        whole("ends"),
        text("quote"),
        text("place"),
        text("title"),
        text("action"),
        sa.Column("quantity", sa.String()),
        text("measure"),
        text("comparator"),
        text("deadline_phrase"),
        sa.Column("deadline", sa.Date()),
        flag("deadline_inherited"),
        text("deadline_rule"),
        flag("ask"),
        flag("aim"),
        text("responsible"),
        text("cooperating"),
        text("rule"),
        whole("confidence"),
        text("reader"),
        sa.Column("repeats_id", sa.Integer()),
        text("edits"),
        text("state"),
        belongs("draft", "commitment_id", "commitment", nullable=True),
        sa.Column("decided_on", sa.Date()),
        belongs("draft", "decided_by", "person", nullable=True),
        text("reason"),
        sa.PrimaryKeyConstraint("id", name="pk_draft"),
    )
    for table, column in (
        ("document", "text_sha256"),
        ("draft", "document_id"),
        ("draft", "state"),
    ):
        op.create_index(f"ix_{table}_{column}", table, [column])


def downgrade() -> None:
    """Books are not taken back: restore the backup instead."""
    raise NotImplementedError
