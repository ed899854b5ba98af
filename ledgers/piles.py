"""What lies on each reader's desk while a day's news is dealt out, and how it is written up."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from ledgers.digest_lines import (
    Answered,
    Ask,
    Assigned,
    Change,
    Decision,
    Instructed,
    News,
    TakenOver,
    Unsigned,
)
from ledgers.lines import Line
from ledgers.lists import worst_first
from models.lights import Reason
from models.terms import Light, Step

if TYPE_CHECKING:
    from ledgers.news import DayNews

Key = tuple[object, ...]
Item = TypeVar("Item", Ask, Decision, Assigned)


@dataclass(slots=True)
class Pile:
    """What lies on one reader's desk while the news is dealt out."""

    asks: dict[Key, Ask] = field(default_factory=dict)
    decisions: dict[Key, Decision] = field(default_factory=dict)
    answers: list[Answered] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    closed: list[Change] = field(default_factory=list)
    reopened: list[Change] = field(default_factory=list)
    paused: list[Change] = field(default_factory=list)
    assigned: dict[Key, Assigned] = field(default_factory=dict)
    instructions: list[Instructed] = field(default_factory=list)
    posts: list[TakenOver] = field(default_factory=list)
    due_soon: list[Line] = field(default_factory=list)
    silent: list[Line] = field(default_factory=list)
    unsigned: list[Unsigned] = field(default_factory=list)
    troubles: list[tuple[str, Reason]] = field(default_factory=list)
    wakes: bool = False
    """Whether anything here is reason enough to write a letter today."""

    def lines(self) -> Iterator[Line]:
        """List every matter that lies here with its deadline."""
        yield from (*self.due_soon, *self.silent)
        yield from (one.line for one in self.asks.values())
        yield from (one.line for one in self.decisions.values())
        yield from (one.line for one in self.assigned.values())
        yield from (one.line for one in (*self.changes, *self.reopened, *self.paused))


def put(pile: dict[Key, Item], key: Key, item: Item) -> None:
    """Put something on a pile once: one's own before a deputy's, a deputy's for all principals."""
    known: Ask | Decision | Assigned = pile.setdefault(key, item)
    if known.instead_of:
        names = (*known.instead_of, *item.instead_of) if item.instead_of else ()
        pile[key] = replace(item, instead_of=tuple(dict.fromkeys(names)))


def write_up(pile: Pile, person: int, day: DayNews) -> News:
    """Write up what lies on a desk, in the order in which a letter tells it."""
    reader = day.people.readers[person]
    red = [one for one in pile.changes if one.after == Light.RED]
    yellow = [one for one in pile.changes if one.after == Light.YELLOW and one.before != Light.RED]
    better = [one for one in pile.changes if one.after.severity < one.before.severity]
    return News(
        reader=reader,
        on=day.on,
        office=day.office,
        totals=day.tallies.of(reader),
        before=day.tallies.before(reader),
        asks=tuple(sorted(pile.asks.values(), key=_ask_order)),
        decisions=tuple(sorted(pile.decisions.values(), key=_decision_order)),
        answers=tuple(pile.answers),
        new_red=_by_number(red),
        new_yellow=_by_number(yellow),
        recovered=_by_number(better),
        closed=_by_number(pile.closed),
        reopened=_by_number(pile.reopened),
        paused=_by_number(pile.paused),
        assigned=tuple(pile.assigned.values()),
        instructions=tuple(pile.instructions),
        taken_over=tuple(pile.posts),
        due_soon=tuple(pile.due_soon),
        due_soon_days=day.book.policy.due_soon_days,
        accept_days=day.book.policy.accept_days,
        names=day.book.policy.named(reader.language),
        colours=day.book.policy.colours,
        units=day.tallies.units(reader),
        causes=day.tallies.causes(reader),
        both=day.tallies.both if reader.all_matters else None,
        silent=tuple(worst_first(pile.silent)),
        unsigned=tuple(pile.unsigned),
        not_computed=tuple(pile.troubles),
        missed_days=day.missed_days,
        provisional=any(line.provisional for line in pile.lines()),
        seal=day.seal,
    )


def _by_number(changes: Iterable[Change]) -> tuple[Change, ...]:
    return tuple(sorted(changes, key=lambda one: one.line.number))


def _ask_order(ask: Ask) -> tuple[int, date, str]:
    return -list(Step).index(ask.step), ask.line.due or date.max, ask.line.number


def _decision_order(decision: Decision) -> tuple[date, str, str]:
    return decision.since, decision.line.number, decision.what
