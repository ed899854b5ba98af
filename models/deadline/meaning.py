"""What a deadline phrase means, and where in a text one stands."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from re import Match, Pattern
from typing import NamedTuple

from models.calendar import WorkCalendar


class Year(StrEnum):
    """Whence the year of a deadline."""

    COUNTED = ""
    """It follows from counting: 30日内, 下周五, “十四五”末."""
    SAID = "said"
    """The phrase writes it: 2026年6月底前."""
    RELATIVE = "relative"
    """The phrase names it from the document: 今年, 明年."""
    THIS = "this"
    """No year was said: it is the document's, because the day does not lie before it."""
    NEXT = "next"
    """No year was said: it is the one after, because this year's day was already past."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """What a phrase means: its last day, the rule that says so, and how firm it is."""

    due: date | None = None
    start: date | None = None
    rule: str = ""
    """Key of the rule; empty where nothing was understood, ``none`` where no date is meant."""
    aim: bool = False
    """力争, 争取, 原则上: an aim rather than a promise."""
    ask: bool = False
    """A person must decide: 汛期前, 尽快, 春节前后."""
    year: Year = Year.COUNTED


class Found(NamedTuple):
    """A deadline phrase as it stands in a text: ``text[start:end] == phrase``."""

    start: int
    end: int
    phrase: str
    deadline: Deadline
    governs: bool = False
    """A period rather than a last day (2024年, 全年, 今后五年): it gives the deadline of
    whatever stands under it and names none of its own."""


Span = tuple[date | None, date]
"""First day (where the phrase tells one) and last day."""

Reader = Callable[[Match[str], date, WorkCalendar | None], Deadline | None]


@dataclass(frozen=True)
class Rule:
    """A line of a table: the key that is kept, what it looks like, how the day follows."""

    key: str
    signs: str
    """A text without any of these characters cannot match: most rules are never compiled."""
    looks: str
    read: Reader

    @cached_property
    def pattern(self) -> Pattern[str]:
        """What it looks like, compiled when a text first asks for it."""
        return re.compile(self.looks)

    def may_match(self, text: str) -> bool:
        """Tell whether it is worth looking, and so compiling."""
        return "pattern" in self.__dict__ or any(sign in text for sign in self.signs)
