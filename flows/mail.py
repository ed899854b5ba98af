"""The one place that sends: a parcel becomes bytes, and a postman carries it.

The same parcel gives the same bytes, so that a letter repeated after a fall is the same
letter. A postman tells apart what concerns one letter (``LetterRefused``) and what
concerns the whole server (``ServerAway``): then the round stops and nothing is lost.
"""

from __future__ import annotations

import os
import re
import smtplib
import ssl
import tempfile
from base64 import encodebytes
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol, Self

from models.settings import MailSettings

# 8-bit bodies are what SMTP writes by itself, and not every server takes them.
POLICY = SMTP.clone(cte_type="7bit")
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
ADDRESS = re.compile(rf"{ATOM}(?:\.{ATOM})*@{LABEL}(?:\.{LABEL})*")
LONGEST_NAME = 42  # bytes
LONGEST_SUBJECT = 120
CLOSING = 421  # RFC 5321: the server is going away, whatever was asked of it
TOO_BIG = 552  # RFC 1870: refused at MAIL FROM, and yet about this letter


class LetterRefused(Exception):
    """A letter was not taken; a permanent refusal need not be tried again."""

    def __init__(self, permanent: bool, cause: str) -> None:
        """Keep whether trying again is of use, and the server's own words."""
        super().__init__(cause)
        self.permanent = permanent
        self.cause = cause


class ServerAway(LetterRefused):
    """The server takes no letters at all for now: connection, login or sender."""

    def __init__(self, cause: str) -> None:
        """Keep the cause; the letters wait for a later round."""
        super().__init__(False, cause)


@dataclass(frozen=True)
class Parcel:
    """A letter ready for the road; ``written_at`` is ISO 8601 with its offset."""

    message_id: str
    sender: str
    to_name: str
    to_address: str
    subject: str
    html: str
    text: str
    written_at: str


class Postman(Protocol):
    """Carries letters; used in a ``with``, so that connections are closed."""

    def carry(self, parcel: Parcel) -> None:
        """Deliver one letter, or raise ``LetterRefused`` or ``ServerAway``."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *trouble: object) -> None: ...


# -- writing ------------------------------------------------------------------------------


def build_message(parcel: Parcel) -> bytes:
    """Write a parcel as an e-mail: the same parcel gives the same bytes."""
    message = EmailMessage(POLICY)
    message["Message-ID"] = _message_id(parcel.message_id)
    message["Date"] = format_datetime(datetime.fromisoformat(parcel.written_at))
    message["From"] = Address(addr_spec=_address(parcel.sender))
    message["To"] = Address(_name(parcel.to_name), addr_spec=_address(parcel.to_address))
    message["Subject"] = _one_line(parcel.subject)[:LONGEST_SUBJECT]
    message["Auto-Submitted"] = "auto-generated"
    message["MIME-Version"] = "1.0"
    # The library draws boundaries by lot, and takes ten times as long over the bodies.
    boundary = f"=_{sha256(parcel.message_id.encode()).hexdigest()[:32]}"
    head = "".join(POLICY.fold(name, value) for name, value in message.items())
    head += f'Content-Type: multipart/alternative;\r\n boundary="{boundary}"\r\n\r\n'
    parts = _part(boundary, "plain", parcel.text) + _part(boundary, "html", parcel.html)
    return head.encode("ascii") + parts + f"--{boundary}--\r\n".encode()


def _part(boundary: str, kind: str, text: str) -> bytes:
    """Write one form of the letter, seven-bit whatever it holds."""
    head = (
        f"--{boundary}\r\n"
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    plain = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"
    body = encodebytes(plain.replace("\n", "\r\n").encode())
    return head.encode() + body.replace(b"\n", b"\r\n")


def _one_line(text: str) -> str:
    """Make a header of one line: what breaks lines or hides in them becomes a space."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _message_id(text: str) -> str:
    if not re.fullmatch(r"<[\x21-\x3b\x3d\x3f-\x7e]+>", text):
        raise LetterRefused(True, f"not a message id: {text!r}")
    return text


def _name(text: str) -> str:
    """Cut a display name to what fits one encoded word; folding puts spaces into longer ones."""
    return _one_line(text).encode()[:LONGEST_NAME].decode(errors="ignore").strip()


def _address(text: str) -> str:
    """Check an address and write its domain in ASCII; a name has no business in it."""
    local, _, domain = text.rpartition("@")
    try:
        written = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        written = ""
    if not ADDRESS.fullmatch(written):
        raise LetterRefused(True, f"not an address: {text!r}")
    return written


# -- a folder -----------------------------------------------------------------------------


class FolderPostman:
    """Lays every letter in a folder, one .eml and one .html, a folder a day."""

    def __init__(self, folder: Path) -> None:
        """Use this folder; it is made with the first letter."""
        self._folder = folder

    def carry(self, parcel: Parcel) -> None:
        """Write both files whole or not at all; the same letter again changes nothing."""
        message = build_message(parcel)
        day = self._folder / datetime.fromisoformat(parcel.written_at).date().isoformat()
        try:
            day.mkdir(parents=True, exist_ok=True)
            name = self._file_name(day, parcel)
            _write(day / f"{name}.html", parcel.html.encode())
            _write(day / f"{name}.eml", message)
        except OSError as error:
            raise ServerAway(f"{error.filename or self._folder}: {error.strerror}") from error

    def _file_name(self, day: Path, parcel: Parcel) -> str:
        """Name the files after the reader; namesakes get a mark of their own."""
        who = re.sub(r"[^\w-]+", "_", _name(parcel.to_name)).strip("_")
        name = f"{who or 'reader'}-{_kind(parcel)}"
        first = day / f"{name}.eml"
        mine = f"Message-ID: {parcel.message_id}\r\n".encode()
        if not first.exists() or first.read_bytes().startswith(mine):
            return name
        return f"{name}-{sha256(parcel.message_id.encode()).hexdigest()[:6]}"

    def __enter__(self) -> Self:
        """Nothing to open."""
        return self

    def __exit__(self, *trouble: object) -> None:
        """Nothing to close."""


def _kind(parcel: Parcel) -> str:
    """A letter's Message-ID begins with its kind: digest, inbox."""
    named = re.match(r"<([a-z]+)\.", parcel.message_id)
    return named[1] if named else "digest"


def _write(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that no half file is seen."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".letter-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        Path(draft).chmod(0o644)
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


# -- a server -----------------------------------------------------------------------------


class SmtpPostman:
    """Carries letters to a mail server over one connection, opened with the first."""

    def __init__(
        self,
        host: str,
        port: int,
        *,
        security: str = "none",
        user: str = "",
        password: str | None = None,
        timeout: float = 30.0,
        hello: str | None = None,
        context: ssl.SSLContext | None = None,
    ) -> None:
        """Remember the server; ``security`` is none, starttls or ssl."""
        self._host, self._port, self._security = host, port, security
        self._user, self._password = user, password
        self._timeout, self._hello, self._context = timeout, hello, context
        self._server: smtplib.SMTP | None = None

    def carry(self, parcel: Parcel) -> None:
        """Send one letter; a connection that had dropped meanwhile is opened once more."""
        message = build_message(parcel)
        sender, to = _address(parcel.sender), _address(parcel.to_address)
        reused = self._server is not None
        try:
            self._send(sender, to, message)
        except ServerAway:
            if not reused:
                raise
            self._send(sender, to, message)

    def _send(self, sender: str, to: str, message: bytes) -> None:
        with self._explained():
            if self._server is None:
                self._server = self._connected()
            self._server.sendmail(sender, [to], message)

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """Turn what smtplib raises into whose trouble it is; away means disconnected."""
        try:
            yield
        except smtplib.SMTPRecipientsRefused as error:
            code, cause = next(iter(error.recipients.values()))
            raise self._refused(code, cause) from error
        except smtplib.SMTPSenderRefused as error:
            if error.smtp_code == TOO_BIG:
                raise self._refused(error.smtp_code, error.smtp_error) from error
            raise self._away(_said(error.smtp_code, error.smtp_error)) from error
        except smtplib.SMTPDataError as error:
            raise self._refused(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:  # greeting, login
            raise self._away(_said(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise self._away(str(error) or type(error).__name__) from error

    def _refused(self, code: int, cause: bytes | str) -> LetterRefused:
        if code == CLOSING:
            return self._away(_said(code, cause))
        return LetterRefused(code >= 500, _said(code, cause))

    def _away(self, cause: str) -> ServerAway:
        self._close()
        return ServerAway(cause)

    def _connected(self) -> smtplib.SMTP:
        """Open the connection, secure it before anything is said, and log in."""
        # Without a name of our own, smtplib asks the network for one, which can take seconds.
        hello = self._hello or "localhost"
        context = self._context or ssl.create_default_context()
        server: smtplib.SMTP
        if self._security == "ssl":
            server = smtplib.SMTP_SSL(
                self._host, self._port, hello, timeout=self._timeout, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, hello, timeout=self._timeout)
        try:
            if self._security == "starttls":
                server.starttls(context=context)
            if self._user:
                server.login(self._user, self._password or "")
        except BaseException:
            server.close()
            raise
        return server

    def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None

    def __enter__(self) -> Self:
        """Connect only when there is something to carry."""
        return self

    def __exit__(self, *trouble: object) -> None:
        """Take leave of the server, however the round ended."""
        if self._server is not None:
            # Whatever was to be delivered has been acknowledged already.
            with suppress(smtplib.SMTPException, OSError):
                self._server.quit()
        self._close()


def _said(code: int, cause: bytes | str) -> str:
    """Write a server's answer on one line."""
    words = cause.decode("utf-8", "replace") if isinstance(cause, bytes) else cause
    return _one_line(f"{code} {words}")


def postman(mail: MailSettings, folder: Path) -> FolderPostman | SmtpPostman:
    """Choose the postman that the settings ask for; no host means a folder."""
    if not mail.host:
        return FolderPostman(folder)
    return SmtpPostman(
        mail.host,
        mail.port,
        security=mail.security,
        user=mail.user,
        password=mail.password,
        hello=mail.sender.rpartition("@")[2] or None,
    )
