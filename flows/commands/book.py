"""The book itself: begun, filled, copied; its directory and its rules."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.vocabulary import (
    By,
    File,
    Json,
    On,
    Page,
    Unit,
    _,
    complete_unit,
    group,
    seat,
)
from models.words import N_

app = Page(_("Book"))
people = group(app, "people", _("People and their posts."))
units = group(app, "units", _("Units, their aliases and what stands above them."))
policy = group(app, "policy", _("The office's rules for lights and ladder."))


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


@units.command("list", help=_("List all units."))
def units_list(context: typer.Context, json: Json = False) -> None:
    """单位清单."""
    with seat(context, json) as at, at.reading() as book:
        at.show(book.directory.units())


@units.command("add", help=_("Add a unit, or aliases to one."))
def units_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=_("Its full name."), metavar=_("NAME"))],
    alias: Annotated[
        list[str] | None, typer.Option("--alias", help=_("Another name of it."))
    ] = None,
    parent: Annotated[
        str, typer.Option("--under", help=_("The unit above it."), autocompletion=complete_unit)
    ] = "",
    level: Annotated[
        str, typer.Option("--level", help=_("District, department, sub-district…"))
    ] = "",
    leader: Annotated[
        str, typer.Option("--leader", help=_("Its leader in charge (分管领导)."))
    ] = "",
    on: On = "",
) -> None:
    """新增单位."""
    with seat(context) as at, at.writing() as book:
        from models.people import UnitDraft

        actor, day = at.actor(book), at.business_day(book, on)
        draft = UnitDraft(name=name, aliases=tuple(alias or ()), parent=parent, level=level)
        book.directory.add_unit(draft, by=actor, on=day)
        if leader:
            book.directory.set_leader(name, leader, by=actor, on=day)
        at.say(N_("The directory has {name}."), name=name)


@people.command("list", help=_("List people with their posts."))
def people_list(context: typer.Context, unit: Unit = "", json: Json = False) -> None:
    """人员清单."""
    with seat(context, json) as at, at.reading() as book:
        at.show(book.directory.people(unit))


@people.command("add", help=_("Put a person into a post."))
def people_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=_("The person's name."), metavar=_("NAME"))],
    unit: Annotated[
        str, typer.Option("--unit", help=_("Their unit."), autocompletion=complete_unit)
    ],
    title: Annotated[str, typer.Option("--title", help=_("Their post."))] = "",
    role: Annotated[
        str,
        typer.Option("--role", help=_("liaison, unit_head, leader, officer, chief or auditor.")),
    ] = "",
    email: Annotated[str, typer.Option("--email", help=_("Where their digests go."))] = "",
    language: Annotated[str, typer.Option("--language", help=_("zh or en."))] = "",
    login: Annotated[str, typer.Option("--login", help=_("Their operating-system user."))] = "",
    on: On = "",
) -> None:
    """新增人员."""
    with seat(context) as at, at.writing() as book:
        from models.people import PersonDraft

        given = {
            "name": name, "unit": unit, "title": title, "role": role, "email": email,
            "language": language, "login": login,
        }  # fmt: skip
        draft = PersonDraft.model_validate({key: word for key, word in given.items() if word})
        book.directory.add_person(draft, by=at.actor(book), on=at.business_day(book, on))
        at.say(N_("The directory has {name}."), name=name)


@policy.command("check", help=_("Check a policy file without adopting it."))
def policy_check(context: typer.Context, file: File) -> None:
    """检查规则."""
    with seat(context) as at:
        from models.policy_file import read_policy

        found, _text = read_policy(file)
        at.say(N_("The policy “{name}” is in order."), name=found.name)


@policy.command("adopt", help=_("Adopt a policy: from now on lights and ladder follow it."))
def policy_adopt(context: typer.Context, file: File, on: On = "") -> None:
    """采用规则."""
    with seat(context) as at, at.writing() as book:
        from flows.beginning import adopt_policy

        at.say(N_("Adopted “{name}”."), name=adopt_policy(at, book, file, on))


@policy.command("show", help=_("Show the policy in force."))
def policy_show(context: typer.Context) -> None:
    """现行规则."""
    with seat(context) as at, at.reading() as book:
        at.data(book.policy.as_json())
