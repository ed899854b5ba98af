"""归档: all that is kept about the commitments closed in a year, as frozen lines. Reads only.

Volumes are gathered many at a time, with the same few questions however many there are.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledgers.archive_blocks import BLOCKS, rows_of
from ledgers.journal import HASHED, canonical, link
from ledgers.lists import decimal
from ledgers.pressed import is_notice
from ledgers.sql import questions, with_ids
from models.filenames import distinct, safe_file_name
from models.terms import Ending, Happened, Kind

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.drivers import Row
    from ledgers.pressed import NoticeLine

ASKED = questions("archive")
BATCH = 100
LONGEST_FILE = 60  # characters: a path below C:\Users\… stays within Windows' 260


@dataclass(frozen=True, slots=True)
class ClosedLine:
    """One volume in the year's index."""

    commitment_id: int
    number: str
    title: str
    lead_unit: str
    closed_on: date
    ending: Ending | None
    head: str
    notices: tuple[NoticeLine, ...]
    """The supervision notices that went out, each of which is filed with it."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file of evidence: ``name`` is the one it has in the archive."""

    on_day: date
    name: str
    stored_as: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class EventLine:
    """An event: as a person reads it, and ``line``, as anybody can hash it again."""

    place: int
    on_day: date
    happened: Happened
    actor: str
    behalf: str
    note: str
    changes: dict[str, Any]
    line: str


@dataclass(frozen=True, slots=True)
class Volume:
    """卷: a closed commitment with all that is kept about it."""

    number: str
    title: str
    kind: Kind
    category: str
    content: str
    standard: str
    source_document: str
    source_passage: str
    source_place: str
    lead_unit: str
    support_units: tuple[str, ...]
    owner: str
    owner_title: str
    sponsor: str
    sponsor_title: str
    officer: str
    docketed_on: date
    due_text: str
    original_due: date | None
    due: date | None
    actual_on: date | None
    closed_on: date
    ending: Ending | None
    extensions: int
    reopened: int
    target: Decimal | None
    value: Decimal | None
    measure: str
    percent: Decimal | None
    note: str
    superseded_by: str
    head: str
    days_late: int | None
    """Working days from the first deadline to the day it was done; None where neither counts."""
    tables: tuple[tuple[tuple[Any, ...], ...], ...]
    """The rows of each of ``BLOCKS``, in their order."""
    files: tuple[FileLine, ...]
    notices: tuple[NoticeLine, ...]
    events: tuple[EventLine, ...]
    broken_at: int | None
    """The place of the first event that does not fit its chain; None in a sound ledger."""

    @property
    def closing(self) -> EventLine | None:
        """The event that closed it, with its reason and who decided."""
        return next((one for one in reversed(self.events) if "closed_on" in one.changes), None)


def years(book: Book) -> list[int]:
    """List the years in which anything that is still closed was closed."""
    return sorted({row.closed_on.year for row in book.db.ask(ASKED["years"])})


def closed_in(book: Book, year: int) -> list[ClosedLine]:
    """List what was closed in a year and not reopened since, in the order of closing."""
    ends = {"first": date(year, 1, 1), "last": date(year, 12, 31)}
    rows = book.db.ask(ASKED["closed_in"], ends)
    notices = _notices_of(book, [row.id for row in rows])
    return [
        ClosedLine(
            row.id,
            row.number,
            row.title,
            row.lead_unit,
            row.closed_on,
            Ending(row.ending) if row.ending else None,
            row.head,
            notices.get(row.id, ()),
        )
        for row in rows
    ]


def batches(lines: Sequence[ClosedLine], size: int = BATCH) -> Iterator[Sequence[ClosedLine]]:
    """Cut a year into batches, so that memory stays flat."""
    for first in range(0, len(lines), size):
        yield lines[first : first + size]


def volumes(book: Book, lines: Sequence[ClosedLine]) -> list[Volume]:
    """Gather the volumes of these lines, in their order."""
    ids = [line.commitment_id for line in lines]

    def ask(question: str) -> Mapping[int, list[Row]]:
        return _by_commitment(book.db.ask(with_ids(ASKED[question], ids)))

    facts, units, files, events = map(ask, ("facts", "support_units", "evidence", "events"))
    blocks = [(block, ask(block.question)) for block in BLOCKS]
    return [
        _volume(
            book,
            facts[one][0],
            tuple(row.name for row in units[one]),
            tuple(rows_of(block, rows[one]) for block, rows in blocks),
            _files(files[one]),
            line.notices,
            events[one],
        )
        for one, line in zip(ids, lines, strict=True)
    ]


def _notices_of(book: Book, ids: Iterable[int]) -> dict[int, tuple[NoticeLine, ...]]:
    sent = book.pressed.notices(ids)
    return {one: tuple(filter(is_notice, letters)) for one, letters in sent.items()}


def _by_commitment(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.commitment_id].append(row)
    return found


def _files(rows: Sequence[Row]) -> tuple[FileLine, ...]:
    """Name files as they were handed in, made safe, and made distinct where they agree."""
    names = distinct(safe_file_name(row.name, LONGEST_FILE) for row in rows)
    return tuple(
        FileLine(row.on_day, name, row.stored_as, row.sha256, row.size)
        for row, name in zip(rows, names, strict=True)
    )


def _volume(
    book: Book,
    row: Row,
    units: tuple[str, ...],
    tables: tuple[tuple[tuple[Any, ...], ...], ...],
    files: tuple[FileLine, ...],
    notices: tuple[NoticeLine, ...],
    events: Sequence[Row],
) -> Volume:
    ending = Ending(row.ending) if row.ending else None
    id_after = book.journal.id_after
    return Volume(
        number=row.number,
        title=row.title,
        kind=Kind(row.kind),
        category=row.category,
        content=row.content,
        standard=row.standard,
        source_document=row.source_document,
        source_passage=row.source_passage,
        source_place=row.source_place,
        lead_unit=row.lead_unit,
        support_units=units,
        owner=row.owner or "",
        owner_title=row.owner_title or "",
        sponsor=row.sponsor or "",
        sponsor_title=row.sponsor_title or "",
        officer=row.officer or "",
        docketed_on=row.docketed_on,
        due_text=row.due_text,
        original_due=row.original_due,
        due=row.due,
        actual_on=row.actual_on,
        closed_on=row.closed_on,
        ending=ending,
        extensions=row.extensions,
        reopened=row.reopened,
        target=decimal(row.target),
        value=decimal(row.value),
        measure=row.measure,
        percent=decimal(row.percent),
        note=row.note,
        superseded_by=row.superseded_by or "",
        head=row.head,
        days_late=_days_late(book, row, ending),
        tables=tables,
        files=files,
        notices=notices,
        events=tuple(_event(event, id_after) for event in events),
        broken_at=_broken_at(row, events, id_after),
    )


def _days_late(book: Book, row: Row, ending: Ending | None) -> int | None:
    """Count against the first deadline, for ever: an extension does not make it early."""
    if row.original_due is None or ending not in (Ending.DONE, Ending.DONE_MODIFIED):
        return None
    return max(0, book.calendar.between(row.original_due, row.actual_on or row.closed_on))


def _event(row: Row, id_after: int) -> EventLine:
    covered = {"id": row.id} if row.id > id_after else {}
    line = (
        covered
        | {name: getattr(row, name) for name in HASHED}
        | {
            "on_day": row.on_day.isoformat(),
            "previous": row.previous,
            "hash": row.hash,
            "actor": row.actor or "",
            "behalf": row.behalf or "",
        }
    )
    return EventLine(
        row.place,
        row.on_day,
        Happened(row.happened),
        row.actor or "",
        row.behalf or "",
        row.note,
        json.loads(row.changes),
        canonical(line),
    )


def _broken_at(row: Row, events: Sequence[Row], id_after: int) -> int | None:
    """Redo the chain: every event hashes onto the one before it, and the last is the head."""
    previous = ""
    for place, event in enumerate(events, 1):
        fields = event._asdict()
        if event.id <= id_after:
            del fields["id"]
        told = (event.chain, event.place, event.previous)
        if told != (row.number, place, previous) or link(previous, fields) != event.hash:
            return place
        previous = event.hash
    return None if (len(events), previous) == (row.events, row.head) else len(events) + 1
