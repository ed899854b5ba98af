"""Triggers that keep the journal append-only, for either database (DESIGN §4.1)."""

from alembic import op

SQLITE = """
CREATE TRIGGER {table}_never_{change} BEFORE {change} ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: lines are added, never changed or deleted'); END
"""
POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '%: lines are added, never changed or deleted', TG_TABLE_NAME; END $$
"""
POSTGRES = """
CREATE TRIGGER {table}_never_changed BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION never_changed()
"""


def guard(table: str) -> None:
    """Refuse UPDATE and DELETE on a table from now on."""
    if op.get_bind().dialect.name == "sqlite":
        for change in ("UPDATE", "DELETE"):
            op.execute(SQLITE.format(table=table, change=change))
        return
    op.execute(POSTGRES_FUNCTION)
    op.execute(POSTGRES.format(table=table))
