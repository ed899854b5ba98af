"""Writing down what a document says, line by line, with the places of its lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

from models.intake.source import Place, Source

# What sets words apart: blanks of every width, and the breaks within a cell.
BLANKS = re.compile(r"[\s\u00a0\u2000-\u200a\u202f\u3000]+")
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0e-\x1f]")
WIDE = re.compile("[\u2e80-\u2fff\u3001-\u303f\u3105-\u9fff\uf900-\ufaff\uff01-\uffef“”‘’—…]")


def tidy(text: str) -> str:
    """Write a text in one line; a line broken beside a Chinese character gets no blank."""
    return BLANKS.sub(_blank, UNSEEN.sub("", text)).strip()


def _blank(found: re.Match[str]) -> str:
    if "\n" not in found[0]:
        return " "
    before, after = (
        found.string[max(found.start() - 1, 0) : found.start()],
        found.string[found.end() : found.end() + 1],
    )
    return "" if is_wide(before) or is_wide(after) else " "


def is_wide(character: str) -> bool:
    """Tell whether a character is written without blanks beside it: Chinese, and its marks."""
    return bool(WIDE.match(character))


def row_text(cells: Iterable[str]) -> str:
    """Write a table's row: its cells parted by tabs, without the empty ones at its end."""
    return "\t".join(tidy(cell.replace("\n", " ")) for cell in cells).rstrip("\t")


class Lines:
    """The lines of a document in the making."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._length = 0
        self._places: list[Place] = []

    def line(self, text: str, places: Iterable[Place] = ()) -> None:
        """Add a line; its places count from its own first character. Empty ones are left out."""
        if not text:
            return
        for start, words in places:
            if not self._places or self._places[-1].words != words:
                self._places.append(Place(self._length + start, words))
        self._lines.append(text)
        self._length += len(text) + 1

    def row(self, cells: Iterable[str], place: str = "") -> None:
        """Add a table's row as a line."""
        self.line(row_text(cells), [Place(0, place)] if place else [])

    def source(self) -> Source:
        """Return the document as read."""
        return Source("\n".join(self._lines), tuple(self._places))
