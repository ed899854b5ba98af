"""The table of contents: ``duban --help``, without building a single command.

Typer's own help builds every command and loads Rich for it, which takes four times as
long; the help of one command is still Typer's.
"""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from models.words import N_, Speaker, cells

if TYPE_CHECKING:
    import typer

WIDEST = 100
USAGE = N_("Usage: duban [OPTIONS] COMMAND …; help for one command: duban COMMAND --help")
SHARED = (
    ("--office FOLDER", N_("The office folder; else the nearest one above.")),
    ("--lang zh|en", N_("zh or en.")),
    ("--verbose", N_("Say more.")),
    ("--version", N_("Show the version.")),
    ("--install-completion", N_("Install completion for this shell.")),
)


def contents(app: typer.Typer, speaker: Speaker, order: Sequence[str]) -> str:
    """Write the page: what duban is, its commands by panel in this order, shared options."""
    blocks: dict[str, list[tuple[str, str]]] = defaultdict(list)
    registered: list[Any] = [*app.registered_commands, *app.registered_groups]
    for one in sorted(registered, key=lambda one: order.index(one.name)):
        blocks[str(one.rich_help_panel)].append((str(one.name), _help(one)))
    options = [(name, speaker.say(help)) for name, help in SHARED]
    lines = ["", *_wrap(str(app.info.help), 1), "", *_wrap(speaker.say(USAGE), 1)]
    for title, rows in (*blocks.items(), (speaker.say(N_("Options")), options)):
        lines += ["", _bold(f" {title}"), *_rows(rows)]
    return "\n".join([*lines, ""])


def _help(one: Any) -> str:
    """A command's help, or that of the group it opens."""
    own = one.help if isinstance(one.help, str) else ""
    return own or str(one.typer_instance.info.help)


def _rows(rows: list[tuple[str, str]]) -> Iterator[str]:
    left = max(cells(name) for name, _ in rows) + 4
    for name, help in rows:
        first, *rest = _wrap(help, left)
        yield f"   {name}" + " " * (left - 3 - cells(name)) + first.lstrip()
        yield from rest


def _wrap(text: str, indent: int) -> list[str]:
    """Wrap to the screen, a Chinese character taking two cells."""
    width = min(shutil.get_terminal_size().columns, WIDEST) - indent - 1
    if cells(text) == len(text):
        return textwrap.wrap(
            text, width, initial_indent=" " * indent, subsequent_indent=" " * indent
        )
    lines = [""]
    for character in text:
        if cells(lines[-1] + character) > width and character not in "，。、；：）”":
            lines.append("")
        lines[-1] += character
    return [" " * indent + line.strip() for line in lines]


def _bold(text: str) -> str:
    return f"\x1b[1m{text}\x1b[0m" if sys.stdout.isatty() else text
