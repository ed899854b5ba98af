"""Import of a real ledger workbook: good rows go in, each other row is told why not.

Twice is once: a row whose number is in the book with equal content changes nothing, one with
other content is refused. Directory sheets of the same file come first.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from ledgers.cycles import undisturbed
from ledgers.directory_sheets import DirectoryRow, admit_directory, read_directory
from ledgers.gate import Gate, ImportLine, RowVerdict
from ledgers.read_rows import ReadRow
from ledgers.readings import LedgerReader
from ledgers.sheets import RawTable, read_tables
from models.bad_files import NoHeading
from models.calendar import WorkCalendar
from models.headings import directory_headings, is_directory, is_ledger, ledger_headings
from models.policy import Policy

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.people import Actor

__all__ = ["ImportLine", "ImportOutcome", "Reading", "RowVerdict", "import_workbook", "read_rows"]

BATCH = 2000


@dataclass(frozen=True)
class Reading:
    """A file as understood: its directory rows, and its ledger rows to be walked."""

    path: Path
    directory: tuple[DirectoryRow, ...]
    readers: tuple[LedgerReader, ...]

    @property
    def total(self) -> int:
        """About how many ledger rows there are: what progress counts towards."""
        return sum(reader.table.height for reader in self.readers)

    def numbers(self) -> Iterator[str]:
        """Walk the numbers the file gives."""
        for reader in self.readers:
            yield from reader.numbers()

    def rows(self) -> Iterator[ReadRow]:
        """Walk the rows of every ledger sheet, each checked as far as the file alone tells."""
        for reader in self.readers:
            yield from reader.rows()


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did, row by row and in sum."""

    lines: tuple[ImportLine, ...]
    people: int = 0
    units: int = 0
    counts: Counter[RowVerdict] = field(default_factory=Counter)

    @property
    def taken(self) -> int:
        """Rows that went into the book."""
        return self.counts[RowVerdict.TAKEN]

    @property
    def unchanged(self) -> int:
        """Rows the book already held."""
        return self.counts[RowVerdict.UNCHANGED]

    @property
    def refused(self) -> int:
        """Rows that stayed out."""
        return self.counts[RowVerdict.REFUSED]


def read_rows(
    path: Path,
    *,
    issued_on: date,
    docketed_on: date,
    calendar: WorkCalendar,
    prefix: str = "",
    policy: Policy | None = None,
) -> Reading:
    """Open a file and understand its headings; its rows are read when walked.

    ``policy`` gives a limit to what states no deadline.
    """
    ledgers: list[RawTable] = []
    directory: list[DirectoryRow] = []
    tables = read_tables(path)
    for table in tables:
        if is_ledger(ledger_headings(table.headings)):
            ledgers.append(table)
        elif is_directory(directory_headings(table.headings)):
            directory += read_directory(table)
    if not ledgers and not directory:
        raise NoHeading(
            path=path.name,
            wanted=("事项名称", "牵头单位"),
            sheets=tuple(table.sheet for table in tables),
        )
    readers = [
        LedgerReader(
            table,
            issued_on,
            docketed_on,
            calendar,
            _series(prefix, issued_on, place),
            policy or Policy(),
        )
        for place, table in enumerate(ledgers)
    ]
    return Reading(path, tuple(directory), tuple(readers))


def _series(prefix: str, issued_on: date, place: int) -> str:
    """Name the series of serial numbers; each further sheet counts from 1 again."""
    series = prefix or str(issued_on.year)
    return f"{series}-{place + 1}" if place else series


def import_workbook(
    book: Book,
    reading: Reading,
    *,
    by: Actor | None,
    on: date,
    dry_run: bool = False,
    create_units: bool = False,
    progress: Callable[[int], None] | None = None,
) -> ImportOutcome:
    """Bring a file into the book, within the page that is open; tell each row's verdict."""
    admitted = admit_directory(book, reading.directory, by=by, on=on, dry_run=dry_run)
    lines = [
        ImportLine(
            RowVerdict(one.verdict),
            one.row.sheet,
            one.row.row,
            one.column,
            "",
            one.row.label,
            one.reason,
        )
        for one in admitted.lines
    ]
    gate = Gate(book, by, on, dry_run, create_units, admitted.new_names, admitted.new_people)
    if not dry_run:  # so that a row without a number gets none that stands further down
        book.commitments.note_numbers(reading.numbers())
    done = 0
    rows = reading.rows()
    with undisturbed():
        while batch := list(islice(rows, BATCH)):
            lines += gate.pass_through(batch)
            done += len(batch)
            if progress:
                progress(done)
    counts = Counter(line.verdict for line in lines[len(admitted.lines) :])
    counts[RowVerdict.REFUSED] += sum(one.verdict == RowVerdict.REFUSED for one in admitted.lines)
    return ImportOutcome(
        tuple(lines), len(admitted.new_people), len(admitted.new_units) + gate.created, counts
    )
