"""Letters on the road: the same parcel gives the same bytes; a folder keeps them."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from flows.mail import (
    FolderPostman,
    LetterRefused,
    ServerAway,
    SmtpPostman,
    build_message,
    postman,
)
from models.settings import MailSettings
from tests.makers import a_parcel


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
    assert build_message(a_parcel()) == build_message(a_parcel())
    other = build_message(a_parcel(message_id="<8@duban.example.org>"))
    assert b"boundary" in other and other != build_message(a_parcel())


def test_a_letter_is_seven_bit_with_short_lines_and_says_what_it_is() -> None:
    message = build_message(a_parcel())
    assert message.isascii()
    assert max(len(line) for line in message.split(b"\r\n")) <= 78
    assert b"\n" not in message.replace(b"\r\n", b"")
    read = opened(message)
    assert read["Auto-Submitted"] == "auto-generated"
    assert read["Date"].datetime.isoformat() == a_parcel().written_at
    assert read["Message-ID"] == a_parcel().message_id
    assert read["Subject"] == a_parcel().subject
    assert read["To"].addresses[0].display_name == "王某"
    assert read["To"].addresses[0].addr_spec == "wang@qu.example.org"
    assert read.get_content_type() == "multipart/alternative"
    assert [one.get_content_type() for one in read.iter_parts()] == ["text/plain", "text/html"]
    assert body(read, "plain") == a_parcel().text
    assert body(read, "html") == a_parcel().html


def test_long_names_and_subjects_come_back_whole_or_cut() -> None:
    read = opened(build_message(a_parcel(to_name="督" * 60, subject="查" * 400)))
    assert read["To"].addresses[0].display_name == "督" * 14
    assert read["Subject"] == "查" * 120


def test_a_long_message_id_stays_one_line() -> None:
    long = f"<{'a' * 64}@{'b' * 40}.example.org>"
    assert f"Message-ID: {long}\r\n".encode() in build_message(a_parcel(message_id=long))


@pytest.mark.parametrize(
    "hidden",
    [
        "\nBcc: x@y.org",
        "\r\nBcc: x@y.org",
        "\x0bBcc: x@y.org",
        "\x85Bcc: x",
        "\u2028Bcc: x@y.org",
        "\x00Bcc: x@y.org",
    ],
)
def test_headers_cannot_be_smuggled_in(hidden: str) -> None:
    read = opened(build_message(a_parcel(subject=f"a{hidden}", to_name=f"b{hidden}")))
    assert read["Bcc"] is None
    assert read["Subject"].startswith("a Bcc")
    assert len(read["To"].addresses) == 1
    for field in ("to_address", "sender", "message_id"):
        with pytest.raises(LetterRefused) as refusal:
            build_message(a_parcel(**{field: f"{getattr(a_parcel(), field)}{hidden}"}))
        assert refusal.value.permanent


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "nobody",
        "a@",
        "@b.org",
        "a b@c.org",
        "a@b.org, c@d.org",
        "a@b.org>",
        "王@qu.example.org",
        "<a@b.org>",
        "a@b..org",
    ],
)
def test_what_is_no_address_is_refused_for_good(bad: str) -> None:
    with pytest.raises(LetterRefused) as refusal:
        build_message(a_parcel(to_address=bad))
    assert refusal.value.permanent


def test_a_chinese_domain_is_written_in_ascii() -> None:
    message = build_message(a_parcel(to_address="wang@督查.example.org"))
    assert b"wang@xn--" in message


def test_a_name_with_a_comma_is_still_one_reader() -> None:
    read = opened(build_message(a_parcel(to_name='Wang, "Boss" <x@y.org>')))
    assert [one.addr_spec for one in read["To"].addresses] == ["wang@qu.example.org"]


# -- a folder -----------------------------------------------------------------------------


def files(folder: Path) -> dict[str, bytes]:
    """Read every file of a folder."""
    return {
        str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()
    }


def test_a_folder_gets_one_eml_and_one_html_a_letter(tmp_path: Path) -> None:
    with FolderPostman(tmp_path) as carrier:
        carrier.carry(a_parcel())
    assert files(tmp_path) == {
        "2020-08-03/王某-digest.eml": build_message(a_parcel()),
        "2020-08-03/王某-digest.html": a_parcel().html.encode(),
    }


def test_the_same_letter_again_leaves_the_same_files(tmp_path: Path) -> None:
    namesake = a_parcel(message_id="<8@duban.example.org>", to_address="other@qu.example.org")
    for _ in range(2):
        for letter in (a_parcel(), namesake):
            FolderPostman(tmp_path).carry(letter)
        seen = files(tmp_path)
        assert len(seen) == 4
    assert sorted(one for one in seen.values() if one.startswith(b"Message")) == sorted(
        build_message(one) for one in (a_parcel(), namesake)
    )


@pytest.mark.parametrize("name", ["../../etc/x", "a/b", "", "..", "a\nb", "CON", "x" * 300])
def test_a_name_cannot_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    FolderPostman(tmp_path / "letters").carry(a_parcel(to_name=name))
    assert len(files(tmp_path / "letters" / "2020-08-03")) == 2
    assert len(files(tmp_path)) == 2


def test_a_folder_that_cannot_be_written_keeps_the_round_waiting(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ServerAway):
        FolderPostman(tmp_path / "taken").carry(a_parcel())


def test_a_refused_letter_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(LetterRefused):
        FolderPostman(tmp_path).carry(a_parcel(to_address="nobody"))
    assert not files(tmp_path)


# -- the choice ---------------------------------------------------------------------------


def test_no_host_means_a_folder(tmp_path: Path) -> None:
    assert isinstance(postman(MailSettings(), tmp_path), FolderPostman)
    assert isinstance(postman(MailSettings(host="mail.example.org"), tmp_path), SmtpPostman)
