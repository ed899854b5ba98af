"""One draft as an officer reads it: its passage, what would be docketed, what is in the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from flows.tables import cell
from models.intake.context import AROUND, Passage
from models.intake.draft_terms import DraftState
from models.intake.proposing import OFFICER, Fields
from models.intake.rules import BY_KEY
from models.lights import Reason
from models.words import N_, Speaker, Word

if TYPE_CHECKING:
    from ledgers.draft_lines import DraftLine, DraftPage, LikeLine

LINE_OF = N_("Draft {draft}, {title}")
FROM = N_("{title} ({issued_on}), {place}")
NAMED = N_("the document names {units}; nearest in the directory: {near}")
NAMED_ONLY = N_("the document names {units}, which the directory does not know")
UNKNOWN = N_("not in the directory: {units}")
NOBODY = N_("nobody is named")
RESOLVED = N_("{day}: {phrase}, {how}")
DAY_ONLY = N_("{day} ({how})")
TO_DECIDE = N_("to be decided by a person: {phrase}")
INHERITED = N_("from the text around it")
AIMED = N_("an aim (力争)")
CHANGED = N_("{field}: “{read}” was read")
ALIKE = N_("{which}  {title}, {unit}, {due}")
ALIKE_COUNTED = N_("{which}  {title}, {figure}, {unit}, {due}")
READ_BY = N_("{reader}: {rule}, {confidence}% sure")
REPEATED = N_("draft {draft}, {place}: {quote}")
LABELS = {
    "title": N_("Commitment name"),
    "kind": N_("Kind"),
    "target": N_("Target"),
    "measure": N_("Counted in"),
    "lead_unit": N_("Lead unit"),
    "support_units": N_("Support units"),
    "due": N_("Deadline"),
    "standard": N_("Closing standard"),
    "owner": N_("Owner"),
    "sponsor": N_("Sponsor"),
    "category": N_("Category"),
}
BY_OFFICER = N_("set by an officer")
MISSING = "bold red"
Rows = Iterator[tuple[str, Text]]


def draft_page(page: DraftPage, speaker: Speaker, *, around: int = AROUND) -> list[Any]:
    """Lay a draft out: heading, passage, fields, and whatever else there is to know of it."""
    line, say = page.line, speaker.say
    title = Text(say(LINE_OF, draft=line.draft, title=line.title), style="bold")
    if line.state != DraftState.WAITING:
        title.append(f"  {line.became.said(speaker) if line.became else ''}", style="dim")
    document = page.document
    where = say(FROM, title=document.called, issued_on=document.issued_on, place=line.place)
    facts = (*_fields(line, document.issued_on, speaker), *_more(page, speaker))
    passage = _passage(_nearer(page.passage, around))
    return [title, Text(where, style="dim"), passage, _grid(facts, speaker)]


def _nearer(passage: Passage, around: int) -> Passage:
    """Show less of what stands around a quote, where a screen is short."""
    before, after = passage.before, passage.after
    if len(before) > around:
        before = f"…{before[len(before) - around :]}"
    if len(after) > around:
        after = f"{after[:around]}…"
    return Passage(before, passage.quote, after)


def _passage(passage: Passage) -> Text:
    """Mark the quote by brackets, and by colour where there is any."""
    marked = Text("  ")
    marked.append(passage.before)
    marked.append(f"【{passage.quote}】", style="bold reverse")
    marked.append(passage.after)
    return marked


def _grid(rows: Iterable[tuple[str, Text]], speaker: Speaker) -> Table:
    made = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for heading, value in rows:
        if value.plain:
            made.add_row(speaker.say(heading), value)
    return made


def _fields(line: DraftLine, issued_on: date, speaker: Speaker) -> Rows:
    yield LABELS["kind"], cell(line.kind, speaker)
    if line.target is not None:
        figure = f"{speaker.word(line.target)}{line.measure}"
        yield LABELS["target"], Text(figure if line.comparator in ("", "exact") else
                                     f"{_compared(line, speaker)} {figure}")  # fmt: skip
    yield LABELS["lead_unit"], _lead(line, speaker)
    yield LABELS["support_units"], _support(line, speaker)
    yield LABELS["due"], _due(line, issued_on, speaker)
    yield LABELS["standard"], Text(line.standard)
    if line.lacks:
        yield N_("Missing"), Text(speaker.word(line.lacks), style=MISSING)


def _compared(line: DraftLine, speaker: Speaker) -> str:
    from models.intake.promise import Comparator

    return speaker.word(Comparator(line.comparator))


def _lead(line: DraftLine, speaker: Speaker) -> Text:
    if line.lead_unit:
        return Text(line.lead_unit)
    units = line.responsible[:1]
    said = (NAMED if line.near_units else NAMED_ONLY) if units else NOBODY
    return Text(speaker.say(said, units=units, near=line.near_units), style=MISSING)


def _support(line: DraftLine, speaker: Speaker) -> Text:
    units = Text(speaker.word(line.support_units))
    unknown = [one for one in line.unknown_units if one not in line.responsible[:1]]
    if unknown:
        units.append(f"{'  ' if units.plain else ''}{speaker.say(UNKNOWN, units=unknown)}")
    return units


def _due(line: DraftLine, issued_on: date, speaker: Speaker) -> Text:
    if line.due is None:
        phrase = line.due_text
        said = speaker.say(TO_DECIDE, phrase=phrase) if phrase else speaker.word(None)
        return Text(said, style=MISSING)
    sentence = RESOLVED if line.due_text else DAY_ONLY
    facts = {
        "day": line.due,
        "phrase": line.due_text,
        "how": _how(line.due_rule, issued_on, speaker),
    }
    remarks = [INHERITED] * line.due_inherited + [AIMED] * line.aim
    return Text(speaker.joined([speaker.say(sentence, **facts), *map(speaker.say, remarks)]))


def _how(rule: str, issued_on: date, speaker: Speaker) -> str:
    """Say by which rule a day was found; one without a sentence is named by its key."""
    from models.deadline.saying import RULES

    sentence = BY_OFFICER if rule == OFFICER else RULES.get(rule)
    return speaker.say(sentence, issued_on=issued_on) if sentence else rule


def _more(page: DraftPage, speaker: Speaker) -> Rows:
    line = page.line
    for one in line.alike:
        yield N_("May be"), alike(one, speaker)
    for repeat in page.repeats:
        facts = {"draft": repeat.draft, "place": repeat.place, "quote": repeat.quote}
        yield N_("Said again"), Text(speaker.say(REPEATED, **facts))
    for reason in edits_of(page.read, line):
        yield N_("Edited"), Text(reason.said(speaker))
    if line.decided_on:
        yield N_("Decided"), Text(f"{speaker.word(line.decided_on)}  {line.decided_by}")
    rule = speaker.say(BY_KEY[line.rule].said) if line.rule in BY_KEY else line.rule
    facts = {"reader": line.reader, "rule": rule.rstrip("。."), "confidence": line.confidence}
    yield N_("Found by"), Text(speaker.say(READ_BY, **facts), style="dim")


def alike(one: LikeLine, speaker: Speaker) -> Text:
    """Name what a draft may be, with what is the same and what is not."""
    said = speaker.say(
        ALIKE if one.target is None else ALIKE_COUNTED, which=one.said(speaker), title=one.title,
        unit=one.lead_unit or None, due=one.due, figure=one.target,
    )  # fmt: skip
    return Text(said, style="yellow")


def edits_of(read: Fields, line: DraftLine) -> Iterator[Reason]:
    """Tell what an officer changed, and what was read in its place."""
    for name, label in LABELS.items():
        before = getattr(read, name)
        if name in ("owner", "sponsor", "category") or before == getattr(line, name):
            continue
        yield Reason(CHANGED, {"field": Word(label), "read": before or None})
