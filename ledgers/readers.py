"""Who stands where: the people a commitment concerns, answered without a question each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from ledgers.digest_lines import ReaderLine
from ledgers.drivers import Row
from ledgers.sql import questions
from models.terms import Reader, Role

if TYPE_CHECKING:
    from ledgers.book import Book

ASKED = questions("news")
OFFICE_ROLES = frozenset({Role.OFFICER, Role.CHIEF})


class People:
    """Who stands where: answers whom a commitment concerns, without a question each."""

    def __init__(self, book: Book) -> None:
        self.readers: dict[int, ReaderLine] = {}
        self.holder: dict[int, int] = {}
        self.heads: dict[int, list[int]] = defaultdict(list)
        self.officers: list[int] = []
        self.chiefs: list[int] = []
        for row in book.db.ask(ASKED["people"]):
            self._meet(row)
        self.leader_post = {row.id: row.leader_post_id for row in book.db.ask(ASKED["units"])}

    def _meet(self, row: Row) -> None:
        role, known = Role(row.role), self.readers.get(row.id)
        if known is None:
            known = ReaderLine(row.id, row.name, row.email, row.language, row.unit, row.title)
        roles = known.roles | {role}
        self.readers[row.id] = replace(known, roles=roles, all_matters=bool(roles & OFFICE_ROLES))
        self.holder[row.post_id] = row.id
        if role == Role.UNIT_HEAD:
            self.heads[row.unit_id].append(row.id)
        if role in OFFICE_ROLES:
            (self.officers if role == Role.OFFICER else self.chiefs).append(row.id)

    def of(self, row: Row, reader: Reader) -> list[int]:
        """List the people who read as this about one commitment; may be empty."""
        if reader == Reader.UNIT_HEAD:
            return self.heads.get(row.lead_unit_id, [])
        if reader == Reader.CHIEF:
            return self.chiefs
        post = {
            Reader.OWNER: row.owner_post_id,
            Reader.SPONSOR: row.sponsor_post_id,
            Reader.LEADER_IN_CHARGE: self.leader_post.get(row.lead_unit_id),
            Reader.OFFICER: getattr(row, "officer_post_id", None),
        }[reader]
        person = self.holder.get(post) if post else None
        if person is None and reader == Reader.OFFICER:
            return self.officers or self.chiefs
        return [person] if person else []

    def concerned(self, row: Row) -> list[int]:
        """List everyone whose matter this is: unit, leaders, and the whole office."""
        return list(dict.fromkeys([*self.near(row), *self.officers, *self.chiefs]))

    def near(self, row: Row) -> list[int]:
        """List those the matter belongs to, without the office."""
        near = [
            *self.of(row, Reader.OWNER),
            *self.of(row, Reader.UNIT_HEAD),
            *self.of(row, Reader.LEADER_IN_CHARGE),
            *self.of(row, Reader.SPONSOR),
        ]
        return list(dict.fromkeys(near))
