"""${message}"""

import sqlalchemy as sa
import sqlmodel  # noqa: F401
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring a book forward."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Books are not taken back: restore the backup instead."""
    raise NotImplementedError
