"""序时进度: the worked numbers of the rules presets come from, and every course a matter has."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models import own_courses, pace
from models.calendar import WorkCalendar, published_calendar
from models.lights import Facts, MilestoneFacts, Point, Verdict, give_light
from models.months import first_of
from models.policy import MONTH, SHARE, Policy
from models.terms import Light
from models.words import Speaker
from tests.makers import MONDAY, some_facts

CALENDAR = WorkCalendar({}, date(2021, 12, 31))
CENTURY = CALENDAR.shift(MONDAY, 100)  # a percentage point a working day
YEAR = published_calendar()
# Twelve equal months, as offices draw a year's course.
MONTHLY = tuple(
    Point(first_of(date(2010, 1, 1), month) - timedelta(days=1), Decimal(f"{100 * month / 12:.2f}"))
    for month in range(1, 13)
)
SANYA = Policy(pace_by=SHARE, yellow_points=0, red_points=50)
XINHUANG = Policy(pace_by=MONTH, yellow_points=20, red_points=40)


def point(day: str, percent: str | int) -> Point:
    return Point(date.fromisoformat(day), Decimal(percent))


def a_year(percent: str) -> Facts:
    """A year's task with its course by months."""
    year = {"docketed_on": date(2010, 1, 1), "due": date(2010, 12, 31)}
    return some_facts(**year, plan=MONTHLY, percent=Decimal(percent))


def at(elapsed: int, percent: str, policy: Policy = Policy()) -> Verdict:  # noqa: B008
    """Judge so many working days into the hundred, with so much done."""
    on = CALENDAR.shift(MONDAY, elapsed)
    facts = some_facts(due=CENTURY, percent=Decimal(percent), last_report_on=on)
    return give_light(facts, on, policy, CALENDAR)


# -- sources ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "percent", "ahead"),
    [
        # Sanming: 74 % by the end of August; Jiangmen: 97.2 % by the end of October.
        (date(2010, 8, 31), "74", "7.33"),
        (date(2010, 10, 31), "97.2", "13.87"),
    ],
)
def test_the_gap_is_in_percentage_points_of_the_year(on: date, percent: str, ahead: str) -> None:
    finding = pace.judge_pace(a_year(percent), on, Policy(), YEAR)
    assert finding.reason is not None
    assert finding.reason.sentence == own_courses.AHEAD_OF_PLAN
    assert finding.reason.facts["points"] == Decimal(ahead)
    assert ahead in finding.reason.said(Speaker("zh"))


@pytest.mark.parametrize(
    ("percent", "light"),
    [("40.1", Light.GREEN), ("40", Light.YELLOW), ("20", Light.YELLOW), ("19.9", Light.RED)],
)
def test_yinchuan_ten_to_thirty_points_behind_is_yellow_more_is_red(
    percent: str, light: Light
) -> None:
    assert at(50, percent).light == light


@pytest.mark.parametrize(
    ("percent", "light"),
    [
        ("50", Light.GREEN),
        ("49.9", Light.YELLOW),  # any shortfall
        ("25", Light.YELLOW),  # exactly half of what was to be done
        ("24.9", Light.RED),
        ("0", Light.RED),
        ("51", Light.GREEN),
    ],
)
def test_sanya_up_to_half_of_the_plan_short_is_yellow_more_is_red(
    percent: str, light: Light
) -> None:
    assert at(50, percent, SANYA).light == light


def test_a_share_is_told_as_one() -> None:
    (reason,) = at(50, "30", SANYA).reasons
    assert reason.sentence == pace.SHORT
    assert reason.facts == {"share": Decimal("40.0"), "percent": 30, "elapsed": 50}
    assert "40%" in reason.said(Speaker("zh"))


@pytest.mark.parametrize(
    ("gained", "light", "done"),
    [
        ("8", Light.GREEN, "80.0"),
        ("7.9", Light.YELLOW, "79.0"),
        ("6", Light.YELLOW, "60.0"),
        ("5.9", Light.RED, "59.0"),
        ("0", Light.RED, "0.0"),
        ("12", Light.GREEN, "120.0"),
    ],
)
def test_xinhuang_less_than_80_of_a_months_task_is_yellow_less_than_60_red(
    gained: str, light: Light, done: str
) -> None:
    facts = some_facts(
        docketed_on=date(2020, 7, 1),
        due=date(2020, 12, 31),
        plan=(point("2020-07-31", 20), point("2020-08-31", 30), point("2020-12-31", 100)),
        reported=(point("2020-07-31", 20), point("2020-08-31", str(20 + Decimal(gained)))),
        percent=20 + Decimal(gained),
    )
    finding = pace.judge_pace(facts, date(2020, 9, 1), XINHUANG, YEAR)
    assert finding.light == light
    assert finding.changes_on == date(2020, 10, 1)
    assert finding.reason is not None
    assert finding.reason.facts == {
        "year": "2020", "month": "08", "done": Decimal(done), "gained": Decimal(gained),
        "planned": 10,
    }  # fmt: skip


def test_a_months_task_made_good_later_is_green() -> None:
    facts = some_facts(
        docketed_on=date(2020, 7, 1),
        due=date(2020, 12, 31),
        plan=(point("2020-07-31", 20), point("2020-08-31", 30), point("2020-12-31", 100)),
        reported=(point("2020-07-31", 20), point("2020-08-31", 22), point("2020-09-10", 30)),
        percent=Decimal(30),
    )
    on = date(2020, 9, 10)
    assert pace.judge_pace(facts, on, XINHUANG, YEAR).light == Light.GREEN
    assert pace.judge_pace(facts, date(2020, 10, 1), XINHUANG, YEAR).light == Light.RED


def test_a_month_that_asks_for_nothing_is_passed_over() -> None:
    facts = some_facts(
        docketed_on=date(2020, 6, 1),
        due=date(2020, 12, 31),
        plan=(point("2020-06-30", 20), point("2020-08-31", 20), point("2020-12-31", 100)),
        reported=(point("2020-06-30", 10),),
        percent=Decimal(10),
    )
    finding = pace.judge_pace(facts, date(2020, 9, 1), XINHUANG, YEAR)
    assert finding.light == Light.RED
    assert finding.reason is not None
    assert finding.reason.facts["month"] == "06"


def test_no_month_is_over_before_the_first_one_is() -> None:
    facts = some_facts(percent=Decimal(0))
    finding = pace.judge_pace(facts, date(2020, 8, 31), XINHUANG, YEAR)
    assert (finding.light, finding.changes_on) == (Light.NONE, date(2020, 9, 1))


# Courses by months that rise unevenly, and reports that rise unevenly beside them.
rising = st.lists(st.integers(0, 40), min_size=6, max_size=6)


@settings(max_examples=300)
@given(plan=rising, told=rising, day=st.integers(1, 28), start=st.integers(0, 5))
def test_a_months_light_never_improves_by_the_turn_of_a_month(
    plan: list[int], told: list[int], day: int, start: int
) -> None:
    def course(rises: list[int], on: int) -> tuple[Point, ...]:
        return tuple(
            Point(date(2020, month, on), Decimal(min(sum(rises[:month]), 100)))
            for month in range(1, 7)
        )

    reported = course(told, day)[: start + 1]
    facts = some_facts(
        docketed_on=date(2020, 1, 1),
        due=date(2020, 12, 31),
        plan=course(plan, 28),
        reported=reported,
        percent=reported[-1].percent,
    )
    last = reported[-1].day
    lights = [
        pace.judge_pace(facts, last + timedelta(days=n), XINHUANG, YEAR).light.severity
        for n in range(0, 300, 7)
    ]
    assert lights == sorted(lights)


# -- a band without a light ---------------------------------------------------------------


@pytest.mark.parametrize(("percent", "said"), [("45", True), ("50", False), ("40", False)])
def test_where_the_policy_names_no_light_green_is_given_and_said_so(
    percent: str, said: bool
) -> None:
    verdict = at(50, percent, Policy(green_points=0))
    assert (pace.UNDEFINED in [one.sentence for one in verdict.reasons]) == said
    assert pace.UNDEFINED not in [one.sentence for one in at(50, percent).reasons]


@pytest.mark.parametrize(
    ("percent", "light"), [("40.1", "green"), ("40", "green"), ("39.9", "yellow")]
)
def test_where_green_reaches_is_green_itself(percent: str, light: str) -> None:
    assert at(50, percent, Policy(green_points=10, yellow_points=10)).light == light


# -- courses ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("on", "planned"),
    [
        (MONDAY, "0"),
        (CALENDAR.shift(MONDAY, 10), "10"),
        (CALENDAR.shift(MONDAY, 20), "20"),  # the first point
        (CALENDAR.shift(MONDAY, 40), "25"),
        (CALENDAR.shift(MONDAY, 60), "30"),  # the second
        (CALENDAR.shift(MONDAY, 80), "65"),
        (CENTURY, "100"),  # everything by the deadline
        (CENTURY + timedelta(days=99), "100"),
    ],
)
def test_an_own_course_goes_evenly_over_the_working_days_between_its_points(
    on: date, planned: str
) -> None:
    plan = tuple(
        Point(CALENDAR.shift(MONDAY, days), Decimal(percent))
        for days, percent in ((20, 20), (60, 30))
    )
    course = pace.course_of(some_facts(due=CENTURY, plan=plan), CALENDAR)
    assert course is not None
    assert course.at(on) == Decimal(planned)


def test_an_own_course_comes_before_weights_and_weights_before_time() -> None:
    steps = (a_step(1, 30, 20), a_step(2, 60, 80))
    plan = (Point(CENTURY, Decimal(90)),)
    for given_, kind in (
        ({"plan": plan, "milestones": steps}, own_courses.Planned),
        ({"milestones": steps}, own_courses.Weighted),
        ({"milestones": steps[:1]}, pace.Elapsed),  # twenty of a hundred is no whole
        ({"milestones": (steps[0], a_step(2, 60, None))}, pace.Elapsed),
        ({}, pace.Elapsed),
    ):
        assert isinstance(pace.course_of(some_facts(due=CENTURY, **given_), CALENDAR), kind)


def a_step(place: int, days: int, weight: int | None) -> MilestoneFacts:
    due = CALENDAR.shift(MONDAY, days)
    return MilestoneFacts(place, place, f"{place}", due, None, weight=weight)


def test_weights_ask_for_a_milestone_from_the_working_day_after_it() -> None:
    course = pace.course_of(
        some_facts(due=CENTURY, milestones=(a_step(1, 30, 20), a_step(2, 60, 80))), CALENDAR
    )
    assert course is not None
    asked = [course.at(CALENDAR.shift(MONDAY, days)) for days in (29, 30, 31, 60, 61)]
    assert asked == [0, 0, 20, 20, 100]


@settings(max_examples=200)
@given(
    days=st.lists(st.integers(1, 150), min_size=1, max_size=5, unique=True),
    percents=st.lists(st.integers(0, 100), min_size=5, max_size=5),
    weights=st.booleans(),
    wanted=st.decimals(0, 100, places=2),
)
def test_no_course_reaches_anything_before_the_day_it_names(
    days: list[int], percents: list[int], weights: bool, wanted: Decimal
) -> None:
    plan = tuple(
        Point(MONDAY + timedelta(days=day), Decimal(percent))
        for day, percent in zip(sorted(days), sorted(percents), strict=False)
    )
    steps = (a_step(1, days[0], 40), a_step(2, days[-1] + 1, 60)) if weights else ()
    facts = some_facts(due=MONDAY + timedelta(days=160), plan=() if weights else plan,
                       milestones=steps)  # fmt: skip
    course = pace.course_of(facts, YEAR)
    assert course is not None
    named = course.reaches(wanted)
    for n in range(1, 200):
        on = MONDAY + timedelta(days=n)
        if course.at(on) >= wanted + pace.ROUNDED:
            assert named is not None
            assert named <= on
            break
