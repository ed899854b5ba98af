"""Working days are China's: every published day of 2020 to 2026, counted there and back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import WorkCalendar, published_calendar, published_exceptions

# The State Council's notices, year by year: days off (first..last), and make-up days worked.
NOTICES = {
    2020: (
        "01-01 01-24..02-02 04-04..04-06 05-01..05-05 06-25..06-27 10-01..10-08",
        "01-19 04-26 05-09 06-28 09-27 10-10",
    ),
    2021: (
        "01-01..01-03 02-11..02-17 04-03..04-05 05-01..05-05 06-12..06-14 09-19..09-21"
        " 10-01..10-07",
        "02-07 02-20 04-25 05-08 09-18 09-26 10-09",
    ),
    2022: (
        "01-01..01-03 01-31..02-06 04-03..04-05 04-30..05-04 06-03..06-05 09-10..09-12"
        " 10-01..10-07 12-31",
        "01-29 01-30 04-02 04-24 05-07 10-08 10-09",
    ),
    2023: (
        "01-01..01-02 01-21..01-27 04-05 04-29..05-03 06-22..06-24 09-29..10-06 12-30..12-31",
        "01-28 01-29 04-23 05-06 06-25 10-07 10-08",
    ),
    2024: (
        "01-01 02-10..02-17 04-04..04-06 05-01..05-05 06-10 09-15..09-17 10-01..10-07",
        "02-04 02-18 04-07 04-28 05-11 09-14 09-29 10-12",
    ),
    2025: (
        "01-01 01-28..02-04 04-04..04-06 05-01..05-05 05-31..06-02 10-01..10-08",
        "01-26 02-08 04-27 09-28 10-11",
    ),
    2026: (
        "01-01..01-03 02-15..02-23 04-04..04-06 05-01..05-05 06-19..06-21 09-25..09-27"
        " 10-01..10-07",
        "01-04 02-14 02-28 05-09 09-20 10-10",
    ),
}
FIRST, LAST = date(2020, 1, 1), date(2026, 12, 31)
CALENDAR = published_calendar()
days = st.dates(FIRST, LAST)


def span(year: int, text: str) -> set[date]:
    """Read ``01-24..02-02`` as its days."""
    first, _, last = text.partition("..")
    start, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
    return {start + timedelta(days=n) for n in range((end - start).days + 1)}


def works(day: date) -> bool:
    """Tell from the notices alone whether a day is worked."""
    off, made_up = NOTICES[day.year]
    if day in {one for text in off.split() for one in span(day.year, text)}:
        return False
    return day.weekday() < 5 or any(day in span(day.year, text) for text in made_up.split())


def test_every_day_of_the_notices_is_worked_or_not_as_they_say(calendar: WorkCalendar) -> None:
    everyday = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert [day for day in everyday if calendar.is_working(day) != works(day)] == []


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2020-01-19", True),  # a Sunday, made up for the Spring Festival
        ("2020-01-31", False),  # the festival was lengthened to 2 February in 2020
        ("2020-02-01", False),  # first announced as a make-up day, then taken back
        ("2020-02-03", True),
        ("2020-09-27", True),
        ("2020-10-08", False),
        ("2020-10-09", True),
        ("2020-10-10", True),
    ],
)
def test_the_well_known_days(calendar: WorkCalendar, day: str, working: bool) -> None:
    assert calendar.is_working(date.fromisoformat(day)) is working


@pytest.mark.parametrize(
    ("year", "count"), [(2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251),
                        (2025, 248), (2026, 248)]
)  # fmt: skip
def test_a_year_has_so_many_working_days(calendar: WorkCalendar, year: int, count: int) -> None:
    first, last = date(year - 1, 12, 31), date(year, 12, 31)
    one_by_one = sum(works(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert calendar.between(first, last) == one_by_one == count


def test_the_day_counting_starts_is_not_counted(calendar: WorkCalendar) -> None:
    friday, monday = date(2020, 8, 7), date(2020, 8, 10)
    assert calendar.between(friday, friday) == 0
    assert calendar.between(friday, monday) == 1
    assert calendar.between(monday, friday) == -1
    assert calendar.between(friday, date(2020, 8, 9)) == 0


@given(days, days, days)
def test_distances_add_up(one: date, two: date, three: date) -> None:
    assert CALENDAR.between(one, two) + CALENDAR.between(two, three) == CALENDAR.between(one, three)


@given(days, st.integers(-260, 260))
def test_shift_and_between_are_each_others_inverse(day: date, count: int) -> None:
    there = CALENDAR.shift(day, count)
    assert CALENDAR.is_working(there)
    if count:
        assert CALENDAR.between(day, there) == count
    else:
        assert there == day or not CALENDAR.is_working(day)
        assert there >= day


@given(st.dates(date(2020, 2, 1), date(2026, 10, 1)), st.integers(1, 60))
def test_a_shift_counts_working_days_one_by_one(day: date, count: int) -> None:
    forward = day
    gone = 0
    while gone < count:
        forward += timedelta(days=1)
        gone += works(forward)
    assert CALENDAR.shift(day, count) == forward


@given(st.dates(date(2020, 6, 1), LAST), st.integers(1, 60))
def test_a_shift_back_lands_on_a_working_day_with_so_many_after_it(day: date, count: int) -> None:
    back, gone = day, 0
    while gone < count:
        gone += works(back)
        back -= timedelta(days=1)
    while not works(back):
        back -= timedelta(days=1)
    assert CALENDAR.shift(day, -count) == back


@pytest.mark.parametrize(
    ("moment", "belongs_to"),
    [
        ("2020-08-03T17:29", "2020-08-03"),
        ("2020-08-03T17:30", "2020-08-03"),
        ("2020-08-03T17:31", "2020-08-04"),
        ("2020-08-07T20:00", "2020-08-10"),  # Friday evening is Monday's
        ("2020-08-08T09:00", "2020-08-10"),  # so is Saturday morning
        ("2020-09-30T18:00", "2020-10-09"),
        ("2020-09-26T23:59", "2020-09-27"),  # the Sunday after is worked
    ],
)
def test_an_evening_report_belongs_to_the_next_working_day(
    calendar: WorkCalendar, moment: str, belongs_to: str
) -> None:
    day = calendar.business_day(datetime.fromisoformat(moment), time(17, 30))
    assert day == date.fromisoformat(belongs_to)


def test_days_beyond_the_notices_are_provisional() -> None:
    calendar = WorkCalendar({}, date(2026, 12, 31))
    assert not calendar.is_provisional(date(2026, 12, 31))
    assert calendar.is_provisional(date(2027, 1, 1))
    assert calendar.is_working(date(2027, 1, 1))  # a Friday, as far as anybody knows yet


def test_an_office_may_have_days_of_its_own() -> None:
    monday = date(2020, 8, 3)
    calendar = WorkCalendar({monday: False}, LAST)
    assert not calendar.is_working(monday)
    assert calendar.shift(monday, 0) == date(2020, 8, 4)
    assert calendar.between(date(2020, 7, 31), date(2020, 8, 4)) == 1


def test_the_calendar_knows_this_year_and_from_december_the_next() -> None:
    _, until = published_exceptions()
    today = datetime.now().date()
    assert until.year >= today.year
    if (today.month, today.day) >= (12, 15):
        assert until.year > today.year, "pip install -U chinesecalendar"
