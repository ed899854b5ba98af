"""What a picture of stages and turns is made of: boxes, arrows, and text of a known size."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from models.terms import Stage

TEXT, TITLE = 14, 17  # sizes of letters
LINE = 19  # from one line of text to the next

EAST = r"\u2e80-\u9fff\uff00-\uffef"
PIECES = re.compile(rf"[{EAST}]|[^\s{EAST}]+\s*|\s")
Point = tuple[float, float]
NARROW, WIDE = set("iljtf.,:;'|!()[] I"), set("mwMW—→")


def text_width(text: str, size: float) -> float:
    """Estimate the width of a text in a plain sans-serif face, rather too wide than too narrow."""
    return sum(size * _em(sign) for sign in text)


def _em(sign: str) -> float:
    if unicodedata.east_asian_width(sign) in "WF":
        return 1.0
    if sign in NARROW:
        return 0.36
    return 0.9 if sign in WIDE else 0.7 if sign.isupper() else 0.6


def wrapped(text: str, width: float, size: float = TEXT) -> list[str]:
    """Break a text into lines of this width: Chinese anywhere, other words between words."""
    lines = [""]
    for piece in PIECES.findall(text):
        if lines[-1] and text_width((lines[-1] + piece).rstrip(), size) > width:
            lines.append("")
        lines[-1] += piece
    return [line.strip() for line in lines if line.strip()]


@dataclass(frozen=True)
class Line:
    """A line of text, in the colour of those who may do it; −1 for plain text."""

    text: str
    hand: int = -1


@dataclass
class Label:
    """Lines of text around a point; ``x`` is the left edge, the middle or the right edge."""

    x: float
    y: float
    lines: list[Line]
    anchor: str = "middle"
    size: float = TEXT

    @property
    def width(self) -> float:
        """The widest of its lines."""
        return max((text_width(line.text, self.size) for line in self.lines), default=0)

    @property
    def height(self) -> float:
        """All lines together."""
        return LINE * len(self.lines)

    @property
    def left(self) -> float:
        """Where its text begins."""
        return self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * self.width


@dataclass
class Box:
    """A stage, or a note where ``stage`` is None; its texts are set from the top down."""

    x: float
    y: float
    width: float
    height: float
    texts: list[Label]
    stage: Stage | None = None

    @property
    def right(self) -> float:
        """Its right edge."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """Its lower edge."""
        return self.y + self.height


@dataclass
class Arrow:
    """A line with a head at its last point (unless it only joins another)."""

    points: list[Point]
    hand: int
    label: Label | None = None
    head: bool = True
    dot: bool = False
    """Begins with a dot: a matter begins here."""


@dataclass
class Picture:
    """Everything to draw, in units of which about 800 go across a page."""

    title: Label
    boxes: list[Box]
    arrows: list[Arrow]
    legend: list[Label]
    width: float
    height: float

    @property
    def labels(self) -> list[Label]:
        """Every text outside a box."""
        return [self.title, *self.legend, *(one.label for one in self.arrows if one.label)]
