"""预测: when a matter will be done if it goes on as it was reported.

The pace is the median of the slopes between any two of the last reports (Theil–Sen): one odd
report does not move it. The interval is the order statistics of these slopes by Kendall's
variance (Sen 1968), so the same reports always give the same days. Reports on one straight
line give one day, whichever of them is the last. The interval is what the scatter of the
reports leaves open; that the pace itself will change is in nobody's reports yet
(benchmarks/forecast.py tells how often it does).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil, floor, sqrt
from statistics import median

from models.calendar import WorkCalendar
from models.facts import Point, Reason
from models.words import N_

LEAST = 3  # reports; fewer are no pace
LAST = 8  # reports that count: what was slow long ago is forgiven
WIDTH = 1.2816  # of the normal distribution: the true pace is within in four cases of five
WEEK = 5  # working days
FARTHEST = 2600  # working days, ten years: what is farther away is that far
WHOLE = 100

FORECAST = N_(
    "by the last {count} reports, {points} percentage points a week, done about {day} "
    "(between {early} and {late})"
)
FORECAST_OPEN = N_(
    "by the last {count} reports, {points} percentage points a week, done about {day}, "
    "{early} at the earliest"
)
NOT_ENOUGH = N_("not enough reports for a forecast: {count} of {least}")
NO_PROGRESS = N_("no progress in the last {count} reports: no forecast")


@dataclass(frozen=True, slots=True)
class Forecast:
    """The day a matter will be done, with an interval; ``late`` is None where it is open."""

    reports: int
    pace: Decimal | None = None
    """Percentage points a week."""
    on: date | None = None
    early: date | None = None
    late: date | None = None

    @property
    def reason(self) -> Reason:
        """Say in one sentence what it rests on, or why there is none."""
        if self.reports < LEAST:
            return Reason(NOT_ENOUGH, {"count": self.reports, "least": LEAST})
        if self.on is None:
            return Reason(NO_PROGRESS, {"count": self.reports})
        facts = {"count": self.reports, "points": self.pace, "day": self.on, "early": self.early}
        return Reason(FORECAST, {**facts, "late": self.late}) if self.late else Reason(
            FORECAST_OPEN, facts
        )  # fmt: skip

    def is_later_than(self, due: date) -> bool:
        """Tell whether even its early end lies after a deadline: it cannot be met at this pace."""
        return self.early is not None and self.early > due


def forecast(
    reported: Sequence[Point], calendar: WorkCalendar, since: date | None = None
) -> Forecast | None:
    """Foresee the end from the reports ``since`` a day; None where it is there already."""
    by_day = {
        calendar.between(date.min, one.day): one
        for one in sorted(reported, key=lambda one: one.day)
        if since is None or one.day >= since
    }
    if by_day and list(by_day.values())[-1].percent >= WHOLE:
        return None
    course = [(day, Fraction(one.percent)) for day, one in by_day.items()][-LAST:]
    if len(course) < LEAST:
        return Forecast(len(course))
    slopes = sorted((q - p) / (t - s) for (s, p), (t, q) in combinations(course, 2))
    pace = median(slopes)
    if pace <= 0:
        return Forecast(len(course))
    slow, fast = interval(slopes, len(course))
    last, left = list(by_day.values())[-1].day, WHOLE - course[-1][1]

    def done_on(slope: Fraction) -> date:
        return calendar.shift(last, min(ceil(left / slope), FARTHEST))

    a_week = Decimal(float(pace * WEEK)).quantize(Decimal("0.1"), ROUND_HALF_UP)
    late = done_on(slow) if slow > 0 else None
    return Forecast(len(course), a_week, done_on(pace), done_on(fast), late)


def interval(slopes: Sequence[Fraction], count: int) -> tuple[Fraction, Fraction]:
    """Return the slopes between which the true one lies in four cases of five."""
    spread = WIDTH * sqrt(count * (count - 1) * (2 * count + 5) / 18)
    low = floor((len(slopes) - spread) / 2) - 1
    high = ceil((len(slopes) + spread) / 2)
    return slopes[max(low, 0)], slopes[min(high, len(slopes) - 1)]
