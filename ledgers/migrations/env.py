"""How alembic reaches the book: on the connection that ``ledgers.upkeep`` hands it."""

import sqlmodel  # noqa: F401 — migrations written by alembic name its types
from alembic import context

import models.indexes
import models.intake.arrival
import models.intake.kept
import models.people
import models.record
import models.registers  # noqa: F401
from models.tables import Table

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Table.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
