"""Two hundred phrases of our own beside the labelled ones: what a 督查室 would answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.deadline import read_deadline

TABLE = (Path(__file__).parent / "phrases.txt").read_text("utf-8").splitlines()
CASES = [
    tuple(cell.strip() for cell in line.split("|"))
    for line in TABLE
    if line and not line.startswith("#")
]
SAID_YEARS = (
    "{}年6月底前",
    "{}年第三季度",
    "{}年10月15日前",
    "{}年春节前",
    "到{}年末",
    "{}年上半年",
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[0])
def test_a_phrase_is_answered_as_the_office_would(case: tuple[str, ...]) -> None:
    phrase, issued_on, answer, *aim = case
    found = read_deadline(phrase, date.fromisoformat(issued_on))
    told = "ask" if found.ask else str(found.due or found.rule or "?")
    assert (told, found.aim) == (answer, aim == ["aim"])


@given(st.sampled_from(SAID_YEARS), st.integers(2018, 2030), st.dates(date(2018, 1, 1)))
def test_another_year_in_the_phrase_is_another_year_in_the_answer(
    phrase: str, year: int, issued_on: date
) -> None:
    found = read_deadline(phrase.format(year), issued_on).due
    after = read_deadline(phrase.format(year + 1), issued_on).due
    assert found is not None and after is not None
    assert (found.year, after.year) == (year, year + 1)


@given(
    st.sampled_from(
        ("9月底前", "10月15日前", "三季度末", "年底前", "国庆节前", "11月中旬", "下半年")
    ),
    st.dates(date(2018, 1, 1), date(2030, 1, 1)),
)
def test_without_a_year_the_nearest_day_not_before_the_document_is_meant(
    phrase: str, issued_on: date
) -> None:
    found = read_deadline(phrase, issued_on).due
    assert found is not None
    assert 0 <= (found - issued_on).days <= 366
