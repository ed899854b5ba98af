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
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

# 8-bit bodies are what SMTP writes by itself, and not every server takes them.
POLICY = SMTP.clone(cte_type="7bit")
LONGEST_NAME = 20  # folding breaks longer Chinese display names
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


class MailSettings(Protocol):
    """What a postman has to know; no host means a folder."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def security(self) -> str: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str | None: ...
    @property
    def sender(self) -> str: ...


class Postman(Protocol):
    """Carries letters; used in a ``with``, so that connections are closed."""

    def carry(self, parcel: Parcel) -> None:
        """Deliver one letter, or raise ``LetterRefused`` or ``ServerAway``."""

    def __enter__(self) -> Self: ...

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None: ...


# -- writing ------------------------------------------------------------------------------


def build_message(parcel: Parcel) -> bytes:
    """Write a parcel as an e-mail: the same parcel gives the same bytes."""
    message = EmailMessage(POLICY)
    message["Message-ID"] = _message_id(parcel.message_id)
    message["Date"] = format_datetime(datetime.fromisoformat(parcel.written_at))
    message["From"] = Address(addr_spec=_address(parcel.sender))
    message["To"] = Address(_one_line(parcel.to_name)[:LONGEST_NAME],
                            addr_spec=_address(parcel.to_address))
    message["Subject"] = _one_line(parcel.subject)[:LONGEST_SUBJECT]
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(parcel.text, cte="base64")
    message.add_alternative(parcel.html, subtype="html", cte="base64")
    # Left alone, the library draws the boundary by lot.
    message.set_boundary(f"=_{sha256(parcel.message_id.encode()).hexdigest()[:32]}")
    return message.as_bytes()


def _one_line(text: str) -> str:
    """Make a header of one line: what breaks lines or hides in them becomes a space."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _message_id(text: str) -> str:
    if not re.fullmatch(r"<[\x21-\x3b\x3d\x3f-\x7e]+>", text):
        raise LetterRefused(True, f"not a message id: {text!r}")
    return text


def _address(text: str) -> str:
    """Check an address and write its domain in ASCII; a name has no business in it."""
    local, at, domain = text.strip().rpartition("@")
    try:
        written = f"{local}{at}{domain.encode('idna').decode()}"
        Address(addr_spec=written)
    except (ValueError, IndexError, AttributeError) as error:
        raise LetterRefused(True, f"not an address: {text!r}") from error
    if not re.fullmatch(r"[\x21\x23-\x3b\x3d\x3f-\x7e]+@[A-Za-z0-9.\-\[\]:]+", written):
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
            name = self._name(day, parcel)
            _write(day / f"{name}.html", parcel.html.encode())
            _write(day / f"{name}.eml", message)
        except OSError as error:
            raise ServerAway(f"{error.filename or self._folder}: {error.strerror}") from error

    def _name(self, day: Path, parcel: Parcel) -> str:
        """Name the files after the reader; namesakes get a mark of their own."""
        who = re.sub(r'[\s/\\:*?"<>|.]+|[^\w-]', "_", _one_line(parcel.to_name)).strip("_")
        name = f"{who[:LONGEST_NAME] or 'reader'}-digest"
        first = day / f"{name}.eml"
        mine = f"Message-ID: {parcel.message_id}\r\n".encode()
        if not first.exists() or first.read_bytes().startswith(mine):
            return name
        return f"{name}-{sha256(parcel.message_id.encode()).hexdigest()[:6]}"

    def __enter__(self) -> Self:
        """Nothing to open."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Nothing to close."""


def _write(path: Path, content: bytes) -> None:
    """Write a file beside its place and move it there, so that no half file is seen."""
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".letter-")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        os.chmod(draft, 0o644)
        os.replace(draft, path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


# -- a server -----------------------------------------------------------------------------


class SmtpPostman:
    """Carries letters to a mail server over one connection, opened with the first."""

    def __init__(self, host: str, port: int, *, security: str = "none", user: str = "",
                 password: str | None = None, timeout: float = 30.0, hello: str | None = None,
                 context: ssl.SSLContext | None = None) -> None:
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
            server = smtplib.SMTP_SSL(self._host, self._port, hello, timeout=self._timeout,
                                      context=context)
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

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        """Take leave of the server, however the round ended."""
        if self._server is not None:
            try:
                self._server.quit()
            except (smtplib.SMTPException, OSError):
                pass  # whatever was to be delivered has been acknowledged already
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
        mail.host, mail.port, security=mail.security, user=mail.user, password=mail.password,
        hello=mail.sender.rpartition("@")[2] or None,
    )
