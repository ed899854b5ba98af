"""Red spells: when a light turned red, how often, and until when."""

from __future__ import annotations

from datetime import date

import pytest

from models.reds import begun, ended, last_red, lasts, onsets, onsets_within, spells

TWICE = "2020-08-03/2020-08-20 2020-09-10/"
FIRST, SECOND = date(2020, 8, 3), date(2020, 9, 10)


def test_spells_are_read_as_they_were_written() -> None:
    reds = ended(begun("", FIRST), date(2020, 8, 20))
    reds = begun(reds, SECOND)
    assert reds == TWICE
    assert spells(reds) == ((FIRST, date(2020, 8, 20)), (SECOND, None))
    assert onsets(reds) == (FIRST, SECOND)


def test_a_spell_that_lasts_is_not_begun_again_and_one_that_ended_not_ended_again() -> None:
    assert begun(TWICE, date(2020, 10, 1)) == TWICE
    assert lasts(TWICE)
    over = ended(TWICE, date(2020, 10, 1))
    assert not lasts(over)
    assert ended(over, date(2020, 11, 1)) == over
    assert ended("", FIRST) == ""


@pytest.mark.parametrize(
    ("days", "on", "count"),
    [
        (60, date(2020, 9, 10), 2),
        (38, date(2020, 9, 10), 1),  # 3 August is 38 days before 10 September
        (39, date(2020, 9, 10), 2),
        (60, date(2020, 9, 9), 1),  # what comes later is not counted
        (60, date(2021, 1, 1), 0),
    ],
)
def test_onsets_are_counted_within_calendar_days(days: int, on: date, count: int) -> None:
    assert onsets_within(TWICE, days, on) == count


def test_it_was_last_red_until_its_last_spell_ended() -> None:
    on = date(2020, 9, 30)
    assert last_red("", on) is None
    assert last_red(TWICE, on) == on
    assert last_red("2020-08-03/2020-08-20", on) == date(2020, 8, 20)
