"""The key property of the engine: looking only on ``look_on`` misses nothing (DESIGN §4.5, 4.7).

Two clerks live through the same days with the same reports. One looks at the commitment
every day, the other only on the day the rules named at the last look, or after something
was entered. Both must see the same light every day and climb the same rungs on it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from models.calendar import WorkCalendar, published_calendar
from models.ladder import Claim, climb
from models.lights import Facts, MilestoneFacts, earliest, give_light
from models.policy import Policy
from models.terms import Kind, Light, Stage
from tests.makers import some_facts

CALENDAR = published_calendar()
LIVED = 90  # days
POLICIES = (
    Policy(),
    # Without ladders the judges have to say themselves when they will think otherwise.
    Policy(ladder=(), milestone_ladder=(), silent_days=366),
    Policy(yellow_points=1, red_points=1, yellow_overdue=3, red_overdue=3, silent_days=7),
    Policy(yellow_points=5, red_points=60, yellow_overdue=2, red_overdue=5, silent_days=3),
)


@dataclass
class Clerk:
    """Keeps what the book keeps: the light last given, the rungs taken, when to look again."""

    every_day: bool
    policy: Policy
    calendar: WorkCalendar = CALENDAR
    look_on: date | None = None
    light: Light = Light.NONE
    stale: bool = False
    taken: set[Claim] = field(default_factory=set)
    looks: int = 0

    def look(self, facts: Facts, on: date) -> list[Claim]:
        """Look if it is time to; returns the rungs climbed today."""
        if not self.every_day and (self.look_on is None or self.look_on > on):
            return []
        verdict = give_light(facts, on, self.policy, self.calendar)
        ladder = climb(facts, on, self.policy, self.calendar, taken=self.taken)
        self.light, self.stale = verdict.light, verdict.stale is not None
        self.look_on = earliest((verdict.changes_on, ladder.next_on))
        if self.look_on and self.look_on <= on:
            self.look_on = on + timedelta(days=1)
        self.looks += 1
        climbed = [one.claim for one in ladder.due]
        self.taken.update(climbed)
        return climbed


percents = st.one_of(
    st.none(),
    st.integers(0, 120).map(Decimal),
    st.decimals(0, 110, places=2),
)
milestones = st.lists(st.integers(-5, LIVED), max_size=3)
entries = st.dictionaries(
    st.integers(0, LIVED),
    st.tuples(
        percents,
        st.booleans(),
        st.integers(0, 40),
        st.sampled_from([Stage.ACCEPTED] * 4 + [Stage.CLOSURE_REQUESTED, Stage.SUSPENDED]),
    ),
    max_size=4,
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    start=st.dates(date(2020, 1, 1), date(2020, 12, 31)),
    due_after=st.one_of(st.none(), st.integers(0, 130)),
    percent=percents,
    steps=milestones,
    entered=entries,
    rhythm=st.one_of(st.none(), st.integers(1, 40)),
    policy=st.sampled_from(POLICIES),
)
def test_looking_only_on_the_day_named_is_looking_every_day(
    start: date,
    due_after: int | None,
    percent: Decimal | None,
    steps: list[int],
    entered: dict[int, tuple[Decimal | None, bool, int, Stage]],
    rhythm: int | None,
    policy: Policy,
) -> None:
    facts = some_facts(
        kind=Kind.FINISH if due_after is not None else Kind.STANDING,
        docketed_on=start,
        due=None if due_after is None else start + timedelta(days=due_after),
        percent=percent,
        report_every=rhythm,
        milestones=tuple(
            MilestoneFacts(n, n, f"{n}", start + timedelta(days=after), None)
            for n, after in enumerate(steps, 1)
        ),
    )
    daily, lazy = Clerk(True, policy), Clerk(False, policy, look_on=start)
    for n in range(LIVED):
        on = start + timedelta(days=n)
        assert lazy.look(facts, on) == daily.look(facts, on), on
        assert (lazy.light, lazy.stale) == (daily.light, daily.stale), on
        if n in entered:
            facts = reported(facts, on, *entered[n])
            lazy.look_on = on
    assert lazy.looks <= daily.looks


def reported(
    facts: Facts, on: date, percent: Decimal | None, tick: bool, longer: int, stage: Stage
) -> Facts:
    """Enter a report: a figure, a milestone done, an extension granted, another stage."""
    steps = facts.milestones
    if tick and steps:
        steps = (replace(steps[0], done_on=on), *steps[1:])
    due, version = facts.due, facts.due_version
    if due and longer > 20:
        due, version = due + timedelta(days=longer), version + 1
    return replace(
        facts,
        percent=percent,
        last_report_on=on,
        milestones=steps,
        stage=stage,
        due=due,
        due_version=version,
    )


@settings(max_examples=60, deadline=None)
@given(
    total=st.integers(1, 400),
    start=st.dates(date(2020, 1, 1), date(2021, 12, 31)),
    percent=st.decimals(0, 110, places=1),
    on=st.integers(0, 420),
)
def test_a_light_never_improves_by_waiting(
    total: int, start: date, percent: Decimal, on: int
) -> None:
    facts = some_facts(docketed_on=start, due=start + timedelta(days=total), percent=percent)
    policy = Policy()
    today = start + timedelta(days=on)
    lights = [
        give_light(facts, today + timedelta(days=n), policy, CALENDAR).light for n in range(15)
    ]
    severities = [light.severity for light in lights]
    assert severities == sorted(severities)


def test_looking_is_rare_when_nothing_comes_due() -> None:
    facts = some_facts(due=date(2020, 12, 31))
    lazy = Clerk(False, Policy(), look_on=facts.docketed_on)
    for n in range(LIVED):
        lazy.look(facts, facts.docketed_on + timedelta(days=n))
    assert lazy.looks == 2  # the first day, and the day silence is asked about
