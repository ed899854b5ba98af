"""A passage in its context, and where a promise stands when white space is left out."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

AROUND = 90  # characters shown before and after a quote
CUT = "…"
NO_TEXT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Passage:
    """A quote with what stands before and after it, tabs and line breaks made visible."""

    before: str
    quote: str
    after: str

    @property
    def marked(self) -> str:
        """All of it as plain text, the quote in brackets."""
        return f"{self.before}【{self.quote}】{self.after}"


def passage(text: str, begins: int, ends: int, around: int = AROUND) -> Passage:
    """Show a quote within its paragraph, and no more than so much of that on either side."""
    first = max(text.rfind("\n", 0, begins) + 1, begins - around)
    until = text.find("\n", ends)
    last = min(len(text) if until < 0 else until, ends + around)
    cut_before = first > 0 and text[first - 1] != "\n"
    cut_after = last < len(text) and text[last] != "\n"
    return Passage(
        (CUT if cut_before else "") + _plain(text[first:begins]).lstrip(),
        _plain(text[begins:ends]),
        _plain(text[ends:last]).rstrip() + (CUT if cut_after else ""),
    )


def _plain(text: str) -> str:
    return text.replace("\t", " | ").replace("\r", "").replace("\n", " ")


def line_of(text: str, begins: int) -> int:
    """Count the line on which a character stands, from 1."""
    return text.count("\n", 0, begins) + 1


def storable(text: str) -> str:
    """Make a text one that every database takes; each character stays where it is."""
    plain = text.replace("\0", NO_TEXT)
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def squeezed(text: str) -> str:
    """Leave out white space: two copies of one document often differ in nothing else."""
    return "".join(text.split())


def hash_of(text: str) -> str:
    """Name a text by what it says, whatever its white space; empty where it says nothing."""
    said = squeezed(text)
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest() if said else ""


class Places:
    """Character offsets of a text, counted without white space and back."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._at = [place for place, one in enumerate(text) if not one.isspace()]

    def squeezed(self, begins: int, ends: int) -> tuple[int, int]:
        """Count where a span begins and ends when white space is left out."""
        from bisect import bisect_left

        return bisect_left(self._at, begins), bisect_left(self._at, ends)

    def spread(self, first: int, last: int) -> tuple[int, int]:
        """Find a squeezed span in this text again."""
        if not first < last <= len(self._at):
            return 0, 0
        return self._at[first], self._at[last - 1] + 1


def overlap(one: tuple[int, int], other: tuple[int, int]) -> float:
    """Say how much two spans have in common: 1 for the same one, 0 for nothing."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    whole = max(one[1], other[1]) - min(one[0], other[0])
    return shared / whole if shared > 0 else 0.0
