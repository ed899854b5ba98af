"""What the front door answers: proof, past days, lists, letters, the book itself."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from flows import morning
from ledgers.book import open_book
from ledgers.upkeep import back_up
from models.not_ready import NotInAFile
from models.settings import read_settings
from models.words import Speaker
from tests.desk import APP, ON, Duban, code_of, done, refused
from tests.offices import an_office, at, lived

# -- the ledger proves itself ------------------------------------------------------------


def test_a_sealed_ledger_proves_itself_and_a_digests_seal(duban: Duban) -> None:
    sealed = json.loads(duban("seal", *ON, "--json").out)["lines"][0]["hash"]
    said = duban("audit", "--seal", f"{sealed[:8]} {sealed[8:16].upper()}")
    assert said.code == 0 and sealed[:8] in said.out
    proved = json.loads(duban("audit", "--json").out)
    assert proved["findings"] == [] and proved["seals"] == 1 and proved["cannot_prove"]
    assert duban("audit", "--seal", sealed[:8]).code == code_of("SealTooShort")


def test_an_audit_names_the_line_that_does_not_fit(duban: Duban, office: Path) -> None:
    duban("seal", *ON)
    with sqlite3.connect(office / "book.db") as db:
        db.execute("UPDATE commitment SET percent = '99'")
    said = duban("audit")
    assert said.code == code_of("NotProved")
    assert "  1. 2020-001：percent" in said.out


def test_a_kept_tree_that_was_altered_is_grown_anew(duban: Duban, office: Path) -> None:
    duban("seal", *ON)
    with sqlite3.connect(office / "book.db") as db:
        db.execute("UPDATE seal_node SET hash = 'x' WHERE level = 0")
    assert "duban seal --anew" in duban("audit").out
    done(duban, ("seal", "--anew"))
    assert duban("audit").code == 0


def test_the_doctor_knows_how_old_the_seal_is(duban: Duban) -> None:
    def check() -> dict[str, str]:
        lines = json.loads(duban("doctor", "--json").out)["lines"]
        return next(one for one in lines if one["what"] == Speaker("zh").say("Sealing"))

    assert (check()["finding"], check()["mend"]) == ("mend", "duban seal")
    duban("seal")
    assert check()["finding"] == "well"


# -- the past ----------------------------------------------------------------------------


def test_a_digest_of_a_past_day_is_the_letter_that_was_sent(duban: Duban, office: Path) -> None:
    settings = read_settings(office)
    for day in (date(2020, 8, 19), date(2020, 8, 20), date(2020, 8, 21)):
        lived(settings, day)
        morning.seal_evening(settings, day, morning.evening(settings, day))
    with open_book(settings.book_url, at=at(date(2020, 8, 21)), write=False) as book:
        sent = {one.to_name: one.text for one in book.outbox.of_day(date(2020, 8, 21))}
    done(duban, ("report", "2020-001", "--percent", "90", "--on", "2020-08-21"),
         ("people", "add", "孙新", "--unit", "交通局", "--role", "liaison"))  # fmt: skip
    for name in ("李达", "王路"):
        words = ("digest", "--for", name, "--as-of", "2020-08-21")
        assert duban(*words).out == f"{sent[name].subject}\n\n{sent[name].text}\n"
        assert duban(*words, "--html").out == f"{sent[name].html}\n"


def test_lists_answer_as_of_a_past_day(duban: Duban, office: Path) -> None:
    def asked(*words: str) -> Any:
        return json.loads(duban(*words, "--as-of", "2020-08-27", "--json").out)

    before = {name: asked(name) for name in ("list", "late", "due")}
    assert before["late"]["on"] == "2020-08-27" and before["late"]["total"] == 1
    shown, told = asked("show", "2020-001"), asked("history", "2020-001")
    done(duban, ("report", "2020-001", "--percent", "90"), ("cancel", "2020-001", "--reason", "x"))
    assert {name: asked(name) for name in before} == before
    assert (asked("show", "2020-001"), asked("history", "2020-001")) == (shown, told)
    refused(duban, "BadDay", "list", "--as-of", "昨天")


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


def test_the_life_of_a_commitment_is_told_and_drawn(duban: Duban, tmp_path: Path) -> None:
    told = duban("lifecycle").out
    assert "退回重办 → 办理中" in told and "duban close check --failed" in told
    drawn = tmp_path / "life.svg"
    assert str(drawn) in duban("lifecycle", "--svg", str(drawn)).out
    assert "退回重办" in drawn.read_text(encoding="utf-8")


def test_a_picture_that_cannot_be_written_is_refused(duban: Duban, tmp_path: Path) -> None:
    said = duban("lifecycle", "--svg", str(tmp_path / "nowhere" / "life.svg"))
    assert said.code == code_of("CannotWrite")
    assert "nowhere" in said.err


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
    assert json.loads(duban("policy", "show", "--json").out)["red_points"] == 40


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
