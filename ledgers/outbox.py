"""The outbox: a letter is committed before anything is sent, and nothing is lost (DESIGN §4.6).

pending → sending (a lease) → sent, or back to retry later, or given up and listed. The
Message-ID follows from book, kind, reader and day, so a letter repeated after a crash is
the same letter to every mail program.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from ledgers.book import insert_into
from ledgers.digest_lines import LetterText, ReaderLine
from ledgers.drivers import Row
from ledgers.lines import column
from ledgers.sql import with_ids
from models.terms import LetterState
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book

LEASE = timedelta(minutes=10)
# Minutes until the next try; after the last one a letter is given up and listed.
PATIENCE = (5, 15, 60, 240, 720, 1440, 2880)
INSERT = insert_into(
    "letter",
    (
        "message_id",
        "kind",
        "reader_id",
        "to_name",
        "to_address",
        "on_day",
        "written_at",
        "body",
        "state",
        "attempts",
        "next_try_at",
        "lease_until",
        "last_error",
        "sent_at",
    ),
)


@dataclass(frozen=True, slots=True)
class LetterLine:
    """A letter of the outbox as lists show it."""

    letter_id: int = column(N_("No."), default=0)
    on_day: date | None = column(N_("Day"))
    to_name: str = column(N_("To"), default="")
    to_address: str = column(N_("Address"), default="", wide=True)
    state: str = column(N_("State"), default="")
    attempts: int = column(N_("Tries"), default=0)
    last_error: str = column(N_("Last error"), default="", wide=True)


@dataclass(frozen=True, slots=True)
class Posted:
    """A letter taken out for delivery."""

    letter_id: int
    message_id: str
    to_name: str
    to_address: str
    on_day: date
    written_at: str
    text: LetterText
    attempts: int


def stamp(moment: datetime) -> str:
    """Write a moment as the outbox compares them: UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Outbox:
    """Keeps letters."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def put(
        self,
        letters: Sequence[tuple[ReaderLine, LetterText]],
        *,
        kind: str,
        on: date,
        written_at: str,
    ) -> int:
        """Put letters in; who already has one of this kind and day keeps that one.

        Returns how many were new. The insert is the claim (DESIGN §4.4).
        """
        book_id = self._book.fact("book_id")
        rows = [self._row(reader, text, kind, on, written_at, book_id) for reader, text in letters]
        before = self._count(kind, on)
        self._book.db.tell_many(f"{INSERT} ON CONFLICT DO NOTHING", rows)
        return self._count(kind, on) - before

    def _count(self, kind: str, on: date) -> int:
        return int(
            self._book.db.ask(
                "SELECT count(*) AS n FROM letter WHERE kind = :kind AND on_day = :on",
                {"kind": kind, "on": on},
            )[0].n
        )

    def _row(
        self,
        reader: ReaderLine,
        text: LetterText,
        kind: str,
        on: date,
        written_at: str,
        book_id: str,
    ) -> dict[str, Any]:
        body = json.dumps([text.subject, text.html, text.text], ensure_ascii=False)
        return {
            "message_id": f"<{kind}.{on.isoformat()}.{reader.person_id}.{book_id}@duban.invalid>",
            "kind": kind,
            "reader_id": reader.person_id,
            "to_name": reader.name,
            "to_address": reader.email,
            "on_day": on,
            "written_at": written_at,
            "body": zlib.compress(body.encode(), 6),
            "state": LetterState.PENDING.value,
            "attempts": 0,
            "next_try_at": "",
            "lease_until": "",
            "last_error": "",
            "sent_at": "",
        }

    def take(
        self, count: int, *, force: bool = False, besides: Collection[int] = ()
    ) -> list[Posted]:
        """Lease letters that are ready: pending, due a retry, or left behind by a dead sender.

        ``force`` also takes those whose next try is not due yet, and those given up;
        ``besides`` leaves out the letters this round has tried already.
        """
        now = self._book.at
        ready = (
            "state IN ('pending', 'retry', 'given_up')"
            if force
            else "(state = 'pending' OR (state = 'retry' AND next_try_at <= :now))"
        )
        skip = " FOR UPDATE SKIP LOCKED" if self._book.db.dialect == "postgresql" else ""
        rows = self._book.db.ask(
            with_ids(
                f"SELECT * FROM letter WHERE state <> 'sent' AND ({ready}"
                " OR (state = 'sending' AND lease_until <= :now)) AND id NOT IN (:ids)"
                f" ORDER BY id LIMIT :count{skip}",
                besides or (0,),
            ),
            {"now": stamp(now), "count": count},
        )
        self._book.db.tell_many(
            "UPDATE letter SET state = 'sending', lease_until = :until WHERE id = :id",
            [{"id": row.id, "until": stamp(now + LEASE)} for row in rows],
        )
        return [_posted(row) for row in rows]

    def sent(self, letter: Posted) -> None:
        """Mark a letter as delivered to the mail server."""
        self._book.db.tell(
            "UPDATE letter SET state = 'sent', sent_at = :now, lease_until = '',"
            " attempts = attempts + 1, last_error = '' WHERE id = :id AND state <> 'sent'",
            {"id": letter.letter_id, "now": stamp(self._book.at)},
        )

    def failed(self, letter: Posted, cause: str, *, permanent: bool) -> LetterState:
        """Put a letter back for a later try, or give it up; it stays listed either way."""
        tries = letter.attempts + 1
        gone = permanent or tries > len(PATIENCE)
        wait = timedelta(minutes=PATIENCE[min(tries, len(PATIENCE)) - 1])
        state = LetterState.GIVEN_UP if gone else LetterState.RETRY
        self._book.db.tell(
            "UPDATE letter SET state = :state, attempts = :tries, last_error = :cause,"
            " lease_until = '', next_try_at = :next WHERE id = :id AND state = 'sending'",
            {
                "id": letter.letter_id,
                "state": state.value,
                "tries": tries,
                "cause": cause[:500],
                "next": stamp(self._book.at + wait),
            },
        )
        return state

    def put_back(self, letters: Sequence[Posted]) -> None:
        """Return leased letters untried, because the whole server is away."""
        self._book.db.tell_many(
            "UPDATE letter SET state = CASE WHEN attempts = 0 THEN 'pending' ELSE 'retry' END,"
            " lease_until = '', next_try_at = '' WHERE id = :id AND state = 'sending'",
            [{"id": one.letter_id} for one in letters],
        )

    def lines(self, *, everything: bool = False, limit: int = 100) -> list[LetterLine]:
        """List letters not sent, or all of them, the newest first."""
        where = "" if everything else "WHERE state <> 'sent' "
        cut = " LIMIT :limit" if limit else ""
        rows = self._book.db.ask(
            f"SELECT * FROM letter {where}ORDER BY id DESC{cut}", {"limit": limit}
        )
        return [
            LetterLine(
                r.id,
                r.on_day,
                r.to_name,
                r.to_address,
                LetterState(r.state),
                r.attempts,
                r.last_error,
            )
            for r in rows
        ]

    def counts(self) -> dict[str, int]:
        """Count letters by state."""
        rows = self._book.db.ask("SELECT state, count(*) AS n FROM letter GROUP BY state")
        return {row.state: row.n for row in rows}

    def of_day(self, on: date, kind: str = "digest") -> list[Posted]:
        """Return the letters of a kind written for a day, as they were composed."""
        rows = self._book.db.ask(
            "SELECT * FROM letter WHERE on_day = :on AND kind = :kind ORDER BY id",
            {"on": on, "kind": kind},
        )
        return [_posted(row) for row in rows]


def _posted(row: Row) -> Posted:
    subject, html, text = json.loads(zlib.decompress(row.body))
    return Posted(
        row.id,
        row.message_id,
        row.to_name,
        row.to_address,
        row.on_day,
        row.written_at,
        LetterText(subject, html, text),
        row.attempts,
    )
