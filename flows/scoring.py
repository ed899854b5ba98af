"""Scores at the desk: reckoned for a period, shown by group, unit or board, or written down."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledgers.lines import as_json
from ledgers.scores import GroupScores, Scores, UnitScore, scores
from models.errors import WrongPeriod
from models.measures import Measure, Ratio, board
from models.scoring_facts import Period
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.book import Book

NOTHING = N_("No unit had anything to do in this period.")


def show_scores(
    at: Desk,
    book: Book,
    *,
    since: str,
    until: str,
    as_of: str,
    group: str,
    category: str,
    why: str,
    board: bool,
    docx: Path | None,
) -> None:
    """``duban score``: reckon, then answer in the form that was asked for."""
    from flows import score_page

    if group:
        at.choice("--group", group, sorted(book.directory.peer_groups()))
    period = period_of(at, since, until, known=at.day(as_of))
    found = scores(book, period, group=group, category=category, unit=why)
    if docx:
        from flows.score_annex import annex

        at.write(docx, annex(found, at.speaker, office=book.fact("office")))
        at.say(N_("Written: {path}. It is a draft for decision (送审稿); nothing is sent."),
               path=docx)  # fmt: skip
    if at.as_json:
        at.data(plain(found, book.directory.name_of(why) if why else ""))
    elif not found.groups:
        at.say(NOTHING)
    elif why:
        at.page(score_page.why(found, book.directory.name_of(why), at.speaker))
    elif board:
        at.page(score_page.boards(found, at.speaker))
    elif not docx:
        at.page(score_page.ranking(found, at.speaker))


def period_of(at: Desk, since: str, until: str, *, known: date) -> Period:
    """Read the two days; the year's first where only the last is named. Raises WrongPeriod.

    It ends where knowledge ends: no deadline is missed before its day has come.
    """
    last = min(at.day(until), known) if until else known
    first = at.day(since) if since else date(last.year, 1, 1)
    if first > last:
        raise WrongPeriod(first=first, last=last)
    return Period(first, last)


# -- for programs -------------------------------------------------------------------------


def plain(found: Scores, why: str = "") -> dict[str, Any]:
    """Write scores with stable English keys; with ``why``, every line of that unit."""
    return {
        "from": found.first.isoformat(),
        "to": found.last.isoformat(),
        "policy": found.policy,
        "tariff": found.tariff,
        "category": found.category,
        "matters": found.matters,
        "groups": [_plain_group(one, why) for one in found.groups],
    }


def _plain_group(group: GroupScores, why: str) -> dict[str, Any]:
    return {
        "group": group.group,
        "red_list": list(group.red_list),
        "black_list_proposed": list(group.black_list),
        "units": [_plain_unit(one, lines=one.unit == why) for one in group.units],
    }


def _plain_unit(one: UnitScore, *, lines: bool) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "rank": one.rank,
        "score": str(one.score),
        "gained": str(one.gained),
        "lost": str(one.lost),
        "matters": one.matters,
        "as_support": one.as_support,
        "measures": {name.value: _plain_ratio(name, it) for name, it in one.measures.items()},
        "board": {name.value: _plain_ratio(None, it) for name, it in board(one.measures).items()},
        "satisfaction": one.satisfaction,
        **({"lines": as_json(one.lines)} if lines else {}),
    }


def _plain_ratio(measure: Measure | None, ratio: Ratio) -> dict[str, Any]:
    value = ratio.average if measure == Measure.DAYS_OVERDUE else ratio.percent
    name = "average" if measure == Measure.DAYS_OVERDUE else "percent"
    return {
        "numerator": ratio.numerator,
        "denominator": ratio.denominator,
        name: None if value is None else str(value),
    }
