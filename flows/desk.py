"""The desk: where the front door sits down. Settings, the day, the acting person, speaking.

Rich, the book and everything heavy are imported when first used, so that a refusal or a
short list answers at once.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from models.errors import BadDay, DayToCome, NotAChoice, NothingSaid, Refusal
from models.not_ready import NotYourName
from models.settings import Settings, find_office, read_settings
from models.terms import Role, Term
from models.words import LANGUAGES, N_, Speaker, Word

if TYPE_CHECKING:
    from rich.console import Console

    from ledgers.book import Book
    from ledgers.people import Actor
    from models.lifecycle import Turn
    from models.policy import Policy

T = TypeVar("T", bound=Term)

PROVISIONAL = N_("? Counted past the published holiday calendar, and therefore provisional.")
UNPLANNED = 99  # exit code of an error nobody planned for
ERROR_FILE = "duban-error.txt"


def language_at_the_desk(arguments: Sequence[str]) -> str:
    """Choose the language before anything is parsed: --lang, environment, locale, else zh."""
    for place, word in enumerate(arguments):
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
        if word == "--lang" and place + 1 < len(arguments):
            return arguments[place + 1]
    named = os.environ.get("DUBAN_LANGUAGE") or ""
    locale = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    for given in (named, (locale or "")[:2]):
        if given in LANGUAGES:
            return given
    return "zh"


LANGUAGE = language_at_the_desk(sys.argv[1:])


def login() -> str:
    """The operating-system user; from the system, not from a variable anybody may set."""
    try:
        import pwd

        return pwd.getpwuid(os.getuid()).pw_name
    except ImportError:
        import getpass

        return getpass.getuser()


class _Undone(Exception):
    """Ends a rehearsal: the page is given up on purpose."""


@dataclass
class Desk:
    """One command's seat: what it may ask for and how it answers."""

    language: str
    office: Path | None = None
    verbose: bool = False
    as_json: bool = False

    @cached_property
    def speaker(self) -> Speaker:
        """Who speaks at this desk."""
        return Speaker(self.language)

    @cached_property
    def settings(self) -> Settings:
        """The settings of the office we are in; raises NoBook."""
        return read_settings(self.office or find_office(Path.cwd()))

    @cached_property
    def now(self) -> datetime:
        """The moment this command was given; the only look at the clock."""
        return datetime.now(self.settings.zone)

    @cached_property
    def today(self) -> date:
        """The calendar day of this command."""
        return self.now.date()

    # -- the book -----------------------------------------------------------------------

    @contextmanager
    def reading(
        self, as_of: str = "", *, as_told: bool = False, lists_only: bool = False
    ) -> Iterator[Book]:
        """Open the book to read; with ``as_of`` as it stood at the end of that day.

        ``as_told`` takes the moment of that day when its digests were written; whoever asks
        for lists only is answered sooner.
        """
        from ledgers.book import open_book, open_past

        url, evidence = self.settings.book_url, self.settings.path("evidence")
        opened = (
            open_past(
                url,
                self.day(as_of),
                at=self.now,
                evidence=evidence,
                as_told=as_told,
                lists_only=lists_only,
            )
            if as_of  # nothing is recorded while reading, so no time zone need be loaded
            else open_book(url, at=datetime.now(UTC), evidence=evidence, write=False)
        )
        with opened as book:
            self.speak_as(book.policy)
            yield book

    @contextmanager
    def writing(self) -> Iterator[Book]:
        """Open the book to write: kept when the block ends well."""
        from ledgers.book import open_book

        with open_book(
            self.settings.book_url, at=self.now, evidence=self.settings.path("evidence")
        ) as book:
            self.speak_as(book.policy)
            yield book

    @contextmanager
    def rehearsing(self) -> Iterator[Book]:
        """Open the book as for writing, and undo everything: what would happen, exactly."""
        try:
            with self.writing() as book:
                yield book
                raise _Undone
        except _Undone:
            pass

    def actor(self, book: Book, behalf: str = "", on: date | None = None) -> Actor:
        """The person behind the login, or whom they act for (DESIGN §5).

        ``behalf`` (--by) is for the office, and for whoever stands in on that day as a deputy.
        """
        from models.lifecycle import OFFICE

        me = book.directory.actor_of_login(book.login or login())
        if not behalf:
            return me
        other = book.directory.actor_named(behalf)
        stands_in = other.person_id == me.person_id or book.postings.stands_in(
            me.person_id, other.person_id, on or self.today
        )
        if not stands_in and not me.roles & OFFICE:
            raise NotYourName(person=me.name, name=other.name)
        return me.on_behalf_of(other)

    def entry(self, book: Book, by: str = "", on: str = "") -> dict[str, Any]:
        """Who enters a turn and for which day: what every turn of the ledger asks for."""
        day = self.business_day(book, on)
        return {"by": self.actor(book, by, day), "on": day}

    def business_day(self, book: Book, given: str) -> date:
        """The day an act counts for: as given, else by the cut-off hour. Raises DayToCome."""
        today = book.calendar.business_day(self.now, self.settings.cutoff)
        day = self.day(given) if given else today
        if day > max(today, self.today):
            raise DayToCome(day=day, today=self.today)
        return day

    def day(self, given: str) -> date:
        """Read a day as typed; empty means today. Raises BadDay."""
        if not given:
            return self.today
        try:
            return date.fromisoformat(given)
        except ValueError as trouble:
            raise BadDay(given=given) from trouble

    def choice(self, option: str, given: str, allowed: Iterable[str]) -> str:
        """Read a word that is one of several; empty is left empty. Raises NotAChoice."""
        allowed = tuple(allowed)
        if given and given not in allowed:
            raise NotAChoice(option=option, given=given, allowed=allowed)
        return given

    def term(self, option: str, given: str, kind: type[T], *, without: Sequence[T] = ()) -> T:
        """Read a term by its code or its label in either language. Raises NotAChoice."""
        possible = [one for one in kind if one not in without]
        for one in possible:
            if given in (one.value, one.label, Speaker("zh").word(one)):
                return one
        allowed = [f"{one.value} ({self.speaker.word(one)})" for one in possible]
        raise NotAChoice(option=option, given=given, allowed=allowed)

    def words(self, turn: str, option: str, given: str) -> str:
        """Return what was said, for a turn that cannot do without. Raises NothingSaid."""
        if given.strip():
            return given.strip()
        from models.lifecycle import TURNS

        taken = TURNS[turn]
        raise NothingSaid(option=option, turn=taken, needs=[Word(one) for one in taken.needs])

    # -- speaking -----------------------------------------------------------------------

    @cached_property
    def out(self) -> Console:
        """Where answers go."""
        from rich.console import Console

        return Console(highlight=False, soft_wrap=False)

    @cached_property
    def err(self) -> Console:
        """Where refusals and progress go."""
        from rich.console import Console

        return Console(stderr=True, highlight=False)

    def say(self, sentence: str, **facts: Any) -> None:
        """Say a sentence on stdout; with --json only data goes there."""
        print(self.speaker.say(sentence, **facts), file=sys.stderr if self.as_json else sys.stdout)

    def say_next(self, turn: Turn, number: str, roles: Iterable[Role] = ()) -> None:
        """Say which turn comes next, who may take it, and its command."""
        self.say(
            N_("Next, by {roles}: duban {command}"),
            roles=[one for one in reversed(Role) if one in (roles or turn.roles)],
            command=turn.typed(number),
        )

    def speak_as(self, policy: Policy) -> None:
        """Call lights, cards and steps as the policy in force does."""
        self.speaker = Speaker(self.language, policy.named(self.language))

    def data(self, value: Any) -> None:
        """Print plain data for a program."""
        print(json.dumps(value, ensure_ascii=False, indent=2))

    def _data_of(self, lines: Sequence[Any], head: dict[str, Any]) -> None:
        """Print what is said of all lines, then each as a line of its own.

        So the output can be read and compared line by line, and a hundred thousand of them
        neither wait for each other nor are held twice.
        """
        from ledgers.cycles import undisturbed
        from ledgers.lines import as_json

        encode = json.JSONEncoder(ensure_ascii=False).encode
        told = "".join(f"  {json.dumps(name)}: {json.dumps(one)},\n" for name, one in head.items())
        sys.stdout.write(f'{{\n{told}  "lines": [')
        between = "\n    "
        with undisturbed():
            for line in lines:
                sys.stdout.write(between + encode(as_json(line)))
                between = ",\n    "
        print("\n  ]\n}" if lines else "]\n}")

    def write(self, path: Path, content: str | bytes) -> None:
        """Write a file somebody asked for; the same bytes on every machine. Raises CannotWrite."""
        try:
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        except OSError as trouble:
            from models.bad_files import CannotWrite

            raise CannotWrite(path=str(path), cause=trouble.strerror) from trouble

    def page(self, things: Iterable[Any]) -> None:
        """Show tables and lines one below the other, page by page where a screen is too short."""
        from rich.console import Group

        self._paged(Group(*things))

    def show(
        self,
        lines: Sequence[Any],
        *,
        total: int | None = None,
        on: date | None = None,
        empty: str = N_("Nothing."),
    ) -> None:
        """Show frozen lines: a table for a person, JSON with stable keys for a program."""
        total = len(lines) if total is None else total
        if self.as_json:
            self._data_of(lines, {"on": on.isoformat() if on else None, "total": total})
            return
        if not lines:
            self.say(empty)
            return
        from flows.tables import table

        self._paged(table(lines, self.speaker))
        if any(getattr(line, "provisional", False) for line in lines):
            self.say(PROVISIONAL)
        if total > len(lines):
            self.say(N_("{shown} of {total} shown. All: --limit 0"), shown=len(lines), total=total)

    def _paged(self, thing: Any) -> None:
        if self.out.is_terminal and len(self.out.render_lines(thing)) >= self.out.height:
            os.environ.setdefault("LESS", "-R")  # else it shows colours as ESC[1m
            with self.out.pager(styles=True):
                self.out.print(thing)
            return
        self.out.print(thing)

    @contextmanager
    def working(self, sentence: str, **facts: Any) -> Iterator[Any]:
        """Show that something is being done, on stderr; yields a function for news of it."""
        with self.err.status(self.speaker.say(sentence, **facts)) as status:

            def tell(sentence: str, **facts: Any) -> None:
                said = self.speaker.say(sentence, **facts)
                status.update(said)
                if not self.err.is_terminal:
                    print(said, file=sys.stderr)

            yield tell

    # -- refusing -----------------------------------------------------------------------

    def refuse(self, refusal: Refusal) -> NoReturn:
        """Say why not, in one red sentence, and leave with the refusal's own exit code."""
        self.red(refusal.said(self.speaker))
        raise SystemExit(refusal.exit_code)

    def red(self, sentence: str) -> None:
        """Say what is wrong, on stderr."""
        if sys.stderr.isatty():
            self.err.print(sentence, style="red", markup=False, soft_wrap=True)
        else:
            print(sentence, file=sys.stderr)

    def bad_draft(self, trouble: Any) -> NoReturn:
        """Say what is wrong with a form, one sentence a field."""
        from models.errors import BadDraft
        from models.mistakes import wrong_fields

        for field in wrong_fields(trouble):
            self.red(field.said(self.speaker))
        raise SystemExit(BadDraft.exit_code)

    def unplanned(self, trouble: BaseException) -> NoReturn:
        """Show an error nobody planned for, with what to send to whom; it is never swallowed."""
        try:
            folder = self.settings.folder
        except Exception:
            folder = Path.cwd()
        path = folder / ERROR_FILE
        story = "".join(traceback.format_exception(trouble))
        path.write_text(f"{sys.argv}\n\n{story}", encoding="utf-8")
        print(story, file=sys.stderr)
        self.red(
            self.speaker.say(
                N_(
                    "This should not have happened: {error}. Nothing was half-written. "
                    "Send the file {path} to whoever looks after duban."
                ),
                error=f"{type(trouble).__name__}: {trouble}",
                path=str(path),
            )
        )
        raise SystemExit(UNPLANNED)


@contextmanager
def desk(seat: Desk) -> Iterator[Desk]:
    """Sit down: refusals leave as sentences, everything else as a report to send on."""
    try:
        yield seat
    except Refusal as refusal:
        seat.refuse(refusal)
    except (SystemExit, KeyboardInterrupt, BrokenPipeError):
        raise
    except Exception as trouble:
        if type(trouble).__name__ == "ValidationError" and hasattr(trouble, "errors"):
            seat.bad_draft(trouble)
        if type(trouble).__module__.startswith(("typer", "click")):
            raise
        seat.unplanned(trouble)
