"""The command as a process: languages, completion, the pager, what it loads, how it ends."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

import cli
from flows.desk import Desk
from models.errors import Refusal, refusals
from tests.desk import APP, whole
from tests.makers import a_line


@pytest.mark.parametrize(("language", "words"), [("zh", "立项"), ("en", "Enter a commitment")])
def test_help_speaks_both_languages(language: str, words: str) -> None:
    assert words in whole("--help", DUBAN_LANGUAGE=language).stdout
    assert words in whole("docket", "--help", DUBAN_LANGUAGE=language).stdout


def test_every_command_has_help_in_both_languages() -> None:
    page = whole("--help", DUBAN_LANGUAGE="en").stdout
    for command in (*APP.registered_commands, *APP.registered_groups):
        assert f"   {command.name} " in page


def test_a_shell_completes_numbers_and_commands(office: Path) -> None:
    def offered(line: str, place: int) -> list[str]:
        return whole(_DUBAN_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=str(place),
                     DUBAN_OFFICE=str(office)).stdout.split()  # fmt: skip

    assert offered("duban show 20", 2) == ["2020-001"]
    assert offered("duban hist", 1) == ["history"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["lis"], "相近的有：list"),
        (["due", "--days", "x"], "--days 不能填“x”"),
        (["due", "--days", "-3"], "--days 不能填“-3”"),
        (["extend", "grnt"], "相近的有：grant"),
        (["extend", "--help"], "显示本帮助"),
    ],
)
def test_what_is_typed_wrongly_is_said_in_the_readers_language(words: list[str], told: str) -> None:
    done = whole("--lang", "zh", *words)
    assert told in done.stdout + done.stderr
    assert not re.search(r"Did you mean|Invalid value|Usage:|Show this", done.stdout + done.stderr)


def test_a_long_list_reaches_the_pager_with_its_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LESS", raising=False)
    paged: list[str] = []
    monkeypatch.setattr("rich.pager.SystemPager.show", lambda _, text: paged.append(text))
    seat = Desk("zh")
    seat.out = Console(force_terminal=True, height=5, file=io.StringIO())
    seat.show([a_line(number=f"2020-00{n}") for n in range(6)])
    assert "2020-005" in paged[0]
    assert os.environ["LESS"] == "-R"


def test_the_version_is_said_without_loading_anything() -> None:
    assert whole("--version").stdout.startswith("duban ")


def test_an_error_nobody_planned_for_is_shown_with_what_to_send(office: Path) -> None:
    (office / "book.db").write_bytes(b"SQLite format 3\x00" + b"\x00" * 4096)
    said = whole("--office", str(office), "list")
    assert said.returncode != 0
    assert str(office) in said.stderr


def test_reading_commands_never_load_sqlmodel_or_prefect(office: Path) -> None:
    probe = (
        "import sys; sys.argv = ['duban', '--office', sys.argv[1], *sys.argv[2:]]\n"
        "import cli\n"
        "try: cli.main()\n"
        "except SystemExit: pass\n"
        "heavy = {'sqlmodel', 'pydantic', 'prefect', 'sqlalchemy', 'jinja2'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    for words in (["list"], ["late"], ["due"], ["show", "2020-001"], ["lifecycle"], ["--help"]):
        done = subprocess.run([sys.executable, "-c", probe, str(office), *words],
                              capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stderr


def test_every_refusal_has_its_own_exit_code() -> None:
    codes = [one.exit_code for one in refusals()]
    assert len(codes) == len(set(codes))
    assert Refusal.exit_code not in codes


def test_every_page_has_the_commands_the_contents_promise() -> None:
    for names in cli.CONTENTS.values():
        for name in names:
            built = cli.front_desk(name)
            assert [one.name for one in (*built.registered_commands, *built.registered_groups)] == [
                name
            ]
    every = {one.name for one in (*APP.registered_commands, *APP.registered_groups)}
    assert every == {name for names in cli.CONTENTS.values() for name in names}
