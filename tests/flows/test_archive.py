"""An archive can be read, checked without duban, and written again to the same bytes."""

from __future__ import annotations

import ast
import csv
import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from typer.testing import CliRunner

import cli
from flows import verify
from flows.documents import Paper, numeral
from flows.filing import OLD, PART, Filing, sums_text
from ledgers import journal
from ledgers.book import Book, open_book
from models.bad_files import ArchiveIncomplete
from models.commitment import CommitmentDraft
from models.errors import NotAChoice
from models.not_ready import ConverterMissing, NotWritable
from models.settings import Settings
from models.terms import Ending
from models.words import Speaker
from tests.offices import BEGUN, DUE, an_office, at

SHASUM = shutil.which("sha256sum")
SOFFICE = shutil.which("soffice")
ON = date(2020, 8, 18)
HOSTILE = (
    ("2020-002", "../../C:\\路/由:名*?<>|."),
    ("CON", "长" * 200),
    ("=cmd|'/c calc'!A1", "=1+1"),
    ("督〔2020〕7号/2", "新建公园“30个”\n第二行\x0b"),
)


def close(book: Book, number: str, *files: Path, on: date = ON, **how: Any) -> None:
    """Strike a commitment off with these files."""
    unit, chief = book.directory.actor_named("王路"), book.directory.actor_named("赵明")
    book.commitments.ask_closure(number, by=unit, on=on, evidence=files, note="完成\x0c了")
    book.commitments.check(number, passed=True, findings="属实", by=chief, on=on)
    book.commitments.confirm(number, by=chief, on=on, **how)


@pytest.fixture
def office(tmp_path: Path) -> Settings:
    """An office with five closed matters, two of them with files of one name."""
    made = an_office(tmp_path / "office")
    photos = []
    for n in range(3):
        photos.append(tmp_path / str(n) / "现场 照片.jpg")
        photos[-1].parent.mkdir()
        photos[-1].write_bytes(bytes([n]) * (n + 1))
    with open_book(made.book_url, at=at(ON), evidence=made.path("evidence")) as book:
        chief = book.directory.actor_named("赵明")
        close(book, "2020-001", photos[0], photos[1])
        for number, title in HOSTILE:
            draft = CommitmentDraft(
                title=title, number=number, lead_unit="交通局", docketed_on=BEGUN, due=DUE
            )
            book.commitments.docket(draft, by=chief, on=BEGUN, assign=True)
            ending = Ending.NOT_PURSUED if number == "CON" else Ending.DONE
            close(book, number, photos[2], ending=ending, note="规划调整")
    return made


@pytest.fixture
def duban(office: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    """Type ``duban archive …`` in the office."""

    def type_in(*words: str, lang: str = "zh") -> Any:
        monkeypatch.setattr(cli, "LANGUAGE", lang)
        app = cli.front_desk("archive")
        result = CliRunner().invoke(app, ["--office", str(office.folder), "archive", *words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return type_in


@pytest.fixture
def archived(office: Settings, duban: Callable[..., Any]) -> Path:
    """The archive of 2020."""
    done = duban("2020")
    assert done.exit_code == 0, done.stderr
    return office.folder / "archive" / "2020"


def bytes_in(folder: Path) -> dict[str, bytes]:
    return {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file()
    }


def times_in(folder: Path) -> dict[Path, int]:
    return {one: one.stat().st_mtime_ns for one in folder.rglob("*")}


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the archive's own script as an inspector does, from a copy taken elsewhere."""
    return subprocess.run(
        [sys.executable, "-I", verify.__file__, str(folder)],
        capture_output=True, text=True, encoding="utf-8", check=False, cwd=folder.parent,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"})  # fmt: skip


def volume(folder: Path, number: str = "2020-001") -> Path:
    return next(one for one in folder.iterdir() if one.name.startswith(number))


def signed_again(folder: Path) -> None:
    """Redo all sums, as somebody who hides a change would."""
    for one in (*(path for path in folder.iterdir() if path.is_dir()), folder):
        listed = [line.split("  ", 1)[1] for line in (one / "SHA256SUMS").read_text().splitlines()]
        sums = {name: hashlib.sha256((one / name).read_bytes()).hexdigest() for name in listed}
        (one / "SHA256SUMS").write_bytes(sums_text(sums))


# -- what is there -----------------------------------------------------------------------


def test_every_closed_matter_has_a_folder_with_a_safe_short_name(archived: Path) -> None:
    folders = [one.name for one in archived.iterdir() if one.is_dir()]
    assert len(folders) == 1 + len(HOSTILE)
    for name, content in bytes_in(archived).items():
        assert len(name) <= 60 + 9 + 62 and content
        assert not set(name) & set('<>:"\\|?*\x0b')
    assert "cmd_'_c calc'!A1-=1+1" in folders
    assert sorted(bytes_in(volume(archived))) == [
        "SHA256SUMS", "evidence/现场 照片-2.jpg", "evidence/现场 照片.jpg", "history.jsonl",
        "卷内记录.docx"]  # fmt: skip


def test_the_index_lists_the_volumes_and_no_text_acts_as_a_formula(archived: Path) -> None:
    with (archived / "目录.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rows = csv.reader(file)
    assert head[:3] == ["序号", "编号", "事项"] and head[-2:] == ["文件夹", "末条记录校验码"]
    assert [row[0] for row in rows] == ["1", "2", "3", "4", "5"]
    assert {row[5] for row in rows} == {"已完成", "终止办理"}
    assert all(not cell.startswith("=") for row in rows for cell in row)
    sheet = load_workbook(archived / "目录.xlsx").active
    assert sheet["A1"].value == "2020年度办结事项卷内目录"
    values = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert [row[6] for row in values] == [row[6] for row in rows]
    assert all(cell.data_type == "s" for row in sheet.iter_rows(min_row=4) for cell in row)


def test_the_history_is_the_whole_chain(office: Settings, archived: Path) -> None:
    lines = (volume(archived) / "history.jsonl").read_text("utf-8").splitlines()
    with open_book(office.book_url, at=at(ON), write=False) as book:
        history = book.lists.history("2020-001")
    assert [json.loads(line)["hash"] for line in lines] == [one.hash for one in history]


def test_the_record_tells_the_matter(archived: Path) -> None:
    from docx import Document

    made = Document(str(volume(archived) / "卷内记录.docx"))
    texts = [one.text for one in made.paragraphs if one.text]
    assert texts[:3] == ["办结事项卷宗", "2020-001　人民路改造", "一、基本情况"]
    assert "按原定时限计，如期完成。" in texts
    cells = {cell.text for table in made.tables for row in table.rows for cell in row.cells}
    assert {"人民路改造", "交通局", "现场 照片.jpg", "现场 照片-2.jpg", "属实"} <= cells
    assert any(one.startswith("已完成；赵明于2020年8月18日销号") for one in cells)
    ended = Document(str(volume(archived, "CON") / "卷内记录.docx"))
    cells = {cell.text for table in ended.tables for row in table.rows for cell in row.cells}
    assert any(one.startswith("终止办理") and one.endswith("规划调整") for one in cells)


def test_the_page_is_laid_out_after_the_standard(archived: Path) -> None:
    with zipfile.ZipFile(volume(archived) / "卷内记录.docx") as file:
        styles = file.read("word/styles.xml").decode()
        document = file.read("word/document.xml").decode()
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for wanted in ("方正小标宋简体", "仿宋_GB2312", "黑体", 'w:firstLineChars="200"', "zh-CN"):
        assert wanted in styles
    for wanted in ('w:w="11906"', 'w:h="16838"', 'w:top="2098"', 'w:left="1587"', "w:gridCol",
                   'w:hint="eastAsia"', "w:tblHeader", 'w:linePitch="579"'):  # fmt: skip
        assert wanted in document


def test_in_english_everything_has_english_names(office: Settings, duban: Any) -> None:
    assert duban("2020", lang="en").exit_code == 0
    folder = office.folder / "archive" / "2020"
    tops = {one.name for one in folder.iterdir() if one.is_file()}
    assert tops == {"index.csv", "index.xlsx", "HOW-TO-VERIFY.txt", "verify.py", "SHA256SUMS"}
    assert (volume(folder) / "record.docx").exists()
    assert checked(folder).returncode == 0
    assert duban("2020").exit_code == 0
    assert not (folder / "index.csv").exists() and (folder / "目录.csv").exists()
    assert sorted(one.name for one in volume(folder).iterdir()) == [
        "SHA256SUMS", "evidence", "history.jsonl", "卷内记录.docx"]  # fmt: skip
    assert checked(folder).returncode == 0


# -- again -------------------------------------------------------------------------------


def test_running_it_again_writes_nothing(archived: Path, duban: Any) -> None:
    before, times = bytes_in(archived), times_in(archived)
    done = duban("2020")
    assert done.exit_code == 0 and "5卷未变" in done.stdout
    assert bytes_in(archived) == before and times_in(archived) == times


def test_elsewhere_it_writes_the_same_bytes(archived: Path, duban: Any, tmp_path: Path) -> None:
    assert duban("2020", "--to", str(tmp_path / "stick")).exit_code == 0
    assert bytes_in(tmp_path / "stick" / "2020") == bytes_in(archived)


def test_what_was_changed_is_mended_and_told_and_the_rest_is_left(
    archived: Path, duban: Any
) -> None:
    before, times = bytes_in(archived), times_in(archived)
    (volume(archived) / "history.jsonl").write_text("{}\n")
    (volume(archived) / "evidence" / "现场 照片.jpg").unlink()
    done = duban("2020")
    assert done.exit_code == 0 and "history.jsonl" in done.stdout and "照片.jpg" in done.stdout
    assert "写入1卷，4卷未变" in done.stdout
    assert bytes_in(archived) == before
    other = volume(archived, "CON") / "卷内记录.docx"
    assert other.stat().st_mtime_ns == times[other]


def test_what_is_not_the_archives_own_is_left_and_named(archived: Path, duban: Any) -> None:
    (archived / "手记.txt").write_text("x")
    (volume(archived) / "批注.txt").write_text("y")
    (volume(archived) / "history.jsonl").unlink()
    done = duban("2020")
    assert done.exit_code == 0 and "手记.txt" in done.stdout
    assert (archived / "手记.txt").exists() and (volume(archived) / "批注.txt").exists()
    assert "手记.txt" in checked(archived).stdout


def test_a_volume_reopened_since_is_left_and_named(
    office: Settings, archived: Path, duban: Any
) -> None:
    with open_book(office.book_url, at=at(ON)) as book:
        chief = book.directory.actor_named("赵明")
        book.commitments.reopen("2020-001", reason="反弹", by=chief, on=ON)
    folder = volume(archived).name
    done = duban("2020")
    assert done.exit_code == 0 and folder in done.stdout
    assert folder not in (archived / "目录.csv").read_text("utf-8")


def test_a_run_that_was_killed_is_cleared_away(archived: Path, duban: Any) -> None:
    before = bytes_in(archived)
    lost = volume(archived)
    lost.rename(archived / f".{lost.name}{OLD}")  # killed between the two renames
    shutil.copytree(volume(archived, "CON"), archived / f".{lost.name}{PART}")
    (archived / f".目录.csv{PART}").write_text("half")
    assert duban("2020").exit_code == 0
    assert bytes_in(archived) == before


def test_a_folder_is_never_seen_half_written(tmp_path: Path, monkeypatch: Any) -> None:
    filing = Filing(tmp_path / "v")
    filing.add("a", b"1")
    monkeypatch.setattr(Path, "rename", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        filing.finish()
    assert not (tmp_path / "v").exists()


# -- checked without duban ---------------------------------------------------------------


def test_the_script_says_in_two_languages_that_all_fits(archived: Path) -> None:
    done = checked(archived)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "全部相符" in done.stdout and "All fits" in done.stdout
    assert (archived / "verify.py").read_bytes() == Path(verify.__file__).read_bytes()


def test_the_script_runs_in_its_place_without_an_argument(archived: Path) -> None:
    done = subprocess.run([sys.executable, "-I", str(archived / "verify.py")], check=False,
                          capture_output=True, encoding="utf-8",
                          env={**os.environ, "PYTHONIOENCODING": "utf-8"})  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_script_needs_nothing_but_python_and_hashes_as_the_journal_does() -> None:
    tree = ast.parse(Path(verify.__file__).read_text("utf-8"))
    names = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [one.name for one in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert names <= sys.stdlib_module_names
    assert ("on_day", *journal.HASHED) == verify.HASHED


@pytest.mark.skipif(SHASUM is None, reason="needs sha256sum")
def test_sha256sum_is_content(archived: Path) -> None:
    for folder in (archived, *(one for one in archived.iterdir() if one.is_dir())):
        done = subprocess.run(
            [str(SHASUM), "-c", "--strict", "SHA256SUMS"], cwd=folder, check=False,
            capture_output=True, text=True, encoding="utf-8")  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_any_changed_byte_of_any_file_is_named(archived: Path) -> None:
    dice = random.Random(20200818)
    for name, content in bytes_in(archived).items():
        for place in {0, len(content) - 1, *(dice.randrange(len(content)) for _ in range(4))}:
            changed = bytearray(content)
            changed[place] ^= 1 << dice.randrange(8)
            (archived / name).write_bytes(bytes(changed))
            with pytest.raises(verify.Unfit) as unfit:
                verify.check(archived)
            if name != "SHA256SUMS":
                assert unfit.value.where == name
        (archived / name).write_bytes(content)
    assert verify.check(archived)


def test_a_missing_file_and_an_added_one_are_named(archived: Path) -> None:
    photo = volume(archived) / "evidence" / "现场 照片.jpg"
    content = photo.read_bytes()
    photo.unlink()
    done = checked(archived)
    assert done.returncode == 1
    assert "现场 照片.jpg：缺失" in done.stdout and "is missing" in done.stdout
    photo.write_bytes(content)
    (photo.parent / "补.jpg").write_bytes(b"x")
    assert "补.jpg" in checked(archived).stdout


def alter(lines: list[str]) -> list[str]:
    event = json.loads(lines[2])
    event["note"] += "，改"
    return [*lines[:2], verify.canonical(event) + "\n", *lines[3:]]


def rehash(lines: list[str]) -> list[str]:
    event = json.loads(alter(lines)[2])
    event["hash"] = verify.hash_of(event["previous"], verify.hashed(event))
    return [*lines[:2], verify.canonical(event) + "\n", *lines[3:]]


def shadow(lines: list[str]) -> list[str]:
    return [lines[0].replace("{", '{"note":"另一说法",', 1), *lines[1:]]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (alter, 3),
        (rehash, 4),
        (lambda lines: lines[:1] + lines[2:], 2),
        (lambda lines: [lines[1], lines[0], *lines[2:]], 1),
        (lambda lines: [*lines, lines[-1]], 6),
        (lambda lines: lines[:-1], 0),
        (shadow, 1),
        (lambda lines: ["[]\n", *lines[1:]], 1),
        (lambda lines: ['{"note":"\\ud800"}\n', *lines[1:]], 1),
    ],
    ids=["altered", "rehashed", "removed", "reordered", "repeated", "cut", "shadowed", "no event",
         "no text"],
)  # fmt: skip
def test_a_chain_that_was_worked_on_is_found_though_all_sums_were_redone(
    archived: Path, change: Callable[[list[str]], list[str]], line: int
) -> None:
    history = volume(archived) / "history.jsonl"
    lines = history.read_text("utf-8").splitlines(keepends=True)
    history.write_text("".join(change(lines)), "utf-8")
    signed_again(archived)
    done = checked(archived)
    assert done.returncode == 1
    where = f"history.jsonl:{line}" if line else "history.jsonl：末条记录"
    assert f"{volume(archived).name}/{where}" in done.stdout, done.stdout


def test_what_is_no_archive_is_said_to_be_none(tmp_path: Path) -> None:
    done = checked(tmp_path)
    assert done.returncode == 1 and "SHA256SUMS" in done.stdout and not done.stderr


# -- what can go wrong -------------------------------------------------------------------


def test_evidence_that_does_not_fit_is_named_and_the_rest_archived(
    office: Settings, duban: Any
) -> None:
    kept = sorted(one for one in office.path("evidence").rglob("*") if one.is_file())
    kept[0].write_bytes(b"forged")
    kept[1].unlink()
    done = duban("2020")
    assert done.exit_code == ArchiveIncomplete.exit_code
    assert "照片" in done.stdout and "校验码不符" in done.stdout
    folder = office.folder / "archive" / "2020"
    assert len([one for one in folder.iterdir() if one.is_dir()]) == 5
    assert checked(folder).returncode == 0
    assert duban("2020").exit_code == ArchiveIncomplete.exit_code


def test_a_good_copy_in_the_archive_outlives_a_lost_original(
    office: Settings, archived: Path, duban: Any
) -> None:
    before = bytes_in(archived)
    shutil.rmtree(office.path("evidence"))
    assert duban("2020").exit_code == 0
    assert bytes_in(archived) == before


def test_a_broken_chain_is_named(office: Settings, duban: Any) -> None:
    with open_book(office.book_url, at=at(ON)) as book:
        book.db.tell("UPDATE commitment SET head = 'x' WHERE number = '2020-001'")
    done = duban("2020")
    assert done.exit_code == ArchiveIncomplete.exit_code
    assert "记录链不符" in done.stdout.replace("\n", "")


def test_a_year_in_which_nothing_closed_says_so(office: Settings, duban: Any) -> None:
    done = duban("2019")
    assert done.exit_code == 0 and "2019年没有销号事项" in done.stdout
    assert not (office.folder / "archive").exists()


@pytest.mark.parametrize("year", ["abc", "20", "20200", "二〇二〇", "2020-01", "-1", "２０２０"])
def test_a_year_that_is_none_is_refused_with_those_that_are(duban: Any, year: str) -> None:
    done = duban("--", year)
    assert done.exit_code == NotAChoice.exit_code
    assert "2020" in done.stderr


def test_a_folder_that_cannot_be_written_is_refused(duban: Any, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    done = duban("2020", "--to", str(tmp_path / "file"))
    assert done.exit_code == NotWritable.exit_code
    assert "--to" in done.stderr


def test_pdf_without_libreoffice_is_refused_before_anything_is_written(
    office: Settings, duban: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("flows.soffice.shutil.which", lambda _: None)
    monkeypatch.setattr("flows.soffice.PLACES", ())
    done = duban("2020", "--pdf")
    assert done.exit_code == ConverterMissing.exit_code
    assert not (office.folder / "archive").exists()


def test_a_record_libreoffice_cannot_convert_is_named(
    office: Settings, duban: Any, monkeypatch: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr("flows.archive.find_converter", lambda: tmp_path / "no-such-program")
    done = duban("2020", "--pdf")
    assert done.exit_code == ArchiveIncomplete.exit_code
    assert "LibreOffice" in done.stdout
    assert checked(office.folder / "archive" / "2020").returncode == 0


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")
def test_records_open_in_libreoffice_and_their_pdf_is_made_once(archived: Path, duban: Any) -> None:
    first = duban("2020", "--pdf")
    if first.exit_code == ArchiveIncomplete.exit_code:
        pytest.skip("needs libreoffice-writer")
    assert first.exit_code == 0 and "更正" not in first.stdout
    pdfs = {name: one for name, one in bytes_in(archived).items() if name.endswith(".pdf")}
    assert len(pdfs) == 5
    for one in pdfs.values():
        assert one.startswith(b"%PDF-") and b"CreationDate(D:20200818000000" in one
    assert checked(archived).returncode == 0
    before = bytes_in(archived)
    for again in (("2020",), ("2020", "--pdf")):
        assert duban(*again).exit_code == 0
        assert bytes_in(archived) == before


# -- the paper ---------------------------------------------------------------------------


def test_headings_count_as_offices_do() -> None:
    assert [numeral(one) for one in (1, 10, 11, 20, 34)] == ["一", "十", "十一", "二十", "三十四"]


def test_any_text_can_be_written_and_the_same_text_is_the_same_bytes() -> None:
    def made() -> bytes:
        paper = Paper(Speaker("zh"))
        paper.title("<&>\x00\x1f\ud800\ufffe")
        paper.text("")
        paper.facts([("甲", "第一行\n第二行\t]]>")])
        paper.table(["序号", "内容"], [["1", "长" * 1000], ["2", ""]], [1, 9])
        return paper.saved(subject="x" * 300, author="a\x00", on=ON)

    from docx import Document

    assert made() == made()
    assert Document(BytesIO(made())).paragraphs[0].text == "<&>"
