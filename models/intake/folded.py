"""A text without its white space and widths, and where in the text each sign stands."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator

ABOVE = 60  # lines above a passage among which its heading is looked for
LONGEST_HEADING = 60
NO_HEADING = re.compile(r"[。；;，,]\s*$|\t")


def folded(text: str) -> str:
    """Write a text in one width and without white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


class Folded:
    """A text in which quotes are found whatever their white space and widths."""

    def __init__(self, text: str) -> None:
        self.text = text
        signs: list[str] = []
        self._at: list[int] = []
        for place, one in enumerate(text):
            for sign in one if "\u4e00" <= one <= "\u9fff" else unicodedata.normalize("NFKC", one):
                if not sign.isspace():
                    signs.append(sign)
                    self._at.append(place)
        self._signs = "".join(signs)

    def find(
        self, quote: str, begins: int = 0, ends: int | None = None
    ) -> Iterator[tuple[int, int]]:
        """Walk the places at which a quote stands, as offsets of the text."""
        wanted = folded(quote)
        first = bisect_left(self._at, begins)
        last = len(self._at) if ends is None else bisect_left(self._at, ends)
        while wanted and (first := self._signs.find(wanted, first, last)) >= 0:
            yield self._at[first], self._at[first + len(wanted) - 1] + 1
            first += 1

    def paragraph(self, start: int, end: int) -> str:
        """The lines on which a passage stands."""
        return self.text[self._first(start) : self._last(end)]

    def around(self, start: int, end: int) -> str:
        """The paragraph of a passage with the ones before and after it."""
        first, last = self._first(start), self._last(end)
        return self.text[self._first(max(0, first - 1)) : self._last(last + 1)]

    def headings(self, start: int) -> Iterator[str]:
        """Walk the lines above a passage that look like headings, the nearest first."""
        first = self._first(start)
        for _ in range(ABOVE):
            if first <= 0:
                return
            first, last = self._first(first - 1), first - 1
            line = self.text[first:last].strip()
            if 0 < len(line) <= LONGEST_HEADING and not NO_HEADING.search(line):
                yield line

    def _first(self, place: int) -> int:
        return self.text.rfind("\n", 0, place) + 1

    def _last(self, place: int) -> int:
        found = self.text.find("\n", place)
        return len(self.text) if found < 0 else found
