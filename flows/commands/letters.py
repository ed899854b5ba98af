"""What leaves the building: shown first, sent on purpose."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Annotated

import typer

from flows.commands.vocabulary import (
    AsOf,
    Json,
    Limit,
    On,
    Page,
    _,
    seat,
)
from models.words import N_

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.book import Book

app = Page(_("Letters"))


@app.command("digest", help=_("Preview one reader's digest; nothing is sent."))
def digest(
    context: typer.Context,
    person: Annotated[str, typer.Option("--for", help=_("The reader's name."))],
    html: Annotated[bool, typer.Option("--html", help=_("The HTML instead of the text."))] = False,
    on: On = "",
    as_of: AsOf = "",
) -> None:
    """预览督查摘要."""
    with seat(context) as at, previewing(at, as_of) as book:
        from flows.digests import compose

        day = at.day(on or as_of)
        reader = book.directory.person_id(person)
        if not as_of:
            book.rounds.look(day)
        letter = compose(book.news.for_day(day, only=reader)[0])
        print(letter.html if html else f"{letter.subject}\n\n{letter.text}")


def previewing(at: Desk, as_of: str) -> AbstractContextManager[Book]:
    """Open the day to come as if it were lived, or a past one as it was told."""
    return at.reading(as_of, as_told=True) if as_of else at.rehearsing()


@app.command("outbox", help=_("Show letters not delivered yet, and send them."))
def outbox(
    context: typer.Context,
    send: Annotated[bool, typer.Option("--send", help=_("Try them all again now."))] = False,
    everything: Annotated[bool, typer.Option("--all", help=_("Delivered ones too."))] = False,
    limit: Limit = 100,
    json: Json = False,
) -> None:
    """发件箱."""
    with seat(context, json) as at:
        if send:
            from flows.running import send_outbox

            send_outbox(at)
        with at.reading() as book:
            counts = book.outbox.counts()
            waiting = sum(counts.values()) - counts.get("sent", 0)
            at.show(
                book.outbox.lines(everything=everything, limit=limit),
                total=sum(counts.values()) if everything else waiting,
                empty=N_("Every letter has been delivered."),
            )
