"""来文登记: documents that came by folder or mail become drafts, and the office is told.

Each document is claimed in the book, moved to 处理中, read, and kept together with its outcome on
one page; then it is moved on. Killed between any two of these, the next run finds the file in
处理中 and the claim in the book, and goes on from there. A document over which two runs died, or
that cannot be read, is set aside with a note and not looked at again.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from hashlib import file_digest, sha256
from pathlib import Path
from socket import gethostname
from typing import Any, NamedTuple

from flows.inbox_letter import compose_report
from flows.mailbox import TNEF_NAME, Mail, Mailbox, MailboxTrouble
from flows.progress import tell
from flows.second_reader import SecondReader, SecondReading, second_reader
from flows.sources.reading import read_source
from flows.tray import Tray, new_key, shown
from ledgers.arrivals import Claim, Said
from ledgers.book import open_book, page, reach
from ledgers.drivers import Driver
from models.calendar import WorkCalendar
from models.errors import Refusal
from models.facts import Reason
from models.intake.arrival import Outcome
from models.intake.draft_terms import ReadBy
from models.intake.issued import issued_on_in
from models.intake.promise import Promise
from models.intake.reader import promises_in
from models.intake.source import Source
from models.not_ready import NothingWatched, SecondReaderOff
from models.settings import Settings
from models.words import LANGUAGES, N_, Speaker

MOST_TRIES = 2  # runs that may die over one document
BATCH = 200  # documents claimed on one page
KIND = "inbox"  # of the letter; its number is that of the last document it speaks of
DEFAULT = "来文"  # where attachments are read where no folder is watched
DATES_IN_NAMES = (
    re.compile(r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)"),
    re.compile(r"(?<!\d)(20\d\d)[-_.年](\d\d?)[-_.月](\d\d?)(?!\d)"),
)

DIED = N_(
    "Reading this document broke off more than once, without a cause that could be written down. "
    "Open it, save it as .docx or PDF under another name, and put that into the folder."
)
UNPLANNED = N_(
    "This should not have happened: {error}. No draft was kept. Send this note and the document "
    "to whoever looks after duban."
)
TNEF = N_(
    "winmail.dat is what Outlook makes of attachments for other Outlooks; it was not opened. Ask "
    "whoever sent it to send the documents once more in an HTML or plain-text mail."
)
NO_DOCUMENT = N_("It has no attachment that can be read ({names}). The mail stays in the mailbox.")
NO_ATTACHMENT = N_("It has no attachment. The mail stays in the mailbox.")
TOO_LARGE = N_(
    "The mail is too large to fetch ({size} MB). Save its attachments by hand into the folder."
)
NOTE_HEAD = N_("{name} was not read on {on}.")
NOTE_FOOT = N_("When it is mended, put it back into {folder}. This note may be deleted.")


@dataclass(frozen=True, slots=True)
class InboxDone:
    """What one run did, and what it could not do."""

    on: date
    folder: str = ""
    read: int = 0
    drafts: int = 0
    again: int = 0
    set_aside: int = 0
    empty_mails: int = 0
    growing: int = 0
    """Files still being copied: they are read next time."""
    alone: int = 0
    """Folders and links in the folder, left alone."""
    strangers: int = 0
    """Mails from senders who are not on the list, left alone."""
    mailbox_away: str = ""
    letters: int = 0
    delivered: int = 0

    @property
    def came(self) -> int:
        """How many documents came in."""
        return self.read + self.again + self.set_aside + self.empty_mails


class Read(NamedTuple):
    """A document as read, ready to be kept."""

    source: Source
    promises: Sequence[Promise]
    second: SecondReading | None
    issued_on: date
    doubtful: bool
    sha256: str


def tray_of(settings: Settings, folder: Path | None = None) -> Tray:
    """Find the folder to look into. Raises NothingWatched."""
    if folder is None and not settings.inbox.watched:
        raise NothingWatched(settings=str(settings.file))
    root = folder or settings.folder / (settings.inbox.folder or DEFAULT)
    if folder is None and not settings.inbox.folder:
        root.mkdir(exist_ok=True)
    return Tray(root)


def is_open(settings: Settings, on: date, at: datetime) -> bool:
    """Whether it is a working day and within the hours at which the inbox is looked into."""
    hours = settings.inbox.opens <= at.time() <= settings.inbox.closes
    if not hours:
        return False
    with open_book(settings.book_url, at=at, write=False) as book:
        return book.calendar.is_working(on)


def receive(settings: Settings, on: date, at: datetime, *, folder: Path | None = None) -> InboxDone:
    """Read what came in, keep its drafts and put the letter about it into the outbox.

    With ``folder`` only that folder is read. Raises NothingWatched, InboxUnusable, InboxBusy, and
    what opening the book raises.
    """
    tray = tray_of(settings, folder)
    with tray.ours(), ExitStack() as stack:
        run = Run(settings, tray, stack.enter_context(reach(settings.book_url)), on, at)
        if settings.second_reader.on:
            run.hear(stack)
        if folder is None and settings.inbox.host:
            run.fetch_mail()
        run.finish_left_behind()
        run.read_folder()
        return run.report()


class Run:
    """One look into the folder and the mailbox."""

    def __init__(self, settings: Settings, tray: Tray, db: Driver, on: date, at: datetime) -> None:
        self._settings, self._tray, self._db, self._on, self._at = settings, tray, db, on, at
        self.second: SecondReader | None = None
        self._unheard: Said = {}
        self.done = InboxDone(on, shown(tray.folder))
        self._place = f"{gethostname()}:{self.done.folder}"
        with page(db, at=at, write=False) as book:
            self._calendar: WorkCalendar = book.calendar

    def hear(self, stack: ExitStack) -> None:
        """Have the second reader read too; one that is not set up stops nothing."""
        try:
            self.second = stack.enter_context(second_reader(self._settings))
        except SecondReaderOff as off:
            self._unheard = in_all_languages(Reason(off.sentence, off.facts))

    # -- from the mailbox ---------------------------------------------------------------

    def fetch_mail(self) -> None:
        """Lay the attachments of new mail where documents are read; each mail is taken once."""
        try:
            with Mailbox(self._settings.inbox) as mailbox:
                for head in mailbox.waiting():
                    if not head.allowed:
                        self._count(strangers=1)
                        continue
                    if not self._known(head.message_id):
                        self._take_mail(mailbox.open(head))
                    mailbox.done(head)
        except MailboxTrouble as trouble:
            self.done = replace(self.done, mailbox_away=trouble.cause)

    def _known(self, message_id: str) -> bool:
        with page(self._db, at=self._at, write=False) as book:
            return bool(book.arrivals.known_mails([message_id]))

    def _take_mail(self, mail: Mail) -> None:
        """The files are on the disk before the book says that we have them."""
        keys = [_mail_key(mail.message_id, n) for n in range(len(mail.enclosed) + 1)]
        for key, (name, content) in zip(keys, mail.enclosed, strict=False):
            self._tray.hold(key, name, content)
        claims = [Claim(key, name) for key, (name, _) in zip(keys, mail.enclosed, strict=False)]
        with page(self._db, at=self._at) as book:
            if claims:
                book.arrivals.take_mail(mail.message_id, claims, sender=mail.sender, on=self._on)
                return
            taken = book.arrivals.take_empty_mail(
                mail.message_id, keys[0], subject=mail.subject, sender=mail.sender,
                said=in_all_languages(_why_empty(mail)), on=self._on,
            )  # fmt: skip
        self._count(empty_mails=int(taken))

    # -- from the folder ----------------------------------------------------------------

    def finish_left_behind(self) -> None:
        """Go on with what a run before this one had taken, and with what came by mail."""
        left = self._tray.left_behind()
        with page(self._db, at=self._at) as book:
            book.arrivals.forget(self._place, left)
        for key, held in left.items():
            with page(self._db, at=self._at) as book:
                claim = book.arrivals.left_behind(key)
            if claim is None:
                self._tray.put_back(held)
            elif claim.outcome == Outcome.SET_ASIDE:
                self._tray.set_aside(held, claim.name, self._note(claim, claim.said))
            elif claim.outcome:
                self._tray.finish(held, claim.name)
            else:
                self._read(held, claim, claim.name)

    def read_folder(self) -> None:
        """Read every document that lies ready."""
        look = self._tray.look()
        self._count(growing=look.growing, alone=look.alone)
        for first in range(0, len(look.ready), BATCH):
            some = [(path, new_key()) for path in look.ready[first : first + BATCH]]
            with page(self._db, at=self._at) as book:
                claims = [Claim(key, shown(path.name)) for path, key in some]
                book.arrivals.take(claims, place=self._place, on=self._on)
            for (path, key), claim in zip(some, claims, strict=True):
                if held := self._tray.take(path, key):
                    self._read(held, claim, path.name)
            tell(N_("{on}: {count} documents read"), on=self._on, count=self.done.came)

    # -- one document -------------------------------------------------------------------

    def _read(self, held: Path, claim: Claim, name: str) -> None:
        """Read one document, keep what it promises, and move it on.

        ``name`` is the file's own, which may hold bytes that are no text.
        """
        tell(N_("Reading {name}"), name=claim.name)
        try:
            if claim.tries > MOST_TRIES:
                raise Unreadable(DIED)
            read = self._understood(held, claim)
        except Refusal as refusal:
            facts = refusal.facts | ({"path": claim.name} if "path" in refusal.facts else {})
            self._set_aside(held, claim, name, in_all_languages(Reason(refusal.sentence, facts)))
        except Unreadable as known:
            self._set_aside(held, claim, name, in_all_languages(Reason(known.sentence)))
        except Exception as trouble:
            error = f"{type(trouble).__name__}: {trouble}"
            story = "".join(traceback.format_exception(trouble))
            said = in_all_languages(Reason(UNPLANNED, {"error": error}))
            self._set_aside(held, claim, name, said, story)
        else:
            self._keep(held, claim, name, read)

    def _understood(self, held: Path, claim: Claim) -> Read:
        if claim.name.lower() == TNEF_NAME:
            raise Unreadable(TNEF)
        with held.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        source = read_source(held)
        found = issued_on_in(source.text) or date_in_name(claim.name)
        issued_on = found or self._on
        promises = promises_in(source.text, issued_on, self._calendar)
        heard = None
        if self.second:
            heard = self.second.read(source.text, promises, issued_on, self._calendar)
        return Read(source, promises, heard, issued_on, found is None, digest)

    def _keep(self, held: Path, claim: Claim, name: str, read: Read) -> None:
        """Keep the document, its drafts and the outcome on one page."""
        readings = [(ReadBy.RULES, read.promises)]
        said = self._unheard
        if read.second:
            both = read.second.both
            readings = [(ReadBy.RULES, both.rules), (ReadBy.SECOND, both.added)]
            said = in_all_languages(read.second.away) if read.second.away else {}
        with page(self._db, at=self._at) as book:
            kept = [
                book.drafts.keep(
                    read.source, promises, name=claim.name, sha256=read.sha256,
                    issued_on=read.issued_on, reader=reader, by=None, on=self._on,
                )
                for reader, promises in readings
            ]  # fmt: skip
            book.arrivals.kept(
                claim.key, kept, issued_on=read.issued_on, doubtful=read.doubtful, said=said
            )
        self._tray.finish(held, name)
        new = sum(len(one.new) for one in kept)
        known = kept[0].again and not new
        self._count(read=int(not known), again=int(known), drafts=new)

    def _set_aside(self, held: Path, claim: Claim, name: str, said: Said, story: str = "") -> None:
        with page(self._db, at=self._at) as book:
            book.arrivals.settle(claim.key, Outcome.SET_ASIDE, said=said)
        self._tray.set_aside(held, name, self._note(claim, said, story))
        self._count(set_aside=1)

    def _note(self, claim: Claim, said: Said, story: str = "") -> str:
        language = self._settings.language
        speaker = Speaker(language)
        head = speaker.say(NOTE_HEAD, name=claim.name, on=self._on)
        foot = speaker.say(NOTE_FOOT, folder=self.done.folder)
        parts = (head, said.get(language, ""), foot, story)
        return "\n\n".join(one for one in parts if one) + "\n"

    # -- telling ------------------------------------------------------------------------

    def report(self) -> InboxDone:
        """Put one letter about everything untold into the outbox; nothing where nothing came."""
        with page(self._db, at=self._at) as book:
            lines, readers = book.arrivals.untold(), book.arrivals.readers()
            if not lines or not readers:
                return self.done
            facts: dict[str, Any] = {
                "office": book.fact("office"),
                "folder": self.done.folder,
                "on": self._on,
            }
            letters = [(one, compose_report(lines, one, **facts)) for one in readers]
            count = book.outbox.put(
                letters, kind=f"{KIND}.{lines[-1].id}", on=self._on, written_at=self._at.isoformat()
            )
            book.arrivals.told(lines)
        return replace(self.done, letters=count)

    def _count(self, **more: int) -> None:
        now = {name: getattr(self.done, name) + count for name, count in more.items()}
        self.done = replace(self.done, **now)


class Unreadable(Exception):
    """A document that cannot be read, and the sentence that says why."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def in_all_languages(reason: Reason) -> dict[str, str]:
    """Say a reason in every language a reader may have."""
    return {one: reason.said(Speaker(one)) for one in LANGUAGES}


def date_in_name(name: str) -> date | None:
    """Read the date that a file's name gives: 20260105, 2026-1-5, 2026年1月5日."""
    for form in DATES_IN_NAMES:
        for match in form.finditer(name):
            with suppress(ValueError):
                return date(int(match[1]), int(match[2]), int(match[3]))
    return None


def _mail_key(message_id: str, n: int) -> str:
    return sha256(f"{n}\n{message_id}".encode("utf-8", "surrogateescape")).hexdigest()[:16]


def _why_empty(mail: Mail) -> Reason:
    if mail.too_large:
        return Reason(TOO_LARGE, {"size": mail.too_large})
    return Reason(NO_DOCUMENT, {"names": mail.other}) if mail.other else Reason(NO_ATTACHMENT)
