"""Mail: the same parcel gives the same bytes, and a real server takes or refuses them."""

from __future__ import annotations

import socket
import ssl
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, Envelope, LoginPassword

from flows.mail import (
    FolderPostman,
    LetterRefused,
    Parcel,
    ServerAway,
    SmtpPostman,
    build_message,
    postman,
)
from models.settings import MailSettings

PARCEL = Parcel(
    message_id="<2020-08-03.7.digest@duban.example.org>",
    sender="ducha@qu.example.org",
    to_name="王某",
    to_address="wang@qu.example.org",
    subject="【督查摘要】8月3日：3项需您定夺，新增红灯1项",
    html="<p>人民路改造，<b>红灯</b></p>\n.\n",
    text="人民路改造，红灯\n.\n..\nFrom here\n",
    written_at="2020-08-03T08:30:00+08:00",
)


def parcel(**changed: str) -> Parcel:
    """Make a parcel; tests say only what they are about."""
    return replace(PARCEL, **changed)


def opened(message: bytes) -> EmailMessage:
    """Read bytes as a mail program does."""
    read = message_from_bytes(message, policy=policy.default)
    assert isinstance(read, EmailMessage)
    return read


def body(message: EmailMessage, kind: str) -> str:
    """Read one form of a letter, with plain line ends."""
    part = message.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content.replace("\r\n", "\n")


# -- bytes --------------------------------------------------------------------------------


def test_the_same_parcel_gives_the_same_bytes() -> None:
    assert build_message(parcel()) == build_message(parcel())
    other = build_message(parcel(message_id="<8@duban.example.org>"))
    assert b"boundary" in other and other != build_message(parcel())


def test_a_letter_is_seven_bit_with_short_lines_and_says_what_it_is() -> None:
    message = build_message(parcel())
    assert message.isascii()
    assert max(len(line) for line in message.split(b"\r\n")) <= 78
    assert b"\n" not in message.replace(b"\r\n", b"")
    read = opened(message)
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Date"].datetime.isoformat() == parcel().written_at
    assert read["Message-ID"] == parcel().message_id
    assert read["Subject"] == parcel().subject
    assert read["To"].addresses[0].display_name == "王某"
    assert read["To"].addresses[0].addr_spec == "wang@qu.example.org"
    assert read.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in read.iter_parts()] == ["text/plain", "text/html"]
    assert body(read, "plain") == parcel().text
    assert body(read, "html") == parcel().html


def test_long_names_and_subjects_come_back_whole_or_cut() -> None:
    read = opened(build_message(parcel(to_name="督" * 60, subject="查" * 400)))
    assert read["To"].addresses[0].display_name == "督" * 14
    assert read["Subject"] == "查" * 120


def test_a_long_message_id_stays_one_line() -> None:
    long = f"<{'a' * 64}@{'b' * 40}.example.org>"
    assert f"Message-ID: {long}\r\n".encode() in build_message(parcel(message_id=long))


@pytest.mark.parametrize("hidden", ["\nBcc: x@y.org", "\r\nBcc: x@y.org", "\x0bBcc: x@y.org",
                                    "\x85Bcc: x", "\u2028Bcc: x@y.org", "\x00Bcc: x@y.org"])
def test_headers_cannot_be_smuggled_in(hidden: str) -> None:
    read = opened(build_message(parcel(subject=f"a{hidden}", to_name=f"b{hidden}")))
    assert read["Bcc"] is None
    assert read["Subject"].startswith("a Bcc")
    assert len(read["To"].addresses) == 1
    for field in ("to_address", "sender", "message_id"):
        with pytest.raises(LetterRefused) as refusal:
            build_message(parcel(**{field: f"{getattr(PARCEL, field)}{hidden}"}))
        assert refusal.value.permanent


@pytest.mark.parametrize("bad", ["", "nobody", "a@", "@b.org", "a b@c.org", "a@b.org, c@d.org",
                                 "a@b.org>", "王@qu.example.org", "<a@b.org>", "a@b..org"])
def test_what_is_no_address_is_refused_for_good(bad: str) -> None:
    with pytest.raises(LetterRefused) as refusal:
        build_message(parcel(to_address=bad))
    assert refusal.value.permanent


def test_a_chinese_domain_is_written_in_ascii() -> None:
    message = build_message(parcel(to_address="wang@督查.example.org"))
    assert b"wang@xn--" in message


def test_a_name_with_a_comma_is_still_one_reader() -> None:
    read = opened(build_message(parcel(to_name='Wang, "Boss" <x@y.org>')))
    assert [one.addr_spec for one in read["To"].addresses] == ["wang@qu.example.org"]


# -- a folder -----------------------------------------------------------------------------


def files(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder."""
    return {str(one.relative_to(folder)): one.read_bytes()
            for one in folder.rglob("*") if one.is_file()}


def test_a_folder_gets_one_eml_and_one_html_a_letter(tmp_path: Path) -> None:
    with FolderPostman(tmp_path) as carrier:
        carrier.carry(parcel())
    assert files(tmp_path) == {
        "2020-08-03/王某-digest.eml": build_message(parcel()),
        "2020-08-03/王某-digest.html": parcel().html.encode(),
    }


def test_the_same_letter_again_leaves_the_same_files(tmp_path: Path) -> None:
    namesake = parcel(message_id="<8@duban.example.org>", to_address="other@qu.example.org")
    for _ in range(2):
        for letter in (parcel(), namesake):
            FolderPostman(tmp_path).carry(letter)
        seen = files(tmp_path)
        assert len(seen) == 4
    assert sorted(one for one in seen.values() if one.startswith(b"Message")) == sorted(
        build_message(one) for one in (parcel(), namesake)
    )


@pytest.mark.parametrize("name", ["../../etc/x", "a/b", "", "..", "a\nb", "CON", "x" * 300])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    FolderPostman(tmp_path / "letters").carry(parcel(to_name=name))
    assert len(files(tmp_path / "letters" / "2020-08-03")) == 2
    assert len(files(tmp_path)) == 2


def test_a_folder_that_cannot_be_written_keeps_the_round_waiting(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ServerAway):
        FolderPostman(tmp_path / "taken").carry(parcel())


def test_a_refused_letter_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(LetterRefused):
        FolderPostman(tmp_path).carry(parcel(to_address="nobody"))
    assert not files(tmp_path)


# -- a server -----------------------------------------------------------------------------


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
        answers = {"gone": "550 5.1.1 no such mailbox", "full": "452 4.2.2 mailbox full",
                   "closing": "421 4.3.2 shutting down"}
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
        carrier.carry(parcel())
    (letter,) = host.sink.letters
    assert letter.mail_from == "ducha@qu.example.org"
    assert letter.rcpt_tos == ["wang@qu.example.org"]
    assert letter.original_content == build_message(parcel())


def test_many_letters_go_over_one_connection(host: Host) -> None:
    with carrier_to(host) as carrier:
        for one in range(20):
            carrier.carry(parcel(message_id=f"<{one}@duban.example.org>"))
    assert len(host.sink.letters) == 20
    assert len(host.sink.connections) == 1


@pytest.mark.parametrize(("who", "permanent"), [("gone", True), ("spam", True),
                                                ("full", False), ("later", False)])
def test_a_refusal_concerns_one_letter_only(host: Host, who: str, permanent: bool) -> None:
    with carrier_to(host) as carrier:
        with pytest.raises(LetterRefused) as refusal:
            carrier.carry(parcel(to_address=f"{who}@qu.example.org"))
        assert not isinstance(refusal.value, ServerAway)
        assert refusal.value.permanent is permanent
        assert refusal.value.cause.startswith("5" if permanent else "4")
        carrier.carry(parcel())
    assert len(host.sink.letters) == 1


def test_a_server_that_shuts_down_is_away(host: Host) -> None:
    with carrier_to(host) as carrier, pytest.raises(ServerAway, match="421"):
        carrier.carry(parcel(to_address="closing@qu.example.org"))


def test_a_refused_sender_concerns_the_whole_server(host: Host) -> None:
    host.sink.sender_answer = "550 5.7.1 not your address"
    with carrier_to(host) as carrier, pytest.raises(ServerAway, match="not your address"):
        carrier.carry(parcel())


def test_a_letter_too_big_concerns_only_itself(host: Host) -> None:
    host.sink.sender_answer = "552 5.3.4 too big"
    with carrier_to(host) as carrier, pytest.raises(LetterRefused) as refusal:
        carrier.carry(parcel())
    assert refusal.value.permanent


def test_a_connection_dropped_between_letters_is_opened_again(host: Host) -> None:
    host.sink.drop_after = 2
    with carrier_to(host) as carrier:
        for one in range(4):
            try:
                carrier.carry(parcel(message_id=f"<{one}@duban.example.org>"))
            except ServerAway:
                carrier.carry(parcel(message_id=f"<{one}@duban.example.org>"))
    ids = [opened(one.original_content or b"")["Message-ID"] for one in host.sink.letters]
    assert sorted(set(ids)) == [f"<{one}@duban.example.org>" for one in range(4)]
    assert len(host.sink.connections) == 2


def test_a_server_that_is_not_there_is_away() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    carrier = SmtpPostman("127.0.0.1", port, timeout=2)
    with pytest.raises(ServerAway) as refusal:
        carrier.carry(parcel())
    assert not refusal.value.permanent


def test_a_server_lost_for_good_in_mid_run_is_away(host: Host) -> None:
    with carrier_to(host) as carrier:
        carrier.carry(parcel())
        host.stop()
        host.stop = lambda: None
        with pytest.raises(ServerAway):
            carrier.carry(parcel())
    assert len(host.sink.letters) == 1


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Make a self-signed certificate for loopback."""
    folder = tmp_path_factory.mktemp("certificate")
    key, paper = folder / "key.pem", folder / "paper.pem"
    try:
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
             "-keyout", key, "-out", paper],
            check=True, capture_output=True,
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

    running = serving(Sink(), tls_context=context, require_starttls=True, auth_required=True,
                      authenticator=checked)
    yield running
    running.stop()


def trusting(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    """Trust the certificate that the test made."""
    return ssl.create_default_context(cafile=str(certificate[1]))


def test_starttls_and_login(guarded: Host, certificate: tuple[Path, Path]) -> None:
    with carrier_to(guarded, security="starttls", user="ducha", password="secret",
                    context=trusting(certificate)) as carrier:
        carrier.carry(parcel())
    assert len(guarded.sink.letters) == 1


def test_a_wrong_password_concerns_the_whole_server(
    guarded: Host, certificate: tuple[Path, Path]
) -> None:
    carrier = carrier_to(guarded, security="starttls", user="ducha", password="wrong",
                         context=trusting(certificate))
    with carrier, pytest.raises(ServerAway, match="535"):
        carrier.carry(parcel())
    assert not guarded.sink.letters


def test_an_unknown_certificate_is_not_trusted(guarded: Host) -> None:
    carrier = carrier_to(guarded, security="starttls", user="ducha", password="secret")
    with carrier, pytest.raises(ServerAway, match="certificate"):
        carrier.carry(parcel())


def test_a_server_without_starttls_never_sees_the_password(host: Host) -> None:
    carrier = carrier_to(host, security="starttls", user="ducha", password="secret")
    with carrier, pytest.raises(ServerAway, match="STARTTLS"):
        carrier.carry(parcel())


# -- the choice ---------------------------------------------------------------------------


def test_no_host_means_a_folder(tmp_path: Path) -> None:
    assert isinstance(postman(MailSettings(), tmp_path), FolderPostman)
    assert isinstance(postman(MailSettings(host="mail.example.org"), tmp_path), SmtpPostman)
