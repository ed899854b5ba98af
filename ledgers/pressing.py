"""督办: letters signed for, and consequences that a named officer confirms or declines.

What the ladder proposes accuses somebody. It waits in a queue until somebody of the office
who is not concerned decides on it with their name (DESIGN §4.10); good cause takes it back.
"""

from __future__ import annotations

from datetime import date

from ledgers.drivers import Row
from ledgers.people import Actor
from ledgers.pressed import ProposalState, unsigned
from ledgers.rows import Changes, add_row
from ledgers.turns import Turns
from models.broken_rules import ConcernedDecides, NothingToSign, WhichProposal
from models.errors import NothingWaiting
from models.terms import Happened, Role, Step
from models.words import N_, Word

PROPOSAL = N_("proposal of the ladder")


class Pressing(Turns):
    """Signs for letters, and decides on what the ladder proposes."""

    def sign(self, number: str, *, by: Actor, on: date) -> list[Step]:
        """Sign for every letter that waits for it (签收): none of them is repeated.

        Returns what was signed for. Raises NothingToSign.
        """
        row = self._at_turn(number, "sign", by, on)
        letters = unsigned(self._book, row.id)
        if not letters:
            raise NothingToSign(number=number)
        more: Changes = {}
        for letter in letters:
            receipt = {
                "commitment_id": row.id,
                "notice_id": letter.id,
                "on_day": on,
                "person_id": by.counts_for,
            }
            more |= add_row(self._book, "receipt", receipt)
        self._change(row, Happened.SIGNED, {}, by=by, on=on, more=more)
        return [Step(one.step) for one in letters]

    def decide(
        self,
        number: str,
        *,
        confirmed: bool,
        reason: str,
        by: Actor,
        on: date,
        step: Step | None = None,
    ) -> Step:
        """Confirm or decline what the ladder proposes; returns what it was.

        Raises ConcernedDecides, WhichProposal, NothingWaiting.
        """
        turn = "confirm_proposal" if confirmed else "decline_proposal"
        row = self._at_turn(number, turn, by, on)
        self._not_concerned(row, by)
        proposal = self._proposal(row, step)
        state = ProposalState.CONFIRMED if confirmed else ProposalState.DECLINED
        happened = Happened.PROPOSAL_CONFIRMED if confirmed else Happened.PROPOSAL_DECLINED
        more = self._decide("proposal", proposal, state.value, by, on, reason)
        more |= {"step": [None, proposal.step]}  # a row tells only what changed in it
        self._change(row, happened, {}, by=by, on=on, note=reason, more=more)
        return Step(proposal.step)

    def _proposal(self, row: Row, step: Step | None) -> Row:
        waiting = self._book.db.ask(
            "SELECT * FROM proposal WHERE commitment_id = :id AND state = 'proposed' ORDER BY id",
            {"id": row.id},
        )
        wanted = [one for one in waiting if step in (None, Step(one.step))]
        if not wanted:
            raise NothingWaiting(number=row.number, what=Word(PROPOSAL))
        if len({one.step for one in wanted}) > 1:
            steps = [Step(one.step) for one in wanted]
            raise WhichProposal(number=row.number, steps=steps, first=steps[0].value)
        return wanted[0]

    def _not_concerned(self, row: Row, by: Actor) -> None:
        """Refuse whoever the proposal is about, or may be: the owner's side, and who leads it.

        A matter of the office's own is decided by its chief officer, unless it is the chief's.
        """
        leader = self._book.db.ask(
            "SELECT leader_post_id FROM unit WHERE id = :id", {"id": row.lead_unit_id}
        )
        posts = {row.owner_post_id, row.sponsor_post_id, leader[0].leader_post_id} - {None}
        inside = row.lead_unit_id in by.units | by.hands_units and Role.CHIEF not in by.roles
        if inside or posts & (by.posts | by.hands):
            raise ConcernedDecides(number=row.number, person=by.name)
