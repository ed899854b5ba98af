"""What a file is, by its content: a Word document saved as .txt, a page saved as .doc."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import PurePath

from flows.sources import compound, packed
from models.source_errors import SourceUnknown

READABLE = (
    ".docx", ".doc", ".wps", ".rtf", ".pdf", ".html", ".txt", ".md",
    ".xlsx", ".xls", ".et", ".ods", ".csv",
)  # fmt: skip
# Text has no mark of its own. Under these names it is taken for text.
PLAIN = frozenset({".txt", ".md", ".text", ".markdown", ".csv", ".tsv", ".log"})
NAMED_TEXT = PLAIN | {".doc", ".docx", ".wps", ".rtf"}
NAMED_TABLE = frozenset({".csv", ".tsv"})
NAMED_PAGE = frozenset({".html", ".htm", ".shtml", ".xhtml"})
NAMED_SHEET = frozenset({".xls", ".et", ".xlsx"})
HEAD = 4096  # bytes from the beginning in which a file tells what it is
PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|meta|div)\b", re.I)
ARCHIVED_PAGE = re.compile(rb"\AMIME-Version:|\AFrom:[^\n]*\n(?:.*\n)*?MIME-Version:", re.I)
CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Kind(StrEnum):
    """How a document is read."""

    TEXT = "text"
    WORD = "docx"
    OLD_WORD = "doc"
    RICH_TEXT = "rtf"
    PDF = "PDF"
    PAGE = "HTML"
    ARCHIVED_PAGE = "MHTML"
    SHEETS = "xlsx"
    OPEN_SHEETS = "ods"
    OLD_SHEETS = "xls"
    TABLE = "csv"


def kind_of(data: bytes, name: str) -> Kind:
    """Tell what a file is. Raises SourceUnknown, SourceBroken, SourceLocked, and what is unsafe."""
    ending = PurePath(name).suffix.lower()
    kind = _marked(data, name, ending) or _unmarked(data, ending)
    if kind is None:
        raise SourceUnknown(path=name, readable=READABLE)
    return kind


def _marked(data: bytes, name: str, ending: str) -> Kind | None:
    """Tell a kind by the mark at its beginning."""
    head = data[:HEAD]
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if data.startswith(b"PK\x03\x04"):
        found = packed.contents(data, name)
        return Kind(found) if found else None
    if data.startswith(compound.MARK):
        found = compound.contents(data, name, sheets_first=ending in NAMED_SHEET)
        return Kind(found) if found else None
    if head.lstrip().startswith(b"{\\rtf"):
        return Kind.RICH_TEXT
    return Kind.ARCHIVED_PAGE if ARCHIVED_PAGE.match(head) else None


def _unmarked(data: bytes, ending: str) -> Kind | None:
    """Tell pages and texts apart; whatever has control characters is neither."""
    if not data.startswith(UTF_16) and len(CONTROL.findall(data)) > len(data) // 1000:
        return None
    head = data[:HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if ending in NAMED_PAGE or PAGE.match(head):
        return Kind.PAGE
    if ending not in PLAIN and PAGE.search(head):
        return Kind.PAGE
    if head.startswith(b"<?xml"):  # Word and Excel of 2003 could save such files
        return None
    if ending in NAMED_TABLE:
        return Kind.TABLE
    return Kind.TEXT if ending in NAMED_TEXT else None
