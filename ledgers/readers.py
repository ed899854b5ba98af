"""Who stands where: the people a commitment concerns, answered without a question each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from ledgers.digest_lines import ReaderLine
from ledgers.drivers import Row
from ledgers.sql import questions
from models.terms import Reader, Role

if TYPE_CHECKING:
    from ledgers.book import Book

ASKED = questions("news")
OFFICE_ROLES = frozenset({Role.OFFICER, Role.CHIEF})
POST_OF = {
    Reader.OWNER: "owner_post_id",
    Reader.SPONSOR: "sponsor_post_id",
    Reader.OFFICER: "officer_post_id",
}
# The way up from a matter: whoever is further along answers for those before.
WAY_UP = (
    (Reader.OWNER,),
    (Reader.UNIT_HEAD,),
    (Reader.SPONSOR, Reader.LEADER_IN_CHARGE),
    (Reader.CHIEF,),
)


class People:
    """Who stands where: answers whom a commitment concerns, without a question each."""

    def __init__(self, book: Book | None = None, on: date | None = None) -> None:
        """Read the directory; with a day, who stands in for whom on it as well."""
        self.readers: dict[int, ReaderLine] = {}
        self.holder: dict[int, int] = {}
        self.heads: dict[int, list[int]] = defaultdict(list)
        self.officers: list[int] = []
        self.chiefs: list[int] = []
        self.leader_post: dict[int, int | None] = {}
        self.units: dict[int, set[int]] = defaultdict(set)
        self.deputies: dict[int, dict[int, date]] = defaultdict(dict)
        """By principal: who stands in, and since when."""
        if book is not None:
            self.meet_all(book.db.ask(ASKED["people"]), book.db.ask(ASKED["units"]))
            self.meet_deputies(book.db.ask(ASKED["deputies"], {"on": on}) if on else ())

    def meet_all(self, people: Iterable[Row], units: Iterable[Row]) -> None:
        """Take in who holds which post, in the order of people, and who leads which unit."""
        for row in people:
            self._meet(row)
        self.leader_post = {row.id: row.leader_post_id for row in units}

    def meet_deputies(self, deputies: Iterable[Row]) -> None:
        """Take in who stands in for whom."""
        for row in deputies:
            since = self.deputies[row.principal_id].setdefault(row.id, row.since)
            self.deputies[row.principal_id][row.id] = min(since, row.since)
            known = ReaderLine(row.id, row.name, row.email, row.language)
            self.readers.setdefault(row.id, known)  # who holds no post can stand in for one

    def _meet(self, row: Row) -> None:
        role, known = Role(row.role), self.readers.get(row.id)
        if known is None:
            known = ReaderLine(row.id, row.name, row.email, row.language, row.unit, row.title)
        roles = known.roles | {role}
        self.readers[row.id] = replace(known, roles=roles, all_matters=bool(roles & OFFICE_ROLES))
        self.holder[row.post_id] = row.id
        self.units[row.id].add(row.unit_id)
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
        if reader == Reader.LEADER_IN_CHARGE:
            post = self.leader_post.get(row.lead_unit_id)
        else:
            post = getattr(row, POST_OF[reader], None)
        person = self.holder.get(post) if post else None
        if person is None and reader == Reader.OFFICER:
            return self.officers or self.chiefs
        return [person] if person else []

    def of_all(self, row: Row, readers: Iterable[Reader]) -> list[int]:
        """List the people who read as any of these, each once."""
        return list(dict.fromkeys(one for reader in readers for one in self.of(row, reader)))

    def further_up(
        self, row: Row, readers: Collection[Reader], reached: Collection[int] | None
    ) -> list[int]:
        """List the people of a rung; where all of them got the one below, somebody new as well.

        One role further up is asked after the other: a ladder climbs to different people, or
        it is no ladder.
        """
        people = self.of_all(row, readers)
        if not people or not reached or not set(people) <= set(reached):
            return people
        height = max((n for n, some in enumerate(WAY_UP) if set(some) & set(readers)), default=-1)
        for some in WAY_UP[height + 1 :]:
            new = [one for one in self.of_all(row, some) if one not in reached]
            if new:
                return [*people, *new]
        return people

    def reads_as(self, row: Row, person: int, readers: Iterable[Reader]) -> Reader:
        """Tell as whom somebody was addressed: by the rung's readers, else by the way up."""
        wanted = (*readers, *(one for some in WAY_UP for one in some))
        return next((one for one in wanted if person in self.of(row, one)), Reader.OFFICER)

    def standing_in(self, people: Iterable[int]) -> list[tuple[int, int]]:
        """List who stands in for any of these people, as (deputy, principal)."""
        return [(deputy, one) for one in people for deputy in self.deputies.get(one, ())]

    def is_their_own(self, row: Row, person: int, *, of_the_unit: bool) -> bool:
        """Tell whether somebody answers for a matter, or is of its unit (and not of the office).

        Nobody decides on such a matter in another's name.
        """
        in_the_office = self.readers[person].all_matters
        inside = of_the_unit and row.lead_unit_id in self.units[person] and not in_the_office
        return inside or person in self.of(row, Reader.OWNER)

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
