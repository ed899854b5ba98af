"""duban 督办: the front door. A table of contents; each page of commands is loaded when asked for.

Parse, sit at the desk, ask one thing, say or show it: the commands are in
``flows/commands/``, one small function each.
"""

# ruff: noqa: E402 — some of this has to happen before the next thing is imported

import atexit
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

# What a command imports stays: looking for cycles in it is in vain, and at the end doubly so.
gc.set_threshold(50_000)
atexit.register(gc.freeze)

from flows.desk import LANGUAGE, Desk, desk
from models import VERSION
from models.words import LANGUAGES, N_, Speaker, bind

bind(LANGUAGE)  # before Typer is imported: its own words come from our catalogue too

import typer
import typer.core

if TYPE_CHECKING:
    from flows.commands.vocabulary import Page

_ = Speaker(LANGUAGE).say

# Which page has which commands: whoever asks for one does not wait for the others.
CONTENTS = {
    "matters": ("docket", "approve", "split", "plan", "assign", "accept", "report", "instruct"),
    "proposals": ("propose",),
    "drafts": ("drafts",),
    "deadlines": ("extend", "suspend", "resume", "deadline"),
    "registers": ("obstacle", "help"),
    "closing": ("close", "object", "cancel", "supersede", "lookback", "reopen"),
    "pressing": ("sign", "decide", "notice"),
    "lists": ("list", "late", "due", "show", "history", "lifecycle"),
    "letters": ("digest", "outbox"),
    "rhythm": ("run", "inbox", "serve", "doctor", "demo"),
    "scores": ("score", "callback", "mark"),
    "proof": ("seal", "audit"),
    "calendar": ("calendar",),
    "book": ("init", "backup", "archive", "import", "export"),
    "policy": ("policy",),
    "directory": ("people", "units"),
}


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


def front_desk(command: str = "") -> typer.Typer:
    """Open the page that has this command, and build only it; all pages where none has it."""
    app = typer.Typer(
        help=_(
            "Keeps a ledger of what a government has promised, counts the working days, "
            "and writes to whoever is late."
        ),
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback(invoke_without_command=True)(front_door)
    pages = [name for name, commands in CONTENTS.items() if command in commands]
    for name in pages or CONTENTS:
        page: Page = import_module(f"flows.commands.{name}").app
        registered: list[Any] = [*page.registered_commands, *page.registered_groups]
        for one in registered:
            one.rich_help_panel = page.panel
        app.registered_commands += [
            one for one in page.registered_commands if not pages or one.name == command
        ]
        app.registered_groups += [
            one for one in page.registered_groups if not pages or one.name == command
        ]
    in_our_words(app)
    return app


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


class InOurWords:
    """Has a help page speak the reader's language throughout."""

    def get_help_option(self, ctx: Any) -> Any:
        """Say what --help does."""
        option: Any = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help = _("Show this message and exit.")
        return option

    def get_usage(self, ctx: Any) -> str:
        """Say “Usage:”."""
        usage: str = super().get_usage(ctx)  # type: ignore[misc]
        return usage.replace("Usage:", _("Usage:"), 1)


class Command(InOurWords, typer.core.TyperCommand):
    """A command in our words."""


class Group(InOurWords, typer.core.TyperGroup):
    """A group of commands in our words."""


def in_our_words(commands: typer.Typer) -> None:
    """Have every help page written by ``Command`` or ``Group``."""
    for one in commands.registered_commands:
        one.cls, one.options_metavar = Command, _("[OPTIONS]")
    for inner in commands.registered_groups:
        inner.cls, inner.options_metavar = Group, _("[OPTIONS]")
        inner.subcommand_metavar = _("COMMAND …")
        if inner.typer_instance:
            in_our_words(inner.typer_instance)


UsageError: type[Exception] = typer.BadParameter.__mro__[1]


def answer(command: str) -> int:
    """Run the command; what was typed wrongly is said in the reader's language."""
    try:
        return front_desk(command)(prog_name="duban", standalone_mode=False) or 0
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
        case "BadParameter" if param is not None:
            name, given = param.opts[0], trouble.message.split(" is not ")[0].strip("'")
            return N_("{name}: “{given}” does not fit here. Help: {command} --help"), {
                "name": name, "given": given, "command": command}  # fmt: skip
    said, _or, near = trouble.format_message().partition(" Did you mean ")
    said = said.replace("。.", "。").rstrip(".。")
    if near:
        near = near.rstrip("?").replace("'", "")
        return N_("{said}. Nearest: {near}. Help: {command} --help"), {
            "said": said, "near": near, "command": command}  # fmt: skip
    return N_("{said}. Help: {command} --help"), {"said": said, "command": command}


def main() -> None:
    """Open the front door."""
    if os.name == "nt":  # an old Windows console speaks another encoding
        for stream in (sys.stdout, sys.stderr):
            stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    try:
        code = open_door(words_typed())
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read our answer (head, less) has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    sys.exit(code)


def open_door(arguments: list[str]) -> int:
    """Answer the two questions that need no command, or run the one that is named."""
    command = asked_for(arguments)
    if not command and "--version" in arguments:
        print(f"duban {VERSION}")
    elif not command and "_DUBAN_COMPLETE" not in os.environ and set(arguments) <= HELP:
        from flows.contents import contents

        order = [name for names in CONTENTS.values() for name in names]
        print(contents(front_desk(), Speaker(LANGUAGE), order))
    else:
        return answer(command)
    return 0


if __name__ == "__main__":
    main()
