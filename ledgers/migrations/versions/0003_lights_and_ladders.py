"""Lights with reasons, ladders with people, scores: what they remember."""

import sqlalchemy as sa
from alembic import op

from ledgers.migrations.columns import belongs, matter_table, text

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# In plain SQL, one column at a time: SQLite need not copy the whole table.
NEW_COLUMNS = (
    ("commitment", "reds", "VARCHAR NOT NULL DEFAULT ''"),
    ("commitment", "yellow_since", "DATE"),
    ("commitment", "forecast_on", "DATE"),
    ("commitment", "forecast_from", "DATE"),
    ("commitment", "forecast_to", "DATE"),
    ("notice", "policy_id", "INTEGER NOT NULL DEFAULT 0"),
    ("notice", "card", "VARCHAR NOT NULL DEFAULT ''"),
    ("notice", "addressed", "VARCHAR NOT NULL DEFAULT ''"),
    ("policy_version", "rebinds", "BOOLEAN NOT NULL DEFAULT FALSE"),
    ("calendar_day", "reason", "VARCHAR NOT NULL DEFAULT ''"),
    ("calendar_day", "document", "VARCHAR NOT NULL DEFAULT ''"),
    ("unit", "peer_group", "VARCHAR NOT NULL DEFAULT ''"),
)


def upgrade() -> None:
    """Bring a book forward."""
    for table, column, kind in NEW_COLUMNS:
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column} {kind}")
    # A ladder goes on by the policy under which it began.
    op.execute(
        "UPDATE notice SET policy_id = coalesce((SELECT max(v.id) FROM policy_version v"
        " WHERE v.adopted_on <= notice.claimed_on), 0)"
    )
    # A day may be spoken of more than once; no word is written over.
    with op.batch_alter_table("calendar_day") as days:
        days.alter_column("works", existing_type=sa.Boolean(), nullable=True)
        days.drop_constraint("pk_calendar_day", type_="primary")
        days.create_primary_key("pk_calendar_day", ["day", "event_id"])
    matter_table(
        "plan_point",
        sa.Column("day", sa.Date(), nullable=False),
        text("percent"),
        sa.Column("replaced_on", sa.Date()),
    )
    matter_table(
        "receipt",
        belongs("receipt", "notice_id", "notice"),
        sa.Column("on_day", sa.Date(), nullable=False),
        belongs("receipt", "person_id", "person"),
    )
    matter_table(
        "proposal",
        text("step"),
        text("basis"),
        text("version"),
        text("rung"),
        sa.Column("proposed_on", sa.Date(), nullable=False),
        text("state"),
        sa.Column("decided_on", sa.Date()),
        belongs("proposal", "decided_by", "person", nullable=True),
        text("decision"),
    )
    matter_table(
        "callback",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("valid", sa.Boolean(), nullable=False),
        sa.Column("contacted", sa.Boolean(), nullable=False),
        sa.Column("resolved", sa.Boolean(), nullable=False),
        text("satisfied"),
        text("note"),
    )
    matter_table(
        "appraisal",
        belongs("appraisal", "unit_id", "unit"),
        sa.Column("on_day", sa.Date(), nullable=False),
        text("mark"),
        text("words"),
        belongs("appraisal", "leader_id", "person", nullable=True),
    )
    # The rules have grown: whatever is open is looked at on the next day that is lived.
    op.execute("UPDATE commitment SET look_on = docketed_on WHERE closed_on IS NULL")


def downgrade() -> None:
    """Books are not taken back: restore the backup instead."""
    raise NotImplementedError
