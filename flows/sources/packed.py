"""Files that are zip archives (.docx, .xlsx, .ods): weighed and searched before they are opened."""

from __future__ import annotations

from io import BytesIO
from zipfile import ZipFile, ZipInfo

from models.source_errors import SourceBroken, SourceHasMacros, SourceLocked, SourceTooLarge
from models.words import N_, Word

MEGABYTE = 1 << 20
MOST_UNPACKED = 200 * MEGABYTE
MOST_PARTS = 10_000
MOST_RATIO = 250  # the markup of the most repetitive table is packed 100 to 1
WRITTEN = (".xml", ".rels")
TYPES = "[Content_Types].xml"
ENCRYPTED = 0x1
# What the main part is; other marks may come with things embedded.
MAIN_PARTS = (
    (b"wordprocessingml.document.main", "docx"),
    (b"spreadsheetml.sheet.main", "xlsx"),
)
ENTITIES = Word(N_("it defines abbreviations of its own, which no Office program writes"))
MACRO_MARKS = (b"macroEnabled", b"vbaProject")


def contents(data: bytes, name: str) -> str:
    """Return ``docx``, ``xlsx``, ``ods``, or nothing.

    Raises SourceBroken, SourceTooLarge, SourceLocked, SourceHasMacros, or whatever zipfile does.
    """
    with ZipFile(BytesIO(data)) as archive:
        _weigh(archive.infolist(), name)
        _search(archive, name)
        return _told(archive)


def repacked(data: bytes) -> BytesIO:
    """Pack anew what was weighed, so that another reader cannot find more in it."""
    clean = BytesIO()
    with ZipFile(BytesIO(data)) as archive, ZipFile(clean, "w") as new:
        for one in archive.infolist():
            if one.filename.endswith(WRITTEN) or one.filename == "mimetype":
                new.writestr(one.filename, archive.read(one))
    clean.seek(0)
    return clean


def _weigh(parts: list[ZipInfo], name: str) -> None:
    whole = sum(one.file_size for one in parts)
    swollen = any(
        one.file_size > MEGABYTE and one.file_size > MOST_RATIO * one.compress_size for one in parts
    )
    if whole > MOST_UNPACKED or swollen or len(parts) > MOST_PARTS:
        raise SourceTooLarge(path=name, size=whole // MEGABYTE, most=MOST_UNPACKED // MEGABYTE)
    if any(one.flag_bits & ENCRYPTED for one in parts):
        raise SourceLocked(path=name)


def _search(archive: ZipFile, name: str) -> None:
    """Look into every part that is markup: no macros, no password, no entities."""
    for one in archive.infolist():
        if one.filename.lower().endswith("vbaproject.bin") or one.filename.startswith("Basic/"):
            raise SourceHasMacros(path=name)
        if not one.filename.endswith(WRITTEN):
            continue
        part = archive.read(one)
        if part[:2] in (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<"):
            part = part.replace(b"\0", b"")
        if one.filename == TYPES and any(mark in part for mark in MACRO_MARKS):
            raise SourceHasMacros(path=name)
        if b"<!DOCTYPE" in part or b"<!ENTITY" in part:  # no Office program writes either
            raise SourceBroken(path=name, kind="XML", cause=ENTITIES)
        if one.filename == "META-INF/manifest.xml" and b"encryption-data" in part:
            raise SourceLocked(path=name)


def _told(archive: ZipFile) -> str:
    names = set(archive.namelist())
    if TYPES in names:
        types = archive.read(TYPES)
        return next((kind for mark, kind in MAIN_PARTS if mark in types), "")
    if "mimetype" in names:
        mime = archive.read("mimetype")
        return "ods" if mime.startswith(b"application/vnd.oasis.opendocument.spread") else ""
    return ""
