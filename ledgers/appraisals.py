"""What others say of a matter: 回访 call-backs, and 表扬、批评 of the unit that did the work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ledgers.drivers import Row
from ledgers.people import Actor
from ledgers.rows import add_row
from ledgers.turns import Turns
from models.broken_rules import NotOfThisMatter
from models.terms import Happened, Mark, Satisfaction


@dataclass(frozen=True, slots=True)
class Answer:
    """What whoever raised a matter said when called back; empty where it does not count.

    A case that is left out by rule (unreasonable, nobody answered) keeps its note only.
    """

    valid: bool = True
    contacted: bool = False
    resolved: bool = False
    satisfied: Satisfaction | None = None


class Appraisals(Turns):
    """Records what scores are made of and no turn of the matter itself tells."""

    def call_back(
        self, number: str, answer: Answer, *, by: Actor, on: date, note: str = ""
    ) -> None:
        """Record a call-back (回访) on a matter that is closed or waits to be."""
        row = self._at_turn(number, "call_back", by, on)
        told = {
            "commitment_id": row.id,
            "on_day": on,
            "valid": answer.valid,
            "contacted": answer.valid and answer.contacted,
            "resolved": answer.valid and answer.resolved,
            "satisfied": (answer.satisfied or "") if answer.valid else "",
            "note": note,
        }
        more = add_row(self._book, "callback", told)
        self._change(row, Happened.CALLED_BACK, {}, by=by, on=on, note=note, more=more)

    def mark(
        self,
        number: str,
        *,
        mark: Mark,
        words: str,
        by: Actor,
        on: date,
        unit: str = "",
        leader: str = "",
    ) -> str:
        """Record praise, criticism or a false report found; returns the unit it is about.

        The lead unit where none is named; else one that works on this matter. Raises
        NotOfThisMatter.
        """
        row = self._at_turn(number, "mark", by, on)
        unit_id = self._unit_of(row, unit)
        told = {
            "commitment_id": row.id,
            "unit_id": unit_id,
            "on_day": on,
            "mark": mark,
            "words": words,
            "leader_id": self._book.directory.person_id(leader) if leader else None,
        }
        more = add_row(self._book, "appraisal", told)
        self._change(row, Happened.MARKED, {}, by=by, on=on, note=words, more=more)
        return self._book.directory.unit_name(unit_id)

    def _unit_of(self, row: Row, name: str) -> int:
        directory = self._book.directory
        known = [row.lead_unit_id, *(one.unit_id for one in self._support_of(row))]
        unit_id = directory.unit_id(name) if name else known[0]
        if unit_id not in known:
            raise NotOfThisMatter(
                number=row.number,
                unit=directory.unit_name(unit_id),
                units=[directory.unit_name(one) for one in known],
            )
        return unit_id
