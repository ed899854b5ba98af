"""A whole and its parts: 145 targets are 222 tasks, 12 projects are 12 entries (DOMAIN §2)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ledgers.drivers import Row
from ledgers.journal import plain
from ledgers.people import Actor
from ledgers.turns import Turns
from models.broken_rules import NoParts
from models.terms import Ending, Happened, Kind, Stage

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.commitment import CommitmentDraft

DONE = frozenset({Ending.DONE, Ending.DONE_MODIFIED})
WHOLE = Decimal(100)


class Parts(Turns):
    """Splits matters into parts."""

    def split(
        self, number: str, drafts: Sequence[CommitmentDraft], *, by: Actor, on: date
    ) -> list[str]:
        """Split a matter: each part is an entry of its own, numbered below the whole.

        The parts are assigned where the whole is; the whole's figures follow theirs from now
        on. Raises NoParts.
        """
        from ledgers.docketing import docket_many

        row = self._at_turn(number, "split", by, on)
        if not drafts:
            raise NoParts(number=number)
        first = len(self.of(row.id)) + 1
        numbered = [
            draft.model_copy(
                update={"parent": number, "number": draft.number or f"{number}-{first + n:02d}"}
            )
            for n, draft in enumerate(drafts)
        ]
        stage = Stage.DOCKETED if row.stage == Stage.DOCKETED else Stage.ASSIGNED
        made = docket_many(self._book, numbered, by=by, on=on, stage=stage)
        self._change(row, Happened.SPLIT, {}, by=by, on=on, more={"parts": [None, made]})
        return made

    def of(self, row_id: int) -> list[str]:
        """List the numbers of the parts of a matter, drafts and closed ones too."""
        found = self._book.db.ask(
            "SELECT number FROM commitment WHERE parent_id = :id ORDER BY number", {"id": row_id}
        )
        return [row.number for row in found]


def rolled_up(book: Book, whole: Row) -> dict[str, Any]:
    """Return the figures a whole takes from its parts; only those that differ from its own.

    Parts that were superseded or not pursued do not count: others stand for them, or nothing.
    """
    parts = book.db.ask(
        "SELECT kind, measure, value, percent, ending, last_report_on FROM commitment"
        " WHERE parent_id = :id AND stage <> 'draft'"
        " AND coalesce(ending, '') NOT IN ('superseded', 'not_pursued')",
        {"id": whole.id},
    )
    # Nothing reported is no pace, for a whole as for its parts.
    new = _figures(whole, parts) if any(_tells(one) for one in parts) else {}
    heard = max((one.last_report_on for one in parts if one.last_report_on), default=None)
    if heard and (whole.last_report_on is None or heard > whole.last_report_on):
        new["last_report_on"] = heard
    return {name: value for name, value in new.items() if value != getattr(whole, name)}


def _figures(whole: Row, parts: list[Row]) -> dict[str, Any]:
    if whole.kind == Kind.COUNT:
        from ledgers.commitments import share

        value = sum((_counts(one, whole) for one in parts), Decimal(whole.baseline or 0))
        return {"value": plain(value), "percent": plain(share(whole, value))}
    percent = sum((_percent(one) for one in parts), Decimal(0)) / len(parts)
    return {"percent": plain(percent.quantize(Decimal("0.1")))}


def _tells(part: Row) -> bool:
    return part.percent is not None or part.value is not None or part.ending in DONE


def _counts(part: Row, whole: Row) -> Decimal:
    """Count a part: by what it has reached where it counts the same, else one when it is done."""
    if part.kind == Kind.COUNT and part.measure == whole.measure:
        return Decimal(part.value or 0)
    return Decimal(1 if part.ending in DONE else 0)


def _percent(part: Row) -> Decimal:
    return WHOLE if part.ending in DONE else min(Decimal(part.percent or 0), WHOLE)
