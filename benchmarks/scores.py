"""Scores: a year of 10,000 commitments and 100,000 events, from the journal, in one process."""

from __future__ import annotations

from datetime import date

from benchmarks import books, lived
from benchmarks.measuring import DUBAN, Command, Report, in_turn, wall

COUNT = 10_000
LIMIT, MEMORY = 10, 500  # seconds, MiB


def measure(report: Report, *, quick: bool) -> None:
    """Measure ``duban score`` over the year in which a book has lived."""
    office = lived.office(2_000 if quick else COUNT)
    first = date(lived.FIRST.year, 1, 1).isoformat()
    words = (DUBAN, "score", "--from", first, "--to", books.ON.isoformat(), "--json")
    taken = in_turn({"score": Command(words, office)}, 2 if quick else 5)["score"]
    report.most("score over a year", wall(taken), "s", LIMIT)
    report.most("its peak of memory", max(one.peak for one in taken), "MiB", MEMORY)
