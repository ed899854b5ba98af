"""Pace by the month: whether the task of the last month was done (Xinhuang).

A month's task is what its course rises by from the first day to the last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.facts import Facts, Finding, Reason
from models.months import first_of
from models.pace import A_DAY, HUNDRED, ZERO, Course, tenths
from models.policy import Policy
from models.terms import Light
from models.words import N_

MONTH_TASK = N_(
    "{done}% of the task of {year}-{month} done ({gained} of {planned} percentage points)"
)


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


def judge_month(facts: Facts, on: date, policy: Policy, course: Course) -> Finding:
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
