"""Deadlines that move, and clocks that stand still: only by a decision."""

from typing import Annotated

import typer

from flows.commands.vocabulary import By, Json, Note, Number, On, Page, Reason, _, group, seat
from models.words import N_

app = Page(_("Deadlines"))
extend = group(app, "extend", _("Ask for a later deadline; consent, screen, decide (延期)."))


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
        new = at.day(until)
        book.commitments.ask_extension(
            number,
            until=new,
            reason=at.words("ask_extension", "--reason", reason),
            **at.entry(book, by, on),
        )
        at.say(N_("Asked for {number} to run until {until}."), number=number, until=new)
        at.say_next(book.commitments.extension_due(number), number)


@extend.command("consent", help=_("Consent as the unit's head: the unit stands behind it."))
def extend_consent(
    context: typer.Context, number: Number, note: Note = "", by: By = "", on: On = ""
) -> None:
    """单位负责人同意."""
    with seat(context) as at, at.writing() as book:
        book.commitments.consent_extension(number, note=note, **at.entry(book, by, on))
        at.say(N_("The unit stands behind the extension of {number}."), number=number)
        at.say_next(book.commitments.extension_due(number), number)


@extend.command("screen", help=_("Screen the request for the leader, with the office's opinion."))
def extend_screen(
    context: typer.Context,
    number: Number,
    opinion: Annotated[str, typer.Option("--opinion", help=_("What the office advises."))],
    by: By = "",
    on: On = "",
) -> None:
    """督查室审核."""
    with seat(context) as at, at.writing() as book:
        said = at.words("screen_extension", "--opinion", opinion)
        book.commitments.screen_extension(number, opinion=said, **at.entry(book, by, on))
        at.say(N_("Screened: the extension of {number} goes to a leader."), number=number)
        at.say_next(book.commitments.extension_due(number), number)


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
            number, until=at.day(until) if until else None, note=note, **at.entry(book, by, on)
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
        said = at.words("refuse_extension", "--reason", reason)
        book.commitments.refuse_extension(number, reason=said, **at.entry(book, by, on))
        at.say(N_("Refused; the deadline of {number} stands."), number=number)


@app.command("suspend", help=_("Suspend a matter: clock and ladder stand still (中止)."))
def suspend(
    context: typer.Context, number: Number, reason: Reason, by: By = "", on: On = ""
) -> None:
    """中止."""
    with seat(context) as at, at.writing() as book:
        said = at.words("suspend", "--reason", reason)
        book.commitments.suspend(number, reason=said, **at.entry(book, by, on))
        at.say(
            N_("Suspended {number}: {reason}. Later: duban resume {number}"),
            number=number,
            reason=said.rstrip("。."),
        )


@app.command("resume", help=_("Resume it: deadlines move by the days it stood still (恢复)."))
def resume(
    context: typer.Context, number: Number, note: Note = "", by: By = "", on: On = ""
) -> None:
    """恢复."""
    with seat(context) as at, at.writing() as book:
        due = book.commitments.resume(number, note=note, **at.entry(book, by, on))
        said = N_("Resumed {number}; it now runs until {due}.") if due else N_("Resumed {number}.")
        at.say(said, number=number, due=due)


@app.command("deadline", help=_("Tell which day a deadline phrase means, and by which rule."))
def deadline(
    context: typer.Context,
    phrase: Annotated[
        str,
        typer.Argument(
            help=_("A phrase such as 9月底前, or a sentence with several."), metavar=_("PHRASE")
        ),
    ],
    on: Annotated[
        str, typer.Option("--on", help=_("The document's date, 2020-07-31; today if left out."))
    ] = "",
    json: Json = False,
) -> None:
    """解释时限."""
    with seat(context, json) as at:
        from flows.deadline_page import explain

        explain(at, phrase, on)
