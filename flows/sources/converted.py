"""Old Word documents (.doc, .wps, .rtf): turned into .docx by LibreOffice where it is present.

Documents with macros have been refused before (``flows.sources.compound``).
"""

from __future__ import annotations

import tempfile
from pathlib import Path, PurePath

from flows.soffice import convert, find_converter
from flows.sources import packed, word
from models.intake.source import Source
from models.not_ready import ConverterMissing
from models.source_errors import ConverterNeeded, SourceBroken
from models.words import N_, Word

FILTER = "docx:MS Word 2007 XML"
FAILED = Word(N_("LibreOffice cannot open it"))


def read(data: bytes, name: str) -> Source:
    """Convert and read. Raises ConverterNeeded, SourceBroken."""
    kind = "rtf" if data.lstrip().startswith(b"{\\rtf") else "doc"
    try:
        converter = find_converter()
    except ConverterMissing as refusal:
        ending = PurePath(name).suffix.lower() or f".{kind}"
        raise ConverterNeeded(path=name, kind=ending) from refusal
    with tempfile.TemporaryDirectory(prefix="duban-source-") as folder:
        old = Path(folder) / f"in.{kind}"
        old.write_bytes(data)
        convert(converter, Path(folder), [old], FILTER)
        made = old.with_suffix(".docx")
        if not made.exists():
            raise SourceBroken(path=name, kind=kind, cause=FAILED)
        new = made.read_bytes()
    packed.contents(new, name)
    return word.read(new, name)
