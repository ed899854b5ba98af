"""How frozen lines look to a person: Rich tables that count Chinese characters as two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import Field, fields
from datetime import date
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from ledgers.lines import Both
from models.lights import Verdict
from models.terms import Light
from models.words import Speaker

QUESTION = "?"
COLOURS = {Light.RED: "bold red", Light.YELLOW: "yellow", Light.GREEN: "green"}


def table(lines: Sequence[Any], speaker: Speaker) -> Table:
    """Lay out lines by the columns their class declares; columns with nothing in them go."""
    # The box itself keeps columns apart: padding would wrap every cell once more.
    made = Table(box=box.SIMPLE_HEAD, show_edge=False, padding=0)
    columns = [one for one in fields(lines[0]) if "heading" in one.metadata]
    rows = [[marked(line, one, speaker) for one in columns] for line in lines]
    kept = [place for place in range(len(columns)) if any(row[place].plain for row in rows)]
    for one in (columns[place] for place in kept):
        wide = one.metadata["wide"]
        made.add_column(
            Text(speaker.say(one.metadata["heading"])),
            overflow="fold",
            no_wrap=not wide,
            ratio=1 if wide else None,
        )
    for row in rows:
        made.add_row(*(row[place] for place in kept))
    return made


def marked(line: Any, column: Field[Any], speaker: Speaker) -> Text:
    """Write one value of a line, with a question mark where the line says it may yet change."""
    text = cell(getattr(line, column.name), speaker)
    mark = column.metadata["mark"]
    return text.append(QUESTION) if mark and text.plain and getattr(line, mark) else text


def cell(value: Any, speaker: Speaker) -> Text:
    """Write one value; a light is worded, colour only supports it."""
    if isinstance(value, Light):
        return Text(speaker.word(value), style=COLOURS.get(value, ""))
    if isinstance(value, Verdict):
        return Text(value.shortly(speaker))
    if hasattr(value, "said"):  # a reason, a rung, a point of a planned course
        return Text(value.said(speaker))
    if isinstance(value, Both):
        return Text(f"{value.in_force}→{value.tried}", style="bold" if value.more else "")
    if isinstance(value, tuple) and value and hasattr(value[0], "said"):
        return Text(speaker.joined(one.said(speaker) for one in value))
    if value is None or value == "" or value == ():
        return Text("")
    if isinstance(value, date):
        return Text(value.isoformat())
    return Text(speaker.word(value))
