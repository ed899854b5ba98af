"""The rules an office has adopted, as numbers. Standard library only: read at every start.

The file an office writes is checked by ``models.policy_file``; what the book keeps is the
checked form, as JSON, and this module reads that.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import time
from functools import cached_property
from typing import Any, TypeVar

from models.terms import Card, Check, Light, Proof, Reader, Step, Term
from models.words import N_

CONSEQUENCES = frozenset({Step.CIRCULAR, Step.INTERVIEW, Step.TRANSFER})
# The steps of an extension before a leader decides; a small office may do without either.
CONSENT, SCREEN = "consent", "screen"
LADDERS = ("ladder", "milestone_ladder", "silence_ladder")
POINTS, SHARE, MONTH = "points", "share", "month"  # what a gap in pace is measured in
NEVER = (0, 0)
# What an office may call by words of its own.
NAMED: Mapping[str, Callable[[str], Term]] = {"light": Light, "card": Card, "step": Step}
EVERY_KIND = "default"  # stands for the kinds of commitment that have no line of their own


T = TypeVar("T")


@dataclass(frozen=True)
class Rung:
    """督办层级: what is done, when, and to whom.

    ``days`` are working days: before (−) or after (+) the deadline, the milestone or the
    silence its ladder is about; where ``after`` names the step or card of a lower rung,
    after that one went out and nobody reported. A rung with ``reds`` is taken when the
    light has turned red so many times ``within`` so many calendar days. ``every`` so many
    working days it is repeated until somebody signs for it or reports; 0 is never.
    """

    days: int
    step: Step
    to: tuple[Reader, ...]
    card: Card | None = None
    after: str = ""
    reds: int = 0
    within: int = 0
    every: int = 0

    @cached_property
    def key(self) -> str:
        """The name of the rung in the book, such as T-3, notice+5 or red2in60."""
        if self.reds:
            return f"red{self.reds}in{self.within}"
        return f"{self.after or 'T'}{self.days:+d}"

    @cached_property
    def names(self) -> frozenset[str]:
        """What a higher rung may call it by in ``after``."""
        return frozenset({self.step.value, *([self.card.value] if self.card else [])})

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

    ``pace_by`` says what the points of a pace gap are: ``points`` of the whole (Yinchuan),
    ``share`` of what was to be done by now (Sanya), or ``month``, of the last month's task
    (Xinhuang). ``green_points`` is up to where green is said to reach, itself included; None
    is up to yellow. What lies between the two is a gap that ``models.policy_findings`` finds.
    ``start_months`` and ``first_report_months`` are calendar months after the planned start
    or the docketing without a start, or a report: more than the first yellow, the second red
    (Yinchuan); 0 is never. After so many months running yellow a light is red
    (``yellow_months_red``, Sanya); ``red_made_good`` is how good a light may be for the rest
    of a month in which it was red (Ouhai: yellow). ``forecast_late`` is the light of what
    cannot be met at the present pace, ``milestone_red`` working days after a milestone.
    ``quiet_from`` and ``quiet_until`` are hours (22:00) between which no letter leaves.
    ``due_within`` is the limit of a matter that states none, such as 7 days (13710); empty
    where it must state one. ``names`` and ``colours`` map a light, card or step (light.red,
    card.blue, step.notice) to the office's own word in each language and to #rrggbb;
    ``scores`` is read by ``models.scoring``; ``categories`` map a category of commitments to
    the rules that stand for it instead of these.
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
    pace_by: str = POINTS
    green_points: int | None = None
    start_months: tuple[int, int] = NEVER
    first_report_months: tuple[int, int] = NEVER
    yellow_months_red: int = 0
    red_made_good: Light = Light.GREEN
    forecast_late: Light = Light.YELLOW
    milestone_red: int = 0
    climb_to_others: bool = True
    quiet_from: str = ""
    quiet_until: str = ""
    due_within: str = ""
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    scores: Mapping[str, Any] = field(default_factory=dict)
    categories: Mapping[str, Policy] = field(default_factory=dict)
    preset: str = "default"
    objection_days: int = 30
    lookback_percent: int = 10
    lookback_months: int = 3
    ladder: tuple[Rung, ...] = field(default=DEFAULT_LADDER)
    milestone_ladder: tuple[Rung, ...] = (
        Rung(1, Step.CHASE, (Reader.OWNER,)),
        Rung(5, Step.CHASE, (Reader.OWNER, Reader.UNIT_HEAD)),
    )
    # Silence is asked about once; the next report starts a new silence (DOMAIN §3).
    silence_ladder: tuple[Rung, ...] = (Rung(0, Step.ASK_REPORT, (Reader.OWNER,)),)

    def of(self, category: str) -> Policy:
        """Return the rules for a category of commitments: its own, or these."""
        return self.categories.get(category, self)

    @cached_property
    def has_clocks(self) -> bool:
        """Whether any rung counts from a letter that went out, not from a day known before."""
        ladders = (self.ladder, self.milestone_ladder, self.silence_ladder)
        return any(rung.after or rung.every for rungs in ladders for rung in rungs)

    def named(self, language: str) -> dict[str, str]:
        """Map the labels of renamed lights, cards and steps to the office's own words."""
        return {
            term_of(key).label: words[language]
            for key, words in self.names.items()
            if language in words
        }

    def quiet_until_on(self, moment: time) -> time | None:
        """Return the hour at which quiet ends, where it reigns now; it may span midnight."""
        if not self.quiet_from or not self.quiet_until:
            return None
        first, last = time.fromisoformat(self.quiet_from), time.fromisoformat(self.quiet_until)
        spans_midnight = first > last
        after, before = moment >= first, moment < last
        return last if (after or before if spans_midnight else after and before) else None

    def as_json(self) -> dict[str, Any]:
        """Return plain data that ``from_json`` reads back."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Policy:
        """Read back what ``as_json`` wrote."""
        known = {one.name for one in fields(cls)}
        values = {name: value for name, value in data.items() if name in known}
        for name in LADDERS:
            if name in values:
                values[name] = tuple(_rung(one) for one in values[name])
        for name in ("start_months", "first_report_months"):
            if name in values:
                values[name] = tuple(values[name])
        for name in ("red_made_good", "forecast_late"):
            if name in values:
                values[name] = Light(values[name])
        if "categories" in values:
            inside = values["categories"].items()
            values["categories"] = {name: cls.from_json(one) for name, one in inside}
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


def term_of(key: str) -> Term:
    """Find the light, card or step that ``names`` or ``colours`` mean by a key."""
    sort, _, value = key.partition(".")
    return NAMED[sort](value)


def _by_kind(data: Mapping[str, Any], term: Callable[[str], T]) -> dict[str, tuple[T, ...]]:
    return {kind: tuple(term(one) for one in words) for kind, words in data.items()}


def _rung(data: Mapping[str, Any]) -> Rung:
    terms = {
        "days": data.get("days", 0),
        "step": Step(data["step"]),
        "to": tuple(Reader(one) for one in data["to"]),
        "card": Card(data["card"]) if data.get("card") else None,
    }
    return Rung(**{**data, **terms})
