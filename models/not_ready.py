"""Refusals of the office's state: no book, no mail, no right, no converter, no keyboard.

A branch of the tree in ``models.errors``, apart because nothing asked for is wrong here: once
somebody has set up or mended what the sentence names, the same request is done.
"""

from __future__ import annotations

from models.errors import Refusal
from models.words import N_


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


class NothingWatched(NotReady):
    """Neither a folder nor a mailbox from which documents could come."""

    sentence = N_(
        "Nothing is watched for documents. Name a folder with [inbox] folder or a mailbox with "
        "[inbox] host in {settings}, or look into one folder now: duban inbox --folder FOLDER."
    )
    exit_code = 46


class InboxUnusable(NotReady):
    """The watched folder is not there, or nothing can be moved in it."""

    sentence = N_(
        "The folder {folder} cannot be used for incoming documents ({cause}). Nothing was read. "
        "Make it, give duban the right to write and move files in it, and try again."
    )
    exit_code = 47


class InboxBusy(NotReady):
    """Another run looks into the same folder."""

    sentence = N_(
        "Another run is reading {folder} just now. It reads what lies there; "
        "try again when it has finished."
    )
    exit_code = 48


class MailboxAway(NotReady):
    """The mailbox for documents cannot be read."""

    sentence = N_(
        "The mailbox {user} at {host}:{port} cannot be read: {cause}. Its mail stays where it is; "
        "folders were read all the same. Mend [inbox] in {settings}, then: duban inbox."
    )
    exit_code = 49


class DocumentsSetAside(NotReady):
    """Some documents could not be read; the others were."""

    sentence = N_(
        "{count} documents were set aside in {folder}. The note beside each says why and what to "
        "do: mend it, put it back into {inbox}, and run “duban inbox” again."
    )
    exit_code = 104


class SecondReaderOff(NotReady):
    """The second reader has no address or model."""

    sentence = N_(
        "The second reader is not set up. Give it [second_reader] url and model in {settings}; "
        "its key only in DUBAN_SECOND_READER_KEY or in a private key_file."
    )
    exit_code = 109


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


class NotATerminal(NotReady):
    """A walk by single keys where nobody sits at a keyboard."""

    sentence = N_(
        "{command} is walked through with single keys and needs a terminal. Use a terminal, or "
        "decide without one: duban drafts approve N, duban drafts export FILE.xlsx."
    )
    exit_code = 124


class CalendarUnfit(NotReady):
    """The working calendar lacks or contradicts something."""

    sentence = N_(
        "The working calendar has {count} things to mend (marked above, each with its command)."
    )
    exit_code = 79
