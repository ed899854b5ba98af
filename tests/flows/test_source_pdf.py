"""A PDF reads as the text it was printed from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from flows.documents import Paper
from flows.pdf import to_pdf
from flows.soffice import find_converter
from flows.sources.pdf_lines import Line
from flows.sources.pdf_paragraphs import PageRead, paragraphs
from flows.sources.reading import read_source
from models.words import Speaker
from tests.writings import LINES, LONG, Page, as_pdf, needs_soffice

SENTENCE = "各单位要在9月底前完成改造任务，投入资金3500万元，新增车位1200个，逾期的予以通报。"


def read(path: Path) -> list[str]:
    return read_source(path).text.splitlines()


@pytest.mark.parametrize(
    "number", ["— 3 —", "- 3 -", "3", "第3页", "第 3 页 共 9 页", "3 / 9", "·3·"]
)
def test_page_numbers_are_not_part_of_the_text(tmp_path: Path, number: str) -> None:
    page = Page(tmp_path / "a.pdf")
    page.write(270, 30, number)
    page.paragraph(SENTENCE)
    page.save()
    assert read(tmp_path / "a.pdf") == [SENTENCE]


def test_what_stands_at_the_head_of_every_page_is_not_part_of_the_text(tmp_path: Path) -> None:
    page = Page(tmp_path / "a.pdf", head="某某区人民政府公报 2025年第3期")
    for _ in range(3):
        for _ in range(4):
            page.paragraph(SENTENCE)
        page.new_page()
    page.paragraph(SENTENCE)
    page.save()
    assert read(tmp_path / "a.pdf") == [SENTENCE] * 13


def test_a_number_in_the_text_is_no_page_number(tmp_path: Path) -> None:
    page = Page(tmp_path / "a.pdf")
    page.paragraph("新增车位数（个）")
    page.paragraph("1200")
    page.save()
    assert read(tmp_path / "a.pdf") == ["新增车位数（个）", "1200"]


def test_a_paragraph_goes_on_over_the_page(tmp_path: Path) -> None:
    page = Page(tmp_path / "a.pdf")
    for _ in range(8):
        page.paragraph(LONG)
    page.save()
    source = read_source(tmp_path / "a.pdf")
    assert source.text.splitlines() == [LONG] * 8
    turns = [place.start for place in source.places]
    assert [place.words for place in source.places] == ["第1页", "第2页"]
    assert source.text[turns[1] - 1] != "\n"  # the second page begins within a paragraph


def test_letters_printed_twice_to_look_bold_are_read_once(tmp_path: Path) -> None:
    page = Page(tmp_path / "a.pdf")
    for x in (0, 0.4, 0.8):
        page.write(100 + x, 100, "一、总体要求")
    page.save()
    assert read(tmp_path / "a.pdf") == ["一、总体要求"]


def test_the_heading_of_a_table_that_goes_on_over_the_page_comes_once(tmp_path: Path) -> None:
    page = Page(tmp_path / "a.pdf", head="某某区人民政府公报")
    rows = [["任务", "单位"], ["建成公园", "园林局"]]
    page.table(rows, (9, 9, 9), [200, 200])
    page.new_page()
    page.table([["任务", "单位"], ["改造道路", "城管局"]], (9, 9, 9), [200, 200])
    page.write(100, 300, "完")
    page.save()
    assert read(tmp_path / "a.pdf") == ["任务\t单位", "建成公园\t园林局", "改造道路\t城管局", "完"]


def test_a_pdf_that_only_forbids_printing_is_read(tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(as_pdf(tmp_path / "a.pdf")))
    writer.encrypt("", "owner", algorithm="AES-256")
    writer.write(tmp_path / "a.pdf")
    assert read(tmp_path / "a.pdf") == LINES


def a_line(text: str, x0: float, x1: float, top: float, size: float = 16) -> Line:
    return Line(text, x0, x1, top, top + size, size)


FULL = a_line("按照市定时间节点分期启动陇海路等", 80, 528, 100)


@pytest.mark.parametrize(
    ("after", "goes_on"),
    [
        (a_line("八条道路改造。", 80, 200, 128), True),
        (a_line("八条道路改造。", 112, 232, 128), False),  # indented
        (a_line("八条道路改造。", 80, 200, 190), False),  # far below
        (a_line("八条道路改造。", 80, 200, 128, 22), False),  # larger
    ],
)
def test_a_full_line_goes_on_where_the_next_one_is_not_indented(after: Line, goes_on: bool) -> None:
    page = PageRead(595, 842, [a_line("上一段" * 9, 80, 528, 72), FULL, after])
    assert len(list(paragraphs([page]))) == (1 if goes_on else 2)


def test_a_short_line_ends_its_paragraph() -> None:
    short = a_line("一、总体要求", 80, 176, 100)
    page = PageRead(595, 842, [FULL, short._replace(top=128, bottom=144), FULL._replace(top=156)])
    assert [one.text for one in paragraphs([page])] == [FULL.text + short.text, FULL.text]


@needs_soffice
def test_a_report_printed_by_libreoffice_reads_like_the_word_file(tmp_path: Path) -> None:
    paper = Paper(Speaker("zh"))
    paper.title("某某区人民政府办公室关于印发2025年实事项目和重点工程安排的通知")
    paper.subtitle("某府办发〔2025〕6号")
    paper.text("各镇人民政府，区政府各委、办、局：")
    for _ in range(4):
        paper.text(LONG)
    paper.heading("任务分解")
    unit = "园林局\n城管局"
    rows = [(str(n), SENTENCE, unit, "9月底前") for n in range(1, 15)]
    paper.table(("序号", "任务", "责任单位", "完成时限"), rows, (1, 4, 2, 2))
    for _ in range(6):
        paper.text(LONG)
    paper.text("某某区人民政府办公室")
    paper.text("2025年3月17日")
    day = date(2025, 3, 17)
    word = paper.saved(subject="通知", author="某", on=day)
    (tmp_path / "a.docx").write_bytes(word)
    (tmp_path / "a.pdf").write_bytes(to_pdf(find_converter(), {"a": word}, on={"a": day})["a"])
    lines = read(tmp_path / "a.docx")
    assert len(lines) == 31
    assert lines[9] == f"1\t{SENTENCE}\t园林局 城管局\t9月底前"
    assert read(tmp_path / "a.pdf") == lines
