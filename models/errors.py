"""Every refusal, with its facts. The class is the reason; a speaker says it later.

    Refusal
    ├── Misuse              what was typed cannot be meant        (2-19)
    ├── NotFound            no such thing in the book             (20-29)
    ├── AgainstTheRules     the ledger's rules forbid it          (30-49, 80-109;
    │                       in models.broken_rules)
    ├── BadFile             a file from outside cannot be used    (50-59)
    └── NotReady            the office is not set up for it       (60-79)

A sentence says what happened, where, and what to do next. Exit codes are part of the
interface: never translated, never reused (a test keeps them unique).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from models.words import N_, Speaker


class Refusal(Exception):
    """Something asked for that is not done, and why."""

    sentence: ClassVar[str] = ""
    exit_code: ClassVar[int] = 1

    def __init__(self, **facts: Any) -> None:
        """Keep the facts; the sentence is built when the reader is known."""
        super().__init__(facts)
        self.facts = facts

    def said(self, speaker: Speaker) -> str:
        """Say the refusal in the reader's language."""
        return speaker.say(self.sentence, **self.facts)

    def __str__(self) -> str:
        """Say it in English, for logs and tracebacks."""
        return self.said(Speaker("en"))


# -- what was typed ---------------------------------------------------------------------


class Misuse(Refusal):
    """What was typed cannot be meant."""


class BadDraft(Misuse):
    """A form was filled in wrongly; one sentence a field."""

    sentence = N_("{field}: {problem} (given: {given}). Correct it and try again.")
    exit_code = 2


class BadlyMatched(Misuse):
    """Fields of a form that do not go together."""

    sentence = N_("{problem}. Correct it and try again.")
    exit_code = 16


class BadDay(Misuse):
    """A day that is no day."""

    sentence = N_("“{given}” is not a date. Write it as 2020-09-30.")
    exit_code = 10


class UnreadableDeadline(Misuse):
    """A deadline phrase from which no day follows."""

    sentence = N_(
        "No day follows from the deadline “{phrase}” (issued on {issued_on}). "
        "Write a date such as 2020-09-30, or a phrase such as 9月底前."
    )
    exit_code = 11


class DeadlineBeforeDocketing(Misuse):
    """A deadline that had passed when the matter was docketed."""

    sentence = N_(
        "The deadline {due} lies before the docketing day {docketed_on}. "
        "Correct one of the two (--due, --on)."
    )
    exit_code = 12


class DeadlineMissing(Misuse):
    """A commitment that would never be late."""

    sentence = N_(
        "“{title}” has no deadline. Give one (--due 2020-09-30 or --due 9月底前), "
        "or docket it as a standing duty (--kind standing)."
    )
    exit_code = 14


class NotAChoice(Misuse):
    """A word that is none of those possible."""

    sentence = N_("{option}: “{given}” is not possible here. Choose one of: {allowed}.")
    exit_code = 15


class WrongPeriod(Misuse):
    """A period that ends before it begins."""

    sentence = N_("The period {first} to {last} ends before it begins. Exchange the two days.")
    exit_code = 13


class OutsideItsLife(Misuse):
    """Days on which the book was not there yet, or has not been yet."""

    sentence = N_(
        "{start} to {end} is not all in the past of this ledger: its first day was {first}, its "
        "last so far {last}. Choose days between them (--from, --to)."
    )
    exit_code = 7


class NothingSaid(Misuse):
    """A reason, an opinion or findings without a word."""

    sentence = N_(
        "{option} is empty, and “{turn}” needs {needs}. Write it in words that others will "
        "still understand in a year."
    )
    exit_code = 4


class NotTogether(Misuse):
    """Two options of which only one can be meant, or neither of them."""

    sentence = N_("Give one of the two, {first} or {second}, and not both.")
    exit_code = 17


class ChooseOne(Misuse):
    """Several options of which only one can be meant."""

    sentence = N_("Give one of {options}, and only one.")
    exit_code = 6


class SealTooShort(Misuse):
    """Fewer characters of a seal than a digest prints."""

    sentence = N_(
        "“{given}” is only a piece of a seal: a digest prints {count} characters of it. "
        "Write them all."
    )
    exit_code = 18


class NotAPart(Misuse):
    """A part of a split that lacks its title, unit or deadline."""

    sentence = N_(
        "“{given}” does not tell a part. Write it as “TITLE | UNIT | DEADLINE”, and its target "
        "after another | where it is counted: “南片区 | 交通局 | 9月底前 | 12个”."
    )
    exit_code = 19


class NotARhythm(Misuse):
    """A reporting rhythm that cannot be read."""

    sentence = N_(
        "“{given}” is no reporting rhythm. Write for example 每周二, 每月28日前, 每季度末月20日前, "
        "每30天, or “weekly on Tuesday”, “every month by the 28th”, “every 30 days”."
    )
    exit_code = 3


class NotAPeriod(Misuse):
    """Neither a year nor a month."""

    sentence = N_("“{given}” is neither a year nor a month. Write it as 2027 or as 2027-05.")
    exit_code = 9


class BadNotice(Misuse):
    """A notice on days off that cannot be read, or that contradicts itself."""

    sentence = N_(
        "Line {line} of the notice, “{text}”: {problem}. Nothing was taken over. Correct the line "
        "by the notice as published, and import it again."
    )
    exit_code = 5

    def said(self, speaker: Speaker) -> str:
        """Say the problem, a sentence with facts of its own, within the sentence."""
        problem = self.facts["problem"]
        told = problem if isinstance(problem, str) else problem.said(speaker)
        return speaker.say(self.sentence, **{**self.facts, "problem": told})


class UnreadablePlan(Misuse):
    """No day, or no figure, follows from a point of a planned course."""

    sentence = N_(
        "“{given}” is no point of a planned course. Write each as a day and what is to be done "
        "by then: 2020-06-30=30 2020-09-30=70, or 6月底30%，9月底70%."
    )
    exit_code = 8


# -- no such thing ----------------------------------------------------------------------


class NotFound(Refusal):
    """No such thing in the book."""

    def __init__(self, *, near: Iterable[str] = (), **facts: Any) -> None:
        """Keep the nearest names, so that a typing slip mends itself."""
        super().__init__(near=tuple(near), **facts)

    def said(self, speaker: Speaker) -> str:
        """Say the refusal, and the nearest names where there are any."""
        said = super().said(speaker)
        if not self.facts["near"]:
            return said
        return said + speaker.say(N_(" Nearest: {near}."), near=self.facts["near"])


class NoSuchCommitment(NotFound):
    """No commitment has this number."""

    sentence = N_("No commitment has the number {number}. “duban list” shows what there is.")
    exit_code = 20


class NoSuchUnit(NotFound):
    """No unit has this name or alias."""

    sentence = N_(
        "The directory has no unit called “{name}”. Use its name or an alias, "
        "or add it: duban units add {name}."
    )
    exit_code = 21


class NoSuchPerson(NotFound):
    """No person has this name."""

    sentence = N_(
        "The directory has no person called “{name}”. Add one: duban people add {name} --unit UNIT."
    )
    exit_code = 22


class NothingWaiting(NotFound):
    """There is no request of this sort to decide on."""

    sentence = N_("{number} has no {what} waiting. “duban show {number}” tells where it stands.")
    exit_code = 23


class NothingHeld(NotFound):
    """A person who holds no post, or stands in for nobody."""

    sentence = N_(
        "{name} holds nothing that could be handed over or ended here. "
        "“duban people list” shows who holds what."
    )
    exit_code = 25


class NoSuchObstacle(NotFound):
    """No open obstacle at this place, or several and none named."""

    sentence = N_(
        "{number} has no single open obstacle at {place}. “duban obstacle list” numbers them; "
        "name one with --place."
    )
    exit_code = 26


class NoSuchOverride(NotFound):
    """A day on which this scope has said nothing of its own."""

    sentence = N_(
        "{scope} has said nothing of its own on {first} to {last}. “duban calendar show” marks "
        "the days that have been set; say whose with --scope."
    )
    exit_code = 29


class NoSuchVersion(NotFound):
    """A version of the policy that was never adopted."""

    sentence = N_(
        "There is no version {given} of the policy; {count} have been adopted. "
        "“duban policy show --version 1” shows the first one."
    )
    exit_code = 27


class NoSuchMilestone(NotFound):
    """A milestone the commitment does not have."""

    sentence = N_("{number} has no milestone {position}. “duban show {number}” lists them.")
    exit_code = 24


class NothingLived(NotFound):
    """A book that no daily run has looked at yet has no past to try anything on."""

    sentence = N_(
        "No daily run has looked at this ledger yet, so there is no past to try a policy on. "
        "Live through some days first: duban run daily."
    )
    exit_code = 28


# -- files from outside -----------------------------------------------------------------


class BadFile(Refusal):
    """A file from outside cannot be used."""


class FileMissing(BadFile):
    """There is no such file."""

    sentence = N_("There is no file {path}. Check the name and the folder.")
    exit_code = 50


class UnreadableWorkbook(BadFile):
    """Not a workbook, or one that is damaged or locked."""

    sentence = N_(
        "{path} cannot be read as a workbook ({cause}). "
        "Open it in Excel or WPS, save it as .xlsx without a password, and import that."
    )
    exit_code = 51


class WrongEncoding(BadFile):
    """A text file in no encoding we know."""

    sentence = N_(
        "{path} is neither UTF-8 nor GB18030 text (line {line}). "
        "Save it as “CSV UTF-8” and import that."
    )
    exit_code = 52


class NoHeading(BadFile):
    """No sheet with a heading row that can be understood."""

    sentence = N_(
        "{path} has no heading row with {wanted}. Sheets looked at: {sheets}. "
        "Name the columns in one row, for example 序号, 事项名称, 牵头单位, 完成时限."
    )
    exit_code = 53


class RowsRefused(BadFile):
    """Some rows were refused; the good ones went in."""

    sentence = N_(
        "{refused} of {total} rows were refused (listed above). "
        "Correct them in the file and import it again: what is in the book already stays as it is."
    )
    exit_code = 54


class BadPolicy(BadFile):
    """A policy file that is wrong at a line."""

    sentence = N_("{path}, line {line}: {where}: {problem} (given: {given}; allowed: {allowed}).")
    exit_code = 55


class BadSettings(BadFile):
    """A settings file that is wrong."""

    sentence = N_("{path}: {where}: {problem} (given: {given}; allowed: {allowed}).")
    exit_code = 56


class NotText(BadFile):
    """A file that should have been a readable policy or settings file."""

    sentence = N_("{path}, line {line}: {problem}. Mend this line.")
    exit_code = 57


class CannotWrite(BadFile):
    """A file that could not be written where it was wanted."""

    sentence = N_("{path} cannot be written ({cause}). Choose another place.")
    exit_code = 59


class ArchiveIncomplete(BadFile):
    """Something of a year could not be archived; the rest is."""

    sentence = N_(
        "{count} things of this archive are missing or do not fit (listed above); everything "
        "else is archived. Put the files back from a backup, or look closer with “duban audit”, "
        "and run it again."
    )
    exit_code = 58


# -- the office is not ready ------------------------------------------------------------


class NotReady(Refusal):
    """The office is not set up for it."""


class NoBook(NotReady):
    """There is no book here."""

    sentence = N_(
        "There is no duban book in {folder} or above it. Begin one here with “duban init”, "
        "or say where it is with --office FOLDER."
    )
    exit_code = 60


class BookExists(NotReady):
    """Somebody began this book already."""

    sentence = N_("{folder} already holds a book. Use it, or begin another in an empty folder.")
    exit_code = 61


class BookTooOld(NotReady):
    """A book written by an older duban."""

    sentence = N_(
        "This book has version {found}; this duban needs {wanted}. "
        "Bring it up to date with “duban init --migrate” (a backup is made first)."
    )
    exit_code = 62


class BookTooNew(NotReady):
    """A book written by a newer duban."""

    sentence = N_(
        "This book has version {found}, newer than this duban knows ({wanted}). "
        "Install the newer duban; the book has not been touched."
    )
    exit_code = 63


class BookUnreachable(NotReady):
    """The database does not answer."""

    sentence = N_(
        "The book at {url} cannot be opened: {cause}. Check “book” in duban.toml; a damaged "
        "book.db is replaced by the newest copy in backups/."
    )
    exit_code = 64


class BookBusy(NotReady):
    """Somebody else is writing."""

    sentence = N_("Somebody else is writing in the book just now. Nothing was changed; try again.")
    exit_code = 65


class Stranger(NotReady):
    """The operating-system user is nobody in the book."""

    sentence = N_(
        "The login “{login}” belongs to nobody in this book, so nothing was entered. "
        "Have the chief officer run: duban people add NAME --unit UNIT --login {login}."
    )
    exit_code = 66


class NotInAFile(NotReady):
    """A backup of a book that a database server holds."""

    sentence = N_(
        "The book is held by a database server, and only a book in a file is copied here. "
        "Use the server's own backup: pg_dump --format=custom --file=book.dump."
    )
    exit_code = 75


class NotYourName(NotReady):
    """Acting for somebody without the right to."""

    sentence = N_(
        "{person} may not enter anything for {name}: that is for the office, or for a deputy. "
        "Leave out --by, ask the office to enter it, or to name a deputy: "
        "duban people deputy {person} --for {name} --from DAY --until DAY."
    )
    exit_code = 67


class MailRefused(NotReady):
    """The mail server does not take letters."""

    sentence = N_(
        "The mail server {host}:{port} refuses: {cause}. {count} letters wait in the outbox; "
        "nothing is lost. Mend [mail] in {settings}, then: duban outbox --send."
    )
    exit_code = 68


class LettersRefused(NotReady):
    """The mail server takes letters, but not these."""

    sentence = N_(
        "{count} letters were refused (named above); nothing is lost. “duban outbox” says why. "
        "Correct the addresses (duban people add NAME --unit UNIT --email …), then: "
        "duban outbox --send."
    )
    exit_code = 74


class PasswordExposed(NotReady):
    """A password file others can read."""

    sentence = N_("{path} can be read by others. Make it private: chmod 600 {path}.")
    exit_code = 69


class ServedAlready(NotReady):
    """A second `duban serve`."""

    sentence = N_(
        "Another “duban serve” runs for this book (process {pid}, since {since}). "
        "Stop that one first."
    )
    exit_code = 70


class ExamplesMissing(NotReady):
    """The demo needs the examples of a source checkout."""

    sentence = N_("The examples are not here ({folder}). Run the demo in a checkout of duban.")
    exit_code = 71


class Unwell(NotReady):
    """The doctor found something that must be mended."""

    sentence = N_("{count} things need mending (marked above, each with its command).")
    exit_code = 72


class NotProved(NotReady):
    """An audit that found something."""

    sentence = N_(
        "What does not fit: {count} things (listed above, the first one first). Change nothing "
        "in the book; keep a copy of it (duban backup) and compare it with an older one that an "
        "audit passes."
    )
    exit_code = 78


class EngineAway(NotReady):
    """The Prefect server did not start."""

    sentence = N_(
        "The flow engine did not start. Its own words are in {log}. Nothing was changed: "
        "mend what it names, then try again."
    )
    exit_code = 73


class NotWritable(NotReady):
    """A folder nothing can be written to."""

    sentence = N_(
        "{path} cannot be written ({cause}). Make room or give yourself the right to write "
        "there, or choose another folder with --to."
    )
    exit_code = 76


class ConverterMissing(NotReady):
    """PDF was asked for, and there is nothing to make it with."""

    sentence = N_(
        "PDF is made by LibreOffice, and there is none here (soffice). Install "
        "libreoffice-writer, or leave out --pdf: the Word files hold the same."
    )
    exit_code = 77


class CalendarUnfit(NotReady):
    """The working calendar lacks or contradicts something."""

    sentence = N_(
        "The working calendar has {count} things to mend (marked above, each with its command)."
    )
    exit_code = 79


def refusals(root: type[Refusal] = Refusal) -> list[type[Refusal]]:
    """List every refusal that can be said, for the tests that guard the house.

    Only of branches that have been imported: ``models.broken_rules`` is one of its own.
    """
    found = []
    for kind in root.__subclasses__():
        found += [kind] if kind.sentence else []
        found += refusals(kind)
    return found
