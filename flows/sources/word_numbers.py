"""The numbers that Word writes before the paragraphs of a list, counted as Word counts."""

from __future__ import annotations

import re
from typing import Any

from flows.documents import numeral

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LEVEL = re.compile(r"%([1-9])")
CHINESE = ("chinese", "taiwanese", "japaneseCounting", "ideographDigital")
UNCOUNTED = frozenset({"bullet", "none"})
MOST_STYLES = 10  # styles a style is based on, one upon the other


class Numbers:
    """The lists of one document, each at the number it has come to."""

    def __init__(self, part: Any) -> None:
        """Find the document's lists and the styles that belong to one."""
        defined = _numbering(part)
        self._levels = {
            one.get(f"{W}abstractNumId"): {level.get(f"{W}ilvl"): level for level in one}
            for one in defined
            if one.tag == f"{W}abstractNum"
        }
        self._lists = {one.get(f"{W}numId"): one for one in defined if one.tag == f"{W}num"}
        self._styles = _styles(part) if self._lists else {}
        self._counts: dict[str, list[int]] = {}
        self._begun: set[str] = set()

    def marker(self, paragraph: Any) -> str:
        """Count a paragraph and return its number, nothing if it has none."""
        if not self._lists:
            return ""
        number, depth = self._of(paragraph)
        one = self._lists.get(number)
        name = _value(one, "abstractNumId") if one is not None else ""
        levels = self._levels.get(name, {})
        level = levels.get(str(depth))
        if level is None:
            return ""
        counts = self._counted(name, number, depth, one, levels)
        if _value(level, "numFmt") in UNCOUNTED:
            return ""
        return LEVEL.sub(
            lambda found: _written(counts, int(found[1]) - 1, levels), _value(level, "lvlText")
        )

    def _of(self, paragraph: Any) -> tuple[str, int]:
        """Find the list and the level of a paragraph, its own or its style's."""
        depth = ""
        holder, style = paragraph, _value(paragraph, "pPr", "pStyle")
        for _ in range(MOST_STYLES):
            depth = depth or _value(holder, "pPr", "numPr", "ilvl")
            number = _value(holder, "pPr", "numPr", "numId")
            if number or style not in self._styles:
                break
            holder = self._styles[style]
            style = _value(holder, "basedOn")
        return number, int(depth) if depth.isdecimal() else 0

    def _counted(
        self, name: str, number: str, depth: int, one: Any, levels: dict[str, Any]
    ) -> list[int]:
        counts = self._counts.setdefault(name, [])
        if number not in self._begun:
            self._begun.add(number)
            for override in one.findall(f"{W}lvlOverride"):
                again = _value(override, "startOverride")
                if again.isdecimal():
                    at = int(override.get(f"{W}ilvl"))
                    del counts[at + 1 :]
                    counts += [_start(levels, n) for n in range(len(counts), at + 1)]
                    counts[at] = int(again) - 1
        del counts[depth + 1 :]
        counts += [_start(levels, n) - (n == depth) for n in range(len(counts), depth + 1)]
        counts[depth] += 1
        return counts


def _numbering(part: Any) -> list[Any]:
    from docx.opc.constants import RELATIONSHIP_TYPE

    try:
        return list(part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element)
    except KeyError:
        return []


def _styles(part: Any) -> dict[str, Any]:
    return {one.get(f"{W}styleId"): one for one in part.styles.element.findall(f"{W}style")}


def _value(element: Any, *path: str) -> str:
    found = element.find("/".join(f"{W}{one}" for one in path))
    return "" if found is None else found.get(f"{W}val") or ""


def _start(levels: dict[str, Any], depth: int) -> int:
    level = levels.get(str(depth))
    written = "" if level is None else _value(level, "start")
    return int(written) if written.isdecimal() else 0 if level is None else 1


def _written(counts: list[int], depth: int, levels: dict[str, Any]) -> str:
    """Write one level of a number: 1, 一, ①, a, A."""
    if depth >= len(counts):
        return ""
    count, level = counts[depth], levels.get(str(depth))
    form = "" if level is None else _value(level, "numFmt")
    if form.startswith(CHINESE) and 0 < count < 100:
        return numeral(count)
    if form.startswith("decimalEnclosedCircle") and 0 < count <= 20:
        return chr(ord("①") + count - 1)
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 26:
        return chr(ord("a" if form == "lowerLetter" else "A") + count - 1)
    return str(count)
