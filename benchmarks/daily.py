"""The daily job: 10,000 due a look of 100,000, 500 readers, letters delivered over SMTP."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from statistics import median

from benchmarks import books
from benchmarks.measuring import Command, Report, run
from benchmarks.sink import Sink

STEPS = "look,write,deliver"
Told = dict[str, float]


def measure(report: Report, *, quick: bool) -> None:
    """Measure the day against its floor, the same day again, and the peak of memory."""
    count = 10_000 if quick else 100_000
    original = books.office(count)
    floors: list[Told] = []
    days: list[Told] = []
    with Sink() as sink:
        for _ in range(2 if quick else 5):
            floors.append(_floor(books.copy_of(original), sink))
            office = _with_mail(books.copy_of(original), sink)
            days.append(_day(office))
            letters, size = sink.taken()
        again = [_day(office) for _ in range(3)]
        repeated, _ = sink.taken()
        with_prefect = _day(_with_mail(books.copy_of(original), sink), "prefect")
    _tell(report, count, days, floors)
    report.note(
        f"{letters} letters of {size / letters / 1024:.0f} KiB on the wire; "
        f"the floor's {floors[-1]['size'] / 1024:.0f} KiB"
    )
    report.must("the same day again, mail", f"{repeated} letters", repeated == 0)
    report.most("the same day again", median(one["all"] for one in again), "s", 1)
    report.most("daily job, peak", max(one["peak"] for one in days), "MiB", 250)
    report.most("daily job with Prefect imported, peak", with_prefect["peak"], "MiB", 250)


def _tell(report: Report, count: int, days: list[Told], floors: list[Told]) -> None:
    for step in STEPS.split(","):
        report.note(f"{step}: {median(one[step] for one in days):.2f} s")
    last = days[-1]
    report.note(
        f"looked at {last['looked']:,.0f}, {last['rungs']:,.0f} rungs, "
        f"{last['letters']:,.0f} letters; the floor sent {floors[-1]['delivered']:,.0f}"
    )
    took, floor = (median(one["all"] for one in some) for some in (days, floors))
    worked, bare = (median(one["cpu"] for one in some) for some in (days, floors))
    report.note(f"floor: {floor:.2f} s, {bare:.2f} s of processor; the day: {worked:.2f} s of it")
    more = f"; processor {worked / bare:.2f} ×"
    if count < 100_000:  # so few that what every letter costs is all there is to see
        report.note(f"daily job, {count:,}: {took:.2f} s = {took / floor:.2f} × floor{more}")
    else:
        report.ratio(f"daily job, {count:,}", took, floor, "floor", 5, more)


def _floor(office: Path, sink: Sink) -> Told:
    words = (sys.executable, "-m", "benchmarks.floor", str(office / "book.db"), str(sink.port))
    told: Told = json.loads(run(Command(words, keeps=True)).out)
    letters, size = sink.taken()
    return {**told, "size": size / letters}


def _day(office: Path, *more: str) -> Told:
    words = (sys.executable, "-m", "benchmarks.day", str(office), STEPS, *more)
    told: Told = json.loads(run(Command(words, keeps=True)).out)
    return told


def _with_mail(office: Path, sink: Sink) -> Path:
    """Set the sink as the office's mail server."""
    file = office / "duban.toml"
    text = file.read_text(encoding="utf-8").replace('host = ""', 'host = "127.0.0.1"')
    text = text.replace("port = 25", f"port = {sink.port}").replace('"starttls"', '"none"')
    file.write_text(text, encoding="utf-8")
    return office
