"""A policy as a rule book: one clause a rule, each a sentence with its figures.

The same clauses tell what differs between two policies: the old sentence and the new one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from models.lights import Reason
from models.limits import LIMIT, YEAR_END
from models.policy import CONSENT, EVERY_KIND, LADDERS, MONTH, POINTS, Policy, Rung, term_of
from models.scoring import Sort
from models.terms import Card, Kind, Light, Step
from models.words import N_, Word

LIGHTS = N_("Lights")
REPORTING = N_("Reporting and limits")
CLOSING = N_("Extensions and closing")
LOOKS = N_("Words, colours and scores")
LADDER_NAMES = {
    "ladder": N_("Ladder: deadline"),
    "milestone_ladder": N_("Ladder: milestones"),
    "silence_ladder": N_("Ladder: silence"),
}


@dataclass(frozen=True, slots=True)
class Clause:
    """One rule: where it belongs, what it is about, what it says."""

    key: str
    section: str
    about: Reason
    told: Reason
    category: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """A clause that two policies say differently; None where one does not say it at all."""

    clause: Clause
    old: Reason | None
    new: Reason | None


def clauses(policy: Policy) -> list[Clause]:
    """Tell the rules of one office or category, in the order of a rule book."""
    return [clause for part in PARTS for clause in part(policy)]


def rule_book(policy: Policy) -> list[Clause]:
    """Tell the office's rules, and of each category what it rules otherwise."""
    told = clauses(policy)
    for name in sorted(policy.categories):
        told += [
            replace(one.clause, told=one.new or Reason(NO_LONGER), category=name)
            for one in _compared(clauses(policy), clauses(policy.of(name)))
        ]
    return told


def changes(old: Policy, new: Policy) -> list[Change]:
    """Tell what a policy says otherwise than another; a category only what is its own."""
    office = _compared(clauses(old), clauses(new))
    found = list(office)
    for name in sorted({*old.categories, *new.categories}):
        for one in _compared(clauses(old.of(name)), clauses(new.of(name))):
            if one not in office:
                found.append(replace(one, clause=replace(one.clause, category=name)))
    return found


def _compared(old: Sequence[Clause], new: Sequence[Clause]) -> list[Change]:
    before, after = ({one.key: one for one in some} for some in (old, new))
    found = []
    for key in dict.fromkeys([*before, *after]):
        was, now = before.get(key), after.get(key)
        if was is None or now is None or was.told != now.told:
            clause = now or was
            assert clause
            found.append(Change(clause, was.told if was else None, now.told if now else None))
    return found


NO_LONGER = N_("does not hold here")
Part = Iterator[Clause]


def _clause(key: str, section: str, about: str, told: str, /, **facts: Any) -> Clause:
    return Clause(key, section, Reason(about), Reason(told, facts))


# -- lights -------------------------------------------------------------------------------

# By what a gap is measured in: green, yellow, red.
PACE = {
    POINTS: (
        N_("at most {green} percentage points behind pace"),
        N_("{yellow} to {red} percentage points behind pace"),
        N_("more than {red} percentage points behind pace"),
    ),
    "share": (
        N_("at most {green}% short of what was to be done by now"),
        N_("{yellow}% to {red}% short of what was to be done by now"),
        N_("more than {red}% short of what was to be done by now"),
    ),
    MONTH: (
        N_("at most {green}% short of the month's task"),
        N_("{yellow}% to {red}% short of the month's task"),
        N_("more than {red}% short of the month's task"),
    ),
}
BELOW = {
    POINTS: N_("less than {yellow} percentage points behind pace"),
    "share": N_("less than {yellow}% short of what was to be done by now"),
    MONTH: N_("less than {yellow}% short of the month's task"),
}
ON_PACE_ONLY = N_("on pace or ahead of it")
ANY_GAP = {
    POINTS: N_("behind pace by up to {red} percentage points"),
    "share": N_("up to {red}% short of what was to be done by now"),
    MONTH: N_("up to {red}% short of the month's task"),
}


MORE_THAN = {
    POINTS: N_("more than {yellow} up to {red} percentage points behind pace"),
    "share": N_("more than {yellow}% up to {red}% short of what was to be done by now"),
    MONTH: N_("more than {yellow}% up to {red}% short of the month's task"),
}


def _pace(policy: Policy) -> Part:
    green, yellow, red = PACE[policy.pace_by]
    facts = {
        "green": policy.green_points, "yellow": policy.yellow_points, "red": policy.red_points,
    }  # fmt: skip
    if policy.green_points is None:
        green = BELOW[policy.pace_by] if policy.yellow_points else ON_PACE_ONLY
    elif policy.green_points == 0:
        green = ON_PACE_ONLY
    if not policy.yellow_points:
        yellow = ANY_GAP[policy.pace_by]
    elif policy.green_points == policy.yellow_points:
        yellow = MORE_THAN[policy.pace_by]
    for light, told in zip(
        (Light.GREEN, Light.YELLOW, Light.RED), (green, yellow, red), strict=True
    ):
        used = {name: value for name, value in facts.items() if f"{{{name}}}" in told}
        about = Reason(N_("Pace: {light}"), {"light": light})
        yield Clause(f"pace.{light}", LIGHTS, about, Reason(told, used))
        if light == Light.GREEN and policy.green_points is not None:
            yield from _gap(policy.green_points, policy.yellow_points)


def _gap(green: int, yellow: int) -> Part:
    if green < yellow:
        told = N_("between {green} and {yellow} nothing is ruled")
        yield _clause("pace.gap", LIGHTS, N_("Pace: undefined"), told, green=green, yellow=yellow)


def _lateness(policy: Policy) -> Part:
    for light, days in ((Light.YELLOW, policy.yellow_overdue), (Light.RED, policy.red_overdue)):
        about = Reason(N_("Deadline: {light}"), {"light": light})
        told = Reason(N_("{days} working days overdue"), {"days": days})
        yield Clause(f"overdue.{light}", LIGHTS, about, told)
    missed = N_("missed: at least {yellow}")
    facts: dict[str, Any] = {"yellow": Light.YELLOW}
    if policy.milestone_red:
        missed = N_("missed: {yellow}; by {days} working days: {red}")
        facts |= {"red": Light.RED, "days": policy.milestone_red}
    yield _clause("milestone_red", LIGHTS, N_("Milestone"), missed, **facts)


def _conditions(policy: Policy) -> Part:
    for name, about in (
        ("start_months", N_("Not started")),
        ("first_report_months", N_("No first report")),
    ):
        yellow, red = getattr(policy, name)
        if yellow or red:
            told = N_("more than {yellow} months: {light}; more than {red} months: {worse}")
            facts = {"light": Light.YELLOW, "worse": Light.RED, "yellow": yellow, "red": red}
            if not (yellow and red):
                told = N_("more than {months} months: {light}")
                facts = {"months": yellow or red, "light": Light.YELLOW if yellow else Light.RED}
            yield _clause(name, LIGHTS, about, told, **facts)
    if policy.yellow_months_red:
        yield _clause(
            "yellow_months_red", LIGHTS, N_("Repeatedly"),
            N_("{yellow} {months} months running: {red}"),
            yellow=Light.YELLOW, red=Light.RED, months=policy.yellow_months_red,
        )  # fmt: skip
    made_good = N_("turns {light} at once")
    if policy.red_made_good != Light.GREEN:
        made_good = N_("turns {light} for the rest of the month")
    about = N_("A red light made good")
    yield _clause("red_made_good", LIGHTS, about, made_good, light=policy.red_made_good)
    about, forecast = N_("Forecast"), N_("cannot be met at the present pace: {light}")
    if policy.forecast_late != Light.NONE:
        yield _clause("forecast_late", LIGHTS, about, forecast, light=policy.forecast_late)


# -- reporting, extending, closing ----------------------------------------------------------


def _reporting(policy: Policy) -> Part:
    days = policy.accept_days
    told = N_("within {days} working days, or it counts as accepted")
    if not days:
        told = N_("on the same day, or it counts as accepted")
    facts = {"days": days} if days else {}
    yield _clause("accept_days", REPORTING, N_("Rejecting an assignment"), told, **facts)
    silence = N_("{days} days without a report are told beside the light")
    yield _clause("silent_days", REPORTING, N_("Silence"), silence, days=policy.silent_days)
    limit, facts = limit_words(policy.due_within)
    yield _clause("due_within", REPORTING, N_("Limit where none is stated"), limit, **facts)
    soon = N_("in the next {days} working days")
    yield _clause("due_soon_days", REPORTING, N_("Due soon"), soon, days=policy.due_soon_days)
    if policy.quiet_from:
        quiet = N_("no letter leaves between {start} and {end}")
        hours = {"start": policy.quiet_from, "end": policy.quiet_until}
        yield _clause("quiet", REPORTING, N_("Quiet hours"), quiet, **hours)


def limit_words(within: str) -> tuple[str, dict[str, Any]]:
    """Word a limit of matters that state none: a sentence and its figure."""
    if not within:
        return N_("a deadline must be stated"), {}
    if within == YEAR_END:
        return N_("the end of the year"), {}
    match = LIMIT.fullmatch(within)
    assert match, within
    said = {
        "w": N_("{count} working days from docketing"),
        "m": N_("{count} months from docketing"),
        "d": N_("{count} days from docketing"),
    }[match["measure"][0]]
    return said, {"count": int(match["count"])}


STEPS = {CONSENT: N_("consent of the unit head"), "screen": N_("opinion of the office")}


def _closing(policy: Policy) -> Part:
    most = N_("at most {count} of a commitment, asked for before the deadline")
    yield _clause("max_extensions", CLOSING, N_("Extensions"), most, count=policy.max_extensions)
    steps = [Word(STEPS[one]) for one in policy.extension_steps]
    before = N_("{steps}, then a leader decides") if steps else N_("a leader decides at once")
    facts: dict[str, Any] = {"steps": steps} if steps else {}
    yield _clause("extension_steps", CLOSING, N_("Deciding an extension"), before, **facts)
    yield from _by_kind(policy.checks, "checks", N_("Checks of {kind}"))
    yield from _by_kind(policy.proofs, "proofs", N_("Evidence for {kind}"))
    within = N_("within {days} days of a return or a relapse")
    yield _clause("objection_days", CLOSING, N_("Objections"), within, days=policy.objection_days)
    drawn = N_("each month {percent}% of what closed {months} months ago")
    look = {"percent": policy.lookback_percent, "months": policy.lookback_months}
    yield _clause("lookback", CLOSING, N_("Look-back"), drawn, **look)


def _by_kind(rules: Mapping[str, Sequence[Any]], name: str, about: str) -> Part:
    for kind, needed in rules.items():
        of = Word(N_("every other kind")) if kind == EVERY_KIND else Kind(kind)
        if len(rules) == 1 and kind == EVERY_KIND:
            of = Word(N_("every kind"))
        told = Reason(N_("{needed}, in this order"), {"needed": list(needed)})
        if name == "proofs":
            told = Reason(N_("each of {needed}"), {"needed": list(needed)})
        if not needed:
            told = Reason(N_("none"))
        yield Clause(f"{name}.{kind}", CLOSING, Reason(about, {"kind": of}), told)


# -- ladders --------------------------------------------------------------------------------

BEFORE = N_("{days} working days before it")
ON_THE_DAY = N_("on the day")
AFTER = N_("{days} working days after it")
TOO_LONG = N_("as soon as it lasts too long")
INTO_IT = N_("{days} working days into it")
UNANSWERED = N_("{days} working days after “{former}” went unanswered")
EXPIRED = N_("{days} working days after the {former}, without good cause")
REDS = N_("red {reds} times in {within} days")


def _ladders(policy: Policy) -> Part:
    for name in LADDERS:
        for rung in getattr(policy, name):
            when = _when(rung, silence=name == "silence_ladder")
            yield Clause(f"{name}.{rung.key}", LADDER_NAMES[name], when, _what(rung))
        if name == "ladder":
            yield _readers(policy)


def _readers(policy: Policy) -> Clause:
    others = N_("each rung goes to somebody higher than the one before")
    same = N_("a rung may go to the same people as the one before")
    told = others if policy.climb_to_others else same
    return _clause("climb_to_others", LADDER_NAMES["ladder"], N_("Readers"), told)


def _when(rung: Rung, *, silence: bool) -> Reason:
    if rung.reds:
        return Reason(REDS, {"reds": rung.reds, "within": rung.within})
    if rung.after:
        former = next(term for term in (*Card, *Step) if term.value == rung.after)
        sentence = EXPIRED if isinstance(former, Card) else UNANSWERED
        return Reason(sentence, {"days": rung.days, "former": former})
    if silence:
        return Reason(INTO_IT, {"days": rung.days}) if rung.days else Reason(TOO_LONG)
    if not rung.days:
        return Reason(ON_THE_DAY)
    return Reason(AFTER if rung.days > 0 else BEFORE, {"days": abs(rung.days)})


def _what(rung: Rung) -> Reason:
    """Say what a rung does: the step, its card, its readers, whether it comes again."""
    facts: dict[str, Any] = {"step": rung.step, "to": list(rung.to)}
    if rung.card:
        facts["card"] = rung.card
    if rung.is_proposal:
        return Reason(N_("{step} is proposed, about {to}; a named officer confirms it"), facts)
    if rung.every:
        facts["every"] = rung.every
        if rung.card:
            return Reason(N_("{step} ({card}) to {to}, again every {every} working days"), facts)
        return Reason(N_("{step} to {to}, again every {every} working days"), facts)
    return Reason(N_("{step} ({card}) to {to}") if rung.card else N_("{step} to {to}"), facts)


# -- words, colours, scores ------------------------------------------------------------------


def _looks(policy: Policy) -> Part:
    for key, words in policy.names.items():
        about = Reason(N_("Called otherwise: {term}"), {"term": _common(key)})
        told = Reason(N_("“{word}”"), {"word": list(dict.fromkeys(words.values()))})
        yield Clause(f"names.{key}", LOOKS, about, told)
    for key, colour in policy.colours.items():
        about = Reason(N_("Colour: {term}"), {"term": _common(key)})
        yield Clause(f"colours.{key}", LOOKS, about, Reason(N_("colour {hex}"), {"hex": colour}))
    yield from _scores(policy.scores)


def _scores(scores: Mapping[str, Any]) -> Part:
    """Tell what the office's tariff says otherwise than the one it starts from."""
    for key, value in scores.items():
        if key == "points":
            for deed, points in value.items():
                yield _price(deed, points)
        elif key == "categories":
            for name, deeds in value.items():
                for deed, points in deeds.items():
                    yield replace(_price(deed, points), key=f"scores.{name}.{deed}")
        else:
            about = Reason(N_("Score: {key}"), {"key": key})
            told = Reason(N_("counts {value}"), {"value": value})
            yield Clause(f"scores.{key}", LOOKS, about, told)


def _price(deed: str, points: Mapping[str, Any]) -> Clause:
    about = Reason(N_("Score: {key}"), {"key": Sort(deed)})
    told = N_("lead unit {lead} points, support unit {support} points")
    facts = {"lead": points.get("lead", "0"), "support": points.get("support", "0")}
    return Clause(f"scores.{deed}", LOOKS, about, Reason(told, facts))


def _common(key: str) -> Word:
    """Call a light, card or step as everybody does, whatever this office calls it."""
    return Word(term_of(key).label)


PARTS: tuple[Callable[[Policy], Part], ...] = (
    _pace, _lateness, _conditions, _reporting, _closing, _ladders, _looks,
)  # fmt: skip
