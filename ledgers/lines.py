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
from models.terms import Ending, Kind, Light, Stage
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
    ending: Ending | None = None
    """How it ended; None while it is open."""
    pause_reason: str = ""
    paused_days: int = 0
    assigned_on: date | None = None
    provisional: bool = False
    """Whether the distance was counted over days whose make-up days are not published yet."""
    commitment_id: int = 0
    unit_id: int = 0
    owner_id: int | None = None
    """The person in the owner's post."""
