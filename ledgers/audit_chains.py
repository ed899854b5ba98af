"""The chains' part of an audit: each followed to its end, link by link, and what it tells heard."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ledgers.as_stored import day_of
from ledgers.drivers import Row
from ledgers.journal import BOOK_CHAIN, HASHED, ID_AFTER, canonical, plain
from ledgers.replay import Told
from models.terms import Scope
from models.words import N_

if TYPE_CHECKING:
    from ledgers.audit import Audit
    from ledgers.book import Book

PLACE_MISSING = N_("event {place} of {chain} is missing")
NOT_LINKED = N_("event {place} of {chain} ({on}) does not follow from the one before it")
ALTERED = N_("event {place} of {chain} ({on}) was altered: its hash does not fit")
FOREIGN = N_("event {place} of {chain} stands under another matter")


@dataclass(slots=True)
class Walked:
    """One chain, followed to its end."""

    name: str
    matter: int | None
    told: Told = field(default_factory=Told)
    adopted: list[tuple[Row, Any]] = field(default_factory=list)
    """Events that told of policies, with what they told."""
    words: dict[tuple[str, str], tuple[Any, ...]] = field(default_factory=dict)
    """What was told of days, by day and event."""
    first: int = 0
    last: int = 0
    length: int = 0
    head: str = ""
    broken: int = 0
    """The first event that does not fit; whatever else is wrong of this chain comes after it."""

    @property
    def end(self) -> int:
        """Where to tell what no event tells."""
        return max(self.last, self.broken)


class Chains:
    """Follows the chains of one book."""

    def __init__(self, book: Book, found: Audit) -> None:
        self._book, self._found = book, found
        after = book.fact(ID_AFTER, "0")
        self.id_after = int(after) if after.isdigit() else 0
        self._changes = lru_cache(maxsize=1)(self._read_changes)

    def follow(self, name: str, matter: int | None, rows: Iterable[Row]) -> Walked:
        """Follow one chain in the order of the journal."""
        walked = Walked(name, matter)
        for row in rows:
            self._found.events += 1
            if row.chain != name or row.commitment_id != matter:
                self._found.find(FOREIGN, row.id, chain=row.chain, place=row.place)
                walked.broken = walked.broken or row.id
            else:
                self._link(walked, row)
        self._found.chains += 1
        return walked

    def _link(self, walked: Walked, row: Row) -> None:
        """Hold one event against the one before it, and hear what it tells."""
        wrong, place = self._wrong(walked, row), walked.length + 1
        if row.previous != walked.head and isinstance(row.place, int):
            place = row.place
        try:
            changes = json.loads(row.changes)
            walked.told.hear(str(plain(row.on_day)), changes)
            if "policy" in changes:
                walked.adopted.append((row, changes))
            for day, word in _words_told(changes.get("calendar", (None, {}))[1]):
                walked.words[day, str(row.id)] = (row.id, *word)
        except (ValueError, TypeError, AttributeError, KeyError):
            wrong = wrong or ALTERED
        if wrong:
            self._found_wrong(walked, wrong, row, place)
        walked.first = walked.first or row.id
        walked.last, walked.length, walked.head = row.id, place, row.hash

    def _found_wrong(self, walked: Walked, wrong: str, row: Row, place: int) -> None:
        at = row.id
        if wrong == PLACE_MISSING:  # the missing one stood somewhere after the one before it
            at, place = walked.end + 1, walked.length + 1
        walked.broken = walked.broken or row.id
        self._found.find(wrong, at, chain=walked.name, place=place, on=day_of(row.on_day))

    def _wrong(self, walked: Walked, row: Row) -> str:
        if hash_of(row, with_id=row.id > self.id_after) != row.hash:
            return ALTERED
        if row.place != walked.length + 1:
            return PLACE_MISSING
        return NOT_LINKED if row.previous != walked.head else ""

    # -- where the journal told something -----------------------------------------------

    def told_at(self, walked: Walked, key: str, column: str = "") -> int:
        """Find the last event that told a row (or one column of it), to name what is wrong there.

        What no event told was as it is from the beginning of its chain.
        """
        for event, changes in self._changes(walked.matter):
            after = changes.get(key, (None, None))[1] if key else changes
            if (isinstance(after, dict) and column in after) or (not column and key in changes):
                return max(event, walked.broken)
        return max(walked.first, walked.broken)

    def _read_changes(self, matter: int | None) -> list[tuple[int, dict[str, Any]]]:
        mine = "chain = :book" if matter is None else "commitment_id = :matter"
        sql = f"SELECT id, changes FROM event WHERE {mine} ORDER BY id DESC"
        found = []
        for row in self._book.db.ask(sql, {"book": BOOK_CHAIN, "matter": matter}):
            try:
                found.append((int(row.id), dict(json.loads(row.changes))))
            except (ValueError, TypeError):
                continue
        return found

    def find_strays(self) -> None:
        """Name the first event whose matter is not in the book."""
        strays = self._book.db.ask(
            "SELECT e.id, e.place, e.chain FROM event e"
            " LEFT JOIN commitment c ON c.id = e.commitment_id"
            " WHERE c.id IS NULL AND e.chain <> :book ORDER BY e.id LIMIT 1",
            {"book": BOOK_CHAIN},
        )
        for row in strays:
            self._found.find(FOREIGN, row.id, chain=row.chain, place=row.place)


def _words_told(after: dict[str, Any]) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """List what an event told of days; the second version told only whether they are worked."""
    if "days" not in after:
        for day, works in after.items():
            yield day, (works, "", "", Scope.STATE.value)
        return
    for day, (works, reason, document) in after["days"].items():
        yield day, (works, reason, document, after["source"])


_hashed = attrgetter(*HASHED)


def hash_of(row: Row, *, with_id: bool) -> str:
    """Hash a stored event onto the one it names before it; "" for what nobody can have written."""
    line = [plain(row.on_day), *_hashed(row)]
    if with_id:
        line.append(row.id)
    try:
        return hashlib.sha256(f"{row.previous}\n{canonical(line)}".encode()).hexdigest()
    except (TypeError, ValueError):
        return ""
