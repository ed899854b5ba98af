"""Questions to the ledger."""

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.vocabulary import (
    AsOf,
    Json,
    Limit,
    Number,
    On,
    Page,
    Unit,
    _,
    seat,
)
from models.words import N_

LIGHTS, WHICH = ("red", "yellow", "green"), ("open", "closed", "all", "drafts")

app = Page(_("Lists"))


@app.command("list", help=_("List open commitments, the next deadline first."))
def list_(
    context: typer.Context,
    unit: Unit = "",
    light: Annotated[str, typer.Option("--light", help=_("red, yellow or green."))] = "",
    which: Annotated[str, typer.Option("--which", help=_("open, closed, all or drafts."))] = "open",
    limit: Limit = 50,
    on: On = "",
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """列出台账."""
    with seat(context, json) as at, at.reading(as_of, lists_only=True) as book:
        at.choice("--light", light, LIGHTS)
        at.choice("--which", which, WHICH)
        day = at.day(on or as_of)
        answer = book.lists.open(day, limit, unit=unit, light=light, which=which)
        at.show(answer.lines, total=answer.total, on=day)
        if which == "open" and not (unit or light or json):
            from ledgers.totals import both_totals

            if totals := both_totals(book):
                said = N_("{wholes} targets, {tasks} tasks.")
                at.say(said, wholes=totals.wholes, tasks=totals.tasks)


@app.command("late", help=_("List what is overdue, the latest first."))
def late(
    context: typer.Context,
    limit: Limit = 50,
    on: On = "",
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """逾期清单."""
    with seat(context, json) as at, at.reading(as_of, lists_only=True) as book:
        day = at.day(on or as_of)
        answer = book.lists.late(day, limit)
        at.show(answer.lines, total=answer.total, on=day, empty=N_("Nothing is overdue."))


@app.command("due", help=_("List what falls due in the next working days."))
def due(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", help=_("Working days to look ahead."), min=0)] = 10,
    limit: Limit = 50,
    on: On = "",
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """临期清单."""
    with seat(context, json) as at, at.reading(as_of, lists_only=True) as book:
        day = at.day(on or as_of)
        answer = book.lists.due(day, book.calendar.shift(day, days), limit)
        at.show(
            answer.lines,
            total=answer.total,
            on=day,
            empty=N_("Nothing falls due in that time."),
        )


@app.command("show", help=_("Show everything about one commitment."))
def show(
    context: typer.Context,
    number: Number,
    tree: Annotated[
        bool, typer.Option("--tree", help=_("It and everything below it, as a tree."))
    ] = False,
    on: On = "",
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """事项详情."""
    with seat(context, json) as at, at.reading(as_of) as book:
        from ledgers.lines import as_json

        ask = book.lists.tree if tree else book.lists.show
        found: Any = ask(number, at.day(on or as_of))
        if json:
            at.data(as_json(found))
            return
        draw: Any
        if tree:
            from flows.tree_page import tree as draw
        else:
            from flows.whole_page import whole as draw
        for part in draw(found, at.speaker, book.calendar):
            at.out.print(part)


@app.command("history", help=_("Tell the history of one commitment."))
def history(context: typer.Context, number: Number, as_of: AsOf = "", json: Json = False) -> None:
    """办理过程."""
    with seat(context, json) as at, at.reading(as_of) as book:
        events = book.lists.history(number)
        if json:
            at.show(events)
            return
        from flows.story import story

        for part in story(events, at.speaker):
            at.out.print(part, soft_wrap=True)


@app.command("lifecycle", help=_("Draw the life of a commitment, as text or as a picture."))
def lifecycle(
    context: typer.Context,
    svg: Annotated[
        Path | None, typer.Option("--svg", help=_("Draw it into this file, as SVG."))
    ] = None,
) -> None:
    """办理流程."""
    with seat(context) as at:
        from models.lifecycle import TURNS

        if svg is None:
            from models.lifecycle_text import lifecycle_text

            print(lifecycle_text(TURNS.values(), at.speaker), end="")
            return
        from models.lifecycle_picture import lifecycle_svg

        at.write(svg, lifecycle_svg(TURNS.values(), at.speaker))
        at.say(N_("Drawn: {path}"), path=str(svg))
