"""核账: a replay audit follows the events one after another, however many there are."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from statistics import median

from benchmarks import books, lived
from benchmarks.measuring import MIB, Command, Report, run

Told = dict[str, float]


def measure(report: Report, *, quick: bool) -> None:
    """Measure the audit of 20,000, 100,000 and 400,000 events, each in a process of its own."""
    counts = (2_000, 4_000) if quick else (2_000, 10_000, 40_000)
    offices = {count: lived.office(count) for count in counts}
    taken: dict[int, list[Told]] = {count: [] for count in counts}
    for _ in range(2 if quick else 3):
        for count in counts:
            taken[count].append(_audited(offices[count]))
    seconds = {count: median(one["each"] for one in taken[count]) for count in counts}
    for count in counts:
        last = taken[count][-1]
        report.note(
            f"{last['events']:,.0f} events: {last['wall']:.2f} s, {1 / seconds[count]:,.0f} a"
            f" second, {last['events'] / last['cpu']:,.0f} a second of processor,"
            f" peak {last['peak']:.0f} MiB"
        )
    found = sum(one["findings"] for some in taken.values() for one in some)
    report.must("audit, findings", f"{found:.0f}", found == 0)
    slowest = 1 / max(seconds.values())
    report.must("audit, events a second", f"{slowest:,.0f} (limit 20,000)", slowest >= 20_000)
    small = counts[0]
    for count in counts[1:]:
        name = f"audit, {count * 10:,}, one event"
        report.ratio(name, seconds[count] * 1e3, seconds[small] * 1e3, f"{small * 10:,}", 1.3)
    peaks = [max(one["peak"] for one in taken[count]) for count in counts]
    grown = peaks[-1] / peaks[0]
    report.must("audit, peak of memory", f"{grown:.2f} × (limit 1.3 ×)", grown <= 1.3)


def _audited(office: Path) -> Told:
    words = (sys.executable, "-m", "benchmarks.prove", str(office))
    told: Told = json.loads(run(Command(words, keeps=True)).out)
    return told


def main() -> None:
    """Audit one book and tell what it took, after everything is imported."""
    from ledgers.as_stored import defaults
    from ledgers.audit import audit
    from ledgers.book import page, reach
    from models.settings import read_settings

    settings = read_settings(Path(sys.argv[1]))
    defaults("commitment")
    with reach(settings.book_url) as db, page(db, at=books.AT, write=False) as book:
        began, worked = time.perf_counter(), time.process_time()
        found = audit(book)
        wall, cpu = time.perf_counter() - began, time.process_time() - worked
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
    told = {"events": found.events, "findings": len(found.findings), "wall": wall, "cpu": cpu}
    print(json.dumps({**told, "each": wall / found.events, "peak": peak}))


if __name__ == "__main__":
    main()
