"""A working morning as plain functions: look, compose, deliver. Prefect only in daily.py.

Each step is one page of the book or several that each stand alone, so that a run killed
between any two statements is simply run again: the look is claimed by its day, a digest by
reader and day, a letter by its lease.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from flows.digests import compose
from flows.mail import LetterRefused, Parcel, Postman, ServerAway, postman
from flows.progress import tell
from ledgers.book import Book, open_book, page, reach
from ledgers.drivers import Driver
from ledgers.outbox import Posted
from ledgers.seals import SealLine
from models.settings import Settings
from models.words import N_

ROUND = 50  # letters leased at once: what a killed sender leaves waiting for its lease


@dataclass(frozen=True, slots=True)
class DayDone:
    """What one day's run did, and what it could not do."""

    on: date
    working: bool = True
    again: bool = False
    """Whether this day or a later one had been lived; then only the outbox was looked after."""
    looked: int = 0
    rungs: int = 0
    letters: int = 0
    delivered: int = 0
    failed: tuple[str, ...] = ()
    """Letters that did not leave, as “reader: cause”."""
    server_away: str = ""
    """Why the mail server took nothing; empty when it did."""
    quiet_until: str = ""
    """The hour at which quiet ends; until then letters stay in the outbox."""
    totals: tuple[int, ...] = field(default=())
    """Open, green, yellow, red, overdue, closed (models of ``Totals``)."""
    missed_days: int = 0


def moment(settings: Settings, on: date) -> datetime:
    """The hour at which a day's run is due; letters of the day carry it as their date."""
    return datetime.combine(on, settings.run_at, settings.zone)


def look(settings: Settings, on: date, at: datetime) -> DayDone:
    """Look at what is due a look: lights, rungs and their events, in one page."""
    with open_book(settings.book_url, at=at, evidence=settings.path("evidence")) as book:
        before = book.rounds.day(on)
        lived = before is not None and (before.composed or not before.working)
        again = lived or book.rounds.made_good(on)
        if not again:
            _take_calendar(book, on)
        done = DayDone(
            on,
            book.calendar.is_working(on),
            again,
            missed_days=0 if again else book.rounds.missed_days(on),
        )
        if again:
            return done
        book.seals.catch_up(on)
        looked = book.rounds.look(on)
        rungs = book.db.ask("SELECT count(*) AS n FROM notice WHERE claimed_on = :on", {"on": on})[
            0
        ].n
    tell(N_("{on}: looked at {looked}, {rungs} rungs taken"), on=on, looked=looked, rungs=rungs)
    return replace(done, looked=looked, rungs=rungs)


def _take_calendar(book: Book, on: date) -> None:
    """Next year's days off come with an update of the package: the first run takes them over."""
    change = book.calendars.refresh(on=on)
    if not change.is_none:
        tell(
            N_("{on}: the published calendar brought {days} new days; {moved} distances changed"),
            on=on, days=len(change.days), moved=change.moved,
        )  # fmt: skip


def write_letters(settings: Settings, done: DayDone, at: datetime) -> DayDone:
    """Compose the day's digests and put them in the outbox; a non-working day writes none."""
    if done.again or not done.working:
        return done
    on = done.on
    with reach(settings.book_url) as db:
        with page(db, at=at, write=False) as book:
            news = book.news.for_day(on)
            totals = book.news.totals_of(on)
        letters = [(one.reader, compose(one)) for one in news]
        with page(db, at=at) as book:
            written_at = moment(settings, on).isoformat()
            count = book.outbox.put(letters, kind="digest", on=on, written_at=written_at)
            book.rounds.finish(on, {"totals": totals, "letters": len(letters)})
    tell(N_("{on}: {count} digests written"), on=on, count=count)
    return replace(done, letters=count, totals=tuple(totals["all"]))


def deliver(settings: Settings, done: DayDone, at: datetime, *, force: bool = False) -> DayDone:
    """Deliver whatever the outbox holds that is due; what fails stays listed with its cause.

    ``force`` tries every letter once, whatever its next try and even if given up, in the
    policy's quiet hours too; else no letter leaves then, and none is lost.
    """
    if not force and (until := _quiet_until(settings, at)):
        return replace(done, quiet_until=until)
    tried: set[int] = set()
    with (
        reach(settings.book_url) as db,
        postman(settings.mail, settings.path("letters")) as carrier,
    ):
        db.relax()
        while not done.server_away:
            with page(db, at=at) as book:
                letters = book.outbox.take(ROUND, force=force, besides=tried)
            if not letters:
                break
            tried |= {letter.letter_id for letter in letters}
            done = _round(db, carrier, letters, settings, done, at)
            tell(N_("{on}: {count} letters delivered"), on=done.on, count=done.delivered)
    return done


def _quiet_until(settings: Settings, at: datetime) -> str:
    """Say when quiet ends if it reigns and letters wait; empty where they may leave."""
    with open_book(settings.book_url, at=at, write=False) as book:
        until = book.policy.quiet_until_on(at.astimezone(settings.zone).time())
        waiting = sum(count for state, count in book.outbox.counts().items() if state != "sent")
    return until.isoformat("minutes") if until and waiting else ""


def _round(
    db: Driver,
    carrier: Postman,
    letters: list[Posted],
    settings: Settings,
    done: DayDone,
    at: datetime,
) -> DayDone:
    for place, letter in enumerate(letters):
        try:
            carrier.carry(_parcel(letter, settings))
        except ServerAway as trouble:
            with page(db, at=at) as book:
                book.outbox.put_back(letters[place:])
            return replace(done, server_away=trouble.cause)
        except LetterRefused as trouble:
            with page(db, at=at) as book:
                book.outbox.failed(letter, trouble.cause, permanent=trouble.permanent)
            done = replace(done, failed=(*done.failed, f"{letter.to_name}: {trouble.cause}"))
        else:
            with page(db, at=at) as book:
                book.outbox.sent(letter)
            done = replace(done, delivered=done.delivered + 1)
    return done


def _parcel(letter: Posted, settings: Settings) -> Parcel:
    return Parcel(
        message_id=letter.message_id,
        sender=settings.mail.sender,
        to_name=letter.to_name,
        to_address=letter.to_address,
        subject=letter.text.subject,
        html=letter.text.html,
        text=letter.text.text,
        written_at=letter.written_at,
    )


def seal_evening(settings: Settings, on: date, at: datetime) -> SealLine | None:
    """Seal the ledger for the evening (封账); None where nothing is new or the day has its seal."""
    with open_book(settings.book_url, at=at, evidence=settings.path("evidence")) as book:
        return book.seals.seal(on)


def evening(settings: Settings, on: date) -> datetime:
    """The hour at which a day is sealed."""
    return datetime.combine(on, settings.seal_at, settings.zone)


def office_digest(settings: Settings, on: date) -> str:
    """Return the text of the chief officer's digest of a day; empty where there is none."""
    with open_book(settings.book_url, at=moment(settings, on), write=False) as book:
        chiefs = book.news.chiefs()
        texts = [one.text.text for one in book.outbox.of_day(on) if one.to_name in chiefs]
    return texts[0] if texts else ""


def live(settings: Settings, on: date, at: datetime) -> DayDone:
    """Live through one day: look, write, deliver."""
    done = look(settings, on, at)
    done = write_letters(settings, done, at)
    return deliver(settings, done, at)
