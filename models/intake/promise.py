"""A promise as it stands in a document: what an officer approves, edits or drops."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from models.terms import Term
from models.words import N_


class Action(Term):
    """What is to have happened by the deadline."""

    START = "start", N_("start")
    COMPLETE = "complete", N_("complete")
    OPEN = "open", N_("open")
    DELIVER = "deliver", N_("deliver")
    REACH = "reach", N_("reach")
    OTHER = "other", N_("other")


class Comparator(Term):
    """How a result is held against its figure."""

    EXACT = "exact", N_("exactly")
    AT_LEAST = "at_least", N_("at least")
    AT_MOST = "at_most", N_("at most")
    APPROX = "approx", N_("about")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One separately checkable result, in the words of the document.

    ``start`` and ``end`` are character offsets of ``quote`` in the text as read. Money is in
    元, 万 and 亿 are multiplied out, percentages are 5 with the unit %. ``confidence`` is how
    sure the reader is, in per cent. ``duplicate_of`` is the place in the list, counting from
    1, of the fuller statement that this one repeats.
    """

    quote: str
    start: int
    end: int
    title: str
    action: Action
    quantity: Decimal | None = None
    unit: str = ""
    comparator: Comparator | None = None
    deadline_phrase: str = ""
    deadline: date | None = None
    deadline_inherited: bool = False
    deadline_rule: str = ""
    ask: bool = False
    """A person must decide the day: 汛期前, 尽快."""
    aim: bool = False
    """力争, 争取: an aim rather than a promise."""
    responsible: tuple[str, ...] = ()
    """Units named for it, the lead unit first."""
    cooperating: tuple[str, ...] = ()
    rule: str = ""
    """Key of the rule that found it."""
    confidence: int = 100
    duplicate_of: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Tell it with the keys of ``duban propose --json``."""
        return {
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "title": self.title,
            "action": self.action.value,
            "quantity": _number(self.quantity),
            "unit": self.unit or None,
            "comparator": self.comparator.value if self.comparator else None,
            "deadline_phrase": self.deadline_phrase or None,
            "deadline": self.deadline.isoformat() if self.deadline else None,
            "deadline_inherited": self.deadline_inherited,
            "deadline_rule": self.deadline_rule or None,
            "ask": self.ask,
            "aim": self.aim,
            "responsible": list(self.responsible),
            "cooperating": list(self.cooperating),
            "rule": self.rule,
            "confidence": self.confidence / 100,
            "duplicate_of": self.duplicate_of,
        }


def _number(value: Decimal | None) -> int | float | None:
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
