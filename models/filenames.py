"""Names of files and folders that Windows, macOS, Linux and any memory stick take."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

# What Windows refuses, what a terminal obeys, and what turns the direction of a line.
UNFIT = re.compile(
    '[<>:"/\\\\|?*\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]'
)
# Names that are devices to Windows, with any ending.
DEVICES = {
    "con",
    "prn",
    "aux",
    "nul",
    *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
}
# A name must not begin as an option, a formula, a home folder or a hidden file.
BEGINNINGS = "-=+@~. "
LONGEST_ENDING = 12


def safe_name(text: str, longest: int) -> str:
    """Make a folder's name of a text: the same text gives the same name."""
    plain = UNFIT.sub("_", " ".join(unicodedata.normalize("NFC", text).split()))
    name = plain.lstrip(BEGINNINGS)[:longest].rstrip(". ") or "_"
    return f"_{name}" if name.partition(".")[0].rstrip().casefold() in DEVICES else name


def safe_file_name(text: str, longest: int) -> str:
    """Make a file's name of a text; where it is cut, its ending stays."""
    stem, dot, ending = text.rpartition(".")
    if not dot or not stem or len(ending) > LONGEST_ENDING:
        return safe_name(text, longest)
    kept = safe_name(ending, LONGEST_ENDING)
    return f"{safe_name(stem, longest - len(kept) - 1)}.{kept}"


def distinct(names: Iterable[str]) -> Iterator[str]:
    """Number names that a file system without capitals would take for one another."""
    taken: set[str] = set()
    for name in names:
        stem, dot, ending = name.rpartition(".")
        count, free = 1, name
        while free.casefold() in taken:
            count += 1
            free = f"{stem}-{count}.{ending}" if dot else f"{name}-{count}"
        taken.add(free.casefold())
        yield free
