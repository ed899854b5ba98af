"""Scores on a screen: each group's ranking and lists, a unit's points, the boards (四比四看)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from rich.text import Text

from flows.tables import table
from ledgers.lines import column
from ledgers.scores import GroupScores, Scores, UnitScore
from models.measures import Board, Measure, Ratio, board
from models.scoring import Line, Sort
from models.words import N_, Speaker

HEADING = N_("Scores {first} to {last}, by “{policy}” (tariff {tariff})")
UNGROUPED = N_("units of no group")
RED_LIST = N_("Red list: {units}")
BLACK_LIST = N_("Proposed for the black list, to be decided by the office: {units}")
APART = N_("Not ranked, fewer than {count} matters: {units}")
BOARD_HEADINGS = {
    Board.PACE: N_("On pace"),
    Board.QUALITY: N_("Passed and held"),
    Board.RESULTS: N_("Done on time"),
    Board.CONDUCT: N_("Told in time"),
}


@dataclass(frozen=True, slots=True)
class RankLine:
    """One unit in its group."""

    rank: str = column(N_("Rank"), default="")
    unit: str = column(N_("Unit"), default="", wide=True)
    score: Decimal = column(N_("Score"), default=Decimal(0))
    gained: str = column(N_("Gained"), default="")
    lost: str = column(N_("Lost"), default="")
    matters: str = column(N_("Matters (lead + support)"), default="", wide=True)
    on_time: str = column(N_("On time"), default="", wide=True)
    reported: str = column(N_("Reports"), default="", wide=True)
    returned: str = column(N_("Returned"), default="", wide=True)


@dataclass(frozen=True, slots=True)
class PointLine:
    """One line of a score."""

    number: str = column(N_("No."), default="")
    place: str = column(N_("Event"), default="")
    on: date | None = column(N_("Day"))
    rule: str = column(N_("Rule"), default="", wide=True)
    part: str = column(N_("As"), default="")
    count: str = column(N_("Times"), default="")
    points: str = column(N_("Points"), default="")


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One rate of a unit."""

    measure: Measure = column(N_("Measure"), default=Measure.CLOSED, wide=True)
    value: str = column(N_("Value"), default="")
    counts: str = column(N_("Of"), default="")


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One unit's place in the four comparisons."""

    unit: str = column(N_("Unit"), default="", wide=True)
    pace: str = column(BOARD_HEADINGS[Board.PACE], default="")
    quality: str = column(BOARD_HEADINGS[Board.QUALITY], default="")
    results: str = column(BOARD_HEADINGS[Board.RESULTS], default="")
    conduct: str = column(BOARD_HEADINGS[Board.CONDUCT], default="")


def group_name(group: GroupScores, speaker: Speaker) -> str:
    """Name a group; units with neither group nor level are one of their own."""
    return group.group or speaker.say(UNGROUPED)


def ranking(found: Scores, speaker: Speaker) -> Iterator[Any]:
    """Show each group's ranking, its red list and what is proposed for its black list."""
    yield heading(found, speaker)
    for group in found.groups:
        yield Text(f"\n{group_name(group, speaker)}", style="bold")
        yield table([_rank_line(one, speaker) for one in group.units], speaker)
        for said in lists_said(group, found, speaker):
            yield Text(said)


def heading(found: Scores, speaker: Speaker) -> Text:
    """Say of which period and by which policy."""
    policy, tariff = speaker.say(found.policy), found.tariff
    return Text(
        speaker.say(HEADING, first=found.first, last=found.last, policy=policy, tariff=tariff)
    )


def lists_said(group: GroupScores, found: Scores, speaker: Speaker) -> Iterator[str]:
    """Say both lists, and who is not ranked; what accuses is proposed (DESIGN §4.10)."""
    if group.red_list:
        yield speaker.say(RED_LIST, units=group.red_list)
    if group.black_list:
        yield speaker.say(BLACK_LIST, units=group.black_list)
    apart = [one.unit for one in group.units if one.rank is None]
    if apart:
        yield speaker.say(APART, count=found.fewest_matters, units=apart)


def signed(points: Decimal, speaker: Speaker) -> str:
    """Write what was gained or lost with its sign; nothing where nothing was."""
    if not points:
        return ""
    return ("+" if points > 0 else "") + speaker.word(points)


def _rank_line(one: UnitScore, speaker: Speaker) -> RankLine:
    return RankLine(
        rank=str(one.rank or "—"),
        unit=one.unit,
        score=one.score,
        gained=signed(one.gained, speaker),
        lost=signed(-one.lost, speaker),
        matters=f"{one.matters}+{one.as_support}",
        on_time=counts(one.measures.get(Measure.ON_TIME)),
        reported=counts(one.measures.get(Measure.REPORTED)),
        returned=counts(one.measures.get(Measure.RETURNED)),
    )


def counts(ratio: Ratio | None) -> str:
    """Write numerator and denominator; nothing where nothing was counted."""
    return f"{ratio.numerator}/{ratio.denominator}" if ratio and ratio.denominator else ""


def value(measure: Measure, ratio: Ratio, speaker: Speaker) -> str:
    """Write a rate in per cent, an average as a number."""
    if measure == Measure.DAYS_OVERDUE:
        return speaker.word(ratio.average)
    return f"{speaker.word(ratio.percent)}%"


def why(found: Scores, unit: str, speaker: Speaker) -> Iterator[Any]:
    """Show every line of a unit's score with its event, and every rate with its two numbers."""
    one = found.of(unit)
    yield heading(found, speaker)
    if one is None:
        yield Text(speaker.say(N_("{unit} had nothing to do in this period."), unit=unit))
        return
    yield Text(
        "\n" + speaker.say(N_("{unit}: {score} points"), unit=unit, score=one.score), style="bold"
    )
    if one.lines:
        yield table([point_line(line, speaker) for line in one.lines], speaker)
    measures = [
        MeasureLine(measure, value(measure, ratio, speaker), counts(ratio))
        for measure, ratio in one.measures.items()
        if ratio.denominator
    ]
    if measures:
        yield Text("")
        yield table(measures, speaker)
    if one.satisfaction:
        said = speaker.say(
            N_("By the majority of its call-backs (Zhenhai's rule): {verdict}"),
            verdict=one.satisfaction,
        )
        yield Text(said)


def point_line(line: Line, speaker: Speaker) -> PointLine:
    """Write one line of a score: a deed with its event, or a limit."""
    rule = speaker.word(line.of or line.sort)
    if line.of:
        rule = speaker.say(N_("limit of “{rule}”"), rule=line.of)
    deed = bool(line.number)
    return PointLine(
        number=line.number,
        place=str(line.place) if deed else "",
        on=line.on,
        rule=rule,
        part=speaker.say(N_("lead") if line.lead else N_("support")) if deed else "",
        count=str(line.count) if deed and line.count > 1 else "",
        points=speaker.word(line.points)
        if line.sort == Sort.BASE
        else signed(line.points, speaker),
    )


# -- boards -------------------------------------------------------------------------------


def boards(found: Scores, speaker: Speaker) -> Iterator[Any]:
    """Compare the units of each group four ways, each with its place, rate and numbers."""
    yield heading(found, speaker)
    for group in found.groups:
        yield Text(f"\n{group_name(group, speaker)}", style="bold")
        rows = board_rows(group.units, speaker)
        yield table([BoardLine(unit, *told) for unit, told in rows], speaker)


def board_rows(
    units: Sequence[UnitScore], speaker: Speaker
) -> list[tuple[str, tuple[str, str, str, str]]]:
    """Write each unit's four comparisons; ties share a place, and nothing of nothing has none."""
    every = {one.unit: board(one.measures) for one in units}
    return [
        (
            unit,
            tuple(_placed(which, mine, every.values(), speaker) for which in Board),  # type: ignore[misc]
        )
        for unit, mine in every.items()
    ]


def _placed(which: Board, mine: dict[Board, Ratio], every: Any, speaker: Speaker) -> str:
    share = mine[which].fraction
    if share is None:
        return "—"
    told = f"{speaker.word(mine[which].percent)}%\n{counts(mine[which])}"
    others = {one[which].fraction for one in every} - {None, share}
    if not others:  # alone, or all alike: there is nothing to compare
        return told
    better = sum((one[which].fraction or 0) > share for one in every)
    return f"{speaker.say(N_('no. {place}'), place=better + 1)} {told}"
