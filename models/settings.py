"""Settings of one office: built by the front doors, handed to the rest.

An office is a folder with ``duban.toml``; the book, evidence, letters and backups stand
beside it unless said otherwise. Read at every start, so standard library only. Every key
may be overridden by the environment: ``DUBAN_LANGUAGE``, ``DUBAN_MAIL_HOST`` and so on. The mail
password comes only from ``DUBAN_MAIL_PASSWORD`` or a private file (``password_file``).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.errors import BadSettings, NoBook, NotText, PasswordExposed
from models.words import LANGUAGES, N_, Word

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

FILE = "duban.toml"
SECURITY = ("none", "starttls", "ssl")


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
    mail = data.pop("mail", {})
    if not isinstance(mail, dict):
        raise BadSettings(
            path=str(path),
            where="mail",
            problem=Word(N_("this is no section")),
            given=str(mail),
            allowed="[mail]",
        )
    _from_environment(data, Settings, "DUBAN_", environ)
    _from_environment(mail, MailSettings, "DUBAN_MAIL_", environ)
    settings = replace(Settings(folder=folder.resolve()), **_checked(data, Settings, path, ""))
    post = MailSettings(**_checked(mail, MailSettings, path, "mail."))
    return replace(settings, mail=replace(post, password=_password(post, folder, environ)))


def _parse(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as trouble:
        last = str(len(text.splitlines()))  # “at end of document” names no line
        line = next((word for word in str(trouble).rstrip(")").split("line ")[1:]), last)
        raise NotText(
            path=str(path), line=line.split(",")[0], problem=str(trouble).split(" (")[0]
        ) from trouble
    except UnicodeDecodeError as trouble:
        raise NotText(
            path=str(path), line="?", problem=Word(N_("this is not UTF-8 text"))
        ) from trouble


HIDDEN = frozenset({"folder", "mail", "password"})


def _keys(kind: type) -> list[str]:
    return [one.name for one in fields(kind) if one.name not in HIDDEN]


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
            raise BadSettings(
                path=str(path),
                where=section + key,
                problem=Word(N_("this name is not known here")),
                given="…" if "password" in key else str(given),
                allowed=", ".join(_keys(kind)),
            )
        checked[key] = _value(key, given, path, section)
    return checked


def _value(key: str, given: Any, path: Path, section: str) -> Any:
    def refuse(problem: str, allowed: str) -> BadSettings:
        return BadSettings(
            path=str(path),
            where=section + key,
            problem=Word(problem),
            given=str(given),
            allowed=allowed,
        )

    if key in ("cutoff", "run_at", "seal_at"):
        try:
            return time.fromisoformat(str(given))
        except ValueError as trouble:
            raise refuse(N_("this is no time of day"), "08:30") from trouble
    if key == "port":
        if not str(given).isdigit():
            raise refuse(N_("this is no port number"), "25, 465, 587")
        return int(given)
    if key == "time_zone" and given != Settings.time_zone:
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

        try:
            ZoneInfo(str(given))
        except (ZoneInfoNotFoundError, ValueError) as trouble:
            raise refuse(N_("this is no time zone"), "Asia/Shanghai") from trouble
    choices = {"language": LANGUAGES, "security": SECURITY}.get(key)
    if choices and given not in choices:
        raise refuse(N_("none of the words allowed"), ", ".join(choices))
    return str(given)


def _password(mail: MailSettings, folder: Path, environ: Mapping[str, str]) -> str | None:
    if "DUBAN_MAIL_PASSWORD" in environ:
        return environ["DUBAN_MAIL_PASSWORD"]
    if not mail.password_file:
        return None
    path = folder / mail.password_file
    if not path.exists():
        raise BadSettings(
            path=str(folder / FILE),
            where="mail.password_file",
            problem=Word(N_("there is no such file")),
            given=str(path),
            allowed="0600",
        )
    if os.name == "posix" and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise PasswordExposed(path=str(path))
    return path.read_text(encoding="utf-8").strip()


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
"""
