"""A past day: the list of 10,000 commitments as of a day, whatever was recorded since."""

from __future__ import annotations

from pathlib import Path

from benchmarks import books, lived
from benchmarks.measuring import DUBAN, Command, Report, cpu, in_turn, wall

COUNT = 10_000
BACK = (1, 2, 4, 5, 9)  # how many of the ten rounds are taken back


def measure(report: Report, *, quick: bool) -> None:
    """Measure ``duban list --as-of`` against ``duban list``."""
    office = lived.office(2_000 if quick else COUNT)
    commands = {"list": _list(office, "--on", books.ON.isoformat())}
    for back in BACK:
        commands[str(back)] = _list(
            office, "--as-of", lived.day_of(lived.ROUNDS - back).isoformat()
        )
    taken = in_turn(commands, 3 if quick else 9)
    today = taken.pop("list")
    report.note(f"list: {wall(today):.3f} s, {cpu(today):.3f} s of processor")
    for back in BACK:
        took, more = taken[str(back)], f"; processor {cpu(taken[str(back)]) / cpu(today):.2f} ×"
        name = f"list --as-of, {back} weeks back"
        report.ratio(name, wall(took), wall(today), "list", 3, more)


def _list(office: Path, *words: str) -> Command:
    return Command((DUBAN, "list", *words), office)
