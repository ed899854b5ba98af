"""Each command at the front door: one happy path and one refusal, as an officer types them."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

os.environ["DUBAN_LANGUAGE"] = "zh"

import cli
from flows.desk import Desk, login
from ledgers.upkeep import back_up
from models.errors import NotInAFile, Refusal, refusals
from models.words import Speaker
from tests.makers import a_line
from tests.offices import an_office

APP = cli.front_desk()
ON = ("--on", "2020-08-10")


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


Duban = Callable[..., Said]


@pytest.fixture
def office(tmp_path: Path) -> Path:
    return an_office(tmp_path / "office", login=login()).folder


@pytest.fixture
def duban(office: Path) -> Duban:
    """Type a command in the office."""

    def type_in(*words: str) -> Said:
        result = CliRunner().invoke(APP, ["--office", str(office), *words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Said(result.exit_code, result.stdout, result.stderr)

    return type_in


def code_of(name: str) -> int:
    return next(one.exit_code for one in refusals() if one.__name__ == name)


# -- the life of a commitment ------------------------------------------------------------


def test_a_commitment_from_docket_to_close_and_back(duban: Duban, tmp_path: Path) -> None:
    photo = tmp_path / "photo.txt"
    photo.write_text("验收合格")
    turns = [
        ("docket", "新建公园30个", "--number", "2020-030", "--unit", "交通局", "--due", "年底前",
         "--issued-on", "2020-07-31", "--kind", "count", "--target", "30", "--measure", "个",
         "--milestone", "9月底前 建成10个"),
        ("assign", "2020-030", "--owner", "王路"),
        ("accept", "2020-030", "--by", "王路"),
        ("report", "2020-030", "--value", "12", "--milestone", "1", "--evidence", str(photo)),
        ("extend", "ask", "2020-030", "--until", "2021-01-31", "--reason", "汛期", "--by", "李达"),
        ("extend", "grant", "2020-030"),
        ("close", "ask", "2020-030"),
        ("close", "check", "2020-030", "--failed", "--findings", "缺照片"),
        ("close", "ask", "2020-030"),
        ("close", "check", "2020-030"),
        ("close", "confirm", "2020-030"),
        ("reopen", "2020-030", "--reason", "反弹"),
    ]  # fmt: skip
    for turn in turns:
        said = duban(*turn, *ON)
        assert said.code == 0, (turn, said.err)
        assert "2020-030" in said.out
    history = json.loads(duban("history", "2020-030", "--json").out)["lines"]
    assert [one["happened"] for one in history] == [
        "docketed", "assigned", "accepted", "reported", "extension_asked", "extension_granted",
        "closure_asked", "returned", "closure_asked", "checked", "closed", "reopened"]  # fmt: skip
    assert history[2]["behalf"] == "王路"
    shown = json.loads(duban("show", "2020-030", "--json").out)
    assert shown["line"]["percent"] == "40.0" and shown["line"]["due"] == "2021-01-31"
    assert shown["milestones"][0]["done_on"] == "2020-08-10"


def test_closing_without_evidence_is_refused(duban: Duban) -> None:
    said = duban("close", "ask", "2020-001", *ON)
    assert said.code == code_of("EvidenceMissing")
    assert "--evidence" in said.err


def test_a_turn_the_stage_forbids_says_what_is_possible(duban: Duban) -> None:
    said = duban("close", "confirm", "2020-001", *ON)
    assert said.code == code_of("WrongStage")
    assert "签收" in said.err


def test_an_extension_after_the_deadline_counts_as_overdue(duban: Duban) -> None:
    said = duban("extend", "ask", "2020-001", "--until", "2020-09-30", "--reason", "汛期",
                 "--on", "2020-08-21")  # fmt: skip
    assert said.code == code_of("AskedTooLate")


def test_a_deadline_no_day_follows_from_is_refused(duban: Duban) -> None:
    said = duban("docket", "甲", "--unit", "交通局", "--due", "尽快", *ON)
    assert said.code == code_of("UnreadableDeadline")
    assert "尽快" in said.err


def test_a_deadline_before_docketing_is_refused(duban: Duban) -> None:
    said = duban("docket", "甲", "--unit", "交通局", "--due", "2020-08-01", *ON)
    assert said.code == code_of("DeadlineBeforeDocketing")


def test_an_unknown_unit_is_refused_with_the_nearest_names(duban: Duban) -> None:
    said = duban("docket", "甲", "--unit", "交通", "--due", "2020-12-31", *ON)
    assert said.code == code_of("NoSuchUnit")
    assert "交通局" in said.err


def test_a_missing_evidence_file_is_refused_and_nothing_is_entered(duban: Duban) -> None:
    said = duban("report", "2020-001", "--percent", "5", "--evidence", "no-such.jpg", *ON)
    assert said.code == code_of("FileMissing")
    history = json.loads(duban("history", "2020-001", "--json").out)["lines"]
    assert [one["happened"] for one in history] == ["docketed", "assigned"]


def test_a_badly_filled_form_is_refused_field_by_field(duban: Duban) -> None:
    said = duban("people", "add", "周敏", "--unit", "交通局", "--email", "none", "--role", "king")
    assert said.code == 2
    assert "role" in said.err and "king" in said.err
    said = duban("people", "add", "周敏", "--unit", "交通局", "--email", "none")
    assert said.code == 2 and "email" in said.err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("docket", "甲", "--unit", "交通局", "--due", "年底前", "--kind", "opn"),
         ("--kind", "opn", "start、finish、open")),
        (("docket", "甲", "--unit", "交通局", "--due", "年底前", "--kind", "count"),
         ("目标值", "--target")),
        (("docket", " ", "--unit", "交通局", "--due", "年底前"), ("事项名称", "内容为空")),
        (("people", "add", "周敏", "--unit", "交通局", "--email", "x"), ("--email", "电子邮箱")),
    ],
)  # fmt: skip
def test_a_form_is_refused_in_the_words_it_was_filled_in(
    duban: Duban, words: tuple[str, ...], told: tuple[str, ...]
) -> None:
    said = duban(*words)
    assert said.code == 2
    assert all(one in said.err for one in told), said.err
    assert "{" not in said.err


def test_a_unit_may_not_stand_above_itself(duban: Duban) -> None:
    duban("units", "add", "公路所", "--under", "交通局")
    said = duban("units", "add", "交通局", "--under", "公路所")
    assert said.code == code_of("CircularUnits")
    assert "交通局 → 公路所 → 交通局" in said.err


# -- lists -------------------------------------------------------------------------------


def test_lists_speak_to_people_and_to_programs(duban: Duban) -> None:
    late = ("late", "--on", "2020-08-27")
    assert "人民路改造" in duban(*late).out
    answer = json.loads(duban(*late, "--json").out)
    assert answer["total"] == 1
    line = answer["lines"][0]
    assert (line["number"], line["light"], line["days_left"]) == ("2020-001", "yellow", -5)
    assert line["verdict"] == [{"sentence": "{days} working days overdue", "days": 5}]
    assert json.loads(duban("due", *ON, "--json").out)["total"] == 1
    assert json.loads(duban("list", "--light", "red", *ON, "--json").out)["total"] == 0
    assert json.loads(duban("list", "--unit", "交通局", *ON, "--json").out)["total"] == 1


def test_an_empty_list_says_so(duban: Duban) -> None:
    assert duban("late", *ON).out.strip() == Speaker("zh").say("Nothing is overdue.")


def test_an_unknown_number_is_refused_with_the_nearest(duban: Duban) -> None:
    said = duban("show", "2020-002")
    assert said.code == code_of("NoSuchCommitment")
    assert "2020-001" in said.err


# -- rhythm, letters, book ---------------------------------------------------------------


def test_a_preview_sends_nothing(duban: Duban, office: Path) -> None:
    said = duban("digest", "--for", "王路", *ON)
    assert said.code == 0 and "督查摘要" in said.out
    assert "<html" in duban("digest", "--for", "王路", "--html", *ON).out
    assert not (office / "letters").exists()


def test_the_doctor_names_what_mends_each_thing(duban: Duban) -> None:
    said = duban("doctor", "--json")
    checks = {one["what"]: one for one in json.loads(said.out)["lines"]}
    assert said.code == code_of("Unwell")  # the book was begun years ago and never run
    assert checks[Speaker("zh").say("Last run")]["mend"] == "duban run daily"


def test_a_policy_wrong_at_a_line_is_refused_with_the_line(duban: Duban, tmp_path: Path) -> None:
    file = tmp_path / "policy.yaml"
    file.write_text("name: 试行\nred_points: 500\n", encoding="utf-8")
    said = duban("policy", "check", str(file))
    assert said.code == code_of("BadPolicy")
    assert "2" in said.err and "500" in said.err
    file.write_text("name: 试行\nred_points: 40\n", encoding="utf-8")
    assert duban("policy", "adopt", str(file)).code == 0
    assert json.loads(duban("policy", "show").out)["red_points"] == 40


def test_a_backup_is_a_whole_book(duban: Duban, office: Path) -> None:
    assert duban("backup").code == 0
    assert next((office / "backups").glob("book-*.db")).stat().st_size > 100_000


def test_a_book_on_a_server_is_backed_up_by_the_server(tmp_path: Path) -> None:
    with pytest.raises(NotInAFile):
        back_up("postgresql://u@host/name", tmp_path, at=datetime.now())


def test_an_export_in_an_unknown_form_is_refused(duban: Duban, tmp_path: Path) -> None:
    said = duban("export", str(tmp_path / "ledger.pdf"))
    assert said.code == code_of("NotAChoice")
    assert ".xlsx、.csv" in said.err and not list(tmp_path.glob("*.pdf"))


def test_a_second_init_leaves_the_book_alone(duban: Duban, office: Path) -> None:
    said = duban("init", str(office))
    assert said.code == code_of("BookExists")


def test_a_folder_without_a_book_says_how_to_begin(tmp_path: Path) -> None:
    result = CliRunner().invoke(APP, ["--office", str(tmp_path), "list"])
    assert result.exit_code == code_of("NoBook")
    assert "duban init" in result.stderr


def test_a_stranger_may_look_but_not_enter(tmp_path: Path) -> None:
    folder = an_office(tmp_path / "other", login="somebody-else").folder
    looking = CliRunner().invoke(APP, ["--office", str(folder), "list"])
    entering = CliRunner().invoke(APP, ["--office", str(folder), "accept", "2020-001"])
    assert (looking.exit_code, entering.exit_code) == (0, code_of("Stranger"))


# -- the whole process -------------------------------------------------------------------


def whole(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *words], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, **environment}, check=False)  # fmt: skip


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
    for words in (["list"], ["late"], ["due"], ["show", "2020-001"], ["--help"]):
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
