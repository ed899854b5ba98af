"""Strategies: every shape of the rules that judge, and matters for them to be judged by."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from models.lights import MilestoneFacts
from models.policy import MONTH, POINTS, SHARE, Policy
from models.terms import Light

NO_LADDERS = {"ladder": (), "milestone_ladder": (), "silent_days": 366}
# As the presets have them: Yinchuan, Sanya, Xinhuang, Ouhai.
PRESETS = (
    Policy(),
    Policy(start_months=(1, 3), first_report_months=(1, 2), green_points=0),
    Policy(pace_by=SHARE, yellow_points=0, red_points=50, yellow_months_red=2),
    Policy(pace_by=MONTH, yellow_points=20, red_points=40),
    Policy(red_made_good=Light.YELLOW, forecast_late=Light.RED, milestone_red=5),
)


def _policy(
    points: tuple[int, int], overdue: tuple[int, int], ladders: bool, **rules: object
) -> Policy:
    rules |= {} if ladders else NO_LADDERS
    return Policy(
        yellow_points=points[0], red_points=points[1],
        yellow_overdue=overdue[0], red_overdue=overdue[1], **rules,  # type: ignore[arg-type]
    )  # fmt: skip


pairs = st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: tuple(sorted(pair)))
months = st.sampled_from([(0, 0), (1, 3), (1, 2), (0, 1), (2, 0)])
any_policy = st.builds(
    _policy,
    points=pairs,
    overdue=st.sampled_from([(1, 10), (3, 3), (2, 5), (1, 60)]),
    ladders=st.booleans(),
    pace_by=st.sampled_from([POINTS, SHARE, MONTH]),
    green_points=st.sampled_from([None, 0, 5]),
    start_months=months,
    first_report_months=months,
    yellow_months_red=st.sampled_from([0, 1, 2]),
    red_made_good=st.sampled_from([Light.GREEN, Light.YELLOW]),
    forecast_late=st.sampled_from([Light.NONE, Light.YELLOW, Light.RED]),
    milestone_red=st.sampled_from([0, 1, 7]),
    accept_days=st.sampled_from([2, 9]),
)
policies = st.sampled_from(PRESETS) | any_policy


def _rising(days: list[int], percents: list[int]) -> list[tuple[int, int]]:
    return list(zip(sorted(days), sorted(percents), strict=False))


# Days after the docketing and per cent, both rising; none as often as some.
plans = st.just([]) | st.builds(
    _rising,
    st.lists(st.integers(0, 120), min_size=1, max_size=4, unique=True),
    st.lists(st.integers(0, 100), min_size=4, max_size=4),
)


def weighed(days: list[date]) -> tuple[MilestoneFacts, ...]:
    """Make milestones whose weights add up to the whole."""
    weights = [100 - 10 * (len(days) - 1), *([10] * (len(days) - 1))]
    return tuple(
        MilestoneFacts(n, n, f"{n}", day, None, starts=day - timedelta(days=9), weight=weight)
        for n, (day, weight) in enumerate(zip(days, weights, strict=False), 1)
    )


def per_cent(number: int | str) -> Decimal:
    """Write a figure as the rules hold it."""
    return Decimal(number)
