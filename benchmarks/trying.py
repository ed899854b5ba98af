"""试行: a policy tried on a book of 10,000 commitments that has lived a year."""

from __future__ import annotations

import json

from benchmarks import year
from benchmarks.books import cache
from benchmarks.measuring import DUBAN, Command, Report, run

COUNT = 10_000
SECONDS, MIB = 60, 500
# Nearer limits and another ladder: every light and rung is found anew.
POLICY = """\
name: 试行规则
yellow_points: 5
red_points: 15
red_overdue: 5
silent_days: 15
ladder:
  - {days: -10, step: remind, to: [owner]}
  - {days: -3, step: remind, to: [owner, unit_head]}
  - {days: 1, step: notice, to: [unit_head, leader_in_charge]}
  - {days: 5, step: circular, to: [officer, chief]}
  - {days: 10, step: interview, to: [chief]}
"""


def measure(report: Report, *, quick: bool) -> None:
    """Measure ``duban policy try`` from a cold process, and whether it tells the truth."""
    office = year.office(1_000 if quick else COUNT)
    file = cache() / "tried.yaml"
    file.write_text(POLICY, "utf-8")
    command = Command((DUBAN, "policy", "try", str(file), "--json"), office, keeps=True)
    took = [run(command) for _ in range(2 if quick else 3)]
    best = min(took, key=lambda one: one.wall)
    told = json.loads(best.out)
    report.note(
        f"{told['matters']:,} commitments, {told['days']} days, {told['rungs']['in_force']:,} rungs"
        f" in force, {told['rungs']['tried']:,} tried; processor {best.cpu:.1f} s"
    )
    for what in ("lights", "notices"):
        same, total = told[what]["same"], told[what]["total"]
        report.must(f"policy try, {what} as recorded", f"{same:,} of {total:,}", same == total)
    report.most("policy try", best.wall, "s", SECONDS)
    report.most("policy try, peak of memory", max(one.peak for one in took), "MiB", MIB)
