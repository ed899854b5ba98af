"""What leaves the building and what keeps the rhythm: notices, letters, days, policies."""

from datetime import date

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from models.tables import Table
from models.terms import LetterState


class Notice(Table, table=True):
    """A rung that was taken. Inserting the key is the claim (DESIGN §4.4)."""

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id")
    basis: str
    version: str
    rung: str
    step: str
    readers: str = Field(default="", description="whom it addresses, comma-separated")
    fell_due_on: date
    claimed_on: date
    sent: bool = Field(
        default=True, description="false where a higher rung went out instead, or nobody looked"
    )
    policy_id: int = Field(default=0, description="the policy version its ladder goes by")
    card: str = ""
    addressed: str = Field(default="", description="ids of the people it went to, comma-separated")

    __table_args__ = (
        UniqueConstraint("commitment_id", "basis", "version", "rung"),
        Index("ix_notice_claimed_on", "claimed_on"),
    )


class Receipt(Table, table=True):
    """签收: a notice somebody at the unit has signed for; it is not repeated after that."""

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    notice_id: int = Field(foreign_key="notice.id")
    on_day: date
    person_id: int = Field(foreign_key="person.id")


class Proposal(Table, table=True):
    """拟办: a consequence the ladder proposes; a named officer confirms or declines it.

    ``state`` is proposed, confirmed or declined; ``step`` one of ``policy.CONSEQUENCES``.
    """

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    step: str
    basis: str
    version: str
    rung: str
    proposed_on: date
    state: str = "proposed"
    decided_on: date | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decision: str = ""


class Letter(Table, table=True):
    """One letter of the outbox. ``body`` is zlib-compressed JSON: subject, html, text."""

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True)
    kind: str
    reader_id: int = Field(foreign_key="person.id")
    to_name: str
    to_address: str
    on_day: date
    written_at: str = Field(description="ISO 8601 with offset; the letter's Date heading")
    body: bytes
    state: str = LetterState.PENDING.value
    attempts: int = 0
    next_try_at: str = Field(default="", description="UTC; not before this")
    lease_until: str = Field(default="", description="UTC; whoever sends holds it until then")
    last_error: str = ""
    sent_at: str = ""

    __table_args__ = (UniqueConstraint("kind", "reader_id", "on_day"),)


class Day(Table, table=True):
    """One day the flow has lived: the news it covers, and what it did."""

    day: date = Field(primary_key=True)
    working: bool
    news_from: int = Field(description="first event id of the day's news")
    news_to: int = Field(description="last event id of the day's news")
    looked: int = 0
    composed: bool = False
    figures: str = Field(default="{}", description="JSON: what the digest counted")


class PolicyVersion(Table, table=True):
    """A policy as adopted: its checked form, and the file as the office wrote it."""

    __tablename__ = "policy_version"

    id: int | None = Field(default=None, primary_key=True)
    adopted_on: date
    name: str
    rules: str = Field(description="JSON, models.policy.Policy")
    file: str = Field(default="", description="the file's text")
    event_id: int = Field(default=0, description="the event of its adoption; 0 before any")
    rebinds: bool = Field(default=False, description="whether open ladders go over to it")


class CalendarDay(Table, table=True):
    """One word on one day: a holiday, a make-up day (调休), or an exception of the office's own.

    Words are added, never edited, so that a past day is counted by the calendar of its time.
    The last word of each source counts, and among sources that of the narrowest.
    """

    __tablename__ = "calendar_day"

    day: date = Field(primary_key=True)
    works: bool | None = Field(default=None, description="None takes the source's word back")
    source: str = Field(default="", description="models.terms.Scope")
    reason: str = ""
    document: str = ""
    event_id: int = Field(
        default=0, primary_key=True, description="the event that told it; 0 before any"
    )


class BookFact(Table, table=True):
    """A fact about the book itself: its id, office name, calendar coverage."""

    __tablename__ = "book_fact"

    name: str = Field(primary_key=True)
    value: str


class Seal(Table, table=True):
    """封账: one evening's Merkle root over the heads of all chains, chained to the last one."""

    id: int | None = Field(default=None, primary_key=True)
    day: date = Field(unique=True)
    recorded_at: str
    last_event: int = Field(description="the seal covers every event up to this id")
    chains: int
    root: str
    previous: str = ""
    hash: str


class SealNode(Table, table=True):
    """The tree under the newest seal, kept so that an evening costs what changed that day."""

    __tablename__ = "seal_node"

    level: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    hash: str
