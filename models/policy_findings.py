"""What a policy leaves undefined or rules in vain: every value is allowed, and still ill chosen.

Each finding names the place in the file and says what to write. A gap leaves some matter
without a rule, and is not adopted; the rest is only mentioned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time

from models.lights import Reason
from models.policy import LADDERS, POINTS, Policy, Rung
from models.terms import Reader, Step, Term
from models.words import N_, Word


class Weight(Term):
    """Whether a finding stands in the way of adoption."""

    GAP = "gap", N_("undefined")
    NOTE = "note", N_("to consider")


@dataclass(frozen=True, slots=True)
class PolicyFinding:
    """One thing found: where it stands, how much it weighs, and the sentence."""

    where: tuple[int | str, ...]
    weight: Weight
    reason: Reason

    def inside(self, category: str) -> PolicyFinding:
        """Return the same finding as one of a category's rules."""
        return replace(self, where=("categories", category, *self.where))


@dataclass(frozen=True, slots=True)
class InUse:
    """What a book at hand tells: its categories, and as whom nobody would read a letter."""

    categories: frozenset[str]
    unheld: frozenset[Reader] = frozenset()


GAP_POINTS = N_(
    "between {green} and {yellow} percentage points behind pace nothing is ruled: write "
    "green_points: {yellow}, or yellow_points: {green}"
)
GAP_SHARE = N_(
    "between {green}% and {yellow}% short of pace nothing is ruled: write "
    "green_points: {yellow}, or yellow_points: {green}"
)
NEVER_YELLOW = N_(
    "{lower} and {upper} are both {value}: the light goes from green to red and is never yellow; "
    "raise {upper}"
)
NEVER_ISSUED = N_(
    "“after: {after}” waits for something no lower rung of this ladder sends: add such a rung "
    "below it, or name one of {sent}"
)
NOTHING_BELOW = N_(
    "“after: {after}” has no rung below it to wait for: put one before it, or give days instead"
)
NEVER_FIRES = N_(
    "{reds} red lights within {within} days cannot come about: a light turns red again only "
    "after it was better for a day; write within: {least} or more"
)
NEVER_REACHED = N_("this rung can never be reached: the one it waits for never goes out")
NEVER_REPEATED = N_("a proposal is not repeated: “every” has no effect here; take it away")
NO_WARNING = N_(
    "{step} comes before any notice: whoever is named ought to have had a supervision notice; "
    "put a rung with step: notice below it"
)
QUIET_RUN = N_(
    "no letter leaves between {start} and {end}, and the daily run is at {run}: its letters "
    "would wait; move the quiet hours, or run_at in duban.toml"
)
NO_MATTER = N_("no commitment is of the category “{category}”; those in use: {known}")
NOBODY = N_("nobody in this book reads as {reader}: letters of this rung would reach nobody")


def findings(
    policy: Policy, *, run_at: time | None = None, book: InUse | None = None
) -> list[PolicyFinding]:
    """Find what is badly ruled in the office's rules and in those of each category.

    What a category only inherits is told once, where it is written.
    """
    found = list(_of_one(policy, book))
    told = {(one.where, one.reason.sentence) for one in found}
    for name, inside in policy.categories.items():
        found += [
            one.inside(name)
            for one in _of_one(inside, book)
            if (one.where, one.reason.sentence) not in told or _differs(policy, inside, one)
        ]
    found += _quiet(policy, run_at)
    found += _unused(policy, book)
    return found


def _differs(policy: Policy, inside: Policy, one: PolicyFinding) -> bool:
    """Tell whether a category rules this itself and not as the office does."""
    name = str(one.where[0])
    return bool(getattr(policy, name) != getattr(inside, name))


def _of_one(policy: Policy, book: InUse | None) -> Iterator[PolicyFinding]:
    yield from _band(policy)
    yield from _never_yellow(policy)
    for name in LADDERS:
        yield from _ladder(name, getattr(policy, name))
        yield from _nobody(name, getattr(policy, name), book)


def _note(
    where: Sequence[int | str], sentence: str, weight: Weight = Weight.NOTE, /, **facts: object
) -> PolicyFinding:
    return PolicyFinding(tuple(where), weight, Reason(sentence, facts))


def _band(policy: Policy) -> Iterator[PolicyFinding]:
    """Find the band between green and yellow: Yinchuan's 0 to 10 points (DOMAIN §3)."""
    green, yellow = policy.green_points, policy.yellow_points
    if green is not None and green < yellow:
        sentence = GAP_POINTS if policy.pace_by == POINTS else GAP_SHARE
        yield _note(["green_points"], sentence, Weight.GAP, green=green, yellow=yellow)


def _never_yellow(policy: Policy) -> Iterator[PolicyFinding]:
    if policy.yellow_overdue == policy.red_overdue:
        pair = {"lower": "yellow_overdue", "upper": "red_overdue", "value": policy.red_overdue}
        yield _note(["red_overdue"], NEVER_YELLOW, **pair)
    if policy.yellow_points == policy.red_points:
        pair = {"lower": "yellow_points", "upper": "red_points", "value": policy.red_points}
        yield _note(["red_points"], NEVER_YELLOW, **pair)
    for name in ("start_months", "first_report_months"):
        yellow, red = getattr(policy, name)
        if red and yellow == red:
            pair = {"lower": f"{name}[0]", "upper": f"{name}[1]", "value": red}
            yield _note([name], NEVER_YELLOW, **pair)


# -- ladders ------------------------------------------------------------------------------


def _ladder(name: str, ladder: Sequence[Rung]) -> Iterator[PolicyFinding]:
    dead: set[int] = set()
    for place, rung in enumerate(ladder):
        below = ladder[:place]
        if rung.after:
            named = [n for n, one in enumerate(below) if rung.after in one.names]
            if not named:
                dead.add(place)
                sent = sorted({word for one in below for word in one.names})
                facts = {"after": rung.after, **({"sent": sent} if sent else {})}
                sentence = NEVER_ISSUED if sent else NOTHING_BELOW
                yield _note([name, place, "after"], sentence, **facts)
            elif named[-1] in dead:
                dead.add(place)
                yield _note([name, place, "after"], NEVER_REACHED)
        least = 2 * rung.reds - 1  # red, better, red again: every other day at the most
        if rung.reds and rung.within < least:
            dead.add(place)
            counts = {"reds": rung.reds, "within": rung.within, "least": least}
            yield _note([name, place, "within"], NEVER_FIRES, **counts)
        if rung.is_proposal and rung.every:
            yield _note([name, place, "every"], NEVER_REPEATED)
        if rung.is_proposal and not _warned(ladder, place):
            yield _note([name, place, "step"], NO_WARNING, step=rung.step)


def _warned(ladder: Sequence[Rung], place: int) -> bool:
    """Tell whether a notice goes out before this consequence; red lights come at any time."""
    below = ladder if ladder[place].reds else ladder[:place]
    return any(one.step == Step.NOTICE or one.card for one in below if not one.is_proposal)


def _nobody(name: str, ladder: Sequence[Rung], book: InUse | None) -> Iterator[PolicyFinding]:
    for place, rung in enumerate(ladder):
        for reader in rung.to:
            if book and reader in book.unheld:
                yield _note([name, place, "to"], NOBODY, reader=reader)


# -- the whole office ----------------------------------------------------------------------


def _quiet(policy: Policy, run_at: time | None) -> Iterator[PolicyFinding]:
    if not policy.quiet_from or run_at is None:
        return
    start, end = time.fromisoformat(policy.quiet_from), time.fromisoformat(policy.quiet_until)
    inside = start <= run_at < end if start < end else run_at >= start or run_at < end
    if inside:
        facts = {"start": policy.quiet_from, "end": policy.quiet_until, "run": f"{run_at:%H:%M}"}
        yield _note(["quiet_from"], QUIET_RUN, **facts)


def _unused(policy: Policy, book: InUse | None) -> Iterator[PolicyFinding]:
    for name in policy.categories if book else ():
        assert book
        if name not in book.categories:
            known = sorted(one for one in book.categories if one)
            known = known or [Word(N_("none so far"))]
            yield _note(["categories", name], NO_MATTER, category=name, known=known)


def gaps(found: Collection[PolicyFinding]) -> list[PolicyFinding]:
    """Keep what stands in the way of adoption."""
    return [one for one in found if one.weight == Weight.GAP]
