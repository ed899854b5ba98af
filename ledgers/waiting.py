"""What waits for whose decision: every request in the book, at the step where it stands."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ledgers.drivers import Row
from ledgers.sql import questions
from models.policy import CONSENT, SCREEN, Policy
from models.terms import Check, Reader, Step

if TYPE_CHECKING:
    from ledgers.book import Book

ASKED = questions("news")
OFFICE = (Reader.OFFICER, Reader.CHIEF)
LEADERS = (Reader.LEADER_IN_CHARGE, Reader.CHIEF)
HEAD = (Reader.UNIT_HEAD,)
CHECKED_BY = {Check.SELF: HEAD, Check.LEAD: HEAD, Check.OFFICE: OFFICE, Check.SITE: OFFICE}


@dataclass(frozen=True, slots=True)
class Waits:
    """A request that waits, and who decides on it as seen from its commitment."""

    what: str
    """``consent``, ``screen``, ``extension``, ``check``, ``confirm``, ``reject``, ``help``,
    ``objection``, ``approve``, ``lookback`` or ``proposal``."""
    commitment_id: int
    since: date
    readers: tuple[Reader, ...]
    detail: str = ""
    until: date | None = None
    opinion: str = ""
    level: Check | None = None
    posts: tuple[int, ...] = ()
    """The posts that were asked by name."""
    step: Step | None = None
    """Which consequence is proposed."""


def what_waits(book: Book, of: int | None = None) -> list[Waits]:
    """List everything that waits, extensions first, in the order it began to wait.

    ``of`` is the id of the one commitment to ask about, all of the book where left out.
    """

    def ask(question: str) -> list[Row]:
        if of is None:
            return book.db.ask(ASKED[question])
        return book.db.ask(f"SELECT * FROM ({ASKED[question]}) q WHERE commitment_id = {of:d}")

    found = [_extension(row, book.policy.of(row.category)) for row in ask("extensions_waiting")]
    found += _closures(ask, book.policy)
    simple = (
        ("reject", "rejected_waiting", OFFICE),
        ("objection", "objections_waiting", LEADERS),
        ("approve", "drafts_waiting", (Reader.CHIEF,)),
        ("lookback", "lookbacks_waiting", OFFICE),
    )
    for what, question, readers in simple:
        for row in ask(question):
            since = _as_date(row.since)
            found.append(Waits(what, row.commitment_id, since, readers, detail=row.detail))
    for row in ask("proposals_waiting"):
        named = tuple(one for one in OFFICE if one in (row.readers or "").split(","))
        who = named or OFFICE
        found.append(Waits("proposal", row.commitment_id, row.since, who, step=Step(row.step)))
    for row in ask("help_waiting"):
        found.append(
            Waits(
                "help", row.commitment_id, row.since, (Reader.CHIEF,), row.detail,
                posts=(row.leader_post_id,),
            )
        )  # fmt: skip
    return found


def _extension(row: Row, policy: Policy) -> Waits:
    """Say at which step of the policy an extension waits: the head, the office, a leader."""
    facts: dict[str, Any] = {"detail": row.reason, "until": row.until, "opinion": row.opinion}
    of = row.commitment_id
    if CONSENT in policy.extension_steps and row.state == "asked":
        return Waits("consent", of, row.asked_on, HEAD, **facts)
    since = row.consented_on or row.asked_on
    if SCREEN in policy.extension_steps and row.state != "screened":
        return Waits("screen", of, since, OFFICE, **facts)
    return Waits("extension", of, row.screened_on or since, LEADERS, **facts)


def _closures(ask: Callable[[str], list[Row]], policy: Policy) -> Iterator[Waits]:
    passed: dict[int, set[str]] = defaultdict(set)
    for row in ask("checks_passed"):
        passed[row.closure_id].add(row.level)
    for row in ask("closures_waiting"):
        of, since, detail = row.commitment_id, row.checked_on or row.asked_on, row.findings
        due = [
            one for one in policy.of(row.category).checks_for(row.kind) if one not in passed[row.id]
        ]
        if row.state == "checked" or not due:
            yield Waits("confirm", of, since, OFFICE, detail or row.note)
        else:
            readers = CHECKED_BY[due[0]]
            yield Waits("check", of, since, readers, detail or row.note, level=due[0])


def _as_date(value: Any) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value
