"""督办单 in the archive: every one that went out, as it went out, checked like all else."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from typer.testing import CliRunner

import cli
from flows.documents import WIDTH
from flows.records import WIDTHS
from ledgers.archive_blocks import BLOCKS
from ledgers.book import open_book
from models.bad_files import ArchiveIncomplete
from models.terms import Card
from tests.flows.test_archive import bytes_in, checked, close, volume
from tests.offices import CARDS, a_carded_office, at

NAMES = [f"督办通知单-{day.isoformat()}" for day in CARDS.values()]
LATER, RESUMED = date(2020, 9, 14), date(2020, 9, 21)


@pytest.fixture(scope="module")
def lived_by_cards(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office whose one matter got every card, was suspended after them all, and closed."""
    made = a_carded_office(tmp_path_factory.mktemp("cards") / "office")
    photo = tmp_path_factory.mktemp("photos") / "现场.jpg"
    photo.write_bytes(b"road")
    with open_book(made.book_url, at=at(LATER), evidence=made.path("evidence")) as book:
        head, chief = book.directory.actor_named("李达"), book.directory.actor_named("赵明")
        turns = book.commitments
        book.pressing.sign("2020-001", by=head, on=LATER)
        turns.suspend("2020-001", reason="汛期", by=chief, on=LATER)
        turns.resume("2020-001", by=chief, on=RESUMED)
        book.registers.instruct("2020-001", leader="周区长", words="抓紧", by=chief, on=RESUMED)
        close(book, "2020-001", photo, on=RESUMED)
    return made.folder


@pytest.fixture
def office(lived_by_cards: Path, tmp_path: Path) -> Path:
    """A copy of that office."""
    return Path(shutil.copytree(lived_by_cards, tmp_path / "office"))


@pytest.fixture
def duban(office: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Type a command in the office."""

    def type_in(*words: str, lang: str = "zh") -> Any:
        monkeypatch.setattr(cli, "LANGUAGE", lang)
        result = CliRunner().invoke(cli.front_desk(words[0]), ["--office", str(office), *words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return type_in


@pytest.fixture
def archived(office: Path, duban: Callable[..., Any]) -> Path:
    """The archive of 2020."""
    done = duban("archive", "2020")
    assert done.exit_code == 0, done.stderr
    return office / "archive" / "2020"


def form_of(path: Path) -> dict[str, str]:
    """Read a notice back: its rows as labels and texts, and its heading under ``""``."""
    made = Document(str(path))
    rows = {row.cells[0].text: row.cells[-1].text for one in made.tables for row in one.rows}
    return {"": "\n".join(one.text for one in made.paragraphs), **rows}


def test_every_notice_that_went_out_is_a_document_of_its_volume(archived: Path) -> None:
    folder = volume(archived)
    assert sorted(one.stem for one in folder.glob("*.docx")) == ["卷内记录", *NAMES]
    for card, name in zip(CARDS, NAMES, strict=True):
        form = form_of(folder / f"{name}.docx")
        words = {Card.BLUE: "蓝牌", Card.YELLOW: "黄牌", Card.ORANGE: "橙牌", Card.RED: "红牌"}
        assert words[card] in form[""] and "人民路改造" in form["督办事项"]


def test_a_notice_tells_what_was_so_when_it_went_out(archived: Path) -> None:
    """The deadline moved afterwards, and a leader spoke; that the unit signed is told."""
    last = form_of(volume(archived) / f"{NAMES[-1]}.docx")
    assert "领导批示" not in last
    assert last["时限"] == "2020年8月20日"
    assert "逾期16个工作日" in last["现状"]
    assert "李达" in last["签收"] and "2020年9月14日" in last["签收"]


def test_the_command_writes_the_same_document(
    archived: Path, duban: Callable[..., Any], tmp_path: Path
) -> None:
    for card, name in zip(CARDS, NAMES, strict=True):
        path = tmp_path / f"{card}.docx"
        words = ("notice", "2020-001", "--card", str(card), "--to", str(path))
        assert duban(*words).exit_code == 0
        assert path.read_bytes() == (volume(archived) / f"{name}.docx").read_bytes()


def test_record_and_index_list_the_notices(archived: Path) -> None:
    made = Document(str(volume(archived) / "卷内记录.docx"))
    (listed,) = [one for one in made.tables if one.rows[0].cells[-1].text == "文件名"
                 and one.rows[0].cells[1].text == "督办措施"]  # fmt: skip
    rows = [[cell.text for cell in row.cells] for row in listed.rows[1:]]
    assert [row[-1] for row in rows] == [f"{name}.docx" for name in NAMES]
    assert rows[1][1].startswith("督办单（黄牌）") and "李达" in rows[1][2]
    assert all("李达" in row[3] for row in rows)
    with (archived / "目录.csv").open(encoding="utf-8-sig", newline="") as file:
        head, row = csv.reader(file)
    assert dict(zip(head, row, strict=True))["督办单（份）"] == "4"


def test_the_sums_list_every_notice_and_the_script_finds_any_that_was_touched(
    archived: Path,
) -> None:
    folder = volume(archived)
    sums = (folder / "SHA256SUMS").read_text("utf-8")
    assert all(f"{name}.docx" in sums for name in NAMES)
    assert checked(archived).returncode == 0
    touched = folder / f"{NAMES[0]}.docx"
    content = touched.read_bytes()
    for act, said in (
        (lambda: touched.write_bytes(content + b" "), "校验和不符"),
        (touched.unlink, "缺失"),
    ):
        act()
        done = checked(archived)
        assert done.returncode == 1 and f"{touched.name}：{said}" in done.stdout
        touched.write_bytes(content)
    (folder / "督办通知单-2020-09-18.docx").write_bytes(content)
    done = checked(archived)
    assert done.returncode == 1 and "督办通知单-2020-09-18.docx" in done.stdout


def test_the_same_ledger_gives_the_same_bytes(
    archived: Path, duban: Callable[..., Any], tmp_path: Path
) -> None:
    before = bytes_in(archived)
    assert "1卷未变" in duban("archive", "2020").stdout
    assert duban("archive", "2020", "--to", str(tmp_path / "stick")).exit_code == 0
    assert bytes_in(archived) == bytes_in(tmp_path / "stick" / "2020") == before


def test_in_english_the_notices_have_english_names(
    office: Path, archived: Path, duban: Callable[..., Any]
) -> None:
    assert duban("archive", "2020", lang="en").exit_code == 0
    names = [f"notice-{day.isoformat()}" for day in CARDS.values()]
    assert sorted(one.stem for one in volume(archived).glob("*.docx")) == [*names, "record"]
    assert "red card" in form_of(volume(archived) / f"{names[-1]}.docx")[""]
    assert checked(archived).returncode == 0


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_every_notice_has_its_pdf_which_is_made_once(
    archived: Path, duban: Callable[..., Any]
) -> None:
    words = bytes_in(archived)
    if duban("archive", "2020", "--pdf").exit_code == ArchiveIncomplete.exit_code:
        pytest.skip("needs libreoffice-writer")
    made = bytes_in(archived)
    pdfs = {name: one for name, one in made.items() if name.endswith(".pdf")}
    assert sorted(Path(one).stem for one in pdfs) == ["卷内记录", *NAMES]
    assert all(one.startswith(b"%PDF-") for one in pdfs.values())
    for day, name in zip(CARDS.values(), NAMES, strict=True):
        stamp = f"CreationDate(D:{day:%Y%m%d}000000".encode()
        assert stamp in pdfs[f"{volume(archived).name}/{name}.pdf"]
    assert {name: made[name] for name in words if name.endswith(".docx")} == {
        name: one for name, one in words.items() if name.endswith(".docx")
    }
    assert checked(archived).returncode == 0
    assert duban("archive", "2020", "--pdf").exit_code == 0
    assert bytes_in(archived) == made


def test_the_columns_of_every_block_fill_the_page() -> None:
    assert WIDTHS.keys() == {block.question for block in BLOCKS}
    for block in BLOCKS:
        assert len(WIDTHS[block.question]) == len(block.columns)
        assert sum(WIDTHS[block.question]) == WIDTH
