"""The ways round that many pages need, and every turn of the table, ready to be taken."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ledgers.appraisals import Answer
from ledgers.book import Book
from ledgers.people import Actor
from models.facts import Point
from models.policy import Rung
from models.record import ReportDraft
from models.terms import Cause, Check, Happened, Mark, Reader, Satisfaction, Stage, Step
from tests.conftest import Office
from tests.makers import MONDAY, a_draft

ROAD, RIVER = "2020-001", "2020-002"
TUESDAY = date(2020, 8, 4)
DUE = date(2020, 9, 30)
LATER = date(2020, 10, 30)


def stage(book: Book, number: str = ROAD) -> Stage:
    return Stage(book.commitments.row(number).stage)


def told(book: Book, number: str = ROAD) -> list[Happened]:
    return [one.happened for one in book.lists.history(number)]


def notes(book: Book, number: str = ROAD) -> list[str]:
    return [one.note for one in book.lists.history(number)]


def rungs(book: Book, number: str = ROAD, basis: str = "deadline") -> list[tuple[str, date]]:
    """List the rungs taken of one ladder, each with the day it was taken."""
    rows = book.db.ask(
        "SELECT n.rung, n.claimed_on FROM notice n JOIN commitment c ON c.id = n.commitment_id"
        " WHERE c.number = :number AND n.basis LIKE :basis ORDER BY n.id",
        {"number": number, "basis": f"{basis}%"},
    )
    return [(row.rung, row.claimed_on) for row in rows]


def states(book: Book, table: str, number: str = ROAD) -> list[str]:
    """List in which state each request of a table is, the first first."""
    rows = book.db.ask(
        f"SELECT r.state FROM {table} r JOIN commitment c ON c.id = r.commitment_id"
        " WHERE c.number = :number ORDER BY r.id",
        {"number": number},
    )
    return [row.state for row in rows]


def report(
    book: Book, by: Actor, percent: int, on: date = TUESDAY, number: str = ROAD, **more: Any
) -> None:
    draft = ReportDraft(percent=Decimal(percent), **more)
    book.commitments.report(number, draft, by=by, on=on)


# -- the way of an extension ----------------------------------------------------------------


def ask(
    book: Book, office: Office, until: date = LATER, on: date = TUESDAY, number: str = ROAD
) -> None:
    book.commitments.ask_extension(number, until=until, reason="汛期", by=office.transport, on=on)


def bring_before_a_leader(
    book: Book, office: Office, on: date = TUESDAY, number: str = ROAD
) -> None:
    """Have the unit's head consent to the extension that waits, and the office screen it."""
    book.commitments.consent_extension(number, by=office.transport_head, on=on)
    book.commitments.screen_extension(number, opinion="情况属实", by=office.officer, on=on)


def extend(book: Book, office: Office, until: date = LATER, on: date = TUESDAY) -> None:
    ask(book, office, until, on)
    bring_before_a_leader(book, office, on)
    book.commitments.grant_extension(ROAD, by=office.leader, on=on)


# -- the way to a closing -------------------------------------------------------------------


def close(
    book: Book, office: Office, proof: Path, on: date = TUESDAY, number: str = ROAD, **more: Any
) -> None:
    """Ask, check and confirm, by three who have nothing to do with each other."""
    book.commitments.ask_closure(number, by=office.transport, on=on, evidence=[proof], **more)
    book.commitments.check(number, passed=True, findings="属实", by=office.officer, on=on)
    book.commitments.confirm(number, by=office.chief, on=on)


# -- every turn -----------------------------------------------------------------------------

Take = Callable[[Book, Any], Any]


def _plain(name: str, **facts: Any) -> Take:
    return lambda book, by: getattr(book.commitments, name)(ROAD, by=by, on=TUESDAY, **facts)


def _in_register(name: str, **facts: Any) -> Take:
    return lambda book, by: getattr(book.registers, name)(ROAD, by=by, on=TUESDAY, **facts)


TAKES: dict[str, Take] = {
    "approve": _plain("approve"),
    "drop": _plain("drop", reason="x"),
    "split": lambda book, by: book.parts.split(
        ROAD, [a_draft(title="一段"), a_draft(title="二段")], by=by, on=TUESDAY
    ),
    "assign": _plain("assign"),
    "plan": _plain("plan", course=(Point(DUE, Decimal(50)),)),
    "accept": _plain("accept"),
    "reject": _plain("reject", reason="x"),
    "report": _plain("report", draft=ReportDraft(done="x")),
    "instruct": _in_register("instruct", leader="江远舟", words="抓紧", due=LATER),
    "find_obstacle": _in_register("find_obstacle", cause=Cause.LAND, text="x"),
    "clear_obstacle": _in_register("clear_obstacle"),
    "ask_help": _in_register("ask_help", leader="江远舟", ask="x"),
    "decide_help": _in_register("decide_help", decision="x"),
    "ask_extension": _plain("ask_extension", until=LATER, reason="x"),
    "consent_extension": _plain("consent_extension"),
    "screen_extension": _plain("screen_extension", opinion="x"),
    "grant_extension": _plain("grant_extension"),
    "refuse_extension": _plain("refuse_extension", reason="x"),
    "suspend": _plain("suspend", reason="x"),
    "resume": _plain("resume"),
    "ask_closure": _plain("ask_closure"),
    "check": _plain("check", passed=True, findings="x"),
    "return": _plain("check", passed=False, findings="x"),
    "confirm": _plain("confirm"),
    "object": _plain("raise_objection", reason="x"),
    "uphold": _plain("uphold_objection"),
    "dismiss": _plain("dismiss_objection", reason="x"),
    "cancel": _plain("cancel", reason="x"),
    "supersede": _plain("supersede", other=RIVER),
    "look_back": lambda book, by: book.lookbacks.record(
        ROAD, relapsed=True, findings="x", by=by, on=TUESDAY
    ),
    "reopen": _plain("reopen", reason="x"),
    "sign": lambda book, by: book.pressing.sign(ROAD, by=by, on=TUESDAY),
    "confirm_proposal": lambda book, by: book.pressing.decide(
        ROAD, confirmed=True, reason="x", by=by, on=TUESDAY
    ),
    "decline_proposal": lambda book, by: book.pressing.decide(
        ROAD, confirmed=False, reason="x", by=by, on=TUESDAY
    ),
    "call_back": lambda book, by: book.appraisals.call_back(
        ROAD, Answer(contacted=True, resolved=True, satisfied=Satisfaction.BASICALLY),
        note="x", by=by, on=TUESDAY,
    ),
    "mark": lambda book, by: book.appraisals.mark(
        ROAD, mark=Mark.PRAISE, words="x", leader="江远舟", by=by, on=TUESDAY
    ),
}  # fmt: skip


def take(book: Book, name: str, by: Any) -> Any:
    """Take a turn by its name, with whatever it needs beside that."""
    return TAKES[name](book, by)


def policy_with(book: Book, on: date = MONDAY, **rules: Any) -> None:
    """Adopt the default policy with some rules of its own."""
    from ledgers.upkeep import adopt
    from models.policy import Policy

    if Policy(**rules) != book.policy:
        adopt(book, Policy(**rules), "", on=on)


def checks(*levels: str) -> dict[str, tuple[Check, ...]]:
    """Ask for these checks of every kind of commitment."""
    return {"default": tuple(Check(one) for one in levels)}


def numbers(lines: Iterable[Any]) -> list[str]:
    return [line.number for line in lines]


# Who takes each turn where nothing else is said, and what has to happen before it can be taken
# in a matter that was docketed, assigned and has some evidence.
WHO = {
    "approve": "chief", "drop": "officer", "split": "officer", "assign": "officer",
    "plan": "officer",
    "accept": "transport", "reject": "transport", "report": "transport", "instruct": "officer",
    "find_obstacle": "transport", "clear_obstacle": "transport", "ask_help": "transport",
    "decide_help": "leader", "ask_extension": "transport", "consent_extension": "transport_head",
    "screen_extension": "officer", "grant_extension": "leader", "refuse_extension": "leader",
    "suspend": "leader", "resume": "leader", "ask_closure": "transport", "check": "officer",
    "return": "officer", "confirm": "chief", "object": "transport", "uphold": "leader",
    "dismiss": "leader", "cancel": "leader", "supersede": "chief", "look_back": "officer",
    "reopen": "officer", "sign": "transport", "confirm_proposal": "officer",
    "decline_proposal": "officer",
    "call_back": "officer", "mark": "officer",
}  # fmt: skip
SCREENED = ("ask_extension", "consent_extension", "screen_extension")
CHECKED = ("ask_closure", "check")
OBJECTED = ("ask_closure", "return", "object")
BEFORE: dict[str, tuple[str, ...]] = {
    "assign": ("reject",),
    "clear_obstacle": ("find_obstacle",),
    "decide_help": ("ask_help",),
    "consent_extension": SCREENED[:1],
    "screen_extension": SCREENED[:2],
    "grant_extension": SCREENED,
    "refuse_extension": SCREENED,
    "resume": ("suspend",),
    "check": CHECKED[:1],
    "return": CHECKED[:1],
    "confirm": CHECKED,
    "object": OBJECTED[:2],
    "uphold": OBJECTED,
    "dismiss": OBJECTED,
    "look_back": (*CHECKED, "confirm", "draw"),
    "reopen": (*CHECKED, "confirm"),
    "call_back": (*CHECKED, "confirm"),
    "sign": ("a notice",),
    "confirm_proposal": ("a proposal",),
    "decline_proposal": ("a proposal",),
}


# What the daily look does before a turn can be taken: rungs long before the deadline.
LOOKS = {
    "a notice": Rung(-60, Step.NOTICE, (Reader.OWNER,)),
    "a proposal": Rung(-60, Step.CIRCULAR, (Reader.OFFICER,)),
}


def taken(book: Book, office: Office, name: str) -> None:
    """Take a turn by whoever usually does."""
    if name == "draw":
        draw(book, TUESDAY)
    elif name in LOOKS:
        policy_with(book, ladder=(LOOKS[name],))
        book.rounds.look(TUESDAY)
    else:
        take(book, name, getattr(office, WHO[name]))


def draw(book: Book, on: date) -> list[str]:
    """Draw look-backs from what closed in the month of this day, three months later."""
    later = date(on.year, on.month + book.policy.lookback_months, 2)
    book.seals.seal(on)
    return book.lookbacks.draw(later)


def notices(book: Book, number: str = ROAD) -> list[tuple[str, str, date, bool]]:
    rows = book.db.ask(
        "SELECT n.* FROM notice n JOIN commitment c ON c.id = n.commitment_id"
        " WHERE c.number = :number ORDER BY n.id",
        {"number": number},
    )
    return [(row.basis, row.rung, row.claimed_on, bool(row.sent)) for row in rows]


def days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def live(book: Book, first: date, last: date) -> None:
    for on in days(first, last):
        book.rounds.look(on)
