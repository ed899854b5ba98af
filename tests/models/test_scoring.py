"""考评: prices, limits and ranks, held against the tariffs of their sources (DOMAIN §4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.bad_files import BadPolicy
from models.measures import Board, Measure, Ratio, board, verdict_of
from models.policy_file import read_policy
from models.scoring import (
    DEEDS,
    LIMITS,
    Deed,
    ScoreRules,
    Sort,
    Standing,
    Tariff,
    ranks,
    red_and_black,
    score_of,
)
from models.scoring_tariffs import COUNTY, DEFAULT, JIAMUSI, TARIFFS
from models.terms import Satisfaction

ON = date(2020, 9, 30)


def a_deed(sort: Sort, n: int = 1, **changed: Any) -> Deed:
    return Deed(**{"number": f"2020-{n:03d}", "place": n, "on": ON, "sort": sort, **changed})


def score(rules: ScoreRules, *deeds: Deed) -> Decimal:
    return score_of(rules.scored(deeds))


# -- tariffs ------------------------------------------------------------------------------


def test_jiamusi_adds_and_takes_by_event() -> None:
    """+1 on time, +1 praise, −1 late, −2 returned or falsified, −2 a leader's criticism."""
    deeds = [
        *(a_deed(Sort.ON_TIME, n) for n in range(1, 8)),
        a_deed(Sort.PRAISED),
        a_deed(Sort.LATE, 8),
        a_deed(Sort.RETURNED, 8),
        a_deed(Sort.FALSE_REPORT, 9),
        a_deed(Sort.CRITICISED, 9),
    ]
    assert score(JIAMUSI, *deeds) == 7 + 1 - 1 - 2 - 2 - 2


def test_a_county_starts_at_80_and_never_passes_100() -> None:
    ten = [a_deed(Sort.CLOSED, n) for n in range(1, 11)]
    assert score(COUNTY, *ten[:3], a_deed(Sort.EARLY)) == Decimal("86.5")
    assert score(COUNTY, *ten) == 100
    eleventh = a_deed(Sort.CLOSED, 11)
    lines = COUNTY.scored([*ten, eleventh])
    assert lines[-1].sort == Sort.CAP and lines[-1].points == -2
    assert score_of(lines) == 100


def test_a_county_splits_between_lead_and_co_unit() -> None:
    done, missed = Sort.CLOSED, Sort.LATE
    assert score(COUNTY, a_deed(done)) - 80 == 2
    assert score(COUNTY, a_deed(done, lead=False)) - 80 == 1
    assert score(COUNTY, a_deed(missed)) - 80 == -5
    assert score(COUNTY, a_deed(missed, lead=False)) - 80 == Decimal("-2.5")
    circular = a_deed(Sort.CRITICISED, lead=False)
    assert score(COUNTY, circular) - 80 == Decimal("-0.5")


def test_what_a_leader_assigned_earns_nothing_and_costs_two_late() -> None:
    category = {"category": "领导交办"}
    assert score(COUNTY, a_deed(Sort.CLOSED, **category)) == 80
    assert score(COUNTY, a_deed(Sort.LATE, **category)) == 78
    assert score(COUNTY, a_deed(Sort.PRAISED, **category)) == 81  # all else is as everywhere


def test_with_deductions_only_nothing_is_won() -> None:
    rules = TARIFFS[Tariff.WENZHOU]
    assert all(one.lead <= 0 and one.support <= 0 for one in rules.points.values())
    assert score(rules) == 100


def test_a_limit_of_one_sort_gives_back_what_goes_beyond() -> None:
    rules = ScoreRules.from_json({"points": {"missed_report": {"lead": -0.5, "most": 2}}})
    lines = rules.scored([a_deed(Sort.MISSED_REPORT, n) for n in range(1, 8)])
    assert score_of(lines) == 98
    assert [(one.sort, one.of, one.points) for one in lines][-1] == (
        Sort.MOST, Sort.MISSED_REPORT, Decimal("1.5"),
    )  # fmt: skip


def test_days_count_as_often_as_they_are() -> None:
    rules = ScoreRules.from_json({"points": {"overdue_day": -0.1, "late": 0}})
    assert score(rules, a_deed(Sort.OVERDUE_DAY, count=7)) == Decimal("99.3")


SORTS = st.sampled_from(DEEDS)
SOME_DEEDS = st.lists(
    st.builds(a_deed, SORTS, st.integers(1, 30), lead=st.booleans(), count=st.integers(1, 9)),
    max_size=40,
)
SOME_RULES = st.sampled_from(
    [*TARIFFS.values(), ScoreRules.from_json({"points": {"late": {"lead": -3, "most": 4}}})]
)


@given(deeds=SOME_DEEDS, rules=SOME_RULES)
def test_a_score_is_the_sum_of_its_lines_and_keeps_its_bounds(
    deeds: list[Deed], rules: ScoreRules
) -> None:
    lines = rules.scored(deeds)
    total = score_of(lines)
    assert rules.cap is None or total <= rules.cap
    assert rules.floor is None or total >= rules.floor
    for one in lines:
        assert one.points and (one.sort in LIMITS or (one.number and one.place and one.on))
    priced = sum((rules.price(one) for one in deeds), Decimal(0))
    assert priced == sum((one.points for one in lines if one.sort not in LIMITS), Decimal(0))


@given(deeds=SOME_DEEDS, rules=SOME_RULES, seed=st.integers(0, 99))
def test_the_order_of_events_changes_no_line(
    deeds: list[Deed], rules: ScoreRules, seed: int
) -> None:
    mixed = Random(seed).sample(deeds, len(deeds))
    assert rules.scored(mixed) == rules.scored(deeds)


# -- ranks --------------------------------------------------------------------------------


def a_standing(unit: str, score: float, matters: int = 9, *, lost: bool = True) -> Standing:
    return Standing(unit, Decimal(str(score)), matters, lost)


STANDINGS = st.dictionaries(st.sampled_from("甲乙丙丁戊己庚辛壬癸子丑"), st.tuples(
    st.integers(0, 5), st.integers(1, 6), st.booleans())).map(
    lambda found: [a_standing(unit, n, m, lost=lost) for unit, (n, m, lost) in found.items()]
)  # fmt: skip


def test_ties_are_equal_and_the_next_rank_is_left_out() -> None:
    group = [a_standing("甲", 98), a_standing("乙", 99), a_standing("丙", 98), a_standing("丁", 90)]
    assert ranks(group, DEFAULT) == {"乙": 1, "甲": 2, "丙": 2, "丁": 4}


def test_a_unit_with_too_few_matters_is_not_ranked() -> None:
    group = [a_standing("甲", 100, matters=2), a_standing("乙", 90), a_standing("丙", 80)]
    assert ranks(group, DEFAULT) == {"乙": 1, "丙": 2}


def test_yulin_names_the_first_and_the_last_five_and_whoever_ties_with_them() -> None:
    scores = (99, 98, 97, 96, 95, 95, 80, 70, 70, 69, 68, 67, 66)
    units = [f"单位{n:02d}" for n in range(len(scores))]
    group = [a_standing(unit, one) for unit, one in zip(units, scores, strict=True)]
    red, black = red_and_black(group, DEFAULT)
    assert red == tuple(units[:6])  # the sixth has as many points as the fifth
    assert set(black) == set(units[7:])  # the two with 70 tie for the last place but four
    assert black[0] == units[-1]


def test_nobody_stands_on_both_lists() -> None:
    equal = [a_standing(unit, 95) for unit in "甲乙丙丁戊己"]
    assert red_and_black(equal, DEFAULT) == ((), ())


def test_who_lost_no_point_is_on_no_black_list() -> None:
    group = [a_standing(unit, 100 - n, lost=n > 5) for n, unit in enumerate("甲乙丙丁戊己庚辛壬癸")]
    assert red_and_black(group, DEFAULT)[1] == ("癸", "壬", "辛", "庚")


@given(group=STANDINGS, seed=st.integers(0, 99))
def test_ranks_and_lists_do_not_depend_on_the_order_of_rows(
    group: list[Standing], seed: int
) -> None:
    mixed = Random(seed).sample(group, len(group))
    assert ranks(mixed, DEFAULT) == ranks(group, DEFAULT)
    assert red_and_black(mixed, DEFAULT) == red_and_black(group, DEFAULT)


@given(group=STANDINGS)
def test_equal_scores_have_equal_fates(group: list[Standing]) -> None:
    known, (red, black) = ranks(group, DEFAULT), red_and_black(group, DEFAULT)
    assert not set(red) & set(black)
    for one in group:
        for other in group:
            if one.score == other.score and one.unit in known and other.unit in known:
                assert known[one.unit] == known[other.unit]
                assert (one.unit in red) == (other.unit in red)
                assert one.lost != other.lost or (one.unit in black) == (other.unit in black)


# -- measures -----------------------------------------------------------------------------


def test_rates_are_put_together_by_their_numbers_not_by_their_percentages() -> None:
    both = Ratio(1, 1) + Ratio(0, 9)
    assert (both.numerator, both.denominator, both.percent) == (1, 10, Decimal("10.0"))
    assert Ratio().percent is None


def test_each_comparison_measures_what_it_is_called() -> None:
    found = board({
        Measure.ON_PACE: Ratio(3, 4), Measure.RETURNED: Ratio(1, 5), Measure.RELAPSED: Ratio(1, 5),
        Measure.ON_TIME: Ratio(4, 5), Measure.REPORTED: Ratio(8, 10), Measure.SIGNED: Ratio(1, 2),
    })  # fmt: skip
    assert found == {
        Board.PACE: Ratio(3, 4), Board.QUALITY: Ratio(8, 10), Board.RESULTS: Ratio(4, 5),
        Board.CONDUCT: Ratio(9, 12),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("votes", "verdict"),
    [((3, 1, 1), "satisfied"), ((2, 1, 1), "basically"), ((1, 1, 2), "unsatisfied"),
     ((2, 0, 2), "unsatisfied"), ((0, 3, 2), "basically")],
)  # fmt: skip
def test_zhenhai_half_is_not_enough(votes: tuple[int, int, int], verdict: str) -> None:
    said = [one for one, n in zip(Satisfaction, votes, strict=True) for _ in range(n)]
    assert verdict_of(said) == verdict
    assert verdict_of([]) is None


# -- what an office writes ----------------------------------------------------------------


def written(tmp_path: Path, text: str) -> ScoreRules:
    path = tmp_path / "policy.yaml"
    path.write_text(f"name: 本县办法\n{text}", "utf-8")
    return ScoreRules.from_json(read_policy(path)[0].scores)


def test_a_policy_names_a_tariff_and_what_differs_from_it(tmp_path: Path) -> None:
    rules = written(
        tmp_path,
        "scores:\n  tariff: county\n  cap: none\n  black_list: 3\n"
        "  points:\n    late: {lead: -4, support: -2}\n    praised: 2.5\n"
        "  categories:\n    民生实事: {late: -6}\n",
    )
    assert (rules.base, rules.cap, rules.black_list, rules.red_list) == (80, None, 3, 5)
    assert score(rules, a_deed(Sort.PRAISED)) == Decimal("82.5")
    assert score(rules, a_deed(Sort.LATE, lead=False)) == 78
    assert score(rules, a_deed(Sort.LATE, category="民生实事")) == 74
    assert score(rules, a_deed(Sort.CLOSED)) == 82  # as the tariff has it
    assert ScoreRules.from_json(rules.as_json()) == rules


def test_the_example_of_the_docs_can_be_adopted(tmp_path: Path) -> None:
    docs = Path(__file__).parents[2] / "docs" / "scores.md"
    example = docs.read_text("utf-8").split("```yaml\n")[1].split("```")[0]
    rules = written(tmp_path, example)
    assert rules.points[Sort.LATE].most == 20
    assert rules.points_of("领导交办")[Sort.LATE].lead == -2


def test_a_policy_that_says_nothing_of_scores_deducts_from_100(tmp_path: Path) -> None:
    assert written(tmp_path, "") == DEFAULT


@pytest.mark.parametrize("rules", TARIFFS.values(), ids=lambda rules: rules.tariff)
def test_a_tariff_reads_back_as_it_was_written(rules: ScoreRules) -> None:
    assert ScoreRules.from_json(rules.as_json()) == rules


@pytest.mark.parametrize(
    ("text", "line", "where"),
    [
        ("scores:\n  tarif: x", 3, "scores.tarif"),
        ("scores:\n  tariff: x", 3, "scores.tariff"),
        ("scores:\n  points:\n    late: {leed: 1}", 4, "scores.points.late.leed"),
        ("scores:\n  points:\n    lat: 1", 4, "scores.points.lat"),
        ("scores:\n  points:\n    base: 1", 4, "scores.points.base"),
        ("scores:\n  base: 200", 2, "scores"),
        ("scores:\n  black_list: -1", 3, "scores.black_list"),
    ],
)
def test_a_wrong_value_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, where: str
) -> None:
    with pytest.raises(BadPolicy) as refused:
        written(tmp_path, text)
    assert refused.value.facts["line"] == line
    assert refused.value.facts["where"] == where
