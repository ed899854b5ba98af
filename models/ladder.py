"""督办层级: which rungs are due on a day, and on which day the next one will be."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from models.calendar import WorkCalendar
from models.lights import Facts, earliest, judge_silence
from models.policy import Policy, Rung
from models.terms import CLIMBING_STAGES, Reader, Stage, Step

# Silence is asked about once; the next report starts a new silence (DOMAIN §3).
SILENCE_RUNG = Rung(0, Step.ASK_REPORT, (Reader.OWNER,))


@dataclass(frozen=True, slots=True)
class Claim:
    """The key under which a rung is taken once (DESIGN §4.4): basis, version, rung.

    ``basis`` is ``deadline``, ``milestone:<id>`` or ``silence``; ``version`` counts
    deadlines, or is the day last heard from or to be heard on, so that a new one starts a
    new ladder.
    """

    basis: str
    version: str
    rung: str


@dataclass(frozen=True, slots=True)
class DueRung:
    """A rung that is due: its claim, what it does, and the day it fell due."""

    claim: Claim
    rung: Rung
    fell_due_on: date


def rung_day(rung: Rung, due: date, calendar: WorkCalendar) -> date:
    """Find the working day on which a rung falls due."""
    return calendar.shift(due, rung.days)


def sign_off_ends(facts: Facts, policy: Policy, calendar: WorkCalendar) -> date | None:
    """Tell on which day silence has become acceptance; None where nothing waits for a sign-off."""
    if facts.stage != Stage.ASSIGNED or facts.assigned_on is None:
        return None
    return calendar.shift(facts.assigned_on, policy.accept_days + 1)


def _planned(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Iterator[DueRung]:
    """List every rung of every ladder of a commitment, past and future."""
    if facts.due:
        for rung in policy.ladder:
            claim = Claim("deadline", str(facts.due_version), rung.key)
            yield DueRung(claim, rung, rung_day(rung, facts.due, calendar))
    for one in facts.milestones:
        if one.due and not one.done_on:
            for rung in policy.milestone_ladder:
                claim = Claim(f"milestone:{one.id}", str(one.due_version), rung.key)
                yield DueRung(claim, rung, rung_day(rung, one.due, calendar))
    yield from _silences(facts, on, policy, calendar)


def _silences(facts: Facts, on: date, policy: Policy, calendar: WorkCalendar) -> Iterator[DueRung]:
    """List the silences to ask about: the one that lasts, and the next that may begin.

    A reporting day that was missed is asked about once, a silence without a rhythm once too.
    """
    heard = facts.heard_on
    if facts.rhythm is None:
        silent_on = judge_silence(facts, heard, policy, calendar).changes_on
        if silent_on:
            claim = Claim("silence", heard.isoformat(), SILENCE_RUNG.key)
            yield DueRung(claim, SILENCE_RUNG, calendar.shift(silent_on, 0))
        return
    missed = facts.rhythm.missing(on, heard, calendar)
    for report in (missed, facts.rhythm.coming(on, heard, calendar)):
        if report:
            claim = Claim("silence", report.due.isoformat(), SILENCE_RUNG.key)
            yield DueRung(claim, SILENCE_RUNG, calendar.shift(report.due, 1))


@dataclass(frozen=True, slots=True)
class Climb:
    """The rungs to take now, lowest first, and the next day on which any falls due."""

    due: tuple[DueRung, ...] = ()
    next_on: date | None = None


def climb(
    facts: Facts, on: date, policy: Policy, calendar: WorkCalendar, *, taken: Collection[Claim] = ()
) -> Climb:
    """Tell which rungs are due on a day and not yet taken, and when to look again.

    A ladder never climbs on a non-working day (what fell due waits for the next working
    day), nor while the matter is suspended, closed or waiting for the office's own check:
    then nobody at the unit can mend it.
    """
    if facts.stage not in CLIMBING_STAGES:
        return Climb()
    planned = [one for one in _planned(facts, on, policy, calendar) if one.claim not in taken]
    due = tuple(one for one in planned if one.fell_due_on <= on)
    if due and not calendar.is_working(on):
        return Climb(next_on=calendar.shift(on, 1))
    return Climb(due, earliest(one.fell_due_on for one in planned if one.fell_due_on > on))


def highest(rungs: Iterable[DueRung]) -> list[DueRung]:
    """Of several rungs of one ladder keep the last: only that one is sent (DESIGN §4.5)."""
    last: dict[tuple[str, str], DueRung] = {}
    for one in sorted(rungs, key=lambda one: one.fell_due_on):
        last[one.claim.basis, one.claim.version] = one
    return list(last.values())
