"""The working calendar: shown, checked, brought up to date, and set where an office has its own."""

from typing import Annotated

import typer

from flows.commands.vocabulary import AsOf, By, Json, On, Page, Reason, _, group, seat

app = Page(_("Working calendar"))
calendar = group(
    app, "calendar", _("Working days: holidays, make-up days and days of one's own (工作日历).")
)

Days = Annotated[str, typer.Argument(help=_("A day, or FIRST..LAST."), metavar=_("DAY[..DAY]"))]
ScopeOf = Annotated[
    str,
    typer.Option(
        "--scope", help=_("Whose word it is: province, city, county or office (left out).")
    ),
]


@calendar.command("show", help=_("Show a month or a year, and who said so of which day."))
def show(
    context: typer.Context,
    period: Annotated[
        str,
        typer.Argument(
            help=_("A year or a month; this month if left out."), metavar=_("[YEAR|YEAR-MONTH]")
        ),
    ] = "",
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """查看工作日历."""
    with seat(context, json) as at:
        from flows.calendar_page import calendar_page, drawn, months_of

        months = months_of(period, at.day(as_of))
        with at.reading(as_of) as book:
            page = calendar_page(book, months)
        if json:
            at.data(page.as_json())
        else:
            at.page(drawn(page, at.speaker))


@calendar.command(
    "check", help=_("Tell how far it reaches, what leans on provisional days, what does not fit.")
)
def check(context: typer.Context, on: On = "", json: Json = False) -> None:
    """检查工作日历."""
    with seat(context, json) as at:
        from flows.calendar_check import examine_calendar

        examine_calendar(at, at.day(on))


@calendar.command("import", help=_("Take over a notice of the State Council, pasted as text."))
def import_(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(help=_("A text file, or - to paste it here."), metavar=_("FILE|-"))
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only say what would change."))
    ] = False,
    by: By = "",
    on: On = "",
    json: Json = False,
) -> None:
    """导入放假通知."""
    with seat(context, json) as at:
        from flows.calendars import import_notice

        import_notice(at, file, dry_run=dry_run, by=by, on=on)


@calendar.command("set", help=_("Have days worked or not, whatever the published table says."))
def set_(
    context: typer.Context,
    days: Days,
    kind: Annotated[str, typer.Argument(help=_("rest or work."), metavar="rest|work")],
    reason: Reason,
    scope: ScopeOf = "",
    document: Annotated[str, typer.Option("--document", help=_("The document that says so."))] = "",
    by: By = "",
    on: On = "",
    json: Json = False,
) -> None:
    """自定工作日."""
    with seat(context, json) as at, at.writing() as book:
        from flows.calendars import set_as_typed

        entry = at.entry(book, by, on)
        set_as_typed(
            at, book, days, kind, reason=reason, scope=scope, document=document, entry=entry
        )


@calendar.command("unset", help=_("Take one's own word on days back; the table counts again."))
def unset(
    context: typer.Context,
    days: Days,
    reason: Reason,
    scope: ScopeOf = "",
    by: By = "",
    on: On = "",
    json: Json = False,
) -> None:
    """撤销自定."""
    with seat(context, json) as at, at.writing() as book:
        from flows.calendars import unset_as_typed

        entry = at.entry(book, by, on)
        unset_as_typed(at, book, days, reason=reason, scope=scope, entry=entry)
