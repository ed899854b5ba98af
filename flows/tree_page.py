"""A matter and everything below it as a tree, each branch with its level and nodes (四级联动)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.text import Text
from rich.tree import Tree

from flows.tables import COLOURS
from flows.whole_page import overlap, progress
from models.words import N_, Speaker

if TYPE_CHECKING:
    from ledgers.branches import TreeLine
    from models.calendar import WorkCalendar
    from models.lights import MilestoneFacts


def tree(lines: Sequence[TreeLine], speaker: Speaker, calendar: WorkCalendar) -> list[Tree]:
    """Draw a matter and everything below it: level, unit and owner, light, nodes ."""
    branches: list[Tree] = []
    for one in lines:
        label = _branch(one, speaker)
        if one.depth:
            branches[one.depth :] = [branches[one.depth - 1].add(label)]
        else:
            branches = [Tree(label, guide_style="dim")]
        for text in _nodes(one.milestones, speaker, calendar):
            branches[-1].add(text)
    return branches[:1]


def _branch(one: TreeLine, speaker: Speaker) -> Text:
    line = one.line
    text = Text(f"{line.number} {line.title}", style="bold", overflow="fold")
    text.append("\n")
    state = line.light if line.light != "none" else line.stage
    text.append(speaker.word(state), style=COLOURS.get(line.light, ""))
    facts = (
        one.level,
        line.lead_unit,
        line.owner,
        progress(line, speaker),
        line.due.isoformat() if line.due else "",
        speaker.say(N_("provisional")) if line.provisional else "",
    )
    text.append("".join(f" · {fact}" for fact in facts if fact), style="not bold")
    return text


def _nodes(
    steps: Sequence[MilestoneFacts], speaker: Speaker, calendar: WorkCalendar
) -> Iterable[Text]:
    for place, step in enumerate(steps):
        period = " ~ ".join(day.isoformat() for day in (step.starts, step.due) if day)
        done = speaker.say(N_("done {on}"), on=step.done_on) if step.done_on else ""
        facts = (period, step.title, done, overlap(steps, place, speaker, calendar))
        said = "  ".join(fact for fact in facts if fact)
        yield Text(f"{step.position}. {said}", style="dim", overflow="fold")
