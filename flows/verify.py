"""核验本档案 / Check this archive: the sums of all files, and every chain of events.

用法 / usage:  python3 verify.py [FOLDER]

Needs Python 3.7 or later and nothing else, and changes nothing. Exit code 0 where everything
fits, 1 at the first thing that does not. How it is computed: 如何核验.txt, HOW-TO-VERIFY.txt.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

SUMS = "SHA256SUMS"
CHAIN = "history.jsonl"
INDEXES = ("目录.csv", "index.csv")
SUM = re.compile(r"([0-9a-f]{64})  ([^\r\n]+)\n")
# An event's hash: SHA-256 over the hash before it, a line feed, and these fields as a JSON list.
HASHED = (
    "on_day", "chain", "place", "recorded_at", "actor_id", "behalf_id", "happened", "changes",
    "note",
)  # fmt: skip
# What file managers and Python leave lying about.
LITTER = {".ds_store", "thumbs.db", "desktop.ini", "__pycache__"}


class Unfit(Exception):
    """The first thing that does not fit: where, and what, in both languages."""

    def __init__(self, where: str, zh: str, en: str) -> None:
        super().__init__(where)
        self.where, self.zh, self.en = where, zh, en


def main(arguments: list[str]) -> int:
    """Check an archive and say what fits and the first thing that does not."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")
    root = Path(arguments[0] if arguments else __file__).resolve()
    root = root if root.is_dir() else root.parent
    print(f"核验 / Checking: {root}")
    try:
        files, chains, events = check(root)
    except Unfit as unfit:
        print(f"不符：{unfit.where}：{unfit.zh}")
        print(f"DOES NOT FIT: {unfit.where}: {unfit.en}")
        return 1
    print(f"全部相符：{files}个文件，{chains}条记录链，{events}条记录。")
    print(f"All fits: {files} files, {chains} chains, {events} events.")
    print(f"请与移交清单核对 / Compare with the hand-over list: {SUMS} {sha256(root, SUMS)}")
    return 0


def check(root: Path) -> tuple[int, int, int]:
    """Check everything; returns how many files, chains and events fit. Raises Unfit."""
    top = read_sums(root, "")
    check_files(root, "", top)
    heads = read_index(root, top)
    folders = [name[: -len(SUMS) - 1] for name in top if name.endswith(f"/{SUMS}")]
    for odd in sorted(set(folders) ^ set(heads)):
        raise Unfit(odd, f"目录与{SUMS}不一致", f"is not both in the index and in {SUMS}")
    files, events = 1 + len(top), 0
    for folder in folders:
        sums = read_sums(root, folder)
        check_files(root, folder, sums)
        count = check_chain(root, folder, heads[folder])
        print(f"相符 fits  {folder}  ({len(sums)}, {count})")
        files, events = files + len(sums), events + count
    return files, len(folders), events


# -- sums -------------------------------------------------------------------------------


def read_sums(root: Path, folder: str) -> dict[str, str]:
    """Read a folder's SHA256SUMS, name → sum. Raises Unfit at a line that is none."""
    path, found = at(folder, SUMS), {}
    for number, line in enumerate(lines_of(root, path), 1):
        match = SUM.fullmatch(line)
        if not match or match.group(2) in found or ".." in match.group(2).split("/"):
            raise Unfit(path, f"第{number}行有误", f"line {number} is wrong")
        found[match.group(2)] = match.group(1)
    return found


def check_files(root: Path, folder: str, sums: dict[str, str]) -> None:
    """Check that every listed file fits, and that nothing lies there unlisted."""
    for name, listed in sums.items():
        if sha256(root, at(folder, name)) != listed:
            raise Unfit(at(folder, name), "校验和不符", "its sum differs")
    known = {unicodedata.normalize("NFC", name) for name in sums} | {SUMS}
    for name in sorted(lying(root / folder)):
        volume = name.split("/")[0]  # what lies in a listed one is checked with that one
        if name not in known and (folder or f"{volume}/{SUMS}" not in known):
            raise Unfit(at(folder, name), f"未列入{SUMS}", f"is not listed in {SUMS}")


def lying(folder: Path) -> Iterator[str]:
    """List all files below a folder, by names with slashes."""
    for path in folder.rglob("*"):
        steps = path.relative_to(folder).parts
        litter = steps[-1].startswith("._") or LITTER & {step.lower() for step in steps}
        if not litter and not path.is_dir():
            yield unicodedata.normalize("NFC", "/".join(steps))


def sha256(root: Path, name: str) -> str:
    """Hash a file without reading it whole. Raises Unfit where it cannot be read."""
    digest = hashlib.sha256()
    try:
        with (root / name).open("rb") as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                digest.update(chunk)
    except (OSError, ValueError):
        raise Unfit(name, "缺失或无法读取", "is missing or cannot be read") from None
    return digest.hexdigest()


# -- chains -----------------------------------------------------------------------------


def check_chain(root: Path, folder: str, head: str) -> int:
    """Redo a chain of events up to the head the index names; returns its length."""
    path = at(folder, CHAIN)
    previous, count = "", 0
    for count, line in enumerate(lines_of(root, path), 1):
        where = f"{path}:{count}"
        try:
            event = json.loads(line)
            told = (event["place"], event["previous"], event["hash"])
            whole = canonical(event) + "\n" == line
            here = hash_of(previous, hashed(event))
        except (ValueError, KeyError, TypeError):
            raise Unfit(where, "不是一条记录", "is no event") from None
        if told[:2] != (count, previous):
            raise Unfit(where, "与上一条记录不衔接", "does not follow the event before it")
        if told[2] != here or not whole:
            raise Unfit(where, "校验码不符", "its hash differs")
        previous = here
    if previous != head:
        raise Unfit(path, "末条记录校验码与目录不符", "its last hash is not the one in the index")
    return count


def hashed(event: dict[str, object]) -> list[object]:
    """List what an event's hash covers; its id comes last where the line tells it."""
    fields = [event[field] for field in HASHED]
    return [*fields, event["id"]] if "id" in event else fields


def hash_of(previous: str, fields: list[object]) -> str:
    """Hash an event onto the one before it."""
    return hashlib.sha256(f"{previous}\n{canonical(fields)}".encode()).hexdigest()


def canonical(value: object) -> str:
    """Write JSON in the one way that is hashed: sorted keys, no spaces, plain characters."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_index(root: Path, top: dict[str, str]) -> dict[str, str]:
    """Read the index: folder → hash of its last event; these are its last two columns."""
    name = next((one for one in INDEXES if one in top), SUMS)
    rows = list(csv.reader(lines_of(root, name)))
    if not rows or any(len(row) != len(rows[0]) or len(row) < 2 for row in rows):
        raise Unfit(name, "没有可读的目录", "there is no index that can be read")
    return {row[-2]: row[-1] for row in rows[1:]}


# -- reading ----------------------------------------------------------------------------


def at(folder: str, name: str) -> str:
    """Name a file as it is listed at the top."""
    return f"{folder}/{name}" if folder else name


def lines_of(root: Path, name: str) -> list[str]:
    """Read a text line by line, each with its own end; only a line feed ends one."""
    try:
        with (root / name).open(encoding="utf-8", newline="\n") as file:
            return list(file)
    except (OSError, ValueError):
        raise Unfit(name, "缺失或无法读取", "is missing or cannot be read") from None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
