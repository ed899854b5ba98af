"""What happens by itself, and whether it does."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.vocabulary import (
    Json,
    On,
    Page,
    _,
    group,
    seat,
)

app = Page(_("Rhythm"))
run = group(app, "run", _("Run a flow in this process."))


@run.command("daily", help=_("Live through a day, or several: look, write, deliver."))
def run_daily(
    context: typer.Context,
    on: On = "",
    first: Annotated[str, typer.Option("--from", help=_("The first of several days."))] = "",
    last: Annotated[str, typer.Option("--to", help=_("The last of them."))] = "",
    json: Json = False,
) -> None:
    """每日流程."""
    with seat(context, json) as at:
        from flows.running import run_days

        run_days(at, at.day(first or on), at.day(last) if last else at.day(first or on))


@run.command("evening", help=_("Seal the ledger for the evening (封账)."))
def run_evening(context: typer.Context, on: On = "", json: Json = False) -> None:
    """每晚流程."""
    with seat(context, json) as at:
        from flows.running import run_evening as run_the_evening

        run_the_evening(at, at.day(on))


@app.command(
    "inbox",
    help=_("Read the documents that came by folder or mail into drafts (来文)."),
)
def inbox(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Option("--folder", help=_("Only this folder, and no mailbox."))
    ] = None,
    json: Json = False,
) -> None:
    """来文登记."""
    with seat(context, json) as at:
        from flows.running import run_inbox

        run_inbox(at, folder)


@app.command(
    "serve",
    help=_("Run morning and evening on this machine, every day at their hours."),
)
def serve(context: typer.Context) -> None:
    """定时运行."""
    with seat(context) as at:
        from flows.serving import serve as serve_office

        serve_office(at)


@app.command(
    "doctor",
    help=_("Say what is missing or wrong, and the command that mends it."),
)
def doctor(context: typer.Context, json: Json = False) -> None:
    """体检."""
    with seat(context, json) as at:
        from flows.doctor import examine

        examine(at)


@app.command(
    "demo",
    help=_("Make a ledger from the examples and live through weeks of 2020."),
)
def demo(
    context: typer.Context,
    folder: Annotated[Path, typer.Option("--folder", help=_("Where to make it."))] = Path(
        "duban-demo"
    ),
) -> None:
    """演示."""
    with seat(context) as at:
        from flows.demo import play

        play(at, folder)
