"""The look-back sample can be redone by anybody, and by nobody be chosen."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.lookback import month_of, rank, sample

numbers = st.integers(1, 400).map(lambda n: f"2020-{n:03}")
units = st.sampled_from(["交通运输局", "水利局", "园林中心", "教育局"])
matters = st.dictionaries(numbers, units, max_size=60)
percents = st.integers(0, 100)
seeds = st.text(max_size=8)
SEED = "9f2c"


def test_one_in_ten_is_drawn_and_one_of_every_unit() -> None:
    closed = [(f"2020-{n:03}", "交通运输局") for n in range(1, 41)] + [("2020-900", "水利局")]
    drawn = sample(closed, percent=10, seed=SEED)
    assert len(drawn) == 5  # a tenth of 41, rounded up
    assert "2020-900" in drawn


def test_nothing_closed_means_nothing_to_look_at() -> None:
    assert sample([], percent=10, seed=SEED) == []


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="needs sha256sum")
def test_a_rank_can_be_redone_by_hand() -> None:
    by_hand = subprocess.run(
        ["sha256sum"], input=b"9f2c\n2020-014", capture_output=True, check=True
    ).stdout
    assert by_hand.decode().split()[0] == rank(SEED, "2020-014")


@given(matters, percents, seeds)
def test_enough_are_drawn_and_every_unit_is(
    closed: dict[str, str], percent: int, seed: str
) -> None:
    drawn = sample(closed.items(), percent=percent, seed=seed)
    assert {closed[number] for number in drawn} == set(closed.values())
    assert len(drawn) == max(ceil(len(closed) * percent / 100), len(set(closed.values())))
    assert [rank(seed, one) for one in drawn] == sorted(rank(seed, one) for one in drawn)


@given(matters, percents, seeds, st.randoms())
def test_the_order_of_the_set_does_not_matter(
    closed: dict[str, str], percent: int, seed: str, chance: object
) -> None:
    mixed = list(closed.items())
    chance.shuffle(mixed)  # type: ignore[attr-defined]
    assert sample(mixed, percent=percent, seed=seed) == sample(
        closed.items(), percent=percent, seed=seed
    )


@given(matters, numbers, units, percents, seeds)
def test_one_matter_more_puts_at_most_one_other_out(
    closed: dict[str, str], number: str, unit: str, percent: int, seed: str
) -> None:
    closed.pop(number, None)
    before = set(sample(closed.items(), percent=percent, seed=seed))
    after = set(sample([*closed.items(), (number, unit)], percent=percent, seed=seed))
    assert len(before - after) <= 1
    assert not before - after or number in after


def test_another_seed_draws_others() -> None:
    closed = [(f"2020-{n:03}", "交通运输局") for n in range(1, 101)]
    assert sample(closed, percent=10, seed="a") != sample(closed, percent=10, seed="b")


@pytest.mark.parametrize(
    ("on", "back", "first", "last"),
    [
        ("2020-08-03", 0, "2020-08-01", "2020-08-31"),
        ("2020-08-03", 3, "2020-05-01", "2020-05-31"),
        ("2020-03-31", 1, "2020-02-01", "2020-02-29"),
        ("2021-01-04", 1, "2020-12-01", "2020-12-31"),
        ("2021-01-04", 13, "2019-12-01", "2019-12-31"),
    ],
)
def test_months_back_are_whole_months(on: str, back: int, first: str, last: str) -> None:
    days = month_of(date.fromisoformat(on), back)
    assert days == (date.fromisoformat(first), date.fromisoformat(last))
