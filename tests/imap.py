"""A real IMAP server on loopback, with a certificate of its own, and mails to put into it."""

from __future__ import annotations

import datetime
import imaplib
import ipaddress
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "lai@office.example.org", "correct horse"
PATIENCE = 30.0


def certificate(folder: Path) -> tuple[Path, Path]:
    """Write a certificate for 127.0.0.1 that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    cert, private = folder / "cert.pem", folder / "key.pem"
    cert.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return cert, private


@dataclass(frozen=True)
class Imap:
    """The server: its port for STARTTLS, and what to trust."""

    port: int
    cert: Path
    key: Path

    @property
    def context(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.cert))

    @contextmanager
    def client(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=PATIENCE) as client:
            client.starttls(self.context)
            client.login(USER, PASSWORD)
            client.select()
            yield client

    def empty(self) -> None:
        """Throw everything away, for the next test."""
        with self.client() as client:
            client.store("1:*", "+FLAGS", r"(\Deleted)")
            client.expunge()

    def put(self, *mails: bytes) -> None:
        with self.client() as client:
            for mail in mails:
                assert client.append("INBOX", None, None, mail.replace(b"\n", b"\r\n"))[0] == "OK"  # type: ignore[arg-type]

    def flags(self, folder: str = "INBOX") -> list[str]:
        """The flags of every mail in a folder; fails where there is no such folder."""
        with self.client() as client:
            assert client.select(folder, readonly=True)[0] == "OK"
            found = client.fetch("1:*", "(FLAGS)")[1]
            return [one.decode() for one in found if isinstance(one, bytes)]

    def mark(self, number: int, flag: str) -> None:
        with self.client() as client:
            client.store(str(number), "+FLAGS", flag)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def tls_front(server: Imap) -> Iterator[int]:
    """Give a port on which TLS is spoken from the first byte, before a server that does not."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(server.cert, server.key)
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=_let_in, args=(door, context, server.port), daemon=True).start()
        yield int(door.getsockname()[1])


def _let_in(door: socket.socket, context: ssl.SSLContext, port: int) -> None:
    with suppress(OSError):
        while True:
            outside = context.wrap_socket(door.accept()[0], server_side=True)
            inside = socket.create_connection(("127.0.0.1", port))
            for one, other in ((outside, inside), (inside, outside)):
                threading.Thread(target=_pass_on, args=(one, other), daemon=True).start()


def _pass_on(one: socket.socket, other: socket.socket) -> None:
    with suppress(OSError):
        while some := one.recv(65536):
            other.sendall(some)
    with suppress(OSError):
        other.close()


@contextmanager
def imap_server(folder: Path, *, starttls: bool = True) -> Iterator[Imap]:
    """Start the server; it forgets everything when it ends."""
    cert, key = certificate(folder)
    port = _free_port()
    order = [sys.executable, "-c", "from pymap.main import main; main()", "--host", "127.0.0.1",
             "--port", str(port), "--cert", str(cert), "--key", str(key),
             *(() if starttls else ("--no-tls",)), "dict",
             "--demo-user", USER, "--demo-password", PASSWORD]  # fmt: skip
    with (folder / "imap.log").open("w") as log:
        process = subprocess.Popen(order, stdout=log, stderr=log)
    try:
        until = time.monotonic() + PATIENCE
        while True:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            assert process.poll() is None and time.monotonic() < until, "no IMAP server"
            time.sleep(0.05)
        yield Imap(port, cert, key)
    finally:
        process.terminate()
        process.wait()
