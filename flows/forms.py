"""Filling in a draft from what was typed: phrases become days, figures become decimals."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from models.commitment import MEASURED, CommitmentDraft, MilestoneDraft
from models.deadline import read_deadline
from models.errors import DeadlineMissing, UnreadableDeadline
from models.headings import is_fuzzy
from models.terms import Kind

if TYPE_CHECKING:
    from ledgers.book import Book


def draft_commitment(
    book: Book,
    issued_on: date,
    docketed_on: date,
    *,
    due: str,
    kind: str,
    milestones: Sequence[str],
    **fields: Any,
) -> CommitmentDraft:
    """Build the draft; raises UnreadableDeadline where a phrase names no day."""
    if not due and kind != Kind.STANDING:
        raise DeadlineMissing(title=fields["title"])
    day, rule = _resolve(book, due, issued_on, kind)
    return CommitmentDraft.model_validate(
        {
            **fields,
            "kind": kind,
            "due": day,
            "due_text": due,
            "due_rule": rule,
            "docketed_on": docketed_on,
            "fuzzy": kind not in MEASURED and is_fuzzy(fields["title"]),
            "milestones": [_milestone(book, one, issued_on) for one in milestones],
        }
    )


def _resolve(book: Book, phrase: str, issued_on: date, kind: str) -> tuple[date | None, str]:
    if not phrase and kind == Kind.STANDING:
        return None, ""
    found = read_deadline(phrase, issued_on, book.calendar)
    if found.due is None and kind != Kind.STANDING:
        raise UnreadableDeadline(phrase=phrase, issued_on=issued_on)
    return found.due, found.rule


def _milestone(book: Book, typed: str, issued_on: date) -> MilestoneDraft:
    phrase, _, title = typed.strip().partition(" ")
    found = read_deadline(phrase, issued_on, book.calendar)
    if found.due is None:
        raise UnreadableDeadline(phrase=phrase, issued_on=issued_on)
    return MilestoneDraft(title=title or phrase, due=found.due, due_text=phrase)
