"""A document at the desk: what it promises, as the rules read it, and kept where that is asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flows.deadline_page import office_calendar
from flows.desk import Desk
from flows.sources.reading import read_source
from ledgers.lines import column
from models.deadline import Found, read_deadline
from models.deadline.saying import explained
from models.errors import IssuedWhen
from models.intake.draft_terms import ReadBy
from models.intake.issued import issued_on_in
from models.intake.promise import Promise
from models.intake.reader import promises_in
from models.intake.rules import BY_KEY
from models.intake.source import Source
from models.words import N_

if TYPE_CHECKING:
    from rich.console import RenderableType

NOTHING = N_("Nothing in this document is a promise with a deadline or a countable target.")
COUNTED = N_("{name}, issued on {issued_on}: {count} proposals, {repeats} of them said before.")
KEEP = N_("Nothing is kept yet. Keep them as drafts: duban propose {name} --keep")
INDENT = 3
SURE = N_("{sure}%")
SECOND_SURE = N_("{sure}%, {reader}")
BY_SECOND = N_("Only the second reader found it.")
REPEATS = N_("says No. {number} again")
INHERITED = N_("It names no day itself; the words that govern it do: {said}")
UNDATED = N_("It names no day, and nothing around it does.")
KEPT = N_("Kept as drafts: {new} new, {known} known before. Next: duban drafts review")


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal as the list shows it."""

    number: int = column(N_("No."))
    quote: str = column(N_("Wording"), wide=True)
    deadline: date | None = column(N_("Deadline"), mark="ask")
    units: str = column(N_("Units"), wide=True)
    sure: str = column(N_("Sure"))
    ask: bool = False


@dataclass(frozen=True, slots=True)
class Proposals:
    """A document, and what its readers found in it."""

    path: Path
    source: Source
    issued_on: date
    rules: tuple[Promise, ...]
    added: tuple[Promise, ...] = ()
    """What only the second reader found."""


# -- reading ----------------------------------------------------------------------------


def read_document(at: Desk, path: Path, *, issued_on: str, second: bool) -> Proposals:
    """Read a document by the rules, and by the second reader where that is asked for.

    Raises IssuedWhen, SecondReaderOff, and what reading a document raises.
    """
    source = read_source(path)
    day = at.day(issued_on) if issued_on else issued_on_in(source.text)
    if day is None:
        raise IssuedWhen(path=path.name)
    found = promises_in(source.text, day, office_calendar(at))
    if not second:
        return Proposals(path, source, day, tuple(found))
    from flows.second_reader import second_reader

    with second_reader(at.settings) as reader:
        reading = reader.read(source.text, found, day, office_calendar(at))
    for one in reading.told():
        at.err.print(one.said(at.speaker), style="dim")
    return Proposals(path, source, day, reading.both.rules, reading.both.added)


# -- showing ----------------------------------------------------------------------------


def show_proposals(at: Desk, read: Proposals) -> None:
    """Show what was found, as a table or as JSON; nothing is kept."""
    if at.as_json:
        at.data([_told(read, one, ReadBy.RULES) for one in read.rules]
                + [_told(read, one, ReadBy.SECOND) for one in read.added])  # fmt: skip
        return
    lines = _lines(at, read)
    at.show(lines, empty=NOTHING)
    repeats = sum(one.duplicate_of is not None for one in read.rules)
    facts = {"name": read.path.name, "issued_on": read.issued_on}
    at.say(COUNTED, count=len(lines), repeats=repeats, **facts)
    if lines:
        at.say(KEEP, name=read.path.name)


def show_reasons(at: Desk, read: Proposals) -> None:
    """Say of each proposal which rule found it and how its deadline was resolved."""
    at.page(_reasons(at, (*read.rules, *read.added), read.issued_on))


def _lines(at: Desk, read: Proposals) -> list[ProposalLine]:
    found = [(one, ReadBy.RULES) for one in read.rules]
    found += [(one, ReadBy.SECOND) for one in read.added]
    return [
        ProposalLine(
            number,
            " ".join(one.quote.split()),
            one.deadline,
            at.speaker.word((*one.responsible, *one.cooperating)),
            _how_sure(at, one, reader),
            one.ask,
        )
        for number, (one, reader) in enumerate(found, 1)
    ]


def _how_sure(at: Desk, one: Promise, reader: ReadBy) -> str:
    if one.duplicate_of is not None:
        return at.speaker.say(REPEATS, number=one.duplicate_of)
    if reader is ReadBy.SECOND:
        return at.speaker.say(SECOND_SURE, sure=one.confidence, reader=reader)
    return at.speaker.say(SURE, sure=one.confidence)


def _told(read: Proposals, one: Promise, reader: ReadBy) -> dict[str, Any]:
    place = read.source.place(one.start) or None
    return {**one.as_json(), "place": place, "reader": reader.value}


def _reasons(at: Desk, promises: Sequence[Promise], issued_on: date) -> Iterator[RenderableType]:
    from rich.padding import Padding
    from rich.text import Text

    for number, one in enumerate(promises, 1):
        yield Text(f"{number}. {' '.join(one.quote.split())}", style="bold")
        rule = BY_KEY.get(one.rule)
        found = at.speaker.say(rule.said if rule else BY_SECOND)
        for said in (found, _by_when(at, one, issued_on)):
            yield Padding(Text(said), (0, 0, 0, INDENT))


def _by_when(at: Desk, one: Promise, issued_on: date) -> str:
    if not one.deadline_phrase:
        return at.speaker.say(UNDATED)
    deadline = read_deadline(one.deadline_phrase, issued_on)
    phrase = one.deadline_phrase
    said = explained(Found(0, len(phrase), phrase, deadline), issued_on, at.speaker)
    return at.speaker.say(INHERITED, said=said) if one.deadline_inherited else said


# -- keeping ----------------------------------------------------------------------------


def keep_proposals(at: Desk, read: Proposals, *, by: str, on: str) -> None:
    """Keep a document and its promises as drafts; the same one again adds only what is new."""
    digest = sha256(read.path.read_bytes()).hexdigest()
    with at.writing() as book:
        entry = at.entry(book, by, on)
        kept = [
            book.drafts.keep(
                read.source,
                promises,
                name=read.path.name,
                sha256=digest,
                issued_on=read.issued_on,
                reader=reader,
                **entry,
            )
            for reader, promises in ((ReadBy.RULES, read.rules), (ReadBy.SECOND, read.added))
            if promises or reader is ReadBy.RULES
        ]
        new, known = sum(len(one.new) for one in kept), max(one.known for one in kept)
        at.say(KEPT, new=new, known=known)
