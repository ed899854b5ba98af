"""Documents that come by mail, from a real IMAP server over TLS: read once, nothing deleted."""

from __future__ import annotations

import shutil
import socket
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from imap_tools.utils import encode_folder

import flows.receiving
from flows.mailbox import Mailbox, is_allowed, words_of
from flows.receiving import InboxDone, receive
from ledgers.book import open_book
from models.settings import InboxSettings, Settings, read_settings
from tests.flows.test_receiving import (
    ASIDE,
    DAY,
    DONE,
    NOW,
    REPORT,
    Killed,
    all_in,
    ask,
    count,
    letters,
    lying,
    note,
    put,
)
from tests.imap import PASSWORD, USER, Imap, imap_server, tls_front
from tests.offices import an_office

CLERK = "wen@jt.example.org"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imap]:
    with imap_server(tmp_path_factory.mktemp("imap")) as running:
        yield running


@pytest.fixture
def imap(server: Imap) -> Iterator[Imap]:
    yield server
    server.empty()


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return an_office(tmp_path_factory.mktemp("template") / "office").folder


@pytest.fixture
def office(template: Path, tmp_path: Path, imap: Imap, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr("flows.tray.SETTLING", 0.01)
    monkeypatch.setenv("SSL_CERT_FILE", str(imap.cert))
    shutil.copytree(template, tmp_path / "office")
    return replace(read_settings(tmp_path / "office"), inbox=inbox_of(imap))


def inbox_of(imap: Imap, **more: Any) -> InboxSettings:
    given = {
        "host": "127.0.0.1", "port": imap.port, "security": "starttls", "user": USER,
        "password": PASSWORD, "senders": ("@jt.example.org", "ma@example.org"), **more,
    }  # fmt: skip
    return InboxSettings(**given)


def with_inbox(office: Settings, **more: Any) -> Settings:
    return replace(office, inbox=replace(office.inbox, **more))


def look(office: Settings) -> InboxDone:
    return receive(office, DAY, NOW)


def a_mail(
    *attached: tuple[str, str | bytes],
    sender: str = f"文心 <{CLERK}>",
    number: str = "1",
    subject: str = "报送重点工作",
) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, USER, subject
    if number:
        mail["Message-ID"] = f"<{number}@jt.example.org>"
    mail.set_content("请查收。")
    for name, content in attached:
        data = content.encode() if isinstance(content, str) else content
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return mail


def sent(imap: Imap, *mails: EmailMessage) -> None:
    imap.put(*(one.as_bytes().replace(b"\r\n", b"\n") for one in mails))


def raw(headers: bytes, content: str = REPORT) -> bytes:
    """A mail whose one attachment has these headings."""
    return b"\n".join((
        f"From: {CLERK}".encode(), b"Message-ID: <raw@jt.example.org>", b"MIME-Version: 1.0",
        b'Content-Type: multipart/mixed; boundary="b"', b"", b"--b",
        headers, b"Content-Transfer-Encoding: base64", b"",
        b64encode(content.encode()), b"--b--", b"",
    ))  # fmt: skip


# -- what comes -------------------------------------------------------------------------


def test_attachments_of_a_known_sender_become_drafts_once(office: Settings, imap: Imap) -> None:
    sent(imap, a_mail(("通知.txt", REPORT), ("照片.jpg", b"\xff\xd8")))
    done = look(office)
    assert (done.read, done.set_aside, done.strangers, done.mailbox_away) == (1, 0, 0, "")
    assert lying(office) == all_in(DONE, "通知.txt")
    assert f"{CLERK} 来信" in letters(office)[0].text
    assert imap.flags() == [r"1 (FLAGS (\Flagged))"]  # and not \Seen: nobody has read it yet
    assert look(office).came == 0
    assert len(letters(office)) == 1


def test_mail_of_anybody_else_is_left_alone_and_counted(office: Settings, imap: Imap) -> None:
    sent(
        imap,
        a_mail(("通知.txt", REPORT), sender="x@jt.example.org.example.com", number="1"),
        a_mail(("通知.txt", REPORT), sender="zhang@example.org", number="2"),
        a_mail(("通知.txt", REPORT), sender=f"{CLERK}, x@example.com", number="3"),
    )
    done = look(office)
    assert (done.came, done.strangers) == (0, 3)
    assert imap.flags() == ["1 (FLAGS ())", "2 (FLAGS ())", "3 (FLAGS ())"]
    assert not letters(office)


@pytest.mark.parametrize(
    ("sender", "allowed"),
    [
        ("wen@jt.example.org", True),
        ("ma@example.org", True),
        ("mama@example.org", False),
        ("wen@sub.jt.example.org", False),
        ("", False),
        ("@jt.example.org", True),
    ],
)
def test_a_sender_is_on_the_list_by_address_or_by_domain(sender: str, allowed: bool) -> None:
    assert is_allowed(sender, ("@jt.example.org", "ma@example.org")) == allowed


def test_with_a_folder_for_it_what_was_read_is_moved_there(office: Settings, imap: Imap) -> None:
    moving = with_inbox(office, done_folder="已登记")
    sent(imap, a_mail(("通知.txt", REPORT)))
    imap.mark(1, r"(\Flagged)")  # somebody's own star keeps nothing from being read
    assert look(moving).read == 1
    assert imap.flags() == []
    assert imap.flags(encode_folder("已登记").decode()) == [r"1 (FLAGS (\Flagged))"]
    assert look(moving).came == 0


@pytest.mark.parametrize("folder", ["", "已登记"])
def test_nothing_is_deleted_not_even_what_somebody_marked_for_it(
    office: Settings, imap: Imap, folder: str
) -> None:
    sent(imap, a_mail(("通知.txt", REPORT)), a_mail(number="2"))
    imap.mark(2, r"(\Deleted)")
    look(with_inbox(office, done_folder=folder))
    assert any("Deleted" in one for one in imap.flags())


def test_the_same_mail_twice_in_the_mailbox_is_read_once(office: Settings, imap: Imap) -> None:
    sent(imap, a_mail(("通知.txt", REPORT)), a_mail(("通知.txt", REPORT)))
    assert look(office).read == 1
    assert count(office, "arrival") == 1
    assert imap.flags() == [r"1 (FLAGS (\Flagged))", r"2 (FLAGS (\Flagged))"]


def test_a_mail_without_a_message_id_is_known_again_too(office: Settings, imap: Imap) -> None:
    mail = a_mail(("通知.txt", REPORT), number="")
    sent(imap, mail)
    assert look(office).read == 1
    sent(imap, mail)
    assert look(office).came == 0


def test_a_mail_without_a_document_is_told_of_once(office: Settings, imap: Imap) -> None:
    sent(imap, a_mail(("照片.jpg", b"\xff\xd8"), subject="现场照片"), a_mail(number="2"))
    done = look(office)
    assert (done.empty_mails, done.read) == (2, 0)
    text = letters(office)[0].text
    assert "无可读取文件的邮件（2）" in text and "现场照片" in text and "照片.jpg" in text
    assert look(office).came == 0


# -- how names and nested mails are read -------------------------------------------------

NAME = "镕喆㙍.txt"  # beyond GB2312, and the last one beyond GBK
WORD = f"=?gb2312?B?{b64encode(NAME.encode('gb18030')).decode()}?="


PERCENT = quote(NAME.encode("gb18030"))


@pytest.mark.parametrize(
    "headers",
    [
        b'Content-Disposition: attachment; filename="' + WORD.encode() + b'"',
        b"Content-Type: application/octet-stream; name=" + WORD.encode(),
        f"Content-Disposition: attachment; filename*=gb2312''{PERCENT}".encode(),
        f"Content-Disposition: attachment; filename*=utf-8'zh'{quote(NAME)}".encode(),
        f"Content-Disposition: attachment;\n filename*0*=gbk''{quote(NAME[:1].encode('gbk'))};\n"
        f" filename*1*={quote(NAME[1:].encode('gb18030'))}".encode(),
        b'Content-Disposition: attachment; filename="' + NAME.encode("gb18030") + b'"',
        b'Content-Disposition: attachment; filename="' + NAME.encode() + b'"',
        b'Content-Disposition: attachment; filename="C:\\\\tmp\\\\' + NAME.encode() + b'"',
        b'Content-Disposition: attachment; filename="../../' + NAME.encode() + b'"',
    ],
)
def test_names_that_call_themselves_gb2312_lose_no_character(
    office: Settings, imap: Imap, headers: bytes
) -> None:
    imap.put(raw(headers))
    assert look(office).read == 1
    assert lying(office) == all_in(DONE, NAME)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (f"=?GB2312?Q?{''.join(f'={one:02X}' for one in '镕㙍'.encode('gb18030'))}?=", "镕㙍"),
        ("=?utf-8?B?5oql?= =?utf-8?B?6YCB?=", "报送"),
        # One character cut in two by the sender's program.
        ("=?gbk?B?sc==?= =?gbk?B?qA==?=", "报"),
        ("=?no-such-charset?B?5oql6YCB?=", "报送"),
        ("plain words", "plain words"),
        ("报送".encode("gb18030").decode("ascii", "surrogateescape"), "报送"),
    ],
)
def test_headings_are_read_as_they_were_meant(written: str, said: str) -> None:
    assert words_of(written) == said


def test_a_subject_of_raw_bytes_is_told_as_it_was_meant(office: Settings, imap: Imap) -> None:
    imap.put(f"From: {CLERK}\nSubject: ".encode() + "现场照片".encode("gb18030") + b"\n\nx\n")
    look(office)
    assert "现场照片" in letters(office)[0].text


def test_documents_in_a_mail_within_the_mail_are_taken(office: Settings, imap: Imap) -> None:
    outer = a_mail(("甲.txt", REPORT), number="outer")
    outer.add_attachment(a_mail(("乙.txt", REPORT.replace("公园", "学校")), number="inner"))
    sent(imap, outer)
    assert look(office).read == 2
    assert lying(office) == all_in(DONE, "乙.txt", "甲.txt")


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Type: application/ms-tnef; name=winmail.dat",
        b'Content-Disposition: attachment; filename="WINMAIL.DAT"',
    ],
)
def test_a_winmail_is_set_aside_with_what_to_ask_for(
    office: Settings, imap: Imap, headers: bytes
) -> None:
    imap.put(raw(headers))
    assert look(office).set_aside == 1
    assert "纯文本格式重新发送" in note(office, "winmail.dat")
    assert lying(office)[ASIDE] == ["winmail.dat", "winmail.dat.说明.txt"]
    assert look(office).came == 0


# -- when something is wrong ------------------------------------------------------------


@pytest.mark.parametrize("where", ["hold", "take_mail", "done"])
@pytest.mark.parametrize("after", [False, True])
def test_killed_on_the_way_from_the_mailbox_nothing_is_lost_and_nothing_is_twice(
    office: Settings, imap: Imap, monkeypatch: pytest.MonkeyPatch, where: str, after: bool
) -> None:
    sent(imap, a_mail(("甲.txt", REPORT), ("乙.txt", REPORT.replace("公园", "学校"))))
    kind = {"hold": "flows.tray.Tray", "take_mail": "ledgers.arrivals.Arrivals",
            "done": "flows.mailbox.Mailbox"}[where]  # fmt: skip
    module, _, name = kind.rpartition(".")
    owner = getattr(__import__(module, fromlist=[name]), name)
    step = getattr(owner, where)

    def die(*args: Any, **more: Any) -> None:
        if after:
            step(*args, **more)
        raise Killed

    with monkeypatch.context() as now:
        now.setattr(owner, where, die)
        with pytest.raises(Killed):
            look(office)
    assert look(office).read == 2
    assert lying(office) == all_in(DONE, "乙.txt", "甲.txt")
    assert count(office, "arrival") == count(office, "document") == 2
    assert look(office).came == 0
    assert imap.flags() == [r"1 (FLAGS (\Flagged))"]


def refused(office: Settings) -> str:
    """Look while a document lies in the folder: that is read whatever the mailbox says."""
    folder = office.folder / "来文"
    folder.mkdir(exist_ok=True)
    put(office)
    done = look(office)
    assert done.read == 1
    assert done.mailbox_away and PASSWORD not in done.mailbox_away
    return done.mailbox_away


def test_a_wrong_password_is_told_without_the_password(office: Settings) -> None:
    said = refused(with_inbox(office, password="wrong horse"))
    assert "wrong horse" not in said and "credentials" in said.lower()


def test_a_certificate_that_nobody_vouches_for_is_refused(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    assert "certificate" in refused(office).lower()


def test_a_server_that_is_not_there_is_told(office: Settings) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        refused(with_inbox(office, port=taken.getsockname()[1]))


def test_a_server_that_does_not_answer_is_not_waited_for(
    office: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.mailbox.TIMEOUT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        refused(with_inbox(office, port=silent.getsockname()[1]))


def test_a_mailbox_that_is_not_there_is_told(office: Settings) -> None:
    assert refused(with_inbox(office, mailbox="没有"))


def test_a_mail_too_large_to_fetch_is_told_of_and_left(
    office: Settings, imap: Imap, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("flows.mailbox.LARGEST", 0)
    sent(imap, a_mail(("大.txt", "字" * 800_000)))
    assert look(office).empty_mails == 1
    assert "邮件过大（3 MB）" in letters(office)[0].text


def test_a_server_that_speaks_tls_from_the_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with imap_server(tmp_path, starttls=False) as plain, tls_front(plain) as port:
        monkeypatch.setenv("SSL_CERT_FILE", str(plain.cert))
        with Mailbox(inbox_of(plain, port=port, security="ssl")) as mailbox:
            assert list(mailbox.waiting()) == []


def test_a_mailbox_alone_reads_into_a_folder_of_its_own(office: Settings, imap: Imap) -> None:
    assert not (office.folder / "来文").exists()
    sent(imap, a_mail(("通知.txt", REPORT)))
    assert look(office).read == 1
    with open_book(office.book_url, at=NOW, write=False) as book:
        assert book.arrivals.known_mails(["<1@jt.example.org>"])
    assert ask(office, "SELECT sender FROM arrival")[0].sender == CLERK
    assert flows.receiving.tray_of(office).folder == office.folder / "来文"
