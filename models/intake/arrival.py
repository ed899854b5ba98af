"""来文登记: what came in by folder or mail, how it went, and what the office was told of it."""

from datetime import date

from sqlmodel import Field

from models.tables import Table
from models.terms import Term
from models.words import N_


class Outcome(Term):
    """How reading a document that came in has ended."""

    READ = "read", N_("read")
    AGAIN = "again", N_("known already")
    SET_ASIDE = "set_aside", N_("set aside")
    NOTHING_IN_IT = "nothing_in_it", N_("mail without a readable document")


class Arrival(Table, table=True):
    """One document that came in; without an outcome while it is being read.

    ``key`` names the file in 处理中 of ``place``. Whoever inserts it has the document. The same
    mail is known by its Message-ID. ``said`` is JSON: a sentence in each language.
    """

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    place: str = Field(default="", description="machine and folder")
    name: str = Field(description="of the file as it came")
    message_id: str = Field(default="", index=True)
    sender: str = ""
    came_on: date
    tries: int = 0
    outcome: str = ""
    document_id: int | None = Field(default=None, foreign_key="document.id")
    drafts: int = 0
    known: int = 0
    without_day: int = 0
    without_unit: int = 0
    issued_on: date | None = None
    doubtful: bool = Field(default=False, description="no date of issue was found")
    said: str = "{}"
    told: bool = Field(default=False, description="the office has its letter about it")
