"""封账: each evening's seal over all chains, kept for ever and printed in every digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ledgers.drivers import Row
from ledgers.lines import column
from ledgers.sql import with_ids
from models.sealing import ROOT, grow, seal_hash
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book

PRINTED = 16  # characters of a seal that a digest prints; 64 bits nobody finds again by trying


@dataclass(frozen=True, slots=True)
class SealLine:
    """One seal: it covers every event up to ``last_event``."""

    number: int = column(N_("No."), default=0)
    day: date = column(N_("Day"), default=date.min)
    last_event: int = column(N_("Events"), default=0)
    chains: int = column(N_("Chains"), default=0)
    hash: str = column(N_("Seal"), default="", wide=True)
    root: str = ""
    previous: str = ""
    recorded_at: str = ""

    @property
    def printed(self) -> str:
        """The part of the seal that digests print."""
        return self.hash[:PRINTED]


class Seals:
    """Makes seals and finds them again."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def last(self, until: date | None = None) -> SealLine | None:
        """Return the newest seal, or the newest of a day and those before it."""
        rows = self._book.db.ask(
            "SELECT * FROM seal WHERE day <= :until ORDER BY id DESC LIMIT 1",
            {"until": until or date.max},
        )
        return _line(rows[0]) if rows else None

    def all(self) -> list[SealLine]:
        """List every seal, the first first."""
        return [_line(row) for row in self._book.db.ask("SELECT * FROM seal ORDER BY id")]

    def seal(self, on: date) -> SealLine | None:
        """Seal the ledger for a day; None where the day has its seal or nothing is new.

        Events recorded after a day's seal go under the next one.
        """
        before, newest = self.last(), self._book.journal.last_id()
        if before and (before.day >= on or before.last_event == newest):
            return None
        since = before.last_event if before and self._tree_fits(before) else 0
        nodes = grow(self._changed_since(since, newest), self._heads, self._nodes)
        self._keep(nodes)
        chains = self._book.db.ask("SELECT count(*) AS n FROM commitment")[0].n + 1
        facts = {
            "recorded_at": self._book.recorded_at,
            "last_event": newest,
            "chains": chains,
            "root": nodes[ROOT],
        }
        previous, number = (before.hash, before.number + 1) if before else ("", 1)
        hash_ = seal_hash(previous, number=number, day=on.isoformat(), **facts)
        self._book.add(
            "seal", {"id": number, "day": on, **facts, "previous": previous, "hash": hash_}
        )
        return self.last()

    def _tree_fits(self, last: SealLine) -> bool:
        level, place = ROOT
        return self._nodes(level, [place]).get(place) == last.root

    def grow_anew(self) -> None:
        """Grow the kept tree whole again, from the events under the newest seal."""
        self._book.db.tell("DELETE FROM seal_node")
        last = self.last()
        if last is None:
            return
        rows = self._book.db.ask(
            "SELECT coalesce(commitment_id, 0) AS place, hash FROM event WHERE id IN"
            " (SELECT max(id) FROM event WHERE id <= :last GROUP BY commitment_id)",
            {"last": last.last_event},
        )
        heads = {row.place: row.hash for row in rows}
        self._keep(grow(heads, lambda _: heads, lambda _level, _places: {}))

    def catch_up(self, on: date) -> SealLine | None:
        """Seal the day before where nobody sealed since the last events: the evening was missed."""
        return self.seal(date.fromordinal(on.toordinal() - 1))

    def _changed_since(self, first: int, last: int) -> list[int]:
        rows = self._book.db.ask(
            "SELECT DISTINCT coalesce(commitment_id, 0) AS place FROM event"
            " WHERE id > :first AND id <= :last",
            {"first": first, "last": last},
        )
        return [row.place for row in rows]

    def _heads(self, places: Sequence[int]) -> Mapping[int, str]:
        rows = self._book.db.ask(
            with_ids("SELECT id, head FROM commitment WHERE id IN (:ids)", places)
        )
        heads = {row.id: row.head for row in rows}
        return heads | ({0: self._book.journal.book_chain().head} if 0 in places else {})

    def _nodes(self, level: int, places: Sequence[int]) -> Mapping[int, str]:
        rows = self._book.db.ask(
            with_ids(
                "SELECT place, hash FROM seal_node WHERE level = :level AND place IN (:ids)", places
            ),
            {"level": level},
        )
        return {row.place: row.hash for row in rows}

    def _keep(self, nodes: Mapping[tuple[int, int], str]) -> None:
        self._book.db.tell_many(
            "INSERT INTO seal_node (level, place, hash) VALUES (:level, :place, :hash)"
            " ON CONFLICT (level, place) DO UPDATE SET hash = excluded.hash",
            [
                {"level": level, "place": place, "hash": one}
                for (level, place), one in nodes.items()
            ],
        )


def _line(row: Row) -> SealLine:
    return SealLine(
        row.id, row.day, row.last_event, row.chains, row.hash, row.root, row.previous,
        row.recorded_at,
    )  # fmt: skip
