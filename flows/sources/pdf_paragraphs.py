"""Lines of PDF pages put together as paragraphs, without what is only there on every page.

A line goes on in the next one where the next one is not indented and its first word would not
have fitted any more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from flows.sources.lines import is_wide, tidy
from flows.sources.pdf_lines import Line, Row
from models.intake.source import Place

EDGE = 0.12  # of a page's height, at its head and foot
SET_FROM, SET_TO = 0.25, 0.75  # of a page's width, which its text fills at least
DASHES = r"[-—–－―·.\s]*"
PAGE_NUMBER = re.compile(
    rf"{DASHES}(?:第\s*)?(?:\d{{1,4}}|[ⅰ-ⅻivxIVX]{{1,6}})(?:\s*页)?"
    rf"(?:\s*[/／,，]?\s*(?:共\s*)?\d{{1,4}}\s*页?)?{DASHES}"
)
MARKER = re.compile(r"[(（]?(?:\d{1,3}|[一二三四五六七八九十]{1,3})[.．、)）]|[①-⑳●•·■◆-]")
FIRST_WORD = re.compile(r"(?:[^\W\u2e80-\uffee]+[.\d%]*|.)[，。、；：！？）》」』”’,.;:!?)%]*")
DIGITS = re.compile(r"\d+")


class PageRead(NamedTuple):
    """What stands on a page, from its top down, and how large the page is."""

    width: float
    height: float
    parts: list[Line | Row]


class Paragraph(NamedTuple):
    """A paragraph or a row, with the pages it stands on."""

    text: str
    places: tuple[Place, ...]


class Margins(NamedTuple):
    """Between which the text is set, how large, and how far apart its lines stand."""

    left: float
    right: float
    size: float
    gap: float


def paragraphs(pages: list[PageRead]) -> Iterator[Paragraph]:
    """Put the lines of all pages together; a paragraph may go on over the page."""
    running = _running(pages)
    pages = _without_headings([page._replace(parts=[*_body(page, running)]) for page in pages])
    margins = _margins(pages)
    text = ""
    places: tuple[Place, ...] = ()
    last: Line | Row | None = None
    for number, page in enumerate(pages, 1):
        for part in page.parts:
            goes_on = last is not None and _goes_on(last, part, margins)
            if not goes_on and text:
                yield Paragraph(text, places)
                text, places = "", ()
            text = tidy(f"{text}\n{part.text}") if goes_on else part.text
            places = (*places, Place(len(text) - len(part.text), f"第{number}页"))
            last = part
    if text:
        yield Paragraph(text, places)


# -- heads and feet -----------------------------------------------------------------------


def _running(pages: list[PageRead]) -> set[tuple[str, int]]:
    """Find what stands at the edge of several pages, at the same height, but for its numbers."""
    seen = Counter(key for page in pages for key in {*map(_key, _edges(page))})
    return {key for key, times in seen.items() if times >= max(2, len(pages) / 3)}


def _edges(page: PageRead) -> Iterator[Line]:
    for part in page.parts:
        if isinstance(part, Line) and _at_edge(part, page):
            yield part


def _at_edge(line: Line, page: PageRead) -> bool:
    return line.bottom < page.height * EDGE or line.top > page.height * (1 - EDGE)


def _key(line: Line | Row) -> tuple[str, int]:
    return DIGITS.sub("#", line.text), round(line.top / 4)


def _body(page: PageRead, running: set[tuple[str, int]]) -> Iterator[Line | Row]:
    for part in page.parts:
        at_edge = isinstance(part, Line) and _at_edge(part, page)
        if not (at_edge and (_key(part) in running or PAGE_NUMBER.fullmatch(part.text))):
            yield part


def _without_headings(pages: list[PageRead]) -> list[PageRead]:
    """Leave out the heading of a table where it is repeated because the table goes on."""
    heading: tuple[str, ...] = ()
    last: Line | Row | None = None
    found = []
    for page in pages:
        parts = page.parts
        if parts and isinstance(last, Row) and isinstance(parts[0], Row):
            parts = parts[parts[0].cells == heading :]
        for part in parts:
            if isinstance(part, Row) and not isinstance(last, Row):
                heading = part.cells
            last = part
        found.append(page._replace(parts=parts))
    return found


# -- paragraphs ---------------------------------------------------------------------------


def _margins(pages: list[PageRead]) -> Margins:
    parts = (part for page in pages for part in page.parts)
    lines = [part for part in parts if isinstance(part, Line) and not part.column]
    if not lines:
        return Margins(0, 0, 0, 0)
    size = Counter(round(one.size, 1) for one in lines for _ in one.text).most_common(1)[0][0]
    body = [one for one in lines if abs(one.size - size) < 1]
    widest = max(one.x1 - one.x0 for one in body)
    long = [one for one in body if one.x1 - one.x0 > widest * 0.75]
    gaps = [b.top - a.bottom for a, b in pairwise(body) if 0 <= b.top - a.bottom < 3 * size]
    width = pages[0].width
    return Margins(
        min(width * SET_FROM, *(one.x0 for one in long)),
        max(width * SET_TO, sorted(one.x1 for one in long)[int(len(long) * 0.95)]),
        size,
        median(gaps) if gaps else 0,
    )


def _goes_on(line: Line | Row, after: Line | Row, margins: Margins) -> bool:
    """Tell whether a line goes on in the one after it."""
    if isinstance(line, Row) or isinstance(after, Row):
        return False
    if abs(line.size - after.size) > line.size * 0.1:
        return False
    same_page, gap = after.top > line.top, after.top - line.bottom
    if _is_title(line, margins) and _is_title(after, margins):
        return same_page and gap < 2 * line.size
    if same_page and gap > margins.gap + line.size * 0.6:
        return False
    right = line.column[1] if line.column else margins.right
    full = line.x1 + _width(after) > right + line.size * 0.2
    return full and _is_flush(line, after, margins)


def _is_title(line: Line, margins: Margins) -> bool:
    """Tell whether a line is set large and in the middle."""
    middle = (margins.left + margins.right) / 2
    return line.size > margins.size * 1.1 and abs(line.middle - middle) < line.size


def _is_flush(line: Line, after: Line, margins: Margins) -> bool:
    """Tell whether a line begins where lines within a paragraph begin."""
    left = after.column[0] if after.column else margins.left
    if after.x0 < left + line.size:
        return True
    hanging = 0.5 * line.size < after.x0 - line.x0 < 3.5 * line.size
    return hanging and bool(MARKER.match(line.text))


def _width(line: Line) -> float:
    """Estimate the width of the first word of a line, which cannot be parted."""
    found = FIRST_WORD.match(line.text)
    return line.size * sum(1 if is_wide(one) else 0.5 for one in found[0]) if found else 0
