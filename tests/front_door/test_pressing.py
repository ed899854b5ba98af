"""签收、拟办、督办单 at the front door: what each does, and what it refuses, in both languages."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from docx import Document

from flows.pdf import to_pdf
from flows.soffice import find_converter
from ledgers.book import open_book
from models.settings import read_settings
from tests.desk import Duban, code_of, done, refused, whole
from tests.offices import at

NOTICED, PROPOSED = date(2020, 8, 27), date(2020, 9, 3)  # T+5 and T+10 of the 20th
LATER = ("--on", "2020-09-03")


@pytest.fixture
def late(office: Path) -> Path:
    """The office on the day on which its matter is noticed, and naming it is proposed."""
    for on in (NOTICED, PROPOSED):
        with open_book(read_settings(office).book_url, at=at(on)) as book:
            book.rounds.look(on)
    return office


# -- sign -----------------------------------------------------------------------------------


def test_a_unit_signs_once_for_what_was_sent(late: Path, duban: Duban) -> None:
    words = ("sign", "2020-001", "--by", "李达", *LATER)
    said = duban(*words)
    assert said.code == 0 and "李达已签收2020-001的督办单" in said.out
    assert "2020-001" in refused(duban, "NothingToSign", *words)


def test_nobody_of_another_unit_signs(late: Path, duban: Duban) -> None:
    refused(duban, "NotYourTurn", "sign", "2020-001", "--by", "周区长", *LATER)


# -- decide ---------------------------------------------------------------------------------


def test_what_waits_is_listed_with_its_reason_in_words(late: Path, duban: Duban) -> None:
    listed = duban("decide", *LATER)
    assert listed.code == 0
    assert "2020-001" in listed.out and "列入通报" in listed.out
    lines = json.loads(duban("decide", "--json", *LATER).out)["lines"]
    assert [one["step"] for one in lines] == ["circular"]
    assert lines[0]["rung"] == {"basis": "deadline", "rung": "T+10"}


def test_a_confirmed_proposal_is_listed_for_the_next_circular(late: Path, duban: Duban) -> None:
    words = ("decide", "2020-001")
    officer = ("--by", "钱察", *LATER)
    confirmed = duban(*words, "--confirm", "--reason", "属实", *officer)
    assert confirmed.code == 0 and "列入通报" in confirmed.out
    refused(duban, "NothingWaiting", *words, "--confirm", "--reason", "属实", *officer)
    for which, count in (("", 0), ("confirmed", 1), ("all", 1)):
        words = ("decide", *(("--list", which) if which else ()), "--json", *LATER)
        assert len(json.loads(duban(*words).out)["lines"]) == count


def test_a_declined_proposal_is_on_no_list_but_that_of_all(late: Path, duban: Duban) -> None:
    words = ("decide", "2020-001", "--decline", "--reason", "已说明", "--by", "钱察")
    done(duban, (*words, *LATER))
    for which, count in (("confirmed", 0), ("all", 1)):
        listed = duban("decide", "--list", which, "--json", *LATER).out
        assert len(json.loads(listed)["lines"]) == count


def test_a_decision_says_which_and_why(late: Path, duban: Duban) -> None:
    refused(duban, "NotTogether", "decide", "2020-001", "--by", "钱察", *LATER)
    refused(duban, "NotYourTurn", "decide", "2020-001", "--confirm", "--reason", "x",
            "--by", "李达", *LATER)  # fmt: skip


# -- notice ---------------------------------------------------------------------------------

ROWS = {
    "zh": ("督办事项", "牵头单位", "时限", "办理要求", "反馈时限", "联系人", "签收", "办理结果",
           "单位负责人", "领导批示"),
    "en": ("Matter", "Lead unit", "Deadline", "Required", "Feedback until", "Contact", "Receipt",
           "Result", "Unit head", "Leader's instruction"),
}  # fmt: skip


def texts(path: Path) -> tuple[list[str], dict[str, str]]:
    """Read a document back: its paragraphs, and its form as labels and texts."""
    made = Document(str(path))
    rows = [
        [cell.text.strip() for cell in row.cells] for table in made.tables for row in table.rows
    ]
    return [one.text for one in made.paragraphs], {row[0]: row[-1] for row in rows}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_notice_is_a_draft_with_every_row_of_the_form(
    late: Path, tmp_path: Path, language: str
) -> None:
    with open_book(read_settings(late).book_url, at=at(PROPOSED)) as book:
        book.registers.instruct("2020-001", leader="周区长", words="务必月底前完工",
                                by=book.directory.actor_named("钱察"), on=PROPOSED)  # fmt: skip
    path = tmp_path / "n.docx"
    words = ("notice", "2020-001", "--to", str(path), *LATER)
    assert whole("--office", str(late), "--lang", language, *words).returncode == 0
    paragraphs, form = texts(path)
    assert set(ROWS[language]) <= set(form)
    assert "务必月底前完工" in form[ROWS[language][-1]]
    assert paragraphs[1] in ("（送审稿）", "(draft for approval)")
    assert any("____________" in one for one in paragraphs)  # the number is the office's own


def test_a_matter_without_a_notice_is_refused_one(duban: Duban) -> None:
    assert "2020-001" in refused(duban, "NoNotice", "notice", "2020-001")


def test_a_notice_of_a_colour_nobody_sent_is_refused(late: Path, duban: Duban) -> None:
    refused(duban, "NoNotice", "notice", "2020-001", "--card", "red", *LATER)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_a_notice_opens_in_libreoffice(late: Path, duban: Duban, tmp_path: Path) -> None:
    path = tmp_path / "n.docx"
    done(duban, ("notice", "2020-001", "--to", str(path), *LATER))
    made = to_pdf(find_converter(), {"n": path.read_bytes()}, on={"n": PROPOSED})
    if not made:
        pytest.skip("needs libreoffice-writer")
    assert made["n"].startswith(b"%PDF-")


# -- in English -----------------------------------------------------------------------------


def test_who_reads_english_signs_decides_and_is_refused_in_english(late: Path) -> None:
    def say(*words: str) -> tuple[int, str]:
        said = whole("--office", str(late), "--lang", "en", *words, *LATER, COLUMNS="240")
        return said.returncode, said.stdout + said.stderr

    assert "10 working days after the deadline" in " ".join(say("decide")[1].split())
    assert say("sign", "2020-001", "--by", "李达") == (
        0, "李达 signed for supervision notice on 2020-001.\n",
    )  # fmt: skip
    decide = ("decide", "2020-001", "--decline", "--reason", "explained", "--by", "钱察")
    assert say(*decide)[1].startswith("Declined: naming in a circular, 2020-001.")
    for words, name in (
        (("sign", "2020-001", "--by", "李达"), "NothingToSign"),
        (decide, "NothingWaiting"),
        (("notice", "2020-001", "--card", "red"), "NoNotice"),
    ):
        code, said = say(*words)
        assert code == code_of(name)
        assert "2020-001" in said and not any("一" <= one <= "龥" for one in said)
