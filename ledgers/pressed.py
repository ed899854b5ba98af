"""What the ladders have done, to be read: letters with their receipts, and proposals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ledgers.drivers import Row
from ledgers.lines import column
from ledgers.sql import with_ids
from models.lights import Verdict
from models.rung_words import RungName
from models.terms import Card, Step, Term
from models.words import N_

if TYPE_CHECKING:
    from ledgers.book import Book

# Asking for a signature is for what presses; a reminder before the deadline wants no paper.
SIGNED_FOR = (Step.CHASE, Step.NOTICE)
SIGNED_FOR_SQL = str(tuple(one.value for one in SIGNED_FOR))
SENT = f"""
SELECT n.*, r.on_day AS signed_on, p.name AS signed_by, m.title AS milestone
FROM notice n LEFT JOIN receipt r ON r.notice_id = n.id
LEFT JOIN person p ON p.id = r.person_id
LEFT JOIN milestone m ON m.commitment_id = n.commitment_id
     AND n.basis = 'milestone:' || CAST(m.id AS VARCHAR(20))
WHERE n.commitment_id IN (:ids) AND n.sent AND n.step IN {SIGNED_FOR_SQL}
ORDER BY n.id, r.id
"""


class ProposalState(Term):
    """What became of a proposal."""

    PROPOSED = "proposed", N_("to be decided")
    CONFIRMED = "confirmed", N_("confirmed")
    DECLINED = "declined", N_("declined")
    WITHDRAWN = "withdrawn", N_("withdrawn")


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A consequence the ladder proposes: what, why with its numbers, and since when."""

    number: str = column(N_("No."), default="")
    title: str = column(N_("Commitment"), default="", wide=True)
    lead_unit: str = column(N_("Lead unit"), default="")
    step: Step = column(N_("Proposed"), default=Step.CIRCULAR)
    because: Verdict | None = column(N_("Reason"), wide=True)
    rung: RungName | None = column(N_("Rung"), wide=True)
    proposed_on: date | None = column(N_("Since"))
    state: ProposalState = column(N_("State"), default=ProposalState.PROPOSED)
    decided_on: date | None = column(N_("Decided"))
    decided_by: str = column(N_("By"), default="")
    decision: str = column(N_("Decided because"), default="", wide=True)


class NoticeLine(NamedTuple):
    """A letter of the ladder that went out, with who signed for it and when."""

    claimed_on: date
    step: Step
    card: Card | None
    rung: str
    addressed: tuple[str, ...]
    signed_on: date | None = None
    signed_by: str = ""
    notice_id: int = 0
    milestone: str = ""
    policy_id: int = 0
    basis: str = ""


class Pressed:
    """Lists letters and proposals; read without what it takes to change any."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def proposals(self, on: date, states: Sequence[ProposalState]) -> list[ProposalLine]:
        """List proposals in these states, those that wait longest first."""
        rows = self._book.db.ask(
            "SELECT p.*, d.name AS decider FROM proposal p"
            " LEFT JOIN person d ON d.id = p.decided_by ORDER BY p.proposed_on, p.id"
        )
        wanted = [row for row in rows if ProposalState(row.state) in states]
        known = self._book.lists.these({row.commitment_id for row in wanted} or {0}, on)
        return [_proposal_line(row, known[row.commitment_id]) for row in wanted]

    def notices(self, ids: Iterable[int]) -> dict[int, tuple[NoticeLine, ...]]:
        """List the letters of the ladders that went out about these, with their receipts."""
        rows = self._book.db.ask(with_ids(SENT, ids))
        names = {row.id: row.name for row in self._book.db.ask("SELECT id, name FROM person")}
        found: dict[int, dict[int, NoticeLine]] = defaultdict(dict)
        for row in rows:  # of several receipts the first counts
            found[row.commitment_id].setdefault(row.id, _notice_line(row, names))
        return {one: tuple(letters.values()) for one, letters in found.items()}


def is_notice(one: NoticeLine) -> bool:
    """Tell a supervision notice from a plain reminder."""
    return one.step == Step.NOTICE or one.card is not None


def _notice_line(row: Row, names: Mapping[int, str]) -> NoticeLine:
    return NoticeLine(
        row.claimed_on,
        Step(row.step),
        Card(row.card) if row.card else None,
        row.rung,
        tuple(names[int(one)] for one in row.addressed.split(",") if one),
        row.signed_on,
        row.signed_by or "",
        row.id,
        row.milestone or "",
        row.policy_id,
        row.basis,
    )


def unsigned(book: Book, commitment_id: int) -> list[Row]:
    """List the letters of the ladders that went out and nobody has signed for, oldest first."""
    return book.db.ask(
        "SELECT n.id, n.step, n.rung, n.card, n.claimed_on FROM notice n"
        " LEFT JOIN receipt r ON r.notice_id = n.id"
        f" WHERE n.commitment_id = :id AND n.sent AND n.step IN {SIGNED_FOR_SQL}"
        " AND r.id IS NULL ORDER BY n.id",
        {"id": commitment_id},
    )


def _proposal_line(row: Row, line: Any) -> ProposalLine:
    return ProposalLine(
        line.number,
        line.title,
        line.lead_unit,
        Step(row.step),
        line.verdict,
        RungName(row.basis, row.rung),
        row.proposed_on,
        ProposalState(row.state),
        row.decided_on,
        row.decider or "",
        row.decision,
    )
