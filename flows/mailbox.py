"""The mailbox that documents are sent to, read over IMAP with TLS. Nothing in it is ever deleted.

Mail is looked at by its headings first; whole mails are fetched only from senders on the list.
What has been read is flagged, or moved to a folder. The library's own ``flag`` and ``move`` are
not used: both expunge, and that deletes what people have marked for it themselves.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.header import Header, decode_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256
from pathlib import PurePath
from typing import Any, Self

from imap_tools import BaseMailBox, MailBox, MailBoxStartTls
from imap_tools.errors import ImapToolsError
from imap_tools.utils import encode_folder

from flows.sources.kinds import READABLE
from models.filenames import safe_file_name
from models.settings import InboxSettings

TIMEOUT = 30.0  # seconds for one answer of the server
BULK = 200  # headings fetched at once
LARGEST = 100  # MB of a mail
LONGEST_NAME = 80
TNEF_NAME = "winmail.dat"
# Some servers open no folder for a program that has not introduced itself (RFC 2971).
WHO = '("name" "duban" "version" "1")'
imaplib.Commands["ID"] = ("NONAUTH", "AUTH", "SELECTED")


class MailboxTrouble(Exception):
    """The mailbox cannot be read for now; the cause in the server's own words."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True, slots=True)
class Head:
    """What a mail's headings tell."""

    uid: str
    message_id: str
    sender: str
    allowed: bool
    size: int


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail with its documents, and the names of what it holds beside."""

    message_id: str
    sender: str
    subject: str
    enclosed: tuple[tuple[str, bytes], ...] = ()
    other: tuple[str, ...] = ()
    too_large: int = 0
    """MB, where it is too large to be fetched."""


class Mailbox:
    """One IMAP mailbox; used in a ``with``. Everything raises MailboxTrouble."""

    def __init__(self, settings: InboxSettings, context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._context = context
        self._open: BaseMailBox | None = None
        self._moves = False

    def __enter__(self) -> Self:
        """Connect, and open the folder."""
        with _explained():
            self._open = self._connected()
            try:
                with suppress(imaplib.IMAP4.error):
                    self._open.client._simple_command("ID", WHO)
                self._open.login(self._settings.user, self._settings.password or "", None)
                self._open.folder.set(self._settings.mailbox)
                # Told anew: many servers can do more for those who have logged in.
                self._moves = b"MOVE" in self._open.client.capability()[1][0].upper().split()
            except BaseException:
                self._leave()
                raise
        return self

    def __exit__(self, *trouble: object) -> None:
        """Take leave of the server, however the look ended."""
        self._leave()

    def _connected(self) -> BaseMailBox:
        context = self._context or ssl.create_default_context()
        kind = MailBoxStartTls if self._settings.security == "starttls" else MailBox
        return kind(self._settings.host, self._settings.port, timeout=TIMEOUT, ssl_context=context)

    def _leave(self) -> None:
        if self._open is not None:
            with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
                self._open.logout()
            self._open = None

    @property
    def _box(self) -> BaseMailBox:
        assert self._open is not None, "used in a with"
        return self._open

    def waiting(self) -> Iterator[Head]:
        """Walk the headings of the mails that have not been dealt with."""
        which = "UNDELETED" if self._settings.done_folder else "UNFLAGGED UNDELETED"
        with _explained():
            uids = self._box.uids(which, charset=None)
        for first in range(0, len(uids), BULK):
            with _explained():
                heads = [
                    self._head(one)
                    for one in self._box.fetch(
                        uid_list=uids[first : first + BULK],
                        headers_only=True, mark_seen=False, bulk=True,
                    )
                ]  # fmt: skip
            yield from heads

    def _head(self, found: Any) -> Head:
        senders = getaddresses([words_of(one) for one in found.obj.get_all("From", [])])
        sender = senders[0][1].lower() if len(senders) == 1 else ""
        named = str(found.obj.get("Message-ID") or "").strip()
        return Head(
            found.uid or "",
            named or f"<{sha256(found.obj.as_bytes()).hexdigest()}@no-message-id.invalid>",
            sender,
            is_allowed(sender, self._settings.senders),
            found.size_rfc822 // 1_000_000,
        )

    def open(self, head: Head) -> Mail:
        """Fetch a mail whole."""
        if head.size > LARGEST:
            return Mail(head.message_id, head.sender, "", too_large=head.size)
        with _explained():
            found = list(self._box.fetch(uid_list=[head.uid], mark_seen=False))
        if not found:
            raise MailboxTrouble(f"UID {head.uid}")
        return read_mail(found[0].obj, head)

    def done(self, head: Head) -> None:
        """Flag a mail, or move it, so that it is not looked at again."""
        with _explained():
            if self._settings.done_folder and self._moves:
                self._move(head.uid, self._settings.done_folder)
                return
            answer, said = self._box.client.uid("STORE", head.uid, "+FLAGS.SILENT", r"(\Flagged)")
            if answer != "OK":
                raise MailboxTrouble(_words(said))

    def _move(self, uid: str, folder: str) -> None:
        client, encoded = self._box.client, encode_folder(folder).decode()
        answer, said = client.uid("MOVE", uid, encoded)
        if answer != "OK" and not self._box.folder.exists(folder):
            self._box.folder.create(folder)
            answer, said = client.uid("MOVE", uid, encoded)
        if answer != "OK":
            raise MailboxTrouble(_words(said))


@contextmanager
def _explained() -> Iterator[None]:
    """Turn what the libraries raise into the one trouble that a run knows."""
    try:
        yield
    except (ImapToolsError, imaplib.IMAP4.error, OSError, ValueError) as trouble:
        # A failed login is told with the command, and that holds the password.
        cause = " ".join(str(trouble).split()) or type(trouble).__name__
        if type(trouble).__name__ == "MailboxLoginError":
            cause = _words(getattr(trouble, "command_result", ("", [b""]))[1])
        raise MailboxTrouble(cause[:200]) from None


def _words(said: Any) -> str:
    return " ".join(one.decode("utf-8", "replace") for one in said or () if isinstance(one, bytes))[
        :200
    ]


def is_allowed(sender: str, senders: tuple[str, ...]) -> bool:
    """Whether an address is on the list, itself or by its whole domain."""
    domain = "@" + sender.rpartition("@")[2]
    return bool(sender) and any(one in (sender, domain) for one in senders)


# -- what a mail holds ------------------------------------------------------------------


def read_mail(message: Message, head: Head) -> Mail:
    """Take the documents out of a mail, and out of mails that are attached to it."""
    enclosed: list[tuple[str, bytes]] = []
    other: list[str] = []
    for part in message.walk():
        name = _file_name(part)
        if part.is_multipart() or not name:
            continue
        if name == TNEF_NAME or PurePath(name).suffix.lower() in READABLE:
            content = part.get_payload(decode=True)
            enclosed.append((name, content if isinstance(content, bytes) else b""))
        else:
            other.append(name)
    return Mail(
        head.message_id,
        head.sender,
        words_of(message.get("Subject", "")),
        tuple(enclosed),
        tuple(other),
    )


def _file_name(part: Message) -> str:
    """The name of an attachment; empty for the words of the mail and pictures within them."""
    if part.get_content_type() in ("application/ms-tnef", "application/vnd.ms-tnef"):
        return TNEF_NAME
    given = _param(part, "content-disposition", "filename") or _param(part, "content-type", "name")
    if not given:
        return ""
    name = _extended(given) if isinstance(given, tuple) else words_of(given)
    if name.lower() == TNEF_NAME:
        return TNEF_NAME
    return safe_file_name(PurePath(name.replace("\\", "/")).name or "_", LONGEST_NAME)


def _param(part: Message, header: str, name: str) -> Any:
    """Read a parameter; bytes put raw into a heading are decoded before it is taken apart."""
    found = Message()
    for one, text in part.raw_items():
        if one.lower() == header:
            found[header] = _meant(text) if _raw(str(text)) else text
            return found.get_param(name, header=header)
    return None


def _extended(given: tuple[str | None, str | None, str]) -> str:
    """Read a name as RFC 2231 writes it: charset'language'percent-encoded bytes."""
    charset, _, value = given
    return _decoded(value.encode("latin-1", "replace"), charset)


def words_of(given: Any) -> str:
    """Read a heading; bytes that were put there raw are told as what they most likely are."""
    text = str(given)
    if isinstance(given, Header):  # how the library hands on what has raw bytes in it
        text = "".join(
            one if isinstance(one, str) else one.decode("ascii", "surrogateescape")
            for one, _ in decode_header(given)
        )
    parts = decode_header(_meant(text) if _raw(text) else text)
    said = "".join(
        one if isinstance(one, str) else _decoded(one, charset) for one, charset in parts
    )
    return " ".join(said.split())


def _raw(text: str) -> bool:
    return any("\udc80" <= one <= "\udcff" for one in text)


def _meant(text: str) -> str:
    return _decoded(text.encode("utf-8", "surrogateescape"), None)


CHINESE = re.compile(r"^(?:gb|hz|cp936|936|euc-?cn|x-gb)", re.I)


def _decoded(raw: bytes, charset: str | None) -> str:
    """Decode bytes; whatever calls itself GB… is GB18030, which holds them all."""
    named = (charset or "").strip().lower()
    if CHINESE.match(named) and not named.startswith("hz"):
        return raw.decode("gb18030", "replace")
    known = [named] if named and named not in ("unknown-8bit", "us-ascii", "ascii") else []
    for one in (*known, "utf-8", "gb18030"):
        with suppress(LookupError, UnicodeDecodeError):
            return raw.decode(one)
    return raw.decode("utf-8", "replace")
