"""The seals' part of an audit: the tree grown again, evening by evening, from the events."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from ledgers.as_stored import as_stored, day_of
from ledgers.drivers import Driver, Row
from ledgers.journal import plain
from models.sealing import FAN, LEVELS, ROOT, Key, grow, seal_hash
from models.words import N_

if TYPE_CHECKING:
    from ledgers.audit import Audit
    from ledgers.book import Book

HASH = 32  # bytes
STRETCH = 5000  # events read at once where they are not read matter by matter
HEADS = "SELECT id, coalesce(commitment_id, 0) AS at, place, chain, hash FROM event"

SEAL_ALTERED = N_("the seal of {on} was altered: its hash does not fit")
SEAL_UNLINKED = N_("the seal of {on} does not follow from the one before it")
SEAL_ROOT = N_("the seal of {on} does not fit the events up to {event}: some were changed")
SEAL_ORDER = N_("event {event}, {place} of {chain}, stands out of its order")
TREE_WRONG = N_("the tree kept under the newest seal was altered; mend it: duban seal --anew")


def in_stretches(db: Driver, sql: str, where: str, *, until: int | None = None) -> Iterator[Row]:
    """Read events in their order, some thousands at a time."""
    last = 0
    upper = "" if until is None else f" AND id <= {until:d}"
    while rows := db.ask(
        f"{sql} WHERE id > :last{upper} AND {where} ORDER BY id LIMIT {STRETCH}", {"last": last}
    ):
        yield from rows
        last = rows[-1].id


def walk_seals(book: Book, found: Audit) -> None:
    """Grow the tree again, evening by evening, and hold every seal against it."""
    walk = SealWalk(book, found)
    for seal in book.db.ask(f"{as_stored('seal')} ORDER BY id"):
        walk.take(seal)
    kept = book.db.ask("SELECT level, place, hash FROM seal_node")
    if {(row.level, row.place): row.hash for row in kept} != walk.tree.nodes:
        found.find(TREE_WRONG, walk.last)
    found.unsealed = book.db.ask(
        "SELECT count(*) AS n FROM event WHERE id > :last", {"last": walk.last}
    )[0].n


class SealWalk:
    """Goes from seal to seal."""

    def __init__(self, book: Book, found: Audit) -> None:
        self._db, self._found = book.db, found
        self.tree, self.last = Tree(), 0
        self._before: Row | None = None

    def take(self, seal: Row) -> None:
        """Hold one seal against the one before it and against the events under it."""
        on, at = day_of(seal.day), self.last
        if isinstance(seal.last_event, int):
            at = max(seal.last_event, at)
        if not self._follows(seal):
            self._found.find(SEAL_UNLINKED, at, on=on)
        elif _again(seal) != seal.hash:
            self._found.find(SEAL_ALTERED, at, on=on)
        self._heads_until(at)
        if self.tree.grown() != seal.root or len(self.tree.heads) != seal.chains:
            self._found.find(SEAL_ROOT, at, on=on, event=at)
        self._before, self.last = seal, at
        self._found.seals += 1

    def _follows(self, seal: Row) -> bool:
        before = self._before
        if before is None:
            return bool(seal.previous == "")
        return bool(seal.previous == before.hash and str(plain(seal.day)) > str(plain(before.day)))

    def _heads_until(self, until: int) -> None:
        """Move the heads on by the events under one seal."""
        for row in in_stretches(self._db, HEADS, f"id > {self.last:d}", until=until):
            if not self.tree.add(row.at, row.place, row.hash):
                self._found.find(SEAL_ORDER, row.id, event=row.id, place=row.place, chain=row.chain)


def _again(seal: Row) -> str:
    try:
        return seal_hash(
            seal.previous,
            number=seal.id,
            day=plain(seal.day),
            recorded_at=seal.recorded_at,
            last_event=seal.last_event,
            chains=seal.chains,
            root=seal.root,
        )
    except (TypeError, ValueError):
        return ""


@dataclass(slots=True)
class Tree:
    """The tree of seals as it grows evening by evening."""

    heads: dict[int, bytes] = field(default_factory=dict)
    """Each head and the place it has in its chain, packed: there may be very many."""
    changed: set[int] = field(default_factory=set)
    nodes: dict[Key, str] = field(default_factory=dict)

    def add(self, at: Any, place: Any, head: Any) -> bool:
        """Put an event on top of its chain; tells whether it is the next one there."""
        if not isinstance(at, int) or not 0 <= at < FAN**LEVELS:
            return False
        count = int.from_bytes(self.heads[at][HASH:], "big") + 1 if at in self.heads else 1
        self.heads[at] = _packed(head) + count.to_bytes(4, "big")
        self.changed.add(at)
        return bool(place == count)

    def grown(self) -> str:
        """Grow the tree over what changed and return its root."""
        self.nodes |= grow(self.changed, self._heads, self._nodes)
        self.changed = set()
        return self.nodes.get(ROOT, "")

    def _heads(self, places: Sequence[int]) -> Mapping[int, str]:
        return {one: self.heads[one][:HASH].hex() for one in places if one in self.heads}

    def _nodes(self, level: int, places: Sequence[int]) -> Mapping[int, str]:
        return {one: self.nodes[level, one] for one in places if (level, one) in self.nodes}


def _packed(head: Any) -> bytes:
    """Pack a hash into half its length; what is none becomes one that fits nothing."""
    try:
        packed = bytes.fromhex(head)
    except (TypeError, ValueError):
        packed = b""
    return packed if len(packed) == HASH else sha256(repr(head).encode()).digest()
