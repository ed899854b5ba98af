"""What cannot be read is refused with what is wrong and what to do, and nothing of it is run."""

from __future__ import annotations

import struct
import time
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from pypdf import PdfReader, PdfWriter
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from flows.sources import compound
from flows.sources.kinds import READABLE
from flows.sources.reading import MOST_BYTES, read_source
from models import source_errors as refused
from models.bad_files import FileMissing, UnreadableWorkbook, WrongEncoding
from models.errors import Refusal
from models.intake.source import Source
from models.words import Speaker
from tests.writings import as_pdf, as_word, as_workbook, converted, needs_soffice

ENTRY_SIZE = 128


def named(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def repacked(path: Path, **instead: bytes) -> Path:
    """Write a packed document anew with other parts, or more of them; ``__`` stands for /."""
    parts = {name.replace("__", "/").replace("_DOT_", "."): data for name, data in instead.items()}
    with zipfile.ZipFile(path) as old:
        whole = {name: old.read(name) for name in old.namelist()} | parts
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in whole.items():
            new.writestr(name, data)
    return path


def an_old_file(*entries: str, locked: bool = False) -> bytes:
    """Write as much of an old Office file as tells what is in it."""
    header = bytearray(512)
    header[:8], header[30:32] = compound.MARK, struct.pack("<H", 9)
    word = bytearray(512)
    word[:2], word[10:12] = struct.pack("<H", 0xA5EC), struct.pack("<H", 0x100 if locked else 0)
    directory = b""
    for name in entries:
        entry = bytearray(ENTRY_SIZE)
        written = name.encode("utf-16-le")
        entry[: len(written)] = written
        entry[64:66], entry[66:67] = struct.pack("<H", len(written) + 2), b"\x02"
        entry[116:120] = struct.pack("<I", 0)
        entry[120:124] = struct.pack("<I", 4096)
        directory += bytes(entry)
    return bytes(header) + bytes(word) + directory


def a_picture_pdf(path: Path) -> Path:
    canvas = Canvas(str(path), pagesize=A4)
    for _ in range(3):
        canvas.rect(50, 50, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    return path


def a_locked_pdf(path: Path) -> Path:
    writer = PdfWriter(clone_from=PdfReader(as_pdf(path)))
    writer.encrypt("secret", algorithm="AES-256")
    writer.write(path)
    return path


def a_picture(path: Path) -> Path:
    return named(path, b"\x89PNG\r\n\x1a\n\0\0")


def an_empty_word(path: Path) -> Path:
    Document().save(str(path))
    return path


def a_bomb(path: Path) -> Path:
    return repacked(as_word(path), word__more_DOT_xml=b"<a/>" * 5_000_000)


def a_swollen_pdf(path: Path) -> Path:
    stream = zlib.compress(bytes(300 << 20))
    return named(path, b"%PDF-1.7\n1 0 obj <</Filter/FlateDecode>> stream\n" + stream)


ENTITIES = (
    b'<?xml version="1.0"?><!DOCTYPE w:document [<!ENTITY a "ha">%s]>'
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    b"<w:body><w:p><w:r><w:t>&a;</w:t></w:r></w:p></w:body></w:document>"
)


def with_entities(path: Path, encoding: str) -> Path:
    markup = ENTITIES.decode().encode(encoding)
    return repacked(as_word(path), word__document_DOT_xml=markup)


def with_macros(path: Path) -> Path:
    return repacked(as_word(path), word__vbaProject_DOT_bin=b"\xd0\xcf")


def macro_enabled(path: Path) -> Path:
    with zipfile.ZipFile(as_workbook(path)) as archive:
        types = archive.read("[Content_Types].xml")
    types = types.replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    )
    assert b"macroEnabled" in types
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(path.with_suffix(".new"), "w") as new:
        for name in old.namelist():
            new.writestr(name, types if name.startswith("[Content") else old.read(name))
    return path.with_suffix(".new").rename(path)


def far_away(path: Path) -> Path:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "甲", "乙"
    book.save(path)
    return path


def an_open_bomb(path: Path) -> Path:
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    cell = '<table:table-cell table:number-columns-repeated="16384" office:value-type="float"/>'
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", mime)
        archive.writestr(
            "content.xml",
            f'<table:table table:name="a"><table:table-row table:number-rows-repeated="1048576">'
            f"{cell}</table:table-row></table:table>",
        )
    return path


CASES: dict[str, tuple[str, Callable[[Path], Path], type[Refusal]]] = {
    "empty": ("a.docx", lambda path: named(path, b""), refused.SourceEmpty),
    "blank": ("a.txt", lambda path: named(path, b" \n\n"), refused.SourceEmpty),
    "a page of pictures": ("a.html", lambda path: named(path, b"<img>"), refused.SourceEmpty),
    "no paragraph": ("a.docx", an_empty_word, refused.SourceEmpty),
    "a picture": ("a.png", a_picture, refused.SourceUnknown),
    "a picture named .docx": (
        "a.docx", a_picture, refused.SourceUnknown),
    "text of no kind": ("a.py", lambda path: named(path, b"print()"), refused.SourceUnknown),
    "slides": (
        "a.ppt", lambda path: named(path, an_old_file("PowerPoint Document")),
        refused.SourceUnknown),
    "no encoding": ("a.txt", lambda path: named(path, b"abc\xff\xff\n"), WrongEncoding),
    "scanned": ("a.pdf", a_picture_pdf, refused.SourceScanned),
    "locked pdf": ("a.pdf", a_locked_pdf, refused.SourceLocked),
    "locked docx": (
        "a.docx", lambda path: named(path, an_old_file("EncryptedPackage")), refused.SourceLocked),
    "locked doc": (
        "a.doc", lambda path: named(path, an_old_file("WordDocument", locked=True)),
        refused.SourceLocked),
    "macros": ("a.docm", with_macros, refused.SourceHasMacros),
    "macros named .docx": ("a.docx", with_macros, refused.SourceHasMacros),
    "macros named .xlsx": ("a.xlsx", macro_enabled, refused.SourceHasMacros),
    "macros in a doc": (
        "a.doc", lambda path: named(path, an_old_file("WordDocument", "Macros")),
        refused.SourceHasMacros),
    "macros in an xls": (
        "a.xls", lambda path: named(path, an_old_file("Workbook", "_VBA_PROJECT_CUR")),
        refused.SourceHasMacros),
    "a zip bomb": ("a.docx", a_bomb, refused.SourceTooLarge),
    "a pdf bomb": ("a.pdf", a_swollen_pdf, refused.SourceTooLarge),
    "entities": ("a.docx", lambda path: with_entities(path, "utf-8"), refused.SourceBroken),
    "entities in UTF-16": (
        "a.docx", lambda path: with_entities(path, "utf-16"), refused.SourceBroken),
    "a deep page": (
        "a.html", lambda path: named(path, b"<div>" * 200_000 + b"a"), refused.SourceBroken),
    "a cell far away": ("a.xlsx", far_away, UnreadableWorkbook),
    "a cell repeated": ("a.ods", an_open_bomb, UnreadableWorkbook),
    "half a docx": (
        "a.docx", lambda path: named(path, as_word(path).read_bytes()[:9000]),
        refused.SourceBroken),
    "half a pdf": ("a.pdf", lambda path: named(path, b"%PDF-1.4\n1 0 obj"), refused.SourceBroken),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_what_cannot_be_read_is_refused_for_its_own_reason(tmp_path: Path, case: str) -> None:
    name, make, kind = CASES[case]
    path = make(tmp_path / name)
    begun = time.monotonic()
    with pytest.raises(Refusal) as caught:
        read_source(path)
    assert type(caught.value) is kind
    assert time.monotonic() - begun < 5
    for language in ("zh", "en"):
        assert name in caught.value.said(Speaker(language))


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "a.docx", tmp_path):
        with pytest.raises(FileMissing):
            read_source(path)


def test_a_file_is_weighed_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(refused.SourceTooLarge) as caught:
        read_source(path)
    assert (caught.value.facts["size"], caught.value.facts["most"]) == (51, 50)


def test_a_part_that_says_it_is_small_is_read_no_further(tmp_path: Path) -> None:
    path = as_word(tmp_path / "a.docx")
    data = bytearray(path.read_bytes())
    with zipfile.ZipFile(BytesIO(data)) as archive:
        size = archive.getinfo("word/document.xml").file_size
    at = data.index(b"word/document.xml", data.index(b"PK\x01\x02")) - 46
    assert struct.unpack("<I", data[at + 24 : at + 28]) == (size,)
    data[at + 24 : at + 28] = struct.pack("<I", 100)
    with pytest.raises(refused.SourceBroken):
        read_source(named(path, bytes(data)))


def test_without_libreoffice_an_old_document_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.soffice.shutil.which", lambda _: None)
    monkeypatch.setattr("flows.soffice.PLACES", ())
    for name, data in (("a.wps", an_old_file("WordDocument")), ("a.rtf", b"{\\rtf1 a}")):
        with pytest.raises(refused.ConverterNeeded) as caught:
            read_source(named(tmp_path / name, data))
        assert ".docx" in caught.value.said(Speaker("zh"))


@needs_soffice
def test_an_old_document_that_libreoffice_cannot_open_is_broken(tmp_path: Path) -> None:
    with pytest.raises(refused.SourceBroken) as caught:
        read_source(named(tmp_path / "a.doc", an_old_file("WordDocument")))
    assert "LibreOffice 无法打开" in caught.value.said(Speaker("zh"))


@needs_soffice
def test_a_conversion_that_takes_too_long_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.soffice.SECONDS_TO_START", 0.05)
    monkeypatch.setattr("flows.soffice.SECONDS_EACH", 0)
    with pytest.raises(refused.SourceBroken):
        read_source(named(tmp_path / "a.rtf", b"{\\rtf1 text}"))


@needs_soffice
def test_what_word_and_excel_lock_is_known_as_locked(tmp_path: Path) -> None:
    word = converted(as_word(tmp_path / "a.docx"), "doc", tmp_path)
    data = bytearray(word.read_bytes())
    data[data.index(b"\xec\xa5", 512) + 11] |= 1  # what Word sets when it encrypts
    sheets = converted(as_workbook(tmp_path / "b.xlsx"), "xls", tmp_path)
    book = bytearray(sheets.read_bytes())
    begun = book.index(b"\x09\x08\x10\x00", 512)
    book[begun + 20 : begun + 22] = b"\x2f\x00"  # what Excel writes first of all
    for path, locked in ((word, data), (sheets, book)):
        assert read_source(path).text
        with pytest.raises(refused.SourceLocked):
            read_source(named(path, bytes(locked)))


ONE_FOLDER = [HealthCheck.function_scoped_fixture]
ENDINGS = [*READABLE, ".htm", ".docm", ".xlsm", ".md", ""]
MARKS = st.sampled_from([b"", b"%PDF-1.4\n", b"PK\x03\x04", compound.MARK, b"<html>", b"\xff\xfe"])


@settings(
    max_examples=300, deadline=5000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(ending=st.sampled_from(ENDINGS), mark=MARKS, data=st.binary(max_size=2000))
def test_random_bytes_are_refused_or_read(
    tmp_path: Path, ending: str, mark: bytes, data: bytes
) -> None:
    try:
        assert isinstance(read_source(named(tmp_path / f"a{ending}", mark + data)), Source)
    except Refusal as refusal:
        assert refusal.said(Speaker("zh"))


@pytest.mark.parametrize("write", [as_word, as_pdf, as_workbook], ids=lambda one: one.__name__)
@settings(
    max_examples=60, deadline=10_000, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_damaged_documents_are_refused_or_read(
    tmp_path: Path, write: Callable[[Path], Path], data: st.DataObject
) -> None:
    whole = tmp_path / "whole"
    if not whole.exists():
        write(whole)
    damaged = bytearray(whole.read_bytes())
    for _ in range(data.draw(st.integers(1, 20))):
        at = data.draw(st.integers(0, len(damaged) - 1))
        damaged[at] = data.draw(st.integers(0, 255))
    try:
        assert isinstance(read_source(named(tmp_path / "damaged", bytes(damaged))), Source)
    except Refusal as refusal:
        assert refusal.said(Speaker("zh"))
