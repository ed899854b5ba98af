"""The policy file: read with its lines, checked value by value, and kept as it was meant."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.bad_files import BadPolicy, FileMissing, NotText
from models.policy import DEFAULT_LADDER, Policy, Rung
from models.policy_file import read_policy
from models.terms import Reader, Step
from models.words import Speaker

EXAMPLE = Path(__file__).parents[2] / "examples" / "zhongyuan-2020" / "policy.yaml"


def a_policy(folder: Path, text: str) -> Path:
    path = folder / "policy.yaml"
    path.write_text(text, "utf-8")
    return path


def refused(folder: Path, text: str) -> BadPolicy:
    with pytest.raises(BadPolicy) as refusal:
        read_policy(a_policy(folder, text))
    return refusal.value


def test_what_is_left_out_follows_the_default_policy(tmp_path: Path) -> None:
    policy, text = read_policy(a_policy(tmp_path, "name: 我区办法\nsilent_days: 14\n"))
    assert policy == Policy(name="我区办法", silent_days=14)
    assert policy.ladder == DEFAULT_LADDER
    assert text == "name: 我区办法\nsilent_days: 14\n"


def test_a_ladder_may_be_written_anew(tmp_path: Path) -> None:
    policy, _ = read_policy(
        a_policy(
            tmp_path,
            "name: x\nladder:\n  - {days: -5, step: remind, to: [owner]}\n"
            "  - days: 1\n    step: chase\n    to: [owner, sponsor]\n",
        )
    )
    assert policy.ladder == (
        Rung(-5, Step.REMIND, (Reader.OWNER,)),
        Rung(1, Step.CHASE, (Reader.OWNER, Reader.SPONSOR)),
    )


def test_a_policy_survives_the_book(tmp_path: Path) -> None:
    policy = Policy(name="x", red_points=50, ladder=(Rung(3, Step.NOTICE, (Reader.SPONSOR,)),))
    again = Policy.from_json(json.loads(json.dumps(policy.as_json())))
    assert again == policy
    assert again.ladder[0].key == "T+3"


def test_a_policy_of_an_older_book_may_have_words_we_no_longer_know() -> None:
    assert Policy.from_json({"name": "x", "colour": "blue"}) == Policy(name="x")


def test_the_example_policy_is_a_good_one() -> None:
    policy, _ = read_policy(EXAMPLE)
    assert policy.name
    assert policy.ladder


@pytest.mark.parametrize(
    ("text", "line", "where", "allowed"),
    [
        ("name: x\nsilent_days: 0\n", 2, "silent_days", "≥ 1"),
        ("name: x\n\nred_overdue: 999\n", 3, "red_overdue", "≤ 250"),
        ("name: x\nsilent_days: soon\n", 2, "silent_days", "docs/policy.md"),
        ("name: x\ncolour: blue\n", 2, "colour", "silent_days"),
        ("silent_days: 3\n", 1, "name", "docs/policy.md"),
        (
            "name: x\nladder:\n  - days: 1\n    step: shout\n    to: [owner]\n",
            4, "ladder.0.step", "chase",
        ),
        (
            "name: x\nladder:\n  - {days: 1, step: chase, to: [owner]}\n"
            "  - {days: 2, step: chase, to: [mayor]}\n",
            4, "ladder.1.to.0", "unit_head",
        ),
        (
            "name: x\nladder:\n  - days: 1\n    step: chase\n    to: []\n",
            5, "ladder.0.to", "docs/policy.md",
        ),
        (
            "name: x\nladder:\n  - days: 1\n    step: chase\n    whom: [owner]\n    to: [owner]\n",
            5, "ladder.0.whom", "days, step, to",
        ),
    ],
)  # fmt: skip
def test_a_wrong_value_is_refused_with_its_line_and_what_is_allowed(
    tmp_path: Path, text: str, line: int, where: str, allowed: str
) -> None:
    facts = refused(tmp_path, text).facts
    assert (facts["line"], facts["where"]) == (line, where)
    assert allowed in facts["allowed"]


@pytest.mark.parametrize(
    ("text", "line", "where"),
    [
        ("name: x\nyellow_points: 40\n", 2, "red_points"),
        ("name: x\nyellow_points: 20\nred_points: 10\n", 3, "red_points"),
        ("name: x\nred_overdue: 2\nyellow_overdue: 5\n", 2, "red_overdue"),
    ],
)
def test_red_before_yellow_is_refused(tmp_path: Path, text: str, line: int, where: str) -> None:
    facts = refused(tmp_path, text).facts
    assert (facts["line"], facts["where"]) == (line, where)


def test_two_rungs_on_one_day_are_refused(tmp_path: Path) -> None:
    rung = "  - {days: 1, step: chase, to: [owner]}\n"
    facts = refused(tmp_path, f"name: x\nladder:\n{rung}{rung}").facts
    assert (facts["line"], facts["where"]) == (4, "ladder.1.days")


@pytest.mark.parametrize("text", ["name: [x\n", "name: x\n\tsilent_days: 1\n", "name: 'x\n"])
def test_what_is_no_yaml_is_refused_with_its_line(tmp_path: Path, text: str) -> None:
    with pytest.raises(NotText) as refusal:
        read_policy(a_policy(tmp_path, text))
    assert isinstance(refusal.value.facts["line"], int)


@pytest.mark.parametrize("text", ["- 1\n- 2\n", "just words\n", "", "name:\n"])
def test_what_is_no_policy_at_all_is_refused(tmp_path: Path, text: str) -> None:
    assert refused(tmp_path, text).said(Speaker("zh"))


def test_a_file_that_is_not_utf8_or_not_there_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes("name: 办法".encode("gb18030"))
    with pytest.raises(NotText):
        read_policy(path)
    with pytest.raises(FileMissing):
        read_policy(tmp_path / "none.yaml")


def test_a_byte_order_mark_from_windows_is_no_trouble(tmp_path: Path) -> None:
    path = tmp_path / "policy.yaml"
    path.write_bytes("name: 办法\r\nsilent_days: 9\r\n".encode("utf-8-sig"))
    assert read_policy(path)[0].silent_days == 9
