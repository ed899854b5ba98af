"""A clause that lists several counted objects, cut so that each can be checked by itself.

「开设40个暑托班、12个寒托班」 is two promises with one verb; 「新建、改造农贸市场2家」 and
「陇海路、紫荆山路等8条道路」 are one: a cut is made only where both sides count something, or
both say what is to be finished (搭好过渡市场、完成商户搬迁).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from models.intake.figures import figures_in
from models.intake.lexicon import HARD
from models.intake.passages import Span, veiled

# 在14个市州城区和3个园区…: where or for whom, not yet what.
_PLACE = re.compile("在|为|对|向|从")
_FINISHES = re.compile("(?:搭好|建好|完成|启动|建成|开工)(?=[\u4e00-\u9fff]{2})")
_PARTLY = re.compile(r"（[^（）]*(?:其中|含|包括)[^（）]*）$")
_CUT = re.compile(
    r"、|(?<=[\u4e00-\u9fff）”])(?:和|及|以及|与|并)(?=[\u4e00-\u9fff“]{0,14}\d)|\s{1,3}(?=\S)"
)


def items(clause: Span, days: Sequence[int] = ()) -> Iterator[Span]:
    """Walk the items of a clause; one where nothing is listed.

    ``days`` are the places of the deadlines that stand in it, by offsets in the text.
    """
    start, end = 0, len(clause.text)
    figures = [figure.start for figure in figures_in(clause.text) if not figure.in_words]
    for cut in _CUT.finditer(veiled(clause.text)):
        left, right = clause.text[start : cut.start()], clause.text[cut.end() :]
        counted = any(start <= figure < cut.start() for figure in figures)
        counts_on = any(figure >= cut.end() for figure in figures)
        if (
            (counted and counts_on and not _is_place(left))
            or (not figures and _FINISHES.search(left) and _FINISHES.match(right))
            or _dated_apart(clause, start, cut, days)
            or (not counted and right[:1].isdigit() and counts_on and _FINISHES.search(left))
        ):
            yield _without_aside(clause.part(start, cut.start()).trimmed())
            start = cut.end()
    yield _without_aside(clause.part(start, end).trimmed())


def _is_place(left: str) -> bool:
    return _PLACE.match(left) is not None and not HARD.search(left)


def _dated_apart(clause: Span, start: int, cut: re.Match[str], days: Sequence[int]) -> bool:
    """「仓储区明年7月建成、引导区明年11月建成」: each side names its day."""
    left = any(clause.start + start <= day < clause.start + cut.start() for day in days)
    return left and any(clause.start + cut.end() <= day < clause.end for day in days)


def _without_aside(item: Span) -> Span:
    """Leave out a count within the count: 新增床位300张（其中护理型180张）."""
    aside = _PARTLY.search(item.text)
    return item.part(0, aside.start()) if aside else item
