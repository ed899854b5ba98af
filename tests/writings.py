"""One report of two pages with a table, written down in every format that comes in."""

from __future__ import annotations

import shutil
import subprocess
from html import escape
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from docx import Document
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

SOFFICE = shutil.which("soffice")
needs_soffice = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice")

TITLE = "关于印发2025年实事项目的通知"
LONG = (
    "经区政府同意，现将实事项目印发给你们，请认真组织实施。全年完成投资3500万元以上，9月底前"
    "确保航海路综合改造全段完工，按照时间节点分期启动陇海路、紫荆山路等8条道路综合改造，力争"
    "年内改造完成管城街等4条街区。各单位要建立台账，每月28日前报送进展，逾期的由督查室通报。"
)
TABLE = [
    ["序号", "任务", "责任单位", "完成时限"],
    ["1", "建成公园30个", "园林局", "9月底前"],
    ["2", "改造道路4条", "园林局", "12月底前"],
    ["3", "新增车位1万个", "城管局", "12月底前"],
]
"""Of the unit, 园林局 is one cell merged over two rows."""
MERGED = (1, 2, 2)
"""From this row to that row, in this column."""
BEFORE = [TITLE, *[LONG] * 3]
AFTER = [*[LONG] * 3, "某某区人民政府办公室", "2025年3月17日"]
LINES = [*BEFORE, *map("\t".join, TABLE), *AFTER]


def as_text(path: Path, encoding: str = "utf-8") -> Path:
    path.write_bytes("\n".join(LINES).encode(encoding))
    return path


def as_word(path: Path) -> Path:
    made = Document()
    for line in BEFORE:
        made.add_paragraph(line)
    table = made.add_table(len(TABLE), len(TABLE[0]), style="Table Grid")
    for y, row in enumerate(TABLE):
        for x, cell in enumerate(row):
            table.cell(y, x).text = cell
    first, last, column = MERGED
    table.cell(last, column).text = ""
    merged = table.cell(first, column).merge(table.cell(last, column))
    merged.text = TABLE[first][column]
    for line in AFTER:
        made.add_paragraph(line)
    made.save(str(path))
    return path


def as_page(path: Path, charset: str = "gb2312", encoding: str = "gb18030") -> Path:
    first, last, column = MERGED
    rows = ""
    for y, row in enumerate(TABLE):
        cells = [
            f'<td rowspan="{1 + (last - first) * ((y, x) == (first, column))}"><p>{cell}</p></td>'
            for x, cell in enumerate(row)
            if not (x == column and first < y <= last)
        ]
        rows += f"<tr>{''.join(cells)}</tr>\n"
    body = "".join(f"<p>　　{escape(line)}</p>\n" for line in BEFORE)
    rest = "".join(f"<div>{escape(line)}</div>" for line in AFTER)
    path.write_bytes(
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}">'
        "<title>网站</title><style>p {color: red}</style></head><body><nav>首页 | 公开</nav>"
        f"<script>var a = '<p>';</script>{body}<table>{rows}</table>{rest}</body></html>".encode(
            encoding
        )
    )
    return path


def as_workbook(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("任务")
    for y, line in enumerate(BEFORE):
        sheet.write(y, 0, line)
    (first, last, column), top = MERGED, len(BEFORE)
    for y, row in enumerate(TABLE):
        for x, cell in enumerate(row):
            if not (x == column and first < y <= last):
                sheet.write(top + y, x, int(cell) if cell.isdigit() else cell)
    sheet.merge_range(top + first, column, top + last, column, TABLE[first][column])
    for y, line in enumerate(AFTER, top + len(TABLE)):
        sheet.write(y, 0, line)
    book.close()
    return path


class Page:
    """A PDF set as an office sets it: 28 characters a line, two characters in."""

    LEFT, RIGHT, TOP, SIZE, LEAD = 80, 80 + 28 * 16, 90, 16, 29

    def __init__(self, path: Path, *, head: str = "") -> None:
        pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
        self.canvas, self.head, self.number = Canvas(str(path), pagesize=A4), head, 0
        self.new_page()

    def new_page(self) -> None:
        if self.number:
            self.canvas.showPage()
        self.number, self.y = self.number + 1, float(self.TOP)
        self.write(270, 800, f"— {self.number} —", 12)
        if self.head:
            self.write(self.LEFT, 40, self.head, 10)

    def write(self, x: float, y: float, text: str, size: float = SIZE) -> None:
        self.canvas.setFont("STSong-Light", size)
        self.canvas.drawString(x, A4[1] - y - size, text)

    def line(self, x: float, text: str) -> None:
        if self.y > 700:
            self.new_page()
        self.write(x, self.y, text)
        self.y += self.LEAD

    def paragraph(self, text: str) -> None:
        """Break a text as Word does, no mark at the beginning of a line."""
        x = float(self.LEFT + 2 * self.SIZE)
        line = ""
        for n, sign in enumerate(text):
            ahead = (
                line
                + sign
                + ("".join(text[n + 1 : n + 2]) if text[n + 1 : n + 2] in "，。、" else "")
            )
            if line and x + self.width(ahead) > self.RIGHT:
                self.line(x, line)
                x, line = self.LEFT, ""
            line += sign
        self.line(x, line)

    def width(self, text: str) -> float:
        return float(pdfmetrics.stringWidth(text, "STSong-Light", self.SIZE))

    def table(self, rows: list[list[str]], merged: tuple[int, int, int], widths: list[int]) -> None:
        first, last, column = merged
        high = 24
        for y, row in enumerate(rows):
            x = float(self.LEFT)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True)):
                down = last - first + 1 if (y, n) == (first, column) else 1
                if not (n == column and first < y <= last):
                    self.canvas.rect(x, A4[1] - self.y - high * down, width, high * down)
                    self.write(x + 4, self.y + (high * down - 12) / 2, cell, 12)
                x += width
            self.y += high
        self.y += 10

    def save(self) -> None:
        self.canvas.save()


def as_pdf(path: Path) -> Path:
    page = Page(path, head="某某区人民政府公报")
    page.write(150, page.y, TITLE, 22)
    page.y += 50
    for line in BEFORE[1:]:
        page.paragraph(line)
    page.table(TABLE, MERGED, [40, 180, 100, 100])
    for line in AFTER:
        page.paragraph(line)
    page.save()
    return path


def converted(path: Path, to: str, folder: Path) -> Path:
    """Let LibreOffice write the document in another format."""
    assert SOFFICE
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to,
         "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / f"{path.stem}.{to.partition(':')[0]}"


def body_of(made: Any) -> Any:
    """The element that holds all of a Word document."""
    return made.element.body
