"""The office's rules for lights and ladder: checked, shown, compared, adopted."""

from pathlib import Path
from typing import Annotated

import typer

from flows.commands.vocabulary import File, Json, Limit, On, Page, _, group, seat

app = Page(_("Book"))
policy = group(app, "policy", _("The office's rules for lights and ladder."))

FileOrNone = Annotated[Path | None, typer.Argument(help=_("The file."), metavar=_("FILE"))]
Version = Annotated[
    int, typer.Option("--version", help=_("The version adopted as the Nth."), min=0)
]
Category = Annotated[
    str, typer.Option("--category", help=_("What holds for this category of commitments."))
]
Preset = Annotated[str, typer.Option("--preset", help=_("Rules that come with duban."))]


@policy.command("check", help=_("Check a policy file: mistakes, gaps, rules that cannot work."))
def check(context: typer.Context, file: File, json: Json = False) -> None:
    """检查规则."""
    with seat(context, json) as at:
        from flows.policies import check_file

        check_file(at, file)


@policy.command("show", help=_("Show the policy in force, an earlier one, or a preset."))
def show(
    context: typer.Context,
    on: Annotated[str, typer.Option("--on", help=_("In force on that day, 2020-09-30."))] = "",
    version: Version = 0,
    preset: Preset = "",
    category: Category = "",
    json: Json = False,
) -> None:
    """现行规则."""
    with seat(context, json) as at:
        from flows.policies import show_policy

        show_policy(at, on=on, version=version, preset=preset, category=category)


@policy.command("presets", help=_("List the presets: rules that offices really follow."))
def presets(context: typer.Context, json: Json = False) -> None:
    """规则范本."""
    with seat(context, json) as at:
        from flows.policies import list_presets

        list_presets(at)


@policy.command("versions", help=_("List the policies adopted so far, and since when each held."))
def versions(context: typer.Context, json: Json = False) -> None:
    """历次规则."""
    with seat(context, json) as at:
        from flows.policies import list_versions

        list_versions(at)


@policy.command("diff", help=_("Tell what a file, or a later version, says otherwise."))
def diff(
    context: typer.Context,
    file: FileOrNone = None,
    old: Annotated[
        int, typer.Option("--from", help=_("From this version; the one in force if left out."))
    ] = 0,
    new: Annotated[int, typer.Option("--to", help=_("To this version, instead of a file."))] = 0,
    json: Json = False,
) -> None:
    """比较规则."""
    with seat(context, json) as at:
        from flows.policies import compare

        compare(at, file, old=old, new=new)


@policy.command("adopt", help=_("Adopt a policy: from now on lights and ladder follow it."))
def adopt(
    context: typer.Context,
    file: File,
    open_ladders: Annotated[
        bool,
        typer.Option(
            "--open-ladders", help=_("Ladders that are open go over to it, at the rung they are.")
        ),
    ] = False,
    on: On = "",
) -> None:
    """采用规则."""
    with seat(context) as at, at.writing() as book:
        from flows.policies import adopt_file

        adopt_file(at, book, file, open_ladders=open_ladders, on=on)


@policy.command(
    "try", help=_("Replay the ledger's own past under a policy, beside the one in force (试行).")
)
def try_(
    context: typer.Context,
    file: File,
    first: Annotated[
        str, typer.Option("--from", help=_("First day; that of the first run if left out."))
    ] = "",
    last: Annotated[
        str, typer.Option("--to", help=_("Last day; that of the last run if left out."))
    ] = "",
    limit: Limit = 10,
    json: Json = False,
) -> None:
    """试行规则."""
    with seat(context, json) as at:
        from flows.trying import try_out

        try_out(at, file, first, last, limit)
