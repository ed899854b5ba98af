"""Forecasts: from reports alone, the same every time, and never worse for one more at that pace."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from models.calendar import WorkCalendar, published_calendar
from models.facts import Point
from models.forecast import (
    FORECAST,
    FORECAST_OPEN,
    NO_PROGRESS,
    NOT_ENOUGH,
    Forecast,
    forecast,
    interval,
)
from models.words import Speaker
from tests.makers import MONDAY

WEEKDAYS = WorkCalendar({}, date(2030, 12, 31))
CALENDAR = published_calendar()


def told(*percents: float, every: int = 5) -> list[Point]:
    """Report so much, every so many working days."""
    return [
        Point(WEEKDAYS.shift(MONDAY, every * (n + 1)), Decimal(str(percent)))
        for n, percent in enumerate(percents)
    ]


def foreseen(points: list[Point]) -> Forecast:
    found = forecast(points, WEEKDAYS)
    assert found is not None
    return found


def test_an_even_pace_leads_to_one_day() -> None:
    found = foreseen(told(10, 20, 30, 40))
    last = WEEKDAYS.shift(MONDAY, 20)
    assert found.on == found.early == found.late == WEEKDAYS.shift(last, 30)
    assert (found.pace, found.reports) == (Decimal(10), 4)


def test_one_odd_report_does_not_move_the_pace() -> None:
    found = foreseen(told(10, 20, 30, 90, 50, 60, 70, 80))
    assert found.on == WEEKDAYS.shift(WEEKDAYS.shift(MONDAY, 40), 10)
    assert found.early is not None
    assert found.early <= found.on


@pytest.mark.parametrize(
    ("percents", "sentence"),
    [
        ((), NOT_ENOUGH),
        ((10, 20), NOT_ENOUGH),
        ((10, 20, 30), FORECAST),
        ((20, 20, 20), NO_PROGRESS),
        ((30, 20, 10), NO_PROGRESS),
        ((10, 12, 11, 20), FORECAST_OPEN),  # the worst of its slopes never gets there
    ],
)
def test_it_says_in_one_sentence_what_it_rests_on(percents: tuple[int, ...], sentence: str) -> None:
    found = foreseen(told(*percents))
    assert found.reason.sentence == sentence
    assert (found.on is None) == (sentence in (NOT_ENOUGH, NO_PROGRESS))
    for language in ("zh", "en"):
        assert str(len(percents)) in found.reason.said(Speaker(language))


def test_the_sentence_in_chinese_names_reports_pace_day_and_interval() -> None:
    said = foreseen(told(10, 20, 29, 40)).reason.said(Speaker("zh"))
    for part in ("近4次反馈", "每周约10个百分点", "预计2020年", "区间"):
        assert part in said


def test_what_is_there_already_is_not_forecast() -> None:
    assert forecast(told(50, 80, 100), WEEKDAYS) is None


def test_only_what_was_reported_since_a_day_counts() -> None:
    points = told(10, 12, 14, 30, 45, 60)
    since = forecast(points, WEEKDAYS, points[3].day)
    assert since is not None
    assert (since.reports, since.pace) == (3, Decimal(15))


def test_of_two_reports_on_one_day_the_later_counts() -> None:
    points = told(10, 20, 30)
    twice = [*points[:2], Point(points[2].day, Decimal(21)), points[2]]
    assert forecast(twice, WEEKDAYS) == forecast(points, WEEKDAYS)


def test_a_finish_beyond_ten_years_is_that_far_away() -> None:
    found = foreseen(told(1, 1.01, 1.02, every=20))
    assert found.on is not None
    assert found.on.year == 2030


def test_the_interval_of_three_reports_is_all_their_slopes_and_narrows_with_more() -> None:
    slopes = [Fraction(n) for n in range(28)]
    assert interval(slopes[:3], 3) == (0, 2)
    assert interval(slopes, 8) == (7, 20)  # four in five by Kendall's variance


@settings(max_examples=200)
@given(
    start=st.integers(0, 60),
    pace=st.decimals("0.1", "3", places=2),
    gaps=st.lists(st.integers(1, 20), min_size=3, max_size=12),
)
def test_a_later_report_never_worsens_a_forecast_at_the_same_pace(
    start: int, pace: Decimal, gaps: list[int]
) -> None:
    points, worked = [], 0
    for gap in gaps:
        worked += gap
        percent = start + pace * worked
        assume(percent < 100)
        points.append(Point(CALENDAR.shift(MONDAY, worked), percent))
    before, after = forecast(points[:-1], CALENDAR), forecast(points, CALENDAR)
    assume(len(points) > 3)
    assert before is not None
    assert after is not None
    assert after.on == before.on
    assert after.early == before.early
    assert after.late == before.late


percents = st.lists(st.decimals(0, 99, places=1), min_size=3, max_size=10)


@settings(max_examples=200)
@given(percents=percents, more=st.decimals("0.1", 40, places=1))
def test_having_done_more_never_makes_a_forecast_later(
    percents: list[Decimal], more: Decimal
) -> None:
    points = told(*map(float, percents))
    better = [*points[:-1], points[-1]._replace(percent=points[-1].percent + more)]
    before, after = forecast(points, CALENDAR), forecast(better, CALENDAR)
    if after is None:  # it is done
        return
    for name in ("on", "early", "late"):
        earlier, later = getattr(after, name), getattr(before, name)
        assert later is None or (earlier is not None and earlier <= later)


@settings(max_examples=100)
@given(percents=percents, off=st.lists(st.integers(0, 6), min_size=10, max_size=10))
def test_the_same_reports_in_any_order_give_the_same_forecast(
    percents: list[Decimal], off: list[int]
) -> None:
    points = [
        Point(MONDAY + timedelta(days=9 * n + off[n]), percent)
        for n, percent in enumerate(percents)
    ]
    found = forecast(points, CALENDAR)
    assert found == forecast(points[::-1], CALENDAR)
    if found and found.on:
        assert found.early is not None
        assert points[-1].day <= found.early <= found.on
        assert found.late is None or found.on <= found.late
