"""What is measured of a unit beside its score; never a percentage without its two numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from models.terms import Satisfaction, Term
from models.words import N_


class Measure(Term):
    """A rate: so many of so many (DOMAIN §4). ``DAYS_OVERDUE`` is an average, not a share."""

    CLOSED = "closed", N_("closing rate")
    ON_TIME = "on_time", N_("on-time closing rate")
    ON_PACE = "on_pace", N_("on-pace rate")
    OVERDUE = "overdue", N_("overdue rate")
    DAYS_OVERDUE = "days_overdue", N_("working days overdue on average")
    EXTENDED = "extended", N_("extension rate")
    RETURNED = "returned", N_("return rate")
    RELAPSED = "relapsed", N_("relapse rate of look-backs")
    REPORTED = "reported", N_("reports in time")
    SIGNED = "signed", N_("sign-off in time")
    CONTACTED = "contacted", N_("response rate")
    RESOLVED = "resolved", N_("resolution rate")
    SATISFIED = "satisfied", N_("satisfaction rate")


# Of these the lower one is the better.
THE_LESS_THE_BETTER = frozenset(
    {Measure.OVERDUE, Measure.DAYS_OVERDUE, Measure.EXTENDED, Measure.RETURNED, Measure.RELAPSED}
)


@dataclass(frozen=True, slots=True)
class Ratio:
    """So many of so many."""

    numerator: int = 0
    denominator: int = 0

    def __add__(self, other: Ratio) -> Ratio:
        """Put two counts together; rates themselves are never averaged."""
        return Ratio(self.numerator + other.numerator, self.denominator + other.denominator)

    @property
    def rest(self) -> Ratio:
        """The others of the same."""
        return Ratio(self.denominator - self.numerator, self.denominator)

    @property
    def fraction(self) -> Fraction | None:
        """The exact value; None of nothing."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    @property
    def percent(self) -> Decimal | None:
        """In per cent, to a tenth; None of nothing."""
        if not self.denominator:
            return None
        exact = Decimal(100 * self.numerator) / self.denominator
        return exact.quantize(Decimal("0.1"), ROUND_HALF_UP)

    @property
    def average(self) -> Decimal | None:
        """As a number per one, to a tenth; None of nothing."""
        if not self.denominator:
            return None
        return (Decimal(self.numerator) / self.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)


class Board(Term):
    """比进度、比质量、比实效、比作风: the four comparisons of a board (四比四看)."""

    PACE = "pace", N_("pace")
    QUALITY = "quality", N_("quality")
    RESULTS = "results", N_("results")
    CONDUCT = "conduct", N_("conduct")


def board(measured: Mapping[Measure, Ratio]) -> dict[Board, Ratio]:
    """Take each comparison from what really measures it; always the more the better.

    Pace is the share on pace. Quality is what passed its check at the first time of asking and
    held when looked at again; results, what was done by its deadline; conduct, what was
    reported and signed for in time.
    """

    def of(*wanted: Measure) -> Ratio:
        return sum((measured.get(one, Ratio()) for one in wanted), Ratio())

    return {
        Board.PACE: of(Measure.ON_PACE),
        Board.QUALITY: of(Measure.RETURNED, Measure.RELAPSED).rest,
        Board.RESULTS: of(Measure.ON_TIME),
        Board.CONDUCT: of(Measure.REPORTED, Measure.SIGNED),
    }


def verdict_of(votes: Iterable[Satisfaction]) -> Satisfaction | None:
    """Say what many call-backs of one matter come to; None where nobody said anything.

    Zhenhai People's Congress: more than half satisfied is satisfied; satisfied and basically
    satisfied together more than half is basically satisfied; else, just half included, not
    satisfied (DOMAIN §4).
    """
    said = list(votes)
    if not said:
        return None
    satisfied = said.count(Satisfaction.SATISFIED)
    if 2 * satisfied > len(said):
        return Satisfaction.SATISFIED
    if 2 * (satisfied + said.count(Satisfaction.BASICALLY)) > len(said):
        return Satisfaction.BASICALLY
    return Satisfaction.UNSATISFIED
