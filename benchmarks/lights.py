"""Lights: 100,000 open commitments, each with its light and reasons, from a cold process.

Once by the default rules; once by everything the rules can ask for: a planned course and four
reports each, months, starts, first reports, forecasts and red spells.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks import books
from benchmarks.measuring import DUBAN, Command, Report, cpu, in_turn, run, wall

SECONDS = 10
WORDS = (DUBAN, "list", "--limit", "0", "--json", "--on", books.ON.isoformat())


def measure(report: Report, *, quick: bool) -> None:
    """Measure ``duban list --limit 0 --json``: the whole book, one process."""
    count = 10_000 if quick else 100_000
    plain = books.office(count, due=10_000)
    full = _with_everything(books.copy_of(plain, "everything"))
    commands = {"by the default rules": _list(plain), "by every rule there is": _list(full)}
    for name, took in in_turn(commands, 2 if quick else 3).items():
        report.note(f"{name}: {cpu(took):.2f} s of processor, {took[-1].peak:.0f} MiB")
        report.most(f"lights of {count:,}, {name}", wall(took), "s", SECONDS)
    lit = run(Command((*WORDS, "--light", "red"), full, keeps=True)).out
    red = lit.count('"number":')
    report.note(f"red of them by every rule: {red:,}")


def _list(office: Path) -> Command:
    return Command(WORDS, office)


def _with_everything(office: Path) -> Path:
    """Plan, report and forecast every matter, and adopt a policy that asks for all of it."""
    from ledgers.book import insert_into, open_book
    from ledgers.upkeep import adopt
    from models.policy import MONTH, Policy
    from models.settings import read_settings
    from models.terms import Light

    policy = Policy(
        pace_by=MONTH, yellow_points=20, red_points=40, start_months=(1, 3),
        first_report_months=(1, 2), yellow_months_red=2, red_made_good=Light.YELLOW,
        forecast_late=Light.RED, milestone_red=5,
    )  # fmt: skip
    with open_book(read_settings(office).book_url, at=books.AT) as book:
        ids = [row.id for row in book.db.ask("SELECT id FROM commitment")]
        book.db.tell_many(insert_into("plan_point", PLAN), list(_plans(ids)))
        book.db.tell_many(insert_into("report", REPORT), list(_reports(ids)))
        book.db.tell(
            "UPDATE commitment SET percent = '24', last_report_on = :on, reds = :reds,"
            " forecast_on = :late, forecast_from = :late",
            {
                "on": books.ON - timedelta(days=1),
                "reds": "2026-03-12/2026-03-20",
                "late": books.ON + timedelta(days=70),
            },
        )
        adopt(book, policy, "", on=books.ON)
    return office


PLAN = ("commitment_id", "day", "percent")
REPORT = ("commitment_id", "on_day", "percent", "done", "next_steps", "problem")


def _plans(ids: list[int]) -> Any:
    for n in ids:
        for days, percent in ((22, 20), (40, 60)):
            day = books.DOCKETED + timedelta(days=days)
            yield {"commitment_id": n, "day": day, "percent": str(percent)}


def _reports(ids: list[int]) -> Any:
    said = {"done": "按计划推进", "next_steps": "", "problem": ""}
    for n in ids:
        for week in range(4):
            day = books.DOCKETED + timedelta(days=7 * (week + 1))
            percent = str(6 * (week + 1) - n % 5)
            yield {"commitment_id": n, "on_day": day, "percent": percent, **said}
