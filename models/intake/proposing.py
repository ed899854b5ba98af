"""What a promise would be as a commitment: the fields it gives, and what it still lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from models.headings import is_fuzzy
from models.intake.promise import Action, Promise
from models.terms import Kind, Term
from models.words import N_

PERCENT = "%"
LONGEST_TITLE = 200  # of a commitment
OFFICER = "officer"  # the due_rule of a day that an officer set


class Lack(Term):
    """What has to be given before a draft can be docketed, and the option that gives it."""

    UNIT = "unit", N_("lead unit")
    DUE = "due", N_("deadline")
    TARGET = "target", N_("target figure")
    STANDARD = "standard", N_("closing standard")

    @property
    def typed(self) -> str:
        """The option that gives it, with an example."""
        return EXAMPLES[self]


EXAMPLES = {
    Lack.UNIT: "--unit UNIT",
    Lack.DUE: "--due 2020-09-30",
    Lack.TARGET: "--target 30",
    Lack.STANDARD: "--standard …",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What an officer may change of a draft; stored as JSON with these keys.

    ``due`` is the day, ``due_text`` the phrase it came from and ``due_rule`` the rule.
    """

    title: str = ""
    lead_unit: str = ""
    support_units: tuple[str, ...] = ()
    due: date | None = None
    due_text: str = ""
    due_rule: str = ""
    kind: Kind = Kind.FINISH
    target: Decimal | None = None
    measure: str = ""
    standard: str = ""
    owner: str = ""
    sponsor: str = ""
    category: str = ""


NAMES = tuple(one.name for one in fields(Fields))


def kind_of(action: Action, quantity: Decimal | None, measure: str) -> Kind:
    """Choose the kind: begun and opened is begun and opened, all else is counted if it can be."""
    if action in (Action.START, Action.OPEN):
        return Kind(action.value)
    if quantity is None:
        return Kind.FINISH
    return Kind.RATIO if measure == PERCENT else Kind.COUNT


def proposed(promise: Promise, units: Mapping[str, str]) -> Fields:
    """Fill in what a promise says; ``units`` maps the names it gives to the directory's own.

    The first unit named leads; where the directory does not know it nobody does.
    """
    lead, *others = promise.responsible or ("",)
    support = [units[one] for one in (*others, *promise.cooperating) if one in units]
    day = None if promise.ask else promise.deadline
    return Fields(
        title=promise.title[:LONGEST_TITLE],
        lead_unit=units.get(lead, ""),
        support_units=tuple(one for one in dict.fromkeys(support) if one != units.get(lead)),
        due=day,
        due_text=promise.deadline_phrase,
        due_rule=promise.deadline_rule if day else "",
        kind=kind_of(promise.action, promise.quantity, promise.unit),
        target=promise.quantity,
        measure=promise.unit,
    )


def edited(read: Fields, edits: Mapping[str, Any]) -> Fields:
    """Put what an officer said in place of what was read; ``edits`` as stored."""
    known = {name: _read_back(name, one) for name, one in edits.items() if name in NAMES}
    return replace(read, **known)


def _read_back(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name == "due":
        return date.fromisoformat(value)
    if name == "target":
        return Decimal(value)
    if name == "kind":
        return Kind(value)
    return tuple(value) if name == "support_units" else value


def changed(read: Fields, wanted: Fields) -> dict[str, Any]:
    """List what differs from what was read, as it is stored."""
    found: dict[str, Any] = {}
    for name in NAMES:
        value = getattr(wanted, name)
        if value != getattr(read, name):
            found[name] = _stored(value)
    return found


def _stored(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return list(value) if isinstance(value, tuple) else getattr(value, "value", value)


def lacking(wanted: Fields) -> tuple[Lack, ...]:
    """List what a commitment cannot do without and this one has not got."""
    counted = wanted.kind in (Kind.COUNT, Kind.RATIO)
    lacks = {
        Lack.UNIT: not wanted.lead_unit,
        Lack.DUE: wanted.due is None and wanted.kind != Kind.STANDING,
        Lack.TARGET: counted and wanted.target is None,
        Lack.STANDARD: not counted and is_fuzzy(wanted.title) and not wanted.standard,
    }
    return tuple(one for one, lacks_it in lacks.items() if lacks_it)


def figure(given: str) -> Decimal | None:
    """Read a figure as typed in a cell or prompt; None where it is none."""
    try:
        return Decimal(given.replace(",", "").strip())
    except InvalidOperation:
        return None


def names_in(text: str) -> tuple[str, ...]:
    """Read names that stand one a line, or parted by 、 , ，."""
    parted = text.replace("、", "\n").replace("，", "\n").replace(",", "\n").replace(";", "\n")
    return tuple(one.strip() for one in parted.replace("；", "\n").splitlines() if one.strip())


def joined(names: Sequence[str]) -> str:
    """Write names one a line, as they are stored."""
    return "\n".join(names)
