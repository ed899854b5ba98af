"""A document as read: its text, and where in the file each part of it stands."""

from __future__ import annotations

from bisect import bisect_right
from typing import NamedTuple


class Place(NamedTuple):
    """From this character on the text stands here: 第3页, 任务!12 (sheet and row), 第12行."""

    start: int
    words: str


class Source(NamedTuple):
    """What a document says.

    Of a text file the characters are the file's own. A table's row is a line, its cells parted
    by tabs; a line break inside a cell is a space. ``places`` are sorted by ``start``.
    """

    text: str
    places: tuple[Place, ...] = ()

    def place(self, offset: int) -> str:
        """Say where a character stands; empty where the file has neither pages nor sheets."""
        before = bisect_right(self.places, offset, key=lambda place: place.start)
        return self.places[before - 1].words if before else ""
