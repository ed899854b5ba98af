"""What the ledger answers: frozen lines, already counted and graded, fit to be shown or sent.

Standard library only. A field with a ``heading`` is a column of a list; field names are the
stable keys of ``--json``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any

from models.errors import Refusal
from models.lights import Point, Reason, Verdict
from models.terms import Ending, Kind, Light, Stage
from models.words import N_


def column(heading: str, *, default: Any = None, wide: bool = False, mark: str = "") -> Any:
    """Declare a field that lists show, with its heading; ``wide`` ones may wrap.

    ``mark`` names a field of the same line which, where true, puts a question mark to this one.
    """
    return field(default=default, metadata={"heading": heading, "wide": wide, "mark": mark})


# Most values by far; asked first.
AS_THEY_ARE = frozenset({type(None), str, int, bool, float})


def as_json(line: Any) -> Any:
    """Turn lines into plain data: ISO dates, decimals as text, terms as stored, keys as named."""
    kind: type = type(line)
    return line if kind in AS_THEY_ARE else _plainly(kind)(line)


@cache
def _plainly(kind: type) -> Callable[[Any], Any]:
    """Find out once for each type how it is made plain: a long list asks two million times."""
    if issubclass(kind, Enum):
        return lambda term: term.value
    if issubclass(kind, Verdict):
        return lambda verdict: [as_json(one) for one in verdict.reasons]
    if issubclass(kind, Reason | Refusal):
        return lambda reason: {"sentence": reason.sentence, **as_json(reason.facts)}
    names = _json_fields(kind)
    if names is not None:
        return lambda line: {one: as_json(getattr(line, one)) for one in names}
    if issubclass(kind, dict):
        return lambda facts: {str(key): as_json(value) for key, value in facts.items()}
    if issubclass(kind, list | tuple):
        return lambda ones: [as_json(one) for one in ones]
    if issubclass(kind, date):
        return kind.isoformat
    return str if issubclass(kind, Decimal) else lambda other: other


def _json_fields(kind: Any) -> tuple[str, ...] | None:
    """Name the fields of a line; None where it is none."""
    told = [one.name for one in fields(kind)] if is_dataclass(kind) else None
    names = getattr(kind, "_fields", told)
    return None if names is None else tuple(one for one in names if not one.endswith("_id"))


@dataclass(frozen=True, slots=True)
class Both:
    """A figure under the policy in force and under the one tried."""

    in_force: int = 0
    tried: int = 0

    @property
    def more(self) -> int:
        """How many more the tried one has; negative where it has fewer."""
        return self.tried - self.in_force


@dataclass(frozen=True, slots=True)
class Line:
    """One open or closed commitment on a day, with its light and reasons."""

    number: str = column(N_("No."))
    title: str = column(N_("Commitment"), wide=True)
    lead_unit: str = column(N_("Lead unit"), wide=True)
    due: date | None = column(N_("Deadline"), mark="provisional")
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
    plan: tuple[Point, ...] = ()
    """Its own planned course."""
    forecast_on: date | None = None
    """When it will be done at the reported pace, with the ends of the interval."""
    forecast_from: date | None = None
    forecast_to: date | None = None
    commitment_id: int = 0
    unit_id: int = 0
    owner_id: int | None = None
    """The person in the owner's post."""
