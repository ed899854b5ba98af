"""A commitment enters the ledger, is taken on and reported on, command by command."""

from typing import Annotated

import typer

from flows.commands.vocabulary import (
    By,
    Evidence,
    IssuedOn,
    Leader,
    Note,
    Number,
    On,
    Page,
    PartOf,
    Unit,
    _,
    complete_number,
    complete_unit,
    seat,
)
from models.words import N_

app = Page(_("Commitments"))


@app.command("docket", help=_("Enter a commitment into the ledger (立项)."))
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
    category: Annotated[
        str, typer.Option("--category", help=_("Its category; the policy may rule it apart."))
    ] = "",
    owner: Annotated[str, typer.Option("--owner", help=_("The person responsible."))] = "",
    sponsor: Annotated[
        str, typer.Option("--sponsor", help=_("The leader who carries it (分包领导)."))
    ] = "",
    support: Annotated[
        list[str] | None,
        typer.Option(
            "--support",
            help=_("A support unit, or UNIT:ITS PART, “水利局:负责管网”."),
            autocompletion=complete_unit,
        ),
    ] = None,
    target: Annotated[str | None, typer.Option("--target", help=_("The figure to reach."))] = None,
    measure: Annotated[str, typer.Option("--measure", help=_("What is counted: 个, 所, %."))] = "",
    standard: Annotated[
        str, typer.Option("--standard", help=_("The closing standard (完成标准)."))
    ] = "",
    milestone: Annotated[
        list[str] | None,
        typer.Option(
            "--milestone",
            help=_("“9月底前 主体完工”, with its start “9月1日~9月30日 主体施工”; several times."),
        ),
    ] = None,
    plan: Annotated[
        str,
        typer.Option("--plan", help=_("Planned course: “2020-06-30=30 2020-09-30=70”.")),
    ] = "",
    rhythm: Annotated[
        str, typer.Option("--rhythm", help=_("Reporting rhythm: 每周二, 每月28日前, 每30天."))
    ] = "",
    part: PartOf = None,
    parent: Annotated[
        str,
        typer.Option(
            "--parent", help=_("The matter it is a part of."), autocompletion=complete_number
        ),
    ] = "",
    follows: Annotated[
        str,
        typer.Option(
            "--follows",
            help=_("The closed matter it takes up again."),
            autocompletion=complete_number,
        ),
    ] = "",
    source: Annotated[str, typer.Option("--source", help=_("The document it comes from."))] = "",
    passage: Annotated[str, typer.Option("--passage", help=_("Its words there."))] = "",
    issued_on: IssuedOn = "",
    assign: Annotated[bool, typer.Option("--assign", help=_("Assign it at once."))] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help=_("Only a draft: no clock runs before it is approved."))
    ] = False,
    by: By = "",
    on: On = "",
) -> None:
    """立项."""
    with seat(context) as at, at.writing() as book:
        from flows.docketing import docket_as_typed

        docket_as_typed(
            at,
            book,
            entry=at.entry(book, by, on),
            issued_on=issued_on,
            parts=part or [],
            assign=assign,
            as_draft=draft,
            title=title,
            lead_unit=unit,
            due=due,
            number=number,
            kind=kind,
            category=category,
            owner=owner,
            sponsor=sponsor,
            support_units=support or [],
            target=target,
            measure=measure,
            standard=standard,
            milestones=milestone or [],
            plan=plan,
            rhythm=rhythm,
            parent=parent,
            follows=follows,
            source_document=source,
            source_passage=passage,
        )


@app.command("approve", help=_("Approve a draft's docketing, or drop the draft."))
def approve(
    context: typer.Context,
    number: Number,
    drop: Annotated[bool, typer.Option("--drop", help=_("Do not docket it."))] = False,
    reason: Annotated[str, typer.Option("--reason", help=_("Why it is dropped."))] = "",
    by: By = "",
    on: On = "",
) -> None:
    """审批立项."""
    with seat(context) as at, at.writing() as book:
        entry = at.entry(book, by, on)
        if drop:
            book.commitments.drop(number, reason=at.words("drop", "--reason", reason), **entry)
            at.say(N_("Dropped {number}; it stays on record."), number=number)
        else:
            from models.lifecycle import TURNS

            book.commitments.approve(number, **entry)
            at.say(N_("{number} is docketed; its time counts from {on}."), number=number,
                   on=entry["on"])  # fmt: skip
            at.say_next(TURNS["assign"], number)


@app.command("split", help=_("Split a matter into parts, each an entry of its own (分解)."))
def split(
    context: typer.Context,
    number: Number,
    part: PartOf = None,
    issued_on: IssuedOn = "",
    by: By = "",
    on: On = "",
) -> None:
    """分解."""
    with seat(context) as at, at.writing() as book:
        from flows.docketing import split_as_typed

        split_as_typed(at, book, number, part or [], issued_on, at.entry(book, by, on))


@app.command("plan", help=_("Set or replace the planned course of a matter (计划进度)."))
def plan(
    context: typer.Context,
    number: Number,
    course: Annotated[
        str,
        typer.Argument(
            help=_("“2020-06-30=30 2020-09-30=70”: per cent by a day."), metavar=_("COURSE")
        ),
    ],
    note: Note = "",
    by: By = "",
    on: On = "",
) -> None:
    """计划进度."""
    with seat(context) as at, at.writing() as book:
        from flows.docketing import planned_as_typed

        planned_as_typed(at, book, number, course, note=note, **at.entry(book, by, on))


@app.command(
    "assign",
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
        book.commitments.assign(number, unit=unit, owner=owner, **at.entry(book, by, on))
        at.say(
            N_("Assigned {number}; it can be rejected for {days} working days.")
            if book.policy.accept_days
            else N_("Assigned {number}; it can be rejected today."),
            number=number,
            days=book.policy.accept_days,
        )


@app.command(
    "accept",
    help=_("Acknowledge receipt (签收), or reject it (退单)."),
)
def accept(
    context: typer.Context,
    number: Number,
    reject: Annotated[
        str | None, typer.Option("--reject", help=_("Send it back, with the grounds."))
    ] = None,
    by: By = "",
    on: On = "",
) -> None:
    """签收."""
    with seat(context) as at, at.writing() as book:
        entry = at.entry(book, by, on)
        if reject is None:
            book.commitments.accept(number, **entry)
            at.say(N_("Accepted {number}."), number=number)
        else:
            grounds = at.words("reject", "--reject", reject)
            book.commitments.reject(number, reason=grounds, **entry)
            at.say(N_("{number} goes back to the office."), number=number)


@app.command("report", help=_("Report progress, with evidence (反馈)."))
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
        from flows.forms import handed
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
        entry = at.entry(book, by, on)
        book.commitments.report(number, draft, evidence=handed(at, evidence), **entry)
        line = book.lists.one(number, entry["on"])
        at.say(
            N_("Reported on {number}. Light: {light}. {reason}."),
            number=number,
            light=line.light,
            reason=line.verdict.said(at.speaker) if line.verdict else "",
        )


@app.command("instruct", help=_("Record a leader's words, on a matter or as a new one (批示)."))
def instruct(
    context: typer.Context,
    number: Annotated[
        str,
        typer.Argument(
            help=_("Number of the commitment."),
            metavar=_("[NUMBER]"),
            autocompletion=complete_number,
        ),
    ] = "",
    *,
    leader: Leader,
    words: Annotated[str, typer.Option("--words", help=_("What the leader wrote."))],
    until: Annotated[str, typer.Option("--until", help=_("The day the leader set."))] = "",
    new: Annotated[str, typer.Option("--new", help=_("A new matter: its name."))] = "",
    unit: Unit = "",
    by: By = "",
    on: On = "",
) -> None:
    """批示."""
    with seat(context) as at, at.writing() as book:
        from flows.docketing import instructed

        said = {"leader": leader, "words": at.words("instruct", "--words", words)}
        due = at.day(until) if until else None
        instructed(at, book, number, new, unit, due, **said, **at.entry(book, by, on))
