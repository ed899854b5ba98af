"""The rules an office has adopted, as numbers. Standard library only: read at every start.

The file an office writes is checked by ``models.policy_file``; what the book keeps is the
checked form, as JSON, and this module reads that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, TypeVar

from models.terms import Check, Proof, Reader, Step
from models.words import N_

CONSEQUENCES = frozenset({Step.CIRCULAR, Step.INTERVIEW, Step.TRANSFER})
# The steps of an extension before a leader decides; a small office may do without either.
CONSENT, SCREEN = "consent", "screen"
EVERY_KIND = "default"  # stands for the kinds of commitment that have no line of their own


T = TypeVar("T")


@dataclass(frozen=True)
class Rung:
    """督办层级: what is done, so many working days before (−) or after (+) the deadline."""

    days: int
    step: Step
    to: tuple[Reader, ...]

    @property
    def key(self) -> str:
        """The name of the rung in the book, such as T-3 or T+10."""
        return f"T{self.days:+d}"

    @property
    def is_proposal(self) -> bool:
        """Whether a named officer has to confirm it: it accuses somebody (DESIGN §4.10)."""
        return self.step in CONSEQUENCES


# DOMAIN §3, default ladder. Working days throughout.
DEFAULT_LADDER = (
    Rung(-10, Step.REMIND, (Reader.OWNER,)),
    Rung(-3, Step.REMIND, (Reader.OWNER,)),
    Rung(1, Step.CHASE, (Reader.OWNER, Reader.UNIT_HEAD)),
    Rung(5, Step.NOTICE, (Reader.UNIT_HEAD, Reader.LEADER_IN_CHARGE)),
    Rung(10, Step.CIRCULAR, (Reader.OFFICER, Reader.CHIEF)),
    Rung(20, Step.INTERVIEW, (Reader.CHIEF,)),
)


@dataclass(frozen=True)
class Policy:
    """Every threshold of lights, ladder and requests.

    ``*_points`` are percentage points behind pace; ``*_overdue`` working days after the
    deadline; ``silent_days`` calendar days without a report; ``accept_days`` working days
    after which silence is acceptance; ``objection_days`` calendar days (Order 733: 30).
    ``checks`` and ``proofs`` map a kind of commitment, or ``default``, to the checks it needs
    in their order and the sorts of evidence without which it is not closed. A look-back
    draws ``lookback_percent`` of what closed ``lookback_months`` ago (Xingtai: a tenth).
    """

    name: str = N_("default policy")
    yellow_points: int = 10
    red_points: int = 30
    yellow_overdue: int = 1
    red_overdue: int = 10
    silent_days: int = 30
    due_soon_days: int = 10
    accept_days: int = 2
    max_extensions: int = 3
    extension_steps: tuple[str, ...] = (CONSENT, SCREEN)
    checks: Mapping[str, tuple[Check, ...]] = field(
        default_factory=lambda: {EVERY_KIND: (Check.OFFICE,)}
    )
    proofs: Mapping[str, tuple[Proof, ...]] = field(default_factory=dict)
    objection_days: int = 30
    lookback_percent: int = 10
    lookback_months: int = 3
    ladder: tuple[Rung, ...] = field(default=DEFAULT_LADDER)
    milestone_ladder: tuple[Rung, ...] = (
        Rung(1, Step.CHASE, (Reader.OWNER,)),
        Rung(5, Step.CHASE, (Reader.OWNER, Reader.UNIT_HEAD)),
    )

    def as_json(self) -> dict[str, Any]:
        """Return plain data that ``from_json`` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Policy:
        """Read back what ``as_json`` wrote."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        for name in ("ladder", "milestone_ladder"):
            if name in values:
                values[name] = tuple(_rung(one) for one in values[name])
        for name, kind in (("checks", Check), ("proofs", Proof)):
            if name in values:
                values[name] = _by_kind(values[name], kind)
        if "extension_steps" in values:
            values["extension_steps"] = tuple(values["extension_steps"])
        return cls(**values)

    def checks_for(self, kind: str) -> tuple[Check, ...]:
        """List the checks a kind of commitment needs, in their order; never none."""
        return self.checks.get(kind) or self.checks.get(EVERY_KIND) or (Check.OFFICE,)

    def proofs_for(self, kind: str) -> tuple[Proof, ...]:
        """List the sorts of evidence without which a kind of commitment is not closed."""
        return self.proofs.get(kind, self.proofs.get(EVERY_KIND, ()))


def _by_kind(data: Mapping[str, Any], term: Callable[[str], T]) -> dict[str, tuple[T, ...]]:
    return {kind: tuple(term(one) for one in words) for kind, words in data.items()}


def _rung(data: Mapping[str, Any]) -> Rung:
    return Rung(data["days"], Step(data["step"]), tuple(Reader(one) for one in data["to"]))
