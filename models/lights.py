"""亮灯: each judge looks at one thing, the worst light shows, and the sentence has the numbers.

Every judge also says on which day its own answer can next change if nothing is reported
until then. The earliest of these days is when the commitment is due a look (``look_on``).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from operator import attrgetter

from models.calendar import WorkCalendar
from models.facts import (
    Facts,
    Finding,
    MilestoneFacts,
    PartsFacts,
    Point,
    Reason,
    Verdict,
    earliest,
)
from models.judges import (
    CANNOT_BE_MET,
    DUE_IN,
    DUE_TODAY,
    JUST_PASSED,
    MILESTONE_MISSED,
    OVERDUE,
    PARTS_BEHIND,
    REPORT_MISSED,
    SILENT,
    STANDING,
    judge_deadline,
    judge_first_report,
    judge_forecast,
    judge_milestones,
    judge_parts,
    judge_past,
    judge_silence,
    judge_start,
)
from models.pace import AHEAD, BEHIND, ON_PACE, elapsed_percent, judge_pace, judge_undefined
from models.policy import Policy
from models.reds import begun, ended
from models.terms import CLIMBING_STAGES, Light, Stage
from models.words import N_

__all__ = [
    "AHEAD", "BEHIND", "CANNOT_BE_MET", "DUE_IN", "DUE_TODAY", "JUST_PASSED", "MILESTONE_MISSED",
    "ON_PACE", "OVERDUE", "PARTS_BEHIND", "REPORT_MISSED", "SILENT", "STANDING", "SUSPENDED",
    "WAITING", "Facts", "Finding", "Marks", "MilestoneFacts", "PartsFacts", "Point", "Reason",
    "Verdict", "earliest", "elapsed_percent", "give_light", "judge_silence", "marks",
]  # fmt: skip

WAITING = N_("closure requested, waiting for the check")
SUSPENDED = N_("suspended: {reason}")

Judge = Callable[[Facts, date, Policy, WorkCalendar], Finding]
JUDGES: tuple[Judge, ...] = (
    judge_deadline,
    judge_milestones,
    judge_pace,
    judge_undefined,
    judge_forecast,
    judge_start,
    judge_first_report,
    judge_parts,
)


def give_light(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Verdict:
    """Give a commitment its light on a day, with the reasons and the day it may change."""
    if facts.stage in (Stage.CLOSED, Stage.DRAFT):
        return Verdict(Light.NONE, (), None, None)
    if facts.stage == Stage.SUSPENDED:
        reason = Reason(SUSPENDED, {"reason": facts.pause_reason})
        return Verdict(Light.NONE, (reason,), None, None)
    findings = [judge(facts, on, policy, calendar) for judge in JUDGES]
    by_itself = worst_of(findings)
    reasons = tuple(one.reason for one in findings if one.light == by_itself and one.reason)
    past = judge_past(by_itself, facts, on, policy, calendar)
    if past.reason:
        # Yellow for too long is red for the same reasons; a red made good has only this one.
        reasons = (past.reason, *(reasons if past.light == Light.RED else ()))
    if facts.stage == Stage.CLOSURE_REQUESTED:
        reasons += (Reason(WAITING),)
    silence = judge_silence(facts, on, policy, calendar)
    return Verdict(
        worst_of([*findings, past]),
        reasons,
        silence.reason if facts.stage in CLIMBING_STAGES else None,
        earliest(one.changes_on for one in (*findings, past, silence)),
        by_itself.severity > Light.GREEN.severity,
    )


BY_SEVERITY = attrgetter("severity")


def worst_of(findings: list[Finding]) -> Light:
    """Return the worst light."""
    return max([one.light for one in findings], key=BY_SEVERITY)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a look leaves behind for later ones: red spells, and since when it was uneasy."""

    reds: str
    yellow_since: date | None


def marks(facts: Facts, verdict: Verdict, on: date, *, red_since: date | None = None) -> Marks:
    """Mark what a look found; ``red_since`` is for a red that no spell was begun for.

    A suspension is good cause: it neither ends a red spell nor lets another begin after it.
    """
    if facts.stage == Stage.SUSPENDED:
        return Marks(facts.reds, None)
    red = verdict.light == Light.RED
    reds = begun(facts.reds, red_since or on) if red else ended(facts.reds, on)
    return Marks(reds, (facts.yellow_since or on) if verdict.uneasy else None)
