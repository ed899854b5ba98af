"""Reading a document costs what its format needs: no library of another one, little memory."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from docx import Document

from tests.writings import LONG, as_page, as_pdf, as_text, as_word, as_workbook

STATUS = Path("/proc/self/status")
LIBRARIES = {"docx", "pdfplumber", "selectolax", "python_calamine", "prefect", "sqlmodel"}
ASK = """
import json, re, sys
from pathlib import Path
from flows.sources.reading import read_source
text = read_source(Path(sys.argv[1])).text
status = Path("/proc/self/status")  # resource would tell the parent's memory too
peak = re.search("VmHWM:\\s+(\\d+)", status.read_text() if status.exists() else "VmHWM: 0")
print(json.dumps([len(text.encode()), int(peak[1]) // 1024, sorted(sys.modules)]))
"""
PARAGRAPHS = 2600  # a megabyte of text
MOST_MEMORY = 120  # of the 150 MB that reading a document may take in all


def asked(path: Path) -> tuple[int, int, set[str]]:
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(path)], check=True, capture_output=True, text=True
    )
    size, memory, modules = json.loads(done.stdout)
    return size, memory, LIBRARIES & set(modules)


@pytest.mark.parametrize(
    ("name", "write", "needed"),
    [
        ("a.txt", as_text, set()),
        ("a.docx", as_word, {"docx"}),
        ("a.pdf", as_pdf, {"pdfplumber"}),
        ("a.html", as_page, {"selectolax"}),
        ("a.xlsx", as_workbook, {"python_calamine"}),
    ],
)
def test_only_the_library_of_its_format_is_loaded(
    tmp_path: Path, name: str, write: Callable[[Path], Path], needed: set[str]
) -> None:
    assert asked(write(tmp_path / name))[2] == needed


def a_long_word(path: Path) -> None:
    made = Document()
    for _ in range(PARAGRAPHS):
        made.add_paragraph(LONG)
    made.save(str(path))


def a_long_workbook(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("任务")
    for y in range(PARAGRAPHS):
        sheet.write(y, 0, f"{y}{LONG}")
    book.close()


def a_long_page(path: Path) -> None:
    path.write_text(f"<p>{LONG}</p>\n" * PARAGRAPHS, encoding="gb18030")


@pytest.mark.skipif(not STATUS.exists(), reason="memory is told by Linux")
@pytest.mark.parametrize(
    ("name", "write"),
    [("a.docx", a_long_word), ("a.xlsx", a_long_workbook), ("a.html", a_long_page)],
)
def test_a_megabyte_of_text_takes_little_memory(
    tmp_path: Path, name: str, write: Callable[[Path], None]
) -> None:
    write(tmp_path / name)
    size, memory, _ = asked(tmp_path / name)
    assert size > 1_000_000
    assert 0 < memory < MOST_MEMORY
