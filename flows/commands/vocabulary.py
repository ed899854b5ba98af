"""The words every command shares: its options, named once, and the seat at the desk."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from flows.desk import LANGUAGE, Desk, desk
from models.words import Speaker

_ = Speaker(LANGUAGE).say


def complete_number(incomplete: str) -> list[tuple[str, str]]:
    """Offer the numbers that begin so, with their titles; silent where there is no book."""
    try:
        with Desk(LANGUAGE).reading() as book:
            return book.lists.numbers_like(incomplete)
    except Exception:  # a shell completion has nowhere to put an error
        return []


def complete_unit(incomplete: str) -> list[str]:
    """Offer the units whose names or aliases begin so."""
    try:
        with Desk(LANGUAGE).reading() as book:
            return [name for name in book.directory.unit_names() if name.startswith(incomplete)]
    except Exception:
        return []


Number = Annotated[
    str,
    typer.Argument(
        help=_("Number of the commitment."), metavar=_("NUMBER"), autocompletion=complete_number
    ),
]
Unit = Annotated[
    str, typer.Option("--unit", help=_("A unit, by name or alias."), autocompletion=complete_unit)
]
On = Annotated[
    str, typer.Option("--on", help=_("The day it counts for, 2020-09-30; today if left out."))
]
By = Annotated[
    str, typer.Option("--by", help=_("Whose act it is, when the office enters it for them."))
]
Json = Annotated[
    bool, typer.Option("--json", help=_("For programs: JSON with stable English keys."))
]
Limit = Annotated[int, typer.Option("--limit", help=_("At most so many lines; 0 for all."), min=0)]
AsOf = Annotated[
    str, typer.Option("--as-of", help=_("As the ledger stood at the end of that day."))
]
Evidence = Annotated[
    list[str] | None,
    typer.Option(
        "--evidence",
        help=_("FILE or SORT=FILE, such as acceptance=验收单.pdf; may be given several times."),
        metavar=_("FILE"),
    ),
]
Note = Annotated[str, typer.Option("--note", help=_("A remark that goes into the history."))]
Reason = Annotated[str, typer.Option("--reason", help=_("Why."))]
Findings = Annotated[str, typer.Option("--findings", help=_("What was found."))]
Leader = Annotated[str, typer.Option("--leader", help=_("The leader's name."))]
PartOf = Annotated[
    list[str] | None,
    typer.Option(
        "--part",
        help=_("“TITLE | UNIT | DEADLINE”, and “| TARGET” where counted; several times."),
    ),
]
IssuedOn = Annotated[str, typer.Option("--issued-on", help=_("The document's date."))]
File = Annotated[Path, typer.Argument(help=_("The file."), metavar=_("FILE"))]


class Page(typer.Typer):
    """A page of commands; the panel is its heading in the table of contents."""

    def __init__(self, panel: str) -> None:
        super().__init__()
        self.panel = panel


def group(on: typer.Typer, name: str, help: str) -> typer.Typer:
    """Begin a group of commands, such as ``extend ask``."""
    made = typer.Typer(help=help, no_args_is_help=True)
    on.add_typer(made, name=name)
    return made


@contextmanager
def seat(context: typer.Context, json: bool = False) -> Iterator[Desk]:
    """Sit down at the desk for one command."""
    place: Desk = context.obj
    place.as_json = json
    with desk(place) as at:
        yield at
