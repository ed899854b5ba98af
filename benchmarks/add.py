"""Adding one commitment, event included: the whole command, and flat in the size of the book."""

from __future__ import annotations

from pathlib import Path

from benchmarks import books
from benchmarks.measuring import DUBAN, Command, Report, cpu, in_turn, python, wall

BASE = "import sqlmodel"


def measure(report: Report, *, quick: bool) -> None:
    """Measure ``duban docket`` on a small and on a large book."""
    sizes = (1_000, 10_000 if quick else 100_000)
    commands = {BASE: python(BASE)}
    for size in sizes:
        office = books.copy_of(books.office(size), f"add-{size}")
        commands[f"docket, {size:,}"] = _docket(office)
    taken = in_turn(commands, 5 if quick else 15)
    base = taken.pop(BASE)
    report.note(f"{BASE}: {wall(base):.3f} s, {cpu(base):.3f} s of processor")
    for name, took in taken.items():
        more = f"; processor {cpu(took) / cpu(base):.2f} ×"
        report.ratio(name, wall(took), wall(base), BASE, 1.3, more)
    small, large = (wall(took) for took in taken.values())
    report.ratio(f"docket, {sizes[1]:,}", large, small, f"docket, {sizes[0]:,}", 1.15)


def _docket(office: Path) -> Command:
    words = ("docket", "老旧小区改造", "--unit", "第1局", "--due", "2026-12-31")
    return Command((DUBAN, *words, "--on", books.ON.isoformat()), office)
