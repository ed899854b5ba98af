"""The README's own commands, run as they stand."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from models.words import cells

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^    \$ (duban .+)$", README, re.MULTILINE)
BY_HAND = COMMANDS[1:5]
SHOWN = re.search(r"^    \$ duban late.*\n((?:     .+\n)+)", README, re.MULTILINE)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *shlex.split(command)[1:]], cwd=folder, check=False,
        capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, "DUBAN_LANGUAGE": "zh", "PYTHONPATH": str(ROOT)})  # fmt: skip


def test_the_first_thirty_lines_work_and_show_what_they_say(tmp_path: Path) -> None:
    for command in BY_HAND:
        done = run(command, tmp_path)
        assert done.returncode == 0, (command, done.stderr)
    assert SHOWN
    for line in SHOWN[1].splitlines():
        assert re.sub(r"\s+", " ", line.strip()) in re.sub(r"[ ]+", " ", done.stdout)


def test_the_import_line_works_on_the_example(tmp_path: Path) -> None:
    run("duban init --name 中原区人民政府督查室 --officer 李", tmp_path)
    examples = ROOT / "examples" / "zhongyuan-2020"
    (tmp_path / "ledger.xlsx").write_bytes((examples / "ledger.xlsx").read_bytes())
    assert run(f"duban import {examples / 'directory.xlsx'}", tmp_path).returncode == 0
    command = next(one for one in COMMANDS if one.startswith("duban import"))
    done = run(command + " --on 2020-08-03", tmp_path)
    assert done.returncode == 0, done.stderr
    assert "30" in done.stdout


def test_the_example_document_gives_all_that_it_promises() -> None:
    command = next(one for one in COMMANDS if one.startswith("duban propose examples"))
    done = run(command + " --json", ROOT)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [one["quantity"] for one in found if one["quantity"]] == [
        12, 4, 220, 23, 1, 6, 2, 1, 30, 1_755_000,
    ]  # fmt: skip
    assert {one["deadline"][:4] for one in found} == {"2020"}
    assert all(one["responsible"] for one in found)
    assert len(found) == 15


def test_every_other_command_of_the_readme_exists(tmp_path: Path) -> None:
    for command in re.findall(r"`duban ([a-z]+)(?: |`)", README):
        assert run(f"duban {command} --help", tmp_path).returncode == 0, command


@pytest.mark.parametrize("link", re.findall(r"\]\(([^)#:]+)\)", README))
def test_every_link_leads_somewhere(link: str) -> None:
    assert (ROOT / link).exists()


def test_the_screen_in_the_readme_fits_eighty_columns() -> None:
    assert all(cells(line) <= 84 for line in README.splitlines() if line.startswith("     "))
