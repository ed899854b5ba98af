"""One matter from all sides: everything kept about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from ledgers.beside import by_commitment, points
from ledgers.drivers import Row
from ledgers.lines import Line
from ledgers.lists import ASKED, decimal
from ledgers.pressed import NoticeLine, ProposalState
from ledgers.sql import with_ids
from models.lights import MilestoneFacts
from models.terms import (
    Cause,
    Check,
    Light,
    Mark,
    Proof,
    Satisfaction,
    Stage,
    Step,
)

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.forecast import Forecast


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything about one commitment, for ``show``."""

    line: Line
    content: str
    standard: str
    source_document: str
    source_passage: str
    source_place: str
    support_units: tuple[SupportLine, ...]
    sponsor: str
    officer: str
    closed_on: date | None
    actual_on: date | None
    due_rule: str
    rhythm: str
    note: str
    part_of: str
    follows: str
    superseded_by: str
    milestones: tuple[MilestoneFacts, ...]
    reports: tuple[ReportLine, ...]
    evidence: tuple[EvidenceLine, ...]
    checks: tuple[CheckLine, ...]
    extensions: tuple[RequestLine, ...]
    objections: tuple[RequestLine, ...]
    help_requests: tuple[RequestLine, ...]
    obstacles: tuple[ObstacleOf, ...]
    instructions: tuple[InstructionLine, ...]
    lookbacks: tuple[LookbackOf, ...]
    callbacks: tuple[CallbackOf, ...]
    marks: tuple[MarkOf, ...]
    notices: tuple[NoticeLine, ...]
    proposals: tuple[ProposalOf, ...]
    parts: tuple[PartLine, ...]
    waiting: tuple[WaitingLine, ...]
    forecast: Forecast | None
    """What its reports so far lead to; None where it is done, or nothing was reported."""


# What stands beside a matter is told by plain tuples: they are made in a tenth of the time of
# other classes, and whoever asks for one matter waits for all of them.


class SupportLine(NamedTuple):
    """A support unit with its own part, and what it last said of it."""

    unit: str
    part: str = ""
    last_report_on: date | None = None
    said: str = ""


class PartLine(NamedTuple):
    """A part of a split matter."""

    number: str
    title: str
    lead_unit: str
    due: date | None
    stage: Stage
    light: Light


class CheckLine(NamedTuple):
    """One look at a requested closure."""

    on_day: date
    level: Check
    passed: bool
    checked_by: str
    findings: str
    missing: tuple[Proof, ...] = ()


class RequestLine(NamedTuple):
    """A request and what became of it: an extension, an objection, coordination."""

    since: date
    asked: str
    state: str
    until: date | None = None
    opinion: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    decision: str = ""


class ObstacleOf(NamedTuple):
    """What holds or held this matter up."""

    since: date
    cause: Cause
    text: str
    waits_on: str
    cleared_on: date | None
    outcome: str


class InstructionLine(NamedTuple):
    """A leader's words on this matter."""

    on_day: date
    leader: str
    words: str
    due: date | None


class LookbackOf(NamedTuple):
    """A look-back this matter was drawn for."""

    drawn_on: date
    state: str
    on_day: date | None
    findings: str


class CallbackOf(NamedTuple):
    """What whoever raised it said when called back; ``satisfied`` is None where it was left out."""

    on_day: date
    valid: bool
    contacted: bool
    resolved: bool
    satisfied: Satisfaction | None
    note: str


class MarkOf(NamedTuple):
    """Praise, criticism, or a false report found."""

    on_day: date
    unit: str
    mark: Mark
    words: str
    leader: str


class ProposalOf(NamedTuple):
    """A consequence the ladder proposed for this matter, and what became of it."""

    proposed_on: date
    step: Step
    state: ProposalState
    decided_on: date | None
    decided_by: str
    decision: str


class ReportLine(NamedTuple):
    """A progress report."""

    on_day: date
    percent: Decimal | None
    value: Decimal | None
    done: str
    next_steps: str
    problem: str


class EvidenceLine(NamedTuple):
    """An attached file."""

    on_day: date
    name: str
    stored_as: str
    sha256: str
    size: int
    sort: str = ""


class WaitingLine(NamedTuple):
    """A request that waits: ``what`` as in ``ledgers.waiting.Waits``."""

    what: str
    since: date
    until: date | None
    reason: str


HEAD = """
SELECT c.*, s.name AS sponsor, f.name AS officer, w.number AS part_of, v.number AS follows,
       h.number AS heir
FROM commitment c
LEFT JOIN post so ON so.id = c.sponsor_post_id LEFT JOIN person s ON s.id = so.holder_id
LEFT JOIN post fo ON fo.id = c.officer_post_id LEFT JOIN person f ON f.id = fo.holder_id
LEFT JOIN commitment w ON w.id = c.parent_id
LEFT JOIN commitment v ON v.id = c.follows_id
LEFT JOIN commitment h ON h.id = c.superseded_by
WHERE c.id = :id
"""


def whole(book: Book, line: Line) -> Whole:
    """Gather everything about one commitment."""
    of = Of(book, line.commitment_id)
    row = of.ask(HEAD)[0]
    return Whole(
        line=line,
        content=row.content,
        standard=row.standard,
        source_document=row.source_document,
        source_passage=row.source_passage,
        source_place=row.source_place,
        support_units=of.support(),
        sponsor=row.sponsor or "",
        officer=row.officer or "",
        closed_on=row.closed_on,
        actual_on=row.actual_on,
        due_rule=row.due_rule,
        rhythm=row.rhythm,
        note=row.note,
        part_of=row.part_of or "",
        follows=row.follows or "",
        superseded_by=row.heir or "",
        milestones=of.milestones(),
        reports=of.reports(),
        evidence=of.evidence(),
        checks=of.checks(),
        extensions=of.extensions(),
        objections=of.objections(),
        help_requests=of.help_requests(),
        obstacles=of.obstacles(),
        instructions=of.instructions(),
        lookbacks=of.lookbacks(),
        callbacks=of.callbacks(),
        marks=of.marks(),
        notices=book.pressed.notices([line.commitment_id]).get(line.commitment_id, ()),
        proposals=of.proposals(),
        parts=of.parts(),
        waiting=of.waiting(),
        forecast=of.forecast(row) if line.stage not in (Stage.CLOSED, Stage.DRAFT) else None,
    )


class Of:
    """The rows that belong to one commitment, each kind as its lines."""

    def __init__(self, book: Book, commitment_id: int) -> None:
        self._book, self._id = book, commitment_id

    def ask(self, sql: str) -> list[Row]:
        """Ask about this commitment."""
        return self._book.db.ask(sql, {"id": self._id})

    def _rows(self, table: str, order: str = "id") -> list[Row]:
        return self.ask(f"SELECT * FROM {table} WHERE commitment_id = :id ORDER BY {order}")

    def milestones(self) -> tuple[MilestoneFacts, ...]:
        """List its milestones in their order."""
        asked = with_ids(ASKED["milestones_of"], [self._id])
        return by_commitment(self._book.db.ask(asked)).get(self._id, ())

    def support(self) -> tuple[SupportLine, ...]:
        """List its support units, each with its part and its last word."""
        rows = self.ask(
            "SELECT u.id, u.name, s.part FROM support_unit s JOIN unit u ON u.id = s.unit_id"
            " WHERE s.commitment_id = :id ORDER BY s.position"
        )
        said = {row.unit_id: row for row in self._rows("report") if row.unit_id}
        return tuple(
            SupportLine(r.name, r.part, said[r.id].on_day, said[r.id].done)
            if r.id in said
            else SupportLine(r.name, r.part)
            for r in rows
        )

    def reports(self) -> tuple[ReportLine, ...]:
        """List its reports, those of support units too."""
        return tuple(
            ReportLine(
                r.on_day, decimal(r.percent), decimal(r.value), r.done, r.next_steps, r.problem
            )
            for r in self._rows("report")
        )

    def evidence(self) -> tuple[EvidenceLine, ...]:
        """List its evidence."""
        return tuple(
            EvidenceLine(r.on_day, r.name, r.stored_as, r.sha256, r.size, r.sort)
            for r in self._rows("evidence")
        )

    def checks(self) -> tuple[CheckLine, ...]:
        """List every check, passed or not."""
        rows = self.ask(
            "SELECT k.*, p.name AS person FROM check_record k JOIN person p ON p.id = k.checked_by"
            " WHERE k.commitment_id = :id ORDER BY k.id"
        )
        return tuple(
            CheckLine(
                r.on_day, Check(r.level), bool(r.passed), r.person, r.findings, _proofs(r.missing)
            )
            for r in rows
        )

    def extensions(self) -> tuple[RequestLine, ...]:
        """List every request for a later deadline."""
        return tuple(
            RequestLine(
                r.asked_on, r.reason, r.state, r.until, r.opinion, r.decided_on, r.decider or "",
                r.decision,
            )
            for r in self._decided("extension_request")
        )  # fmt: skip

    def objections(self) -> tuple[RequestLine, ...]:
        """List every objection."""
        return tuple(
            RequestLine(
                r.raised_on, r.reason, r.state, None, "", r.decided_on, r.decider or "", r.decision
            )
            for r in self._decided("objection")
        )

    def help_requests(self) -> tuple[RequestLine, ...]:
        """List what was asked of leaders."""
        return tuple(
            RequestLine(
                r.asked_on, r.ask, r.state, None, "", r.decided_on, r.decider or "", r.decision
            )
            for r in self._decided("help_request")
        )

    def _decided(self, table: str) -> list[Row]:
        return self.ask(
            f"SELECT r.*, p.name AS decider FROM {table} r LEFT JOIN person p"
            " ON p.id = r.decided_by WHERE r.commitment_id = :id ORDER BY r.id"
        )

    def obstacles(self) -> tuple[ObstacleOf, ...]:
        """List what holds or held it up."""
        return tuple(
            ObstacleOf(r.since, Cause(r.cause), r.text, r.waits_on, r.cleared_on, r.outcome)
            for r in self._rows("obstacle")
        )

    def instructions(self) -> tuple[InstructionLine, ...]:
        """List leaders' instructions."""
        rows = self.ask(
            "SELECT i.*, p.name AS leader FROM instruction i JOIN person p ON p.id = i.leader_id"
            " WHERE i.commitment_id = :id ORDER BY i.id"
        )
        return tuple(InstructionLine(r.on_day, r.leader, r.words, r.due) for r in rows)

    def proposals(self) -> tuple[ProposalOf, ...]:
        """List what the ladder proposed and what was decided on it."""
        return tuple(
            ProposalOf(
                r.proposed_on, Step(r.step), ProposalState(r.state), r.decided_on,
                r.decider or "", r.decision,
            )
            for r in self._decided("proposal")
        )  # fmt: skip

    def lookbacks(self) -> tuple[LookbackOf, ...]:
        """List the look-backs it was drawn for."""
        return tuple(
            LookbackOf(r.drawn_on, r.state, r.on_day, r.findings) for r in self._rows("lookback")
        )

    def callbacks(self) -> tuple[CallbackOf, ...]:
        """List its call-backs."""
        return tuple(
            CallbackOf(
                r.on_day, bool(r.valid), bool(r.contacted), bool(r.resolved),
                Satisfaction(r.satisfied) if r.satisfied else None, r.note,
            )
            for r in self._rows("callback")
        )  # fmt: skip

    def marks(self) -> tuple[MarkOf, ...]:
        """List what was said of the work."""
        rows = self.ask(
            "SELECT a.*, u.name AS unit, p.name AS leader FROM appraisal a JOIN unit u"
            " ON u.id = a.unit_id LEFT JOIN person p ON p.id = a.leader_id"
            " WHERE a.commitment_id = :id ORDER BY a.id"
        )
        return tuple(MarkOf(r.on_day, r.unit, Mark(r.mark), r.words, r.leader or "") for r in rows)

    def parts(self) -> tuple[PartLine, ...]:
        """List the parts it is split into."""
        rows = self.ask(
            "SELECT c.number, c.title, c.due, c.stage, c.light, u.name AS unit FROM commitment c"
            " JOIN unit u ON u.id = c.lead_unit_id WHERE c.parent_id = :id ORDER BY c.number"
        )
        return tuple(
            PartLine(r.number, r.title, r.unit, r.due, Stage(r.stage), Light(r.light)) for r in rows
        )

    def forecast(self, row: Row) -> Forecast | None:
        """Foresee its end as the last report did."""
        from models.forecast import forecast

        told = points(self._book.db.ask(with_ids(ASKED["reported_of"], [self._id])))
        course = told.get(self._id, ())
        return forecast(course, self._book.calendar, row.resumed_on) if course else None

    def waiting(self) -> tuple[WaitingLine, ...]:
        """List what waits for somebody."""
        from ledgers.waiting import what_waits

        return tuple(
            WaitingLine(one.what, one.since, one.until, one.detail)
            for one in what_waits(self._book, of=self._id)
        )


def _proofs(stored: str) -> tuple[Proof, ...]:
    return tuple(Proof(one) for one in stored.split(",") if one)
