"""Plain text: the characters are the file's own, and every line is a place."""

from __future__ import annotations

import re

from ledgers.sheets import decoded
from models.intake.source import Place, Source

END_OF_LINE = re.compile(r"\r\n|\n|\r")


def read(data: bytes, name: str) -> Source:
    """Read UTF-8, GB18030, or UTF-16 with its mark. Raises WrongEncoding."""
    text = decoded(data, name)
    starts = [0, *(one.end() for one in END_OF_LINE.finditer(text))]
    return Source(text, tuple(Place(start, f"第{n}行") for n, start in enumerate(starts, 1)))
