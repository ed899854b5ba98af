"""Books that have lived a whole year, morning by morning: looked at, reported on, struck off.

Every morning is really looked at by the same round as in an office; what people enter is
written in sets of a day, each with its event. A matter is reported on about every 22nd working
day, a third of them well, a third behind the pace, a third far behind; most are struck off
some days after their deadline. Made once, kept beside the other books.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import books
from benchmarks.measuring import HERE

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.drivers import Row
    from models.commitment import CommitmentDraft

DAYS = 365
LAST = books.ON - timedelta(days=1)
FIRST = LAST - timedelta(days=DAYS - 1)
EVERY = 22  # working days between two reports on one matter
PACE = (1.05, 0.85, 0.6)  # how much of the elapsed share is done
MADE_BY = ("benchmarks/year.py", "ledgers/rounds.py", "ledgers/news.py",
           "ledgers/newsworthy.py", "ledgers/piles.py", "models/look.py", "models/lights.py",
           "models/ladder.py", "models/policy.py")  # fmt: skip


def office(count: int) -> Path:
    """Return an office whose book of so many commitments has lived a year."""
    code = hashlib.sha256(b"".join((HERE / name).read_bytes() for name in MADE_BY)).hexdigest()
    folder = books.cache() / f"year-{count}-{code[:8]}"
    if not (folder / "duban.toml").exists():
        words = [sys.executable, "-m", "benchmarks.year", str(count), str(folder)]
        subprocess.run(words, check=True, cwd=HERE, stdout=subprocess.DEVNULL)
    return folder


def _make(count: int, folder: Path) -> None:
    from ledgers.book import page, reach
    from models.settings import read_settings

    draft = folder.with_name(f"{folder.name}.being-made")
    owners = min(500, count // 20)
    books.empty_office(draft, owners, on=FIRST)
    with reach(read_settings(draft).book_url) as db:
        db.relax()
        with page(db, at=_hour(FIRST, 7)) as book:
            book.commitments.docket_many(list(_drafts(count, owners)), by=None, on=FIRST)
        for n in range(DAYS):
            on = FIRST + timedelta(days=n)
            with page(db, at=_hour(on, 8)) as book:
                book.rounds.look(on)
                if book.calendar.is_working(on):
                    book.rounds.finish(on, {})
                    _live(book, on)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def _hour(on: date, of_day: int) -> datetime:
    return datetime.combine(on, time(of_day), books.AT.tzinfo)


def _drafts(count: int, owners: int) -> Iterable[CommitmentDraft]:
    for n, draft in enumerate(books.drafts(count, owners, docketed_on=FIRST)):
        yield draft.model_copy(update={"due": FIRST + timedelta(days=60 + n * 7 % 400)})


def _live(book: Book, on: date) -> None:
    """Enter what people enter on a working day."""
    turn = book.calendar.between(FIRST, on) % EVERY
    rows = book.db.ask(
        "SELECT id, number, stage, percent, last_report_on, docketed_on, due, light, light_since,"
        " closed_on, events, head FROM commitment WHERE closed_on IS NULL AND id % :every = :turn",
        {"every": EVERY, "turn": turn},
    )
    _report(book, [one for one in rows if not _is_done(one, on)], on)
    _strike_off(book, [one for one in rows if _is_done(one, on)], on)


def _is_done(row: Row, on: date) -> bool:
    return bool(row.due < on) and row.id % 5 > 0  # every fifth is never finished


def _report(book: Book, rows: list[Row], on: date) -> None:
    from ledgers.book import insert_into
    from models.terms import Happened

    first, reports, told = book.db.reserve("report", len(rows)), [], []
    for n, row in enumerate(rows):
        share = min((on - row.docketed_on) / (row.due - row.docketed_on), 1)
        percent = str(int(100 * share * PACE[row.id % len(PACE)]))
        report = {"commitment_id": row.id, "on_day": on, "unit_id": None, "percent": percent,
                  "value": None, "done": f"已完成{percent}%", "next_steps": "",
                  "problem": ""}  # fmt: skip
        reports.append({"id": first + n, **report})
        more = {f"report:{first + n}": [None, report]}
        told.append(({"percent": percent, "last_report_on": on, "stage": "accepted"}, more))
    _write(book, rows, told, Happened.REPORTED, on)
    if reports:
        book.db.tell_many(insert_into("report", tuple(reports[0])), reports)


def _strike_off(book: Book, rows: list[Row], on: date) -> None:
    from models.terms import Happened

    ended = {"stage": "closed", "closed_on": on, "ending": "done", "light": "none",
             "light_since": on}  # fmt: skip
    _write(book, rows, [(ended, {}) for _ in rows], Happened.CLOSED, on)


def _write(
    book: Book,
    rows: list[Row],
    told: list[tuple[dict[str, Any], dict[str, Any]]],
    happened: Any,
    on: date,
) -> None:
    """Write one event on each matter and its new columns, as a turn writes them."""
    from ledgers.journal import Chain, Entry, plain

    if not rows:
        return
    entries, marks = [], []
    for row, (new, more) in zip(rows, told, strict=True):
        known = row._asdict() | {"ending": None}
        changes = {
            name: [plain(known[name]), plain(value)]
            for name, value in new.items()
            if known[name] != value
        }
        chain = Chain(row.number, row.id, row.events, row.head)
        entries.append(Entry(chain, happened, plain(changes | more)))
    book.journal.write(entries, by=None, on=on)
    for (new, _), entry in zip(told, entries, strict=True):
        chain = entry.chain
        sleeps = new["stage"] == "closed"
        marks.append({**new, "look_on": None if sleeps else on, "events": chain.length,
                      "head": chain.head, "id": chain.commitment_id})  # fmt: skip
    sets = ", ".join(f"{name} = :{name}" for name in marks[0] if name != "id")
    book.db.tell_many(f"UPDATE commitment SET {sets} WHERE id = :id", marks)


if __name__ == "__main__":
    _make(int(sys.argv[1]), Path(sys.argv[2]))
