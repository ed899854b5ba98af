"""What the ledger answers: frozen lines, already counted and graded, fit to be shown or sent.

Standard library only. A field with a ``heading`` is a column of a list; field names are the
stable keys of ``--json``.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from models.lights import Reason, Verdict
from models.terms import Happened, Kind, Light, Reader, Role, Stage, Step
from models.words import N_


def column(heading: str, *, default: Any = None, wide: bool = False) -> Any:
    """Declare a field that lists show, with its heading; ``wide`` ones may wrap."""
    return field(default=default, metadata={"heading": heading, "wide": wide})


def as_json(line: Any) -> Any:
    """Turn lines into plain data: ISO dates, decimals as text, terms as stored, keys as named."""
    if isinstance(line, Verdict):
        return [as_json(one) for one in line.reasons]
    if isinstance(line, Reason):
        return {"sentence": line.sentence, **as_json(line.facts)}
    if hasattr(line, "__dataclass_fields__"):
        kind: Any = type(line)
        return {one: as_json(getattr(line, one)) for one in _json_fields(kind)}
    if isinstance(line, dict):
        return {str(key): as_json(value) for key, value in line.items()}
    if isinstance(line, list | tuple):
        return [as_json(one) for one in line]
    if isinstance(line, date):
        return line.isoformat()
    if isinstance(line, Decimal):
        return str(line)
    if isinstance(line, Enum):
        return line.value
    return line


@cache
def _json_fields(kind: Any) -> tuple[str, ...]:
    return tuple(one.name for one in fields(kind) if not one.name.endswith("_id"))


@dataclass(frozen=True, slots=True)
class Line:
    """One open or closed commitment on a day, with its light and reasons."""

    number: str = column(N_("No."))
    title: str = column(N_("Commitment"), wide=True)
    lead_unit: str = column(N_("Lead unit"), wide=True)
    due: date | None = column(N_("Deadline"))
    light: Light = column(N_("Light"), default=Light.NONE)
    verdict: Verdict | None = column(N_("Reason"), wide=True)
    stage: Stage = field(default=Stage.DOCKETED)
    kind: Kind = field(default=Kind.FINISH)
    category: str = ""
    owner: str = ""
    days_left: int | None = None
    """Working days to the deadline; negative when overdue, None without a deadline."""
    percent: Decimal | None = None
    value: Decimal | None = None
    target: Decimal | None = None
    measure: str = ""
    due_text: str = ""
    original_due: date | None = None
    docketed_on: date | None = None
    last_report_on: date | None = None
    extensions: int = 0
    reopened: int = 0
    provisional: bool = False
    """Whether the distance was counted over days whose make-up days are not published yet."""
    commitment_id: int = 0
    unit_id: int = 0
    owner_id: int | None = None
    """The person in the owner's post."""


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


@dataclass(frozen=True, slots=True)
class Decision:
    """Something that waits for this reader: an extension, a closing, a proposal."""

    what: str
    """``extension``, ``check``, ``confirm``, ``proposal`` or ``reject``."""
    line: Line
    since: date
    waiting_days: int
    """Working days it has waited."""
    detail: str = ""
    """The unit's reason or the proposed step, in words already."""
    until: date | None = None
    """The new deadline an extension asks for."""
    step: Step | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """What was decided on a request of this reader's unit, since the last digest."""

    what: Happened
    """``extension_granted``, ``extension_refused`` or ``returned``."""
    line: Line
    note: str = ""


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
    due_soon: tuple[Line, ...] = ()
    due_soon_days: int = 10
    units: tuple[UnitRow, ...] = ()
    silent: tuple[Line, ...] = ()
    not_computed: tuple[tuple[str, Reason], ...] = ()
    """(number, why) of what could not be computed or addressed."""
    missed_days: int = 0
    """Working days since the last run on which nobody looked."""
    provisional: bool = False
    """Whether a deadline here was counted over days whose calendar is not published."""
    seal: str = ""
    """The first characters of the last journal hash this digest rests on."""


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter of the outbox as lists show it."""

    letter_id: int = column(N_("No."), default=0)
    on_day: date | None = column(N_("Day"))
    to_name: str = column(N_("To"), default="")
    to_address: str = column(N_("Address"), default="")
    state: str = column(N_("State"), default="")
    attempts: int = column(N_("Attempts"), default=0)
    last_error: str = column(N_("Last error"), default="", wide=True)


@dataclass(frozen=True, slots=True)
class LetterText:
    """A composed letter before it is put in the outbox or shown."""

    subject: str
    html: str
    text: str
