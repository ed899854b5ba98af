"""PDF: text in reading order with its pages, ruled tables as rows, paragraphs put together.

Page heads, feet and page numbers are not part of the text. A scanned page has none.
"""

from __future__ import annotations

import logging
import re
import zlib
from io import BytesIO
from math import inf
from typing import TYPE_CHECKING

from flows.sources.lines import Lines
from flows.sources.packed import MEGABYTE, MOST_UNPACKED
from flows.sources.pdf_columns import in_columns
from flows.sources.pdf_lines import Char, Line, Row, parted
from flows.sources.pdf_paragraphs import PageRead, paragraphs
from flows.sources.pdf_tables import rows_of, tables_on
from models.intake.source import Source
from models.source_errors import SourceLocked, SourceScanned, SourceTooLarge

if TYPE_CHECKING:
    from pdfplumber.page import Page

STREAM = re.compile(rb"\bstream\r?\n")
# A letter without a meaning of its own: fonts that only draw, and private uses.
UNTOLD = re.compile(r"\(cid:\d+\)|[\ue000-\uf8ff\ufffd]")
ZLIB = (b"\x78", b"\x58", b"\x48", b"\x68")
MOST_LAYERS = 3
FEWEST_LETTERS = 10
"""Letters on a page below which it says nothing: a scanner's stamp, a page number."""


def read(data: bytes, name: str) -> Source:
    """Read a PDF. Raises SourceLocked, SourceScanned, SourceTooLarge."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # it warns of every oddity
    _weigh(data, name)
    try:
        with pdfplumber.open(BytesIO(data)) as pdf:
            pages = [_read_page(page) for page in pdf.pages]
    except PdfminerException as error:
        if error.args and isinstance(error.args[0], PDFPasswordIncorrect):
            raise SourceLocked(path=name) from error
        raise
    text = "".join(one.text for page in pages for one in page.parts)
    untold = len(UNTOLD.findall(text))
    if len(text) < FEWEST_LETTERS * len(pages) or untold * 3 > len(text):
        raise SourceScanned(path=name, pages=len(pages))
    lines = Lines()
    for one in paragraphs(pages):
        lines.line(one.text, one.places)
    return lines.source()


def _weigh(data: bytes, name: str) -> None:
    """Unpack each stream up to a limit, before the reader does without one."""
    for found in STREAM.finditer(data):
        packed, layers = data[found.end() : found.end() + MEGABYTE], 0
        while packed[:1] in ZLIB and layers < MOST_LAYERS:
            packed, layers = _unpacked(packed), layers + 1
            if len(packed) > MOST_UNPACKED:
                most = MOST_UNPACKED // MEGABYTE
                raise SourceTooLarge(path=name, size=most + 1, most=most)


def _unpacked(packed: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MOST_UNPACKED + 1)
    except zlib.error:
        return b""


def _read_page(page: Page) -> PageRead:
    """Read what stands on a page, from its top to its foot."""
    chars: list[Char] = [one for one in page.chars if one["upright"]]
    found: list[Line | Row] = []
    for table in sorted(tables_on(page), key=lambda one: one.bbox[1]):
        inside, chars = parted(chars, table.bbox)
        above, chars = parted(chars, (-inf, -inf, inf, table.bbox[1]))
        found += [*in_columns(above), *rows_of(table, inside)]
    found += in_columns(chars)
    page.close()
    return PageRead(float(page.width), float(page.height), found)
