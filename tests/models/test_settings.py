"""Settings: one file, overridden by the environment, and refused where they are wrong."""

from __future__ import annotations

import os
from datetime import time
from pathlib import Path

import pytest

from models.bad_files import BadSettings, NotText
from models.not_ready import NoBook, PasswordExposed
from models.settings import TEMPLATE, find_office, read_settings
from models.words import Speaker

NOTHING: dict[str, str] = {}


def an_office(folder: Path, text: str = "") -> Path:
    (folder / "duban.toml").write_text(text, "utf-8")
    return folder


def refused(folder: Path, text: str, **environ: str) -> dict[str, str]:
    with pytest.raises(BadSettings) as refusal:
        read_settings(an_office(folder, text), environ)
    assert refusal.value.said(Speaker("zh"))
    return refusal.value.facts


def test_an_empty_file_is_an_office_with_everything_usual(tmp_path: Path) -> None:
    settings = read_settings(an_office(tmp_path), NOTHING)
    assert (settings.language, settings.cutoff, settings.run_at) == (
        "zh",
        time(17, 30),
        time(8, 30),
    )
    assert settings.zone.key == "Asia/Shanghai"
    assert settings.book_url == f"sqlite:///{tmp_path.resolve()}/book.db"
    assert settings.path("letters") == tmp_path.resolve() / "letters"
    assert settings.mail.host == ""


def test_the_file_a_new_office_gets_can_be_read(tmp_path: Path) -> None:
    text = TEMPLATE.format(language="en", time_zone="Asia/Shanghai", book="sqlite:///book.db")
    settings = read_settings(an_office(tmp_path, text), NOTHING)
    assert (settings.language, settings.mail.security) == ("en", "starttls")


def test_a_book_elsewhere_is_left_where_it_is(tmp_path: Path) -> None:
    text = 'book = "postgresql://duban@db.example.org/duban"'
    settings = read_settings(an_office(tmp_path, text), NOTHING)
    assert settings.book_url == "postgresql://duban@db.example.org/duban"
    text = 'book = "sqlite:////srv/duban/book.db"'
    assert read_settings(an_office(tmp_path, text), NOTHING).book_url == (
        "sqlite:////srv/duban/book.db"
    )


@pytest.mark.parametrize(
    ("text", "where", "allowed"),
    [
        ('colour = "blue"', "colour", "language"),
        ('[mail]\nhots = "x"', "mail.hots", "host"),
        ('cutoff = "5 o\'clock"', "cutoff", "08:30"),
        ('run_at = "25:00"', "run_at", "08:30"),
        ('language = "fr"', "language", "zh, en"),
        ('time_zone = "Asia/Zhengzhou"', "time_zone", "Asia/Shanghai"),
        ('time_zone = "../../etc/passwd"', "time_zone", "Asia/Shanghai"),
        ('[mail]\nport = "smtp"', "mail.port", "587"),
        ('[mail]\nsecurity = "tls"', "mail.security", "starttls"),
        ('mail = "smtp.example.org"', "mail", "[mail]"),
        ('[mail]\npassword = "secret"', "mail.password", "password_file"),
        ('[inbox]\nsecurity = "none"', "inbox.security", "starttls, ssl"),
        ("[inbox]\nminutes = 0", "inbox.minutes", "10"),
        ("[inbox]\nminutes = 60", "inbox.minutes", "10"),
        ('[inbox]\nsenders = "everybody"', "inbox.senders", "@example.org"),
        ("[inbox]\nsenders = [3]", "inbox.senders", "@example.org"),
        ('[inbox]\nopens = "early"', "inbox.opens", "08:30"),
        ('[inbox]\npassword = "secret"', "inbox.password", "password_file"),
        ('[second_reader]\non = "maybe"', "second_reader.on", "true"),
        ("[second_reader]\nseconds = 0", "second_reader.seconds", "120"),
        ('[second_reader]\nurl = "ftp://a.example.org"', "second_reader.url", "http"),
        ('[second_reader]\nurl = "http://"', "second_reader.url", "http"),
        ('[second_reader]\nkey = "secret"', "second_reader.key", "key_file"),
        ('second_reader = "on"', "second_reader", "[second_reader]"),
    ],
)
def test_a_wrong_setting_is_refused_with_what_is_allowed(
    tmp_path: Path, text: str, where: str, allowed: str
) -> None:
    facts = refused(tmp_path, text)
    assert facts["where"] == where
    assert allowed in facts["allowed"]
    assert facts["path"] == str(tmp_path / "duban.toml")


@pytest.mark.parametrize(
    "text",
    [
        '[mail]\npassword = "secret"',
        '[inbox]\npassword = "secret"',
        '[second_reader]\nkey = "secret"',
        '[second_reader]\nurl = "https://me:secret@a.example.org/v1"',
        '[second_reader]\nurl = "https://a.example.org/v1?key=secret"',
    ],
)
def test_a_password_in_the_file_is_not_repeated_in_the_refusal(tmp_path: Path, text: str) -> None:
    assert "secret" not in str(refused(tmp_path, text))


def test_what_is_no_toml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(NotText) as refusal:
        read_settings(an_office(tmp_path, 'language = "zh"\nrun_at = \n'), NOTHING)
    assert refusal.value.facts["line"] == "2"


def test_a_file_in_another_encoding_is_refused(tmp_path: Path) -> None:
    (tmp_path / "duban.toml").write_bytes('sender = "督查室"'.encode("gb18030"))
    with pytest.raises(NotText):
        read_settings(tmp_path, NOTHING)


def test_a_byte_order_mark_from_windows_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "duban.toml").write_bytes('language = "en"'.encode("utf-8-sig"))
    assert read_settings(tmp_path, NOTHING).language == "en"


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    an_office(tmp_path, 'language = "zh"\n[mail]\nhost = "a.example.org"\nport = 25\n')
    environ = {
        "DUBAN_LANGUAGE": "en",
        "DUBAN_CUTOFF": "18:00",
        "DUBAN_MAIL_HOST": "b.example.org",
        "DUBAN_MAIL_PORT": "587",
        "DUBAN_UNHEARD_OF": "x",
    }
    settings = read_settings(tmp_path, environ)
    assert (settings.language, settings.cutoff) == ("en", time(18))
    assert (settings.mail.host, settings.mail.port) == ("b.example.org", 587)


def test_a_wrong_value_in_the_environment_is_refused_too(tmp_path: Path) -> None:
    assert refused(tmp_path, "", DUBAN_MAIL_PORT="smtp")["where"] == "mail.port"


def test_the_password_comes_from_the_environment_or_a_private_file(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("from the file\n")
    (tmp_path / "secret").chmod(0o600)
    an_office(tmp_path, '[mail]\npassword_file = "secret"\n')
    assert read_settings(tmp_path, NOTHING).mail.password == "from the file"
    environ = {"DUBAN_MAIL_PASSWORD": "from the environment"}
    assert read_settings(tmp_path, environ).mail.password == "from the environment"
    assert "from" not in repr(read_settings(tmp_path, environ).mail)


def test_every_secret_has_a_variable_and_a_file_of_its_own(tmp_path: Path) -> None:
    for name in ("mail", "inbox", "reader"):
        (tmp_path / name).write_text(f"of {name}\n")
        (tmp_path / name).chmod(0o600)
    an_office(
        tmp_path,
        '[mail]\npassword_file = "mail"\n[inbox]\npassword_file = "inbox"\n'
        '[second_reader]\nkey_file = "reader"\n',
    )
    told = read_settings(tmp_path, NOTHING)
    assert (told.mail.password, told.inbox.password) == ("of mail", "of inbox")
    assert told.second_reader.key == "of reader"
    assert "of reader" not in repr(told) and "of inbox" not in repr(told)
    environ = {"DUBAN_INBOX_PASSWORD": "a", "DUBAN_SECOND_READER_KEY": "b"}
    told = read_settings(tmp_path, environ)
    assert (told.inbox.password, told.second_reader.key) == ("a", "b")


def test_inbox_and_second_reader_are_read_from_file_and_environment(tmp_path: Path) -> None:
    an_office(
        tmp_path,
        '[inbox]\nfolder = "来文"\nsenders = ["A@Example.org", "@jt.example.org"]\n'
        '[second_reader]\non = true\nurl = "http://127.0.0.1:8000/v1/"\nseconds = 30\n',
    )
    told = read_settings(tmp_path, NOTHING)
    assert told.inbox.senders == ("a@example.org", "@jt.example.org")
    assert told.inbox.watched and (told.inbox.port, told.inbox.security) == (993, "ssl")
    assert told.second_reader.on and told.second_reader.url == "http://127.0.0.1:8000/v1"
    environ = {"DUBAN_INBOX_SENDERS": "a@example.org，b@example.org", "DUBAN_SECOND_READER_ON": "0"}
    told = read_settings(tmp_path, environ)
    assert told.inbox.senders == ("a@example.org", "b@example.org")
    assert not told.second_reader.on


@pytest.mark.skipif(os.name != "posix", reason="file modes are a thing of Unix")
@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o660])
def test_a_password_file_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    (tmp_path / "secret").write_text("x")
    (tmp_path / "secret").chmod(mode)
    with pytest.raises(PasswordExposed) as refusal:
        read_settings(an_office(tmp_path, '[mail]\npassword_file = "secret"\n'), NOTHING)
    assert "chmod 600" in refusal.value.said(Speaker("zh"))


def test_a_password_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    facts = refused(tmp_path, '[mail]\npassword_file = "secret"\n')
    assert facts["where"] == "mail.password_file"


def test_an_office_is_found_from_any_folder_below_it(tmp_path: Path) -> None:
    below = tmp_path / "a" / "b"
    below.mkdir(parents=True)
    an_office(tmp_path)
    assert find_office(below, NOTHING) == tmp_path.resolve()
    an_office(tmp_path / "a")
    assert find_office(below, NOTHING) == tmp_path.resolve() / "a"
    assert find_office(below, {"DUBAN_OFFICE": str(tmp_path)}) == tmp_path.resolve()


def test_where_there_is_no_office_it_says_how_to_begin_one(tmp_path: Path) -> None:
    with pytest.raises(NoBook) as refusal:
        find_office(tmp_path, NOTHING)
    assert "duban init" in refusal.value.said(Speaker("zh"))
    with pytest.raises(NoBook):
        read_settings(tmp_path, NOTHING)
