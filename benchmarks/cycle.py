"""The cycle follows what is due: 1,000 due a look cost the same in a small and a large book."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median

from benchmarks import books
from benchmarks.measuring import Command, Report, run

DUE = 1_000


def measure(report: Report, *, quick: bool) -> None:
    """Measure look and letters over 5,000 and over 100,000 open commitments."""
    sizes = (5_000, 20_000 if quick else 100_000)
    taken: dict[int, list[dict[str, float]]] = {size: [] for size in sizes}
    offices = {size: books.office(size, DUE) for size in sizes}
    for _ in range(3 if quick else 5):
        for size in sizes:
            taken[size].append(_morning(offices[size]))
    for step in ("look", "write", "all"):
        small, large = (median(one[step] for one in taken[size]) for size in sizes)
        report.note(f"{step}: {small:.3f} s of {sizes[0]:,}, {large:.3f} s of {sizes[1]:,}")
    looked = {(one["looked"], one["letters"]) for some in taken.values() for one in some}
    report.must("cycle, looked at and letters", f"{sorted(looked)}", len(looked) == 1)
    report.ratio(
        f"cycle, {DUE:,} due of {sizes[1]:,} open", large, small, f"of {sizes[0]:,} open", 1.5
    )


def _morning(original: Path) -> dict[str, float]:
    office = books.copy_of(original)
    words = (sys.executable, "-m", "benchmarks.day", str(office), "look,write")
    told: dict[str, float] = json.loads(run(Command(words, keeps=True)).out)
    return told
