"""The life of a commitment, command by command."""

from typing import Annotated

import typer

from flows.commands.vocabulary import (
    By,
    Evidence,
    Note,
    Number,
    On,
    Page,
    Reason,
    Unit,
    _,
    complete_unit,
    group,
    seat,
)
from models.words import N_

app = Page(_("Commitments"))
extend = group(app, "extend", _("Ask for a later deadline, grant or refuse it (延期)."))
closing = group(app, "close", _("Ask for closure, check it, strike it off (销号)."))


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
    owner: Annotated[str, typer.Option("--owner", help=_("The person responsible."))] = "",
    sponsor: Annotated[
        str, typer.Option("--sponsor", help=_("The leader who carries it (分包领导)."))
    ] = "",
    support: Annotated[
        list[str] | None,
        typer.Option("--support", help=_("A support unit."), autocompletion=complete_unit),
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
        said = N_("Docketed {number}, {title}, due {due}.")
        if draft.due is None:
            said = N_("Docketed {number}, {title}.")
        at.say(said, number=made, title=title, due=draft.due)


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
        book.commitments.assign(
            number, unit=unit, owner=owner, by=at.actor(book, by), on=at.business_day(book, on)
        )
        at.say(N_("Assigned {number}."), number=number)


@app.command(
    "accept",
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
