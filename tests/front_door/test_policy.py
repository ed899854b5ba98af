"""The policy at the front door: checked, shown in words, compared, adopted; both languages."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from models.policy import Policy
from models.presets import PRESETS
from tests.desk import APP, ON, Duban, code_of, done, refused, whole

GAP = "name: 我区办法\npreset: pace-points\n"
GOOD = """\
name: 我区办法
preset: cards
red_points: 25
names:
  lights: {yellow: {zh: 黄码, en: amber}, red: {zh: 红码, en: crimson}}
colours:
  lights: {yellow: "#6b4400"}
categories:
  民生实事:
    due_within: 7 days
"""


def a_file(folder: Path, text: str) -> str:
    path = folder / "policy.yaml"
    path.write_text(text, "utf-8")
    return str(path)


def test_check_tells_a_gap_with_its_line_and_what_to_write(duban: Duban, tmp_path: Path) -> None:
    said = duban("policy", "check", a_file(tmp_path, GAP))
    assert said.code == code_of("PolicyUndefined") == 100
    assert "第2行 green_points" in said.out and "落后0—10个百分点未作规定" in said.out
    assert "green_points: 10" in said.out


def test_check_tells_the_same_in_english_and_to_a_program(
    duban: Duban, office: Path, tmp_path: Path
) -> None:
    file = a_file(tmp_path, GAP)
    said = whole("--office", str(office), "--lang", "en", "policy", "check", file)
    assert said.returncode == 100
    assert "Line 2" in said.stdout and "between 0 and 10 percentage points" in said.stdout
    lines = json.loads(duban("policy", "check", a_file(tmp_path, GAP), "--json").out)["lines"]
    assert [(one["line"], one["weight"], one["where"]) for one in lines] == [
        (2, "gap", "green_points"), (2, "note", "ladder.3.to"),  # nobody is leader in charge here
    ]  # fmt: skip


def test_check_needs_no_office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = CliRunner().invoke(APP, ["policy", "check", a_file(tmp_path, "name: x\n")])
    assert said.exit_code == 0 and "检查无误" in said.output


def test_check_holds_a_file_against_the_book_and_the_daily_run(
    duban: Duban, tmp_path: Path
) -> None:
    quiet = GOOD + 'quiet_from: "08:00"\nquiet_until: "09:00"\n'
    said = duban("policy", "check", a_file(tmp_path, quiet))
    assert said.code == 0
    assert "每日运行在08:30" in said.out and "没有“民生实事”类事项" in said.out


def test_what_is_undefined_is_not_adopted(duban: Duban, tmp_path: Path) -> None:
    before = json.loads(duban("policy", "show", "--json").out)
    refused(duban, "PolicyUndefined", "policy", "adopt", a_file(tmp_path, GAP))
    assert json.loads(duban("policy", "show", "--json").out) == before
    filled = a_file(tmp_path, GAP + "green_points: 10\n")
    assert duban("policy", "adopt", filled, *ON).code == 0


def test_an_adopted_policy_is_shown_in_words_and_as_data(duban: Duban, tmp_path: Path) -> None:
    file = a_file(tmp_path, GOOD)
    said = duban("policy", "adopt", file, *ON)
    assert said.code == 0 and "仍按起始时的规则" in said.out
    told = duban("policy", "show").out
    assert "第2次采用" in told and "落后超过25个百分点" in told and "蓝牌" in told
    data = json.loads(duban("policy", "show", "--json").out)
    assert Policy.from_json(data).red_points == 25
    data = json.loads(duban("policy", "show", "--category", "民生实事", "--json").out)
    assert data["due_within"] == "7 days"
    assert "自立项起7天" in duban("policy", "show", "--category", "民生实事").out
    refused_words = refused(duban, "PolicyInForce", "policy", "adopt", file)
    assert "--open-ladders" in refused_words
    assert "改按新规则" in duban("policy", "adopt", file, "--open-ladders", *ON).out


def test_the_policy_of_a_day_and_of_a_version_are_shown(duban: Duban, tmp_path: Path) -> None:
    done(duban, ("policy", "adopt", a_file(tmp_path, GOOD)))
    assert "默认规则" in duban("policy", "show", "--on", "2020-08-09").out
    assert "我区办法" in duban("policy", "show", "--on", "2020-08-10").out
    assert "默认规则" in duban("policy", "show", "--version", "1").out
    assert duban("policy", "show", "--version", "9").code == code_of("NoSuchVersion") == 27
    assert duban("policy", "show", "--category", "没有").code == code_of("NotAChoice")
    lines = json.loads(duban("policy", "versions", "--json").out)["lines"]
    assert [(one["version"], one["since"], one["until"]) for one in lines][1:] == [
        (2, "2020-08-10", None)
    ]


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_reads_as_a_rule_book(duban: Duban, name: str) -> None:
    said = duban("policy", "show", "--preset", name)
    assert said.code == 0 and len(said.out.splitlines()) > 20
    assert "{" not in said.out


def test_presets_are_listed_and_others_refused(duban: Duban) -> None:
    told = duban("policy", "presets").out
    assert all(name in told for name in PRESETS)
    assert duban("policy", "show", "--preset", "14710").code == code_of("NotAChoice")


def test_a_difference_is_told_as_old_and_new_sentence(duban: Duban, tmp_path: Path) -> None:
    file = a_file(tmp_path, "name: x\nred_points: 25\ncategories:\n  急件:\n    accept: 1\n")
    assert duban("policy", "diff", file).code == code_of("BadPolicy")
    file = a_file(tmp_path, "name: x\nred_points: 25\ncategories:\n  急件:\n    silent_days: 7\n")
    lines = json.loads(duban("policy", "diff", file, "--json").out)
    assert [(one["category"], one["rule"]) for one in lines] == [
        ("", "pace.yellow"), ("", "pace.red"), ("急件", "silent_days"),
    ]  # fmt: skip
    assert (lines[1]["old"]["red"], lines[1]["new"]["red"]) == (30, 25)
    assert "落后超过30个百" in duban("policy", "diff", file).out.replace("\n", "")
    done(duban, ("policy", "adopt", file))
    assert "两者规定相同" in duban("policy", "diff", file).out
    assert json.loads(duban("policy", "diff", "--from", "1", "--to", "2", "--json").out) == lines
    assert duban("policy", "diff").code == code_of("NotTogether")


def test_lists_and_digests_use_the_offices_own_words_and_colours(
    duban: Duban, office: Path, tmp_path: Path
) -> None:
    done(duban, ("policy", "adopt", a_file(tmp_path, GOOD)),
         ("report", "2020-001", "--percent", "0", "--by", "王路"))  # fmt: skip
    on = ("--on", "2020-09-10")
    assert duban("run", "daily", *on).code == 0
    told = [duban("list", *on).out, duban("digest", "--for", "赵明", *on).out]
    told += [duban(command, "2020-001").out for command in ("history", "show")]
    for text in told:
        assert "红码" in text and "红灯" not in text
    said = whole("--office", str(office), "--lang", "en", "list", *on)
    assert "crimson" in said.stdout
    line = json.loads(duban("list", *on, "--json").out)["lines"][0]
    assert line["light"] == "red"


def test_a_matter_without_a_deadline_is_due_by_the_policy_and_says_so(
    duban: Duban, tmp_path: Path
) -> None:
    words = ("docket", "修路灯", "--unit", "交通局", "--category", "民生实事", *ON)
    assert duban(*words).code == code_of("DeadlineMissing")
    done(duban, ("policy", "adopt", a_file(tmp_path, GOOD)), words)
    told = duban("show", "2020-002").out
    assert "2020-08-17" in told and "未写时限，按规则自立项起7天" in told
