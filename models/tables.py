"""What every table has in common: one metadata with a naming convention."""

from sqlalchemy import MetaData, Text
from sqlmodel import SQLModel

# Named constraints from the first migration on: SQLite cannot alter what has no name.
NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Table(SQLModel):
    """The base of every table of the book, and of the drafts that check what enters it."""

    metadata = MetaData(naming_convention=NAMING)


# Numbers sort by their characters on every machine, whatever language PostgreSQL was set to.
PLAIN_ORDER = Text().with_variant(Text(collation="C"), "postgresql")
