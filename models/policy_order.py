"""Rules that contradict each other: each value of a policy is one allowed, and still no rule.

What can be followed, but hardly was meant, is found by ``models.policy_findings``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from models.policy import LADDERS, Policy, Rung
from models.terms import Card, Check, Step
from models.words import N_, Word

# (the lower value, the upper one): red may not come before yellow, nor yellow before green ends.
PAIRS = (
    ("yellow_points", "red_points"),
    ("green_points", "yellow_points"),
    ("yellow_overdue", "red_overdue"),
)
MONTHS = ("start_months", "first_report_months")
NOTICES = (*Card, *Step)


@dataclass(frozen=True)
class Disorder:
    """A contradiction: where it stands, what is wrong, and what would be right."""

    where: tuple[int | str, ...]
    problem: str
    given: str
    allowed: str
    against: str = ""
    """The other value of the two, where one contradicts another."""


def disorders(policy: Policy) -> Iterator[Disorder]:
    """Find what contradicts itself in one set of rules."""
    yield from _thresholds(policy)
    yield from _checks(policy)
    for name in LADDERS:
        yield from _ladder(name, getattr(policy, name))


def _thresholds(policy: Policy) -> Iterator[Disorder]:
    for lower, upper in PAIRS:
        low, high = getattr(policy, lower), getattr(policy, upper)
        if low is not None and low > high:
            yield Disorder((upper,), f"{upper} < {lower}", str(high), f"≥ {low}", lower)
    for name in MONTHS:
        yellow, red = getattr(policy, name)
        if red and red < yellow:
            problem = Word(N_("red comes before yellow"))
            yield Disorder((name,), problem, f"{yellow}, {red}", f"{yellow}, ≥ {yellow}")
    hours = policy.quiet_from, policy.quiet_until
    if any(hours) and (not all(hours) or hours[0] == hours[1]):
        name = "quiet_from" if hours[0] else "quiet_until"
        problem = Word(N_("quiet hours need a beginning and an end"))
        yield Disorder((name,), problem, "–".join(hours), "quiet_from, quiet_until")


def _checks(policy: Policy) -> Iterator[Disorder]:
    """Find checks in another order than a matter's way up, or one of them twice."""
    for kind, checks in policy.checks.items():
        if list(checks) != [one for one in Check if one in checks]:
            problem = Word(N_("out of its order, or twice"))
            yield Disorder(("checks", str(kind)), problem, ", ".join(checks), ", ".join(Check))


def _ladder(name: str, ladder: Sequence[Rung]) -> Iterator[Disorder]:
    for place, rung in enumerate(ladder):
        for key, problem, given, right in _rung(name, rung):
            yield Disorder((name, place, key), problem, given, right)
        if rung.key in [one.key for one in ladder[:place]]:
            yield Disorder(
                (name, place, "days"),
                Word(N_("the same day twice")),
                str(rung.days),
                Word(N_("one rung a day")),
            )


def _rung(name: str, rung: Rung) -> Iterator[tuple[str, str, str, str]]:
    """Find what is wrong with one rung: key, problem, what is given, what is allowed."""
    if len(set(rung.to)) < len(rung.to):
        yield "to", Word(N_("the same reader twice")), ", ".join(rung.to), ", ".join(set(rung.to))
    if rung.after and rung.after not in NOTICES:
        yield "after", Word(N_("no step and no card")), rung.after, ", ".join(NOTICES)
    if rung.after and rung.days < 1:
        problem = Word(N_("an answer needs at least one working day"))
        yield "days", problem, str(rung.days), "≥ 1"
    if name == "silence_ladder" and rung.days < 0:
        problem = Word(N_("a silence cannot be asked about before it begins"))
        yield "days", problem, str(rung.days), "≥ 0"
    if bool(rung.reds) != bool(rung.within):
        problem = Word(N_("“reds” and “within” need each other"))
        yield "reds" if rung.reds else "within", problem, f"{rung.reds}, {rung.within}", "2, 60"
    if rung.reds and name != "ladder":
        problem = Word(N_("red lights are counted in “ladder” only"))
        yield "reds", problem, str(rung.reds), "ladder"
    if rung.reds and (rung.after or rung.days):
        problem = Word(N_("a rung that counts red lights has neither “days” nor “after”"))
        yield "days" if rung.days else "after", problem, str(rung.days or rung.after), "—"
