"""What the doctor asks of the book: facts, no judgements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.policies import Version


@dataclass(frozen=True, slots=True)
class Health:
    """How a book stands."""

    office: str
    commitments: int
    calendar_until: date
    policy: Version
    policies: int
    last_day: date | None
    letters: dict[str, int]
    without_address: tuple[str, ...]
    without_owner: int
    sealed_on: date | None = None
    unsealed: int = 0


def health(book: Book) -> Health:
    """Gather the facts in a handful of questions."""
    last, seal = book.rounds.last_day(), book.seals.last()
    nameless = book.db.ask(
        "SELECT DISTINCT p.name FROM commitment c JOIN post o ON o.id = c.owner_post_id"
        " JOIN person p ON p.id = o.holder_id WHERE c.closed_on IS NULL AND p.email = ''"
        " ORDER BY p.name"
    )
    orphans = book.db.ask(
        "SELECT count(*) AS n FROM commitment c LEFT JOIN post o ON o.id = c.owner_post_id"
        " WHERE c.closed_on IS NULL AND o.holder_id IS NULL"
    )
    return Health(
        office=book.fact("office"),
        commitments=book.db.ask("SELECT count(*) AS n FROM commitment")[0].n,
        calendar_until=book.calendar.published_until,
        policy=book.policies.current,
        policies=len(book.policies.versions),
        last_day=last.day if last else None,
        letters=book.outbox.counts(),
        without_address=tuple(row.name for row in nameless),
        without_owner=orphans[0].n,
        sealed_on=seal.day if seal else None,
        unsealed=book.db.ask(
            "SELECT count(*) AS n FROM event WHERE id > :last",
            {"last": seal.last_event if seal else 0},
        )[0].n,
    )
