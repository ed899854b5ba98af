"""Triggers that keep the journal append-only, for either database (DESIGN §4.1)."""

from alembic import op

SQLITE = """
CREATE TRIGGER {table}_never_{change} BEFORE {change} ON {table}
BEGIN SELECT RAISE(ABORT, '{table}: lines are added, never changed or deleted'); END
"""
# INSERT OR REPLACE deletes without firing a DELETE trigger unless a connection asks for it.
SQLITE_REPLACE = """
CREATE TRIGGER {table}_never_replaced BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})
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


def guard(table: str, *keys: tuple[str, ...]) -> None:
    """Refuse UPDATE, DELETE and REPLACE on a table from now on; ``keys`` are its unique ones."""
    if op.get_bind().dialect.name != "sqlite":
        op.execute(POSTGRES_FUNCTION)
        op.execute(POSTGRES.format(table=table))
        return
    for change in ("UPDATE", "DELETE"):
        op.execute(SQLITE.format(table=table, change=change))
    taken = " OR ".join(
        "(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in keys
    )
    op.execute(SQLITE_REPLACE.format(table=table, taken=taken))
