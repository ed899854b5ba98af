"""亮灯: each judge looks at one thing, the worst light shows, and the sentence has the numbers.

Every judge also says on which day its own answer can next change if nothing is reported
until then. The earliest of these days is when the commitment is due a look (``look_on``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import TYPE_CHECKING, Any

from models.calendar import WorkCalendar
from models.policy import Policy
from models.terms import CLIMBING_STAGES, Kind, Light, Stage
from models.words import N_, Speaker

if TYPE_CHECKING:
    from models.rhythm import Rhythm

HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class MilestoneFacts:
    """A milestone as the rules see it."""

    id: int
    position: int
    title: str
    due: date | None
    done_on: date | None
    due_version: int = 1
    starts: date | None = None


@dataclass(frozen=True, slots=True)
class PartsFacts:
    """How the parts of a whole stand, by the lights they were last given."""

    total: int
    red: int
    yellow: int


@dataclass(frozen=True, slots=True)
class Facts:
    """A commitment as the rules see it: nothing that a rule does not need."""

    kind: Kind
    stage: Stage
    docketed_on: date
    due: date | None
    due_version: int = 1
    percent: Decimal | None = None
    last_report_on: date | None = None
    rhythm: Rhythm | None = None
    milestones: tuple[MilestoneFacts, ...] = ()
    assigned_on: date | None = None
    resumed_on: date | None = None
    paused_days: int = 0
    pause_reason: str = ""
    parts: PartsFacts | None = None

    @property
    def heard_on(self) -> date:
        """The day something was last heard; while it stood still nobody had to say anything."""
        return max(self.last_report_on or self.docketed_on, self.resumed_on or self.docketed_on)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a light is what it is: a sentence and its numbers."""

    sentence: str
    facts: dict[str, Any] = field(default_factory=dict)

    def said(self, speaker: Speaker) -> str:
        """Say it in the reader's language."""
        return speaker.say(self.sentence, **self.facts)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one judge found, and when it would find something else."""

    light: Light
    reason: Reason | None = None
    changes_on: date | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The light that shows, with every reason as bad as it, and the staleness beside it."""

    light: Light
    reasons: tuple[Reason, ...]
    stale: Reason | None
    changes_on: date | None

    def said(self, speaker: Speaker) -> str:
        """Say all reasons in one sentence, staleness last."""
        return self._joined(self.reasons, speaker)

    def shortly(self, speaker: Speaker) -> str:
        """Say why it is not green; of a green one only the first reason, its deadline."""
        return self._joined(
            self.reasons[:1] if self.light == Light.GREEN else self.reasons, speaker
        )

    def _joined(self, reasons: Iterable[Reason], speaker: Speaker) -> str:
        parts = [reason.said(speaker) for reason in reasons]
        parts += [self.stale.said(speaker)] if self.stale else []
        return speaker.joined(parts)


OVERDUE = N_("{days} working days overdue")
JUST_PASSED = N_("deadline passed, no working day since")
DUE_TODAY = N_("due today")
DUE_IN = N_("due in {days} working days")
BEHIND = N_("{points} percentage points behind pace ({percent}% against {elapsed}%)")
ON_PACE = N_("on pace ({percent}% against {elapsed}%)")
AHEAD = N_("{points} percentage points ahead of pace ({percent}% against {elapsed}%)")
MILESTONE_MISSED = N_("milestone {position} “{title}” missed by {days} working days")
SILENT = N_("nothing reported for {days} days")
WAITING = N_("closure requested, waiting for the check")
SUSPENDED = N_("suspended: {reason}")
PARTS_BEHIND = N_("of its {total} parts {red} red, {yellow} yellow")
REPORT_MISSED = N_("the report due on {due} has not come")
STANDING = N_("standing duty, no deadline")


def judge_deadline(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge the distance to the deadline; the due day itself is never late."""
    if facts.due is None:
        return Finding(Light.GREEN, Reason(STANDING))
    late = calendar.between(facts.due, on)
    if on <= facts.due:
        left = calendar.between(on, facts.due)
        reason = Reason(DUE_IN, {"days": left}) if on < facts.due else Reason(DUE_TODAY)
        return Finding(Light.GREEN, reason, calendar.shift(facts.due, policy.yellow_overdue))
    reason = Reason(OVERDUE, {"days": late}) if late else Reason(JUST_PASSED)
    if late >= policy.red_overdue:
        return Finding(Light.RED, reason)
    if late >= policy.yellow_overdue:
        return Finding(Light.YELLOW, reason, calendar.shift(facts.due, policy.red_overdue))
    return Finding(Light.GREEN, reason, calendar.shift(facts.due, policy.yellow_overdue))


def elapsed_percent(
    start: date, end: date, on: date, calendar: WorkCalendar, paused: int = 0
) -> Decimal:
    """Return the share of working time gone, 0 to 100, exact to a tenth of a point.

    ``paused`` working days before ``on`` do not count: the clock stood still.
    """
    total = calendar.between(start, end) - paused
    gone = min(max(calendar.between(start, on) - paused, 0), max(total, 0))
    share = HUNDRED * gone / total if total > 0 else HUNDRED
    return share.quantize(Decimal("0.1"), ROUND_HALF_UP)


def judge_pace(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge 序时进度: percent done less percent of working time gone (DOMAIN §3, Yinchuan)."""
    if facts.percent is None or facts.due is None:
        return Finding(Light.NONE)
    elapsed = elapsed_percent(facts.docketed_on, facts.due, on, calendar, facts.paused_days)
    gap = facts.percent - elapsed
    numbers = {"points": abs(gap), "percent": facts.percent, "elapsed": elapsed}
    reason = Reason(BEHIND if gap < 0 else AHEAD if gap else ON_PACE, numbers)
    if gap < -policy.red_points:
        return Finding(Light.RED, reason)
    if gap <= -policy.yellow_points:
        return Finding(Light.YELLOW, reason, _pace_day(facts, policy.red_points, on, calendar))
    return Finding(Light.GREEN, reason, _pace_day(facts, policy.yellow_points, on, calendar))


def _pace_day(facts: Facts, points: int, on: date, calendar: WorkCalendar) -> date | None:
    """Find the first day after ``on`` when the gap may reach so many points; None if never."""
    assert facts.due is not None and facts.percent is not None
    total = calendar.between(facts.docketed_on, facts.due) - facts.paused_days
    # Half a tenth earlier than exact: the share is rounded before it is compared, and a
    # look too early costs nothing, while one too late would be a wrong light.
    share = (facts.percent + points - Decimal("0.05")) / HUNDRED
    days = max(ceil(share * total), 1)
    if days > total:
        return None
    reached = calendar.shift(facts.docketed_on, days + facts.paused_days)
    return max(reached, on + timedelta(days=1))


def judge_milestones(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge the milestones: a missed one is at least yellow, however good the rest looks."""
    open_ones = [one for one in facts.milestones if one.done_on is None and one.due]
    missed = [(calendar.between(one.due, on), one) for one in open_ones if one.due]
    coming = [calendar.shift(one.due, 1) for late, one in missed if late < 1 and one.due]
    next_change = min(coming, default=None)
    late, worst = max(missed, key=lambda pair: pair[0], default=(0, None))
    if worst is None or late < 1:
        return Finding(Light.NONE, None, next_change)
    reason = Reason(
        MILESTONE_MISSED, {"position": worst.position, "title": worst.title, "days": late}
    )
    return Finding(Light.YELLOW, reason, next_change)


def judge_parts(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge the parts of a whole: one in trouble is at least yellow, as a missed milestone is.

    A part that is late must not hide under a whole that looks well (PEERS §2.4). What the
    parts show changes by their own looks, never by waiting.
    """
    parts = facts.parts
    if parts is None or not parts.red + parts.yellow:
        return Finding(Light.NONE)
    numbers = {"total": parts.total, "red": parts.red, "yellow": parts.yellow}
    return Finding(Light.YELLOW, Reason(PARTS_BEHIND, numbers))


def judge_silence(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge silence; it stands beside the light, not instead of it.

    Where a rhythm is agreed, by its reporting days; else in calendar days.
    """
    heard = facts.heard_on
    if facts.rhythm:
        missed = facts.rhythm.missing(on, heard, calendar)
        due = facts.rhythm.coming(on, heard, calendar).due
        reason = Reason(REPORT_MISSED, {"due": missed.due}) if missed else None
        return Finding(Light.NONE, reason, due + timedelta(days=1))
    silent, limit = (on - heard).days, policy.silent_days
    if silent <= limit:
        return Finding(Light.NONE, None, heard + timedelta(days=limit + 1))
    return Finding(Light.NONE, Reason(SILENT, {"days": silent}))


Judge = Callable[[Facts, date, Policy, WorkCalendar], Finding]
JUDGES: tuple[Judge, ...] = (judge_deadline, judge_milestones, judge_pace, judge_parts)


def give_light(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Verdict:
    """Give a commitment its light on a day, with the reasons and the day it may change."""
    if facts.stage in (Stage.CLOSED, Stage.DRAFT):
        return Verdict(Light.NONE, (), None, None)
    if facts.stage == Stage.SUSPENDED:
        reason = Reason(SUSPENDED, {"reason": facts.pause_reason})
        return Verdict(Light.NONE, (reason,), None, None)
    findings = [judge(facts, on, policy, calendar) for judge in JUDGES]
    silence = judge_silence(facts, on, policy, calendar)
    worst = max((one.light for one in findings), key=lambda light: light.severity)
    reasons = tuple(one.reason for one in findings if one.light == worst and one.reason)
    if facts.stage == Stage.CLOSURE_REQUESTED:
        reasons += (Reason(WAITING),)
    stale = silence.reason if facts.stage in CLIMBING_STAGES else None
    return Verdict(worst, reasons, stale, earliest(one.changes_on for one in (*findings, silence)))


def earliest(days: Iterable[date | None]) -> date | None:
    """Return the first of some days, ignoring those that never come."""
    return min((day for day in days if day), default=None)
