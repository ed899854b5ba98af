"""Books that have really lived: every event written through the journal, sealed every evening.

Of so many commitments each is docketed and then reported on nine times, a round a week, so a
book has ten events a commitment and passes its audit. Written in sets of a round: turn by turn
it would take longer than measuring. Made once, kept beside the other books.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks import books
from benchmarks.measuring import HERE

if TYPE_CHECKING:
    from ledgers.book import Book

ROUNDS = 9
LAST = books.ON - timedelta(days=1)
FIRST = LAST - timedelta(days=7 * ROUNDS)


def office(count: int) -> Path:
    """Return an office whose book has so many commitments and ten times as many events."""
    folder = books.cache() / f"lived-{count}"
    if not (folder / "duban.toml").exists():
        words = [sys.executable, "-m", "benchmarks.lived", str(count), str(folder)]
        subprocess.run(words, check=True, cwd=HERE, stdout=subprocess.DEVNULL)
    return folder


def day_of(place: int) -> date:
    """Return the day of a round; 0 is the docketing."""
    return FIRST + timedelta(days=7 * place)


def _make(count: int, folder: Path) -> None:
    from ledgers.book import open_book
    from models.settings import read_settings

    draft = folder.with_name(f"{folder.name}.being-made")
    owners = min(500, count // 20)
    books.empty_office(draft, owners, on=FIRST)
    url = read_settings(draft).book_url
    for place in range(ROUNDS + 1):
        with open_book(url, at=_hour(day_of(place), 10)) as book:
            if place == 0:
                drafts = list(books.drafts(count, owners, docketed_on=FIRST))
                book.commitments.docket_many(drafts, by=None, on=FIRST)
                book.db.tell("UPDATE commitment SET light = 'none'")
            else:
                _round(book, place)
        with open_book(url, at=_hour(day_of(place), 18)) as book:
            book.seals.seal(day_of(place))
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def _hour(on: date, of_day: int) -> datetime:
    return datetime.combine(on, time(of_day), books.AT.tzinfo)


def _round(book: Book, place: int) -> None:
    """Write one report on every commitment, as ``commitments.report`` writes one."""
    from ledgers.book import insert_into
    from ledgers.journal import Chain, Entry, plain
    from models.terms import Happened

    on, percent = day_of(place), str(place * 10)
    rows = book.db.ask(
        "SELECT id, number, stage, percent, last_report_on, events, head FROM commitment"
    )
    first = book.db.reserve("report", len(rows))
    reports: list[dict[str, Any]] = []
    entries: list[Entry] = []
    for n, row in enumerate(rows):
        told = {"commitment_id": row.id, "on_day": on, "unit_id": None, "percent": percent,
                "value": None, "done": f"第{place}次反馈：路基完成{percent}%", "next_steps": "",
                "problem": ""}  # fmt: skip
        reports.append({"id": first + n, **told})
        changes = {
            "percent": [row.percent, percent],
            "last_report_on": [plain(row.last_report_on), plain(on)],
            f"report:{first + n}": [None, plain(told)],
        }
        if row.stage != "accepted":
            changes["stage"] = [row.stage, "accepted"]
        chain = Chain(row.number, row.id, row.events, row.head)
        entries.append(Entry(chain, Happened.REPORTED, changes, told["done"]))
    book.journal.write(entries, by=None, on=on)
    book.db.tell_many(insert_into("report", tuple(reports[0])), reports)
    book.db.tell_many(
        "UPDATE commitment SET stage = 'accepted', percent = :percent, last_report_on = :on,"
        " look_on = :on, events = :events, head = :head WHERE id = :id",
        [
            {"id": one.chain.commitment_id, "percent": percent, "on": on,
             "events": one.chain.length, "head": one.chain.head}
            for one in entries
        ],
    )  # fmt: skip


if __name__ == "__main__":
    _make(int(sys.argv[1]), Path(sys.argv[2]))
