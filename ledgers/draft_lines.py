"""Drafts as lists show them: what each would be docketed as, what it lacks, and what it is like."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from ledgers.drivers import Row
from ledgers.kept_promises import UnitNames, promise_of
from ledgers.lines import column
from models.intake.context import Passage, passage
from models.intake.draft_terms import DraftState, ReadBy
from models.intake.likeness import Likeness, Likenesses, Said
from models.intake.promise import Action
from models.intake.proposing import Fields, Lack, lacking, proposed
from models.lights import Reason
from models.terms import Kind
from models.words import N_, Speaker

if TYPE_CHECKING:
    from ledgers.book import Book

Key = tuple[str, int]
"""``commitment`` or ``draft``, and its id."""

OF_A_DRAFT = N_("draft {number}")
LIKE = N_("{which} ({how})")
BECAME_DOCKETED = N_("docketed as {number}")
BECAME_DROPPED = N_("not docketed: {reason}")
BECAME_REPEAT = N_("repeats {fuller}")
MATTERS = """
SELECT c.id, c.number, c.title, c.due, c.target, u.name AS lead_unit
FROM commitment c JOIN unit u ON u.id = c.lead_unit_id
"""
DRAFTS = """
SELECT d.*, c.number AS number, p.name AS decider FROM draft d
LEFT JOIN commitment c ON c.id = d.commitment_id
LEFT JOIN person p ON p.id = d.decided_by
"""
DOCUMENTS = """
SELECT o.id, o.name, o.title, o.issued_on, o.read_on, p.name AS reader,
       count(d.id) AS drafts, sum(CASE WHEN d.state = 'waiting' THEN 1 ELSE 0 END) AS waiting
FROM document o
LEFT JOIN draft d ON d.document_id = o.id LEFT JOIN person p ON p.id = o.read_by
GROUP BY o.id, o.name, o.title, o.issued_on, o.read_on, p.name ORDER BY o.id
"""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """A document that was read, and how many of its drafts still wait."""

    document: int
    name: str
    title: str
    issued_on: date
    read_on: date
    reader: str
    drafts: int
    waiting: int

    @property
    def called(self) -> str:
        """Its title, or the name of its file."""
        return self.title or self.name


@dataclass(frozen=True, slots=True)
class LikeLine:
    """Another promise that may be the same one, or contradict it."""

    number: str
    """Of the commitment; empty where it is a draft."""
    draft: int
    how: Likeness
    score: int
    title: str
    lead_unit: str
    due: date | None
    target: Decimal | None
    document: int | None = None

    def said(self, speaker: Speaker) -> str:
        """Name it, and say how it differs."""
        which = self.number or speaker.say(OF_A_DRAFT, number=self.draft)
        return speaker.say(LIKE, which=which, how=self.how)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One draft, as it would be docketed today."""

    draft: int = column(N_("No."))
    title: str = column(N_("Draft"), wide=True)
    lead_unit: str = column(N_("Lead unit"), wide=True)
    due: date | None = column(N_("Deadline"))
    lacks: tuple[Lack, ...] = column(N_("Missing"), default=())
    alike: tuple[LikeLine, ...] = column(N_("May be"), default=(), wide=True)
    became: Reason | None = column(N_("Outcome"), wide=True)
    document: int = 0
    state: DraftState = DraftState.WAITING
    kind: Kind = Kind.FINISH
    target: Decimal | None = None
    measure: str = ""
    comparator: str = ""
    support_units: tuple[str, ...] = ()
    standard: str = ""
    due_text: str = ""
    due_rule: str = ""
    due_inherited: bool = False
    ask: bool = False
    aim: bool = False
    place: str = ""
    quote: str = ""
    action: Action = Action.OTHER
    responsible: tuple[str, ...] = ()
    cooperating: tuple[str, ...] = ()
    unknown_units: tuple[str, ...] = ()
    """Units it names that the directory does not know."""
    near_units: tuple[str, ...] = ()
    """What the directory has instead of its first unit, where it does not know that one."""
    rule: str = ""
    confidence: int = 100
    reader: ReadBy = ReadBy.RULES
    repeats: int | None = None
    number: str = ""
    decided_on: date | None = None
    decided_by: str = ""
    reason: str = ""
    edits: str = "{}"


@dataclass(frozen=True, slots=True)
class DraftPage:
    """One draft with all an officer needs to decide on it."""

    line: DraftLine
    document: DocumentLine
    passage: Passage
    read: Fields
    repeats: tuple[DraftLine, ...] = ()


class DraftLines:
    """Answers what stands in the drafts of a book."""

    def __init__(self, book: Book, comparison: Comparison | None = None) -> None:
        self._book = book
        self.comparison = comparison
        """Made when first asked for; whoever asks again of the same book may hand it on."""

    def documents(self) -> list[DocumentLine]:
        """List every document that was read, the first one first."""
        return [
            DocumentLine(
                row.id, row.name, row.title, row.issued_on, row.read_on, row.reader or "",
                row.drafts, row.waiting or 0,
            )
            for row in self._book.db.ask(DOCUMENTS)
        ]  # fmt: skip

    def drafts(self, *, document: int = 0, everything: bool = False) -> list[DraftLine]:
        """List drafts document by document, each repeat beneath its fuller statement.

        Without ``everything`` only those that wait, and what repeats them. Raises NoSuchDocument.
        """
        if document:
            self._book.drafts.document(document)
        rows = self._book.db.ask(
            f"{DRAFTS} WHERE :document IN (0, d.document_id)"
            " ORDER BY d.document_id, d.begins, d.id",
            {"document": document},
        )
        below: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            if row.state == DraftState.REPEATS:
                below[row.repeats_id].append(row)
        top = [row for row in rows if row.state != DraftState.REPEATS]
        shown = [row for row in top if everything or row.state == DraftState.WAITING]
        return [self._line(one) for row in shown for one in (row, *below[row.id])]

    def waiting(self, *, document: int = 0) -> list[DraftLine]:
        """List what waits for a decision, without the repeats."""
        lines = self.drafts(document=document)
        return [one for one in lines if one.state == DraftState.WAITING]

    def page(self, draft: int) -> DraftPage:
        """Show one draft with its passage, its document and its repeats. Raises NoSuchDraft."""
        self._book.drafts.row(draft)
        row = self._book.db.ask(f"{DRAFTS} WHERE d.id = :id", {"id": draft})[0]
        repeats = self._book.db.ask(
            f"{DRAFTS} WHERE d.repeats_id = :id ORDER BY d.begins", {"id": draft}
        )
        document = next(one for one in self.documents() if one.document == row.document_id)
        promise = promise_of(row)
        return DraftPage(
            self._line(row), document, self.passage(row),
            proposed(promise, self._names.of(promise)), tuple(map(self._line, repeats)),
        )  # fmt: skip

    def passage(self, row: Row) -> Passage:
        """Show where in its document a draft stands."""
        return passage(self._texts(row.document_id), row.begins, row.ends)

    def passages(self, drafts: Iterable[int]) -> dict[int, Passage]:
        """Show where many drafts stand."""
        wanted = set(drafts)
        rows = self._book.db.ask("SELECT id, document_id, begins, ends FROM draft")
        return {row.id: self.passage(row) for row in rows if row.id in wanted}

    # -- one line -----------------------------------------------------------------------

    @cached_property
    def _names(self) -> UnitNames:
        return UnitNames(self._book)

    @cached_property
    def _text_of(self) -> dict[int, str]:
        return {}

    def _texts(self, document: int) -> str:
        if document not in self._text_of:
            self._text_of[document] = self._book.drafts.document(document).text
        return self._text_of[document]

    def _line(self, row: Row) -> DraftLine:
        fields, promise = self._names.fields(row), promise_of(row)
        state, known = DraftState(row.state), self._names.of(promise)
        waits = state == DraftState.WAITING
        lead = promise.responsible[:1] if not fields.lead_unit else ()
        return DraftLine(
            draft=row.id,
            title=fields.title,
            lead_unit=fields.lead_unit,
            due=fields.due,
            lacks=lacking(fields) if waits else (),
            alike=self._alike(row, fields) if waits else (),
            became=_became(row, state),
            document=row.document_id,
            state=state,
            kind=fields.kind,
            target=fields.target,
            measure=fields.measure,
            comparator=row.comparator,
            support_units=fields.support_units,
            standard=fields.standard,
            due_text=fields.due_text,
            due_rule=fields.due_rule,
            due_inherited=promise.deadline_inherited,
            ask=promise.ask,
            aim=promise.aim,
            place=row.place,
            quote=row.quote,
            action=promise.action,
            responsible=promise.responsible,
            cooperating=promise.cooperating,
            unknown_units=tuple(
                one for one in (*promise.responsible, *promise.cooperating) if one not in known
            ),
            near_units=tuple(near for one in lead for near in self._names.near(one)),
            rule=row.rule,
            confidence=row.confidence,
            reader=ReadBy(row.reader),
            repeats=row.repeats_id if state == DraftState.REPEATS else None,
            number=row.number or "",
            decided_on=row.decided_on,
            decided_by=row.decider or "",
            reason=row.reason,
            edits=row.edits,
        )

    def _alike(self, row: Row, fields: Fields) -> tuple[LikeLine, ...]:
        """Find the same promise in the ledger or in another document; never in its own."""
        if self.comparison is None:
            self.comparison = Comparison(self._book, self._names)
        said: Said[Key] = Said(("draft", row.id), fields.title, fields.target, fields.due)
        return self.comparison.of(said, document=row.document_id)


class Comparison:
    """Everything a draft may be like: all commitments, and what waits in any document."""

    def __init__(self, book: Book, names: UnitNames) -> None:
        self._known: dict[Key, LikeLine] = {
            ("commitment", row.id): LikeLine(
                row.number, 0, Likeness.SAME, 0, row.title, row.lead_unit, row.due,
                None if row.target is None else Decimal(row.target),
            )
            for row in book.db.ask(MATTERS)
        }  # fmt: skip
        for row in book.db.ask("SELECT * FROM draft WHERE state = 'waiting'"):
            fields = names.fields(row)
            self._known["draft", row.id] = LikeLine(
                "", row.id, Likeness.SAME, 0, fields.title, fields.lead_unit, fields.due,
                fields.target, row.document_id,
            )  # fmt: skip
        self._likenesses = Likenesses(
            Said(key, one.title, one.target, one.due) for key, one in self._known.items()
        )

    def of(self, said: Said[Key], *, document: int) -> tuple[LikeLine, ...]:
        """Find what something said in a document is like, that document left out."""
        found = self._likenesses.of(said, unless=lambda key: self._known[key].document == document)
        return tuple(replace(self._known[one.key], how=one.how, score=one.score) for one in found)


def _became(row: Row, state: DraftState) -> Reason | None:
    if state == DraftState.DOCKETED:
        return Reason(BECAME_DOCKETED, {"number": row.number})
    if state == DraftState.DROPPED:
        return Reason(BECAME_DROPPED, {"reason": row.reason})
    return Reason(BECAME_REPEAT, {"fuller": row.repeats_id}) if row.repeats_id else None
