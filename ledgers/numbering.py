"""How commitments get their numbers: each series counts on from the highest number it has seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.commitment import CommitmentDraft

SERIAL = re.compile(r"^(?P<series>.*?)-?(?P<serial>\d+)$")


def numbers_for(book: Book, drafts: Sequence[CommitmentDraft]) -> list[str]:
    """Give every draft its number: the one it names, or the next of its year."""
    counters = _Counters(book)
    numbers = [draft.number or counters.next(str(draft.docketed_on.year)) for draft in drafts]
    counters.keep()
    return numbers


def note_numbers(book: Book, given: Iterable[str]) -> None:
    """Count on from the highest number given, also where it stands further down a long file."""
    counters = _Counters(book)
    for number in given:
        counters.note(number)
    counters.keep()


class _Counters:
    """The highest serial of each series (2026-014 is number 14 of 2026), kept as book facts."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._highest: dict[str, int] = {}
        self._changed: set[str] = set()

    def _last(self, series: str) -> int:
        if series not in self._highest:
            self._highest[series] = int(self._book.fact(f"serial:{series}", "0"))
        return self._highest[series]

    def _set(self, series: str, serial: int) -> None:
        self._highest[series] = serial
        self._changed.add(series)

    def note(self, number: str) -> None:
        """Remember a number that was given, so that the next one follows it."""
        match = SERIAL.match(number)
        if (
            match
            and len(match["serial"]) < 10
            and int(match["serial"]) > self._last(match["series"])
        ):
            self._set(match["series"], int(match["serial"]))

    def next(self, series: str) -> str:
        """Allot the next number of a series."""
        self._set(series, self._last(series) + 1)
        return f"{series}-{self._last(series):03d}"

    def keep(self) -> None:
        """Store what changed."""
        for series in sorted(self._changed):
            self._book.set_fact(f"serial:{series}", str(self._highest[series]))
