"""Courses of a matter's own: its plan, or the weights of its milestones.

Most matters have neither and are held against the time that has gone (``models.pace``).
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property
from itertools import accumulate, pairwise
from math import ceil
from operator import attrgetter

from models.calendar import WorkCalendar
from models.facts import Facts, MilestoneFacts, Point
from models.pace import HUNDRED, ZERO
from models.words import N_

DAY = attrgetter("day")

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


def hundredths(number: Decimal) -> Decimal:
    """Round to a hundredth: a course of twelve equal months has 66.67 at the end of August."""
    return number.quantize(Decimal("0.01"), ROUND_HALF_UP)


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
