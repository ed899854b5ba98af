"""Books of N commitments with the standard items, made once and kept in a temporary folder.

5 % overdue, 5 % due in the next seven days, 30 % closed, 60 % later; min(500, N/20) owners,
each the head of a unit of their own with an address, and a chief officer.

Docketed as everything is docketed; then the state of the day is written by plain SQL without
events (closing 30,000 matters turn by turn would take longer than measuring), so these books
would not pass an audit. Books of another code are made anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from benchmarks.measuring import HERE

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.commitment import CommitmentDraft

ON = date(2026, 4, 8)  # a Wednesday, with working days behind and before it
DOCKETED = ON - timedelta(days=29)  # so that nobody counts as silent yet
AT = datetime(2026, 4, 8, 8, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
EARLIER = AT - timedelta(days=29)
# Of every twenty: one overdue, one due soon, six closed, twelve later.
OVERDUE, SOON, CLOSED = range(1), range(1, 2), range(2, 8)
MADE_BY = ("benchmarks/books.py", "benchmarks/lived.py", "ledgers/docketing.py",
           "ledgers/numbering.py", "ledgers/upkeep.py", "ledgers/journal.py",
           "ledgers/migrations/versions", "models/commitment.py")  # fmt: skip


def office(count: int, due: int = 0) -> Path:
    """Return an office with a book of so many commitments, from the cache where it is there.

    With ``due``, the book has so many *open* ones, and exactly ``due`` of them are due a look.
    """
    folder = cache() / (f"{count}-open-{due}-due" if due else str(count))
    if not (folder / "duban.toml").exists():
        # In a process of its own: the caller's peak of memory stays its own.
        words = [sys.executable, "-m", "benchmarks.books", str(count), str(due), str(folder)]
        subprocess.run(words, check=True, cwd=HERE, stdout=subprocess.DEVNULL)
    return folder


def copy_of(original: Path, name: str = "copy") -> Path:
    """Copy an office, so that what is written does not stay in the cache."""
    folder = cache() / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(original, folder)
    return folder


def empty_office(
    folder: Path, owners: int, url: str = "sqlite:///book.db", on: date = DOCKETED
) -> Path:
    """Begin an office with its directory and no commitment; whoever runs this is its chief."""
    from flows.beginning import make_office
    from flows.desk import login
    from ledgers.book import open_book
    from ledgers.upkeep import Beginning, begin
    from models.people import PersonDraft, UnitDraft
    from models.policy import Policy
    from models.terms import Role

    at = EARLIER if on == DOCKETED else datetime.combine(on, AT.time(), AT.tzinfo)
    shutil.rmtree(folder, ignore_errors=True)
    settings = make_office(folder, book=url)
    first = Beginning("督查室", "督查室主任", login(), "chief@example.org", book_id="benchmark")
    begin(settings.book_url, first, policy=Policy(), at=at, on=on)
    with open_book(settings.book_url, at=at) as book:
        for n in range(owners):
            unit = f"第{n}局"
            book.directory.add_unit(UnitDraft(name=unit), by=None, on=on)
            head = PersonDraft(
                name=f"局长{n}", unit=unit, role=Role.UNIT_HEAD, email=f"head{n}@example.org"
            )
            book.directory.add_person(head, by=None, on=on)
    return folder


def place_of(n: int, owners: int) -> int:
    """Return which of twenty the n-th is; every owner has the same share of each."""
    return (n + n // owners) % 20


def due_of(n: int, owners: int) -> date:
    """Return the deadline of the n-th commitment."""
    place = place_of(n, owners)
    if place in OVERDUE:
        return ON - timedelta(days=1 + n // 20 % 28)
    if place in SOON:
        return ON + timedelta(days=1 + n // 20 % 7)
    return ON + timedelta(days=30 + n % 250)


def cache() -> Path:
    """Return the folder of books made by this version of the code."""
    code = hashlib.sha256()
    for name in MADE_BY:
        path = HERE / name
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            code.update(file.read_bytes())
    owner = os.getuid() if hasattr(os, "getuid") else "user"
    return Path(tempfile.gettempdir()) / f"duban-benchmarks-{owner}" / code.hexdigest()[:12]


def drafts(count: int, owners: int, docketed_on: date = DOCKETED) -> Iterator[CommitmentDraft]:
    """Write the drafts of a book."""
    from models.commitment import CommitmentDraft

    for n in range(count):
        yield CommitmentDraft(
            title=f"第{n}号道路改造工程建成通车",
            lead_unit=f"第{n % owners}局",
            docketed_on=docketed_on,
            due=due_of(n, owners),
            category="城市建设",
            content="完成路基、路面、排水与照明，具备通车条件。",
            source_document="2026年重点工作台账",
        )


def _make(count: int, due: int, folder: Path) -> None:
    """Make a book, whole or not at all."""
    from ledgers.book import open_book
    from models.settings import read_settings

    owners = min(500, count // 20)
    draft = folder.with_name(f"{folder.name}.being-made")
    empty_office(draft, owners)
    url = read_settings(draft).book_url
    with open_book(url, at=EARLIER) as book:
        fill(book, count, owners, due)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)


def fill(book: Book, count: int, owners: int, due: int = 0) -> None:
    """Docket the commitments and write the state in which the day finds them."""
    book.commitments.docket_many(list(drafts(count, owners)), by=None, on=DOCKETED)
    book.db.tell("UPDATE commitment SET light = 'green', light_since = docketed_on")
    if due:
        _only(book, count, due)
        return
    first = _first_id(book)
    closed = [{"id": first + n} for n in range(count) if place_of(n, owners) in CLOSED]
    book.db.tell_many(
        "UPDATE commitment SET stage = 'closed', ending = 'done', light = 'none',"
        " evidence = 1, look_on = NULL, closed_on = due WHERE id = :id",
        closed,
    )
    _look_on_the_day(book)


def _only(book: Book, count: int, due: int) -> None:
    """Have exactly ``due`` open ones due a look, of the first 250 owners; the others are later."""
    owners = min(500, count // 20)
    first, chosen = _first_id(book), []
    for n in range(count):
        if n % owners < 250 and len(chosen) < due:
            days = -1 - n % 28 if len(chosen) % 2 else 1 + n % 7
            chosen.append({"id": first + n, "due": ON + timedelta(days=days)})
    book.db.tell("UPDATE commitment SET due = :day", {"day": ON + timedelta(days=60)})
    book.db.tell_many("UPDATE commitment SET due = :due WHERE id = :id", chosen)
    _look_on_the_day(book)


def _first_id(book: Book) -> int:
    return int(book.db.ask("SELECT min(id) AS n FROM commitment")[0].n)


def _look_on_the_day(book: Book) -> None:
    """Make everything overdue or due within seven days due a look, the rest on its deadline.

    The day before has been lived and sealed, so that docketing itself is no news any more.
    """
    book.db.tell("UPDATE commitment SET look_on = due WHERE closed_on IS NULL")
    book.db.tell(
        "UPDATE commitment SET look_on = :on WHERE closed_on IS NULL AND due <= :soon",
        {"on": ON, "soon": ON + timedelta(days=7)},
    )
    book.db.tell(
        "INSERT INTO day (day, working, news_from, news_to, looked, composed, figures)"
        " VALUES (:day, :yes, 1, :last, 0, :yes, '{}')",
        {"day": ON - timedelta(days=1), "yes": True, "last": book.journal.last_id()},
    )
    book.seals.seal(ON - timedelta(days=1))


if __name__ == "__main__":
    _make(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
