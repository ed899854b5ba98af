"""Settings of one office: built by the front doors, handed to the rest.

An office is a folder with ``duban.toml``; the book, evidence, letters and backups stand
beside it unless said otherwise. Read at every start, so standard library only. Every key
may be overridden by the environment: ``DUBAN_LANGUAGE``, ``DUBAN_MAIL_HOST`` and so on. Passwords
and keys come only from the environment (``DUBAN_MAIL_PASSWORD``) or a private file
(``password_file``).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.not_ready import NoBook, PasswordExposed
from models.words import LANGUAGES, N_, Word

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from models.bad_files import BadSettings, NotText

FILE = "duban.toml"
SECURITY = ("none", "starttls", "ssl")
SECURED = ("starttls", "ssl")


@dataclass(frozen=True)
class MailSettings:
    """The mail server; without a host, letters go to a folder."""

    host: str = ""
    port: int = 25
    security: str = "starttls"
    user: str = ""
    password_file: str = ""
    sender: str = "duban@example.org"
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class InboxSettings:
    """Where documents come in (来文): a folder, a mailbox read over IMAP, either or both.

    Without ``host`` no mailbox is read. ``senders`` are addresses, or whole domains as
    ``@example.org``; mail of anybody else is left alone. What has been read is flagged, or
    moved to ``done_folder``. ``minutes``, ``opens`` and ``closes`` say when ``duban serve`` looks.
    """

    folder: str = ""
    minutes: int = 10
    opens: time = time(8, 30)
    closes: time = time(17, 30)
    host: str = ""
    port: int = 993
    security: str = "ssl"
    user: str = ""
    password_file: str = ""
    mailbox: str = "INBOX"
    done_folder: str = ""
    senders: tuple[str, ...] = ()
    password: str | None = field(default=None, repr=False)

    @property
    def watched(self) -> bool:
        """Whether there is anything to look at."""
        return bool(self.folder or self.host)


@dataclass(frozen=True)
class SecondReaderSettings:
    """A chat endpoint that the office runs itself, asked for what the rules may have missed.

    ``url`` ends where ``/chat/completions`` begins; ``seconds`` are for one answer.
    """

    on: bool = False
    url: str = ""
    model: str = ""
    key_file: str = ""
    seconds: int = 120
    key: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Settings:
    """One office. Paths are absolute; ``cutoff``, ``run_at`` and ``seal_at`` are local."""

    folder: Path
    language: str = "zh"
    time_zone: str = "Asia/Shanghai"
    cutoff: time = time(17, 30)
    run_at: time = time(8, 30)
    seal_at: time = time(20, 0)
    book: str = "sqlite:///book.db"
    evidence: str = "evidence"
    letters: str = "letters"
    backups: str = "backups"
    mail: MailSettings = field(default_factory=MailSettings)
    inbox: InboxSettings = field(default_factory=InboxSettings)
    second_reader: SecondReaderSettings = field(default_factory=SecondReaderSettings)

    @property
    def file(self) -> Path:
        """The settings file."""
        return self.folder / FILE

    @property
    def book_url(self) -> str:
        """The book's address; a SQLite path is taken from the office folder."""
        if not self.book.startswith("sqlite:///"):
            return self.book
        return f"sqlite:///{self.folder / self.book.removeprefix('sqlite:///')}"

    @property
    def zone(self) -> ZoneInfo:
        """The office's time zone."""
        from zoneinfo import ZoneInfo  # ten milliseconds a list for a given day does not need

        return ZoneInfo(self.time_zone)

    def path(self, name: str) -> Path:
        """Return one of the office's folders: evidence, letters, backups."""
        return self.folder / str(getattr(self, name))


def find_office(start: Path, environ: Mapping[str, str] = os.environ) -> Path:
    """Find the office folder: ``DUBAN_OFFICE``, else the nearest one above; raises NoBook."""
    if environ.get("DUBAN_OFFICE"):
        return Path(environ["DUBAN_OFFICE"]).resolve()
    here = start.resolve()
    for folder in (here, *here.parents):
        if (folder / FILE).exists():
            return folder
    raise NoBook(folder=str(here))


def read_settings(folder: Path, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read an office's settings; raises NoBook, NotText, BadSettings, PasswordExposed."""
    path = folder / FILE
    if not path.exists():
        raise NoBook(folder=str(folder))
    data = _parse(path)
    sections: dict[str, Any] = {
        name: _section(name, kind, data.pop(name, {}), path, environ)
        for name, kind in SECTIONS.items()
    }
    _from_environment(data, Settings, "DUBAN_", environ)
    return replace(
        Settings(folder=folder.resolve()), **_checked(data, Settings, path, ""), **sections
    )


SECTIONS = {"mail": MailSettings, "inbox": InboxSettings, "second_reader": SecondReaderSettings}
SECRETS = {"mail": "password", "inbox": "password", "second_reader": "key"}


def _section(name: str, kind: type, given: Any, path: Path, environ: Mapping[str, str]) -> Any:
    if not isinstance(given, dict):
        raise _bad(path, name, N_("this is no section"), given=str(given), allowed=f"[{name}]")
    _from_environment(given, kind, f"DUBAN_{name.upper()}_", environ)
    checked, secret = _checked(given, kind, path, f"{name}."), SECRETS[name]
    said = _secret(name, secret, str(checked.get(f"{secret}_file", "")), path, environ)
    return kind(**checked, **{secret: said})


def _parse(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        last = str(len(text.splitlines()))  # “at end of document” names no line
        line = next((word for word in str(trouble).rstrip(")").split("line ")[1:]), last)
        raise _no_text(path, line.split(",")[0], str(trouble).split(" (")[0]) from trouble
    except UnicodeDecodeError as trouble:
        raise _no_text(path, "?", Word(N_("this is not UTF-8 text"))) from trouble


# Nothing is wrong at most starts: what says that something is, is imported when it is said.


def _no_text(path: Path, line: str, problem: str | Word) -> NotText:
    from models.bad_files import NotText

    return NotText(path=str(path), line=line, problem=problem)


def _bad(path: Path, where: str, problem: str, *, given: str, allowed: str) -> BadSettings:
    from models.bad_files import BadSettings

    return BadSettings(
        path=str(path), where=where, problem=Word(problem), given=given, allowed=allowed
    )


def _keys(kind: type) -> list[str]:
    hidden = {"folder", *SECTIONS} if kind is Settings else set(SECRETS.values())
    return [one.name for one in fields(kind) if one.name not in hidden]


def _from_environment(
    data: dict[str, Any], kind: type, prefix: str, environ: Mapping[str, str]
) -> None:
    for key in _keys(kind):
        if (prefix + key.upper()) in environ:
            data[key] = environ[prefix + key.upper()]


def _checked(data: dict[str, Any], kind: type, path: Path, section: str) -> dict[str, Any]:
    checked = {}
    for key, given in data.items():
        if key not in _keys(kind):
            hidden = "password" in key or "key" in key
            raise _bad(
                path,
                section + key,
                N_("this name is not known here"),
                given="…" if hidden else str(given),
                allowed=", ".join(_keys(kind)),
            )
        checked[key] = _value(key, given, path, section)
    return checked


def _value(key: str, given: Any, path: Path, section: str) -> Any:
    def refuse(problem: str, allowed: str) -> BadSettings:
        said = "…" if key == "url" else str(given)  # it may hold a key
        return _bad(path, section + key, problem, given=said, allowed=allowed)

    if key in READ:
        read, problem, allowed = READ[key]
        try:
            return read(given)
        except ValueError as trouble:
            raise refuse(problem, allowed) from trouble
    if key == "time_zone" and given != Settings.time_zone:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(str(given))
        except (ZoneInfoNotFoundError, ValueError) as trouble:
            raise refuse(N_("this is no time zone"), "Asia/Shanghai") from trouble
    choices = {
        "language": LANGUAGES,
        "mail.security": SECURITY,
        "inbox.security": SECURED,
    }.get(section + key)
    if choices and given not in choices:
        raise refuse(N_("none of the words allowed"), ", ".join(choices))
    return str(given)


def _hour(given: Any) -> time:
    return time.fromisoformat(str(given))


def _port(given: Any) -> int:
    if not str(given).isdigit() or not 0 < int(given) < 65536:
        raise ValueError(given)
    return int(given)


def _below(most: int) -> Callable[[Any], int]:
    def read(given: Any) -> int:
        if isinstance(given, bool) or not str(given).isdigit() or not 0 < int(given) < most:
            raise ValueError(given)
        return int(given)

    return read


def _yes_or_no(given: Any) -> bool:
    words = {
        "true": True,
        "1": True,
        "yes": True,
        "false": False,
        "0": False,
        "no": False,
        "": False,
    }
    if str(given).lower() not in words:
        raise ValueError(given)
    return words[str(given).lower()]


def _addresses(given: Any) -> tuple[str, ...]:
    """A list in the file; in the environment parted by commas."""
    parted = given.replace("，", ",").split(",") if isinstance(given, str) else given
    if not isinstance(parted, list) or not all(isinstance(one, str) for one in parted):
        raise ValueError(given)
    found = tuple(one.strip().lower() for one in parted if one.strip())
    if not all("@" in one and " " not in one for one in found):
        raise ValueError(given)
    return found


def _endpoint(given: Any) -> str:
    """A web address without a key in it: addresses are shown."""
    from urllib.parse import urlsplit

    parts = urlsplit(str(given))
    odd = parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc
    if given and (odd or parts.query):
        raise ValueError
    return str(given).rstrip("/")


READ: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    **dict.fromkeys(
        ("cutoff", "run_at", "seal_at", "opens", "closes"),
        (_hour, N_("this is no time of day"), "08:30"),
    ),
    "port": (_port, N_("this is no port number"), "25, 465, 587, 993"),
    "minutes": (_below(60), N_("this is no number of minutes below an hour"), "10"),
    "seconds": (_below(3600), N_("this is no number of seconds below an hour"), "120"),
    "on": (_yes_or_no, N_("this is neither yes nor no"), "true, false"),
    "senders": (
        _addresses,
        N_("this is no list of addresses"),
        '["a@example.org", "@example.org"]',
    ),
    "url": (_endpoint, N_("this is no address"), "http://127.0.0.1:8000/v1"),
}


def _secret(
    section: str, secret: str, file: str, path: Path, environ: Mapping[str, str]
) -> str | None:
    """Take a password or key from the environment, or from a file that only we can read."""
    variable = f"DUBAN_{section}_{secret}".upper()
    if variable in environ:
        return environ[variable]
    if not file:
        return None
    stands = path.parent / file
    if not stands.exists():
        where, missing = f"{section}.{secret}_file", N_("there is no such file")
        raise _bad(path, where, missing, given=str(stands), allowed="0600")
    if os.name == "posix" and stands.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PasswordExposed(path=str(stands))
    return stands.read_text(encoding="utf-8").strip()


TEMPLATE = """\
# 督办台账的设置。Settings of one supervision office; see docs/settings.md.
language = "{language}"
time_zone = "{time_zone}"
cutoff = "17:30"     # 晚于此时的反馈计入下一个工作日
run_at = "08:30"     # 每个工作日自动运行的时间
seal_at = "20:00"    # 每晚封账的时间
book = "{book}"

[mail]               # host 为空时，信件写入 letters/ 文件夹
host = ""
port = 25
security = "starttls"  # none | starttls | ssl
user = ""
password_file = ""   # 权限须为 0600；也可用环境变量 DUBAN_MAIL_PASSWORD
sender = "duban@example.org"

[inbox]              # 来文：folder 为空时不监视文件夹，host 为空时不读取邮箱
folder = ""          # 例如 "来文"；放入的文件自动读取，生成拟立项事项
host = ""            # IMAP 服务器；口令用 password_file 或环境变量 DUBAN_INBOX_PASSWORD
user = ""
password_file = ""
senders = []         # 只读取这些发件人的附件，例如 ["@example.org"]

[second_reader]      # 第二遍识别：单位自建的大模型接口，默认不用
on = false
url = ""             # 例如 "http://127.0.0.1:8000/v1"
model = ""
key_file = ""        # 权限须为 0600；也可用环境变量 DUBAN_SECOND_READER_KEY
"""
