"""Checks and look-backs at the desk: what was found, and what has to be done next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from flows.forms import handed
from ledgers.closing import CHECKERS
from models.errors import NotTogether
from models.lifecycle import TURNS
from models.terms import Check, Proof, Step
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.book import Book


def check_as_typed(
    at: Desk,
    book: Book,
    number: str,
    *,
    findings: str,
    level: str,
    failed: bool,
    missing: Sequence[str],
    evidence: Sequence[str] | None,
    entry: dict[str, Any],
) -> None:
    """``duban close check``: record it, and say which check or turn comes next."""
    then = book.commitments.check(
        number,
        passed=not failed,
        findings=at.words("return" if failed else "check", "--findings", findings),
        level=at.term("--level", level, Check) if level else None,
        missing=[at.term("--missing", one, Proof) for one in missing],
        evidence=handed(at, evidence),
        **entry,
    )
    if failed:
        at.say(N_("{number} is returned for redo."), number=number)
        at.say_next(TURNS["ask_closure"], number)
        return
    at.say(N_("{number} has passed this check."), number=number)
    say_next_check(at, then, number)


def say_next_check(at: Desk, level: Check | None, number: str) -> None:
    """Say which check comes next and who may do it; after the last one, who confirms."""
    if level is None:
        at.say_next(TURNS["confirm"], number)
        return
    at.say(N_("Still to come: {level}."), level=level)
    at.say_next(TURNS["check"], number, CHECKERS[level])


def draw_as_typed(at: Desk, book: Book, entry: dict[str, Any]) -> None:
    """``duban lookback draw``: draw, show what is to be looked at, or say why there is nothing."""
    seal = book.seals.last()
    if seal is None:
        at.say(N_("Nothing is drawn before the first seal: its figures are the lot. duban seal"))
        return
    drawn = book.lookbacks.draw(entry["on"], by=entry["by"])
    if drawn:
        at.say(
            N_("{count} matters drawn by lot, by the seal {seal}."),
            count=len(drawn),
            seal=seal.printed,
        )
    else:
        at.say(N_("Nothing new to draw: the month is drawn already, or nothing closed in it."))
    at.show(book.lookbacks.lines(), empty=N_("Nothing is to be looked at again."))


LISTED = ("waiting", "confirmed", "all")


def list_proposals(at: Desk, number: str, which: str, on: str) -> None:
    """List what the ladder proposes: what waits, or with ``which`` what became of it."""
    from ledgers.pressed import ProposalState

    states = {
        "confirmed": (ProposalState.CONFIRMED,),
        "all": tuple(ProposalState),
    }.get(at.choice("--list", which, LISTED), (ProposalState.PROPOSED,))
    with at.reading() as book:
        lines = book.pressed.proposals(at.day(on), states)
        at.show(
            [one for one in lines if number in ("", one.number)],
            empty=N_("No consequence waits for a decision."),
        )


def decide_as_typed(
    at: Desk,
    number: str,
    confirmed: bool | None,
    *,
    reason: str,
    step: str,
    by: str,
    on: str,
) -> None:
    """Confirm or decline a consequence, and say what it means."""
    if confirmed is None:
        raise NotTogether(first="--confirm", second="--decline")
    said = at.words("confirm_proposal" if confirmed else "decline_proposal", "--reason", reason)
    with at.writing() as book:
        decided = book.pressing.decide(
            number,
            confirmed=confirmed,
            reason=said,
            step=at.term("--step", step, Step) if step else None,
            **at.entry(book, by, on),
        )
        told = (
            N_("Confirmed: {step}, {number}. The unit is told in its next digest.")
            if confirmed
            else N_("Declined: {step}, {number}. The unit is told nothing.")
        )
        at.say(told, step=decided, number=number)
        if confirmed and decided == Step.CIRCULAR:
            at.say(N_("It is on the list for the next circular: duban decide --list confirmed"))
