"""What a document promises, proposed for docketing."""

from typing import Annotated

import typer

from flows.commands.vocabulary import By, File, IssuedOn, Json, On, Page, _, seat

app = Page(_("Commitments"))


@app.command("propose", help=_("Propose the commitments a document contains (任务分解)."))
def propose(
    context: typer.Context,
    file: File,
    issued_on: IssuedOn = "",
    why: Annotated[
        bool, typer.Option("--why", help=_("By which rule each was found, and how dated."))
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help=_("Keep them as drafts, to be decided one by one."))
    ] = False,
    second_reader: Annotated[
        bool,
        typer.Option("--second-reader", help=_("Have the office's second reader read it too.")),
    ] = False,
    by: By = "",
    on: On = "",
    json: Json = False,
) -> None:
    """拟立项."""
    with seat(context, json) as at:
        from flows.proposing import (
            keep_proposals,
            read_document,
            show_proposals,
            show_reasons,
        )

        proposals = read_document(at, file, issued_on=issued_on, second=second_reader)
        if keep:
            keep_proposals(at, proposals, by=by, on=on)
        elif why:
            show_reasons(at, proposals)
        else:
            show_proposals(at, proposals)
