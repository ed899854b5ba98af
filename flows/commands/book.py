"""The book itself: begun, filled, copied."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.vocabulary import (
    By,
    File,
    Json,
    On,
    Page,
    _,
    seat,
)
from models.words import N_

app = Page(_("Book"))


@app.command("init", help=_("Begin a book for an office, or bring one up to date."))
def init(
    context: typer.Context,
    folder: Annotated[
        Path, typer.Argument(help=_("The office folder."), metavar=_("FOLDER"))
    ] = Path(),
    name: Annotated[str, typer.Option("--name", help=_("The office's name."))] = "督查室",
    officer: Annotated[
        str, typer.Option("--officer", help=_("Your name; you are its chief officer."))
    ] = "",
    email: Annotated[str, typer.Option("--email", help=_("Where your digests go."))] = "",
    book: Annotated[
        str, typer.Option("--book", help=_("Its address: sqlite:/// or postgresql://"))
    ] = "sqlite:///book.db",
    policy_file: Annotated[
        Path | None, typer.Option("--policy", help=_("The office's policy file."))
    ] = None,
    on: On = "",
    migrate: Annotated[bool, typer.Option("--migrate", help=_("Bring a book up to date."))] = False,
) -> None:
    """建账."""
    with seat(context) as at:
        from flows.beginning import begin_office, migrate_office

        if migrate:
            migrate_office(at)
        else:
            begin_office(
                at,
                folder,
                name=name,
                officer=officer,
                email=email,
                book=book,
                policy_file=policy_file,
                on=on,
            )


@app.command("backup", help=_("Copy a SQLite book whole, while others may use it."))
def backup(context: typer.Context) -> None:
    """备份."""
    with seat(context) as at:
        from ledgers.upkeep import back_up

        saved = back_up(at.settings.book_url, at.settings.path("backups"), at=at.now)
        at.say(N_("Backup: {path}"), path=str(saved))


@app.command("archive", help=_("File what was closed in a year, to be checked without duban."))
def archive_(
    context: typer.Context,
    year: Annotated[str, typer.Argument(help=_("The year of closing."), metavar=_("YEAR"))],
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", help=_("Where the year's folder goes; archive/ in the office if left out.")
        ),
    ] = None,
    pdf: Annotated[
        bool, typer.Option("--pdf", help=_("Records and notices as PDF too (LibreOffice)."))
    ] = False,
) -> None:
    """归档."""
    with seat(context) as at:
        from flows.archive import archive

        archive(at, year, to=to, pdf=pdf)


@app.command("import", help=_("Read a ledger workbook, row by row, into the book."))
def import_(
    context: typer.Context,
    file: File,
    issued_on: Annotated[
        str, typer.Option("--issued-on", help=_("The document's date, for 9月底前."))
    ] = "",
    prefix: Annotated[
        str, typer.Option("--prefix", help=_("Before the serial number; the year if left out."))
    ] = "",
    create_units: Annotated[
        bool, typer.Option("--create-units", help=_("Add units not known yet."))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only say what would happen."))
    ] = False,
    by: By = "",
    on: On = "",
    json: Json = False,
) -> None:
    """导入台账."""
    with seat(context, json) as at:
        from flows.exchange import bring_in

        bring_in(
            at,
            file,
            issued_on=issued_on,
            prefix=prefix,
            create_units=create_units,
            dry_run=dry_run,
            by=by,
            on=on,
        )


@app.command("export", help=_("Write the ledger as .xlsx or .csv."))
def export_(
    context: typer.Context,
    file: File,
    which: Annotated[str, typer.Option("--which", help=_("open, closed or all."))] = "all",
    on: On = "",
) -> None:
    """导出台账."""
    with seat(context) as at:
        from flows.exchange import send_out

        send_out(at, file, which=which, on=on)
