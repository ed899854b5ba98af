"""One day's flow in a process of its own: ``python -m benchmarks.day OFFICE STEPS [prefect]``.

Prints JSON: seconds of each step, measured after everything is imported, and the peak of
memory. STEPS is ``look,write,deliver`` or the beginning of it.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from benchmarks.books import AT, ON
from benchmarks.measuring import MIB
from flows import morning
from ledgers import news, outbox, rounds  # noqa: F401  imported before the clock starts
from models.settings import read_settings


def live(office: Path, steps: list[str]) -> dict[str, float]:
    """Live through the day as ``flows.morning.live`` does, with a clock at each step."""
    settings = read_settings(office)
    took: dict[str, float] = {}
    worked = time.process_time()
    done = morning.DayDone(ON)
    actions = {
        "look": lambda: morning.look(settings, ON, AT),
        "write": lambda: morning.write_letters(settings, done, AT),
        "deliver": lambda: morning.deliver(settings, done, AT),
    }
    for step in steps:
        began = time.perf_counter()
        done = actions[step]()
        took[step] = time.perf_counter() - began
    took["all"] = sum(took.values())
    return {
        **took,
        "cpu": time.process_time() - worked,
        "looked": done.looked,
        "rungs": done.rungs,
        "letters": done.letters,
        "delivered": done.delivered,
    }


def main() -> None:
    """Live through the day and tell it."""
    office, steps, *more = sys.argv[1:]
    if "prefect" in more:
        import prefect

        _ = prefect.flow  # Prefect loads itself when first used
    told = live(Path(office), steps.split(","))
    told["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    print(json.dumps(told))


if __name__ == "__main__":
    main()
