"""Drafts: what documents promise, until an officer dockets, edits or drops each (拟立项)."""

from pathlib import Path
from typing import Annotated, Any

import typer

from flows.commands.vocabulary import AsOf, By, File, Json, On, Page, Unit, _, complete_unit, seat

app = Page(_("Commitments"))
drafts = typer.Typer(
    help=_("What documents promise, waiting to be docketed (拟立项)."),
    invoke_without_command=True,
)
app.add_typer(drafts, name="drafts")

Draft = Annotated[int, typer.Argument(help=_("Number of the draft."), metavar="N", min=1)]
SomeDrafts = Annotated[list[int], typer.Argument(help=_("Numbers of drafts."), metavar="N…", min=1)]
OfDocument = Annotated[
    int, typer.Option("--document", help=_("Only those of this document."), min=0)
]
Title = Annotated[str, typer.Option("--title", help=_("Another name."))]
Due = Annotated[str, typer.Option("--due", help=_("2020-09-30, or a phrase such as 9月底前."))]
KindOf = Annotated[
    str, typer.Option("--kind", help=_("start, finish, open, count, ratio or standing."))
]
Target = Annotated[str, typer.Option("--target", help=_("The figure to reach."))]
Measure = Annotated[str, typer.Option("--measure", help=_("What is counted: 个, 所, 公里."))]
Support = Annotated[
    list[str] | None,
    typer.Option("--support", help=_("A support unit; may be given several times."),
                 autocompletion=complete_unit),
]  # fmt: skip
Standard = Annotated[str, typer.Option("--standard", help=_("The closing standard (完成标准)."))]
Owner = Annotated[str, typer.Option("--owner", help=_("The person responsible."))]
Sponsor = Annotated[str, typer.Option("--sponsor", help=_("The leader who carries it."))]
Category = Annotated[str, typer.Option("--category", help=_("Category."))]


def _typed(**options: Any) -> dict[str, Any]:
    return options


@drafts.callback()
def listed(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Also those that are decided."))
    ] = False,
    document: OfDocument = 0,
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """拟立项事项."""
    if context.invoked_subcommand is None:
        with seat(context, json) as at:
            from flows.drafts import list_drafts

            list_drafts(at, document=document, everything=everything, as_of=as_of)


@drafts.command("show", help=_("Show a draft: its passage, what it lacks, what it may repeat."))
def show(context: typer.Context, draft: Draft, as_of: AsOf = "", json: Json = False) -> None:
    """查看."""
    with seat(context, json) as at:
        from flows.drafts import show_draft

        show_draft(at, draft, as_of=as_of)


@drafts.command("approve", help=_("Docket drafts, with what was read or what is given here."))
def approve(
    context: typer.Context,
    draft: SomeDrafts,
    unit: Unit = "",
    due: Due = "",
    kind: KindOf = "",
    target: Target = "",
    measure: Measure = "",
    title: Title = "",
    support: Support = None,
    standard: Standard = "",
    owner: Owner = "",
    sponsor: Sponsor = "",
    category: Category = "",
    apart: Annotated[
        bool, typer.Option("--apart", help=_("It is a matter of its own and repeats none."))
    ] = False,
    assign: Annotated[bool, typer.Option("--assign", help=_("Assign it at once."))] = False,
    by: By = "",
    on: On = "",
) -> None:
    """批准立项."""
    with seat(context) as at:
        from flows.drafts import approve_as_typed

        typed = _typed(
            lead_unit=unit, due_phrase=due, kind=kind, target=target, measure=measure,
            title=title, support_units=support, standard=standard, owner=owner,
            sponsor=sponsor, category=category,
        )  # fmt: skip
        approve_as_typed(at, draft, typed, apart=apart, assign=assign, by=by, on=on)


@drafts.command("edit", help=_("Change a draft without docketing it yet."))
def edit(
    context: typer.Context,
    draft: Draft,
    unit: Unit = "",
    due: Due = "",
    kind: KindOf = "",
    target: Target = "",
    measure: Measure = "",
    title: Title = "",
    support: Support = None,
    standard: Standard = "",
    by: By = "",
    on: On = "",
) -> None:
    """修改."""
    with seat(context) as at:
        from flows.drafts import edit_as_typed

        typed = _typed(
            lead_unit=unit, due_phrase=due, kind=kind, target=target, measure=measure,
            title=title, support_units=support, standard=standard,
        )  # fmt: skip
        edit_as_typed(at, draft, typed, by=by, on=on)


@drafts.command("drop", help=_("Leave drafts undocketed, with the reason."))
def drop(
    context: typer.Context,
    draft: SomeDrafts,
    reason: Annotated[str, typer.Option("--reason", help=_("Why it is not docketed."))] = "",
    by: By = "",
    on: On = "",
) -> None:
    """不予立项."""
    with seat(context) as at:
        from flows.drafts import drop_as_typed

        drop_as_typed(at, draft, reason=reason, by=by, on=on)


@drafts.command("review", help=_("Walk through what waits, key by key."))
def review(context: typer.Context, document: OfDocument = 0, by: By = "", on: On = "") -> None:
    """逐条审定."""
    with seat(context) as at:
        from flows.review import review as walk

        walk(at, document=document, by=by, on=on)


@drafts.command("export", help=_("Write what waits to an .xlsx file, to be decided on there."))
def export(context: typer.Context, file: File, document: OfDocument = 0, on: On = "") -> None:
    """导出."""
    with seat(context) as at:
        from flows.drafts import send_out

        send_out(at, file, document=document, on=on)


@drafts.command("import", help=_("Take the decisions of such a file back."))
def take_back(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help=_("The file."), metavar=_("FILE"))],
    by: By = "",
    on: On = "",
    json: Json = False,
) -> None:
    """导入."""
    with seat(context, json) as at:
        from flows.drafts import bring_in

        bring_in(at, file, by=by, on=on)
