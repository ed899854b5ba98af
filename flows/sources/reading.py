"""The way in: a path, and what the document there says."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import cast

from flows.sources.kinds import Kind, kind_of
from flows.sources.packed import MEGABYTE
from models.bad_files import FileMissing
from models.errors import Refusal
from models.intake.source import Source
from models.source_errors import SourceBroken, SourceEmpty, SourceTooLarge
from models.words import N_, Word

MOST_BYTES = 50 * MEGABYTE

DAMAGED = Word(N_("it is damaged or not complete"))

Reader = Callable[[bytes, str], Source]
READERS = {
    Kind.TEXT: ("text", "read"),
    Kind.WORD: ("word", "read"),
    Kind.OLD_WORD: ("converted", "read"),
    Kind.RICH_TEXT: ("converted", "read"),
    Kind.PDF: ("pdf", "read"),
    Kind.PAGE: ("page", "read"),
    Kind.ARCHIVED_PAGE: ("page", "read_archived"),
    Kind.SHEETS: ("sheet", "read_packed"),
    Kind.OPEN_SHEETS: ("sheet", "read_packed"),
    Kind.OLD_SHEETS: ("sheet", "read_old"),
    Kind.TABLE: ("sheet", "read_table"),
}


def read_source(path: Path) -> Source:
    """Read a document of any kind.

    Raises FileMissing, WrongEncoding, UnreadableWorkbook, and what is in ``models.source_errors``.
    """
    data = _bytes(path)
    if not data.strip():
        raise SourceEmpty(path=path.name)
    kind = path.suffix
    try:
        kind = kind_of(data, path.name)
        source = _reader(kind)(data, path.name)
    except Refusal:
        raise
    except Exception as error:
        # What is wrong with a file from outside, its reader finds out by failing somewhere.
        raise SourceBroken(path=path.name, kind=kind, cause=DAMAGED) from error
    if not source.text.strip():
        raise SourceEmpty(path=path.name)
    return source


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise FileMissing(path=str(path))
    size = path.stat().st_size
    if size > MOST_BYTES:
        most = MOST_BYTES // MEGABYTE
        raise SourceTooLarge(path=path.name, size=-(-size // MEGABYTE), most=most)
    try:
        return path.read_bytes()
    except OSError as error:
        cause = error.strerror or type(error).__name__
        raise SourceBroken(path=path.name, kind=path.suffix, cause=cause) from error


def _reader(kind: Kind) -> Reader:
    """Load the module that reads a kind; each brings along only its own library."""
    module, function = READERS[kind]
    return cast(Reader, getattr(import_module(f"flows.sources.{module}"), function))
