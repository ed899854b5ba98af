"""Folders of an archive: compared with what lies there, and put in their place whole.

What is new is written into a hidden sibling (``.NAME.duban-part``) that gets its name when it is
complete; what already lies there and fits is not written again. Files that are not the
archive's own are left where they are.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from flows.verify import SUM, SUMS
from ledgers.evidence import CHUNK, sha256_of
from models.not_ready import NotWritable
from models.words import N_

PART, OLD = ".duban-part", ".duban-old"
MISSING = N_("not in the evidence folder; not archived")
CHANGED = N_("its hash is not the one entered; not archived")


def sha256(data: bytes) -> str:
    """Hash what is in memory."""
    return hashlib.sha256(data).hexdigest()


def sums_text(sums: Mapping[str, str]) -> bytes:
    """Write sums as ``sha256sum -c`` reads them."""
    return "".join(f"{sums[name]}  {name}\n" for name in sorted(sums)).encode()


def sums_in(folder: Path) -> dict[str, str]:
    """Read a folder's SHA256SUMS; what cannot be read lists nothing."""
    try:
        with (folder / SUMS).open(encoding="utf-8", newline="\n") as file:
            found = filter(None, map(SUM.fullmatch, file))
            return {match[2]: match[1] for match in found}
    except (OSError, UnicodeError):
        return {}


@contextlib.contextmanager
def writing_to(folder: Path) -> Iterator[None]:
    """Refuse in plain words what a disk refuses. Raises NotWritable."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _tidy(folder)
        yield
    except OSError as trouble:
        path = trouble.filename or folder
        raise NotWritable(path=str(path), cause=trouble.strerror or str(trouble)) from trouble


def write(path: Path, data: bytes) -> bool:
    """Write a file unless it is the same already; whole or not at all."""
    if path.is_file() and path.read_bytes() == data:
        return False
    draft = path.with_name(f".{path.name}{PART}")
    draft.write_bytes(data)
    draft.replace(path)
    return True


def _tidy(folder: Path) -> None:
    """Clear away what a run that was killed left half done."""
    for left in folder.glob(f".*{OLD}"):
        name = left.with_name(left.name[1 : -len(OLD)])
        if left.is_dir() and not name.exists():
            left.rename(name)
        shutil.rmtree(left, ignore_errors=True)
    for left in folder.glob(f".*{PART}"):
        shutil.rmtree(left) if left.is_dir() else left.unlink()


class Filing:
    """One folder on its way into the archive."""

    def __init__(self, target: Path) -> None:
        """Look at what lies there already."""
        self.target = target
        self.existed = target.exists()
        self.there = {name: sha256_of(target / name) for name in _files(target)}
        self._listed = sums_in(target)
        self._part = target.with_name(f".{target.name}{PART}")
        self._wanted: dict[str, str] = {}
        self._written: dict[str, bytes] = {}
        self._doubtful: set[str] = set()

    def add(self, name: str, data: bytes) -> None:
        """Have a file in it."""
        self._wanted[name] = sha256(data)
        self._written[name] = data

    def has(self, name: str) -> bool:
        """Whether a file of this name is to be in it."""
        return name in self._wanted

    def held(self, name: str) -> bytes:
        """Return what was added under a name."""
        return self._written[name]

    def copy(self, name: str, source: Path, wanted: str) -> str:
        """Have a copy of a file in it; returns what is wrong with it, empty where it fits.

        A copy that lies there already and fits does as well, whatever became of the source.
        """
        if self.there.get(name) == wanted:
            self._wanted[name] = wanted
            return ""
        trouble = _copy_checked(source, self._part / name, wanted)
        if trouble:
            self._doubtful.add(name)  # a bad copy may be the last there is: it is left lying
        else:
            self._wanted[name] = wanted
        return trouble

    def keep(self, name: str, *, while_unchanged: str) -> None:
        """Keep a file made from another one, as long as both are as they were archived."""
        source = self._wanted[while_unchanged]
        known = self._listed.get(name)
        if known and self.there.get(name) == known and self.there.get(while_unchanged) == source:
            self._wanted[name] = known

    def finish(self) -> list[str] | None:
        """Put it in its place; returns what lay there unlike it should be, None if all was well."""
        self.add(SUMS, sums_text(self._wanted))
        ours = (self.there.keys() & self._listed.keys()) - self._doubtful
        unlike = {name for name, one in self._wanted.items() if self.there.get(name) != one}
        unlike |= ours - self._wanted.keys()
        if not unlike:
            shutil.rmtree(self._part, ignore_errors=True)
            return None
        self._complete(strangers=self.there.keys() - self._wanted.keys() - ours)
        self._swap()
        # The sums differ wherever a file does, and what was asked for only now was not missing.
        told = {name for name in unlike if name in self.there or name in self._listed}
        return sorted(told if unlike == {SUMS} else told - {SUMS})

    def _complete(self, *, strangers: Iterable[str]) -> None:
        for name in (*self._wanted, *strangers):
            path = self._part / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if name in self._written:
                path.write_bytes(self._written[name])
            elif not path.exists():
                _link(self.target / name, path)

    def _swap(self) -> None:
        old = self.target.with_name(f".{self.target.name}{OLD}")
        if self.existed:
            self.target.rename(old)
        self._part.rename(self.target)
        shutil.rmtree(old, ignore_errors=True)


def _files(folder: Path) -> list[str]:
    return [
        path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*")) if path.is_file()
    ]


def _copy_checked(source: Path, target: Path, wanted: str) -> str:
    """Copy a file, hashing what is copied; returns what is wrong, and then no copy stays."""
    try:
        read = source.open("rb")
    except OSError:
        return MISSING
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    with read, target.open("wb") as written:
        while chunk := read.read(CHUNK):
            digest.update(chunk)
            written.write(chunk)
    if digest.hexdigest() == wanted:
        return ""
    target.unlink()
    return CHANGED


def _link(source: Path, target: Path) -> None:
    """Take a file over without copying it, where the disk can do that."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
