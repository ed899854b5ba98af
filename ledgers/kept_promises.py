"""Promises as the book keeps them: rows of ``draft`` made from a reading, and read back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledgers.directory import nearest
from ledgers.drivers import Row
from models.intake.context import Places, line_of, overlap, storable
from models.intake.draft_terms import DraftState, ReadBy
from models.intake.promise import Action, Comparator, Promise
from models.intake.proposing import Fields, edited, joined, proposed

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.intake.source import Source

SAME_PASSAGE = 0.5  # two readings of one passage share at least half of it
LINE = "第{line}行"  # of a document that tells no pages, in the document's own language


def promise_of(row: Row) -> Promise:
    """Read a kept promise back."""
    return Promise(
        quote=row.quote,
        start=row.begins,
        end=row.ends,
        title=row.title,
        action=Action(row.action),
        quantity=None if row.quantity is None else Decimal(row.quantity),
        unit=row.measure,
        comparator=Comparator(row.comparator) if row.comparator else None,
        deadline_phrase=row.deadline_phrase,
        deadline=row.deadline,
        deadline_inherited=bool(row.deadline_inherited),
        deadline_rule=row.deadline_rule,
        ask=bool(row.ask),
        aim=bool(row.aim),
        responsible=tuple(row.responsible.splitlines()),
        cooperating=tuple(row.cooperating.splitlines()),
        rule=row.rule,
        confidence=row.confidence,
    )


class UnitNames:
    """The directory's names, as documents call them."""

    def __init__(self, book: Book) -> None:
        ids = book.directory.unit_names()
        official = {row.id: row.name for row in book.db.ask("SELECT id, name FROM unit")}
        self.known = {name: official[unit] for name, unit in ids.items()}

    def of(self, promise: Promise) -> dict[str, str]:
        """Map the names a promise gives to those of the directory, exact ones only."""
        named = (*promise.responsible, *promise.cooperating)
        found = {one: self.known.get("".join(one.split())) for one in named}
        return {one: name for one, name in found.items() if name}

    def near(self, name: str) -> list[str]:
        """Suggest the units whose names are most like one the directory does not know."""
        found = nearest("".join(name.split()), list(self.known))
        return list(dict.fromkeys(self.known[one] for one in found))

    def fields(self, row: Row) -> Fields:
        """Tell what a draft would be docketed as: what was read, and what was edited."""
        promise = promise_of(row)
        return edited(proposed(promise, self.of(promise)), json.loads(row.edits))


class Reading:
    """Turns the promises of one reading into rows, leaving out those that are kept already."""

    def __init__(self, book: Book, document: int, before: Row | None, text: str) -> None:
        self._book, self._document = book, document
        self._now = Places(text)
        self._kept = Places(before.text) if before else self._now
        rows = book.db.ask(
            "SELECT id, begins, ends, repeats_id FROM draft WHERE document_id = :id ORDER BY id",
            {"id": document},
        )
        self._repeats = {row.id: row.repeats_id for row in rows if row.repeats_id}
        self._free: dict[int, tuple[int, int]] = {
            row.id: self._kept.squeezed(row.begins, row.ends) for row in rows
        }

    def rows(
        self, source: Source, promises: Sequence[Promise], reader: ReadBy
    ) -> list[dict[str, Any]]:
        """Write up what is new; a repeat points to its fuller statement, known or new."""
        spans = [self._now.squeezed(one.start, one.end) for one in promises]
        # The passages that are read as before first: a longer reading of one takes no other.
        ids: dict[int, int] = {}
        for least in (1.0, SAME_PASSAGE):
            for place in (one for one in range(len(promises)) if one not in ids):
                if known := self._take(spans[place], least):
                    ids[place] = known
        new = [place for place in range(len(promises)) if place not in ids]
        first = self._book.db.reserve("draft", len(new)) if new else 0
        ids |= {place: first + n for n, place in enumerate(new)}
        return [
            {
                **self._row(source, promises[place], spans[place]),
                "id": ids[place],
                "reader": reader,
                **self._repeating(ids, promises, place),
            }
            for place in new
        ]

    def _take(self, span: tuple[int, int], least: float) -> int | None:
        """Find the kept draft that reads this passage; each is found once."""
        best = max(self._free, key=lambda one: overlap(self._free[one], span), default=None)
        if best is None or overlap(self._free[best], span) < least:
            return None
        del self._free[best]
        return best

    def _repeating(
        self, ids: Mapping[int, int], promises: Sequence[Promise], place: int
    ) -> dict[str, Any]:
        """Point to the fullest statement: what repeats a repeat repeats what that one does."""
        seen, at = {place}, place
        while (again := promises[at].duplicate_of) and again - 1 in ids and again - 1 not in seen:
            at = again - 1
            seen.add(at)
        fuller = self._repeats.get(ids[at], ids[at])
        if fuller == ids[place]:
            return {"repeats_id": None, "state": DraftState.WAITING}
        return {"repeats_id": fuller, "state": DraftState.REPEATS}

    def _row(self, source: Source, promise: Promise, span: tuple[int, int]) -> dict[str, Any]:
        begins, ends = promise.start, promise.end
        if self._kept is not self._now:
            begins, ends = self._kept.spread(*span)
        said = source.place(promise.start) or LINE.format(line=line_of(self._now.text, begins))
        return {
            "document_id": self._document,
            "begins": begins,
            "ends": ends,
            "quote": storable(promise.quote),
            "place": storable(said),
            "title": storable(promise.title),
            "action": promise.action,
            "quantity": promise.quantity,
            "measure": promise.unit,
            "comparator": promise.comparator or "",
            "deadline_phrase": storable(promise.deadline_phrase),
            "deadline": promise.deadline,
            "deadline_inherited": promise.deadline_inherited,
            "deadline_rule": promise.deadline_rule,
            "ask": promise.ask,
            "aim": promise.aim,
            "responsible": joined(promise.responsible),
            "cooperating": joined(promise.cooperating),
            "rule": promise.rule,
            "confidence": promise.confidence,
            "edits": "{}",
            "commitment_id": None,
            "decided_on": None,
            "decided_by": None,
            "reason": "",
        }
