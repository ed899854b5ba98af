"""The key property of the engine: looking only on ``look_on`` misses nothing (DESIGN §4.5, 4.7).

Two clerks live through the same days with the same entries. One looks at the commitment
every day, the other only on the day the rules named at the last look, or after something
was entered. Both must see the same light every day, climb the same rungs on it, and take
the same silence for acceptance. Whatever can be entered is: reports, extensions, rhythms,
suspensions, closures asked and returned, plans, forecasts, and what the parts of a whole show.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum, auto

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.calendar import WorkCalendar, published_calendar
from models.ladder import Claim, Taken, climb, sign_off_ends
from models.lights import (
    DUE_IN,
    DUE_TODAY,
    JUST_PASSED,
    Facts,
    MilestoneFacts,
    PartsFacts,
    Point,
    Reason,
    earliest,
    give_light,
    marks,
)
from models.policy import Policy
from models.reds import lasts, onsets
from models.rhythm import Rhythm, parse
from models.terms import Kind, Light, Stage
from models.words import Speaker
from tests.makers import some_facts
from tests.rules import plans, policies, weighed

CALENDAR = published_calendar()
LIVED = 90  # days


@dataclass
class Clerk:
    """Keeps what the book keeps: the light last given, the rungs taken, when to look again."""

    every_day: bool
    policy: Policy
    calendar: WorkCalendar = CALENDAR
    look_on: date | None = None
    light: Light = Light.NONE
    stale: bool = False
    reds: str = ""
    yellow_since: date | None = None
    taken: dict[Claim, Taken] = field(default_factory=dict)
    looks: int = 0

    def look(self, facts: Facts, on: date) -> tuple[list[Claim], bool]:
        """Look if it is time to; returns the rungs climbed and whether silence accepted today."""
        if not self.every_day and (self.look_on is None or self.look_on > on):
            return [], False
        signs_until = sign_off_ends(facts, self.policy, self.calendar)
        accepted = signs_until is not None and signs_until <= on
        if accepted:
            facts = replace(facts, stage=Stage.ACCEPTED)
        facts = replace(facts, reds=self.reds, yellow_since=self.yellow_since)
        verdict = give_light(facts, on, self.policy, self.calendar)
        left = marks(facts, verdict, on)
        self.reds, self.yellow_since = left.reds, left.yellow_since
        reds = onsets(self.reds) if lasts(self.reds) else ()
        ladder = climb(facts, on, self.policy, self.calendar, taken=self.taken, reds=reds)
        self.light, self.stale = verdict.light, verdict.stale is not None
        waits_until = None if accepted else signs_until
        self.look_on = earliest((verdict.changes_on, ladder.next_on, waits_until))
        if self.look_on and self.look_on <= on:
            self.look_on = on + timedelta(days=1)
        self.looks += 1
        climbed = [one.claim for one in ladder.due]
        self.taken |= {one.claim: Taken(on, one in ladder.sent) for one in ladder.due}
        return climbed, accepted


class Entry(Enum):
    """What is entered; a suspended matter is resumed by any of them."""

    REPORT = auto()
    MILESTONE = auto()
    EXTENSION = auto()
    CLOSURE = auto()
    SUSPENSION = auto()
    PARTS = auto()
    PLAN = auto()


percents = st.one_of(
    st.none(),
    st.integers(0, 120).map(Decimal),
    st.decimals(0, 110, places=2),
)
milestones = st.lists(st.integers(-5, LIVED), max_size=3)
rhythms = st.one_of(
    st.none(),
    st.integers(1, 40).map(lambda days: parse(f"every:{days}")),
    st.sampled_from(
        [
            parse(one)
            for one in ("weekly:tue", "weekly:sun", "tenday", "monthly:28", "quarterly:1/10")
        ]
    ),
)
entries = st.dictionaries(
    st.integers(0, LIVED),
    st.tuples(st.sampled_from([*Entry, Entry.SUSPENSION]), percents, st.integers(1, 40)),
    max_size=6,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    start=st.dates(date(2020, 1, 1), date(2020, 12, 31)),
    due_after=st.one_of(st.none(), st.integers(0, 130)),
    percent=percents,
    steps=milestones,
    entered=entries,
    rhythm=rhythms,
    assigned=st.booleans(),
    policy=policies,
    plan=plans,
    weights=st.booleans(),
)
def test_looking_only_on_the_day_named_is_looking_every_day(
    start: date,
    due_after: int | None,
    percent: Decimal | None,
    steps: list[int],
    entered: dict[int, tuple[Entry, Decimal | None, int]],
    rhythm: Rhythm | None,
    assigned: bool,
    policy: Policy,
    plan: list[tuple[int, int]],
    weights: bool,
) -> None:
    steps_due = [start + timedelta(days=after) for after in steps]
    facts = some_facts(
        plan=planned(start, plan),
        kind=Kind.FINISH if due_after is not None else Kind.STANDING,
        docketed_on=start,
        due=None if due_after is None else start + timedelta(days=due_after),
        percent=percent,
        rhythm=rhythm,
        stage=Stage.ASSIGNED if assigned else Stage.ACCEPTED,
        assigned_on=start,
        milestones=weighed(steps_due) if weights else steps_of(steps_due),
    )
    daily, lazy = Clerk(True, policy), Clerk(False, policy, look_on=start)
    suspended_on = start
    for n in range(LIVED):
        on = start + timedelta(days=n)
        seen = daily.look(facts, on)
        assert lazy.look(facts, on) == seen, on
        assert state(lazy) == state(daily), on
        if seen[1]:
            facts = replace(facts, stage=Stage.ACCEPTED)
        if n in entered:
            if facts.stage == Stage.SUSPENDED:
                facts = resumed(facts, suspended_on, on)
            else:
                facts, suspended_on = after(facts, on, *entered[n]), on
            lazy.look_on = on
    assert lazy.looks <= daily.looks


def state(clerk: Clerk) -> tuple[object, ...]:
    return clerk.light, clerk.stale, clerk.reds, clerk.yellow_since


def steps_of(days: list[date]) -> tuple[MilestoneFacts, ...]:
    return tuple(
        MilestoneFacts(n, n, f"{n}", day, None, starts=day - timedelta(days=9))
        for n, day in enumerate(days, 1)
    )


def planned(start: date, plan: list[tuple[int, int]]) -> tuple[Point, ...]:
    """Turn days after the docketing and per cent into a course."""
    return tuple(Point(start + timedelta(days=day), Decimal(percent)) for day, percent in plan)


def after(facts: Facts, on: date, entry: Entry, percent: Decimal | None, days: int) -> Facts:
    """Enter something, as the book does."""
    if entry == Entry.SUSPENSION:
        return replace(facts, stage=Stage.SUSPENDED, pause_reason="汛期")
    if entry == Entry.CLOSURE:
        return replace(facts, stage=Stage.CLOSURE_REQUESTED)
    if entry == Entry.PLAN:
        return replace(facts, plan=(Point(facts.docketed_on + timedelta(days=days), Decimal(50)),))
    if entry == Entry.PARTS:
        return replace(facts, parts=PartsFacts(9, days % 3, days % 2))
    if entry == Entry.EXTENSION and facts.due:
        later = facts.due + timedelta(days=days)
        return replace(facts, due=later, due_version=facts.due_version + 1)
    steps = facts.milestones
    if entry == Entry.MILESTONE and steps:
        steps = (steps[0]._replace(done_on=on), *steps[1:])
    reported = facts.reported + ((Point(on, percent),) if percent is not None else ())
    return replace(
        facts,
        percent=percent,
        last_report_on=on,
        milestones=steps,
        stage=Stage.ACCEPTED,
        reported=reported,
        forecast_from=on + timedelta(days=days),
        forecast_on=on + timedelta(days=2 * days),
    )


def resumed(facts: Facts, since: date, on: date) -> Facts:
    """Resume: whatever is still to come moves by the working days the clock stood still."""
    days = CALENDAR.between(since, on)

    def moved(due: date | None) -> date | None:
        return CALENDAR.shift(due, days) if due and days else due

    return replace(
        facts,
        stage=Stage.ACCEPTED,
        due=moved(facts.due),
        resumed_on=on,
        paused_days=facts.paused_days + days,
        milestones=tuple(
            one if one.done_on else one._replace(due=moved(one.due)) for one in facts.milestones
        ),
    )


@given(
    start=st.dates(date(2020, 1, 1), date(2020, 12, 31)),
    due_after=st.integers(0, 130),
    percent=st.integers(0, 110).map(Decimal),
    since=st.integers(0, 200),
    days=st.integers(0, 120),
)
def test_a_suspension_changes_neither_lateness_nor_pace(
    start: date, due_after: int, percent: Decimal, since: int, days: int
) -> None:
    facts = some_facts(
        docketed_on=start,
        due=start + timedelta(days=due_after),
        percent=percent,
        milestones=(MilestoneFacts(1, 1, "一", start + timedelta(days=due_after // 2), None),),
    )
    stopped = start + timedelta(days=since)
    went_on = stopped + timedelta(days=days)
    before = give_light(facts, stopped, Policy(), CALENDAR)
    later = give_light(resumed(facts, stopped, went_on), went_on, Policy(), CALENDAR)
    assert later.light == before.light
    assert worded(later.reasons) == worded(before.reasons)


def worded(reasons: tuple[Reason, ...]) -> list[str]:
    """Say reasons; on a day of rest “due today” and “no working day since” are one."""
    same = {DUE_TODAY, JUST_PASSED, DUE_IN}
    return [one.said(Speaker("en")) for one in reasons if one.sentence not in same]


def test_looking_is_rare_when_nothing_comes_due() -> None:
    facts = some_facts(due=date(2020, 12, 31))
    lazy = Clerk(False, Policy(), look_on=facts.docketed_on)
    for n in range(LIVED):
        lazy.look(facts, facts.docketed_on + timedelta(days=n))
    assert lazy.looks == 2  # the first day, and the day silence is asked about
