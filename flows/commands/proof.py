"""The ledger proves itself: sealed in the evening, audited at any time."""

from typing import Annotated

import typer

from flows.commands.vocabulary import Json, Limit, On, Page, _, seat

app = Page(_("Proof"))


@app.command("seal", help=_("Seal the ledger now, and show the newest seals (封账)."))
def seal(
    context: typer.Context,
    anew: Annotated[
        bool, typer.Option("--anew", help=_("Grow the kept tree whole again before."))
    ] = False,
    limit: Limit = 7,
    on: On = "",
    json: Json = False,
) -> None:
    """封账."""
    with seat(context, json) as at, at.writing() as book:
        from flows.proving import seal_now

        seal_now(at, book, at.day(on), limit, anew=anew)


@app.command("audit", help=_("Prove the ledger from its events, or name what does not fit (核账)."))
def audit(
    context: typer.Context,
    printed: Annotated[
        str, typer.Option("--seal", help=_("A seal that a digest printed: is it of this ledger?"))
    ] = "",
    limit: Limit = 50,
    json: Json = False,
) -> None:
    """核账."""
    with seat(context, json) as at:
        from flows.proving import prove

        prove(at, printed, limit)
