"""The menu: ``python -m benchmarks [start|cycle|daily|add|import|audit|as-of|lights|…|all]``.

``--quick`` takes small books and few rounds; with ``--strict`` a missed limit is an exit code.
"""

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
from datetime import date

from benchmarks import (
    add,
    alike,
    cycle,
    daily,
    forecast,
    imports,
    lights,
    past,
    proposing,
    prove,
    scores,
    start,
    trying,
)  # fmt: skip
from benchmarks.measuring import Report

MENU = {
    "start": start.measure,
    "cycle": cycle.measure,
    "daily": daily.measure,
    "add": add.measure,
    "import": imports.measure,
    "audit": prove.measure,
    "as-of": past.measure,
    "lights": lights.measure,
    "forecast": forecast.measure,
    "try": trying.measure,
    "score": scores.measure,
    "propose": proposing.measure,
    "alike": alike.measure,
}


def main() -> int:
    """Measure what was asked for; with --strict a missed limit is an exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("what", nargs="*", default=["all"], help=", ".join((*MENU, "all")))
    parser.add_argument("--quick", action="store_true", help="small books, few rounds")
    parser.add_argument("--strict", action="store_true", help="exit 1 if a limit is missed")
    given = parser.parse_args()
    chosen = list(MENU) if "all" in given.what else given.what
    unknown = [one for one in chosen if one not in MENU]
    if unknown:
        parser.error(f"{', '.join(unknown)}: choose from {', '.join((*MENU, 'all'))}")
    if len(chosen) > 1:
        return _each_alone(chosen, quick=given.quick, strict=given.strict)
    report = Report()
    print(f"{date.today()}, Python {platform.python_version()}, {os.cpu_count()} cores", flush=True)
    print(f"\n{chosen[0]}", flush=True)
    MENU[chosen[0]](report, quick=given.quick)
    if report.missed:
        print(f"\nmissed: {'; '.join(report.missed)}")
    return 1 if report.missed and given.strict else 0


def _each_alone(chosen: list[str], *, quick: bool, strict: bool) -> int:
    """Measure one after another, each from a fresh process: a child inherits its parent's peak."""
    missed = []
    for name in chosen:
        words = [sys.executable, "-m", "benchmarks", name, "--strict", *["--quick"] * quick]
        if subprocess.run(words, check=False).returncode:
            missed.append(name)
    if missed:
        print(f"\nmissed a limit: {', '.join(missed)}")
    return 1 if missed and strict else 0


if __name__ == "__main__":
    sys.exit(main())
