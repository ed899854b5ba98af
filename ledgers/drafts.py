"""拟立项事项: what documents promise, kept until an officer dockets, edits or drops each.

All of it is told in the book's own chain; what is docketed begins a chain of its own, as from
any other entry.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NoReturn

from ledgers.book import insert_into
from ledgers.drivers import Row
from ledgers.journal import canonical, plain, told_by_hash
from ledgers.kept_promises import Reading, UnitNames, promise_of
from ledgers.people import Actor, must_be
from ledgers.rows import Changes, change_row, stored
from models.broken_rules import DraftDecided, DraftLacks, DraftRepeats
from models.deadline import read_deadline
from models.errors import NoSuchDocument, NoSuchDraft, UnreadableDeadline
from models.headings import is_fuzzy
from models.intake.context import hash_of, storable
from models.intake.draft_terms import DraftState, ReadBy
from models.intake.proposing import OFFICER, Fields, Lack, changed, edited, lacking, proposed
from models.lifecycle import TURNS
from models.limits import due_rule, limit_day
from models.terms import Happened, Kind

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.commitment import CommitmentDraft
    from models.intake.promise import Promise
    from models.intake.source import Source


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """What came of keeping a document: its new drafts, and how many were known before."""

    document: int
    name: str
    issued_on: date
    new: tuple[int, ...] = ()
    known: int = 0
    again: bool = False
    """Whether the document itself was read before."""


@dataclass(frozen=True, slots=True)
class DocketedDraft:
    """A draft that has become a commitment."""

    draft: int
    number: str
    title: str
    due: date | None
    left_out: tuple[str, ...] = ()
    """Units that the document names and the directory does not know."""


class Drafts:
    """Keeps documents and their drafts (writes); ``ledgers.draft_lines`` lists them."""

    def __init__(self, book: Book) -> None:
        self._book = book

    # -- reading ------------------------------------------------------------------------

    def row(self, draft: int) -> Row:
        """Read one draft. Raises NoSuchDraft."""
        rows = self._book.db.ask("SELECT * FROM draft WHERE id = :id", {"id": draft})
        if not rows:
            raise NoSuchDraft(draft=draft)
        return rows[0]

    def document(self, document: int) -> Row:
        """Read one document. Raises NoSuchDocument."""
        rows = self._book.db.ask("SELECT * FROM document WHERE id = :id", {"id": document})
        if not rows:
            raise NoSuchDocument(document=document)
        return rows[0]

    def find_document(self, sha256: str, text: str) -> Row | None:
        """Find a document by its bytes, or by its text whatever the white space."""
        rows = self._book.db.ask(
            "SELECT * FROM document WHERE sha256 = :bytes"
            " OR (text_sha256 = :text AND text_sha256 <> '') ORDER BY id",
            {"bytes": sha256, "text": hash_of(text)},
        )
        return rows[0] if rows else None

    # -- a document and what it promises ------------------------------------------------

    def keep(
        self,
        source: Source,
        promises: Sequence[Promise],
        *,
        name: str,
        sha256: str,
        issued_on: date,
        title: str = "",
        reader: ReadBy = ReadBy.RULES,
        by: Actor | None,
        on: date,
    ) -> KeptDocument:
        """Keep a document with its promises; the same one again adds only what is new in it.

        Nobody (``by`` None) reads where an inbox is watched. Raises NotYourTurn.
        """
        if by is not None:
            must_be(by, TURNS["decide_draft"])
        text = storable(source.text)
        found, changes = self.find_document(sha256, text), {}
        if found is None:
            values = {
                "name": storable(name), "title": storable(title), "sha256": sha256,
                "text_sha256": hash_of(text), "issued_on": issued_on, "read_on": on,
                "read_by": by.counts_for if by else None, "text": text,
            }  # fmt: skip
            document = self._book.add("document", values)
            told = {**values, "id": document, "text": told_by_hash(text)}
            changes = {f"document:{document}": [None, plain(told)]}
        else:
            document = found.id
        drafts = Reading(self._book, document, found, text).rows(source, promises, reader)
        if drafts:
            self._book.db.tell_many(
                insert_into("draft", drafts[0]), [stored(one) for one in drafts]
            )
        changes |= {f"draft:{one['id']}": [None, plain(one)] for one in drafts}
        if changes:
            self._tell(Happened.DOCUMENT_READ, changes, by=by, on=on, note=storable(name))
        new = tuple(one["id"] for one in drafts)
        known = self._book.db.ask(
            "SELECT count(*) AS n FROM draft WHERE document_id = :id", {"id": document}
        )[0].n
        first = self.document(document)
        return KeptDocument(
            document, first.name, first.issued_on, new, known - len(new), found is not None
        )

    # -- decisions ----------------------------------------------------------------------

    def edit(self, draft: int, given: Mapping[str, Any], *, by: Actor, on: date) -> Fields:
        """Have a draft say something else than was read; what was read is kept beside it.

        ``given`` maps names of ``Fields`` to values; ``due_phrase`` is read as a deadline.
        Raises NoSuchDraft, DraftDecided, NoSuchUnit, UnreadableDeadline, NotYourTurn.
        """
        must_be(by, TURNS["decide_draft"])
        row = self._undecided(draft)
        wanted, edits = self._edited(row, given)
        if edits != row.edits:
            changes = change_row(self._book, "draft", row, {"edits": edits})
            self._tell(Happened.DRAFT_EDITED, changes, by=by, on=on)
        return wanted

    def approve(
        self,
        draft: int,
        given: Mapping[str, Any] | None = None,
        *,
        apart: bool = False,
        assign: bool = False,
        by: Actor,
        on: date,
    ) -> DocketedDraft:
        """Docket a draft, with what is ``given`` in place of what was read.

        ``apart`` dockets one that was taken for a repeat. Raises what ``edit`` raises,
        DraftRepeats, DraftLacks, and what docketing raises.
        """
        must_be(by, TURNS["decide_draft"])
        row = self._undecided(draft)
        if row.state == DraftState.REPEATS and not apart:
            raise DraftRepeats(draft=draft, title=row.title, fuller=row.repeats_id)
        wanted, edits = self._edited(row, given or {})
        wanted = self._with_limit(row, wanted, on)
        self._must_be_whole(row, wanted)
        made = self._form(row, wanted, on)
        number = self._book.commitments.docket(made, assign=assign, by=by, on=on)
        matter = self._book.commitments.row(number)
        new = {"state": DraftState.DOCKETED, "commitment_id": matter.id, "edits": edits}
        self._decide([row], new, by=by, on=on, note=number)
        return DocketedDraft(draft, number, matter.title, matter.due, self._left_out(row, wanted))

    def drop(self, draft: int, *, reason: str, by: Actor, on: date) -> tuple[int, ...]:
        """Drop a draft with those that repeat it; it stays on record. Returns all of them."""
        must_be(by, TURNS["drop_draft"])
        row = self._undecided(draft)
        repeats = self._book.db.ask(
            "SELECT * FROM draft WHERE repeats_id = :id AND state = :repeats ORDER BY id",
            {"id": draft, "repeats": DraftState.REPEATS.value},
        )
        new = {"state": DraftState.DROPPED, "reason": reason}
        self._decide([row, *repeats], new, by=by, on=on, note=reason)
        return (draft, *(one.id for one in repeats))

    def parsed(self, row: Row, given: Mapping[str, Any]) -> dict[str, Any]:
        """Read what was typed: units by the directory's names, a phrase as the day it means.

        Raises NoSuchUnit, UnreadableDeadline.
        """
        said = dict(given)
        for one in ("lead_unit", "support_units"):
            if said.get(one):
                names = (said[one],) if one == "lead_unit" else said[one]
                official = tuple(map(self._unit_called, names))
                said[one] = official[0] if one == "lead_unit" else official
        phrase = said.pop("due_phrase", "")
        return said | (self._day_of(row, phrase) if phrase else {})

    def _unit_called(self, name: str) -> str:
        name, colon, part = name.replace("：", ":").partition(":")
        return self._book.directory.unit_name(self._book.directory.unit_id(name)) + colon + part

    def _day_of(self, row: Row, phrase: str) -> dict[str, Any]:
        """Resolve a phrase by the document's own day; a plain day is the officer's."""
        try:
            return {"due": date.fromisoformat(phrase), "due_rule": OFFICER}
        except ValueError:
            issued_on = self.document(row.document_id).issued_on
        found = read_deadline(phrase, issued_on, self._book.calendar)
        if found.due is None:
            raise UnreadableDeadline(phrase=phrase, issued_on=issued_on)
        return {"due": found.due, "due_text": phrase, "due_rule": found.rule}

    def _edited(self, row: Row, given: Mapping[str, Any]) -> tuple[Fields, str]:
        promise, names = promise_of(row), UnitNames(self._book)
        read = proposed(promise, names.of(promise))
        wanted = replace(edited(read, json.loads(row.edits)), **self.parsed(row, given))
        return wanted, canonical(changed(read, wanted))

    def _with_limit(self, row: Row, wanted: Fields, on: date) -> Fields:
        """Give what states no deadline at all the limit that the policy has for its category."""
        within = self._book.policy.of(wanted.category).due_within
        said = wanted.due or row.deadline_phrase or wanted.kind == Kind.STANDING
        if said or not within:
            return wanted
        day = limit_day(within, on, self._book.calendar)
        return replace(wanted, due=day, due_rule=due_rule(within))

    def _must_be_whole(self, row: Row, wanted: Fields) -> None:
        lacks = lacking(wanted)
        if not lacks:
            return
        named = row.responsible.splitlines()[:1] if Lack.UNIT in lacks else []
        near = UnitNames(self._book).near(named[0]) if named else []
        raise DraftLacks(
            near=near, draft=row.id, title=wanted.title, lacks=lacks,
            options=" ".join(one.typed for one in lacks),
        )  # fmt: skip

    def _left_out(self, row: Row, wanted: Fields) -> tuple[str, ...]:
        if "support_units" in json.loads(row.edits):
            return ()
        promise = promise_of(row)
        known = UnitNames(self._book).of(promise)
        named = (*promise.responsible[1:], *promise.cooperating)
        return tuple(one for one in named if one not in known)

    def _form(self, row: Row, wanted: Fields, on: date) -> CommitmentDraft:
        from models.commitment import MEASURED, CommitmentDraft

        document = self.document(row.document_id)
        return CommitmentDraft.model_validate(
            {
                "title": wanted.title,
                "kind": wanted.kind,
                "category": wanted.category,
                "standard": wanted.standard,
                "fuzzy": wanted.kind not in MEASURED and is_fuzzy(wanted.title),
                "source_document": document.title or document.name,
                "source_passage": row.quote,
                "source_place": row.place,
                "lead_unit": wanted.lead_unit,
                "support_units": wanted.support_units,
                "owner": wanted.owner,
                "sponsor": wanted.sponsor,
                "docketed_on": on,
                "due": None if wanted.kind == Kind.STANDING else wanted.due,
                "due_text": wanted.due_text,
                "due_rule": wanted.due_rule,
                "target": wanted.target,
                "measure": wanted.measure if wanted.target is not None else "",
            }
        )

    # -- writing ------------------------------------------------------------------------

    def _undecided(self, draft: int) -> Row:
        row = self.row(draft)
        if row.state not in (DraftState.WAITING, DraftState.REPEATS):
            self.refuse_decided(row)
        return row

    def refuse_decided(self, row: Row) -> NoReturn:
        """Say what was decided on a draft, and when. Raises DraftDecided."""
        number = self._book.db.ask(
            "SELECT number FROM commitment WHERE id = :id", {"id": row.commitment_id or 0}
        )
        raise DraftDecided(
            draft=row.id, title=row.title, on=row.decided_on, state=DraftState(row.state),
            number=number[0].number if number else "",
        )  # fmt: skip

    def _decide(
        self, rows: Sequence[Row], new: dict[str, Any], *, by: Actor, on: date, note: str
    ) -> None:
        decided = {**new, "decided_on": on, "decided_by": by.counts_for}
        changes: Changes = {}
        for row in rows:
            changes |= change_row(self._book, "draft", row, decided)
        self._tell(Happened.DRAFT_DECIDED, changes, by=by, on=on, note=note)

    def _tell(
        self, happened: Happened, changes: Changes, *, by: Actor | None, on: date, note: str = ""
    ) -> None:
        self._book.journal.write_book_event(happened, by=by, on=on, changes=changes, note=note)
