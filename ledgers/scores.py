"""考评: each unit's score of a period, every point with the event it comes from.

Nothing is stored. Everything is read once, in sets, and followed matter by matter
(``models.scoring_course``); only what had happened by the end of the period is looked at, by
the policy that stood on its last day, so a closed period comes out the same at any time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from ledgers.drivers import Row
from ledgers.sql import questions
from models.measures import Measure, Ratio, verdict_of
from models.rhythm import Rhythm, parse
from models.scoring import (
    LIMITS,
    ZERO,
    Deed,
    Line,
    ScoreRules,
    Standing,
    Tariff,
    ranks,
    red_and_black,
    score_of,
)
from models.scoring_course import follow
from models.scoring_facts import Frame, Matter, Period, Told
from models.terms import Happened, Mark, Satisfaction, Step

if TYPE_CHECKING:
    from ledgers.book import Book

ASKED = questions("scores")
DAY = date.fromisoformat


@dataclass(frozen=True, slots=True)
class UnitScore:
    """One unit's score, its rank in its group, what it is made of and what is measured beside."""

    unit: str
    group: str
    score: Decimal
    rank: int | None
    """None for a unit with too few matters to be compared."""
    matters: int
    as_support: int
    gained: Decimal
    lost: Decimal
    measures: Mapping[Measure, Ratio]
    satisfaction: Satisfaction | None
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class GroupScores:
    """The units of one group, best first, those without a rank last; and both its lists."""

    group: str
    units: tuple[UnitScore, ...]
    red_list: tuple[str, ...]
    black_list: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of a period."""

    first: date
    last: date
    policy: str
    tariff: Tariff
    fewest_matters: int
    matters: int
    groups: tuple[GroupScores, ...]
    category: str = ""

    def of(self, unit: str) -> UnitScore | None:
        """Find a unit's score by its name."""
        every = (one for group in self.groups for one in group.units)
        return next((one for one in every if one.unit == unit), None)


@dataclass(slots=True)
class _Sheet:
    """What has been gathered of one unit."""

    deeds: list[Deed] = field(default_factory=list)
    measures: dict[Measure, Ratio] = field(default_factory=dict)
    votes: list[Satisfaction] = field(default_factory=list)
    matters: int = 0
    as_support: int = 0


def scores(
    book: Book, period: Period, *, group: str = "", category: str = "", unit: str = ""
) -> Scores:
    """Reckon the scores of a period, of all units or of one group or one unit's group."""
    policy = book.policies.on(period.last).policy
    rules = ScoreRules.from_json(policy.scores)
    frame = Frame(
        period,
        book.calendar,
        finished=rules.finished,
        early_days=rules.early_days,
        accept_days=policy.accept_days,
        basically_counts=rules.basically_counts,
    )
    known = {row.id: row for row in book.db.ask(ASKED["units"])}
    sheets: dict[int, _Sheet] = defaultdict(_Sheet)
    count = 0
    for matter in _matters(book, period, category):
        count += not matter.is_whole
        _gather(matter, frame, sheets)
    scored = [
        _scored(known[one], sheets[one], rules)
        for one in sheets
        if sheets[one].matters or sheets[one].as_support or sheets[one].deeds
    ]
    wanted = _group_of(known[book.directory.unit_id(unit)]) if unit else group
    groups = [
        _grouped(name, list(units), rules)
        for name, units in groupby(
            sorted(scored, key=lambda one: (one.group == "", one.group, one.unit)),
            key=attrgetter("group"),
        )
        if not (unit or group) or name == wanted
    ]
    return Scores(
        period.first, period.last, policy.name, rules.tariff, rules.fewest_matters, count,
        tuple(groups), category,
    )  # fmt: skip


def _group_of(unit: Row) -> str:
    """Return the units it is compared with: as set, else those of its level."""
    return str(unit.peer_group or unit.level)


def _gather(matter: Matter, frame: Frame, sheets: dict[int, _Sheet]) -> None:
    course = follow(matter, frame)
    for unit, deed in course.deeds:
        sheets[unit].deeds.append(deed)
    for unit, measure, ratio in course.counts:
        measures = sheets[unit].measures
        measures[measure] = measures.get(measure, Ratio()) + ratio
    if course.in_hand:
        sheets[course.lead].matters += 1
        for unit in matter.support:
            sheets[unit].as_support += 1
    sheets[course.lead].votes += [
        one.satisfied for one in matter.told
        if one.satisfied and one.valid and frame.period.has(one.on)
    ]  # fmt: skip


def _scored(unit: Row, sheet: _Sheet, rules: ScoreRules) -> UnitScore:
    lines = rules.scored(sheet.deeds)
    deeds = [one.points for one in lines if one.sort not in LIMITS]
    return UnitScore(
        unit=unit.name,
        group=_group_of(unit),
        score=score_of(lines),
        rank=None,
        matters=sheet.matters,
        as_support=sheet.as_support,
        gained=sum((one for one in deeds if one > 0), ZERO),
        lost=-sum((one for one in deeds if one < 0), ZERO),
        measures={one: sheet.measures[one] for one in Measure if one in sheet.measures},
        satisfaction=verdict_of(sheet.votes),
        lines=lines,
    )


def _grouped(name: str, units: list[UnitScore], rules: ScoreRules) -> GroupScores:
    from dataclasses import replace

    standings = [
        Standing(one.unit, one.score, one.matters + one.as_support, one.lost > 0) for one in units
    ]
    known = ranks(standings, rules)
    ranked = [replace(one, rank=known.get(one.unit)) for one in units]
    ranked.sort(key=lambda one: (one.rank is None, one.rank or 0, -one.score, one.unit))
    red, black = red_and_black(standings, rules)
    return GroupScores(name, tuple(ranked), red, black)


# -- reading ------------------------------------------------------------------------------


def _matters(book: Book, period: Period, category: str) -> Iterator[Matter]:
    """Read every matter of the period with what was told of it, in the order of numbers."""
    told = _told(book, period)
    when = {"first": period.first, "last": period.last}
    support = _by_matter(book.db.ask(ASKED["support"], when))
    reports = _by_matter(book.db.ask(ASKED["reports"], when))
    struck = _by_matter(book.db.ask(ASKED["struck"], when))
    rhythms: dict[str, Rhythm | None] = {"": None}
    for row in book.db.ask(ASKED["matters"], when):
        events = told.get(row.id, [])
        if category not in ("", row.category) or _was_dropped(events):
            continue
        if row.rhythm not in rhythms:
            rhythms[row.rhythm] = parse(row.rhythm)
        yield Matter(
            number=row.number,
            docketed_on=row.docketed_on,
            lead=_first_lead(book, row, events),
            due=row.original_due,
            category=row.category,
            support=tuple(one.unit_id for one in support.get(row.id, ())),
            rhythm=rhythms[row.rhythm],
            is_whole=bool(row.is_whole),
            told=tuple(one for one in events if one.on <= period.last),
            reports=tuple((one.on_day, _decimal(one.percent)) for one in reports.get(row.id, ())),
            struck=frozenset(one.against for one in struck.get(row.id, ())),
        )


def _by_matter(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.commitment_id].append(row)
    return found


def _decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _was_dropped(events: Iterable[Told]) -> bool:
    return any(one.happened == Happened.DROPPED for one in events)


def _first_lead(book: Book, row: Row, events: Iterable[Told]) -> int:
    """Return the unit a matter was first given to: what it was before its first change."""
    return next((one.unit for one in events if one.lead and one.unit), row.lead_unit_id)


def _told(book: Book, period: Period) -> dict[int, list[Told]]:
    when = {"first": period.first, "last": period.last}
    steps = {row.id: Step(row.step) for row in book.db.ask(ASKED["proposals"])}
    found: dict[int, list[Told]] = defaultdict(list)
    for row in book.db.ask(ASKED["told"], when):
        found[row.commitment_id].append(_read(row, steps))
    sent = book.db.ask(ASKED["sent"], when)
    for row in sent:
        found[row.commitment_id].append(
            Told(row.place or 0, row.claimed_on, Happened.LOOKED, step=Step(row.step))
        )
    for matter in {row.commitment_id for row in sent}:
        found[matter].sort(key=attrgetter("place"))
    return found


def _read(row: Row, steps: Mapping[int, Step]) -> Told:
    """Read what one event tells, as far as scores need it."""
    happened = Happened(row.happened)
    changes: dict[str, Any] = json.loads(row.changes)
    facts: dict[str, Any] = {}
    reader = READERS.get(happened)
    if reader:
        facts = reader(changes)
    elif happened == Happened.PROPOSAL_CONFIRMED:
        facts = _proposal(changes, steps)
    elif happened == Happened.DOCKETED:  # docketed and assigned in one
        happened = Happened.ASSIGNED
    return Told(row.place, row.on_day, happened, **facts)


def _rows(changes: Mapping[str, Any], table: str) -> Iterator[dict[str, Any]]:
    for key, (_, after) in changes.items():
        if key.startswith(f"{table}:") and after:
            yield after


def _day(text: str | None) -> date | None:
    return DAY(text) if text else None


def _due(changes: Mapping[str, Any]) -> dict[str, Any]:
    if "due" not in changes:
        return {}
    before, after = changes["due"]
    return {"due": (_day(before), _day(after))}


def _assigned(changes: Mapping[str, Any]) -> dict[str, Any]:
    before, after = changes.get("lead_unit_id", (None, None))
    return {"lead": after, "unit": before}


def _resumed(changes: Mapping[str, Any]) -> dict[str, Any]:
    before, after = changes.get("paused_days", (0, 0))
    return {"days": after - before, **_due(changes)}


def _closed(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {"actual_on": _day(changes.get("actual_on", (None, None))[1])}


def _reopened(changes: Mapping[str, Any]) -> dict[str, Any]:
    return {"sampled": any(_rows(changes, "lookback")), **_due(changes)}


def _marked(changes: Mapping[str, Any]) -> dict[str, Any]:
    one = next(_rows(changes, "appraisal"))
    return {"mark": Mark(one["mark"]), "unit": one["unit_id"]}


def _called_back(changes: Mapping[str, Any]) -> dict[str, Any]:
    one = next(_rows(changes, "callback"))
    satisfied = one["satisfied"]
    return {
        "valid": bool(one["valid"]),
        "contacted": bool(one["contacted"]),
        "resolved": bool(one["resolved"]),
        "satisfied": Satisfaction(satisfied) if satisfied else None,
    }


def _proposal(changes: Mapping[str, Any], steps: Mapping[int, Step]) -> dict[str, Any]:
    """Find which step was confirmed; the row itself was told when it was proposed."""
    ids = (int(key.partition(":")[2]) for key in changes if key.startswith("proposal:"))
    return {"step": next((steps[one] for one in ids if one in steps), None)}


READERS = {
    Happened.ASSIGNED: _assigned,
    Happened.EXTENSION_GRANTED: _due,
    Happened.RESUMED: _resumed,
    Happened.CLOSED: _closed,
    Happened.REOPENED: _reopened,
    Happened.MARKED: _marked,
    Happened.CALLED_BACK: _called_back,
}
