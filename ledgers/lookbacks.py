"""回头看: each month some of what was closed is drawn by lot and looked at again.

Xingtai re-examined at least a tenth (DOMAIN §1). The lot is drawn by the newest seal, which
nobody could have chosen, so that anybody can draw it again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ledgers.drivers import Row
from ledgers.evidence import Handed, keep_all
from ledgers.journal import Chain, Entry
from ledgers.lines import column
from ledgers.people import Actor, must_be
from ledgers.rows import add_row, change_row
from ledgers.turns import Turns
from models.errors import NothingWaiting
from models.lifecycle import TURNS
from models.lookback import month_of, sample
from models.terms import Happened, Term
from models.words import N_, Word

LOOKBACK = N_("look-back")
DRAWN = "lookback"  # the book's fact: the month last drawn from


class LookbackState(Term):
    """Where a look-back stands."""

    DRAWN = "drawn", N_("to be looked at")
    HELD = "held", N_("the result holds")
    RELAPSED = "relapsed", N_("relapsed")


@dataclass(frozen=True, slots=True)
class LookbackLine:
    """A matter drawn for a look-back."""

    number: str = column(N_("No."))
    title: str = column(N_("Commitment"), default="", wide=True)
    lead_unit: str = column(N_("Lead unit"), default="", wide=True)
    month: date | None = column(N_("Closed in"))
    drawn_on: date | None = column(N_("Drawn"))
    state: LookbackState = column(N_("State"), default=LookbackState.DRAWN)
    on_day: date | None = column(N_("Looked at"))
    findings: str = column(N_("Found"), default="", wide=True)
    seed: str = ""


class Lookbacks(Turns):
    """Draws the lots and records what was found."""

    def draw(self, on: date, *, by: Actor | None = None) -> list[str]:
        """Draw this month's look-backs, once a month; returns the numbers drawn.

        Nothing is drawn before the first seal: without it there is no seed.
        """
        if by is not None:
            must_be(by, TURNS["look_back"])
        seal = self._book.seals.last()
        if seal is None:
            return []
        drawn: list[str] = []
        for first, last in self._months(on):
            drawn += self._draw_month(first, last, seal.hash, by, on)
            self._book.set_fact(DRAWN, first.isoformat())
        return drawn

    def _months(self, on: date) -> list[tuple[date, date]]:
        """List the months still to be drawn from, the oldest first; a missed one is made good."""
        done, back = self._book.fact(DRAWN), self._book.policy.lookback_months
        months = [month_of(on, back)]
        while done and month_of(on, back + len(months))[0].isoformat() > done:
            months.append(month_of(on, back + len(months)))
        return [one for one in reversed(months) if one[0].isoformat() > done]

    def _draw_month(
        self, first: date, last: date, seed: str, by: Actor | None, on: date
    ) -> list[str]:
        closed = self._book.db.ask(
            "SELECT c.id, c.number, c.events, c.head, u.name AS unit FROM commitment c"
            " JOIN unit u ON u.id = c.lead_unit_id WHERE c.closed_on >= :first"
            " AND c.closed_on <= :last AND c.ending IN ('done', 'done_modified')",
            {"first": first, "last": last},
        )
        pairs = [(row.number, row.unit) for row in closed]
        drawn = sample(pairs, percent=self._book.policy.lookback_percent, seed=seed)
        known = {row.number: row for row in closed}
        for number in drawn:
            self._drawn(known[number], first, seed, by, on)
        return drawn

    def _drawn(self, row: Row, month: date, seed: str, by: Actor | None, on: date) -> None:
        values = {
            "commitment_id": row.id,
            "month": month,
            "seed": seed,
            "drawn_on": on,
            "state": "drawn",
            "findings": "",
        }
        chain = Chain(row.number, row.id, row.events, row.head)
        changes = add_row(self._book, "lookback", values)
        entry = Entry(chain, Happened.LOOKBACK_DRAWN, changes)
        self._book.journal.write([entry], by=by, on=on)
        self._book.db.tell(
            "UPDATE commitment SET events = :events, head = :head WHERE id = :id",
            {"events": chain.length, "head": chain.head, "id": row.id},
        )

    def record(
        self,
        number: str,
        *,
        relapsed: bool,
        findings: str,
        by: Actor,
        on: date,
        due: date | None = None,
        evidence: Sequence[Handed] = (),
    ) -> None:
        """Record what a look-back found; a relapse reopens the matter and counts (反弹)."""
        row = self._at_turn(number, "look_back", by, on)
        self._not_the_owner(row, by)
        waiting = self._book.db.ask(
            "SELECT * FROM lookback WHERE commitment_id = :id AND state = 'drawn' ORDER BY id",
            {"id": row.id},
        )
        if not waiting:
            raise NothingWaiting(number=number, what=Word(LOOKBACK))
        kept = keep_all(evidence, self._book.evidence_folder)
        found = {
            "state": "relapsed" if relapsed else "held",
            "on_day": on,
            "checked_by": by.counts_for,
            "findings": findings,
        }
        more = change_row(self._book, "lookback", waiting[0], found)
        more |= self._add_evidence(row, kept, on)
        new = {"evidence": row.evidence + len(kept)} if kept else {}
        if relapsed:
            self._book.commitments.reopen(
                number, reason=findings, by=by, on=on, due=due, more=more, new=new
            )
        else:
            self._change(row, Happened.LOOKBACK_HELD, new, by=by, on=on, note=findings, more=more)

    def lines(self, *, everything: bool = False) -> list[LookbackLine]:
        """List what is still to be looked at, or every look-back, the newest first."""
        rows = self._book.db.ask(
            "SELECT c.number, c.title, u.name AS unit, k.* FROM lookback k"
            " JOIN commitment c ON c.id = k.commitment_id JOIN unit u ON u.id = c.lead_unit_id"
            + ("" if everything else " WHERE k.state = 'drawn'")
            + " ORDER BY k.drawn_on DESC, u.name, c.number"
        )
        return [
            LookbackLine(
                r.number, r.title, r.unit, r.month, r.drawn_on, LookbackState(r.state),
                r.on_day, r.findings, r.seed,
            )
            for r in rows
        ]  # fmt: skip
