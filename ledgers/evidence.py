"""佐证材料: files copied into the book's evidence folder under their own hash."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from models.bad_files import FileMissing
from models.terms import Proof

CHUNK = 1 << 20
Handed = Path | tuple[Proof, Path]
"""A file as it is handed in, with the sort of evidence it is where somebody said."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as it is kept: ``stored_as`` is its path below the evidence folder."""

    name: str
    stored_as: str
    sha256: str
    size: int
    sort: str = ""


def sha256_of(path: Path) -> str:
    """Hash a file without reading it whole."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def keep(path: Path, folder: Path) -> Kept:
    """Copy a file into the folder, named by its hash: the same file twice is kept once.

    The copy is complete before it gets its name, so a crash leaves no half file behind a
    name that an event may point to. Raises FileMissing.
    """
    if not path.is_file():
        raise FileMissing(path=str(path))
    digest = sha256_of(path)
    stored = Path(digest[:2]) / f"{digest}{path.suffix.lower()}"
    target = folder / stored
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(f".{os.getpid()}.part")
        shutil.copyfile(path, partial)
        partial.replace(target)
    return Kept(path.name, stored.as_posix(), digest, target.stat().st_size)


def keep_all(handed: Sequence[Handed], folder: Path) -> list[Kept]:
    """Keep several files, or none where one of them is missing. Raises FileMissing."""
    files = [one if isinstance(one, tuple) else ("", one) for one in handed]
    for _, path in files:
        if not path.is_file():
            raise FileMissing(path=str(path))
    return [replace(keep(path, folder), sort=str(sort)) for sort, path in files]
