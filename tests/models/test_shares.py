"""Shares that a reader can add up: to one decimal, to exactly 100.0."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.shares import shares

counts = st.lists(st.integers(0, 100_000), max_size=12)


@pytest.mark.parametrize(
    ("given_counts", "printed"),
    [
        ((17, 162, 10, 24, 9), "7.7 72.9 4.5 10.8 4.1"),  # Jinzhai 2025, as its circular has it
        ((21, 7), "75.0 25.0"),
        ((26, 39), "40.0 60.0"),  # Huichang: 26 of 65
        ((1, 1, 1), "33.4 33.3 33.3"),  # a tie: the first has the tenth left over
        ((1, 1, 1, 1, 1, 1), "16.7 16.7 16.7 16.7 16.6 16.6"),
        ((0, 3, 0), "0.0 100.0 0.0"),
        ((1, 99_999), "0.0 100.0"),
        ((0, 0), "0.0 0.0"),
        ((), ""),
    ],
)
def test_worked_cases(given_counts: tuple[int, ...], printed: str) -> None:
    assert " ".join(map(str, shares(given_counts))) == printed


@given(counts)
def test_shares_add_to_exactly_a_hundred(some: list[int]) -> None:
    assert sum(shares(some)) == (Decimal("100.0") if sum(some) else 0)


@given(counts)
def test_nothing_counted_has_no_share(some: list[int]) -> None:
    assert all(share == 0 for count, share in zip(some, shares(some), strict=True) if not count)


@given(counts)
def test_who_counts_more_never_has_the_smaller_share(some: list[int]) -> None:
    ranked = sorted(zip(some, shares(some), strict=True))
    assert [share for _, share in ranked] == sorted(share for _, share in ranked)


@given(counts.filter(any))
def test_no_share_strays_further_than_a_tenth_for_each_part(some: list[int]) -> None:
    for count, share in zip(some, shares(some), strict=True):
        assert abs(share - Decimal(100 * count) / sum(some)) < Decimal("0.1") * max(1, len(some))
