"""``python -m models.words.build``: compile ``zh/*.po`` into ``duban.mo``.

Needs Babel, which only whoever changes a sentence has to have installed.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from string import Formatter

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from jinja2 import Environment
from jinja2.ext import extract_from_ast

from models.words import HERE, compiled_path

NO_DAY = datetime(2020, 8, 3, tzinfo=UTC)  # the same sentences give the same bytes on any day
MARKS = frozenset({"N_", "_", "say"})
ROOMS = ("models", "ledgers", "flows")


class BadCatalogue(Exception):
    """The catalogues cannot be compiled; each line names a file, a sentence, a fault."""


def blanks(sentence: str) -> set[str]:
    """List the names of a sentence's blanks."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def merged(folder: Path = HERE / "zh") -> dict[str, str]:
    """Read every catalogue of a folder as one, refusing what does not fit."""
    said: dict[str, str] = {}
    faults: list[str] = []
    for path in sorted(folder.glob("*.po")):
        for sentence, chinese, fuzzy in _entries(path):
            fault = _fault(sentence, chinese, fuzzy, said.get(sentence))
            faults += [f"{path.name}: {sentence!r} {fault}"] if fault else []
            said[sentence] = chinese
    if faults:
        raise BadCatalogue("\n".join(faults))
    return said


def _entries(path: Path) -> Iterator[tuple[str, str, bool]]:
    with path.open("rb") as file:
        for message in read_po(file, locale="zh", abort_invalid=True):
            if message.id:
                yield str(message.id), str(message.string), message.fuzzy


def _fault(sentence: str, chinese: str, fuzzy: bool, before: str | None) -> str:
    """Say what is wrong with one entry; nothing if it is well."""
    if fuzzy:
        return "is marked fuzzy; look at it and take the mark away"
    if not chinese.strip():
        return "has no Chinese"
    try:
        if blanks(sentence) != blanks(chinese):
            return f"has blanks {sorted(blanks(sentence))}, its Chinese {sorted(blanks(chinese))}"
    except ValueError as error:
        return f"has braces that do not fit: {error}"
    if before not in (None, chinese):
        return f"is said twice: {before!r} and {chinese!r}"
    return ""


def compiled(said: dict[str, str]) -> bytes:
    """Write a catalogue as gettext reads it; the same sentences give the same bytes."""
    catalogue = Catalog(locale="zh", charset="utf-8", creation_date=NO_DAY, revision_date=NO_DAY)
    catalogue.mime_headers = [("Content-Type", "text/plain; charset=utf-8")]
    for sentence in sorted(said):
        catalogue.add(sentence, said[sentence])
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def sentences(root: Path) -> dict[str, str]:
    """Find every sentence said in the rooms and the front door, and where."""
    found: dict[str, str] = {}
    paths = [root / "cli.py", *(one for room in ROOMS for one in (root / room).rglob("*"))]
    for path in sorted(one for one in paths if one.is_file()):
        spoken: list[str] = []
        if path.suffix == ".py":
            spoken = list(_in_python(path.read_text("utf-8")))
        elif path.suffix == ".j2":
            spoken = list(_in_template(path.read_text("utf-8")))
        found |= {one: str(path.relative_to(root)) for one in spoken if one}
    return found


def _in_python(source: str) -> Iterator[str]:
    # The syntax tree has adjacent strings joined already, and sees calls within calls.
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        first = node.args[0]
        if name in MARKS and isinstance(first, ast.Constant) and isinstance(first.value, str):
            yield first.value


def _in_template(source: str) -> Iterator[str]:
    tree = Environment(autoescape=True).parse(source)
    for _, _, sentence in extract_from_ast(tree, (*MARKS, "head")):
        # Facts come along as None, and a call without a sentence of its own as nothing else.
        yield sentence if isinstance(sentence, str) else next(filter(None, sentence or ()), "")


def main() -> int:
    """Compile, and say on the error stream what is in the way."""
    try:
        said = merged()
    except BadCatalogue as error:
        print(error, file=sys.stderr)
        return 1
    path = compiled_path("zh")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(compiled(said))
    print(f"{len(said)} sentences compiled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
