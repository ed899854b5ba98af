"""Pages set in columns: each column is read to its foot before the next one.

A gutter is where few lines cross, with many lines on either side of it that fill their column;
what crosses it, a headline or the legend of a picture, parts what is above from what is below.
"""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median

from flows.sources.pdf_lines import Char, Line, levels, lines_of

FEWEST_LINES = 8  # on either side of a gutter
MOST_CROSSING = 0.2  # of all lines
FULL = 0.6  # of the width of a column, by the usual line
GUTTER = 0.8  # of a letter's size

Segment = tuple[float, float]
"""From where to where letters stand in a line without a gap."""


def in_columns(chars: list[Char]) -> list[Line]:
    """Put letters together as lines, column by column; a line knows the edges of its column."""
    gutter = _gutter(chars)
    if gutter is None:
        return lines_of(chars)
    lines: list[Line] = []
    halves: tuple[list[Char], list[Char]] = ([], [])
    for level in levels(chars):
        if _crossed(_segments(level), gutter):
            lines += [*_column(halves[0]), *_column(halves[1]), *lines_of(level)]
            halves = ([], [])
        else:
            for char in level:
                halves[char["x0"] > gutter].append(char)
    return [*lines, *_column(halves[0]), *_column(halves[1])]


def _column(chars: list[Char]) -> Iterator[Line]:
    edges = (
        min((one["x0"] for one in chars), default=0.0),
        max((one["x1"] for one in chars), default=0.0),
    )
    for line in in_columns(chars):
        yield line if line.column else line._replace(column=edges)


def _gutter(chars: list[Char]) -> float | None:
    """Find where a page is parted in two, if it is."""
    rows = [segments for level in levels(chars) if (segments := _segments(level))]
    if len(rows) < FEWEST_LINES:
        return None
    first, last = min(row[0][0] for row in rows), max(row[-1][1] for row in rows)
    places = [first + (last - first) * n / 100 for n in range(15, 86)]
    fitting = [place for place in places if _parts(rows, place)]
    return fitting[len(fitting) // 2] if fitting else None


def _parts(rows: list[list[Segment]], place: float) -> bool:
    """Tell whether a place parts the lines into two columns."""
    clear = [row for row in rows if not _crossed(row, place)]
    if len(clear) < len(rows) * (1 - MOST_CROSSING):
        return False
    left = [[one for one in row if one[1] <= place] for row in clear]
    right = [[one for one in row if one[0] >= place] for row in clear]
    return _is_column(left) and _is_column(right)


def _is_column(rows: list[list[Segment]]) -> bool:
    """Tell whether lines stand below each other as text does, each as wide as the column."""
    spans = [(row[0][0], row[-1][1]) for row in rows if row]
    if len(spans) < FEWEST_LINES:
        return False
    width = max(end for _, end in spans) - min(begun for begun, _ in spans)
    return median(end - begun for begun, end in spans) >= FULL * width


def _segments(level: list[Char]) -> list[Segment]:
    found: list[Segment] = []
    for char in sorted(level, key=lambda one: one["x0"]):
        if not char["text"].strip():
            continue
        if found and char["x0"] - found[-1][1] < char["size"] * GUTTER:
            found[-1] = (found[-1][0], max(found[-1][1], char["x1"]))
        else:
            found.append((char["x0"], char["x1"]))
    return found


def _crossed(row: list[Segment], place: float) -> bool:
    return any(begun < place < end for begun, end in row)
