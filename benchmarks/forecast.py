"""Forecast: how early, and how often, the call “cannot be met at the present pace” is right.

Matters are simulated with their true finish known: five shapes of progress, deadlines of a
quarter to a year, reports every week to every month, each told with an error of a few points.
At so many weeks before the deadline the call that stands then is held against what happened.
The plain rule beside it draws one line from the docketing through the last report.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import exp
from statistics import median

from benchmarks.measuring import Report
from models.calendar import WorkCalendar, published_calendar
from models.facts import Point
from models.forecast import forecast

SEED = 20200803
START = date(2020, 1, 6)
WEEK = 5  # working days
BEFORE = (26, 16, 12, 8, 4, 2)  # weeks before the deadline
RHYTHMS = (5, 10, 20)  # working days between two reports
ERROR = 2.0  # points; the standard deviation of what is reported about what is true
WEEKS_HEADING = "weeks before"
Shape = Callable[[random.Random], Callable[[float], float]]


# -- shapes: share of the work done at a share of the time it takes -------------------------


def steady(_: random.Random) -> Callable[[float], float]:
    """Evenly from the first day."""
    return lambda time: time


def late_start(chance: random.Random) -> Callable[[float], float]:
    """Nothing for a fifth to two fifths of the time, then evenly."""
    begins = chance.uniform(0.2, 0.4)
    return lambda time: max(time - begins, 0) / (1 - begins)


def s_curve(chance: random.Random) -> Callable[[float], float]:
    """Slowly, then quickly, then slowly: as buildings are built."""
    steep = chance.uniform(5, 8)

    def bare(time: float) -> float:
        return 1 / (1 + exp(-steep * (time - 0.5)))

    return lambda time: (bare(time) - bare(0)) / (bare(1) - bare(0))


def stalls(chance: random.Random) -> Callable[[float], float]:
    """Evenly, but for two stretches in which nothing moves."""
    long, first = chance.uniform(0.08, 0.2), chance.uniform(0.1, 0.35)
    second = first + long + chance.uniform(0.1, 0.25)

    def at(time: float) -> float:
        stood = sum(min(max(time - begins, 0), long) for begins in (first, second))
        return (time - stood) / (1 - 2 * long)

    return at


def in_steps(chance: random.Random) -> Callable[[float], float]:
    """In five to ten jumps: what is bought, opened or approved piece by piece."""
    pieces = chance.randint(5, 10)
    return lambda time: int(time * pieces + 1e-9) / pieces


SHAPES: dict[str, Shape] = {
    "steady": steady,
    "late start": late_start,
    "S-curve": s_curve,
    "stalls": stalls,
    "in steps": in_steps,
}


# -- one matter -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Matter:
    """A simulated matter: its deadline and true finish in working days, and its reports."""

    due: int
    finish: int
    reports: tuple[tuple[int, Decimal], ...]


def a_matter(shape: Shape, chance: random.Random) -> Matter:
    """Draw a matter; about half of them end after their deadline."""
    due = chance.randint(13 * WEEK, 50 * WEEK)
    finish = round(due * chance.uniform(0.7, 1.3))
    done, rhythm = shape(chance), chance.choice(RHYTHMS)
    reports, said = [], 0.0
    for day in range(rhythm, finish, rhythm):
        told = 100 * done(day / finish) + chance.gauss(0, ERROR)
        said = min(max(told, said), 99)  # nobody reports less than before
        reports.append((day, Decimal(str(round(said, 1)))))
    return Matter(due, finish, tuple(reports))


# -- calls ----------------------------------------------------------------------------------


@dataclass
class Tally:
    """Calls held against what happened."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    quiet: int = 0

    def add(self, called: bool, late: bool) -> None:
        """Count one matter."""
        self.right += called and late
        self.wrong += called and not late
        self.missed += late and not called
        self.quiet += not called and not late

    @property
    def precision(self) -> float:
        """How many of the calls were right."""
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        """How many of those that came late had been called."""
        return self.right / max(self.right + self.missed, 1)


@dataclass
class Tested:
    """What a back-test of one shape found."""

    ours: dict[int, Tally] = field(default_factory=lambda: {one: Tally() for one in BEFORE})
    plain: dict[int, Tally] = field(default_factory=lambda: {one: Tally() for one in BEFORE})
    early: list[float] = field(default_factory=list)
    """Weeks before the deadline since which the call stood, of those that came late."""
    within: int = 0
    intervals: int = 0


class BackTest:
    """Lives through simulated matters with the working days of the published calendar."""

    def __init__(self) -> None:
        self.calendar: WorkCalendar = published_calendar()
        self.days = [self.calendar.shift(START, n) for n in range(1, 80 * WEEK)]
        self.days.insert(0, START)

    def of(self, shape: Shape, many: int) -> Tested:
        """Test one shape."""
        tested, chance = Tested(), random.Random(SEED)
        for _ in range(many):
            self._live(a_matter(shape, chance), tested)
        return tested

    def _live(self, matter: Matter, tested: Tested) -> None:
        late, stands_since = matter.finish > matter.due, None
        due, finish = self.days[matter.due], self.days[matter.finish]
        calls: list[tuple[int, bool, bool]] = []
        for place, (day, percent) in enumerate(matter.reports, 1):
            points = [Point(self.days[n], told) for n, told in matter.reports[:place]]
            found = forecast(points, self.calendar)
            called = found is not None and found.is_later_than(due)
            calls.append((day, called, float(percent) * matter.due < 100 * day))
            if found and found.early:
                tested.intervals += 1
                tested.within += found.early <= finish and (not found.late or finish <= found.late)
            if day <= matter.due:
                stands_since = (stands_since or day) if called else None
        if late:
            tested.early.append((matter.due - stands_since) / WEEK if stands_since else 0)
        for weeks in BEFORE:
            at = matter.due - weeks * WEEK
            if 0 < at < matter.finish:
                known = [one for one in calls if one[0] <= at]
                tested.ours[weeks].add(bool(known) and known[-1][1], late)
                tested.plain[weeks].add(bool(known) and known[-1][2], late)


# -- telling --------------------------------------------------------------------------------

# At eight weeks: of ten calls at least eight right, over all shapes; of ten that came late at
# least five called.
LIMIT_AT, PRECISION, RECALL = 8, 0.8, 0.5


def measure(report: Report, *, quick: bool) -> None:
    """Back-test every shape, and all of them together."""
    began, test, many = time.perf_counter(), BackTest(), 200 if quick else 1000
    found = {name: test.of(shape, many) for name, shape in SHAPES.items()}
    for name, one in found.items():
        report.note(f"{name}: {_line(one)}")
    together = {weeks: _sum([one.ours[weeks] for one in found.values()]) for weeks in BEFORE}
    plain = {weeks: _sum([one.plain[weeks] for one in found.values()]) for weeks in BEFORE}
    for weeks in BEFORE:
        ours, other = together[weeks], plain[weeks]
        report.note(
            f"{weeks} weeks before: right {ours.precision:.0%} of the calls, called"
            f" {ours.recall:.0%} of the late (one line from the docketing:"
            f" {other.precision:.0%}, {other.recall:.0%})"
        )
    at = together[LIMIT_AT]
    report.must("calls that are right", f"{at.precision:.0%} at 8 weeks (limit {PRECISION:.0%})",
                at.precision >= PRECISION)  # fmt: skip
    report.must("late ones called", f"{at.recall:.0%} at 8 weeks (limit {RECALL:.0%})",
                at.recall >= RECALL)  # fmt: skip
    report.note(f"{len(SHAPES) * many:,} matters in {time.perf_counter() - began:.0f} s")


def _sum(tallies: list[Tally]) -> Tally:
    return Tally(
        sum(one.right for one in tallies), sum(one.wrong for one in tallies),
        sum(one.missed for one in tallies), sum(one.quiet for one in tallies),
    )  # fmt: skip


def _line(tested: Tested) -> str:
    rates = ", ".join(
        f"{weeks} w {tested.ours[weeks].precision:.0%}/{tested.ours[weeks].recall:.0%}"
        for weeks in BEFORE
    )
    covered = tested.within / max(tested.intervals, 1)
    return (
        f"right/called {rates}; the call stood {median(tested.early):.1f} weeks before the"
        f" deadline (median); true finish within the interval {covered:.0%}"
    )
