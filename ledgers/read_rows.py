"""A row from outside once it is read: the fields of a draft, or the problem that keeps it out.

The problem is the column, and a sentence with facts that says what is wrong and what to do.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ledgers.sheets import Cell
from models.headings import Column

if TYPE_CHECKING:
    from models.commitment import CommitmentDraft


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a row is refused: the column, and a sentence with its facts."""

    column: str
    sentence: str
    facts: dict[str, Any]


@dataclass(slots=True)
class ReadRow:
    """One row: where it stands, the draft's fields, or the problem that keeps it out."""

    sheet: str
    row: int
    number: str = ""
    title: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    problem: Problem | None = None
    given: frozenset[Column] = frozenset()
    """The columns the file has: only these are compared with what the book holds."""
    headings: dict[Column, str] = field(default_factory=dict)

    def draft(self) -> CommitmentDraft:
        """Check the fields as every draft is checked; raises what CommitmentDraft raises."""
        from models.commitment import CommitmentDraft

        return CommitmentDraft(**self.fields)


@dataclass(slots=True)
class Cells:
    """A row with the texts of the columns we know."""

    number: int
    cells: list[Cell]
    texts: dict[Column, str]
    first: str
    """The first cell that is not empty."""


class Trouble(Exception):
    """A cell that cannot be meant; caught in this room, never shown."""

    def __init__(self, column: Column, sentence: str, /, **facts: Any) -> None:
        super().__init__(sentence)
        self.column, self.sentence, self.facts = column, sentence, facts
