"""序时进度: what should have been done by a day, and how far behind it what was done is.

The course a matter is held against is its own plan, else its milestones' weights, else the
working time that has gone. A policy says what the gap is measured in: points of the whole
(Yinchuan), a share of what was to be done by now (Sanya), or of a month's task (Xinhuang).
Every course also says by when it first asks for so much, so that a judge can tell the day on
which its answer may change.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import accumulate, pairwise
from math import ceil
from operator import attrgetter
from typing import Protocol

from models.calendar import WorkCalendar
from models.facts import NOTHING, Facts, Finding, MilestoneFacts, Point, Reason
from models.months import first_of
from models.policy import MONTH, SHARE, Policy
from models.terms import Light
from models.words import N_

HUNDRED, ZERO = Decimal(100), Decimal(0)
TENTH = Decimal("0.1")
# Half a tenth earlier than exact: a share is rounded before it is compared, and a look too
# early costs nothing, while one too late would be a wrong light.
ROUNDED = Decimal("0.05")
A_DAY = timedelta(days=1)
DAY = attrgetter("day")

BEHIND = N_("{points} percentage points behind pace ({percent}% against {elapsed}%)")
ON_PACE = N_("on pace ({percent}% against {elapsed}%)")
AHEAD = N_("{points} percentage points ahead of pace ({percent}% against {elapsed}%)")
BEHIND_PLAN = N_(
    "{points} percentage points behind its planned course ({percent}% against {elapsed}%)"
)
ON_PLAN = N_("on its planned course ({percent}% against {elapsed}%)")
AHEAD_OF_PLAN = N_(
    "{points} percentage points ahead of its planned course ({percent}% against {elapsed}%)"
)
BEHIND_STEPS = N_(
    "{points} percentage points behind the weight of its milestones ({percent}% against {elapsed}%)"
)
ON_STEPS = N_("level with the weight of its milestones ({percent}% against {elapsed}%)")
AHEAD_OF_STEPS = N_(
    "{points} percentage points ahead of the weight of its milestones "
    "({percent}% against {elapsed}%)"
)
SHORT = N_("{share}% short of what was to be done by now ({percent}% against {elapsed}%)")
MONTH_TASK = N_(
    "{done}% of the task of {year}-{month} done ({gained} of {planned} percentage points)"
)
UNDEFINED = N_("the policy names no light for a gap between {green} and {yellow}: green is given")


def tenths(number: Decimal) -> Decimal:
    """Round to a tenth, as people do."""
    return number.quantize(TENTH, ROUND_HALF_UP)


def hundredths(number: Decimal) -> Decimal:
    """Round to a hundredth: a course of twelve equal months has 66.67 at the end of August."""
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


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


@dataclass(frozen=True)
class Planned:
    """By points of its own, evenly over the working days between them."""

    points: tuple[Point, ...]
    calendar: WorkCalendar
    sentences = BEHIND_PLAN, ON_PLAN, AHEAD_OF_PLAN

    @classmethod
    def of(cls, facts: Facts, calendar: WorkCalendar) -> Planned:
        """Begin with nothing at the docketing, and end with everything at the deadline."""
        points = [Point(facts.docketed_on, ZERO), *facts.plan]
        if facts.due and points[-1].day < facts.due and points[-1].percent < HUNDRED:
            points.append(Point(facts.due, HUNDRED))
        return cls(tuple(points), calendar)

    @property
    def ends(self) -> date:
        """The day of the last point."""
        return self.points[-1].day

    def at(self, on: date) -> Decimal:
        """Find the points before and after a day, and go from one to the other."""
        place = bisect_right(self.points, on, key=DAY)
        if place == 0:
            return ZERO
        before = self.points[place - 1]
        if place == len(self.points):
            return hundredths(before.percent)
        after = self.points[place]
        total = self.calendar.between(before.day, after.day)
        gone = self.calendar.between(before.day, on)
        rise = (after.percent - before.percent) * gone / total if total else ZERO
        return hundredths(before.percent + rise)

    def reaches(self, percent: Decimal) -> date | None:
        """Find the stretch in which it rises so high, and the working day in it."""
        for before, after in pairwise(self.points):
            if after.percent >= percent and after.percent > before.percent:
                total = self.calendar.between(before.day, after.day)
                share = (percent - before.percent) / (after.percent - before.percent)
                days = max(ceil(share * total), 0)
                return min(self.calendar.shift(before.day, days), after.day)
        return None


@dataclass(frozen=True)
class Weighted:
    """By the weights of its milestones: each from the working day after its own deadline."""

    milestones: tuple[MilestoneFacts, ...]
    calendar: WorkCalendar
    sentences = BEHIND_STEPS, ON_STEPS, AHEAD_OF_STEPS

    @cached_property
    def _steps(self) -> list[tuple[date, int]]:
        """The day from which a milestone is asked for, and what is then asked for in all."""
        in_order = sorted((self.calendar.shift(one.due, 1), one.weight or 0)
                          for one in self.milestones if one.due)  # fmt: skip
        sums = accumulate(weight for _, weight in in_order)
        return [(day, total) for (day, _), total in zip(in_order, sums, strict=True)]

    @property
    def ends(self) -> date:
        """The day from which the last milestone is asked for."""
        return self._steps[-1][0]

    def at(self, on: date) -> Decimal:
        """Add up the milestones that were due: the due day itself is never late."""
        return Decimal(max((total for day, total in self._steps if day <= on), default=0))

    def reaches(self, percent: Decimal) -> date | None:
        """Find the milestone with which so much is asked for."""
        return next((day for day, total in self._steps if total >= percent), None)


def course_of(facts: Facts, calendar: WorkCalendar) -> Course | None:
    """Choose what a matter is held against; None where there is no end to be reached."""
    if facts.plan:
        return Planned.of(facts, calendar)
    if facts.due is None:
        return None
    weighed = all(one.due and one.weight is not None for one in facts.milestones)
    if facts.milestones and weighed and sum(one.weight or 0 for one in facts.milestones) == HUNDRED:
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
        return _judge_month(facts, on, policy, course)
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


# -- month by month -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    """A month's task: what was to be gained in it, and what has been gained since it began."""

    month: date
    planned: Decimal
    gained: Decimal

    @property
    def done(self) -> Decimal:
        """Per cent of the task that is done."""
        return tenths(HUNDRED * self.gained / self.planned)


def _judge_month(facts: Facts, on: date, policy: Policy, course: Course) -> Finding:
    """Judge the last finished month's task, or this month's where more of that is done already.

    What is made good later counts for the month it was owed in; and what will be green when
    this month is over need not be red until then. A month without a task is passed over.
    """
    this = first_of(on)
    changes_on = first_of(on, 1) if course.ends >= this else None
    finished = _last_task(facts, this, course)
    if finished is None:
        return Finding(Light.NONE, None, changes_on)
    tasks = [finished, *filter(None, [_task(facts, this, course)])]
    task = max(tasks, key=lambda one: one.done)
    numbers = {
        "year": str(task.month.year), "month": f"{task.month.month:02d}", "done": task.done,
        "gained": task.gained, "planned": task.planned,
    }  # fmt: skip
    short = HUNDRED - task.done
    light = (
        Light.RED if short > policy.red_points
        else Light.YELLOW if short > policy.yellow_points
        else Light.GREEN
    )  # fmt: skip
    return Finding(light, Reason(MONTH_TASK, numbers), changes_on)


def _last_task(facts: Facts, this: date, course: Course) -> Task | None:
    """Go back from this month to the last one that asked for something."""
    begun = max(facts.docketed_on, facts.resumed_on or facts.docketed_on)
    month = first_of(this, -1)
    while month >= first_of(begun):
        if task := _task(facts, month, course):
            return task
        month = first_of(month, -1)
    return None


def _task(facts: Facts, month: date, course: Course) -> Task | None:
    """Measure a month from its first day, or from the day a matter was docketed or resumed."""
    assert facts.percent is not None
    begun = max(facts.docketed_on, facts.resumed_on or facts.docketed_on)
    since, until = max(month - A_DAY, begun), first_of(month, 1) - A_DAY
    planned = course.at(until) - course.at(since)
    if planned <= 0:
        return None
    before = [one.percent for one in facts.reported if one.day <= since]
    return Task(month, planned, facts.percent - (before[-1] if before else ZERO))
