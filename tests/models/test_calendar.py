"""Working days are China's: every published day of 2018 to 2026, counted there and back."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, time, timedelta
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import (
    DayWord,
    WorkCalendar,
    in_force,
    published_calendar,
    published_days,
    published_exceptions,
)
from models.terms import Scope
from tests.notices import FIRST_YEAR, LAST_YEAR, span, works

FIRST, LAST = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
CALENDAR = published_calendar()
ROOT = Path(__file__).resolve().parents[2]
days = st.dates(FIRST, LAST)


def test_every_day_of_the_notices_is_worked_or_not_as_they_say(calendar: WorkCalendar) -> None:
    everyday = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    assert [day for day in everyday if calendar.is_working(day) != works(day)] == []


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2018-12-29", True),
        ("2019-05-02", False),  # moved by a second notice in March
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
    ("year", "count"),
    [(2018, 250), (2019, 250), (2020, 249), (2021, 250), (2022, 249), (2023, 249), (2024, 251),
     (2025, 248), (2026, 248)],
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
        ("2020-08-03T17:30:01", "2020-08-04"),
        ("2020-08-03T17:31", "2020-08-04"),
        ("2020-08-04T00:00", "2020-08-04"),
        ("2020-08-07T20:00", "2020-08-10"),  # Friday evening is Monday's
        ("2020-08-08T09:00", "2020-08-10"),  # so is Saturday morning
        ("2020-09-30T17:30", "2020-09-30"),  # the evening before a holiday
        ("2020-09-30T17:30:01", "2020-10-09"),
        ("2020-10-08T09:00", "2020-10-09"),  # within it
        ("2020-10-09T18:00", "2020-10-10"),  # Friday evening is the made-up Saturday's
        ("2020-10-10T09:00", "2020-10-10"),  # a made-up Saturday has hours as any day has
        ("2020-10-10T17:30", "2020-10-10"),
        ("2020-10-10T17:31", "2020-10-12"),
        ("2020-09-26T23:59", "2020-09-27"),  # the Sunday after is worked
    ],
)
def test_an_evening_report_belongs_to_the_next_working_day(
    calendar: WorkCalendar, moment: str, belongs_to: str
) -> None:
    day = calendar.business_day(datetime.fromisoformat(moment), time(17, 30))
    assert day == date.fromisoformat(belongs_to)


def test_the_cutoff_is_the_offices_own(calendar: WorkCalendar) -> None:
    evening = datetime(2020, 10, 10, 16, 0)
    assert calendar.business_day(evening, time(15, 59)) == date(2020, 10, 12)
    assert calendar.business_day(evening, time(16, 0)) == date(2020, 10, 10)
    midnight = datetime(2020, 10, 10, 23, 59, 59)
    assert calendar.business_day(midnight, time(23, 59, 59)) == date(2020, 10, 10)


@given(st.datetimes(datetime(2018, 1, 1), datetime(2026, 12, 1)), st.times())
def test_a_report_belongs_to_a_working_day_never_before_it_came(
    moment: datetime, cutoff: time
) -> None:
    day = CALENDAR.business_day(moment, cutoff)
    assert CALENDAR.is_working(day) and day >= moment.date()
    assert CALENDAR.between(moment.date(), day) <= 1


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


def a_word(works: bool | None, scope: Scope, reason: str = "") -> DayWord:
    return DayWord(date(2020, 9, 7), works, scope, reason)


def test_of_several_words_the_narrowest_counts_and_of_one_source_the_last() -> None:
    state, province = a_word(True, Scope.STATE), a_word(False, Scope.PROVINCE)
    office, later = a_word(True, Scope.OFFICE), a_word(False, Scope.OFFICE, "区庆")
    assert in_force([office, province, state]) == {state.day: office}
    assert in_force([office, later, state]) == {state.day: later}
    assert in_force([office, province, state], (Scope.STATE, Scope.PROVINCE)) == {
        state.day: province
    }


def test_a_word_taken_back_lets_the_wider_one_count_again() -> None:
    state, office = a_word(True, Scope.STATE), a_word(False, Scope.OFFICE)
    assert in_force([state, office, a_word(None, Scope.OFFICE)]) == {state.day: state}
    assert in_force([office, a_word(None, Scope.OFFICE)]) == {}


def test_the_published_table_names_the_days_off_at_weekends_too() -> None:
    words, until = published_days()
    named = {word.day: word for word in words}
    assert until == LAST
    for day in span(2026, "02-15..02-23"):
        assert (named[day].works, named[day].reason) == (False, "春节")
    assert {word.document for word in words} == {f"chinesecalendar {version('chinesecalendar')}"}


def test_a_list_does_not_wait_for_the_published_table() -> None:
    """A book has its own copy: reading the package's would only make lists slower."""
    code = "import sys, cli, ledgers.lists, ledgers.book; print('chinese_calendar' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "False"


def test_the_calendar_knows_this_year_and_from_december_the_next() -> None:
    _, until = published_exceptions()
    today = datetime.now().date()
    assert until.year >= today.year
    if (today.month, today.day) >= (12, 15):
        assert until.year > today.year, "pip install -U chinesecalendar"
