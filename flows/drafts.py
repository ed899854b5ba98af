"""Drafts at the desk: listed, shown, docketed, edited, dropped, sent to Excel and taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.draft_lines import DraftLine, DraftLines
from models.bad_files import RowsRefused
from models.errors import BadDraft, NotTogether, Refusal
from models.intake.draft_terms import DraftState
from models.intake.proposing import figure
from models.lifecycle import TURNS
from models.terms import Kind
from models.words import N_, Word

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.book import Book
    from ledgers.draft_lines import DocumentLine

NONE = N_("No draft waits for a decision.")
HEADING = N_("{document}. {title}, {issued_on}: {waiting} of {drafts} drafts wait")
BENEATH = "└ "


# -- reading ----------------------------------------------------------------------------


def list_drafts(at: Desk, *, document: int, everything: bool, as_of: str) -> None:
    """``duban drafts``: by document, each repeat beneath its fuller statement."""
    with at.reading(as_of) as book:
        reading = DraftLines(book)
        lines = reading.drafts(document=document, everything=everything)
        if at.as_json or not lines:
            at.show(lines, empty=NONE)
            return
        at.page(_tables(at, reading.documents(), lines))
        waiting = next((one for one in lines if one.state == DraftState.WAITING), None)
        if waiting:
            at.say(N_("Decide: duban drafts review, or duban drafts approve {draft}"),
                   draft=waiting.draft)  # fmt: skip


def _tables(at: Desk, documents: Sequence[DocumentLine], lines: Sequence[DraftLine]) -> list[Any]:
    from rich.text import Text

    from flows.tables import table
    from ledgers.lines import as_json

    known = {one.document: one for one in documents}
    shown: list[Any] = []
    for document, some in groupby(lines, key=lambda line: line.document):
        one = known[document]
        facts = {**as_json(one), "title": one.called, "issued_on": one.issued_on}
        shown += [Text(at.speaker.say(HEADING, **facts), style="bold")]
        shown += [table([_indented(line) for line in some], at.speaker), ""]
    return shown


def _indented(line: DraftLine) -> DraftLine:
    return replace(line, title=f"{BENEATH}{line.title}") if line.repeats else line


def show_draft(at: Desk, draft: int, *, as_of: str) -> None:
    """``duban drafts show``."""
    with at.reading(as_of) as book:
        page = DraftLines(book).page(draft)
        if at.as_json:
            from ledgers.lines import as_json

            at.data(as_json(page))
            return
        from flows.draft_page import draft_page

        at.page(draft_page(page, at.speaker))


# -- deciding ---------------------------------------------------------------------------


def given_as_typed(at: Desk, typed: dict[str, Any]) -> dict[str, Any]:
    """Read the options: what is left out stays as it was read. Raises NotAChoice."""
    given = {name: one for name, one in typed.items() if one not in ("", None, [])}
    if "kind" in given:
        given["kind"] = at.term("--kind", given["kind"], Kind)
    if "support_units" in given:
        given["support_units"] = tuple(given["support_units"])
    if "target" in given:
        given["target"] = _figure(given["target"])
    return given


def _figure(typed: str) -> Any:
    found = figure(typed)
    if found is None:
        raise BadDraft(
            field="--target", problem=Word(N_("this is no figure, or one too long")), given=typed
        )
    return found


def each(at: Desk, drafts: Sequence[int], act: Callable[[Book, int], None]) -> None:
    """Do something with each draft on a page of its own; one that is refused stops no other."""
    codes = []
    for draft in dict.fromkeys(drafts):
        try:
            with at.writing() as book:
                act(book, draft)
        except Refusal as refusal:
            if len(drafts) == 1:
                raise
            at.red(refusal.said(at.speaker))
            codes.append(refusal.exit_code)
    if codes:
        raise SystemExit(codes[0])


def approve_as_typed(
    at: Desk,
    drafts: Sequence[int],
    typed: dict[str, Any],
    *,
    apart: bool,
    assign: bool,
    by: str,
    on: str,
) -> None:
    """``duban drafts approve``: each is docketed, or refused with what it lacks."""
    if typed.get("title") and len(drafts) > 1:
        raise NotTogether(first="--title", second=at.speaker.say(N_("several drafts")))
    given = given_as_typed(at, typed)

    def approve(book: Book, draft: int) -> None:
        alike = DraftLines(book).page(draft).line.alike
        made = book.drafts.approve(
            draft, given, apart=apart, assign=assign, **at.entry(book, by, on)
        )
        said = N_("Docketed {number}, {title}, due {due}.")
        if made.due is None:
            said = N_("Docketed {number}, {title}.")
        at.say(said, number=made.number, title=made.title, due=made.due)
        if made.left_out:
            at.say(N_("  Not in the directory, and left out: {units}"), units=made.left_out)
        if alike:
            named = [f"{one.said(at.speaker)} {one.title}" for one in alike]
            at.say(N_("  May be a duplicate, look at both: {alike}"), alike=named)
        if len(drafts) == 1 and not assign:
            at.say_next(TURNS["assign"], made.number)

    each(at, drafts, approve)


def edit_as_typed(at: Desk, draft: int, typed: dict[str, Any], *, by: str, on: str) -> None:
    """``duban drafts edit``: what is said otherwise is kept; it is docketed later."""
    with at.writing() as book:
        book.drafts.edit(draft, given_as_typed(at, typed), **at.entry(book, by, on))
        at.say(N_("Draft {draft} is changed; what was read is kept beside it."), draft=draft)


def drop_as_typed(at: Desk, drafts: Sequence[int], *, reason: str, by: str, on: str) -> None:
    """``duban drafts drop``: not docketed, with what repeats it; it stays on record."""
    why = at.words("drop_draft", "--reason", reason)

    def drop(book: Book, draft: int) -> None:
        dropped = book.drafts.drop(draft, reason=why, **at.entry(book, by, on))
        at.say(N_("Not docketed: {drafts}. The reason stays on record."), drafts=dropped)

    each(at, drafts, drop)


# -- workbooks --------------------------------------------------------------------------


def send_out(at: Desk, file: Path, *, document: int, on: str) -> None:
    """``duban drafts export``."""
    from ledgers.draft_sheets import export_drafts

    with at.reading() as book:
        count = export_drafts(book, file, document=document, speaker=at.speaker, on=at.day(on))
    at.say(N_("{count} drafts written to {path}. Back again: duban drafts import {path}"),
           count=count, path=str(file))  # fmt: skip


def bring_in(at: Desk, file: Path, *, by: str, on: str) -> None:
    """``duban drafts import``: good rows count, each refused one is told with its place."""
    from flows.exchange import SHOWN
    from ledgers.draft_returns import import_drafts
    from ledgers.draft_sheets import Decision
    from ledgers.gate import RowVerdict

    with at.writing() as book:
        back = import_drafts(book, file, **at.entry(book, by, on))
    refused = [line for line in back.lines if line.verdict == RowVerdict.REFUSED]
    if at.as_json:
        at.show(back.lines)
    elif refused:
        at.show(refused[:SHOWN], total=len(refused))
    count = back.counts
    at.say(
        N_(
            "{docketed} docketed, {edited} edited, {dropped} dropped, {unchanged} unchanged, "
            "{refused} refused."
        ),
        docketed=count[Decision.APPROVE],
        edited=count[Decision.EDIT],
        dropped=count[Decision.DROP],
        unchanged=count[RowVerdict.UNCHANGED],
        refused=len(refused),
    )
    if refused:
        raise RowsRefused(refused=len(refused), total=len(back.lines))
