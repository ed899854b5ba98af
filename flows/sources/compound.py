"""Files of the old Office (.doc, .xls, .wps, .et): what is in them, told without opening them.

A directory entry is 128 bytes, at a multiple of 128: the name, its length, its type, where it
starts. Looking for entries by their names finds those that a broken directory would hide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.source_errors import SourceHasMacros, SourceLocked

MARK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENTRY, NAME = 128, 64
START, SIZE = 116, 120  # where an entry tells where its part starts, and how large it is
SMALL, HEAD = 4096, 64  # smaller parts lie together, in pieces of 64 bytes
MACROS = ("Macros", "VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR")
ENCRYPTED_WORD = 0x0100  # fEncrypted in the head of a Word document
FILE_PASS = 0x2F  # the record that tells how a workbook is encrypted
WORD_MAGIC = (0xA5EC, 0xA5DC)


def contents(data: bytes, name: str, *, sheets_first: bool) -> str:
    """Return ``doc`` or ``xls``, or nothing. Raises SourceLocked, SourceHasMacros."""
    if _has(data, "EncryptedPackage"):
        raise SourceLocked(path=name)
    if any(_has(data, one) for one in MACROS):
        raise SourceHasMacros(path=name)
    word = _has(data, "WordDocument")
    sheets = _has(data, "Workbook") or _has(data, "Book")
    if word and not (sheets and sheets_first):
        if _word_is_locked(data):
            raise SourceLocked(path=name)
        return "doc"
    if sheets and _sheets_are_locked(data):
        raise SourceLocked(path=name)
    return "xls" if sheets else ""


def _has(data: bytes, name: str) -> bool:
    return any(True for _ in _entries(data, name))


def _entries(data: bytes, name: str) -> Iterator[int]:
    written = name.encode("utf-16-le")
    padded = re.escape(written) + rb"\x00{%d}" % (NAME - len(written))
    for one in re.finditer(padded, data, re.I):
        if one.start() % ENTRY == 0:
            yield one.start()


def _word_is_locked(data: bytes) -> bool:
    heads = [head for head in _heads(data, "WordDocument") if _number(head, 0) in WORD_MAGIC]
    return any(_number(head, 10) & ENCRYPTED_WORD for head in heads)


def _sheets_are_locked(data: bytes) -> bool:
    """Tell whether the second record of a workbook, after its beginning, is the lock."""
    heads = [*_heads(data, "Workbook"), *_heads(data, "Book")]
    return any(_number(head, 4 + _number(head, 2)) == FILE_PASS for head in heads)


def _heads(data: bytes, name: str) -> Iterator[bytes]:
    """Read where a part begins: in a sector of its own, or among the small parts."""
    sector = 1 << _number(data, 30) % 16
    small = [_long(data, root + START) for root in _entries(data, "Root Entry")]
    for entry in _entries(data, name):
        start = _long(data, entry + START)
        if _long(data, entry + SIZE) >= SMALL:
            begun = [(start + 1) * sector]
        else:
            begun = [(first + 1) * sector + start * HEAD for first in small]
        yield from (data[one : one + HEAD] for one in begun)


def _number(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 2], "little")


def _long(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")
