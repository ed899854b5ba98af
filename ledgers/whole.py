"""One matter from all sides: everything kept about it, and its history."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledgers.lines import Line, column
from ledgers.lists import ASKED, by_commitment, decimal
from ledgers.sql import with_ids
from models.lights import MilestoneFacts
from models.terms import Happened
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event as a person reads it."""

    on_day: date | None = column(N_("Day"))
    happened: Happened = column(N_("What happened"), default=Happened.LOOKED)
    actor: str = column(N_("By"), default="")
    note: str = column(N_("Note"), default="", wide=True)
    behalf: str = ""
    recorded_at: str = ""
    place: int = 0
    changes: dict[str, Any] = field(default_factory=dict)
    hash: str = ""


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything about one commitment, for ``show``."""

    line: Line
    content: str
    standard: str
    source_document: str
    source_passage: str
    source_place: str
    support_units: tuple[str, ...]
    sponsor: str
    officer: str
    closed_on: date | None
    actual_on: date | None
    due_rule: str
    note: str
    milestones: tuple[MilestoneFacts, ...]
    reports: tuple[ReportLine, ...]
    evidence: tuple[EvidenceLine, ...]
    waiting: tuple[WaitingLine, ...]


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A progress report."""

    on_day: date
    percent: Decimal | None
    value: Decimal | None
    done: str
    next_steps: str
    problem: str


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """An attached file."""

    on_day: date
    name: str
    stored_as: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """A request that waits: ``what`` is extension, check or confirm."""

    what: str
    since: date
    until: date | None
    reason: str


def whole(book: Book, line: Line) -> Whole:
    """Gather everything about one commitment."""
    db = book.db
    of = {"id": line.commitment_id}
    row = db.ask(
        "SELECT c.*, s.name AS sponsor, f.name AS officer FROM commitment c"
        " LEFT JOIN post so ON so.id = c.sponsor_post_id LEFT JOIN person s"
        " ON s.id = so.holder_id LEFT JOIN post fo ON fo.id = c.officer_post_id"
        " LEFT JOIN person f ON f.id = fo.holder_id WHERE c.id = :id",
        of,
    )[0]
    units = db.ask(
        "SELECT u.name FROM support_unit s JOIN unit u ON u.id = s.unit_id"
        " WHERE s.commitment_id = :id ORDER BY s.position",
        of,
    )
    reports = db.ask("SELECT * FROM report WHERE commitment_id = :id ORDER BY id", of)
    files = db.ask("SELECT * FROM evidence WHERE commitment_id = :id ORDER BY id", of)
    return Whole(
        line,
        row.content,
        row.standard,
        row.source_document,
        row.source_passage,
        row.source_place,
        tuple(unit.name for unit in units),
        row.sponsor or "",
        row.officer or "",
        row.closed_on,
        row.actual_on,
        row.due_rule,
        row.note,
        by_commitment(db.ask(with_ids(ASKED["milestones_of"], [line.commitment_id]))).get(
            line.commitment_id, ()
        ),
        tuple(
            ReportLine(
                r.on_day, decimal(r.percent), decimal(r.value), r.done, r.next_steps, r.problem
            )
            for r in reports
        ),
        tuple(EvidenceLine(f.on_day, f.name, f.stored_as, f.sha256, f.size) for f in files),
        _waiting(book, line.commitment_id),
    )


def _waiting(book: Book, commitment_id: int) -> tuple[WaitingLine, ...]:
    rows = book.db.ask(
        "SELECT 'extension' AS what, asked_on AS since, until, reason FROM extension_request"
        " WHERE commitment_id = :id AND state = 'asked'",
        {"id": commitment_id},
    )
    rows += book.db.ask(
        "SELECT CASE WHEN state = 'asked' THEN 'check' ELSE 'confirm' END AS what,"
        " asked_on AS since, NULL AS until, note AS reason FROM closure_request"
        " WHERE commitment_id = :id AND state IN ('asked', 'checked')",
        {"id": commitment_id},
    )
    return tuple(WaitingLine(r.what, r.since, r.until, r.reason) for r in rows)


def history(book: Book, number: str) -> list[HistoryLine]:
    """List every event of one commitment, the first first."""
    rows = book.db.ask(ASKED["history"], {"number": number})
    return [
        HistoryLine(
            r.on_day,
            Happened(r.happened),
            r.actor or "",
            r.note,
            r.behalf or "",
            r.recorded_at,
            r.place,
            json.loads(r.changes),
            r.hash,
        )
        for r in rows
    ]
