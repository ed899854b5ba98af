"""考评结果附件: the scores of a period as a Word document for the office to decide on.

A draft (送审稿): no number, no seal, and what accuses a unit is only proposed in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from flows.documents import Paper
from flows.score_page import (
    BOARD_HEADINGS,
    board_rows,
    counts,
    group_name,
    lists_said,
    point_line,
    value,
)
from ledgers.scores import GroupScores, Scores
from models.measures import Board, Measure
from models.scoring import LIMITS
from models.words import N_, Speaker

TITLE = N_("Results of the assessment of supervised work")
BASIS = N_(
    "Reckoned from the ledger for {first} to {last}: {matters} matters, by the policy “{policy}” "
    "(tariff {tariff}). A matter that is split is counted by its parts. Whether it was done in "
    "time is held against its original deadline, or a later one granted before that had passed. "
    "Units are compared within their groups; equal scores have equal ranks; a unit with fewer "
    "than {fewest} matters is not ranked. Every point below names its matter and the event it "
    "comes from."
)
PROPOSED = N_(
    "What is proposed for the black list stands here for decision; it is published only when it "
    "has been decided."
)
RATES = (Measure.ON_TIME, Measure.REPORTED, Measure.RETURNED)
COLUMNS = (
    (N_("Rank"), 9), (N_("Unit"), 30), (N_("Score"), 12), (N_("Gained"), 11), (N_("Lost"), 11),
    *((one.label, 21) for one in RATES),
)  # fmt: skip
DETAILS = (
    (N_("Unit"), 28), (N_("No."), 30), (N_("Event"), 12), (N_("Day"), 28), (N_("Rule"), 40),
    (N_("As"), 14), (N_("Points"), 14),
)  # fmt: skip


def annex(found: Scores, speaker: Speaker, *, office: str) -> bytes:
    """Write the annex: rankings with lists, the four comparisons, every point lost."""
    paper, say = Paper(speaker), speaker.say
    paper.text(say(N_("Annex")))
    paper.title(say(TITLE))
    paper.subtitle(say(N_("(draft for decision)")))
    paper.heading(say(N_("How it was reckoned")))
    paper.text(
        say(
            BASIS, first=found.first, last=found.last, matters=found.matters,
            policy=say(found.policy), tariff=found.tariff, fewest=found.fewest_matters,
        )
    )  # fmt: skip
    for group in found.groups:
        _ranking(paper, group, found, speaker)
    paper.heading(say(N_("Four comparisons")))
    for group in found.groups:
        _board(paper, group, speaker)
    paper.heading(say(N_("Points lost")))
    _details(paper, found, speaker)
    if any(group.black_list for group in found.groups):
        paper.text(say(PROPOSED))
    return paper.saved(subject=say(TITLE), author=office, on=found.last)


def _ranking(paper: Paper, group: GroupScores, found: Scores, speaker: Speaker) -> None:
    paper.heading(group_name(group, speaker))
    rows = []
    for one in group.units:
        rates = []
        for measure in RATES:
            ratio = one.measures.get(measure)
            told = bool(ratio and ratio.denominator)
            rates.append(
                f"{value(measure, ratio, speaker)}\n{counts(ratio)}" if ratio and told else "—"
            )
        rows.append(
            (str(one.rank or "—"), one.unit, speaker.word(one.score), speaker.word(one.gained),
             speaker.word(one.lost), *rates)
        )  # fmt: skip
    _table(paper, COLUMNS, rows, speaker)
    for said in lists_said(group, found, speaker):
        paper.text(said)


def _board(paper: Paper, group: GroupScores, speaker: Speaker) -> None:
    columns = ((N_("Unit"), 36), *((BOARD_HEADINGS[one], 30) for one in Board))
    paper.text(group_name(group, speaker), with_next=True)
    rows = [(unit, *told) for unit, told in board_rows(group.units, speaker)]
    _table(paper, columns, rows, speaker)


def _details(paper: Paper, found: Scores, speaker: Speaker) -> None:
    rows = []
    one_year = found.first.year == found.last.year
    write_day = speaker.short_date if one_year else speaker.word
    for group in found.groups:
        for one in group.units:
            for line in one.lines:
                if line.points < 0 and line.sort not in LIMITS:
                    told = point_line(line, speaker)
                    day = write_day(line.on) if line.on else ""
                    rows.append(
                        (one.unit, told.number, told.place, day, told.rule, told.part, told.points)
                    )
    if rows:
        _table(paper, DETAILS, rows, speaker)
    else:
        paper.text(speaker.say(N_("No unit lost a point.")))


def _table(
    paper: Paper,
    columns: tuple[tuple[str, int], ...],
    rows: Sequence[tuple[str, ...]],
    speaker: Speaker,
) -> None:
    paper.table(
        [speaker.say(heading) for heading, _ in columns], rows, [share for _, share in columns]
    )
