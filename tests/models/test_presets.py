"""The presets: each carries the figures of its source (DOMAIN §1 and §3), and nothing undefined."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from models.policy import DEFAULT_LADDER, Policy
from models.policy_file import open_policy, read_policy, read_preset
from models.policy_findings import findings, gaps
from models.presets import PRESETS, preset_path
from models.terms import Card, Light, Reader, Step


def test_the_default_preset_is_the_default_policy() -> None:
    assert read_preset("default") == Policy()


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_survives_the_book(name: str) -> None:
    preset = read_preset(name)
    assert Policy.from_json(json.loads(json.dumps(preset.as_json()))) == preset
    assert preset.preset == name


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_names_its_source(name: str) -> None:
    assert re.search(r"DOMAIN §[13]", preset_path(name).read_text("utf-8"))


@pytest.mark.parametrize("name", PRESETS)
def test_an_office_may_follow_a_preset_by_its_name_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text(f"name: 我区办法\npreset: {name}\n", "utf-8")  # 13710 is a number to YAML
    policy = read_policy(path)[0]
    preset = read_preset(name)
    assert (policy.ladder, policy.categories.keys()) == (preset.ladder, preset.categories.keys())
    assert (policy.yellow_points, policy.red_points) == (preset.yellow_points, preset.red_points)
    assert (policy.name, policy.preset) == ("我区办法", name)


@pytest.mark.parametrize("name", sorted(set(PRESETS) - {"pace-points"}))
def test_nothing_in_a_preset_is_ill_ruled(name: str) -> None:
    assert findings(read_preset(name)) == []


def test_the_gap_of_the_yinchuan_rule_is_found_at_its_line() -> None:
    """0 to 10 points behind are left undefined there: a real gap in a real rule."""
    file = open_policy(preset_path("pace-points"))
    (gap,) = gaps(findings(file.policy))
    assert gap.reason.facts == {"green": 0, "yellow": 10}
    assert file.text.splitlines()[file.line(gap.where) - 1].startswith("green_points: 0")


def test_13710_is_same_day_three_days_seven_days_a_month_and_to_zero() -> None:
    rules = read_preset("13710")
    assert (rules.accept_days, rules.silent_days, rules.due_within) == (0, 3, "7 days")
    assert rules.of("重大问题").due_within == "1 month"
    chase = rules.ladder[0]
    assert (chase.days, chase.step, chase.every) == (1, Step.CHASE, 3)


def test_710_is_seven_days_a_month_and_the_end_of_the_year() -> None:
    rules = read_preset("710")
    limits = [rules.of(name).due_within for name in ("", "复杂事项", "年度事项")]
    assert limits == ["7 days", "1 month", "year_end"]


def test_pace_points_is_ten_and_thirty_points_three_months_and_one_and_two() -> None:
    rules = read_preset("pace-points")
    assert (rules.pace_by, rules.yellow_points, rules.red_points) == ("points", 10, 30)
    assert (rules.start_months, rules.first_report_months) == ((1, 3), (1, 2))
    assert rules.named("zh") == {Step.NOTICE.label: "督办函"}


def test_pace_share_is_half_and_two_months_and_interviews_by_colour() -> None:
    rules = read_preset("pace-share")
    assert (rules.pace_by, rules.green_points, rules.yellow_points) == ("share", 0, 0)
    assert (rules.red_points, rules.yellow_months_red) == (50, 2)
    interviews = [one for one in rules.milestone_ladder if one.step == Step.INTERVIEW]
    assert [one.to for one in interviews] == [
        (Reader.OWNER,), (Reader.UNIT_HEAD, Reader.LEADER_IN_CHARGE),
    ]  # fmt: skip
    (red,) = [one for one in rules.ladder if one.reds]
    assert (red.reds, red.step, red.to) == (1, Step.INTERVIEW, (Reader.UNIT_HEAD,))
    assert all(one.is_proposal for one in (*interviews, red))


def test_cards_climb_blue_yellow_orange_red_each_after_the_formers_limit() -> None:
    cards = [one for one in read_preset("cards").ladder if one.card]
    assert [one.card for one in cards] == [Card.BLUE, Card.YELLOW, Card.ORANGE, Card.RED]
    assert [one.after for one in cards] == ["", "blue", "yellow", "orange"]
    assert all(one.days > 0 for one in cards)


def test_month_tasks_are_green_from_eighty_and_red_below_sixty_per_cent() -> None:
    rules = read_preset("month-tasks")
    assert rules.pace_by == "month"
    assert (rules.green_points, rules.yellow_points, rules.red_points) == (20, 20, 40)
    assert rules.named("zh") == {Light.YELLOW.label: "重点跟踪", Light.RED.label: "黄牌"}


def test_the_other_presets_keep_the_default_where_their_source_is_silent() -> None:
    assert read_preset("710").ladder == read_preset("pace-points").ladder == DEFAULT_LADDER
