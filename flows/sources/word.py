"""Word documents: paragraphs and tables in their order, as they read with all changes accepted.

python-docx opens the file and knows its parts; the walk is our own, because its paragraphs
leave out what stands in content controls, insertions and text boxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from flows.sources.lines import Lines, tidy
from flows.sources.word_numbers import Numbers
from models.intake.source import Source

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# Around paragraphs, rows, cells or runs, and read through.
WRAPPERS = frozenset(f"{W}{one}" for one in ("sdt", "sdtContent", "ins", "moveTo", "customXml"))
# Deleted, moved away, or telling how something looks or is computed.
UNREAD = frozenset(
    f"{W}{one}"
    for one in ("del", "moveFrom", "delText", "instrText", "pPr", "rPr", "rt", "sdtPr", "tblPr")
)
SIGNS = {
    f"{W}tab": " ",
    f"{W}ptab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
TEXT, BOX = f"{W}t", f"{W}txbxContent"
PARAGRAPH, TABLE, ROW, CELL = f"{W}p", f"{W}tbl", f"{W}tr", f"{W}tc"
ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def read(data: bytes, _name: str) -> Source:
    """Read a .docx that has been weighed (``flows.sources.packed``)."""
    from docx import Document

    document = Document(BytesIO(data))
    lines = Lines()
    for text in _blocks(document.element.body, Numbers(document.part)):
        if isinstance(text, list):
            lines.row(text)
        else:
            lines.line(text)
    return lines.source()


def _blocks(parent: Any, numbers: Numbers) -> Iterator[str | list[str]]:
    """Walk what is in a body, a cell or a text box: lines, and rows of cells."""
    begun = ""
    for block in _through(parent, {PARAGRAPH, TABLE}):
        if block.tag == TABLE:
            yield from _rows(block, numbers)
            continue
        boxes: list[Any] = []
        written = begun + "".join(_pieces(block, boxes))
        if _mark_is_deleted(block):  # the paragraph goes on in the next one
            begun = written
            continue
        begun = ""
        marker = numbers.marker(block) if written.strip() else ""
        yield from map(tidy, (marker + written).split("\n"))
        for box in boxes:
            yield from _blocks(box, numbers)
    yield tidy(begun)


def _through(parent: Any, wanted: set[str]) -> Iterator[Any]:
    """Walk children of some kinds, through whatever is only put around them."""
    for child in parent:
        if child.tag in wanted:
            yield child
        elif child.tag in WRAPPERS:
            yield from _through(child, wanted)


def _pieces(parent: Any, boxes: list[Any]) -> Iterator[str]:
    """Walk the texts of a paragraph; text boxes anchored in it are put aside."""
    for child in parent:
        if child.tag == TEXT:
            yield child.text or ""
        elif child.tag in SIGNS:
            yield SIGNS[child.tag]
        elif child.tag == BOX:
            boxes.append(child)
        elif child.tag == ALTERNATIVES:  # the same thing, for newer and older programs
            yield from _pieces(child[:1], boxes)
        elif child.tag not in UNREAD:
            yield from _pieces(child, boxes)


def _mark_is_deleted(paragraph: Any) -> bool:
    return paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None


# -- tables -------------------------------------------------------------------------------


def _rows(table: Any, numbers: Numbers) -> Iterator[list[str]]:
    """Walk a table's rows; a cell merged over rows belongs to each of them."""
    above: dict[int, str] = {}
    for row in _through(table, {ROW}):
        if row.find(f"{W}trPr/{W}del") is None:
            yield _cells(row, above, numbers)


def _cells(row: Any, above: dict[int, str], numbers: Numbers) -> list[str]:
    cells = [""] * _number(row.find(f"{W}trPr/{W}gridBefore"), 0)
    for cell in _through(row, {CELL}):
        place, merged = len(cells), cell.find(f"{W}tcPr/{W}vMerge")
        if merged is None or merged.get(f"{W}val") == "restart":
            above[place] = _cell_text(cell, numbers)
        cells.append(above.get(place, ""))
        cells += [""] * (_number(cell.find(f"{W}tcPr/{W}gridSpan"), 1) - 1)
    return cells


def _cell_text(cell: Any, numbers: Numbers) -> str:
    """Write a cell in one line; of a table within it, the cells are parted by blanks."""
    blocks = _blocks(cell, numbers)
    return " ".join(
        text for one in blocks for text in (one if isinstance(one, list) else [one]) if text
    )


def _number(element: Any, otherwise: int) -> int:
    written = "" if element is None else element.get(f"{W}val", "")
    return min(int(written), 63) if written.isdecimal() else otherwise  # Word allows 63 columns
