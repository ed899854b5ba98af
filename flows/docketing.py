"""Docketing at the desk: one matter with its parts, a split, a matter from a leader's words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from flows.forms import draft_commitment, draft_parts
from models.errors import NotTogether
from models.lifecycle import TURNS
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.book import Book
    from ledgers.people import Actor
    from models.commitment import CommitmentDraft

Entry = dict[str, Any]
INSTRUCTION = "领导批示"  # the source of a matter that a leader's words began


def docket_as_typed(
    at: Desk,
    book: Book,
    *,
    entry: Entry,
    issued_on: str,
    parts: Sequence[str],
    assign: bool,
    as_draft: bool,
    **fields: Any,
) -> None:
    """``duban docket``: a draft, or a matter that is docketed, split and assigned at once."""
    if as_draft and (assign or parts):
        raise NotTogether(first="--draft", second="--assign" if assign else "--part")
    issued = at.day(issued_on) if issued_on else entry["on"]
    draft = draft_commitment(book, issued, entry["on"], **fields)
    if as_draft:
        number = book.commitments.enter_draft(draft, **entry)
        at.say(N_("Draft {number}, {title}."), number=number, title=draft.title)
        at.say_next(TURNS["approve"], number)
        return
    number = book.commitments.docket(draft, assign=assign, **entry)
    _tell(at, number, draft)
    if parts:
        split_as_typed(at, book, number, parts, issued_on, entry)
    if not assign:
        at.say_next(TURNS["assign"], number)


def _tell(at: Desk, number: str, draft: CommitmentDraft) -> None:
    said = N_("Docketed {number}, {title}, due {due}.")
    if draft.due is None:
        said = N_("Docketed {number}, {title}.")
    at.say(said, number=number, title=draft.title, due=draft.due)


def split_as_typed(
    at: Desk, book: Book, number: str, parts: Sequence[str], issued_on: str, entry: Entry
) -> None:
    """``duban split``: each part an entry numbered below the whole."""
    issued = at.day(issued_on) if issued_on else entry["on"]
    whole = book.commitments.row(number)
    drafts = draft_parts(book, whole, parts, issued, entry["on"])
    made = book.parts.split(number, drafts, **entry)
    at.say(N_("{number} is split into {count} parts:"), number=number, count=len(made))
    for one, draft in zip(made, drafts, strict=True):
        at.say(
            N_("  {number}  {title}, {unit}, due {due}"),
            number=one, title=draft.title, unit=draft.lead_unit, due=draft.due,
        )  # fmt: skip


def planned_as_typed(
    at: Desk, book: Book, number: str, course: str, *, note: str, by: Actor, on: date
) -> None:
    """``duban plan``: a course as people write it, in place of the one there may be."""
    from models.plan import read_plan

    points = read_plan(course, on, book.calendar)
    book.commitments.plan(number, points, by=by, on=on, note=note)
    said = [one.said(at.speaker) for one in points]
    at.say(N_("{number} is to reach: {points}."), number=number, points=said)


def instructed(
    at: Desk,
    book: Book,
    number: str,
    new: str,
    unit: str,
    due: date | None,
    *,
    leader: str,
    words: str,
    **entry: Any,
) -> None:
    """``duban instruct``: on a matter, on what takes a closed one up again, or on a new one."""
    if bool(number) == bool(new):
        raise NotTogether(first=at.speaker.say(N_("a number")), second="--new")
    if new:
        number = _new_matter(at, book, new, unit, words, due, entry)
    stands_on = book.registers.instruct(number, leader=leader, words=words, due=due, **entry)
    if stands_on != number:
        at.say(N_("{old} is closed; {new} takes it up again."), old=number, new=stands_on)
    at.say(N_("Recorded on {number}: {leader}’s instruction."), number=stands_on, leader=leader)


def _new_matter(
    at: Desk, book: Book, title: str, unit: str, words: str, due: date | None, entry: Entry
) -> str:
    """Docket and assign what the words began; without a day, by the policy's own limit.

    Where the policy gives none, one round of silence is allowed.
    """
    day = due.isoformat() if due else ""
    if not due and not book.policy.due_within:
        day = (entry["on"] + timedelta(days=book.policy.silent_days)).isoformat()
    draft = draft_commitment(
        book,
        entry["on"],
        entry["on"],
        title=title,
        lead_unit=unit,
        due=day,
        kind="finish",
        standard=words,
        content=words,
        source_document=INSTRUCTION,
        source_passage=words,
    )
    number = book.commitments.docket(draft, assign=True, **entry)
    _tell(at, number, draft)
    return number
