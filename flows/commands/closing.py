"""How a matter ends: asked for, checked, struck off; and what may follow."""

from typing import Annotated

import typer

from flows.commands.vocabulary import (
    By,
    Evidence,
    Findings,
    Json,
    Note,
    Number,
    On,
    Page,
    Reason,
    _,
    complete_number,
    group,
    seat,
)
from models.words import N_

app = Page(_("Closing"))
closing = group(app, "close", _("Ask for closure, check it, strike it off (销号)."))
objecting = group(app, "object", _("Object to a return or a relapse; decide on it (异议)."))
looking = group(app, "lookback", _("Look again at a sample of what was closed (回头看)."))


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
        from flows.forms import handed
        from flows.verdicts import say_next_check

        book.commitments.ask_closure(
            number,
            actual_on=at.day(done_on) if done_on else None,
            note=note,
            evidence=handed(at, evidence),
            **at.entry(book, by, on),
        )
        at.say(N_("Closure of {number} requested."), number=number)
        say_next_check(at, book.commitments.check_due(number), number)


@closing.command("check", help=_("Record a check by somebody other than the owner (核查)."))
def close_check(
    context: typer.Context,
    number: Number,
    findings: Findings,
    level: Annotated[
        str,
        typer.Option("--level", help=_("self, lead, office or site; the one due if left out.")),
    ] = "",
    failed: Annotated[
        bool, typer.Option("--failed", help=_("It did not pass: back for redo."))
    ] = False,
    missing: Annotated[
        list[str] | None,
        typer.Option("--missing", help=_("A sort of evidence that is missing; several times.")),
    ] = None,
    evidence: Evidence = None,
    by: By = "",
    on: On = "",
) -> None:
    """核查."""
    with seat(context) as at, at.writing() as book:
        from flows.verdicts import check_as_typed

        check_as_typed(
            at, book, number, findings=findings, level=level, failed=failed,
            missing=missing or [], evidence=evidence, entry=at.entry(book, by, on),
        )  # fmt: skip


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

        ending = Ending.DONE_MODIFIED if modified else Ending.DONE
        book.commitments.confirm(number, note=note, ending=ending, **at.entry(book, by, on))
        at.say(N_("Closed {number}."), number=number)


@objecting.command("raise", help=_("Object to a return or a relapse, within the policy's days."))
def object_raise(
    context: typer.Context, number: Number, reason: Reason, by: By = "", on: On = ""
) -> None:
    """提出异议."""
    with seat(context) as at, at.writing() as book:
        from models.lifecycle import TURNS

        said = at.words("object", "--reason", reason)
        book.commitments.raise_objection(number, reason=said, **at.entry(book, by, on))
        at.say(N_("The objection on {number} waits for a decision."), number=number)
        at.say_next(TURNS["uphold"], number)
        at.say_next(TURNS["dismiss"], number)


@objecting.command("uphold", help=_("Uphold it: the matter is before its checks again."))
def object_uphold(
    context: typer.Context, number: Number, note: Note = "", by: By = "", on: On = ""
) -> None:
    """支持异议."""
    with seat(context) as at, at.writing() as book:
        from flows.verdicts import say_next_check

        book.commitments.uphold_objection(number, note=note, **at.entry(book, by, on))
        at.say(N_("Upheld; {number} is before its checks again."), number=number)
        say_next_check(at, book.commitments.check_due(number), number)


@objecting.command("dismiss", help=_("Dismiss it: what was found stands."))
def object_dismiss(
    context: typer.Context, number: Number, reason: Reason, by: By = "", on: On = ""
) -> None:
    """驳回异议."""
    with seat(context) as at, at.writing() as book:
        said = at.words("dismiss", "--reason", reason)
        book.commitments.dismiss_objection(number, reason=said, **at.entry(book, by, on))
        at.say(N_("Dismissed; what was found on {number} stands."), number=number)


@app.command("cancel", help=_("End a matter as not pursued, with its reason (终止)."))
def cancel(
    context: typer.Context, number: Number, reason: Reason, by: By = "", on: On = ""
) -> None:
    """终止."""
    with seat(context) as at, at.writing() as book:
        entry, said = at.entry(book, by, on), at.words("cancel", "--reason", reason)
        book.commitments.cancel(number, reason=said, **entry)
        at.say(
            N_("{number} is not pursued; approved by {name}."), number=number, name=entry["by"].name
        )


@app.command("supersede", help=_("End a matter because another takes its place (并案)."))
def supersede(
    context: typer.Context,
    number: Number,
    other: Annotated[
        str,
        typer.Option(
            "--with", help=_("The matter that takes its place."), autocompletion=complete_number
        ),
    ],
    note: Note = "",
    by: By = "",
    on: On = "",
) -> None:
    """并案."""
    with seat(context) as at, at.writing() as book:
        book.commitments.supersede(number, other=other, note=note, **at.entry(book, by, on))
        at.say(N_("{other} takes the place of {number}."), number=number, other=other)


@looking.command("draw", help=_("Draw this month's sample by the newest seal."))
def lookback_draw(context: typer.Context, on: On = "") -> None:
    """抽取回头看事项."""
    with seat(context) as at, at.writing() as book:
        from flows.verdicts import draw_as_typed

        draw_as_typed(at, book, at.entry(book, on=on))


@looking.command("list", help=_("List what is still to be looked at again."))
def lookback_list(
    context: typer.Context,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Those already looked at, too."))
    ] = False,
    json: Json = False,
) -> None:
    """回头看清单."""
    with seat(context, json) as at, at.reading() as book:
        lines = book.lookbacks.lines(everything=everything)
        at.show(lines, empty=N_("Nothing is to be looked at again."))


@looking.command("record", help=_("Record what a look-back found; a relapse reopens the matter."))
def lookback_record(
    context: typer.Context,
    number: Number,
    held: Annotated[
        bool, typer.Option("--held/--relapsed", help=_("Whether the result still holds."))
    ],
    findings: Findings,
    until: Annotated[str, typer.Option("--until", help=_("After a relapse: the new deadline."))] = (
        ""
    ),
    evidence: Evidence = None,
    by: By = "",
    on: On = "",
) -> None:
    """回头看结果."""
    with seat(context) as at, at.writing() as book:
        from flows.forms import handed

        book.lookbacks.record(
            number,
            relapsed=not held,
            findings=at.words("look_back", "--findings", findings),
            due=at.day(until) if until else None,
            evidence=handed(at, evidence),
            **at.entry(book, by, on),
        )
        said = N_("The result of {number} holds.") if held else N_("Reopened {number}.")
        at.say(said, number=number)


@app.command(
    "reopen",
    help=_("Take a closed matter up again after a relapse (反弹)."),
)
def reopen(
    context: typer.Context,
    number: Number,
    reason: Reason,
    until: Annotated[str, typer.Option("--until", help=_("The new deadline."))] = "",
    by: By = "",
    on: On = "",
) -> None:
    """重新立案."""
    with seat(context) as at, at.writing() as book:
        book.commitments.reopen(
            number,
            reason=at.words("reopen", "--reason", reason),
            due=at.day(until) if until else None,
            **at.entry(book, by, on),
        )
        at.say(N_("Reopened {number}."), number=number)
