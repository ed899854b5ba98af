"""Start: what a person waits for after Enter, as a ratio to importing Typer."""

from __future__ import annotations

from pathlib import Path

from benchmarks import books
from benchmarks.measuring import DUBAN, Command, Report, cpu, in_turn, python, wall

BASE = "import typer"
COMPLETION = {
    "_DUBAN_COMPLETE": "complete_bash",
    "COMP_WORDS": "duban show 20",
    "COMP_CWORD": "2",
}


def measure(report: Report, *, quick: bool) -> None:
    """Measure help, version and the reading commands on two sizes of book."""
    rounds = 5 if quick else 15
    _group(report, "", {"--help": _duban("--help"), "--version": _duban("--version")}, rounds, 2)
    for size, limit in (1_000, 2.5), (10_000, 2.5), (100_000, 4):
        if (size == 1_000) == quick:
            _group(report, f", {size:,}", _reading(books.office(size)), rounds, limit)


def _group(
    report: Report, size: str, commands: dict[str, Command], rounds: int, limit: float
) -> None:
    taken = in_turn({BASE: python(BASE), **commands}, rounds)
    base = taken.pop(BASE)
    report.note(f"{BASE}: {wall(base):.3f} s, {cpu(base):.3f} s of processor")
    for name, took in taken.items():
        more = f"; processor {cpu(took) / cpu(base):.2f} ×"
        report.ratio(f"{name}{size}", wall(took), wall(base), BASE, limit, more)


def _reading(office: Path) -> dict[str, Command]:
    on = ("--on", books.ON.isoformat())
    return {
        "list": _duban("list", *on, office=office),
        "late": _duban("late", *on, office=office),
        "due": _duban("due", *on, office=office),
        "show": _duban("show", "2026-500", *on, office=office),
        "completing a number": Command((DUBAN,), office, COMPLETION),
        "list --json": _duban("list", *on, "--json", office=office),
    }


def _duban(*words: str, office: Path | None = None) -> Command:
    return Command((DUBAN, *words), office or Path.cwd())
