"""duban 督办: the front door. Parse, sit at the desk, ask one thing, say or show it.

Everything but Typer is imported inside the command that needs it: ``--help``, lists and
shell completion answer at once.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Any

from flows.desk import Desk, desk, language_at_the_desk
from models import VERSION
from models.words import LANGUAGES, N_, Speaker, bind

LANGUAGE = language_at_the_desk(sys.argv[1:])
bind(LANGUAGE)  # before Typer is imported: its own words come from our catalogue too

import typer  # noqa: E402
import typer.core  # noqa: E402

_ = Speaker(LANGUAGE).say

# -- the vocabulary of options ----------------------------------------------------------


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
Evidence = Annotated[
    list[Path] | None,
    typer.Option("--evidence", help=_("A file that proves it; may be given several times.")),
]
Note = Annotated[str, typer.Option("--note", help=_("A remark that goes into the history."))]
Reason = Annotated[str, typer.Option("--reason", help=_("Why."))]
File = Annotated[Path, typer.Argument(help=_("The file."), metavar=_("FILE"))]

LIGHTS, WHICH = ("red", "yellow", "green"), ("open", "closed", "all")
COMMITMENTS, LISTS = _("Commitments"), _("Lists")
LETTERS, BOOK, RHYTHM = _("Letters"), _("Book"), _("Rhythm")

app = typer.Typer(
    help=_(
        "Keeps a ledger of what a government has promised, counts the working days, "
        "and writes to whoever is late."
    ),
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


def group(name: str, help: str, panel: str) -> typer.Typer:
    """Make a group of commands, such as ``extend ask``."""
    made = typer.Typer(help=help, no_args_is_help=True)
    app.add_typer(made, name=name, rich_help_panel=panel)
    return made


extend = group("extend", _("Ask for a later deadline, grant or refuse it (延期)."), COMMITMENTS)
closing = group("close", _("Ask for closure, check it, strike it off (销号)."), COMMITMENTS)
people = group("people", _("People and their posts."), BOOK)
units = group("units", _("Units, their aliases and what stands above them."), BOOK)
policy = group("policy", _("The office's rules for lights and ladder."), BOOK)
run = group("run", _("Run a flow in this process."), RHYTHM)


@app.callback(invoke_without_command=True)
def front_door(
    context: typer.Context,
    office: Annotated[
        Path | None,
        typer.Option(
            "--office",
            help=_("The office folder; else the nearest one above."),
            envvar="DUBAN_OFFICE",
        ),
    ] = None,
    lang: Annotated[str, typer.Option("--lang", help=_("zh or en."))] = LANGUAGE,
    verbose: Annotated[bool, typer.Option("--verbose", help=_("Say more."))] = False,
    version: Annotated[bool, typer.Option("--version", help=_("Show the version."))] = False,
) -> None:
    """Take the options that every command shares."""
    if version:
        print(f"duban {VERSION}")
        raise typer.Exit
    context.obj = Desk(LANGUAGE, office.resolve() if office else None, verbose)
    with desk(context.obj) as at:
        at.choice("--lang", lang, LANGUAGES)


@contextmanager
def seat(context: typer.Context, json: bool = False) -> Iterator[Desk]:
    """Sit down at the desk for one command."""
    place: Desk = context.obj
    place.as_json = json
    with desk(place) as at:
        yield at


# -- commitments ------------------------------------------------------------------------


@app.command(
    "docket", rich_help_panel=COMMITMENTS, help=_("Enter a commitment into the ledger (立项).")
)
def docket(
    context: typer.Context,
    title: Annotated[str, typer.Argument(help=_("What was promised."), metavar=_("TITLE"))],
    unit: Unit = "",
    due: Annotated[str, typer.Option("--due", help=_("Deadline: 2020-09-30 or 9月底前."))] = "",
    number: Annotated[
        str, typer.Option("--number", help=_("Its number; the next one if left out."))
    ] = "",
    kind: Annotated[
        str, typer.Option("--kind", help=_("start, finish, open, count, ratio or standing."))
    ] = "finish",
    owner: Annotated[str, typer.Option("--owner", help=_("The person responsible."))] = "",
    sponsor: Annotated[
        str, typer.Option("--sponsor", help=_("The leader who carries it (分包领导)."))
    ] = "",
    support: Annotated[
        list[str] | None, typer.Option("--support", help=_("A support unit."))
    ] = None,
    target: Annotated[str | None, typer.Option("--target", help=_("The figure to reach."))] = None,
    measure: Annotated[str, typer.Option("--measure", help=_("What is counted: 个, 所, %."))] = "",
    standard: Annotated[
        str, typer.Option("--standard", help=_("The closing standard (完成标准)."))
    ] = "",
    milestone: Annotated[
        list[str] | None,
        typer.Option("--milestone", help=_("“9月底前 主体完工”; may be given several times.")),
    ] = None,
    source: Annotated[str, typer.Option("--source", help=_("The document it comes from."))] = "",
    passage: Annotated[str, typer.Option("--passage", help=_("Its words there."))] = "",
    issued_on: Annotated[str, typer.Option("--issued-on", help=_("The document's date."))] = "",
    assign: Annotated[bool, typer.Option("--assign", help=_("Assign it at once."))] = False,
    by: By = "",
    on: On = "",
) -> None:
    """立项."""
    with seat(context) as at, at.writing() as book:
        from flows.forms import draft_commitment

        actor, day = at.actor(book, by), at.business_day(book, on)
        draft = draft_commitment(
            book,
            at.day(issued_on) if issued_on else day,
            day,
            title=title,
            lead_unit=unit,
            due=due,
            number=number,
            kind=kind,
            owner=owner,
            sponsor=sponsor,
            support_units=support or [],
            target=target,
            measure=measure,
            standard=standard,
            milestones=milestone or [],
            source_document=source,
            source_passage=passage,
        )
        made = book.commitments.docket(draft, by=actor, on=day, assign=assign)
        at.say(_docketed(draft.due), number=made, title=title, due=draft.due)


def _docketed(due: Any) -> str:
    return (
        N_("Docketed {number}, {title}, due {due}.") if due else N_("Docketed {number}, {title}.")
    )


@app.command(
    "assign",
    rich_help_panel=COMMITMENTS,
    help=_("Assign it to its lead unit, or to another (交办)."),
)
def assign(
    context: typer.Context,
    number: Number,
    unit: Unit = "",
    owner: Annotated[str, typer.Option("--owner", help=_("The person responsible."))] = "",
    by: By = "",
    on: On = "",
) -> None:
    """交办."""
    with seat(context) as at, at.writing() as book:
        book.commitments.assign(
            number, unit=unit, owner=owner, by=at.actor(book, by), on=at.business_day(book, on)
        )
        at.say(N_("Assigned {number}."), number=number)


@app.command(
    "accept",
    rich_help_panel=COMMITMENTS,
    help=_("Acknowledge receipt (签收), or reject it (退单)."),
)
def accept(
    context: typer.Context,
    number: Number,
    reject: Annotated[
        str, typer.Option("--reject", help=_("Send it back, with the grounds."))
    ] = "",
    by: By = "",
    on: On = "",
) -> None:
    """签收."""
    with seat(context) as at, at.writing() as book:
        actor, day = at.actor(book, by), at.business_day(book, on)
        if reject:
            book.commitments.reject(number, reason=reject, by=actor, on=day)
            at.say(N_("{number} goes back to the office."), number=number)
        else:
            book.commitments.accept(number, by=actor, on=day)
            at.say(N_("Accepted {number}."), number=number)


@app.command(
    "report", rich_help_panel=COMMITMENTS, help=_("Report progress, with evidence (反馈).")
)
def report(
    context: typer.Context,
    number: Number,
    percent: Annotated[str | None, typer.Option("--percent", help=_("Per cent done."))] = None,
    value: Annotated[str | None, typer.Option("--value", help=_("The figure reached."))] = None,
    done: Annotated[str, typer.Option("--done", help=_("What was done."))] = "",
    next_steps: Annotated[str, typer.Option("--next", help=_("What comes next."))] = "",
    problem: Annotated[str, typer.Option("--problem", help=_("What hinders it."))] = "",
    milestone: Annotated[
        list[int] | None,
        typer.Option("--milestone", help=_("A milestone that is done, by its place: 1, 2, …")),
    ] = None,
    evidence: Evidence = None,
    by: By = "",
    on: On = "",
) -> None:
    """反馈."""
    with seat(context) as at, at.writing() as book:
        from models.record import ReportDraft

        draft = ReportDraft.model_validate(
            {
                "percent": percent,
                "value": value,
                "done": done,
                "next_steps": next_steps,
                "problem": problem,
                "milestones_done": milestone or (),
            }
        )
        day = at.business_day(book, on)
        book.commitments.report(
            number, draft, evidence=evidence or (), by=at.actor(book, by), on=day
        )
        line = book.lists.one(number, day)
        at.say(
            N_("Reported on {number}. Light: {light}. {reason}."),
            number=number,
            light=line.light,
            reason=line.verdict.said(at.speaker) if line.verdict else "",
        )


@extend.command("ask", help=_("Ask for a later deadline, before the present one passes."))
def extend_ask(
    context: typer.Context,
    number: Number,
    until: Annotated[str, typer.Option("--until", help=_("The new deadline."))],
    reason: Reason,
    by: By = "",
    on: On = "",
) -> None:
    """延期申请."""
    with seat(context) as at, at.writing() as book:
        book.commitments.ask_extension(
            number,
            until=at.day(until),
            reason=reason,
            by=at.actor(book, by),
            on=at.business_day(book, on),
        )
        at.say(
            N_("Asked for {number} to run until {until}; a leader or the chief officer decides."),
            number=number,
            until=at.day(until),
        )


@extend.command("grant", help=_("Grant the extension that waits; a new ladder begins."))
def extend_grant(
    context: typer.Context,
    number: Number,
    until: Annotated[str, typer.Option("--until", help=_("Another day than was asked for."))] = "",
    note: Note = "",
    by: By = "",
    on: On = "",
) -> None:
    """同意延期."""
    with seat(context) as at, at.writing() as book:
        due = book.commitments.grant_extension(
            number,
            until=at.day(until) if until else None,
            note=note,
            by=at.actor(book, by),
            on=at.business_day(book, on),
        )
        at.say(N_("{number} now runs until {due}."), number=number, due=due)


@extend.command("refuse", help=_("Refuse the extension that waits."))
def extend_refuse(
    context: typer.Context,
    number: Number,
    reason: Reason,
    by: By = "",
    on: On = "",
) -> None:
    """不同意延期."""
    with seat(context) as at, at.writing() as book:
        book.commitments.refuse_extension(
            number, reason=reason, by=at.actor(book, by), on=at.business_day(book, on)
        )
        at.say(N_("Refused; the deadline of {number} stands."), number=number)


@closing.command("ask", help=_("Ask to strike it off, with its evidence."))
def close_ask(
    context: typer.Context,
    number: Number,
    evidence: Evidence = None,
    done_on: Annotated[str, typer.Option("--done-on", help=_("The day it was really done."))] = "",
    note: Note = "",
    by: By = "",
    on: On = "",
) -> None:
    """申请销号."""
    with seat(context) as at, at.writing() as book:
        book.commitments.ask_closure(
            number,
            actual_on=at.day(done_on) if done_on else None,
            note=note,
            evidence=evidence or (),
            by=at.actor(book, by),
            on=at.business_day(book, on),
        )
        at.say(
            N_("Closure of {number} requested. Next: duban close check {number}."), number=number
        )


@closing.command("check", help=_("Record a check by somebody other than the owner (核查)."))
def close_check(
    context: typer.Context,
    number: Number,
    failed: Annotated[
        bool, typer.Option("--failed", help=_("It did not pass: back for redo."))
    ] = False,
    findings: Annotated[str, typer.Option("--findings", help=_("What was found."))] = "",
    by: By = "",
    on: On = "",
) -> None:
    """核查."""
    with seat(context) as at, at.writing() as book:
        book.commitments.check(
            number,
            passed=not failed,
            findings=findings,
            by=at.actor(book, by),
            on=at.business_day(book, on),
        )
        at.say(
            N_("{number} is returned for redo.")
            if failed
            else N_("{number} passed. Next: duban close confirm {number}."),
            number=number,
        )


@closing.command("confirm", help=_("Strike it off."))
def close_confirm(
    context: typer.Context,
    number: Number,
    note: Note = "",
    modified: Annotated[
        bool, typer.Option("--modified", help=_("Done, but in modified form."))
    ] = False,
    by: By = "",
    on: On = "",
) -> None:
    """销号."""
    with seat(context) as at, at.writing() as book:
        from models.terms import Ending

        book.commitments.confirm(
            number,
            note=note,
            by=at.actor(book, by),
            ending=Ending.DONE_MODIFIED if modified else Ending.DONE,
            on=at.business_day(book, on),
        )
        at.say(N_("Closed {number}."), number=number)


@app.command(
    "reopen",
    rich_help_panel=COMMITMENTS,
    help=_("Take a closed matter up again after a relapse (反弹)."),
)
def reopen(
    context: typer.Context, number: Number, reason: Reason, by: By = "", on: On = ""
) -> None:
    """重新立案."""
    with seat(context) as at, at.writing() as book:
        book.commitments.reopen(
            number, reason=reason, by=at.actor(book, by), on=at.business_day(book, on)
        )
        at.say(N_("Reopened {number}."), number=number)


# -- lists ------------------------------------------------------------------------------


@app.command(
    "list", rich_help_panel=LISTS, help=_("List open commitments, the next deadline first.")
)
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


@app.command("late", rich_help_panel=LISTS, help=_("List what is overdue, the latest first."))
def late(context: typer.Context, limit: Limit = 50, on: On = "", json: Json = False) -> None:
    """逾期清单."""
    with seat(context, json) as at, at.reading() as book:
        answer = book.lists.late(at.day(on), limit)
        at.show(answer.lines, total=answer.total, on=at.day(on), empty=N_("Nothing is overdue."))


@app.command("due", rich_help_panel=LISTS, help=_("List what falls due in the next working days."))
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


@app.command("show", rich_help_panel=LISTS, help=_("Show everything about one commitment."))
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


@app.command("history", rich_help_panel=LISTS, help=_("Tell the history of one commitment."))
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


# -- letters ----------------------------------------------------------------------------


@app.command(
    "digest", rich_help_panel=LETTERS, help=_("Preview one reader's digest; nothing is sent.")
)
def digest(
    context: typer.Context,
    person: Annotated[str, typer.Option("--for", help=_("The reader's name."))],
    html: Annotated[bool, typer.Option("--html", help=_("The HTML instead of the text."))] = False,
    on: On = "",
) -> None:
    """预览督查摘要."""
    with seat(context) as at, at.rehearsing() as book:
        from flows.digests import compose

        reader = book.directory.person_id(person)
        book.rounds.look(at.day(on))
        letter = compose(book.news.for_day(at.day(on), only=reader)[0])
        print(letter.html if html else f"{letter.subject}\n\n{letter.text}")


@app.command(
    "outbox", rich_help_panel=LETTERS, help=_("Show letters not delivered yet, and send them.")
)
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
            at.show(
                book.outbox.lines(everything=everything, limit=limit),
                empty=N_("Every letter has been delivered."),
            )


# -- rhythm -----------------------------------------------------------------------------


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


@app.command(
    "serve",
    rich_help_panel=RHYTHM,
    help=_("Run the daily flow on this machine, every day at its hour."),
)
def serve(context: typer.Context) -> None:
    """定时运行."""
    with seat(context) as at:
        from flows.serving import serve as serve_office

        serve_office(at)


@app.command(
    "doctor",
    rich_help_panel=RHYTHM,
    help=_("Say what is missing or wrong, and the command that mends it."),
)
def doctor(context: typer.Context, json: Json = False) -> None:
    """体检."""
    with seat(context, json) as at:
        from flows.doctor import examine

        examine(at)


@app.command(
    "demo",
    rich_help_panel=RHYTHM,
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


# -- book -------------------------------------------------------------------------------


@app.command(
    "init", rich_help_panel=BOOK, help=_("Begin a book for an office, or bring one up to date.")
)
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


@app.command(
    "backup", rich_help_panel=BOOK, help=_("Copy a SQLite book whole, while others may use it.")
)
def backup(context: typer.Context) -> None:
    """备份."""
    with seat(context) as at:
        from ledgers.upkeep import back_up

        saved = back_up(at.settings.book_url, at.settings.path("backups"), at=at.now)
        at.say(N_("Backup: {path}"), path=str(saved))


@app.command(
    "import", rich_help_panel=BOOK, help=_("Read a ledger workbook, row by row, into the book.")
)
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


@app.command("export", rich_help_panel=BOOK, help=_("Write the ledger as .xlsx or .csv."))
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
    parent: Annotated[str, typer.Option("--under", help=_("The unit above it."))] = "",
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
    ] = "liaison",
    email: Annotated[str, typer.Option("--email", help=_("Where their digests go."))] = "",
    language: Annotated[str, typer.Option("--language", help=_("zh or en."))] = "zh",
    login: Annotated[str, typer.Option("--login", help=_("Their operating-system user."))] = "",
    on: On = "",
) -> None:
    """新增人员."""
    with seat(context) as at, at.writing() as book:
        from models.people import PersonDraft

        draft = PersonDraft.model_validate(
            {
                "name": name,
                "unit": unit,
                "title": title,
                "role": role,
                "email": email,
                "language": language,
                "login": login,
            }
        )
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


HELP = {"-h", "--help", "--lang", "zh", "en", "--lang=zh", "--lang=en"}


def words_typed() -> list[str]:
    """The words of the command line; while a shell asks for completion, the finished ones."""
    typed = os.environ.get("COMP_WORDS") or os.environ.get("_TYPER_COMPLETE_ARGS")
    return typed.split()[1:-1] if typed else sys.argv[1:]


def asked_for(arguments: list[str]) -> str:
    """Find the command's name among the arguments; empty where none is named."""
    words = iter(arguments)
    for word in words:
        if word in ("--office", "--lang"):
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def keep_only(command: str) -> None:
    """Leave the other commands unbuilt: building forty takes longer than answering one."""
    commands = [one for one in app.registered_commands if one.name == command]
    groups = [one for one in app.registered_groups if one.name == command]
    if commands or groups:
        app.registered_commands, app.registered_groups = commands, groups


UsageError: type[Exception] = typer.BadParameter.__mro__[1]


class Command(typer.core.TyperCommand):
    """A command whose help page speaks the reader's language throughout."""

    def get_help_option(self, ctx: Any) -> Any:
        """Say what --help does."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def get_usage(self, ctx: Any) -> str:
        """Say “Usage:”."""
        return super().get_usage(ctx).replace("Usage:", _("Usage:"), 1)


def in_our_words(commands: typer.Typer) -> None:
    """Have every command's help page written by ``Command``."""
    for one in commands.registered_commands:
        one.cls, one.options_metavar = Command, _("[OPTIONS]")
    for inner in commands.registered_groups:
        if inner.typer_instance:
            in_our_words(inner.typer_instance)


def answer() -> int:
    """Run the command; what was typed wrongly is said in the reader's language."""
    in_our_words(app)
    try:
        return app(prog_name="duban", standalone_mode=False) or 0
    except UsageError as trouble:
        seat = Desk(LANGUAGE)
        sentence, facts = wrong_words(trouble)
        if facts.get("said", "-"):  # empty where the group's help was all there is to say
            seat.red(_(sentence, **facts))
        return 2
    except typer.Abort:
        return 130


def wrong_words(trouble: Any) -> tuple[str, dict[str, str]]:
    """Choose the sentence for what was typed wrongly, and its facts."""
    command = getattr(trouble.ctx, "command_path", "duban")
    param = getattr(trouble, "param", None)
    match type(trouble).__name__:
        case "MissingParameter" if param is not None:
            name = param.opts[0] if param.opts[0].startswith("-") else param.metavar
            return N_("{name} is missing. Help: {command} --help"), {
                "name": name, "command": command}  # fmt: skip
        case "NoSuchOption":
            return N_("There is no option {name}. Help: {command} --help"), {
                "name": trouble.option_name, "command": command}  # fmt: skip
    said = trouble.format_message().replace("。.", "。").rstrip(".。")
    return N_("{said}. Help: {command} --help"), {"said": said, "command": command}


def main() -> None:
    """Open the front door."""
    if os.name == "nt":  # an old Windows console speaks another encoding
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    arguments = words_typed()
    command = asked_for(arguments)
    if not command and "--version" in arguments:
        print(f"duban {VERSION}")
    elif not command and "_DUBAN_COMPLETE" not in os.environ and set(arguments) <= HELP:
        from flows.contents import contents

        print(contents(app, Speaker(LANGUAGE)))
    else:
        keep_only(command)
        sys.exit(answer())


if __name__ == "__main__":
    main()
