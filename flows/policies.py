"""The policy at the desk: a file checked, the rules shown in words, versions compared, adopted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ledgers.lines import as_json, column
from ledgers.policies import Version, in_use
from ledgers.upkeep import adopt
from models.broken_rules import PolicyUndefined
from models.errors import NotTogether
from models.lights import Reason
from models.not_ready import NoBook
from models.policy import Policy
from models.policy_file import PolicyFile, open_policy, read_preset
from models.policy_findings import InUse, PolicyFinding, Weight, findings, gaps
from models.policy_words import Change, Clause, changes, clauses, rule_book
from models.presets import PRESETS
from models.settings import Settings
from models.words import N_, Speaker, Word

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.book import Book


@dataclass(frozen=True, slots=True)
class FoundLine:
    """One finding, at its line of the file."""

    line: int = column(N_("Line"), default=0)
    weight: Weight = column(N_("Weight"), default=Weight.NOTE)
    where: str = column(N_("Where"), default="")
    said: Reason | None = column(N_("What was found"), wide=True)


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One rule of the rule book, in words."""

    section: str = column(N_("Part"), default="", wide=True)
    about: str = column(N_("About"), default="", wide=True)
    told: str = column(N_("What it says"), default="", wide=True)


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One rule that differs, old and new."""

    section: str = column(N_("Part"), default="", wide=True)
    about: str = column(N_("About"), default="", wide=True)
    old: str = column(N_("Former rule"), default="", wide=True)
    new: str = column(N_("Now"), default="", wide=True)


@dataclass(frozen=True, slots=True)
class PresetLine:
    """One preset, and whose rule it is."""

    preset: str = column(N_("Preset"))
    rule: Word = column(N_("Whose rule, with its figures"), wide=True)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One policy as adopted."""

    version: int = column(N_("Version"))
    name: Word = column(N_("Policy"), wide=True)
    since: date = column(N_("In force from"))
    until: date | None = column(N_("In force until"))
    open_ladders: Word | None = column(N_("Open ladders"))


# -- checking -----------------------------------------------------------------------------


def check_file(at: Desk, path: Path) -> None:
    """``duban policy check``: everything found, with its line; raises PolicyUndefined for gaps."""
    file = open_policy(path)
    found = _found(at, file)
    _tell(at, [_line(file, one) for one in found])
    if stands_in_the_way := gaps(found):
        raise PolicyUndefined(name=file.policy.name, path=str(path), count=len(stands_in_the_way))
    at.say(N_("The policy “{name}” is in order."), name=Word(file.policy.name))


def _found(at: Desk, file: PolicyFile, book: InUse | None = None) -> list[PolicyFinding]:
    """Hold a file against itself, and against the office where there is one."""
    try:
        settings = at.settings
    except NoBook:
        return findings(file.policy, run_at=Settings(Path()).run_at)
    if book is None:
        with at.reading() as opened:
            book = in_use(opened)
    return findings(file.policy, run_at=settings.run_at, book=book)


def _tell(at: Desk, lines: Sequence[FoundLine]) -> None:
    """Say what was found, each with its line as compilers do; with --json the lines."""
    if at.as_json:
        at.show(lines)
        return
    for one in lines:
        at.say(
            N_("Line {line}, {where} ({weight}): {found}."),
            line=one.line, where=one.where, weight=one.weight,
            found=one.said.said(at.speaker) if one.said else "",
        )  # fmt: skip


def _line(file: PolicyFile, one: PolicyFinding) -> FoundLine:
    where = ".".join(str(step) for step in one.where)
    return FoundLine(file.line(one.where), one.weight, where, one.reason)


# -- showing ------------------------------------------------------------------------------


def show_policy(at: Desk, *, on: str, version: int, preset: str, category: str) -> None:
    """``duban policy show``: the rule book in words; with --json its figures."""
    if preset:
        at.choice("--preset", preset, PRESETS)
        _show(at, read_preset(preset), category)
        return
    if on and version:
        raise NotTogether(first="--on", second="--version")
    with at.reading() as book:
        policies = book.policies
        asked = policies.on(at.day(on)) if on else policies.current
        asked = policies.version(version) if version else asked
        _say_since(at, asked, policies.until(asked), len(policies.versions))
        _show(at, asked.policy, category)


def _say_since(at: Desk, asked: Version, until: date | None, count: int) -> None:
    if not asked.id:
        return
    said = N_("“{name}”, version {number} of {count}, in force since {since}.")
    if until:
        said = N_("“{name}”, version {number} of {count}, in force from {since} to {until}.")
    at.say(
        said, name=Word(asked.policy.name), number=asked.number, count=count,
        since=asked.adopted_on, until=until,
    )  # fmt: skip


def _show(at: Desk, policy: Policy, category: str) -> None:
    at.choice("--category", category, policy.categories)
    if at.as_json:
        at.data(policy.of(category).as_json())
        return
    speaker = Speaker(at.language, policy.named(at.language))
    at.show(_book_lines(clauses(policy.of(category)) if category else rule_book(policy), speaker))


def _book_lines(told: Sequence[Clause], speaker: Speaker) -> list[RuleLine]:
    """Write the rules; a part is named at its first rule only."""
    lines, before = [], ""
    for one in told:
        part = _part(one, speaker)
        lines.append(
            RuleLine(
                "" if part == before else part, one.about.said(speaker), one.told.said(speaker)
            )
        )
        before = part
    return lines


def _part(clause: Clause, speaker: Speaker) -> str:
    part = speaker.say(clause.section)
    if not clause.category:
        return part
    return speaker.say(N_("{category}: {part}"), category=clause.category, part=part)


def list_presets(at: Desk) -> None:
    """``duban policy presets``."""
    at.show([PresetLine(name, Word(rule)) for name, rule in PRESETS.items()])
    at.say(N_("In words: duban policy show --preset NAME. To follow one, write: preset: NAME"))


def list_versions(at: Desk) -> None:
    """``duban policy versions``."""
    with at.reading() as book:
        policies = book.policies
        lines = [
            VersionLine(
                one.number, Word(one.policy.name), one.adopted_on, policies.until(one),
                Word(N_("went over to it")) if one.rebinds else None,
            )
            for one in policies.versions
        ]  # fmt: skip
    at.show(lines)


# -- comparing ----------------------------------------------------------------------------


def compare(at: Desk, file: Path | None, *, old: int, new: int) -> None:
    """``duban policy diff``: a file, or another version, against a version or what is in force."""
    if bool(file) == bool(new):
        raise NotTogether(first=at.speaker.say(N_("a file")), second="--to")
    with at.reading() as book:
        policies = book.policies
        before = (policies.version(old) if old else policies.current).policy
        after = open_policy(file).policy if file else policies.version(new).policy
    found = changes(before, after)
    if at.as_json:
        at.data([_as_json(one) for one in found])
        return
    speakers = [Speaker(at.language, one.named(at.language)) for one in (before, after)]
    at.show(
        [_change_line(one, *speakers) for one in found],
        empty=N_("Both say the same."),
    )


def _change_line(one: Change, before: Speaker, after: Speaker) -> ChangeLine:
    return ChangeLine(
        _part(one.clause, after),
        one.clause.about.said(after),
        one.old.said(before) if one.old else before.say(N_("not ruled")),
        one.new.said(after) if one.new else after.say(N_("not ruled")),
    )


def _as_json(one: Change) -> dict[str, object]:
    return {
        "rule": one.clause.key,
        "category": one.clause.category,
        "old": as_json(one.old) if one.old else None,
        "new": as_json(one.new) if one.new else None,
    }


# -- adopting -----------------------------------------------------------------------------


def adopt_file(at: Desk, book: Book, path: Path, *, open_ladders: bool, on: str) -> None:
    """``duban policy adopt``: refused where something is undefined; the rest is mentioned."""
    file = open_policy(path)
    found = _found(at, file, in_use(book))
    stands_in_the_way = gaps(found)
    if stands_in_the_way:
        _tell(at, [_line(file, one) for one in stands_in_the_way])
        raise PolicyUndefined(name=file.policy.name, path=str(path), count=len(stands_in_the_way))
    day, by = at.business_day(book, on), at.actor(book)
    adopt(book, file.policy, file.text, on=day, by=by, rebinds=open_ladders)
    if found:
        at.say(N_("To consider:"))
        _tell(at, [_line(file, one) for one in found])
    at.say(
        N_("Adopted “{name}” from {day}; ladders that are open go over to it.")
        if open_ladders
        else N_("Adopted “{name}” from {day}; ladders that are open go on as they began."),
        name=Word(file.policy.name),
        day=day,
    )
