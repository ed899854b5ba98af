"""考评: scores of a period and what they are made of; call-backs, praise and criticism."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.vocabulary import (
    AsOf,
    By,
    Json,
    Leader,
    Note,
    Number,
    On,
    Page,
    Unit,
    _,
    complete_unit,
    seat,
)
from models.errors import ChooseOne
from models.words import N_

app = Page(_("Assessment"))


@app.command("score", help=_("Score the units of a period, group by group (考评)."))
def score(
    context: typer.Context,
    since: Annotated[
        str, typer.Option("--from", help=_("The first day; that year's first if left out."))
    ] = "",
    until: Annotated[str, typer.Option("--to", help=_("The last day; today if left out."))] = "",
    group: Annotated[str, typer.Option("--group", help=_("Only this group of units."))] = "",
    category: Annotated[
        str, typer.Option("--category", help=_("Only matters of this category."))
    ] = "",
    why: Annotated[
        str,
        typer.Option(
            "--why",
            help=_("Every point of this unit, with its event."),
            autocompletion=complete_unit,
        ),
    ] = "",
    board: Annotated[
        bool, typer.Option("--board", help=_("Compare pace, quality, results, conduct (四比四看)."))
    ] = False,
    docx: Annotated[
        Path | None, typer.Option("--docx", help=_("Write the annex as a Word document."))
    ] = None,
    as_of: AsOf = "",
    json: Json = False,
) -> None:
    """考评."""
    with seat(context, json) as at, at.reading(as_of) as book:
        from flows.scoring import show_scores

        show_scores(
            at, book, since=since, until=until, as_of=as_of, group=group, category=category,
            why=why, board=board, docx=docx,
        )  # fmt: skip


@app.command(
    "callback", help=_("Record what whoever raised a matter said when called back (回访).")
)
def callback(
    context: typer.Context,
    number: Number,
    contacted: Annotated[
        bool,
        typer.Option(
            "--contacted/--not-contacted", help=_("Whether the unit had been in touch in time.")
        ),
    ] = False,
    resolved: Annotated[
        bool, typer.Option("--resolved/--not-resolved", help=_("Whether it is solved."))
    ] = False,
    satisfied: Annotated[bool, typer.Option("--satisfied", help=_("Satisfied (满意)."))] = False,
    basically: Annotated[
        bool, typer.Option("--basically", help=_("Basically satisfied (基本满意)."))
    ] = False,
    unsatisfied: Annotated[
        bool, typer.Option("--unsatisfied", help=_("Not satisfied (不满意)."))
    ] = False,
    not_valid: Annotated[
        bool, typer.Option("--not-valid", help=_("Left out by rule; the note says why."))
    ] = False,
    note: Note = "",
    by: By = "",
    on: On = "",
) -> None:
    """回访."""
    with seat(context) as at, at.writing() as book:
        from flows.story import answer_said
        from ledgers.appraisals import Answer
        from models.terms import Satisfaction

        given = {
            "--satisfied": satisfied, "--basically": basically, "--unsatisfied": unsatisfied,
            "--not-valid": not_valid,
        }  # fmt: skip
        if sum(given.values()) > 1:
            raise ChooseOne(options=list(given))
        said = dict(zip((satisfied, basically, unsatisfied), Satisfaction, strict=True)).get(True)
        answer = Answer(not not_valid, contacted, resolved, said)
        book.appraisals.call_back(number, answer, note=note, **at.entry(book, by, on))
        told = answer_said(not not_valid, contacted, resolved, said, at.speaker)
        at.say(N_("{number}: the call-back is recorded: {answer}."), number=number, answer=told)


@app.command("mark", help=_("Record praise, criticism or a false report (表扬、批评、虚报)."))
def mark(
    context: typer.Context,
    number: Number,
    words: Annotated[str, typer.Option("--words", help=_("What was said, or found."))],
    praise: Annotated[bool, typer.Option("--praise", help=_("Praise."))] = False,
    criticise: Annotated[bool, typer.Option("--criticise", help=_("Criticism."))] = False,
    false_report: Annotated[
        bool, typer.Option("--false-report", help=_("A false report was found."))
    ] = False,
    unit: Unit = "",
    leader: Leader = "",
    by: By = "",
    on: On = "",
) -> None:
    """表扬、批评."""
    with seat(context) as at, at.writing() as book:
        from models.terms import Mark

        given = {"--praise": praise, "--criticise": criticise, "--false-report": false_report}
        if sum(given.values()) != 1:
            raise ChooseOne(options=list(given))
        kind = list(Mark)[list(given.values()).index(True)]
        about = book.appraisals.mark(
            number, mark=kind, words=at.words("mark", "--words", words), unit=unit, leader=leader,
            **at.entry(book, by, on),
        )  # fmt: skip
        at.say(N_("{number}: {mark}, {unit}; it counts in the scores."), number=number, mark=kind,
               unit=about)  # fmt: skip
