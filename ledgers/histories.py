"""The history of one matter: its events as a person reads them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.lines import column
from ledgers.lists import ASKED
from models.terms import Happened
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One event as a person reads it."""

    on_day: date | None = column(N_("Day"))
    happened: Happened = column(N_("What happened"), default=Happened.LOOKED)
    actor: str = column(N_("By"), default="")
    note: str = column(N_("Note"), default="", wide=True)
    behalf: str = ""
    recorded_at: str = ""
    place: int = 0
    changes: dict[str, Any] = field(default_factory=dict)
    hash: str = ""


def history(book: Book, number: str) -> list[HistoryLine]:
    """List every event of one commitment, the first first."""
    rows = book.db.ask(ASKED["history"], {"number": number})
    return [
        HistoryLine(
            r.on_day,
            Happened(r.happened),
            r.actor or "",
            r.note,
            r.behalf or "",
            r.recorded_at,
            r.place,
            json.loads(r.changes),
            r.hash,
        )
        for r in rows
    ]
