"""The same promise said twice: in the headline, in the abstract, in a passage printed twice.

The fuller statement stays; the others point to it. Official documents do repeat themselves
(one newspaper page prints a whole section twice), and an officer should decide once.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from models.intake.promise import Promise

FEWEST_WORDS = 8  # fewer are contained in much that is something else
_EMPTY = re.compile(r"[\s，。、；：“”‘’《》（）()*]|确保|力争|争取|计划|全年|年内|将|要|的")


def marked(promises: Sequence[Promise]) -> list[Promise]:
    """Point every repeated promise to the fullest of its kind, counting from 1."""
    result = list(promises)
    for alike in _alike(promises):
        fullest = max(alike, key=lambda place: (*_fullness(promises[place]), -place))
        for place in alike:
            if place != fullest:
                result[place] = replace(promises[place], duplicate_of=fullest + 1)
    return result


def _alike(promises: Sequence[Promise]) -> Iterator[list[int]]:
    """Walk the groups of places that say one thing: one figure, and words that hold each other."""
    figures: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, one in enumerate(promises):
        figures[one.quantity, one.unit].append(place)
    for places in figures.values():
        words = {place: _EMPTY.sub("", promises[place].title) for place in places}
        groups: dict[str, list[int]] = defaultdict(list)
        for place in sorted(places, key=lambda place: -len(words[place])):
            groups[_holder(words[place], groups, counted=promises[place].quantity is not None)] += [
                place
            ]
        yield from (group for group in groups.values() if len(group) > 1)


def _holder(words: str, groups: Collection[str], *, counted: bool) -> str:
    """The longer statement that says the same words; the words themselves where none does."""
    if words in groups or not counted or len(words) < FEWEST_WORDS:
        return words
    return next((longer for longer in groups if words in longer), words)


def _fullness(one: Promise) -> tuple[bool, int, int]:
    return bool(one.deadline and not one.deadline_inherited), len(one.responsible), len(one.quote)
