"""The address book: units, people and their posts, hand-overs and deputies."""

from typing import Annotated

import typer

from flows.commands.vocabulary import (
    Json,
    On,
    Page,
    Unit,
    _,
    complete_unit,
    group,
    seat,
)
from models.errors import NotTogether
from models.words import N_

app = Page(_("Directory"))
people = group(app, "people", _("People and their posts; hand-overs and deputies."))
units = group(app, "units", _("Units, their aliases and what stands above them."))

Person = Annotated[str, typer.Argument(help=_("The person's name."), metavar=_("NAME"))]


@units.command("list", help=_("List all units."))
def units_list(context: typer.Context, json: Json = False) -> None:
    """单位清单."""
    with seat(context, json) as at, at.reading() as book:
        at.show(book.directory.units())


@units.command("add", help=_("Add a unit, or aliases, a level or a group to one."))
def units_add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help=_("Its full name."), metavar=_("NAME"))],
    alias: Annotated[
        list[str] | None, typer.Option("--alias", help=_("Another name of it."))
    ] = None,
    parent: Annotated[
        str, typer.Option("--under", help=_("The unit above it."), autocompletion=complete_unit)
    ] = "",
    level: Annotated[
        str, typer.Option("--level", help=_("District, department, sub-district…"))
    ] = "",
    leader: Annotated[
        str, typer.Option("--leader", help=_("Its leader in charge (分管领导)."))
    ] = "",
    peer_group: Annotated[
        str, typer.Option("--group", help=_("The units it is compared with (考评分组)."))
    ] = "",
    on: On = "",
) -> None:
    """新增单位."""
    with seat(context) as at, at.writing() as book:
        from models.people import UnitDraft

        entry = at.entry(book, on=on)
        draft = UnitDraft(
            name=name, aliases=tuple(alias or ()), parent=parent, level=level,
            peer_group=peer_group,
        )  # fmt: skip
        book.directory.add_unit(draft, **entry)
        if leader:
            book.directory.set_leader(name, leader, **entry)
        at.say(N_("The directory has {name}."), name=name)


@people.command("list", help=_("List people with their posts."))
def people_list(context: typer.Context, unit: Unit = "", json: Json = False) -> None:
    """人员清单."""
    with seat(context, json) as at, at.reading() as book:
        at.show(book.directory.people(unit))


@people.command("add", help=_("Put a person into a post."))
def people_add(
    context: typer.Context,
    name: Person,
    unit: Annotated[
        str, typer.Option("--unit", help=_("Their unit."), autocompletion=complete_unit)
    ],
    title: Annotated[str, typer.Option("--title", help=_("Their post."))] = "",
    role: Annotated[
        str,
        typer.Option("--role", help=_("liaison, unit_head, leader, officer, chief or auditor.")),
    ] = "",
    email: Annotated[str, typer.Option("--email", help=_("Where their digests go."))] = "",
    language: Annotated[str, typer.Option("--language", help=_("zh or en."))] = "",
    login: Annotated[str, typer.Option("--login", help=_("Their operating-system user."))] = "",
    on: On = "",
) -> None:
    """新增人员."""
    with seat(context) as at, at.writing() as book:
        from models.people import PersonDraft

        given = {
            "name": name, "unit": unit, "title": title, "role": role, "email": email,
            "language": language, "login": login,
        }  # fmt: skip
        draft = PersonDraft.model_validate({key: word for key, word in given.items() if word})
        book.directory.add_person(draft, **at.entry(book, on=on))
        at.say(N_("The directory has {name}."), name=name)


@people.command("hand-over", help=_("Give a person's posts and their matters to another (移交)."))
def people_hand_over(
    context: typer.Context,
    old: Annotated[str, typer.Argument(help=_("Who leaves the post."), metavar=_("OLD"))],
    new: Annotated[str, typer.Argument(help=_("Who takes it."), metavar=_("NEW"))],
    unit: Unit = "",
    on: On = "",
) -> None:
    """移交."""
    with seat(context) as at, at.writing() as book:
        numbers = book.postings.hand_over(old, new, unit=unit, **at.entry(book, on=on))
        at.say(
            N_("{new} holds the posts of {old} now; {count} open matters went along: {numbers}"),
            old=old, new=new, count=len(numbers), numbers=numbers or None,
        )  # fmt: skip


@people.command("deputy", help=_("Let one person act for another for a period, or end it (代理)."))
def people_deputy(
    context: typer.Context,
    name: Person,
    principal: Annotated[str, typer.Option("--for", help=_("Whom they stand in for."))],
    since: Annotated[str, typer.Option("--from", help=_("The first day."))] = "",
    until: Annotated[str, typer.Option("--until", help=_("The last day."))] = "",
    reason: Annotated[str, typer.Option("--reason", help=_("Why."))] = "",
    end: Annotated[bool, typer.Option("--end", help=_("End it with this day."))] = False,
    on: On = "",
) -> None:
    """代理."""
    with seat(context) as at, at.writing() as book:
        entry = at.entry(book, on=on)
        if end == bool(until):
            raise NotTogether(first="--until", second="--end")
        if end:
            book.postings.end_deputy(name, principal, **entry)
            at.say(N_("{name} stands in for {principal} no longer than this day."), name=name,
                   principal=principal)  # fmt: skip
            return
        first, last = at.day(since) if since else entry["on"], at.day(until)
        book.postings.name_deputy(name, principal, since=first, until=last, reason=reason, **entry)
        at.say(
            N_("{name} stands in for {principal} from {first} to {last}; both names are recorded."),
            name=name, principal=principal, first=first, last=last,
        )  # fmt: skip


@people.command("deputies", help=_("List who stands in for whom."))
def people_deputies(context: typer.Context, on: On = "", json: Json = False) -> None:
    """代理清单."""
    with seat(context, json) as at, at.reading() as book:
        at.show(book.postings.deputies(at.day(on)), empty=N_("Nobody stands in for anybody."))
