"""What happened: events, reports with evidence, requests and checks. Added, never edited."""

from datetime import date
from decimal import Decimal

from sqlalchemy import Index
from sqlmodel import Field

from models.tables import Table


class Event(Table, table=True):
    """A line of history. ``changes`` is canonical JSON: column → [from, to].

    ``hash`` is SHA-256 over the event before it in the same chain and this line. The
    chain of a commitment begins with the empty text; events of the book itself (policy,
    directory) form a chain of their own, with no commitment.
    """

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int | None = Field(default=None, foreign_key="commitment.id")
    chain: str = Field(description="the commitment's number, or “book”")
    place: int = Field(description="1, 2, 3… along its chain")
    recorded_at: str = Field(description="UTC, ISO 8601, to the second")
    on_day: date = Field(description="the business day it counts for")
    actor_id: int | None = Field(default=None, foreign_key="person.id")
    behalf_id: int | None = Field(default=None, foreign_key="person.id")
    happened: str
    changes: str = "{}"
    note: str = ""
    previous: str = ""
    hash: str

    __table_args__ = (
        Index("uq_event_chain_place", "chain", "place", unique=True),
        Index("ix_event_commitment_id", "commitment_id"),
    )


class ReportDraft(Table):
    """Progress as a unit reports it."""

    percent: Decimal | None = Field(default=None, ge=0)
    value: Decimal | None = None
    done: str = ""
    next_steps: str = ""
    problem: str = ""
    milestones_done: tuple[int, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether any of its fields is filled in; evidence alone may also be a report."""
        return any(value not in (None, "", ()) for value in self.model_dump().values())


class Report(Table, table=True):
    """反馈."""

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    on_day: date
    unit_id: int | None = Field(
        default=None, foreign_key="unit.id", description="a support unit, of its own part"
    )
    percent: str | None = None
    value: str | None = None
    done: str = ""
    next_steps: str = ""
    problem: str = ""


class Evidence(Table, table=True):
    """佐证材料: a file copied into the book's evidence folder, proved by its hash."""

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    on_day: date
    name: str
    sort: str = Field(default="", description="models.terms.Proof; empty where nobody said")
    stored_as: str
    sha256: str
    size: int


class ExtensionRequest(Table, table=True):
    """延期: asked by a unit, consented to by its head, screened, decided by a leader.

    ``state`` is asked, consented, screened, granted or refused.
    """

    __tablename__ = "extension_request"

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    asked_on: date
    until: date
    reason: str
    state: str = "asked"
    consented_on: date | None = None
    consented_by: int | None = Field(default=None, foreign_key="person.id")
    screened_on: date | None = None
    screened_by: int | None = Field(default=None, foreign_key="person.id")
    opinion: str = ""
    decided_on: date | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decision: str = ""


class ClosureRequest(Table, table=True):
    """A unit's word that a matter is done; it waits for its checks and a confirmation.

    ``state`` is asked, checked (every check passed), confirmed or returned; the check fields
    are those of the last check, all of them stand in ``check_record``.
    """

    __tablename__ = "closure_request"

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    asked_on: date
    actual_on: date
    note: str = ""
    state: str = "asked"
    checked_on: date | None = None
    checked_by: int | None = Field(default=None, foreign_key="person.id")
    findings: str = ""
    decided_on: date | None = None


class CheckRecord(Table, table=True):
    """核查: one look at a requested closure, passed or not."""

    __tablename__ = "check_record"

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    closure_id: int = Field(foreign_key="closure_request.id")
    level: str = Field(description="models.terms.Check")
    passed: bool
    on_day: date
    checked_by: int = Field(foreign_key="person.id")
    findings: str = ""
    missing: str = Field(default="", description="sorts of evidence, comma-separated")


class Objection(Table, table=True):
    """异议: a unit's word against a return or a relapse; ``against`` is that event's place.

    Order 733 gives the object 30 days to ask for a review (DOMAIN §1).
    """

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    raised_on: date
    against: int
    reason: str
    state: str = "asked"
    decided_on: date | None = None
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decision: str = ""


class Lookback(Table, table=True):
    """回头看: a closed matter drawn by lot, and what was found. ``seed`` is the seal's hash."""

    id: int | None = Field(default=None, primary_key=True)
    commitment_id: int = Field(foreign_key="commitment.id", index=True)
    month: date = Field(description="first day of the month whose closings were drawn from")
    seed: str
    drawn_on: date
    state: str = Field(default="drawn", description="drawn, held or relapsed")
    on_day: date | None = None
    checked_by: int | None = Field(default=None, foreign_key="person.id")
    findings: str = ""
