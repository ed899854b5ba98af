"""docs/policy.md: what it tells of keys, presets, commands and samples works as it is written."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
import yaml

from models.policy import Policy
from models.policy_form import PolicyForm, RungForm
from models.presets import PRESETS
from models.terms import Card, Reader, Step
from tests.desk import Duban

PAGE = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")
SAMPLES = re.findall(r"^```yaml\n(.+?)^```", PAGE, re.M | re.S)
ROWS = [
    [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
    for line in PAGE.splitlines()
    if line.startswith("| `")
]
COMMANDS = [cell for cell, *_ in ROWS if cell.startswith("`duban ")]
# Every option of a command stands in its own row.
OPTIONS = [
    (row[0].strip("`"), option)
    for row in ROWS if row[0] in COMMANDS
    for option in re.findall(r"--[a-z-]+", " ".join(row))
]  # fmt: skip

IN_A_WORD = ("points", "green", "yellow")  # defaults that are terms


def in_code(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_the_page_has_samples_and_tables() -> None:
    assert (len(SAMPLES), len(COMMANDS)) == (3, 6) and len(ROWS) > 35


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_sample_passes_the_check_and_rules_what_it_says(
    duban: Duban, tmp_path: Path, sample: str
) -> None:
    file = tmp_path / "sample.yaml"
    file.write_text(f"name: 样例\n{sample}", "utf-8")
    said = duban("policy", "check", str(file))
    assert said.code == 0, said.out + said.err
    assert yaml.safe_load(sample).keys() <= PolicyForm.model_fields.keys()


@pytest.mark.parametrize(("command", "option"), OPTIONS)
def test_every_command_knows_the_options_told_of_it(
    duban: Duban, command: str, option: str
) -> None:
    words = [one for one in shlex.split(command)[1:] if not one.isupper()]
    said = duban(*words, "--help")
    assert said.code == 0 and option in said.out, said.err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_exists(duban: Duban, command: str) -> None:
    words = [one for one in shlex.split(command.strip("`"))[1:] if not one.isupper()]
    assert duban(*words, "--help").code == 0


def test_every_preset_is_told_and_no_other() -> None:
    table = PAGE.partition("## Presets")[2].partition("## Keys")[0]
    told = re.findall(r"^\| `([^`]+)`", table, re.M)
    assert sorted(told) == sorted(PRESETS)


def defaults_told() -> list[tuple[str, object]]:
    """Every key whose row gives a figure, a term or a list as its default."""
    found: list[tuple[str, object]] = []
    for cell, default, _ in (row for row in ROWS if len(row) == 3):
        keys, values = in_code(cell), yaml.safe_load(f"[{default.replace('`', '')}]")
        found += zip(keys, values, strict=True) if len(keys) == len(values) else ()
    plain = {key for key, value in found if isinstance(value, int | list) or value in IN_A_WORD}
    return [(key, value) for key, value in found if key in plain]


@pytest.mark.parametrize(("key", "value"), defaults_told())
def test_every_default_told_is_the_default(key: str, value: object) -> None:
    real = getattr(Policy(), key)
    assert (list(real) if isinstance(real, tuple) else real) == value


def test_every_word_of_a_rung_is_told() -> None:
    rungs = PAGE.partition("### Ladders")[2].partition("### Words")[0]
    words = [*RungForm.model_fields, *Step, *Reader, *Card]
    assert [one for one in words if f"`{one}`" not in rungs] == []
