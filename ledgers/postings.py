"""Who sits in a post, and who stands in for them: hand-overs (移交) and deputies (代理)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ledgers.drivers import Row
from ledgers.lines import column
from ledgers.people import Actor, must_be
from ledgers.rows import add_row, change_row, new_row, read_row
from models.errors import NoSuchPerson, NothingHeld, WrongPeriod
from models.lifecycle import TURNS
from models.terms import Happened
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book
    from ledgers.rows import Changes


@dataclass(frozen=True, slots=True)
class DeputyLine:
    """Who acts for whom, from when until when."""

    principal: str = column(N_("For"))
    deputy: str = column(N_("Deputy"), default="")
    since: date | None = column(N_("From"))
    until: date | None = column(N_("Last day"))
    reason: str = column(N_("Reason"), default="", wide=True)


class Postings:
    """Changes who holds a post and who stands in."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def hand_over(self, old: str, new: str, *, by: Actor, on: date, unit: str = "") -> list[str]:
        """Give every post of one person to another; their matters go with the posts.

        Duty is bound to the post, so no matter needs new paperwork (DOMAIN §1). With ``unit``
        only the posts there. A successor new to the book is entered without an address.
        Returns the numbers of the open matters that went over. Raises NothingHeld.
        """
        must_be(by, TURNS["directory"])
        posts = self._posts(old, unit)
        if not posts:
            raise NothingHeld(name=old)
        successor, changes = self._successor(new)
        for post in posts:
            changes |= change_row(self._book, "post", post, {"holder_id": successor})
            changes |= self._end_tenure(post.id, on)
            tenure = {"post_id": post.id, "person_id": successor, "since": on}
            changes |= add_row(self._book, "tenure", tenure)
        self._book.journal.write_book_event(
            Happened.HANDED_OVER, by=by, on=on, changes=changes, note=f"{old} → {new}"
        )
        return self._matters_of([post.id for post in posts])

    def _posts(self, name: str, unit: str) -> list[Row]:
        directory = self._book.directory
        holder = directory.person_id(name)
        rows = self._book.db.ask("SELECT * FROM post WHERE holder_id = :id", {"id": holder})
        if unit:
            unit_id = directory.unit_id(unit)
            rows = [row for row in rows if row.unit_id == unit_id]
        return rows

    def _successor(self, name: str) -> tuple[int, Changes]:
        try:
            return self._book.directory.person_id(name), {}
        except NoSuchPerson:
            facts = {"name": name.partition("@")[0], "email": "", "language": "zh", "login": None}
            return new_row(self._book, "person", facts)

    def _end_tenure(self, post_id: int, on: date) -> Changes:
        rows = self._book.db.ask(
            "SELECT id, until FROM tenure WHERE post_id = :id AND until IS NULL", {"id": post_id}
        )
        changes: Changes = {}
        for row in rows:
            changes |= change_row(self._book, "tenure", row, {"until": on})
        return changes

    def _matters_of(self, posts: list[int]) -> list[str]:
        numbers = []
        for post in posts:
            numbers += self._book.db.ask(
                "SELECT number FROM commitment WHERE closed_on IS NULL AND (owner_post_id = :id"
                " OR sponsor_post_id = :id OR officer_post_id = :id)",
                {"id": post},
            )
        return sorted({row.number for row in numbers})

    # -- deputies -----------------------------------------------------------------------

    def name_deputy(
        self,
        deputy: str,
        principal: str,
        *,
        since: date,
        until: date,
        by: Actor,
        on: date,
        reason: str = "",
    ) -> None:
        """Let one person act for another for a period, both days included. Raises WrongPeriod."""
        must_be(by, TURNS["directory"])
        if until < since:
            raise WrongPeriod(first=since, last=until)
        directory = self._book.directory
        values = {
            "principal_id": directory.person_id(principal),
            "deputy_id": directory.person_id(deputy),
            "since": since,
            "until": until,
            "reason": reason,
        }
        self._book.journal.write_book_event(
            Happened.DEPUTY_NAMED,
            by=by,
            on=on,
            changes=add_row(self._book, "deputy", values),
            note=f"{deputy} → {principal}",
        )

    def end_deputy(self, deputy: str, principal: str, *, by: Actor, on: date) -> None:
        """End a deputy's period with this day; raises NothingHeld where there is none."""
        must_be(by, TURNS["directory"])
        rows = self._running(deputy, principal, on)
        if not rows:
            raise NothingHeld(name=deputy)
        for row in rows:
            changes = change_row(
                self._book, "deputy", read_row(self._book, "deputy", row.id), {"until": on}
            )
            self._book.journal.write_book_event(
                Happened.DEPUTY_NAMED, by=by, on=on, changes=changes, note=f"{deputy} → {principal}"
            )

    def _running(self, deputy: str, principal: str, on: date) -> list[Row]:
        directory = self._book.directory
        return self._book.db.ask(
            "SELECT id FROM deputy WHERE deputy_id = :deputy AND principal_id = :principal"
            " AND since <= :on AND until >= :on",
            {
                "deputy": directory.person_id(deputy),
                "principal": directory.person_id(principal),
                "on": on,
            },
        )

    def stands_in(self, deputy_id: int, principal_id: int, on: date) -> bool:
        """Tell whether one person may act for another on a day."""
        rows = self._book.db.ask(
            "SELECT 1 AS n FROM deputy WHERE deputy_id = :deputy AND principal_id = :principal"
            " AND since <= :on AND until >= :on LIMIT 1",
            {"deputy": deputy_id, "principal": principal_id, "on": on},
        )
        return bool(rows)

    def deputies(self, on: date) -> list[DeputyLine]:
        """List deputies whose period has not ended."""
        rows = self._book.db.ask(
            "SELECT p.name AS principal, d.name AS deputy, y.since, y.until, y.reason FROM deputy y"
            " JOIN person p ON p.id = y.principal_id JOIN person d ON d.id = y.deputy_id"
            " WHERE y.until >= :on ORDER BY y.since, y.id",
            {"on": on},
        )
        return [DeputyLine(*row) for row in rows]
