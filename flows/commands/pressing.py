"""Pressing: letters signed for, consequences decided on, the notice as a document."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.vocabulary import By, Json, Number, On, Page, _, complete_number, seat
from models.words import N_

app = Page(_("Pressing"))
OptionalNumber = Annotated[
    str,
    typer.Argument(
        help=_("Number of the commitment; left out, what waits is listed."),
        metavar=_("NUMBER"),
        autocompletion=complete_number,
    ),
]


@app.command("sign", help=_("Sign for the letters sent about a matter (签收): none is repeated."))
def sign(context: typer.Context, number: Number, by: By = "", on: On = "") -> None:
    """签收."""
    with seat(context) as at, at.writing() as book:
        entry = at.entry(book, by, on)
        signed = book.pressing.sign(number, **entry)
        at.say(
            N_("{name} signed for {steps} on {number}."),
            name=entry["by"].name,
            steps=list(dict.fromkeys(signed)),
            number=number,
        )


@app.command("decide", help=_("List consequences the ladder proposes; confirm or decline one."))
def decide(
    context: typer.Context,
    number: OptionalNumber = "",
    confirm: Annotated[
        bool | None, typer.Option("--confirm/--decline", help=_("What you decide."))
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))] = "",
    step: Annotated[
        str, typer.Option("--step", help=_("Which, where several wait: circular, interview…"))
    ] = "",
    which: Annotated[
        str, typer.Option("--list", help=_("Which to list: waiting, confirmed or all."))
    ] = "",
    by: By = "",
    on: On = "",
    json: Json = False,
) -> None:
    """拟办事项."""
    with seat(context, json) as at:
        from flows.verdicts import decide_as_typed, list_proposals

        if number and not which:
            decide_as_typed(at, number, confirm, reason=reason, step=step, by=by, on=on)
        else:
            list_proposals(at, number, which, on)


@app.command("notice", help=_("Write the supervision notice of a matter as a Word document."))
def notice(
    context: typer.Context,
    number: Number,
    to: Annotated[
        Path | None, typer.Option("--to", help=_("The file; else one named after the matter."))
    ] = None,
    card: Annotated[
        str, typer.Option("--card", help=_("The notice of this colour; else the latest."))
    ] = "",
    on: On = "",
) -> None:
    """督办通知单."""
    with seat(context) as at, at.reading() as book:
        from flows.notices import write_notice

        write_notice(at, book, number, to=to, card=card, on=at.day(on) if on else None)
