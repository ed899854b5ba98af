"""考评: what an event earns or costs a unit, and how comparable units are ranked by it.

Rules an office writes (``scores:`` in its policy) and no database: the ledger turns events
into deeds (``models.scoring_course``), these rules put a price on each, and every point of a
score is the price of one deed or a line that says which limit took it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from models.terms import Term
from models.words import N_

ZERO = Decimal(0)


class Sort(Term):
    """What may earn or cost points. The last four are limits, not deeds."""

    CLOSED = "closed", N_("struck off")
    ON_TIME = "on_time", N_("done on time")
    EARLY = "early", N_("done early")
    LATE = "late", N_("deadline passed undone")
    OVERDUE_DAY = "overdue_day", N_("working days overdue")
    CHASED = "chased", N_("overdue reminder sent")
    NOTICED = "noticed", N_("supervision notice sent")
    NAMED = "named", N_("named in a circular")
    INTERVIEWED = "interviewed", N_("formally interviewed")
    TRANSFERRED = "transferred", N_("transferred to another body")
    RETURNED = "returned", N_("check not passed")
    RELAPSED = "relapsed", N_("relapse found")
    EXTENDED = "extended", N_("deadline extended")
    BAD_REJECTION = "bad_rejection", N_("rejected without grounds")
    UNSIGNED = "unsigned", N_("not signed for in time")
    MISSED_REPORT = "missed_report", N_("report missed or late")
    PRAISED = "praised", N_("praise recorded")
    CRITICISED = "criticised", N_("criticism recorded")
    FALSE_REPORT = "false_report", N_("false report recorded")
    NOT_CONTACTED = "not_contacted", N_("call-back: not in touch in time")
    NOT_RESOLVED = "not_resolved", N_("call-back: not resolved")
    NOT_SATISFIED = "not_satisfied", N_("call-back: not satisfied")
    BASE = "base", N_("base")
    MOST = "most", N_("limit of one sort")
    CAP = "cap", N_("upper limit")
    FLOOR = "floor", N_("lower limit")


LIMITS = frozenset({Sort.BASE, Sort.MOST, Sort.CAP, Sort.FLOOR})
DEEDS = tuple(one for one in Sort if one not in LIMITS)
# What befalls the whole matter, so that those who work along have a share in it; the other
# deeds are of the unit that did them.
SHARED = frozenset({
    Sort.CLOSED, Sort.ON_TIME, Sort.EARLY, Sort.LATE, Sort.OVERDUE_DAY, Sort.CHASED,
    Sort.NOTICED, Sort.RETURNED, Sort.RELAPSED, Sort.NOT_RESOLVED, Sort.NOT_SATISFIED,
})  # fmt: skip


class Tariff(Term):
    """Whose prices an office starts from (``models.scoring_tariffs``)."""

    DEFAULT = "default", N_("default")
    JIAMUSI = "jiamusi", N_("Jiamusi")
    COUNTY = "county", N_("a county's, base 80")
    WENZHOU = "wenzhou", N_("Wenzhou")


class Finished(StrEnum):
    """Which day counts as the day a matter was finished, where it is held against its deadline."""

    ACTUAL = "actual"  # the day the unit says and a check has confirmed
    ASKED = "asked"  # the day on which closure was asked for
    CLOSED = "closed"  # the day it was struck off: the check's time is the unit's too


@dataclass(frozen=True, slots=True)
class Points:
    """What a deed is worth to the lead unit and to each support unit.

    ``most`` is how many points of this sort a unit can win or lose in a period, in size.
    """

    lead: Decimal = ZERO
    support: Decimal = ZERO
    most: Decimal | None = None


Prices = Mapping[Sort, Points]


@dataclass(frozen=True, slots=True)
class Deed:
    """Something a unit is to be credited or debited with, and the event it is known from."""

    number: str
    place: int
    on: date
    sort: Sort
    lead: bool = True
    count: int = 1
    category: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a score: a deed with its price, or a limit with what it gives or takes."""

    sort: Sort
    points: Decimal
    number: str = ""
    place: int = 0
    on: date | None = None
    lead: bool = True
    count: int = 1
    of: Sort | None = None
    """The sort whose limit this line keeps."""


@dataclass(frozen=True)
class ScoreRules:
    """How an office scores (DOMAIN §4). Points are exact decimals.

    ``cap`` and ``floor`` bound a unit's score; None is no bound. ``categories`` give the
    matters of a category prices of their own, sort by sort. A matter is early when it is
    finished at least ``early_days`` working days before its deadline. ``red_list`` and
    ``black_list`` are how many units of a group they name; a unit with fewer than
    ``fewest_matters`` is listed apart and not ranked.
    """

    tariff: Tariff = Tariff.DEFAULT
    base: Decimal = Decimal(100)
    cap: Decimal | None = None
    floor: Decimal | None = None
    points: Prices = field(default_factory=dict)
    categories: Mapping[str, Prices] = field(default_factory=dict)
    finished: Finished = Finished.ACTUAL
    early_days: int = 5
    red_list: int = 5
    black_list: int = 5
    fewest_matters: int = 3
    basically_counts: bool = True

    def price(self, deed: Deed) -> Decimal:
        """Return what a deed is worth: its price as lead or support unit, so many times."""
        points = self.points_of(deed.category).get(deed.sort, Points())
        return (points.lead if deed.lead else points.support) * deed.count

    def points_of(self, category: str) -> Prices:
        """Return the prices that stand for matters of a category."""
        return self._merged.get(category, self.points)

    @cached_property
    def _merged(self) -> dict[str, Prices]:
        return {name: {**self.points, **own} for name, own in self.categories.items()}

    def scored(self, deeds: Iterable[Deed]) -> tuple[Line, ...]:
        """Put prices on a unit's deeds and add what limits give or take; the sum is the score."""
        lines = [Line(Sort.BASE, self.base)] if self.base else []
        priced = [(deed, self.price(deed)) for deed in deeds]
        lines += [
            Line(one.sort, points, one.number, one.place, one.on, one.lead, one.count)
            for one, points in sorted(priced, key=lambda pair: _in_order(pair[0]))
            if points
        ]
        lines += self._limited(lines)
        total = score_of(lines)
        if self.cap is not None and total > self.cap:
            lines.append(Line(Sort.CAP, self.cap - total))
        if self.floor is not None and total < self.floor:
            lines.append(Line(Sort.FLOOR, self.floor - total))
        return tuple(lines)

    def _limited(self, lines: Sequence[Line]) -> list[Line]:
        """Give back, or take back, what goes beyond the limit of one sort."""
        found = []
        for sort, points in self.points.items():
            total = sum((one.points for one in lines if one.sort == sort), ZERO)
            if points.most is not None and abs(total) > points.most:
                most = points.most if total > 0 else -points.most
                found.append(Line(Sort.MOST, most - total, of=sort))
        return found

    def as_json(self) -> dict[str, Any]:
        """Return plain data that ``from_json`` reads back."""
        return {
            "tariff": self.tariff.value,
            "base": str(self.base),
            "cap": _text(self.cap),
            "floor": _text(self.floor),
            "points": _plain_prices(self.points),
            "categories": {name: _plain_prices(one) for name, one in self.categories.items()},
            "finished": self.finished.value,
            "early_days": self.early_days,
            "red_list": self.red_list,
            "black_list": self.black_list,
            "fewest_matters": self.fewest_matters,
            "basically_counts": self.basically_counts,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ScoreRules:
        """Read the ``scores`` of a policy: a tariff by its name, and what differs from it."""
        from models.scoring_tariffs import TARIFFS

        rules = TARIFFS[Tariff(data.get("tariff") or Tariff.DEFAULT)]
        given: dict[str, Any] = {
            name: data[name]
            for name in ("early_days", "red_list", "black_list", "fewest_matters",
                         "basically_counts")
            if name in data
        }  # fmt: skip
        given |= {name: _decimal(data[name]) for name in ("base", "cap", "floor") if name in data}
        if "finished" in data:
            given["finished"] = Finished(data["finished"])
        if "points" in data:
            given["points"] = {**rules.points, **_prices(data["points"])}
        if "categories" in data:
            own = {name: _prices(one) for name, one in data["categories"].items()}
            given["categories"] = {**rules.categories, **own}
        return replace(rules, **given)


def _in_order(deed: Deed) -> tuple[Any, ...]:
    what = deed.on, deed.number, deed.place, DEEDS.index(deed.sort), not deed.lead
    return *what, deed.count, deed.category


def score_of(lines: Iterable[Line]) -> Decimal:
    """Add up a score; nothing but its lines makes it."""
    return sum((one.points for one in lines), ZERO)


def _decimal(given: Any) -> Decimal | None:
    return None if given in (None, "none") else Decimal(str(given))


def _text(number: Decimal | None) -> str:
    return "none" if number is None else str(number)


def _prices(data: Mapping[str, Any]) -> dict[Sort, Points]:
    """Read prices: a number is the lead unit's, else lead, support and most are told apart."""
    return {Sort(name): _points(one) for name, one in data.items()}


def _points(given: Any) -> Points:
    if not isinstance(given, Mapping):
        return Points(Decimal(str(given)))
    return Points(
        Decimal(str(given.get("lead", 0))),
        Decimal(str(given.get("support", 0))),
        _decimal(given.get("most")),
    )


def _plain_prices(prices: Prices) -> dict[str, dict[str, str]]:
    return {
        sort.value: {"lead": str(one.lead), "support": str(one.support), "most": _text(one.most)}
        for sort, one in prices.items()
    }


# -- ranking ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Standing:
    """What ranking needs to know of a unit."""

    unit: str
    score: Decimal
    matters: int
    lost: bool
    """Whether it lost any point at all."""


def ranks(standings: Sequence[Standing], rules: ScoreRules) -> dict[str, int]:
    """Rank the units of one group: ties are equal, and the next rank is left out for each.

    Whoever has too few matters has no rank: one late of two says nothing beside one of a
    hundred (Lianyungang: workloads in one group differ 85-fold).
    """
    counted = [one for one in standings if one.matters >= rules.fewest_matters]
    return {
        one.unit: 1 + sum(other.score > one.score for other in counted)
        for one in sorted(counted, key=lambda each: (-each.score, each.unit))
    }


def red_and_black(
    standings: Sequence[Standing], rules: ScoreRules
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Name the best and the worst of one group; whoever ties with the last named is named too.

    Yulin: the first five and the last five, ties equal (DOMAIN §4). Nobody stands on both:
    where ties or a small group would make it so, a unit stands on neither. Whoever lost no
    point is not on the black list: being last of many good ones is no reproach.
    """
    known = ranks(standings, rules)
    counted = [one for one in standings if one.unit in known]
    red = _ends(counted, rules.red_list, best=True)
    black = _ends(counted, rules.black_list, best=False)
    both = red & black
    in_order = sorted(counted, key=lambda one: (-one.score, one.unit))
    return (
        tuple(one.unit for one in in_order if one.unit in red - both),
        tuple(one.unit for one in reversed(in_order) if one.unit in black - both and one.lost),
    )


def _ends(counted: Sequence[Standing], count: int, *, best: bool) -> set[str]:
    scores = sorted((one.score for one in counted), reverse=best)
    if not scores or not count:
        return set()
    last = scores[min(count, len(scores)) - 1]
    return {one.unit for one in counted if (one.score >= last if best else one.score <= last)}
