"""Running the daily flow from the desk: Prefect in this process, progress on the screen."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, NoReturn

from flows.progress import listening
from flows.tray import ASIDE
from ledgers.book import reach
from ledgers.outbox import LEASE
from models.errors import WrongPeriod
from models.not_ready import DocumentsSetAside, LettersRefused, MailboxAway, MailRefused
from models.terms import LetterState
from models.words import N_

if TYPE_CHECKING:
    from pathlib import Path

    from flows.desk import Desk
    from flows.morning import DayDone
    from flows.receiving import InboxDone


SEALED = N_("{on}: sealed, {seal}.")
NOT_SEALED = N_("{on}: nothing to seal; the day has its seal, or nothing has happened since.")


def live_days(
    at: Desk, first: date, last: date, *, script: str = "", as_lived: bool = False
) -> list[DayDone]:
    """Run the flow over some days and return what each did. Raises WrongPeriod."""
    if last < first:
        raise WrongPeriod(first=first, last=last)
    with reach(at.settings.book_url):
        pass  # a book that cannot be opened is refused before Prefect takes its time
    from flows.engine import engine_running

    with at.working(N_("Starting the flow engine…")) as tell, engine_running(at), listening(tell):
        from flows.daily import daily_cycle

        return daily_cycle(str(at.settings.folder), first, last, script, as_lived)


def run_days(at: Desk, first: date, last: date) -> None:
    """``duban run daily``: live, then say what was done and what was not."""
    lived = live_days(at, first, last)
    if at.as_json:
        at.data([{**asdict(done), "on": done.on.isoformat()} for done in lived])
    else:
        for done in lived:
            tell_day(at, done)
    refuse_if_undelivered(at, lived)


def run_evening(at: Desk, on: date) -> None:
    """``duban run evening``: seal the ledger, then say what the next digests will print."""
    with reach(at.settings.book_url):
        pass
    from flows.engine import engine_running

    with at.working(N_("Starting the flow engine…")) as tell, engine_running(at), listening(tell):
        from flows.daily import evening_cycle

        printed = evening_cycle(str(at.settings.folder), on)
    if at.as_json:
        at.data({"on": on.isoformat(), "seal": printed})
    else:
        at.say(SEALED if printed else NOT_SEALED, on=on, seal=printed)


def run_inbox(at: Desk, folder: Path | None) -> None:
    """``duban inbox``: look once, say what came, and leave with a code where work is left."""
    from flows.receiving import tray_of

    with tray_of(at.settings, folder).ours(), reach(at.settings.book_url):
        pass  # what cannot be read now is refused before Prefect takes its time
    from flows.engine import engine_running

    with at.working(N_("Starting the flow engine…")) as tell, engine_running(at), listening(tell):
        from flows.inbox import inbox_cycle

        done = inbox_cycle(str(at.settings.folder), str(folder.resolve()) if folder else "")
    if at.as_json:
        at.data({**asdict(done), "on": done.on.isoformat()})
    else:
        tell_inbox(at, done)
    inbox = at.settings.inbox
    if done.mailbox_away:
        raise MailboxAway(
            user=inbox.user, host=inbox.host, port=inbox.port, cause=done.mailbox_away,
            settings=str(at.settings.file),
        )  # fmt: skip
    if done.set_aside:
        raise DocumentsSetAside(
            count=done.set_aside, folder=f"{done.folder}/{ASIDE}", inbox=done.folder
        )


def tell_inbox(at: Desk, done: InboxDone) -> None:
    """Tell one look, and what was left alone in lines of their own."""
    if not done.came:
        at.say(N_("No document has come."))
    else:
        at.say(
            N_("{read} documents read, {drafts} new drafts; {again} known already."),
            read=done.read,
            drafts=done.drafts,
            again=done.again,
        )
        at.say(N_("Decide what is docketed: {command}"), command="duban drafts review")
    for sentence, count in (
        (N_("  {count} mails have no document that can be read."), done.empty_mails),
        (N_("  {count} files are still being copied; they are read next time."), done.growing),
        (N_("  {count} folders or links are left alone: put the files in."), done.alone),
        (N_("  {count} mails from senders not on the list are left alone."), done.strangers),
    ):
        if count:
            at.say(sentence, count=count)


def tell_day(at: Desk, done: DayDone) -> None:
    """Tell one day in one line, and each letter that did not leave in a line of its own."""
    if done.again:
        at.say(
            N_("{on}: done already; {delivered} letters delivered now."),
            on=done.on,
            delivered=done.delivered,
        )
    elif not done.working:
        at.say(
            N_("{on}: no working day; looked at {looked}, nothing sent."),
            on=done.on,
            looked=done.looked,
        )
    else:
        at.say(
            N_(
                "{on}: looked at {looked}, {rungs} rungs taken, {letters} digests, "
                "{delivered} delivered."
            ),
            on=done.on,
            looked=done.looked,
            rungs=done.rungs,
            letters=done.letters,
            delivered=done.delivered,
        )
    if done.missed_days:
        at.say(N_("  {days} missed working days were made good."), days=done.missed_days)
    if done.quiet_until:
        at.say(
            N_(
                "  Quiet hours until {hour}: the letters wait in the outbox. "
                "Run it again then, or send them now: duban outbox --send"
            ),
            hour=done.quiet_until,
        )
    for failure in done.failed:
        at.say(N_("  Not delivered: {failure}"), failure=failure)


def refuse_if_undelivered(at: Desk, lived: list[DayDone]) -> None:
    """Leave with a refusal where letters did not: all of them, or some; they stay listed."""
    away = [done.server_away for done in lived if done.server_away]
    failed = sum(len(done.failed) for done in lived)
    if away:
        _refuse_away(at, away[-1])
    if failed:
        raise LettersRefused(count=failed)


def _refuse_away(at: Desk, cause: str) -> NoReturn:
    with at.reading() as book:
        waiting = sum(count for state, count in book.outbox.counts().items() if state != "sent")
    mail = at.settings.mail
    raise MailRefused(
        host=mail.host,
        port=mail.port,
        cause=cause,
        count=waiting,
        settings=str(at.settings.file),
    )


def send_outbox(at: Desk) -> None:
    """``duban outbox --send``: try every letter again now, given-up ones too."""
    from flows.morning import DayDone, deliver

    with at.working(N_("Sending…")) as tell, listening(tell):
        done = deliver(at.settings, DayDone(at.today), at.now, force=True)
    at.say(N_("{count} letters delivered."), count=done.delivered)
    for failure in done.failed:
        at.say(N_("  Not delivered: {failure}"), failure=failure)
    with at.reading() as book:
        leased = book.outbox.counts().get(LetterState.SENDING, 0)
    if leased:
        at.say(
            N_(
                "{count} letters are with another run. If it has died, they are free again "
                "after {minutes} minutes: duban outbox --send."
            ),
            count=leased,
            minutes=LEASE.seconds // 60,
        )
    refuse_if_undelivered(at, [done])
