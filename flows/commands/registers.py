"""What holds matters up, and what is asked of leaders."""

from typing import Annotated

import typer

from flows.commands.vocabulary import By, Json, Leader, Number, On, Page, _, group, seat
from models.words import N_

app = Page(_("Obstacles and coordination"))
obstacles = group(app, "obstacle", _("The problem register: what holds a matter up (问题清单)."))
helping = group(
    app, "help", _("Ask a leader for coordination and record the decision (需协调事项).")
)

Place = Annotated[int, typer.Option("--place", help=_("Which obstacle, as listed."), min=0)]


@obstacles.command("add", help=_("Register an obstacle: its cause, whom it waits on, since when."))
def obstacle_add(
    context: typer.Context,
    number: Number,
    cause: Annotated[
        str,
        typer.Option(
            "--cause",
            help=_(
                "land, funds, approval, design, pipes, weather, builder, coordination, rules "
                "or other."
            ),
        ),
    ],
    text: Annotated[str, typer.Option("--text", help=_("What hinders."))],
    waits_on: Annotated[str, typer.Option("--waits-on", help=_("Whose move it is."))] = "",
    since: Annotated[str, typer.Option("--since", help=_("Since which day."))] = "",
    by: By = "",
    on: On = "",
) -> None:
    """登记问题."""
    with seat(context) as at, at.writing() as book:
        from models.terms import Cause

        place = book.registers.find_obstacle(
            number,
            cause=at.term("--cause", cause, Cause),
            text=at.words("find_obstacle", "--text", text),
            waits_on=waits_on,
            since=at.day(since) if since else None,
            **at.entry(book, by, on),
        )
        at.say(
            N_(
                "{number}: obstacle {place} is registered. Where a leader has to move: "
                "duban help ask {number} --leader NAME --ask TEXT --place {place}"
            ),
            number=number,
            place=place,
        )


@obstacles.command("clear", help=_("Tell that an obstacle is gone."))
def obstacle_clear(
    context: typer.Context,
    number: Number,
    place: Place = 0,
    outcome: Annotated[str, typer.Option("--outcome", help=_("How it was solved."))] = "",
    by: By = "",
    on: On = "",
) -> None:
    """问题销号."""
    with seat(context) as at, at.writing() as book:
        entry = at.entry(book, by, on)
        book.registers.clear_obstacle(number, place=place, outcome=outcome, **entry)
        at.say(N_("{number}: the obstacle is cleared."), number=number)


@obstacles.command("list", help=_("List the obstacles still open, the longest waiting first."))
def obstacle_list(
    context: typer.Context,
    everything: Annotated[bool, typer.Option("--all", help=_("Cleared ones too."))] = False,
    on: On = "",
    json: Json = False,
) -> None:
    """问题清单."""
    with seat(context, json) as at, at.reading() as book:
        day = at.day(on)
        lines = book.registers.obstacles(day, everything=everything)
        at.show(lines, on=day, empty=N_("No obstacle is open."))


@helping.command("ask", help=_("Ask a leader to coordinate; it goes up in the digest."))
def help_ask(
    context: typer.Context,
    number: Number,
    leader: Leader,
    ask: Annotated[str, typer.Option("--ask", help=_("What is asked of the leader."))],
    place: Place = 0,
    by: By = "",
    on: On = "",
) -> None:
    """提请协调."""
    with seat(context) as at, at.writing() as book:
        from models.lifecycle import TURNS

        said = at.words("ask_help", "--ask", ask)
        entry = at.entry(book, by, on)
        book.registers.ask_help(number, leader=leader, ask=said, place=place, **entry)
        at.say(N_("{leader} is asked to coordinate on {number}."), leader=leader, number=number)
        at.say_next(TURNS["decide_help"], number)


@helping.command("decide", help=_("Record what was decided; it goes back to the unit."))
def help_decide(
    context: typer.Context,
    number: Number,
    decision: Annotated[str, typer.Option("--decision", help=_("What was decided."))],
    by: By = "",
    on: On = "",
) -> None:
    """协调意见."""
    with seat(context) as at, at.writing() as book:
        said = at.words("decide_help", "--decision", decision)
        book.registers.decide_help(number, decision=said, **at.entry(book, by, on))
        at.say(N_("The decision on {number} goes back to the unit."), number=number)
