"""Filling in a draft from what was typed: phrases become days, figures become decimals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.evidence import Handed
from models.commitment import MEASURED, CommitmentDraft, MilestoneDraft, PlanPointDraft
from models.deadline import read_deadline
from models.errors import DeadlineMissing, NotAPart, NotARhythm, UnreadableDeadline
from models.headings import inferred_kind, is_fuzzy
from models.limits import due_rule, limit_day
from models.numerals import quantity
from models.terms import Kind, Proof

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.book import Book
    from ledgers.drivers import Row


def draft_commitment(
    book: Book,
    issued_on: date,
    docketed_on: date,
    *,
    due: str,
    kind: str,
    milestones: Sequence[str] = (),
    rhythm: str = "",
    plan: str = "",
    **fields: Any,
) -> CommitmentDraft:
    """Build the draft; raises UnreadableDeadline or NotARhythm where a phrase names no day.

    What states no deadline has the limit that the policy gives its category, if it gives one.
    """
    day: date | None
    if not due and kind != Kind.STANDING:
        within = book.policy.of(str(fields.get("category", ""))).due_within
        if not within:
            raise DeadlineMissing(title=fields["title"])
        day, rule = limit_day(within, docketed_on, book.calendar), due_rule(within)
    else:
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
            "rhythm": stored_rhythm(rhythm),
            "milestones": [_milestone(book, one, issued_on) for one in milestones],
            "plan": _plan(book, plan, issued_on),
        }
    )


def _resolve(book: Book, phrase: str, issued_on: date, kind: str) -> tuple[date | None, str]:
    if not phrase and kind == Kind.STANDING:
        return None, ""
    found = read_deadline(phrase, issued_on, book.calendar)
    if found.due is None and kind != Kind.STANDING:
        raise UnreadableDeadline(phrase=phrase, issued_on=issued_on)
    return found.due, found.rule


def stored_rhythm(phrase: str) -> str:
    """Turn a reporting rhythm as people write it into what the book stores."""
    if not phrase.strip():
        return ""
    from models.rhythm import parse  # most matters have none

    found = parse(phrase)
    if found is None:
        raise NotARhythm(given=phrase)
    return str(found)


def _plan(book: Book, typed: str, issued_on: date) -> list[PlanPointDraft]:
    """Read a planned course. Raises UnreadablePlan."""
    if not typed.strip():
        return []
    from models.plan import read_plan  # most matters have none

    found = read_plan(typed, issued_on, book.calendar)
    return [PlanPointDraft(day=one.day, percent=one.percent) for one in found]


def _milestone(book: Book, typed: str, issued_on: date) -> MilestoneDraft:
    """Read “9月底前 主体完工”, with its planned start “9月1日~9月30日 主体施工”.

    What it weighs of the whole may follow: “9月底前 主体完工（权重30%）”.
    """
    from models.plan import without_weight

    typed, weight = without_weight(typed)
    phrase, _, title = typed.strip().partition(" ")
    found = read_deadline(phrase, issued_on, book.calendar)
    if found.due is None:
        raise UnreadableDeadline(phrase=phrase, issued_on=issued_on)
    starts = found.start if found.rule == "range" else None
    return MilestoneDraft(
        title=title or phrase, starts=starts, due=found.due, due_text=phrase, weight=weight
    )


# -- parts of a whole -------------------------------------------------------------------


def draft_parts(
    book: Book, whole: Row, typed: Iterable[str], issued_on: date, on: date
) -> list[CommitmentDraft]:
    """Read the parts of a matter, each “TITLE | UNIT | DEADLINE [| TARGET]”. Raises NotAPart."""
    return [_part(book, whole, one, issued_on, on) for one in typed]


def _part(book: Book, whole: Row, typed: str, issued_on: date, on: date) -> CommitmentDraft:
    title, unit, due, *target = [one.strip() for one in re.split(r"[|｜]", f"{typed}|||")][:4]
    figure = quantity(target[0]) if target[0] else None
    if not (title and unit and due) or typed.count("|") + typed.count("｜") > 3:
        raise NotAPart(given=typed)
    if target[0] and figure is None:
        raise NotAPart(given=typed)
    kind = Kind(whole.kind)
    if figure is None and kind in {*MEASURED, Kind.STANDING}:
        kind = inferred_kind(title, standing=False, has_target=False)
    elif figure is not None and kind not in MEASURED:
        kind = Kind.COUNT
    return draft_commitment(
        book,
        issued_on,
        on,
        title=title,
        lead_unit=unit,
        due=due,
        kind=kind,
        category=whole.category,
        standard=whole.standard,
        source_document=whole.source_document,
        target=figure.value if figure else None,
        measure=(figure.measure or whole.measure) if figure else "",
    )


# -- evidence ---------------------------------------------------------------------------


def handed(at: Desk, given: Iterable[str] | None) -> list[Handed]:
    """Read evidence as typed: FILE, or SORT=FILE with the sort's code or label."""
    return [_handed(at, one) for one in given or ()]


def _handed(at: Desk, given: str) -> Handed:
    sort, said, name = given.partition("=")
    if not said or Path(given).is_file():
        return Path(given)
    return at.term("--evidence", sort.strip(), Proof), Path(name.strip()).expanduser()
