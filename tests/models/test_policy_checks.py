"""Checks, proofs and the steps of an extension in the policy file: read, and refused by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from models.bad_files import BadPolicy
from models.policy import Policy
from models.policy_file import read_policy
from models.terms import Check, Kind, Proof
from models.words import Speaker

EXAMPLE = Path(__file__).parents[2] / "examples" / "zhongyuan-2020" / "policy.yaml"


def read(folder: Path, text: str) -> Policy:
    path = folder / "policy.yaml"
    path.write_text(f"name: x\n{text}", "utf-8")
    return read_policy(path)[0]


def test_a_kind_without_a_line_of_its_own_follows_the_default(tmp_path: Path) -> None:
    policy = read(
        tmp_path,
        "checks:\n  default: [office]\n  finish: [self, lead, office, site]\n"
        "proofs:\n  finish: [before, after]\n",
    )
    assert policy.checks_for(Kind.FINISH) == (Check.SELF, Check.LEAD, Check.OFFICE, Check.SITE)
    assert policy.checks_for(Kind.START) == (Check.OFFICE,)
    assert policy.proofs_for(Kind.FINISH) == (Proof.BEFORE, Proof.AFTER)
    assert policy.proofs_for(Kind.START) == ()


def test_a_small_office_may_decide_extensions_without_steps(tmp_path: Path) -> None:
    assert read(tmp_path, "extension_steps: []\n").extension_steps == ()


def test_checks_survive_the_book(tmp_path: Path) -> None:
    policy = read(tmp_path, "checks: {open: [lead, site]}\nproofs: {default: [acceptance]}\n")
    assert Policy.from_json(json.loads(json.dumps(policy.as_json()))) == policy


def test_the_example_spells_the_default_out() -> None:
    policy, default = read_policy(EXAMPLE)[0], Policy()
    for name in ("extension_steps", "checks", "proofs", "objection_days", "accept_days",
                 "lookback_percent", "lookback_months"):  # fmt: skip
        assert getattr(policy, name) == getattr(default, name), name


@pytest.mark.parametrize(
    ("text", "line", "where", "allowed"),
    [
        ("checks:\n  start: [office]\n  park: [office]\n", 4, "checks.park", "default"),
        ("checks:\n  start:\n    - self\n    - mayor\n", 5, "checks.start.1", "site"),
        ("checks:\n  default: []\n", 3, "checks.default", ""),
        ("checks:\n  default: [office, self]\n", 3, "checks.default", "self, lead, office, site"),
        ("checks:\n\n  default: [site, site]\n", 4, "checks.default", "site"),
        ("checks: [office]\n", 2, "checks", ""),
        ("proofs:\n  default: [photo]\n", 3, "proofs.default.0", "acceptance"),
        ("extension_steps: [consent, vote]\n", 2, "extension_steps.1", "consent, screen"),
        ("objection_days: 0\n", 2, "objection_days", "≥ 1"),
        ("accept_days: 31\n", 2, "accept_days", "≤ 30"),
        ("lookback_percent: 101\n", 2, "lookback_percent", "≤ 100"),
        ("lookback_months: 0\n", 2, "lookback_months", "≥ 1"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_wrong_value_is_refused_with_its_line(
    tmp_path: Path, text: str, line: int, where: str, allowed: str, language: str
) -> None:
    with pytest.raises(BadPolicy) as refusal:
        read(tmp_path, text)
    facts = refusal.value.facts
    assert (facts["line"], facts["where"]) == (line, where)
    assert allowed in facts["allowed"]
    assert "value does not fit" not in refusal.value.said(Speaker(language))
