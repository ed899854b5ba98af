"""A light never improves by waiting, whatever the office's rules: only work makes it better."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from models.calendar import published_calendar
from models.lights import Facts, Point, give_light, marks
from models.policy import Policy
from models.reds import onsets
from models.terms import Kind, Light, Stage
from tests.makers import some_facts
from tests.rules import plans, policies, weighed

CALENDAR = published_calendar()
START = date(2020, 1, 6)
WAITED = 100  # days
percents = st.decimals(0, 110, places=1)


@st.composite
def matters(draw: st.DrawFn) -> tuple[Facts, int]:
    """Draw a matter with its past, and how many days after its docketing it is left alone."""
    total, on = draw(st.integers(1, 300)), draw(st.integers(0, 320))
    told = sorted(draw(st.lists(st.integers(0, on), max_size=4, unique=True)))
    reported = tuple(Point(START + timedelta(days=day), draw(percents)) for day in told)
    steps = [START + timedelta(days=day) for day in draw(st.lists(st.integers(0, 300), max_size=3))]
    reds = draw(st.sampled_from(["", "2020-01-20/2020-02-03", "2020-01-20/2020-01-31 2020-02-10/"]))
    facts = some_facts(
        kind=draw(st.sampled_from([Kind.FINISH, Kind.START])),
        stage=draw(st.sampled_from([Stage.ACCEPTED, Stage.ASSIGNED, Stage.CLOSURE_REQUESTED])),
        docketed_on=START,
        due=START + timedelta(days=total),
        percent=reported[-1].percent if reported else None,
        reported=reported,
        last_report_on=reported[-1].day if reported else None,
        milestones=weighed(steps),
        plan=tuple(Point(START + timedelta(days=d), Decimal(p)) for d, p in draw(plans)),
        forecast_on=START + timedelta(days=400) if draw(st.booleans()) else None,
        forecast_from=START + timedelta(days=draw(st.integers(0, 400))),
        reds=reds if on > 40 else "",
        resumed_on=START + timedelta(days=on // 2) if draw(st.booleans()) else None,
    )
    return facts, on


@settings(max_examples=150, deadline=None)
@given(matter=matters(), policy=policies)
def test_a_light_never_improves_by_waiting(matter: tuple[Facts, int], policy: Policy) -> None:
    facts, first = matter
    lights = []
    for n in range(first, first + WAITED):
        on = START + timedelta(days=n)
        verdict = give_light(facts, on, policy, CALENDAR)
        left = marks(facts, verdict, on)
        facts = replace(facts, reds=left.reds, yellow_since=left.yellow_since)
        lights.append(verdict.light.severity)
    assert lights == sorted(lights)


@settings(max_examples=100, deadline=None)
@given(matter=matters(), policy=policies)
def test_every_light_but_none_has_a_reason(matter: tuple[Facts, int], policy: Policy) -> None:
    facts, first = matter
    verdict = give_light(facts, START + timedelta(days=first), policy, CALENDAR)
    assert verdict.light != Light.NONE
    assert verdict.reasons


@settings(max_examples=100, deadline=None)
@given(matter=matters(), policy=policies)
def test_waiting_turns_a_light_red_at_most_once(matter: tuple[Facts, int], policy: Policy) -> None:
    facts, first = matter
    facts = replace(facts, reds="")
    for n in range(first, first + WAITED):
        on = START + timedelta(days=n)
        verdict = give_light(facts, on, policy, CALENDAR)
        left = marks(facts, verdict, on)
        facts = replace(facts, reds=left.reds, yellow_since=left.yellow_since)
    assert len(onsets(facts.reds)) <= 1
