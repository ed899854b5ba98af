"""来文 and 拟立项事项: a document as read, and the drafts that wait to be docketed or dropped.

A draft is a promise of a document that is kept for an officer; it may yet lack a lead unit or
a day. What a commitment is entered from (``CommitmentDraft``) is the form with both filled in.
"""

from datetime import date

from sqlmodel import Field

from models.intake.draft_terms import DraftState, ReadBy
from models.tables import Table


class Document(Table, table=True):
    """来文: kept whole, so that every passage can be shown where it stands.

    The journal tells ``text`` by its SHA-256: an annual report is not written down twice.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(description="of the file")
    title: str = ""
    sha256: str = Field(unique=True, description="of its bytes")
    text_sha256: str = Field(
        index=True, description="of its text without white space; empty without text"
    )
    issued_on: date
    read_on: date
    read_by: int | None = Field(default=None, foreign_key="person.id")
    text: str = ""


class Draft(Table, table=True):
    """拟立项事项: what a document promises, as read, and beside it what an officer made of it."""

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    begins: int = Field(description="where the quote begins in the document's text")
    ends: int
    quote: str
    place: str = Field(default="", description="page, sheet and row, or line")
    title: str
    action: str = Field(description="models.intake.promise.Action")
    quantity: str | None = None
    measure: str = Field(default="", description="what is counted: the promise's unit")
    comparator: str = ""
    deadline_phrase: str = ""
    deadline: date | None = None
    deadline_inherited: bool = False
    deadline_rule: str = ""
    ask: bool = Field(default=False, description="a person must decide the day")
    aim: bool = Field(default=False, description="力争, 争取")
    responsible: str = Field(default="", description="units named, one a line, the lead first")
    cooperating: str = Field(default="", description="units named, one a line")
    rule: str = Field(default="", description="the reading rule that found it")
    confidence: int = 100
    reader: str = ReadBy.RULES.value
    repeats_id: int | None = Field(default=None, description="the fuller draft it repeats")
    edits: str = Field(default="{}", description="JSON: what an officer says instead, by field")
    state: str = Field(default=DraftState.WAITING.value, index=True)
    commitment_id: int | None = Field(default=None, foreign_key="commitment.id")
    decided_on: date | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    reason: str = ""
