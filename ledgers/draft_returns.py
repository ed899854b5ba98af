"""A workbook of drafts taken back: row by row, each by what was chosen and filled in there.

Good rows count, each other one is told why not. The same file twice changes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.draft_sheets import HEADINGS, Decision, mark_of
from ledgers.gate import BAD_FIELD, ImportLine, RowVerdict
from ledgers.kept_promises import UnitNames
from ledgers.people import must_be
from ledgers.sheets import Cell, RawRow, RawTable, day_of, read_tables, text_of
from models.errors import NoSuchDraft, NotAChoice, Refusal
from models.headings import cleaned
from models.intake.draft_terms import DraftState
from models.intake.proposing import Fields, figure, names_in
from models.lifecycle import TURNS
from models.lights import Reason
from models.mistakes import mistake
from models.terms import Kind, Term
from models.words import N_, Speaker, Word

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.drivers import Row
    from ledgers.people import Actor

CHANGED_SINCE = N_(
    "Draft {draft} was changed in the ledger after this file was written, and this row says "
    "something else. Write the file again (duban drafts export) and decide in that."
)
TWICE = N_("Draft {draft} stands in row {row} too. Leave one of the two rows.")
UNDECIDED = N_(
    "The row was changed, but nothing is chosen under “{column}”. Choose approve or edit."
)
NO_REASON = N_("Whoever reads it in a year will ask why. Fill in “{column}”.")
NO_FIGURE = N_("“{given}” is no figure. Write digits only under “{column}”.")


@dataclass(frozen=True)
class TakenBack:
    """What became of each row of a workbook, and how many were docketed, edited, dropped."""

    lines: tuple[ImportLine, ...]
    counts: Counter[str] = field(default_factory=Counter)


def import_drafts(book: Book, path: Path, *, by: Actor, on: date) -> TakenBack:
    """Take decisions back from a workbook; good rows count, each other one is told why not.

    Raises NotYourTurn, FileMissing, UnreadableWorkbook, NoHeading.
    """
    must_be(by, TURNS["decide_draft"])
    wanted = [Speaker("zh").say(HEADINGS[key]) for key in ("draft", "decision")]
    tables = [one for one in read_tables(path, _known, wanted) if _is_ours(one)]
    taking = _Taking(book, by, on)
    return TakenBack(tuple(taking.lines(tables)), taking.counts)


@cache
def _keys() -> dict[str, str]:
    """Map every spelling of a heading to its column."""
    return {
        cleaned(Speaker(language).say(heading)): key
        for language in ("zh", "en")
        for key, heading in HEADINGS.items()
    }


def _known(row: Sequence[str]) -> int:
    return len({_keys()[one] for one in map(cleaned, row) if one in _keys()})


def _is_ours(table: RawTable) -> bool:
    return {"draft", "decision"} <= {_keys().get(cleaned(one)) for one in table.headings}


class _Wrong(Exception):
    """A row that cannot be taken: where, and why."""

    def __init__(self, column: str, why: Reason | Refusal) -> None:
        super().__init__(column)
        self.column, self.why = column, why


class _Taking:
    """Takes rows one by one."""

    def __init__(self, book: Book, by: Actor, on: date) -> None:
        self._book, self._names = book, UnitNames(book)
        self._entry: dict[str, Any] = {"by": by, "on": on}
        self._seen: dict[int, int] = {}
        self.counts: Counter[str] = Counter()

    def lines(self, tables: Sequence[RawTable]) -> Iterator[ImportLine]:
        """Tell what became of each row that names a draft."""
        for table in tables:
            keys = {_keys().get(cleaned(one)): place for place, one in enumerate(table.headings)}
            for row in table.rows():
                cells = {key: _cell(row, place) for key, place in keys.items() if key}
                if text_of(cells["draft"]):
                    yield self._line(table.sheet, row.number, cells)

    def _line(self, sheet: str, row: int, cells: dict[str, Cell]) -> ImportLine:
        column, why, title = "", None, text_of(cells.get("title"))
        try:
            verdict = self._take(row, cells)
        except _Wrong as wrong:
            verdict, column, why = RowVerdict.REFUSED, wrong.column, wrong.why
        except Refusal as refusal:
            verdict, why = RowVerdict.REFUSED, refusal
        except ValueError as trouble:  # pydantic's is one
            verdict, why = RowVerdict.REFUSED, _of_form(trouble)
        self.counts[verdict] += 1
        said = Word(HEADINGS[column]) if column else ""
        return ImportLine(verdict, sheet, row, said, text_of(cells["draft"]), title, why)

    def _take(self, row: int, cells: dict[str, Cell]) -> RowVerdict:
        known = self._row(cells)
        decision = _decision(cells.get("decision"))
        given = _given(cells, self._names.fields(known), self._names.known)
        if not decision and not given:
            return RowVerdict.UNCHANGED
        first = self._seen.setdefault(known.id, row)
        if first != row:
            why = Reason(TWICE, {"draft": known.id, "row": first})
            raise _Wrong("draft", why)
        if not decision:
            column = Word(HEADINGS["decision"])
            raise _Wrong("decision", Reason(UNDECIDED, {"column": column}))
        if _stands(known, decision) and not given:
            return RowVerdict.UNCHANGED
        return self._decide(known, decision, given, cells)

    def _row(self, cells: dict[str, Cell]) -> Row:
        number = text_of(cells["draft"])
        if not number.isdecimal() or len(number) > 9:
            raise _Wrong("draft", NoSuchDraft(draft=number))
        try:
            return self._book.drafts.row(int(number))
        except NoSuchDraft as refusal:
            raise _Wrong("draft", refusal) from refusal

    def _decide(
        self, row: Row, decision: Decision, given: dict[str, Any], cells: dict[str, Cell]
    ) -> RowVerdict:
        drafts, mark = self._book.drafts, mark_of(row.id, row.state, row.edits)
        stale = text_of(cells.get("mark")) != mark
        if row.state in (DraftState.DOCKETED, DraftState.DROPPED):
            drafts.refuse_decided(row)
        if stale and (given or decision == Decision.DROP):
            raise _Wrong("mark", Reason(CHANGED_SINCE, {"draft": row.id}))
        if decision == Decision.DROP:
            reason = text_of(cells.get("reason"))
            if not reason:
                column = Word(HEADINGS["reason"])
                raise _Wrong("reason", Reason(NO_REASON, {"column": column}))
            drafts.drop(row.id, reason=reason, **self._entry)
        elif decision == Decision.APPROVE:
            drafts.approve(row.id, given, **self._entry)
        else:
            drafts.edit(row.id, given, **self._entry)
        self.counts[decision] += 1
        return RowVerdict.TAKEN


def _cell(row: RawRow, place: int) -> Cell:
    return row.cells[place] if place < len(row.cells) else None


def _decision(cell: Cell) -> Decision | None:
    given = text_of(cell)
    found = [one for one in Decision if given.lower() in _spellings(one)]
    if given and not found:
        option = Word(HEADINGS["decision"])
        raise _Wrong("decision", NotAChoice(option=option, given=given, allowed=list(Decision)))
    return found[0] if found else None


def _given(cells: dict[str, Cell], now: Fields, units: Mapping[str, str]) -> dict[str, Any]:
    """List what the cells say otherwise than the draft now does; units by any of their names."""
    given: dict[str, Any] = {}
    for key in ("title", "lead_unit", "measure", "standard"):
        text = text_of(cells[key]) if key in cells else getattr(now, key)
        if units.get(text, text) != getattr(now, key) and (text or key != "title"):
            given[key] = text
    if "support_units" in cells:
        named = names_in(text_of(cells["support_units"]))
        same = tuple(units.get(one, one) for one in named) == now.support_units
        given |= {} if same else {"support_units": named}
    return given | _day(cells, now) | _kind(cells, now) | _target(cells, now)


def _day(cells: dict[str, Cell], now: Fields) -> dict[str, Any]:
    if "due" not in cells:
        return {}
    day, phrase = day_of(cells["due"]), text_of(cells["due"])
    if day is not None or not phrase:
        given = {"due_phrase": day.isoformat()} if day else {"due": None, "due_rule": ""}
        return given if day != now.due else {}
    same = now.due and phrase in (now.due_text, now.due.isoformat())
    return {} if same else {"due_phrase": phrase}


def _kind(cells: dict[str, Cell], now: Fields) -> dict[str, Any]:
    text = text_of(cells.get("kind"))
    found = [one for one in Kind if text in _spellings(one)]
    if text and not found:
        option = Word(HEADINGS["kind"])
        raise _Wrong("kind", NotAChoice(option=option, given=text, allowed=list(Kind)))
    return {"kind": found[0]} if found and found[0] != now.kind else {}


def _spellings(term: Term) -> tuple[str, ...]:
    """List how a choice may be written: as it is stored, or in either language."""
    return term.value, *(Speaker(language).word(term) for language in ("zh", "en"))


def _target(cells: dict[str, Cell], now: Fields) -> dict[str, Any]:
    if "target" not in cells:
        return {}
    text = text_of(cells["target"])
    value = figure(text) if text else None
    if text and value is None:
        facts = {"given": text, "column": Word(HEADINGS["target"])}
        raise _Wrong("target", Reason(NO_FIGURE, facts))
    return {"target": value} if value != now.target else {}


def _stands(row: Row, decision: Decision) -> bool:
    """Tell whether the ledger has this decision already."""
    return (decision, row.state) in (
        (Decision.APPROVE, DraftState.DOCKETED),
        (Decision.DROP, DraftState.DROPPED),
    ) or decision == Decision.EDIT


def _of_form(trouble: ValueError) -> Reason:
    """Say of a commitment's form which field is wrong, and how."""
    if not hasattr(trouble, "errors"):
        raise trouble
    error = trouble.errors()[0]
    name = str(error["loc"][0]) if error["loc"] else ""
    return Reason(BAD_FIELD, {"field": Word(HEADINGS.get(name, name)), "problem": mistake(error),
                              "given": str(error["input"])[:40]})  # fmt: skip
