"""序时进度: what should have been done by a day, and how far behind it what was done is.

The course a matter is held against is its own plan, else its milestones' weights (both in
``models.own_courses``), else the working time that has gone. A policy says what the gap is
measured in: points of the whole (Yinchuan), a share of what was to be done by now (Sanya), or
of a month's task (Xinhuang, in ``models.month_tasks``). Every course also says by when it first
asks for so much, so that a judge can tell the day on which its answer may change.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from math import ceil
from typing import Protocol

from models.calendar import WorkCalendar
from models.facts import NOTHING, Facts, Finding, Reason
from models.policy import MONTH, SHARE, Policy
from models.terms import Light
from models.words import N_

HUNDRED, ZERO = Decimal(100), Decimal(0)
TENTH = Decimal("0.1")
# Half a tenth earlier than exact: a share is rounded before it is compared, and a look too
# early costs nothing, while one too late would be a wrong light.
ROUNDED = Decimal("0.05")
A_DAY = timedelta(days=1)

BEHIND = N_("{points} percentage points behind pace ({percent}% against {elapsed}%)")
ON_PACE = N_("on pace ({percent}% against {elapsed}%)")
AHEAD = N_("{points} percentage points ahead of pace ({percent}% against {elapsed}%)")
SHORT = N_("{share}% short of what was to be done by now ({percent}% against {elapsed}%)")
UNDEFINED = N_("the policy names no light for a gap between {green} and {yellow}: green is given")


def tenths(number: Decimal) -> Decimal:
    """Round to a tenth, as people do."""
    return number.quantize(TENTH, ROUND_HALF_UP)


def elapsed_percent(
    start: date, end: date, on: date, calendar: WorkCalendar, paused: int = 0
) -> Decimal:
    """Return the share of working time gone, 0 to 100, exact to a tenth of a point.

    ``paused`` working days before ``on`` do not count: the clock stood still.
    """
    total = calendar.between(start, end) - paused
    gone = min(max(calendar.between(start, on) - paused, 0), max(total, 0))
    return tenths(HUNDRED * gone / total if total > 0 else HUNDRED)


# -- courses ------------------------------------------------------------------------------


class Course(Protocol):
    """What should have been done by any day; it never falls."""

    sentences: tuple[str, str, str]
    """Behind it, on it, ahead of it."""

    @property
    def ends(self) -> date:
        """The last day on which it rises."""

    def at(self, on: date) -> Decimal:
        """Return the per cent to be done by a day."""

    def reaches(self, percent: Decimal) -> date | None:
        """Return the first day by which it asks for so much, or one before it; None if never."""


@dataclass(frozen=True)
class Elapsed:
    """Evenly over the working days from docketing to deadline (time-schedule progress)."""

    start: date
    due: date
    paused: int
    calendar: WorkCalendar
    sentences = BEHIND, ON_PACE, AHEAD

    @property
    def ends(self) -> date:
        """The deadline."""
        return self.due

    def at(self, on: date) -> Decimal:
        """Return the share of working time gone."""
        return elapsed_percent(self.start, self.due, on, self.calendar, self.paused)

    def reaches(self, percent: Decimal) -> date | None:
        """Count the working days that make up this share."""
        total = self.calendar.between(self.start, self.due) - self.paused
        days = max(ceil(percent / HUNDRED * total), 1)
        return None if days > total else self.calendar.shift(self.start, days + self.paused)


def course_of(facts: Facts, calendar: WorkCalendar) -> Course | None:
    """Choose what a matter is held against; None where there is no end to be reached."""
    if facts.plan:
        from models.own_courses import Planned  # few matters have one

        return Planned.of(facts, calendar)
    if facts.due is None:
        return None
    weighed = all(one.due and one.weight is not None for one in facts.milestones)
    if facts.milestones and weighed and sum(one.weight or 0 for one in facts.milestones) == HUNDRED:
        from models.own_courses import Weighted

        return Weighted(facts.milestones, calendar)
    return Elapsed(facts.docketed_on, facts.due, facts.paused_days, calendar)


# -- gaps ---------------------------------------------------------------------------------


def judge_pace(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Judge what is done against what should be; nothing reported is no pace."""
    if facts.percent is None:
        return NOTHING
    course = course_of(facts, calendar)
    if course is None:
        return NOTHING
    if policy.pace_by == MONTH:
        from models.month_tasks import judge_month  # one policy in many

        return judge_month(facts, on, policy, course)
    planned = course.at(on)
    short = shortfall(facts.percent, planned, policy.pace_by)
    reason = _gap(facts.percent, planned, short, policy.pace_by, course)
    if short > policy.red_points:
        return Finding(Light.RED, reason)
    behind = short > (policy.green_points or 0) and short >= policy.yellow_points
    light, points = (
        (Light.YELLOW, policy.red_points) if behind else (Light.GREEN, policy.yellow_points)
    )
    return Finding(light, reason, _gap_day(facts.percent, points, policy.pace_by, on, course))


def shortfall(percent: Decimal, planned: Decimal, pace_by: str) -> Decimal:
    """Measure how much is missing; below zero where more was done than planned."""
    if pace_by == SHARE:
        return tenths(HUNDRED * (planned - percent) / planned) if planned else ZERO
    return planned - percent


def _gap(percent: Decimal, planned: Decimal, short: Decimal, by: str, course: Course) -> Reason:
    numbers = {"percent": percent, "elapsed": planned}
    if by == SHARE and short > 0:
        return Reason(SHORT, {"share": short, **numbers})
    behind, level, ahead = course.sentences
    sentence = behind if percent < planned else ahead if percent > planned else level
    return Reason(sentence, {"points": abs(planned - percent), **numbers})


def _gap_day(percent: Decimal, points: int, by: str, on: date, course: Course) -> date | None:
    """Find the first day after ``on`` when the gap may reach so many points; None if never."""
    wanted = percent + points
    if by == SHARE:
        left = HUNDRED - max(points - ROUNDED, ZERO)  # what may at most have been done of it
        if left <= 0:
            return None if percent else on + A_DAY
        wanted = percent * HUNDRED / left
    reached = course.reaches(wanted - ROUNDED)
    return max(reached, on + A_DAY) if reached else None


def judge_undefined(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Finding:
    """Say so where a gap lies in a band the policy names no light for (Yinchuan: 0 to 10)."""
    if policy.green_points is None or facts.percent is None or policy.pace_by == MONTH:
        return NOTHING
    course = course_of(facts, calendar)
    if course is None:
        return NOTHING
    short = shortfall(facts.percent, course.at(on), policy.pace_by)
    if not policy.green_points < short < policy.yellow_points:
        return NOTHING
    band = {"green": policy.green_points, "yellow": policy.yellow_points}
    return Finding(Light.GREEN, Reason(UNDEFINED, band))
