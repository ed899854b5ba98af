"""督办层级: which rungs are due on a day, and on which day the next one will be.

A ladder is known by what it is about (``basis``) and its ``version``: a new deadline, a new
word from the unit or a new red light begins a new one. Its rungs fall due by working days,
by what went out before and was not answered, or by how often the light has turned red.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from models.calendar import WorkCalendar
from models.lights import Facts, earliest, judge_silence
from models.policy import Policy, Rung
from models.terms import CLIMBING_STAGES, Card, Stage

DEADLINE, MILESTONE, SILENCE, REDS = "deadline", "milestone", "silence", "reds"
CARDS = frozenset(Card)
Ladder = tuple[str, str]
"""Basis and version: what two rungs of one ladder share."""


class Claim(NamedTuple):
    """The key under which a rung is taken once (DESIGN §4.4): basis, version, rung.

    ``basis`` is ``deadline``, ``milestone:<id>``, ``silence`` or ``reds``; ``version`` counts
    deadlines, or is the day last heard from, to be heard on, or turned red.
    """

    basis: str
    version: str
    rung: str

    @property
    def ladder(self) -> Ladder:
        """The ladder it is a rung of."""
        return self.basis, self.version

    def again(self, place: int) -> Claim:
        """Return the claim of its repetition: T+5, T+5#2, T+5#3."""
        return self if place == 1 else self._replace(rung=f"{self.rung}#{place}")


claim_of = lru_cache(maxsize=4096)(Claim)
"""Most matters claim the same rungs: made once, a claim is only looked up."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a rung: the day it was taken, whether it went out, whether it was signed for.

    Of a proposal it is the day of its confirmation; one that is not confirmed never went out.
    """

    on: date
    sent: bool = True
    signed: bool = False


@dataclass(frozen=True, slots=True)
class DueRung:
    """A rung that is due: its claim, what it does, and the day it fell due."""

    claim: Claim
    rung: Rung
    fell_due_on: date
    place: int = 1
    """1 the first time, 2 and up when it is repeated."""


def rung_day(rung: Rung, due: date, calendar: WorkCalendar) -> date:
    """Find the working day on which a rung falls due."""
    return calendar.shift(due, rung.days)


def sign_off_ends(facts: Facts, policy: Policy, calendar: WorkCalendar) -> date | None:
    """Tell on which day silence has become acceptance; None where nothing waits for a sign-off."""
    if facts.stage != Stage.ASSIGNED or facts.assigned_on is None:
        return None
    return calendar.shift(facts.assigned_on, policy.accept_days + 1)


@dataclass(frozen=True, slots=True)
class Climb:
    """The rungs to take now, lowest first, and the next day on which any falls due."""

    due: tuple[DueRung, ...] = ()
    next_on: date | None = None

    @property
    def sent(self) -> tuple[DueRung, ...]:
        """Those that go out: the others are only recorded."""
        return tuple(highest(self.due))


def climb(
    facts: Facts,
    on: date,
    policy: Policy,
    calendar: WorkCalendar,
    *,
    taken: Mapping[Claim, Taken] | None = None,
    bound: Mapping[Ladder, Policy] | None = None,
    reds: Sequence[date] = (),
    missed: Sequence[DueRung] = (),
) -> Climb:
    """Tell which rungs are due on a day and not yet taken, and when to look again.

    A ladder never climbs on a non-working day (what fell due waits for the next working
    day), nor while the matter is suspended, closed or waiting for the office's own check:
    then nobody at the unit can mend it. ``bound`` maps a ladder to the policy under which it
    began; ``reds`` are the days on which the light turned red, the last of them where it is
    red still; ``missed`` are rungs that fell due on days on which nobody looked.
    """
    if facts.stage not in CLIMBING_STAGES:
        return Climb()
    climber = _Climber(facts, on, policy, calendar, bound or {}, reds)
    known = taken or {}
    if missed:
        known = {**known, **{one.claim: Taken(on, sent=False) for one in missed}}
    planned = climber.rungs(known)
    due = (*missed, *(one for one in planned if one.fell_due_on <= on))
    if due and not calendar.is_working(on):
        return Climb(tuple(missed), calendar.shift(on, 1))  # what is known stays known
    found = Climb(due, earliest(one.fell_due_on for one in planned if one.fell_due_on > on))
    if not climber.starts_clocks(due):
        return found
    # What goes out today starts clocks of its own.
    sent = {one.claim for one in found.sent}
    known = {**known, **{one.claim: Taken(on, sent=one.claim in sent) for one in due}}
    tomorrow = calendar.shift(on, 1)
    ahead = (one.fell_due_on for one in climber.rungs(known))
    return replace(found, next_on=earliest(day if day > on else tomorrow for day in ahead))


def highest(rungs: Iterable[DueRung]) -> list[DueRung]:
    """Of several rungs of one ladder keep the last: only that one is sent (DESIGN §4.5)."""
    last: dict[Ladder, DueRung] = {}
    for one in sorted(rungs, key=lambda one: (one.place == 1, one.fell_due_on)):
        last[one.claim.ladder] = one
    return list(last.values())


def answer_by(rung: str, went_on: date, policy: Policy, calendar: WorkCalendar) -> date | None:
    """Tell by when a notice is to be answered: the last day before its ladder climbs on.

    ``rung`` is the key it was taken under. None where nothing follows it.
    """
    key = rung.partition("#")[0]
    for rungs in (policy.ladder, policy.milestone_ladder, policy.silence_ladder):
        for height, one in enumerate(rungs):
            if one.key == key:
                limits = [_limit(rungs, height, higher) for higher in range(height + 1, len(rungs))]
                days = min((days for days in limits if days > 0), default=0)
                return calendar.shift(went_on, days - 1) if days else None
    return None


def _limit(rungs: Sequence[Rung], low: int, high: int) -> int:
    """Count the working days between two rungs; 0 where the higher does not wait for the lower."""
    lower, higher = rungs[low], rungs[high]
    if higher.after:
        return higher.days if _waits_for(rungs[:high], higher) is lower else 0
    return 0 if higher.reds or lower.reds or lower.after else higher.days - lower.days


def _waits_for(below: Sequence[Rung], rung: Rung) -> Rung | None:
    """Find the rung that another one is ``after``: the nearest below it of that name."""
    return next((one for one in reversed(below) if rung.after in one.names), None)


@dataclass(frozen=True, slots=True)
class _Climber:
    """Every ladder of one commitment on one day."""

    facts: Facts
    on: date
    policy: Policy
    calendar: WorkCalendar
    bound: Mapping[Ladder, Policy]
    reds: Sequence[date]

    def starts_clocks(self, due: Iterable[DueRung]) -> bool:
        """Tell whether any rung counts from a letter that goes out with these."""
        policies = {one.claim.ladder: self._policy(one.claim.ladder) for one in due}
        return any(policy.has_clocks for policy in policies.values())

    def rungs(self, taken: Mapping[Claim, Taken]) -> list[DueRung]:
        """List every rung that is not taken yet and whose day is known, past and future."""
        return list(self._planned(taken))

    def _planned(self, taken: Mapping[Claim, Taken]) -> Iterator[DueRung]:
        facts = self.facts
        if facts.due:
            ladder = (DEADLINE, str(facts.due_version))
            yield from self._of(ladder, self._policy(ladder).ladder, facts.due, taken)
        for one in facts.milestones:
            if one.due and not one.done_on:
                ladder = (f"{MILESTONE}:{one.id}", str(one.due_version))
                yield from self._of(ladder, self._policy(ladder).milestone_ladder, one.due, taken)
        yield from self._silences(taken)
        yield from self._by_reds(taken)

    def _policy(self, ladder: Ladder) -> Policy:
        """Return the rules a ladder goes by: those under which it began."""
        return self.bound.get(ladder, self.policy)

    # -- one ladder ---------------------------------------------------------------------

    def _of(
        self, ladder: Ladder, rungs: Sequence[Rung], since: date, taken: Mapping[Claim, Taken]
    ) -> Iterator[DueRung]:
        """List the rungs of one ladder, counted from the day it is about."""
        for height, rung in enumerate(rungs):
            if rung.reds:
                continue
            starts = self._unanswered(ladder, rungs[:height], rung, taken) if rung.after else since
            claim = claim_of(*ladder, rung.key)
            if starts is not None and claim not in taken:
                yield DueRung(claim, rung, self.calendar.shift(starts, rung.days))
            if rung.every:
                yield from self._repeated(ladder, rung, rungs[height + 1 :], taken)

    def _unanswered(
        self, ladder: Ladder, below: Sequence[Rung], rung: Rung, taken: Mapping[Claim, Taken]
    ) -> date | None:
        """Return the day from which an unanswered notice counts; None where there is none.

        Nobody is accused of not answering what never went out. A report answers a notice; the
        limit of a card passes whatever is said, unless for good cause: an extension begins
        another ladder and a suspension stops this one (Sanming 2017).
        """
        named = _waits_for(below, rung)
        went = taken.get(Claim(*ladder, named.key)) if named else None
        if went is None or not went.sent or (rung.after not in CARDS and self._reported(went.on)):
            return None
        return self._clock(went.on)

    def _repeated(
        self, ladder: Ladder, rung: Rung, above: Sequence[Rung], taken: Mapping[Claim, Taken]
    ) -> Iterator[DueRung]:
        """Repeat a rung until it is signed for, answered, or a higher one has gone out."""
        if not rung.every or rung.is_proposal:
            return
        first, place, went = Claim(*ladder, rung.key), 0, []
        while (one := taken.get(first.again(place + 1))) is not None:
            went.append(one)
            place += 1
        overtaken = any(Claim(*ladder, one.key) in taken for one in above if not one.is_proposal)
        if not went or not went[-1].sent or overtaken:
            return
        if any(one.signed for one in went) or self._reported(went[0].on):
            return
        day = self.calendar.shift(self._clock(went[-1].on), rung.every)
        yield DueRung(first.again(place + 1), rung, day, place + 1)

    def _reported(self, since: date) -> bool:
        """Tell whether anything was reported since a letter went out, on its own day too."""
        return self.facts.last_report_on is not None and self.facts.last_report_on >= since

    def _clock(self, since: date) -> date:
        """Begin a clock; while the matter stood still none ran."""
        return max(since, self.facts.resumed_on or since)

    # -- silence and red lights -----------------------------------------------------------

    def _silences(self, taken: Mapping[Claim, Taken]) -> Iterator[DueRung]:
        """List the silences to ask about: the one that lasts, and the next that may begin.

        Of reporting days each that is missed is asked about by the lowest rung; the ladder is
        climbed from the first of them that nothing was heard on.
        """
        heard, rhythm, calendar = self.facts.heard_on, self.facts.rhythm, self.calendar
        if rhythm is None:
            ladder = (SILENCE, heard.isoformat())
            policy = self._policy(ladder)
            silent_on = judge_silence(self.facts, heard, policy, calendar).changes_on
            if silent_on:
                since = calendar.shift(silent_on, 0)
                yield from self._of(ladder, policy.silence_ladder, since, taken)
            return
        missed, coming = (
            find(self.on, heard, calendar) for find in (rhythm.missing, rhythm.coming)
        )
        first = missed and rhythm.coming(heard, heard, calendar)
        for report in dict.fromkeys((first, missed, coming)):
            if report:
                ladder = (SILENCE, report.due.isoformat())
                rungs = self._policy(ladder).silence_ladder
                since = calendar.shift(report.due, 1)
                yield from self._of(
                    ladder, rungs if report == (first or coming) else rungs[:1], since, taken
                )

    def _by_reds(self, taken: Mapping[Claim, Taken]) -> Iterator[DueRung]:
        """List the rungs taken because the light has turned red so many times in so many days."""
        if not self.reds:
            return
        last = self.reds[-1]
        ladder = (REDS, last.isoformat())
        rungs = [one for one in self._policy(ladder).ladder if one.reds]
        for height, rung in enumerate(rungs):
            since = last - timedelta(days=rung.within)
            if sum(day > since for day in self.reds) >= rung.reds:
                claim = claim_of(*ladder, rung.key)
                if claim not in taken:
                    yield DueRung(claim, rung, self.calendar.shift(last, 0))
                yield from self._repeated(ladder, rung, rungs[height + 1 :], taken)
