"""``duban doctor``: what is missing or wrong, each with the command that mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pendulum

from flows.calendar_check import coverage
from flows.checks import Check, Finding, check, tell_checks
from flows.serving import is_served, last_due_day
from flows.tray import ASIDE, is_a_document
from ledgers.book import VERSIONS
from ledgers.health import Health, health
from models.not_ready import Unwell
from models.words import N_, Word

if TYPE_CHECKING:
    from flows.desk import Desk

OLD_BACKUP_DAYS = 7
OLD_SEAL_DAYS = 1


@dataclass
class Patient:
    """What every check may look at."""

    at: Desk
    facts: Health
    checks: list[Check] = field(default_factory=list)


def examine(at: Desk) -> None:
    """Look at everything, show it, and leave with a code where something must be mended."""
    with at.reading() as book:
        facts = health(book)
    checks = [one for examiner in EXAMINERS for one in examiner(Patient(at, facts))]
    if bad := tell_checks(at, checks):
        raise Unwell(count=bad)


def _book(one: Patient) -> Iterator[Check]:
    yield check(
        N_("Book"),
        Finding.WELL,
        N_("version {version}, {count} commitments, {office}"),
        version=VERSIONS[-1],
        count=one.facts.commitments,
        office=one.facts.office,
    )


def _calendar(one: Patient) -> Iterator[Check]:
    yield from coverage(one.facts.calendar_until, one.at.today)


def _policy(one: Patient) -> Iterator[Check]:
    version = one.facts.policy
    yield check(
        N_("Policy"),
        Finding.WELL,
        N_("in force: {name}, version {number} of {count}, since {since}"),
        name=Word(version.policy.name),
        number=version.number,
        count=one.facts.policies,
        since=version.adopted_on,
    )


def _mail(one: Patient) -> Iterator[Check]:
    mail = one.at.settings.mail
    if not mail.host:
        yield check(
            N_("Mail"),
            Finding.NOTE,
            N_("no server; letters go to the folder {folder}"),
            f"[mail] host = … ({one.at.settings.file})",
            folder=str(one.at.settings.path("letters")),
        )
        return
    yield check(
        N_("Mail"),
        Finding.WELL,
        N_("{host}:{port}, {security}"),
        host=mail.host,
        port=mail.port,
        security=mail.security,
    )
    if one.facts.without_address:
        names = one.facts.without_address
        yield check(
            N_("Addresses"),
            Finding.MEND,
            N_("owners without an address: {names} ({count})"),
            "duban people add … --email",
            names=names[:5],
            count=len(names),
        )


def _owners(one: Patient) -> Iterator[Check]:
    if one.facts.without_owner:
        yield check(
            N_("Owners"),
            Finding.MEND,
            N_("{count} open commitments have no owner"),
            "duban assign … --owner",
            count=one.facts.without_owner,
        )


def _schedule(one: Patient) -> Iterator[Check]:
    served = is_served(one.at.settings)
    if served:
        yield check(
            N_("Schedule"),
            Finding.WELL,
            N_("served, every day at {hour}"),
            hour=one.at.settings.run_at.isoformat("minutes"),
        )
    else:
        yield check(N_("Schedule"), Finding.NOTE, N_("nobody serves this book"), "duban serve")


def _last_run(one: Patient) -> Iterator[Check]:
    due, last = last_due_day(one.at), one.facts.last_day
    if due is None or one.facts.commitments == 0:
        return
    if last is None:
        yield check(N_("Last run"), Finding.MEND, N_("never"), "duban run daily")
    elif last < due:
        yield check(
            N_("Last run"),
            Finding.MEND,
            N_("{last}; {due} has been missed"),
            "duban run daily",
            last=last,
            due=due,
        )
    else:
        yield check(N_("Last run"), Finding.WELL, N_("{last}"), last=last)


def _seal(one: Patient) -> Iterator[Check]:
    """An evening without a seal is a day nobody could prove; one evening is made good at once."""
    sealed, unsealed = one.facts.sealed_on, one.facts.unsealed
    if sealed is None:
        finding = Finding.MEND if one.facts.commitments else Finding.NOTE
        yield check(N_("Sealing"), finding, N_("never sealed"), "duban seal")
        return
    age = (one.at.today - sealed).days
    yield check(
        N_("Sealing"),
        Finding.MEND if unsealed and age > OLD_SEAL_DAYS else Finding.WELL,
        N_("{days} days old; {count} events since"),
        "duban seal",
        days=age,
        count=unsealed,
    )


def _letters(one: Patient) -> Iterator[Check]:
    waiting = {state: count for state, count in one.facts.letters.items() if state != "sent"}
    if not waiting:
        yield check(
            N_("Letters"),
            Finding.WELL,
            N_("all delivered ({count})"),
            count=one.facts.letters.get("sent", 0),
        )
        return
    yield check(
        N_("Letters"),
        Finding.MEND,
        N_("{count} not delivered"),
        "duban outbox; duban outbox --send",
        count=sum(waiting.values()),
    )


def _backup(one: Patient) -> Iterator[Check]:
    if not one.at.settings.book.startswith("sqlite"):
        return
    copies = sorted(one.at.settings.path("backups").glob("book-*.db"))
    mend = "duban backup"
    if not copies:
        yield check(N_("Backup"), Finding.NOTE, N_("none yet"), mend)
        return
    age = pendulum.from_timestamp(copies[-1].stat().st_mtime).diff(one.at.now).in_hours() // 24
    yield check(
        N_("Backup"),
        Finding.MEND if age > OLD_BACKUP_DAYS else Finding.WELL,
        N_("{days} days old"),
        mend,
        days=age,
    )


def _inbox(one: Patient) -> Iterator[Check]:
    """What comes in and is not read is a promise nobody hears of."""
    inbox, settings = one.at.settings.inbox, one.at.settings
    if not inbox.watched:
        mend = f"[inbox] folder = … ({settings.file})"
        yield check(N_("Inbox"), Finding.NOTE, N_("no folder or mailbox is watched"), mend)
        return
    if inbox.folder:
        yield from _tray(settings.folder / inbox.folder)
    if inbox.host:
        facts = {"user": inbox.user, "host": inbox.host, "count": len(inbox.senders)}
        mend = f'[inbox] senders = ["@example.org"] ({settings.file})'
        finding = Finding.WELL if inbox.senders else Finding.MEND
        said = N_("mailbox {user} at {host}, {count} senders allowed")
        yield check(N_("Inbox"), finding, said, mend, **facts)


def _tray(folder: Path) -> Iterator[Check]:
    if not folder.is_dir():
        said = N_("the folder {folder} is not there")
        yield check(N_("Inbox"), Finding.MEND, said, f"mkdir {folder}", folder=str(folder))
        return
    aside = folder / ASIDE
    waiting = sum(is_a_document(path.name) for path in aside.iterdir()) if aside.is_dir() else 0
    yield check(
        N_("Inbox"),
        Finding.NOTE if waiting else Finding.WELL,
        N_("folder {folder}, {count} documents set aside"),
        str(aside),
        folder=str(folder),
        count=waiting,
    )


def _second_reader(one: Patient) -> Iterator[Check]:
    """The key is never shown, nor whether there is one."""
    known = one.at.settings.second_reader
    what = N_("Second reader")
    if not known.on:
        yield check(what, Finding.WELL, N_("off: the rules alone read documents"))
    elif not known.url or not known.model:
        mend = f"[second_reader] url = …, model = … ({one.at.settings.file})"
        yield check(what, Finding.MEND, N_("on, but without an address or a model"), mend)
    else:
        yield check(what, Finding.WELL, N_("{url}, {model}"), url=known.url, model=known.model)


EXAMINERS: tuple[Callable[[Patient], Iterator[Check]], ...] = (
    _book,
    _calendar,
    _policy,
    _mail,
    _owners,
    _schedule,
    _last_run,
    _seal,
    _letters,
    _backup,
    _inbox,
    _second_reader,
)
