"""Categories and presets: what is left out follows the preset, a category the office's rules."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.bad_files import BadPolicy
from models.policy import DEFAULT_LADDER, Policy
from models.policy_file import open_policy, read_policy, read_preset
from models.policy_form import OFFICE_WIDE, PolicyForm
from models.words import Speaker


def read(folder: Path, text: str) -> Policy:
    path = folder / "policy.yaml"
    path.write_text(f"name: x\n{text}", "utf-8")
    return read_policy(path)[0]


def test_a_category_leaves_out_what_the_office_rules(tmp_path: Path) -> None:
    policy = read(
        tmp_path, "red_points: 40\ncategories:\n  民生实事:\n    silent_days: 7\n  其他: {}\n"
    )
    assert policy.of("民生实事").silent_days == 7
    assert policy.of("民生实事").red_points == policy.of("其他").red_points == 40
    assert policy.of("没有的类别") is policy


def test_a_category_may_follow_a_preset_of_its_own(tmp_path: Path) -> None:
    policy = read(
        tmp_path,
        "max_extensions: 1\naccept_days: 4\ncategories:\n  群众反映:\n    preset: 13710\n"
        "    red_points: 50\n",
    )
    inside, preset = policy.of("群众反映"), read_preset("13710")
    assert (inside.ladder, inside.due_within) == (preset.ladder, "7 days")
    assert (inside.red_points, inside.max_extensions) == (50, 1)
    assert inside.accept_days == 4  # the whole office's, whatever the preset says
    assert policy.ladder == DEFAULT_LADDER


def test_a_file_may_change_one_rule_of_a_presets_category(tmp_path: Path) -> None:
    policy = read(tmp_path, "preset: 710\ncategories:\n  复杂事项:\n    silent_days: 10\n")
    assert policy.of("复杂事项").due_within == "1 month"
    assert policy.of("复杂事项").silent_days == 10
    assert policy.of("年度事项").due_within == "year_end"


def test_categories_survive_the_book(tmp_path: Path) -> None:
    policy = read(
        tmp_path,
        "preset: cards\ncategories:\n  急件:\n    ladder:\n"
        "      - {days: 1, step: notice, card: orange, to: [unit_head], every: 2}\n"
        "      - {after: orange, days: 3, step: notice, card: red, to: [sponsor]}\n"
        "      - {reds: 2, within: 60, step: interview, to: [chief]}\n",
    )
    assert Policy.from_json(json.loads(json.dumps(policy.as_json()))) == policy
    assert [one.key for one in policy.of("急件").ladder] == ["T+1", "orange+3", "red2in60"]


def test_scores_are_kept_as_written_and_a_score_without_a_cap_too(tmp_path: Path) -> None:
    policy = read(tmp_path, "scores:\n  base: 80\n  cap: null\n  points: {late: -2}\n")
    assert policy.scores == {
        "base": "80", "cap": None, "points": {"late": {"lead": "-2"}},
    }  # fmt: skip
    assert Policy.from_json(json.loads(json.dumps(policy.as_json()))) == policy


def test_one_word_stands_for_every_language_or_one_for_each(tmp_path: Path) -> None:
    policy = read(
        tmp_path,
        "preset: month-tasks\nnames:\n  lights: {yellow: {zh: 黄码, en: amber}}\n"
        "  cards: {blue: 蓝单}\ncolours:\n  lights: {red: '#8B0000'}\n",
    )
    assert policy.named("zh") == {"yellow": "黄码", "red": "黄牌", "blue card": "蓝单"}
    assert policy.named("en")["yellow"] == "amber"
    assert policy.named("en")["blue card"] == "蓝单"
    assert policy.colours == {"light.red": "#8b0000"}


@pytest.mark.parametrize("key", sorted(OFFICE_WIDE - {"categories"}))
def test_what_holds_for_the_whole_office_is_refused_inside_a_category(
    tmp_path: Path, key: str
) -> None:
    with pytest.raises(BadPolicy) as refusal:
        read(tmp_path, f"categories:\n  民生实事:\n    silent_days: 3\n    {key}: 5\n")
    facts = refusal.value.facts
    assert (facts["line"], facts["where"]) == (5, f"categories.民生实事.{key}")
    assert "全办公室" in refusal.value.said(Speaker("zh"))
    assert "whole office" in refusal.value.said(Speaker("en"))
    assert key not in facts["allowed"].split(", ") and "silent_days" in facts["allowed"]


RUNG = "ladder:\n  - {days: 1, step: notice, card: blue, to: [owner]}\n  - "
WRONG = [
    ("preset: 14710\n", 2, "preset", "month-tasks"),
    ("categories:\n  a:\n    preset: none\n", 4, "categories.a.preset", "13710"),
    ("categories: [a]\n", 2, "categories", ""),
    ("categories:\n  a: 3\n", 3, "categories.a", ""),
    ("categories:\n  a:\n    red_points: 5\n", 4, "categories.a.red_points", "≥ 10"),
    ("green_points: 11\n", 2, "yellow_points", "≥ 11"),
    ("pace_by: days\n", 2, "pace_by", "points, share, month"),
    ("start_months: [1]\n", 2, "start_months", ""),
    ("start_months: [1, 61]\n", 2, "start_months.1", "≤ 60"),
    ("first_report_months: [3, 2]\n", 2, "first_report_months", "≥ 3"),
    ("red_made_good: red\n", 2, "red_made_good", "green, yellow"),
    ("forecast_late: green\n", 2, "forecast_late", "none, yellow, red"),
    ("milestone_red: -1\n", 2, "milestone_red", "≥ 0"),
    ("yellow_months_red: 13\n", 2, "yellow_months_red", "≤ 12"),
    ("due_within: soon\n", 2, "due_within", "7 days"),
    ("due_within: 0 days\n", 2, "due_within", "year_end"),
    ("quiet_from: 25:00\nquiet_until: '07:00'\n", 2, "quiet_from", "21:00"),
    ("quiet_from: '22:00'\n", 2, "quiet_from", "quiet_until"),
    ("names:\n  lamps: {red: x}\n", 3, "names.lamps", "lights, cards, steps"),
    ("names:\n  lights: {pink: x}\n", 3, "names.lights.pink", "yellow"),
    ("names:\n  steps: {notice: 3}\n", 3, "names.steps.notice", ""),
    ("names: 红灯\n", 2, "names", ""),
    ("scores:\n  prices: {}\n", 3, "scores.prices", "tariff"),
    ("scores:\n  points:\n    late: {leads: 1}\n", 4, "scores.points.late.leads", "support"),
    ("scores:\n  early_days: 0\n", 3, "scores.early_days", "≥ 1"),
    ("colours:\n  lights: {red: red}\n", 3, "colours.lights.red", "#"),
    ("colours:\n  lights:\n    yellow: '#ffee00'\n", 4, "colours.lights.yellow", "#7a4f00"),
    (RUNG + "{step: chase, to: [owner]}\n", 4, "ladder.1", ""),
    (RUNG + "{after: blue, days: 0, step: chase, to: [owner]}\n", 4, "ladder.1.days", "≥ 1"),
    (RUNG + "{after: pink, days: 1, step: chase, to: [owner]}\n", 4, "ladder.1.after", "orange"),
    (RUNG + "{days: 2, step: chase, card: pink, to: [owner]}\n", 4, "ladder.1.card", "orange"),
    (RUNG + "{days: 2, step: chase, to: [owner, owner]}\n", 4, "ladder.1.to", "owner"),
    (RUNG + "{reds: 2, step: chase, to: [owner]}\n", 4, "ladder.1.reds", "60"),
    (RUNG + "{reds: 2, within: 60, days: 3, step: chase, to: [owner]}\n", 4, "ladder.1.days", ""),
    (RUNG + "{days: 2, step: chase, to: [owner], every: 99}\n", 4, "ladder.1.every", "≤ 60"),
    ("silence_ladder:\n  - {days: -1, step: chase, to: [owner]}\n", 3,
     "silence_ladder.0.days", "≥ 0"),
    ("milestone_ladder:\n  - {reds: 2, within: 60, step: chase, to: [owner]}\n", 3,
     "milestone_ladder.0.reds", "ladder"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "where", "allowed"), WRONG)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_value_is_refused_with_its_line_and_what_is_allowed(
    tmp_path: Path, text: str, line: int, where: str, allowed: str, language: str
) -> None:
    with pytest.raises(BadPolicy) as refusal:
        read(tmp_path, text)
    facts = refusal.value.facts
    assert (facts["line"], facts["where"]) == (line, where)
    assert allowed in facts["allowed"]
    assert "value does not fit" not in refusal.value.said(Speaker("en"))
    assert refusal.value.said(Speaker(language))


def test_a_contradiction_with_an_inherited_rule_names_the_line_in_the_file(
    tmp_path: Path,
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("name: x\nyellow_points: 60\n\npreset: pace-share\n", "utf-8")
    with pytest.raises(BadPolicy) as refusal:
        read_policy(path)
    assert (refusal.value.facts["line"], refusal.value.facts["where"]) == (2, "red_points")


def test_a_value_stands_at_its_own_line_and_an_inherited_one_at_its_preset(
    tmp_path: Path,
) -> None:
    path = tmp_path / "policy.yaml"
    path.write_text("name: x\n\npreset: pace-points\nred_points: 40\n", "utf-8")
    file = open_policy(path)
    assert [file.line([key]) for key in ("red_points", "green_points")] == [4, 3]


def test_every_key_of_the_form_is_told_in_the_document() -> None:
    told = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")
    assert [key for key in PolicyForm.model_fields if f"`{key}`" not in told] == []
