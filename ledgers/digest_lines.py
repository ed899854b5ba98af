"""What a digest is made of: frozen lines for one reader and day, in final order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from ledgers.lines import Line
from models.lights import Reason
from models.terms import Card, Cause, Check, Happened, Light, Proof, Reader, Role, Step

if TYPE_CHECKING:
    from ledgers.totals import BothTotals


@dataclass(frozen=True, slots=True)
class ReaderLine:
    """Somebody who may get a digest."""

    person_id: int
    name: str
    email: str
    language: str
    unit: str = ""
    title: str = ""
    roles: frozenset[Role] = frozenset()
    all_matters: bool = False
    """Whether the whole ledger is this reader's concern (officers, chief)."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a rung asks of a reader about one commitment."""

    line: Line
    step: Step
    reader_as: Reader
    fell_due_on: date
    skipped: int = 0
    """How many lower rungs were recorded on the same day without being sent."""
    about: str = ""
    """The milestone's title where the rung is about a milestone; else empty."""
    card: Card | None = None
    again: int = 1
    """2 and up where it was sent before and nobody has signed for it or reported."""
    unanswered: int = 0
    """The working days a notice has gone unanswered, where that is what it is about."""
    red_again: bool = False
    """Whether it is about a light that has turned red again and again."""
    instead_of: tuple[str, ...] = ()
    """Whose deputy gets it (代); empty where it is one's own."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits for this reader: an extension, a closing, a proposal."""

    what: str
    """``proposal``, or one of ``ledgers.waiting.Waits.what``."""
    line: Line
    since: date
    waiting_days: int
    """Working days it has waited."""
    detail: str = ""
    """The unit's reason or the proposed step, in words already."""
    until: date | None = None
    """The new deadline an extension asks for."""
    step: Step | None = None
    opinion: str = ""
    """What the office said when it screened a request."""
    level: Check | None = None
    """Which check waits."""
    instead_of: tuple[str, ...] = ()
    """Whose deputy may decide it (代); empty where it is one's own."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What was decided on a request of this reader's unit, since the last digest."""

    what: Happened
    """An extension, a check that failed, coordination or an objection, decided."""
    line: Line
    note: str = ""
    missing: tuple[Proof, ...] = ()
    """Sorts of evidence a failed check found missing."""
    step: Step | None = None
    """Which consequence was confirmed."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """A matter newly assigned to this reader's unit: to be signed off."""

    line: Line
    instead_of: tuple[str, ...] = ()
    """Whose deputy signs it off (代); empty where it is one's own."""


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A supervision notice that nobody at the unit has signed for, and since when."""

    line: Line
    since: date


@dataclass(frozen=True, slots=True)
class Instructed:
    """A leader's instruction (批示) recorded since the last digest."""

    line: Line
    leader: str
    words: str
    due: date | None = None


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What came with a post: from whom, and how many open matters."""

    before: str
    count: int


@dataclass(frozen=True, slots=True)
class CauseRow:
    """One row of the annex: a cause, how many matters it holds up, the longest in working days."""

    cause: Cause
    count: int
    longest: int


@dataclass(frozen=True, slots=True)
class Change:
    """A light that changed, or a matter closed or reopened, since the last digest."""

    line: Line
    before: Light
    after: Light


@dataclass(frozen=True, slots=True)
class Totals:
    """How a set of open commitments stands; ``closed`` counts all ever closed."""

    open: int = 0
    green: int = 0
    yellow: int = 0
    red: int = 0
    overdue: int = 0
    closed: int = 0


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row of the annex: a unit and how its open commitments stand."""

    unit: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class News:
    """Everything one reader's digest of one day is made from. Lists are in final order."""

    reader: ReaderLine
    on: date
    office: str
    totals: Totals
    before: Totals | None = None
    """The totals of the last digest day; None on the first."""
    asks: tuple[Ask, ...] = ()
    decisions: tuple[Decision, ...] = ()
    answers: tuple[Answered, ...] = ()
    new_red: tuple[Change, ...] = ()
    new_yellow: tuple[Change, ...] = ()
    recovered: tuple[Change, ...] = ()
    closed: tuple[Change, ...] = ()
    reopened: tuple[Change, ...] = ()
    paused: tuple[Change, ...] = ()
    """Suspended or resumed."""
    assigned: tuple[Assigned, ...] = ()
    instructions: tuple[Instructed, ...] = ()
    taken_over: tuple[TakenOver, ...] = ()
    due_soon: tuple[Line, ...] = ()
    due_soon_days: int = 10
    accept_days: int = 2
    names: Mapping[str, str] = field(default_factory=dict)
    """The office's own words in the reader's language, by the label of the term."""
    colours: Mapping[str, str] = field(default_factory=dict)
    """The office's own colours: light.red, card.blue."""
    units: tuple[UnitRow, ...] = ()
    causes: tuple[CauseRow, ...] = ()
    both: BothTotals | None = None
    """Targets and tasks, where matters are split."""
    silent: tuple[Line, ...] = ()
    unsigned: tuple[Unsigned, ...] = ()
    not_computed: tuple[tuple[str, Reason], ...] = ()
    """(number, why) of what could not be computed or addressed."""
    missed_days: int = 0
    """Working days since the last run on which nobody looked."""
    provisional: bool = False
    """Whether a deadline here was counted over days whose calendar is not published."""
    seal: str = ""
    """What a digest prints of the last evening's seal (封账)."""


@dataclass(frozen=True, slots=True)
class LetterText:
    """A composed letter before it is put in the outbox or shown."""

    subject: str
    html: str
    text: str
