"""What a record tells in tables: for each sort of facts a heading, a question, its columns.

A further sort of facts joins the record by one entry here, its question in ``sql/archive.sql``
and the widths of its columns in ``flows/records.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ledgers.drivers import Row
from ledgers.lists import decimal
from ledgers.pressed import ProposalState
from models.states import STATES
from models.terms import Cause, Check, Mark, Satisfaction, Step
from models.words import N_, Word


def state(stored: str) -> Word:
    """Word what became of a request or a look-back."""
    return Word(STATES[stored])


def passed(stored: bool) -> Word:
    """Word what a check found."""
    return Word(N_("passed")) if stored else Word(N_("returned"))


def yes_or_no(stored: bool) -> Word:
    """Word an answer of a call-back."""
    return Word(N_("yes")) if stored else Word(N_("no"))


def satisfaction(stored: str) -> Satisfaction | Word:
    """Word what was said of the outcome; a case left out by rule says so."""
    return Satisfaction(stored) if stored else Word(N_("left out by rule"))


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a block: what it is called, and where it is read."""

    heading: str
    of: str
    read: Callable[[Any], Any] = lambda value: value


@dataclass(frozen=True, slots=True)
class Block:
    """One sort of facts in a record: a heading, a question of ``sql/archive.sql``, columns."""

    heading: str
    question: str
    columns: tuple[Column, ...]


BLOCKS = (
    Block(
        N_("Parts"),
        "parts",
        (
            Column(N_("No."), "number"),
            Column(N_("Commitment"), "title"),
            Column(N_("Lead unit"), "lead_unit"),
            Column(N_("Struck off"), "closed_on"),
        ),
    ),
    Block(
        N_("Milestones"),
        "milestones",
        (
            Column(N_("Serial"), "position"),
            Column(N_("Milestone"), "title"),
            Column(N_("Due"), "due"),
            Column(N_("Finished on"), "done_on"),
        ),
    ),
    Block(
        N_("Leaders' instructions"),
        "instructions",
        (
            Column(N_("Day"), "on_day"),
            Column(N_("Leader"), "leader"),
            Column(N_("Words"), "words"),
            Column(N_("Due"), "due"),
        ),
    ),
    Block(
        N_("Progress reports"),
        "reports",
        (
            Column(N_("Day"), "on_day"),
            Column(N_("Per cent"), "percent", decimal),
            Column(N_("Work done"), "done"),
            Column(N_("Next steps"), "next_steps"),
            Column(N_("Problems"), "problem"),
        ),
    ),
    Block(
        N_("Obstacles"),
        "obstacles",
        (
            Column(N_("Since"), "since"),
            Column(N_("Cause"), "cause", Cause),
            Column(N_("What hinders"), "text"),
            Column(N_("Waits on"), "waits_on"),
            Column(N_("Cleared on"), "cleared_on"),
        ),
    ),
    Block(
        N_("Coordination"),
        "help_requests",
        (
            Column(N_("Asked on"), "asked_on"),
            Column(N_("Asked of a leader"), "ask"),
            Column(N_("Decided on"), "decided_on"),
            Column(N_("Decision"), "decision"),
        ),
    ),
    Block(
        N_("Proposed consequences"),
        "proposals",
        (
            Column(N_("Since"), "proposed_on"),
            Column(N_("Proposed"), "step", Step),
            Column(N_("Outcome"), "state", ProposalState),
            Column(N_("Decided on"), "decided_on"),
            Column(N_("Decided by"), "decider"),
            Column(N_("Remarks"), "decision"),
        ),
    ),
    Block(
        N_("Extension requests and decisions"),
        "extensions",
        (
            Column(N_("Asked on"), "asked_on"),
            Column(N_("Until"), "until"),
            Column(N_("Grounds"), "reason"),
            Column(N_("Opinion"), "opinion"),
            Column(N_("Outcome"), "state", state),
            Column(N_("Decided by"), "decider"),
            Column(N_("Remarks"), "decision"),
        ),
    ),
    Block(
        N_("Closing requests and decisions"),
        "closures",
        (
            Column(N_("Asked on"), "asked_on"),
            Column(N_("Said to be done on"), "actual_on"),
            Column(N_("Remarks"), "note"),
            Column(N_("Outcome"), "state", state),
            Column(N_("Decided on"), "decided_on"),
        ),
    ),
    Block(
        N_("Checks"),
        "checks",
        (
            Column(N_("Day"), "on_day"),
            Column(N_("Check"), "level", Check),
            Column(N_("Checked by"), "checked_by"),
            Column(N_("Outcome"), "passed", passed),
            Column(N_("Findings"), "findings"),
        ),
    ),
    Block(
        N_("Objections"),
        "objections",
        (
            Column(N_("Raised on"), "raised_on"),
            Column(N_("Grounds"), "reason"),
            Column(N_("Outcome"), "state", state),
            Column(N_("Decided on"), "decided_on"),
            Column(N_("Remarks"), "decision"),
        ),
    ),
    Block(
        N_("Look-backs"),
        "lookbacks",
        (
            Column(N_("Drawn on"), "drawn_on"),
            Column(N_("Outcome"), "state", state),
            Column(N_("Looked at"), "on_day"),
            Column(N_("Findings"), "findings"),
        ),
    ),
    Block(
        N_("Call-backs"),
        "callbacks",
        (
            Column(N_("Day"), "on_day"),
            Column(N_("In touch in time"), "contacted", yes_or_no),
            Column(N_("Resolved"), "resolved", yes_or_no),
            Column(N_("Satisfaction"), "satisfied", satisfaction),
            Column(N_("Remarks"), "note"),
        ),
    ),
    Block(
        N_("Praise and criticism"),
        "marks",
        (
            Column(N_("Day"), "on_day"),
            Column(N_("Unit"), "unit"),
            Column(N_("Mark"), "mark", Mark),
            Column(N_("Leader"), "leader"),
            Column(N_("What was said"), "words"),
        ),
    ),
)


def rows_of(block: Block, rows: Iterable[Row]) -> tuple[tuple[Any, ...], ...]:
    """Read the rows of a block, column by column."""
    return tuple(tuple(one.read(getattr(row, one.of)) for one in block.columns) for row in rows)
