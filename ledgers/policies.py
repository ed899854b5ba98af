"""The policies an office has adopted, the first to the last, and which of them a ladder goes by."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.errors import NoSuchVersion
from models.policy import Policy
from models.terms import Reader

if TYPE_CHECKING:
    from ledgers.book import Book
    from models.policy_findings import InUse


@dataclass(frozen=True, slots=True)
class Version:
    """A policy as adopted; one that ``rebinds`` takes the ladders that are open with it."""

    id: int
    adopted_on: date
    policy: Policy
    rebinds: bool = False
    number: int = 1
    """The first one adopted is version 1."""


class Policies:
    """Every version in the order of adoption; the last one is in force."""

    def __init__(self, versions: Sequence[Version]) -> None:
        self.versions = tuple(versions) or (Version(0, date.min, Policy()),)

    @classmethod
    def of(cls, book: Book) -> Policies:
        """Read them from a book."""
        rows = book.db.ask("SELECT id, adopted_on, rules, rebinds FROM policy_version ORDER BY id")
        return cls(
            [
                Version(
                    row.id, row.adopted_on, Policy.from_json(json.loads(row.rules)),
                    bool(row.rebinds), number,
                )
                for number, row in enumerate(rows, 1)
            ]
        )  # fmt: skip

    @property
    def current(self) -> Version:
        """The version last adopted."""
        return self.versions[-1]

    def on(self, day: date) -> Version:
        """Return the version in force at the end of a day; the first one before any."""
        return next((one for one in reversed(self.versions) if one.adopted_on <= day),
                    self.versions[0])  # fmt: skip

    def version(self, number: int) -> Version:
        """Return a version by its number. Raises NoSuchVersion."""
        for one in self.versions:
            if one.number == number:
                return one
        raise NoSuchVersion(given=number, count=len(self.versions))

    def until(self, version: Version) -> date | None:
        """Tell on which day another one took its place; None while it is in force."""
        return next((one.adopted_on for one in self.versions if one.number > version.number), None)

    def goes_by(self, began_with: int) -> Version:
        """Return the version an open ladder goes by: that of its beginning, or one that rebound it.

        ``began_with`` is the id of the version under which its first rung was taken.
        """
        later = [one for one in self.versions if one.rebinds and one.id > began_with]
        first = [one for one in self.versions if one.id == began_with]
        return (later or first or [self.current])[-1]


def in_use(book: Book) -> InUse:
    """Tell what a policy is held against: categories in the book, and readers nobody stands for.

    A reader counts as held where somebody would read a letter about at least one open matter.
    """
    from ledgers.readers import People
    from models.policy_findings import InUse

    people = People(book)
    rows = book.db.ask(
        "SELECT category, lead_unit_id, owner_post_id, sponsor_post_id, officer_post_id"
        " FROM commitment WHERE closed_on IS NULL GROUP BY 1, 2, 3, 4, 5"
    )
    held = {one for one in Reader for row in rows if people.of(row, one)} if rows else set(Reader)
    return InUse(
        frozenset(row.category for row in book.db.ask("SELECT DISTINCT category FROM commitment")),
        frozenset(Reader) - held,
    )
