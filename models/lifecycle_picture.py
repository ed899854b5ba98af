"""The life of a commitment as an SVG, drawn from the table of turns and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape

from models.lifecycle import Turn
from models.lifecycle_layout import MARGIN, STAYS_SIGN, laid_out
from models.lifecycle_shapes import LINE, TEXT, TITLE, Arrow, Box, Label, Picture, Point
from models.terms import Stage
from models.words import Speaker

INK, PAPER = "#1f2933", "#ffffff"
# One colour for each set of hands; told apart in grey print, too, by their darkness.
HANDS = ("#1d4ed8", "#047857", "#b91c1c", "#7c3aed", "#92400e", "#0f766e", "#9d174d")
FONTS = (
    "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',"
    "'Helvetica Neue',Arial,sans-serif"
)
ROUND = 9  # corners of boxes and of lines
HEAD = 9  # length of an arrow's head


def lifecycle_svg(turns: Iterable[Turn], speaker: Speaker) -> str:
    """Draw the table; the same table and language give the same bytes."""
    return "\n".join(_document(laid_out(turns, speaker), speaker)) + "\n"


def _document(picture: Picture, speaker: Speaker) -> Iterator[str]:
    width, height = round(picture.width), round(picture.height)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" lang="{speaker.language}" font-family="{FONTS}" '
        f'font-size="{TEXT}" role="img">'
    )
    yield f"<title>{escape(picture.title.lines[0].text)}</title>"
    yield f'<rect width="{width}" height="{height}" fill="{PAPER}"/>'
    for arrow in picture.arrows:
        yield from _arrow(arrow)
    for box in picture.boxes:
        yield from _box(box)
    for label in picture.labels:
        yield from _text(label, backed=label not in picture.legend)
    for label in picture.legend:
        if not label.lines[0].text.startswith(STAYS_SIGN):
            yield _swatch(label)
    yield "</svg>"


def _colour(hand: int) -> str:
    return HANDS[hand % len(HANDS)] if hand >= 0 else INK


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _at(point: Point) -> str:
    return f"{_number(point[0])} {_number(point[1])}"


def _toward(start: Point, end: Point, by: float) -> Point:
    """Go from one point straight towards another."""
    length = abs(end[0] - start[0]) + abs(end[1] - start[1])
    part = min(by / length, 1.0) if length else 0.0
    return start[0] + (end[0] - start[0]) * part, start[1] + (end[1] - start[1]) * part


def _arrow(arrow: Arrow) -> Iterator[str]:
    colour, points = _colour(arrow.hand), arrow.points
    end = _toward(points[-1], points[-2], HEAD - 1) if arrow.head else points[-1]
    path = [f"M{_at(points[0])}"]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        path.append(f"L{_at(_toward(corner, before, ROUND))}")
        path.append(f"Q{_at(corner)} {_at(_toward(corner, after, ROUND))}")
    path.append(f"L{_at(end)}")
    yield f'<path d="{"".join(path)}" fill="none" stroke="{colour}" stroke-width="1.8"/>'
    if arrow.head:
        yield _head(points[-2], points[-1], colour)
    if arrow.dot or not arrow.head:
        spot = points[0] if arrow.dot else points[-1]
        radius = 5 if arrow.dot else 3
        x, y = map(_number, spot)
        yield f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{colour}"/>'


def _head(before: Point, tip: Point, colour: str) -> str:
    foot = _toward(tip, before, HEAD)
    across = (tip[1] - foot[1]) / 2, (foot[0] - tip[0]) / 2
    left = foot[0] + across[0], foot[1] + across[1]
    right = foot[0] - across[0], foot[1] - across[1]
    return f'<path d="M{_at(tip)}L{_at(left)}L{_at(right)}Z" fill="{colour}"/>'


def _box(box: Box) -> Iterator[str]:
    x, y, width, height = map(_number, (box.x, box.y, box.width, box.height))
    style = 'fill="#f8fafc" stroke="#64748b" stroke-width="1.2" stroke-dasharray="5 4"'
    if box.stage:
        fill = "#e2e8f0" if box.stage == Stage.CLOSED else "#f1f5f9"
        style = f'fill="{fill}" stroke="{INK}" stroke-width="1.6"'
    yield f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="{ROUND}" {style}/>'
    for text in box.texts:
        yield from _text(text)


def _text(label: Label, *, backed: bool = False) -> Iterator[str]:
    """Write the lines of a label around its middle, on paper where a line runs behind it."""
    step = LINE if label.size == TEXT else label.size * 1.4
    top = label.y - step * (len(label.lines) - 1) / 2
    weight = ' font-weight="600"' if label.size >= TITLE else ""
    size = f' font-size="{label.size}"' if label.size != TEXT else ""
    if backed and label.lines:
        x, width = _number(label.left - 3), _number(label.width + 6)
        y, height = _number(label.y - label.height / 2), _number(label.height)
        yield f'<rect x="{x}" y="{y}" width="{width}" height="{height}" fill="{PAPER}"/>'
    for place, line in enumerate(label.lines):
        x, y = _number(label.x), _number(top + place * step + label.size * 0.36)
        yield (
            f'<text x="{x}" y="{y}" text-anchor="{label.anchor}" '
            f'fill="{_colour(line.hand)}"{size}{weight}>{escape(line.text)}</text>'
        )


def _swatch(label: Label) -> str:
    """Draw the piece of line that a line of the legend explains."""
    end, colour = _number(label.x - 8), _colour(label.lines[0].hand)
    return f'<path d="M{MARGIN} {_number(label.y)}H{end}" stroke="{colour}" stroke-width="3"/>'
