"""Questions to the ledger, answered as frozen lines with their lights. Reads only.

Standard library and the plain driver, nothing else: importing SQLModel would cost more
than the answer.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledgers.drivers import Row
from ledgers.lines import Line, column
from ledgers.sql import questions, with_ids
from models.errors import NoSuchCommitment
from models.lights import Facts, MilestoneFacts, give_light
from models.terms import Happened, Kind, Light, Stage
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book

ASKED = questions("lines")
Milestones = dict[int, tuple[MilestoneFacts, ...]]


@dataclass(frozen=True, slots=True)
class Answer:
    """A list cut to what was asked for, and how many lines there are in all."""

    lines: tuple[Line, ...]
    total: int


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


def decimal(text: str | None) -> Decimal | None:
    """Read a stored decimal."""
    return None if text is None else Decimal(text)


def facts_of(row: Row, milestones: tuple[MilestoneFacts, ...]) -> Facts:
    """Cut a row down to what the rules see."""
    return Facts(
        Kind(row.kind),
        Stage(row.stage),
        row.docketed_on,
        row.due,
        row.due_version,
        decimal(row.percent),
        row.last_report_on,
        row.report_every,
        milestones,
    )


def by_commitment(rows: Iterable[Row]) -> Milestones:
    """Group milestone rows by their commitment."""
    found: dict[int, list[MilestoneFacts]] = defaultdict(list)
    for row in rows:
        found[row.commitment_id].append(
            MilestoneFacts(row.id, row.position, row.title, row.due, row.done_on)
        )
    return {
        number: tuple(sorted(ones, key=lambda one: one.position)) for number, ones in found.items()
    }


class Lists:
    """Answers questions."""

    def __init__(self, book: Book) -> None:
        self._book = book

    # -- lists --------------------------------------------------------------------------

    def late(self, on: date, limit: int = 0) -> Answer:
        """List every open commitment past its due date, the latest first."""
        return self._answer("late", on, limit)

    def due(self, on: date, until: date, limit: int = 0) -> Answer:
        """List open commitments due from a day until another, the next first."""
        return self._answer("due", on, limit, until=until)

    def open(
        self, on: date, limit: int = 0, *, unit: str = "", light: str = "", which: str = "open"
    ) -> Answer:
        """List commitments: open (or ``closed``, ``all``), of a unit and those under it, lit so."""
        if light:
            lines = self._lines("lit", on, light=light)
            wanted = tuple(one for one in lines if one.light == light)
            return self._of_unit(wanted, unit, limit)
        if unit:
            ids = self._book.directory.below(self._book.directory.unit_id(unit))
            rows = self._book.db.ask(with_ids(ASKED["of_unit"], ids))
            return Answer(self.with_lights(rows[: limit or None], on), len(rows))
        return self._answer(which, on, limit)

    def _of_unit(self, lines: tuple[Line, ...], unit: str, limit: int) -> Answer:
        if unit:
            directory = self._book.directory
            wanted = set(directory.below(directory.unit_id(unit)))
            lines = tuple(line for line in lines if line.unit_id in wanted)
        return Answer(lines[: limit or None], len(lines))

    def _answer(self, name: str, on: date, limit: int, **values: Any) -> Answer:
        cut = " LIMIT :limit" if limit else ""
        rows = self._book.db.ask(ASKED[name] + cut, {**values, "on": on, "limit": limit})
        total = len(rows)
        if limit and total >= limit:
            total = self._book.db.ask(ASKED[f"{name}_count"], {**values, "on": on})[0].n
        return Answer(self.with_lights(rows, on), total)

    def _lines(self, name: str, on: date, **values: Any) -> tuple[Line, ...]:
        return self.with_lights(self._book.db.ask(ASKED[name], {**values, "on": on}), on)

    def these(self, ids: Iterable[int], on: date) -> dict[int, Line]:
        """Return the lines of these commitments, by id."""
        rows = self._book.db.ask(with_ids(ASKED["these"], ids))
        return {line.commitment_id: line for line in self.with_lights(rows, on)}

    def with_lights(self, rows: Sequence[Row], on: date) -> tuple[Line, ...]:
        """Turn rows into lines, each with the light and reasons it has on a day."""
        ids = [row.id for row in rows]
        steps = self._book.db.ask(with_ids(ASKED["milestones_of"], ids)) if ids else []
        milestones = by_commitment(steps)
        return tuple(self.line(row, milestones.get(row.id, ()), on) for row in rows)

    def line(self, row: Row, milestones: tuple[MilestoneFacts, ...], on: date) -> Line:
        """Grade one row."""
        calendar, policy = self._book.calendar, self._book.policy
        verdict = give_light(facts_of(row, milestones), on, policy, calendar)
        left = None if row.due is None else calendar.between(on, row.due)
        return Line(
            row.number,
            row.title,
            row.lead_unit,
            row.due,
            verdict.light,
            verdict,
            Stage(row.stage),
            Kind(row.kind),
            row.category,
            row.owner or "",
            left,
            decimal(row.percent),
            decimal(row.value),
            decimal(row.target),
            row.measure,
            row.due_text,
            row.original_due,
            row.docketed_on,
            row.last_report_on,
            row.extensions,
            row.reopened,
            row.due is not None and calendar.is_provisional(row.due),
            row.id,
            row.lead_unit_id,
            row.owner_id,
        )

    # -- one ----------------------------------------------------------------------------

    def one(self, number: str, on: date) -> Line:
        """Return one commitment's line; raises NoSuchCommitment with the nearest numbers."""
        rows = self._book.db.ask(ASKED["one"], {"number": number})
        if not rows:
            raise NoSuchCommitment(number=number, near=self.near_numbers(number))
        return self.with_lights(rows, on)[0]

    def show(self, number: str, on: date) -> Whole:
        """Return everything about one commitment."""
        line, db = self.one(number, on), self._book.db
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
            self._waiting(line.commitment_id),
        )

    def _waiting(self, commitment_id: int) -> tuple[WaitingLine, ...]:
        rows = self._book.db.ask(
            "SELECT 'extension' AS what, asked_on AS since, until, reason FROM extension_request"
            " WHERE commitment_id = :id AND state = 'asked'",
            {"id": commitment_id},
        )
        rows += self._book.db.ask(
            "SELECT CASE WHEN state = 'asked' THEN 'check' ELSE 'confirm' END AS what,"
            " asked_on AS since, NULL AS until, note AS reason FROM closure_request"
            " WHERE commitment_id = :id AND state IN ('asked', 'checked')",
            {"id": commitment_id},
        )
        return tuple(WaitingLine(r.what, r.since, r.until, r.reason) for r in rows)

    def history(self, number: str) -> list[HistoryLine]:
        """List every event of one commitment, the first first."""
        rows = self._book.db.ask(ASKED["history"], {"number": number})
        if not rows:
            raise NoSuchCommitment(number=number, near=self.near_numbers(number))
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

    # -- completion ---------------------------------------------------------------------

    def numbers_like(self, start: str, count: int = 50) -> list[tuple[str, str]]:
        """List numbers beginning so, with their titles; answered from the index."""
        rows = self._book.db.ask(
            ASKED["numbers"], {"start": start, "stop": start + "\uffff", "count": count}
        )
        return [(row.number, row.title) for row in rows]

    def near_numbers(self, number: str) -> list[str]:
        """List a few numbers that share the longest beginning with this one."""
        for length in range(len(number) - 1, 0, -1):
            found = [one for one, _ in self.numbers_like(number[:length], 3)]
            if found:
                return found
        return []


def worst_first(lines: Iterable[Line]) -> list[Line]:
    """Order lines red, yellow, green, and by deadline within each."""
    return sorted(
        lines, key=lambda one: (-Light(one.light).severity, one.due or date.max, one.number)
    )
