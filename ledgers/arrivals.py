"""来文登记: claims of what comes in, how reading it ended, and what the office has yet to be told.

Inserting the key is the claim. The outcome is written on the page that keeps the drafts, so a
document is either read with everything in it or not read at all.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.book import insert_into
from ledgers.digest_lines import ReaderLine
from ledgers.kept_promises import UnitNames
from ledgers.readers import People
from ledgers.sql import with_ids
from models.intake.arrival import Arrival, Outcome
from models.intake.context import storable
from models.intake.draft_terms import DraftState
from models.intake.proposing import Lack, lacking

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.drafts import KeptDocument

INSERT = insert_into("arrival", tuple(one for one in Arrival.model_fields if one != "id"))
NEW: dict[str, Any] = {
    name: one.default
    for name, one in Arrival.model_fields.items()
    if name not in ("id", "key", "name", "came_on")
}
Said = Mapping[str, str]
"""A sentence in each language; empty where nothing has to be said."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A document that we have taken; ``tries`` tells how often it was found waiting to be read."""

    key: str
    name: str
    tries: int = 0
    outcome: str = ""
    said: Said = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ArrivalLine:
    """A document that came in, as the office is told of it."""

    id: int
    name: str
    sender: str
    came_on: date
    outcome: Outcome
    drafts: int = 0
    known: int = 0
    without_day: int = 0
    without_unit: int = 0
    issued_on: date | None = None
    doubtful: bool = False
    said: Said = field(default_factory=dict)


class Arrivals:
    """Keeps what came in."""

    def __init__(self, book: Book) -> None:
        self._book = book

    # -- claims -------------------------------------------------------------------------

    def take(self, claims: Sequence[Claim], *, place: str, on: date) -> None:
        """Claim documents of a folder."""
        told = {"place": storable(place)}
        self._add([{"key": one.key, "name": one.name, **told} for one in claims], on)

    def forget(self, place: str, held: Collection[str]) -> None:
        """Forget what a run claimed here and was killed before it had moved the file."""
        rows = self._book.db.ask(
            "SELECT id, key FROM arrival WHERE told = FALSE AND outcome = '' AND place = :place",
            {"place": storable(place)},
        )
        dead = [{"id": row.id} for row in rows if row.key not in held]
        self._book.db.tell_many("DELETE FROM arrival WHERE id = :id", dead)

    def take_mail(self, message_id: str, claims: Sequence[Claim], *, sender: str, on: date) -> bool:
        """Claim the documents of a mail, all at once; False where the mail is known already."""
        if self.known_mails([message_id]):
            return False
        said = {"message_id": storable(message_id), "sender": storable(sender)}
        self._add([{"key": one.key, "name": one.name, **said} for one in claims], on)
        return True

    def take_empty_mail(
        self, message_id: str, key: str, *, subject: str, sender: str, said: Said, on: date
    ) -> bool:
        """Note a mail that has no document in it; False where it is known already."""
        if not self.take_mail(message_id, [Claim(key, subject)], sender=sender, on=on):
            return False
        self.settle(key, Outcome.NOTHING_IN_IT, said=said)
        return True

    def _add(self, rows: Iterable[Mapping[str, Any]], on: date) -> None:
        told = [{**NEW, "came_on": on, **one, "name": storable(str(one["name"]))} for one in rows]
        self._book.db.tell_many(INSERT, told)

    def known_mails(self, message_ids: Iterable[str]) -> set[str]:
        """Tell which of these mails have been taken."""
        found = set()
        for one in message_ids:
            if self._book.db.ask(
                "SELECT id FROM arrival WHERE message_id = :it LIMIT 1", {"it": storable(one)}
            ):
                found.add(one)
        return found

    def left_behind(self, key: str) -> Claim | None:
        """Read the claim of a file found where it is read, and count this as one more try."""
        self._book.db.tell(
            "UPDATE arrival SET tries = tries + 1 WHERE key = :key AND outcome = ''", {"key": key}
        )
        rows = self._book.db.ask("SELECT * FROM arrival WHERE key = :key", {"key": key})
        if not rows:
            return None
        row = rows[0]
        return Claim(row.key, row.name, row.tries, row.outcome, json.loads(row.said))

    # -- outcomes -----------------------------------------------------------------------

    def kept(
        self,
        key: str,
        kept: Sequence[KeptDocument],
        *,
        issued_on: date,
        doubtful: bool,
        said: Said,
    ) -> None:
        """Note that a document was read, and what came of it; once for each of its readers."""
        first, new = kept[0], [one for each in kept for one in each.new]
        lacks = self._lacks(new)
        self.settle(
            key,
            Outcome.AGAIN if first.again and not new else Outcome.READ,
            document_id=first.document,
            drafts=len(new),
            known=first.known,
            without_day=lacks[Lack.DUE],
            without_unit=lacks[Lack.UNIT],
            issued_on=issued_on,
            doubtful=doubtful,
            said=said,
        )

    def settle(self, key: str, outcome: Outcome, *, said: Said, **facts: Any) -> None:
        """Write how it ended; a document ends once."""
        facts |= {"outcome": outcome.value, "said": json.dumps(dict(said), ensure_ascii=False)}
        told = ", ".join(f"{name} = :{name}" for name in facts)
        self._book.db.tell(
            f"UPDATE arrival SET {told} WHERE key = :key AND outcome = ''", {**facts, "key": key}
        )

    def _lacks(self, drafts: Sequence[int]) -> Counter[Lack]:
        if not drafts:
            return Counter()
        names = UnitNames(self._book)
        rows = self._book.db.ask(
            with_ids("SELECT * FROM draft WHERE id IN (:ids) AND state = :waiting", drafts),
            {"waiting": DraftState.WAITING.value},
        )
        return Counter(lack for row in rows for lack in lacking(names.fields(row)))

    # -- telling ------------------------------------------------------------------------

    def untold(self) -> list[ArrivalLine]:
        """List what the office has no letter about yet."""
        rows = self._book.db.ask(
            "SELECT * FROM arrival WHERE told = FALSE AND outcome <> '' ORDER BY id"
        )
        return [
            ArrivalLine(
                row.id, row.name, row.sender, row.came_on, Outcome(row.outcome), row.drafts,
                row.known, row.without_day, row.without_unit, row.issued_on, bool(row.doubtful),
                json.loads(row.said),
            )
            for row in rows
        ]  # fmt: skip

    def readers(self) -> list[ReaderLine]:
        """Who in the office is told: the chief officers, else the officers."""
        people = People(self._book)
        return [people.readers[one] for one in people.chiefs or people.officers]

    def told(self, lines: Sequence[ArrivalLine]) -> None:
        """Note that a letter speaks of these."""
        self._book.db.tell_many(
            "UPDATE arrival SET told = TRUE WHERE id = :id", [{"id": one.id} for one in lines]
        )
