"""One look at one matter: silence that became acceptance, its light, its rungs, the next look.

The morning's round and the trial of a policy both look through this one function, so that
what a trial says of the past is what the round would have done.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from models.calendar import WorkCalendar
from models.ladder import Claim, Climb, DueRung, Ladder, Taken, climb, sign_off_ends
from models.lights import Facts, Marks, Verdict, earliest, give_light, marks
from models.policy import Policy
from models.reds import lasts, onsets
from models.terms import Stage

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Look:
    """What a look found, and the day of the next one."""

    verdict: Verdict
    marks: Marks
    due: tuple[DueRung, ...]
    next_on: date | None
    accepted: bool
    """Whether the sign-off limit has passed in silence."""
    climbs_on: date | None
    """The next day on which a rung falls due."""


def look_at(
    facts: Facts,
    on: date,
    policy: Policy,
    calendar: WorkCalendar,
    *,
    red_since: date | None = None,
    taken: Mapping[Claim, Taken] | None = None,
    bound: Mapping[Ladder, Policy] | None = None,
    missed: Sequence[DueRung] = (),
    before: Look | None = None,
) -> Look:
    """Look at a matter on a day.

    ``red_since`` is since when its light has been red; ``taken``, ``bound`` and ``missed`` are
    what ``climb`` asks for. ``before`` is what the last look found in the very same facts, with
    the same rules and rungs: of it nothing is asked again before the day it can change.
    """
    signs_until = sign_off_ends(facts, policy, calendar)
    accepted = signs_until is not None and signs_until <= on
    if accepted:
        facts, before = replace(facts, stage=Stage.ACCEPTED), None
    if before is not None and _is_before(on, before.verdict.changes_on):
        verdict = before.verdict
    else:
        verdict = give_light(facts, on, policy, calendar)
    left = marks(facts, verdict, on, red_since=red_since)
    if before is not None and left.reds == facts.reds and _is_before(on, before.climbs_on):
        ladder = Climb(next_on=before.climbs_on)
    else:
        ladder = climb(
            facts, on, policy, calendar,
            taken=taken,
            bound=bound,
            reds=onsets(left.reds) if lasts(left.reds) else (),
            missed=missed,
        )  # fmt: skip
    next_on = earliest((verdict.changes_on, ladder.next_on, None if accepted else signs_until))
    if next_on and next_on <= on:
        next_on = on + ONE_DAY
    return Look(verdict, left, ladder.due, next_on, accepted, ladder.next_on)


def _is_before(on: date, change: date | None) -> bool:
    return change is None or on < change


def days_to_look_at(
    on: date, last: date | None, calendar: WorkCalendar, next_due: Callable[[], date | None]
) -> Iterator[date]:
    """List the days to look at on a day: those on which something fell due unseen, then it.

    So lights and rungs are the same as if every day had been lived. ``last`` is the last
    working day on which somebody looked; on a day of rest that was preceded by a missed working
    day nobody looks: the next working day makes it good.
    """
    if last is not None:
        if not calendar.is_working(on) and calendar.between(last, on - ONE_DAY) > 0:
            return
        yield from days_unseen(on, last, next_due)
    yield on


def days_unseen(on: date, last: date, next_due: Callable[[], date | None]) -> Iterator[date]:
    """List the days before this one, and after the last look, on which something fell due."""
    while (last := max(next_due() or date.max, last + ONE_DAY)) < on:
        yield last
