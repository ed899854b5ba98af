"""A real conversation with a mail server on loopback: taken, refused, away, guarded."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from flows.mail import LetterRefused, ServerAway, SmtpPostman, build_message
from tests.makers import a_parcel


class Sink:
    """Keeps what arrives; answers as each address asks for."""

    def __init__(self) -> None:
        self.letters: list[Envelope] = []
        self.connections: set[Any] = set()
        self.drop_after = 0
        self.sender_answer = "250 OK"

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_answer.startswith("250"):
            envelope.mail_from = address
        return self.sender_answer

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answers = {
            "gone": "550 5.1.1 no such mailbox",
            "full": "452 4.2.2 mailbox full",
            "closing": "421 4.3.2 shutting down",
        }
        name = address.partition("@")[0]
        if name in answers:
            return answers[name]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, session: Any, envelope: Envelope
    ) -> str:
        name = envelope.rcpt_tos[0].partition("@")[0]
        if name == "spam":
            return "554 5.7.1 rejected"
        if name == "later":
            return "451 4.7.1 greylisted, try again"
        self.letters.append(envelope)
        self.connections.add(session.peer)
        if self.drop_after and len(self.letters) == self.drop_after:
            server.transport.close()
        return "250 OK"


@dataclass
class Host:
    """A running server."""

    sink: Sink
    port: int
    stop: Callable[[], None]


class AnyPort(Controller):
    """Learns which port it was given before it knocks there to see whether it answers."""

    def _trigger_server(self) -> None:
        server: Any = self.server
        self.port = server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def serving(sink: Sink, **settings: Any) -> Host:
    """Start a server on a port that nobody uses."""
    controller = AnyPort(sink, hostname="127.0.0.1", port=0, **settings)
    controller.start()
    return Host(sink, controller.port, controller.stop)


@pytest.fixture
def host() -> Iterator[Host]:
    """Run a plain server on loopback."""
    running = serving(Sink())
    yield running
    running.stop()


def carrier_to(host: Host, **settings: Any) -> SmtpPostman:
    """Make a postman for a running server."""
    return SmtpPostman("127.0.0.1", host.port, timeout=5, **settings)


def test_what_is_delivered_is_what_was_written(host: Host) -> None:
    with carrier_to(host) as carrier:
        carrier.carry(a_parcel())
    (letter,) = host.sink.letters
    assert letter.mail_from == "ducha@qu.example.org"
    assert letter.rcpt_tos == ["wang@qu.example.org"]
    assert letter.original_content == build_message(a_parcel())


def test_many_letters_go_over_one_connection(host: Host) -> None:
    with carrier_to(host) as carrier:
        for one in range(20):
            carrier.carry(a_parcel(message_id=f"<{one}@duban.example.org>"))
    assert len(host.sink.letters) == 20
    assert len(host.sink.connections) == 1


@pytest.mark.parametrize(
    ("who", "permanent"), [("gone", True), ("spam", True), ("full", False), ("later", False)]
)
def test_a_refusal_concerns_one_letter_only(host: Host, who: str, permanent: bool) -> None:
    with carrier_to(host) as carrier:
        with pytest.raises(LetterRefused) as refusal:
            carrier.carry(a_parcel(to_address=f"{who}@qu.example.org"))
        assert not isinstance(refusal.value, ServerAway)
        assert refusal.value.permanent is permanent
        assert refusal.value.cause.startswith("5" if permanent else "4")
        carrier.carry(a_parcel())
    assert len(host.sink.letters) == 1


def test_a_server_that_shuts_down_is_away(host: Host) -> None:
    with carrier_to(host) as carrier, pytest.raises(ServerAway, match="421"):
        carrier.carry(a_parcel(to_address="closing@qu.example.org"))


def test_a_refused_sender_concerns_the_whole_server(host: Host) -> None:
    host.sink.sender_answer = "550 5.7.1 not your address"
    with carrier_to(host) as carrier, pytest.raises(ServerAway, match="not your address"):
        carrier.carry(a_parcel())


def test_a_letter_too_big_concerns_only_itself(host: Host) -> None:
    host.sink.sender_answer = "552 5.3.4 too big"
    with carrier_to(host) as carrier, pytest.raises(LetterRefused) as refusal:
        carrier.carry(a_parcel())
    assert refusal.value.permanent


def test_a_connection_dropped_between_letters_is_opened_again(host: Host) -> None:
    host.sink.drop_after = 2
    with carrier_to(host) as carrier:
        for one in range(4):
            carrier.carry(a_parcel(message_id=f"<{one}@duban.example.org>"))
    ids = [
        message_from_bytes(one.original_content or b"")["Message-ID"] for one in host.sink.letters
    ]
    assert sorted(set(ids)) == [f"<{one}@duban.example.org>" for one in range(4)]
    assert len(host.sink.connections) == 2


def test_a_server_that_is_not_there_is_away() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    carrier = SmtpPostman("127.0.0.1", port, timeout=2)
    with pytest.raises(ServerAway) as refusal:
        carrier.carry(a_parcel())
    assert not refusal.value.permanent


def test_a_server_lost_for_good_in_mid_run_is_away(host: Host) -> None:
    with carrier_to(host) as carrier:
        carrier.carry(a_parcel())
        host.stop()
        host.stop = lambda: None
        with pytest.raises(ServerAway):
            carrier.carry(a_parcel())
    assert len(host.sink.letters) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a self-signed certificate for loopback."""
    folder = tmp_path_factory.mktemp("certificate")
    key, paper = folder / "key.pem", folder / "paper.pem"
    try:
        subprocess.run(
            [
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=127.0.0.1",
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                key,
                "-out",
                paper,
            ],
            check=True,
            capture_output=True,
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no openssl to make a certificate with")
    return key, paper


@pytest.fixture
def guarded(certificate: tuple[Path, Path]) -> Iterator[Host]:
    """Run a server that wants STARTTLS first and a login then."""
    key, paper = certificate
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(paper, key)

    def checked(server: Any, session: Any, envelope: Any, mechanism: str, login: Any) -> AuthResult:
        right = isinstance(login, LoginPassword) and login == LoginPassword(b"ducha", b"secret")
        return AuthResult(success=right, handled=False)

    running = serving(
        Sink(),
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=checked,
    )
    yield running
    running.stop()


def trusting(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """Trust the certificate that the test made."""
    return ssl.create_default_context(cafile=str(certificate[1]))


def test_starttls_and_login(guarded: Host, certificate: tuple[Path, Path]) -> None:
    with carrier_to(
        guarded, security="starttls", user="ducha", password="secret", context=trusting(certificate)
    ) as carrier:
        carrier.carry(a_parcel())
    assert len(guarded.sink.letters) == 1


def test_a_wrong_password_concerns_the_whole_server(
    guarded: Host, certificate: tuple[Path, Path]
) -> None:
    carrier = carrier_to(
        guarded, security="starttls", user="ducha", password="wrong", context=trusting(certificate)
    )
    with carrier, pytest.raises(ServerAway, match="535"):
        carrier.carry(a_parcel())
    assert not guarded.sink.letters


def test_an_unknown_certificate_is_not_trusted(guarded: Host) -> None:
    carrier = carrier_to(guarded, security="starttls", user="ducha", password="secret")
    with carrier, pytest.raises(ServerAway, match="certificate"):
        carrier.carry(a_parcel())


def test_a_server_without_starttls_never_sees_the_password(host: Host) -> None:
    carrier = carrier_to(host, security="starttls", user="ducha", password="secret")
    with carrier, pytest.raises(ServerAway, match="STARTTLS"):
        carrier.carry(a_parcel())
