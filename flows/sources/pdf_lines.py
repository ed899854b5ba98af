"""Letters of a PDF page put together as lines, with blanks where something sets words apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from flows.sources.lines import is_wide, row_text, tidy

Char = dict[str, Any]
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""


class Line(NamedTuple):
    """A line of text and where it stands on its page, in points."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    size: float
    column: tuple[float, float] | None = None
    """The edges of its column, on a page set in columns."""

    @property
    def middle(self) -> float:
        """Where the middle of the line stands."""
        return (self.x0 + self.x1) / 2


class Row(NamedTuple):
    """A row of a ruled table."""

    cells: tuple[str, ...]
    top: float

    @property
    def text(self) -> str:
        """The row as a line."""
        return row_text(self.cells)


def parted(chars: Iterable[Char], box: Box) -> tuple[list[Char], list[Char]]:
    """Part the letters into those whose middles stand in a box, and the others."""
    inside: list[Char] = []
    outside: list[Char] = []
    x0, top, x1, bottom = box
    for one in chars:
        middle = (one["x0"] + one["x1"]) / 2
        (inside if x0 <= middle <= x1 and top <= _height(one) <= bottom else outside).append(one)
    return inside, outside


def lines_of(chars: Iterable[Char]) -> list[Line]:
    """Put letters together as lines, from the top down."""
    lines = [_line(one) for one in levels(chars)]
    return [one for one in lines if one.text]


def levels(chars: Iterable[Char]) -> Iterator[list[Char]]:
    """Part letters by the height at which their middles stand."""
    level: list[Char] = []
    for char in sorted(chars, key=_height):
        if level and _height(char) - _height(level[0]) > char["size"] * 0.5:
            yield level
            level = []
        level.append(char)
    if level:
        yield level


def _height(char: Char) -> float:
    return float(char["top"] + char["bottom"]) / 2


def _line(level: list[Char]) -> Line:
    ordered = sorted(level, key=lambda one: one["x0"])
    seen = [one for one in ordered if one["text"].strip()] or ordered
    return Line(
        tidy("".join(_spaced(ordered))),
        seen[0]["x0"],
        max(one["x1"] for one in seen),
        min(one["top"] for one in seen),
        max(one["bottom"] for one in seen),
        sorted(one["size"] for one in seen)[len(seen) // 2],
    )


def _spaced(ordered: Iterable[Char]) -> Iterator[str]:
    """Walk letters from left to right; one printed twice to look bold is one."""
    before: Char | None = None
    for char in ordered:
        if before is not None:
            if char["text"] == before["text"] and char["x0"] - before["x0"] < char["size"] * 0.15:
                continue
            if char["x0"] - before["x1"] > _widest(before, char) * char["size"]:
                yield " "
        yield char["text"]
        before = char


def _widest(before: Char, after: Char) -> float:
    """Say how wide a gap is still none: lines are stretched to fit between Chinese letters."""
    wide = is_wide(before["text"]) + is_wide(after["text"])
    return (0.2, 0.6, 0.9)[wide]
