"""``duban doctor``: what is missing or wrong, each with the command that mends it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pendulum

from flows.calendar_check import coverage
from flows.checks import Check, Finding, check, tell_checks
from flows.serving import is_served, last_due_day
from ledgers.book import VERSIONS
from ledgers.health import Health, health
from models.errors import Unwell
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
)
