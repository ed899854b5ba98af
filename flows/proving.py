"""Sealing and auditing at the desk: what was looked at, and what does not fit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from flows.running import NOT_SEALED, SEALED
from ledgers.audit import CANNOT, Audit, audit
from ledgers.lines import as_json
from ledgers.seals import PRINTED
from models.errors import SealTooShort
from models.not_ready import NotProved
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.book import Book


def seal_now(at: Desk, book: Book, on: date, limit: int, *, anew: bool) -> None:
    """``duban seal``: seal the day, then show the newest seals, the newest first."""
    if anew:
        book.seals.grow_anew()
    made = book.seals.seal(on)
    at.say(SEALED if made else NOT_SEALED, on=on, seal=made.printed if made else "")
    every = book.seals.all()[::-1]
    at.show(every[: limit or None], total=len(every), empty=N_("There is no seal yet."))


def prove(at: Desk, printed: str, limit: int) -> None:
    """``duban audit``: go through the whole ledger; raises NotProved where something is wrong."""
    printed = "".join(printed.split())
    if printed and len(printed) < PRINTED:
        raise SealTooShort(given=printed, count=PRINTED)
    with at.working(N_("Auditing…")) as tell, at.reading() as book:
        found = audit(
            book,
            seal=printed,
            progress=lambda done: tell(N_("{done} events followed"), done=done),
        )
    if at.as_json:
        at.data({**as_json(found), "cannot_prove": list(CANNOT)})
    else:
        _tell(at, found, limit, printed)
    if found.findings:
        raise NotProved(count=len(found.findings))


def _tell(at: Desk, found: Audit, limit: int, printed: str) -> None:
    at.say(
        N_(
            "Looked at {events} events in {chains} chains, {rows} rows, {seals} seals and "
            "{files} evidence files."
        ),
        events=found.events,
        chains=found.chains,
        rows=found.rows,
        seals=found.seals,
        files=found.files,
    )
    if found.unsealed:
        at.say(N_("{count} events lie under no seal yet: duban seal"), count=found.unsealed)
    if found.older:
        at.say(N_("{count} rows of the directory are older than their events."), count=found.older)
    shown = found.findings[: limit or None]
    for place, one in enumerate(shown, 1):
        print(f"{place:>3}. {one.said(at.speaker)}")
    if len(found.findings) > len(shown):
        at.say(
            N_("{shown} of {total} shown. All: --limit 0"),
            shown=len(shown),
            total=len(found.findings),
        )
    if not found.findings:
        at.say(N_("Everything fits."))
        if printed:
            at.say(N_("The seal {seal} is of this ledger."), seal=printed)
    at.say(N_("No audit can prove:"))
    for sentence in CANNOT:
        print(f"  - {at.speaker.say(sentence)}")
