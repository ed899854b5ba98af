"""``duban policy try`` at the desk: the verdict first, a page of 80 columns, JSON for programs."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from models.settings import read_settings
from models.words import cells
from tests.desk import Duban, code_of
from tests.offices import BEGUN, lived

STRICT = """\
name: 从严规则
red_overdue: 3
ladder:
  - {days: -3, step: remind, to: [owner, unit_head]}
  - {days: 1, step: notice, to: [unit_head]}
  - {days: 3, step: circular, to: [officer, chief]}
"""


@pytest.fixture
def strict(office: Path, tmp_path: Path) -> str:
    """A policy file to try, and an office that has lived five weeks."""
    for n in range(36):
        lived(read_settings(office), BEGUN + timedelta(days=n))
    file = tmp_path / "strict.yaml"
    file.write_text(STRICT, "utf-8")
    return str(file)


def test_the_verdict_comes_first_and_the_page_fits_80_columns(
    duban: Duban, strict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    said = duban("policy", "try", strict)
    assert said.code == 0, said.err
    first, *rest = said.out.splitlines()
    assert first.startswith("2020年8月3日至2020年9月7日，试行规则“从严规则”与现行规则相比：")
    table = [one for one in rest if "→" in one or "─" in one]
    assert table and all(cells(one) <= 80 for one in table)
    assert "2020-001" in said.out and "王路" in said.out


def test_programs_get_the_figures_of_both_sides(duban: Duban, strict: str) -> None:
    told = json.loads(duban("policy", "try", strict, "--json", "--to", "2020-08-31").out)
    assert (told["first"], told["last"], told["policy"]) == ("2020-08-03", "2020-08-31", "从严规则")
    assert told["lights"]["same"] == told["lights"]["total"] > 0
    assert told["notices"]["same"] == told["notices"]["total"] > 0
    (named,) = told["proposals"]["lines"]
    assert (named["step"], named["unit"], named["in_force"], named["tried"]) == (
        "circular", "交通局", None, "2020-08-25",
    )  # fmt: skip
    assert told["by_matter"]["lines"][0]["red"] == {"in_force": 0, "tried": 5}
    one = json.loads(duban("policy", "try", strict, "--json", "--limit", "1").out)
    assert len(one["by_person"]["lines"]) == 1 < one["by_person"]["total"]


def test_what_cannot_be_tried_is_refused_with_what_to_do(
    duban: Duban, strict: str, tmp_path: Path
) -> None:
    early = duban("policy", "try", strict, "--from", "2020-08-01")
    assert early.code == code_of("OutsideItsLife") and "2020年8月3日" in early.err
    turned = duban("policy", "try", strict, "--from", "2020-08-09", "--to", "2020-08-08")
    assert turned.code == code_of("WrongPeriod")
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: 甲\nred_overdue: 很多\n", "utf-8")
    wrong = duban("policy", "try", str(bad))
    assert wrong.code == code_of("BadPolicy") and "2" in wrong.err


def test_an_office_that_never_ran_has_nothing_to_try_on(duban: Duban, tmp_path: Path) -> None:
    file = tmp_path / "strict.yaml"
    file.write_text(STRICT, "utf-8")
    assert duban("policy", "try", str(file)).code == code_of("NothingLived")
