"""Questions to the ledger."""

from typing import Annotated

import typer

from flows.commands.vocabulary import (
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

LIGHTS, WHICH = ("red", "yellow", "green"), ("open", "closed", "all")

app = Page(_("Lists"))


@app.command("list", help=_("List open commitments, the next deadline first."))
def list_(
    context: typer.Context,
    unit: Unit = "",
    light: Annotated[str, typer.Option("--light", help=_("red, yellow or green."))] = "",
    which: Annotated[str, typer.Option("--which", help=_("open, closed or all."))] = "open",
    limit: Limit = 50,
    on: On = "",
    json: Json = False,
) -> None:
    """列出台账."""
    with seat(context, json) as at, at.reading() as book:
        at.choice("--light", light, LIGHTS)
        at.choice("--which", which, WHICH)
        answer = book.lists.open(at.day(on), limit, unit=unit, light=light, which=which)
        at.show(answer.lines, total=answer.total, on=at.day(on))


@app.command("late", help=_("List what is overdue, the latest first."))
def late(context: typer.Context, limit: Limit = 50, on: On = "", json: Json = False) -> None:
    """逾期清单."""
    with seat(context, json) as at, at.reading() as book:
        answer = book.lists.late(at.day(on), limit)
        at.show(answer.lines, total=answer.total, on=at.day(on), empty=N_("Nothing is overdue."))


@app.command("due", help=_("List what falls due in the next working days."))
def due(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", help=_("Working days to look ahead."), min=0)] = 10,
    limit: Limit = 50,
    on: On = "",
    json: Json = False,
) -> None:
    """临期清单."""
    with seat(context, json) as at, at.reading() as book:
        until = book.calendar.shift(at.day(on), days)
        answer = book.lists.due(at.day(on), until, limit)
        at.show(
            answer.lines,
            total=answer.total,
            on=at.day(on),
            empty=N_("Nothing falls due in that time."),
        )


@app.command("show", help=_("Show everything about one commitment."))
def show(context: typer.Context, number: Number, on: On = "", json: Json = False) -> None:
    """事项详情."""
    with seat(context, json) as at, at.reading() as book:
        from ledgers.lines import as_json

        found = book.lists.show(number, at.day(on))
        if json:
            at.data(as_json(found))
            return
        from flows.tables import whole

        for part in whole(found, at.speaker):
            at.out.print(part)


@app.command("history", help=_("Tell the history of one commitment."))
def history(context: typer.Context, number: Number, json: Json = False) -> None:
    """办理过程."""
    with seat(context, json) as at, at.reading() as book:
        events = book.lists.history(number)
        if json:
            at.show(events)
            return
        from flows.tables import story

        for part in story(events, at.speaker):
            at.out.print(part, soft_wrap=True)
