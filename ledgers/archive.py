"""归档: all that is kept about the commitments closed in a year, as frozen lines. Reads only.

Volumes are gathered many at a time, with the same few questions however many there are.
A further sort of facts joins the record by one entry in ``BLOCKS`` and its question in
``sql/archive.sql``.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledgers.journal import HASHED, canonical, link
from ledgers.lists import decimal
from ledgers.sql import questions, with_ids
from models.filenames import distinct, safe_file_name
from models.states import STATES
from models.terms import Cause, Check, Ending, Happened, Kind, Mark, Satisfaction
from models.words import N_, Word

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.drivers import Row

ASKED = questions("archive")
BATCH = 100
LONGEST_FILE = 60  # characters: a path below C:\Users\… stays within Windows' 260


def state(stored: str) -> Word:
    """Word what became of a request or a look-back."""
    return Word(STATES[stored])


def passed(stored: bool) -> Word:
    """Word what a check found."""
    return Word(N_("passed")) if stored else Word(N_("returned"))


def yes_or_no(stored: bool) -> Word:
    """Word an answer of a call-back."""
    return Word(N_("yes")) if stored else Word(N_("no"))


def satisfaction(stored: str) -> Satisfaction | Word:
    """Word what was said of the outcome; a case left out by rule says so."""
    return Satisfaction(stored) if stored else Word(N_("left out by rule"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block: what it is called, where it is read, how wide it is (of 156 mm)."""

    heading: str
    of: str
    width: int
    read: Callable[[Any], Any] = lambda value: value


@dataclass(frozen=True, slots=True)
class Block:
    """One sort of facts in a record: a heading, a question of ``sql/archive.sql``, columns."""

    heading: str
    question: str
    columns: tuple[Column, ...]


BLOCKS = (
    Block(
        N_("Parts"),
        "parts",
        (
            Column(N_("No."), "number", 33),
            Column(N_("Commitment"), "title", 62),
            Column(N_("Lead unit"), "lead_unit", 28),
            Column(N_("Struck off"), "closed_on", 33),
        ),
    ),
    Block(
        N_("Milestones"),
        "milestones",
        (
            Column(N_("Serial"), "position", 12),
            Column(N_("Milestone"), "title", 78),
            Column(N_("Due"), "due", 33),
            Column(N_("Finished on"), "done_on", 33),
        ),
    ),
    Block(
        N_("Leaders' instructions"),
        "instructions",
        (
            Column(N_("Day"), "on_day", 33),
            Column(N_("Leader"), "leader", 22),
            Column(N_("Words"), "words", 68),
            Column(N_("Due"), "due", 33),
        ),
    ),
    Block(
        N_("Progress reports"),
        "reports",
        (
            Column(N_("Day"), "on_day", 33),
            Column(N_("Per cent"), "percent", 16, decimal),
            Column(N_("Work done"), "done", 47),
            Column(N_("Next steps"), "next_steps", 30),
            Column(N_("Problems"), "problem", 30),
        ),
    ),
    Block(
        N_("Obstacles"),
        "obstacles",
        (
            Column(N_("Since"), "since", 33),
            Column(N_("Cause"), "cause", 22, Cause),
            Column(N_("What hinders"), "text", 40),
            Column(N_("Waits on"), "waits_on", 28),
            Column(N_("Cleared on"), "cleared_on", 33),
        ),
    ),
    Block(
        N_("Coordination"),
        "help_requests",
        (
            Column(N_("Asked on"), "asked_on", 33),
            Column(N_("Asked of a leader"), "ask", 47),
            Column(N_("Decided on"), "decided_on", 33),
            Column(N_("Decision"), "decision", 43),
        ),
    ),
    Block(
        N_("Extension requests and decisions"),
        "extensions",
        (
            Column(N_("Asked on"), "asked_on", 31),
            Column(N_("Until"), "until", 31),
            Column(N_("Grounds"), "reason", 25),
            Column(N_("Opinion"), "opinion", 20),
            Column(N_("Outcome"), "state", 14, state),
            Column(N_("Decided by"), "decider", 17),
            Column(N_("Remarks"), "decision", 18),
        ),
    ),
    Block(
        N_("Closing requests and decisions"),
        "closures",
        (
            Column(N_("Asked on"), "asked_on", 33),
            Column(N_("Said to be done on"), "actual_on", 33),
            Column(N_("Remarks"), "note", 31),
            Column(N_("Outcome"), "state", 26, state),
            Column(N_("Decided on"), "decided_on", 33),
        ),
    ),
    Block(
        N_("Checks"),
        "checks",
        (
            Column(N_("Day"), "on_day", 33),
            Column(N_("Check"), "level", 24, Check),
            Column(N_("Checked by"), "checked_by", 22),
            Column(N_("Outcome"), "passed", 17, passed),
            Column(N_("Findings"), "findings", 60),
        ),
    ),
    Block(
        N_("Objections"),
        "objections",
        (
            Column(N_("Raised on"), "raised_on", 33),
            Column(N_("Grounds"), "reason", 43),
            Column(N_("Outcome"), "state", 17, state),
            Column(N_("Decided on"), "decided_on", 33),
            Column(N_("Remarks"), "decision", 30),
        ),
    ),
    Block(
        N_("Look-backs"),
        "lookbacks",
        (
            Column(N_("Drawn on"), "drawn_on", 33),
            Column(N_("Outcome"), "state", 27, state),
            Column(N_("Looked at"), "on_day", 33),
            Column(N_("Findings"), "findings", 63),
        ),
    ),
    Block(
        N_("Call-backs"),
        "callbacks",
        (
            Column(N_("Day"), "on_day", 33),
            Column(N_("In touch in time"), "contacted", 26, yes_or_no),
            Column(N_("Resolved"), "resolved", 22, yes_or_no),
            Column(N_("Satisfaction"), "satisfied", 25, satisfaction),
            Column(N_("Remarks"), "note", 50),
        ),
    ),
    Block(
        N_("Praise and criticism"),
        "marks",
        (
            Column(N_("Day"), "on_day", 33),
            Column(N_("Unit"), "unit", 28),
            Column(N_("Mark"), "mark", 19, Mark),
            Column(N_("Leader"), "leader", 18),
            Column(N_("What was said"), "words", 58),
        ),
    ),
)


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
    return [
        ClosedLine(
            row.id,
            row.number,
            row.title,
            row.lead_unit,
            row.closed_on,
            Ending(row.ending) if row.ending else None,
            row.head,
        )
        for row in book.db.ask(ASKED["closed_in"], ends)
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
            tuple(_rows(block, rows[one]) for block, rows in blocks),
            _files(files[one]),
            events[one],
        )
        for one in ids
    ]


def _by_commitment(rows: Iterable[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.commitment_id].append(row)
    return found


def _rows(block: Block, rows: Iterable[Row]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple(one.read(getattr(row, one.of)) for one in block.columns) for row in rows)


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
