"""The folder that documents are put into (来文), and where each is moved on the way.

处理中 holds what is being read, under a key; 已处理 what has been read; 待处理 what could not be,
each with a note beside it. A document is moved and never copied, so it is always in one place.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePath
from uuid import uuid4

from filelock import FileLock, Timeout

from models.filenames import safe_file_name
from models.not_ready import InboxBusy, InboxUnusable

WORKING, DONE, ASIDE = "处理中", "已处理", "待处理"
LOCK = ".lock"
NOTE = ".说明.txt"
SETTLING = 2.0  # seconds in which a file must not have grown: who copies is let finish
HALF = (".part", ".partial", ".crdownload", ".tmp", ".download", ".lock")
LONGEST = 60  # characters of a name from a mail


@dataclass(frozen=True, slots=True)
class Look:
    """What lies in the folder: documents that may be taken, and what is left alone."""

    ready: tuple[Path, ...] = ()
    growing: int = 0
    alone: int = 0
    """Folders and links: only documents themselves are taken."""


class Tray:
    """One watched folder; ``with tray.ours()`` nobody else reads it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.working, self.done, self.aside = (folder / one for one in (WORKING, DONE, ASIDE))

    @contextmanager
    def ours(self) -> Iterator[None]:
        """Hold the folder; the system gives it back even after a kill.

        Raises InboxUnusable, InboxBusy.
        """
        with self._usable():
            if not self.folder.is_dir():
                raise FileNotFoundError(2, os.strerror(2))
            for one in (self.working, self.done, self.aside):
                one.mkdir(exist_ok=True)
            lock = FileLock(self.working / LOCK)
            try:
                lock.acquire(timeout=0)
            except Timeout as taken:
                raise InboxBusy(folder=shown(self.folder)) from taken
        try:
            yield
        finally:
            lock.release()

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except OSError as trouble:
            cause = trouble.strerror or type(trouble).__name__
            raise InboxUnusable(folder=shown(self.folder), cause=cause) from trouble

    # -- looking ------------------------------------------------------------------------

    def look(self) -> Look:
        """Look twice: what has not changed between may be taken, the rest next time."""
        with self._usable():
            before, _ = self._sizes()
            if before:
                time.sleep(SETTLING)
            after, alone = self._sizes()
        ready = sorted(name for name, size in after.items() if before.get(name) == size)
        return Look(tuple(self.folder / one for one in ready), len(after) - len(ready), alone)

    def _sizes(self) -> tuple[dict[str, tuple[int, int]], int]:
        sizes, alone = {}, 0
        with os.scandir(self.folder) as entries:
            for one in entries:
                if one.name in (WORKING, DONE, ASIDE) or not is_a_document(one.name):
                    continue
                if not one.is_file(follow_symlinks=False):
                    alone += 1
                    continue
                with suppress(FileNotFoundError):  # taken away meanwhile
                    about = one.stat(follow_symlinks=False)
                    sizes[one.name] = (about.st_size, about.st_mtime_ns)
        return sizes, alone

    def left_behind(self) -> dict[str, Path]:
        """What an earlier run did not finish, by its key."""
        with self._usable():
            files = [one for one in self.working.iterdir() if one.name[0] != "." and one.is_file()]
        return {one.name.partition(".")[0]: one for one in sorted(files)}

    # -- moving -------------------------------------------------------------------------

    def take(self, path: Path, key: str) -> Path | None:
        """Move a document to where it is read; None where somebody took it away."""
        held = self.working / held_name(key, path.name)
        with self._usable():
            try:
                path.rename(held)
            except FileNotFoundError:
                return None
            self._drop_old_note(path.name)
        return held

    def _drop_old_note(self, name: str) -> None:
        """A document put back after mending leaves its note behind."""
        if not (self.aside / name).exists():
            with suppress(OSError):  # the note's own name may be too long for any file
                (self.aside / f"{name}{NOTE}").unlink(missing_ok=True)

    def hold(self, key: str, name: str, content: bytes) -> None:
        """Lay a document from elsewhere where it is read, whole and on the disk."""
        held = self.working / held_name(key, name)
        draft = self.working / f".{key}{HALF[0]}"
        with self._usable():
            with draft.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(held)

    def finish(self, held: Path, name: str) -> Path:
        """Move a document that has been read."""
        return self._move(held, self.done, name)

    def set_aside(self, held: Path, name: str, note: str) -> Path:
        """Say why a document could not be read, and move it beside that note."""
        with self._usable():
            to = _free(self.aside, name)
            try:
                _write_note(to, note)
            except OSError:  # a name that leaves no room for an ending
                to = _free(self.aside, _short(name))
                _write_note(to, note)
            held.rename(to)
        return to

    def put_back(self, held: Path) -> None:
        """Give a file in 处理中 that nobody claimed back to the folder."""
        self._move(held, self.folder, held.name)

    def _move(self, held: Path, folder: Path, name: str) -> Path:
        with self._usable():
            to = _free(folder, name)
            held.rename(to)
        return to


def new_key() -> str:
    """Name a document that came in, for the book and for 处理中."""
    return uuid4().hex[:16]


def held_name(key: str, name: str) -> str:
    """A name by its key, short and plain, whatever the document was called."""
    ending = PurePath(name).suffix
    return f"{key}{ending.lower()}" if ending.isascii() and len(ending) <= 8 else key


def shown(path: str | PurePath) -> str:
    """Write a name for people: what is no UTF-8 is mostly GB18030 from an old archive."""
    raw = os.fsencode(path)
    for charset in ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            return raw.decode(charset)
    return raw.decode("utf-8", "replace")


def is_a_document(name: str) -> bool:
    """Leave alone what programs put there: locks, half downloads, our own notes."""
    lower = name.lower()
    programs = lower.startswith((".", "~$", "~")) or lower in ("thumbs.db", "desktop.ini")
    return not programs and not lower.endswith((*HALF, NOTE))


def _free(folder: Path, name: str) -> Path:
    to, stem, ending = folder / name, PurePath(name).stem, PurePath(name).suffix
    count = 1
    while os.path.lexists(to):
        count += 1
        to = folder / f"{stem} ({count}){ending}"
    return to


def _write_note(beside: Path, note: str) -> None:
    """Windows shows a note rightly only with the mark of UTF-8 at its beginning."""
    beside.with_name(f"{beside.name}{NOTE}").write_text(note, encoding="utf-8-sig")


def _short(name: str) -> str:
    return safe_file_name(shown(name), LONGEST)
