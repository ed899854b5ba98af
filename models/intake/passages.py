"""A text cut into paragraphs, sentences and clauses; every piece knows where it stands.

All work is done on a copy of the text of the same length, in which full-width digits and
half-width punctuation are written one way: an offset in the one is an offset in the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

# One spelling for each sign, character for character.
_WIDTHS = str.maketrans(
    {chr(0xFF10 + n): str(n) for n in range(10)}
    | {"．": ".", "％": "%", "(": "（", ")": "）", ":": "：", ";": "；", "!": "！", "?": "？"}
    | {
        "\u3000": " ",
        "\xa0": " ",
        "\r": "\n",
        "〇": "○",
        "～": "~",
        "|": "\t",
        "｜": "\t",
        "—": "-",
        "－": "-",
    }
)
_COMMA = re.compile(r"(?<!\d),|,(?!\d{3})")  # 1,207件 keeps its own
SENTENCE_END = re.compile(r"[。！？；]+[”’）]*|…{2,}|\n")
CLAUSE_END = re.compile(r"[，：]")
# 1.9月底前…: the first item, by the end of September.
_NUMBER_AND_DAY = re.compile(r"(?m)(?:^|(?<=[\s。；]))\s*\d{1,3}\.(?=20\d\d年|\d{1,2}月)")
# 整改要求：…: a label is no clause.
_LABEL = re.compile("[\u4e00-\u9fff]{2,6}：")
# 1. （一） 一、 ① * ★: what stands before an item.
_BULLET = r"[\s*★●○▲■◆·•]*"
_CN = "[一二三四五六七八九十]{1,3}"
ITEM_MARK = re.compile(
    rf"{_BULLET}(?:(?:[（]\s*(?:\d{{1,3}}|{_CN})\s*[）]|\d{{1,3}}\s*[.、．](?:(?!\d)|(?=20\d\d年|\d{{1,2}}月))|{_CN}(?:、|是(?=\S))"
    rf"|[①-⑳]|第{_CN}[，、]|\d{{1,3}}[ \t]+(?=[^\d\s])){_BULLET})?"
)
# 。 责任单位：…  。 2.新增…: two lines that stand in one.
RUN_TOGETHER = re.compile(
    r"(?<=[\u4e00-\u9fff。；）])\s+(?=[\u4e00-\u9fff]{2,6}：|\d{1,2}[.、．](?=[^\d\s]))"
    r"|(?<=。)(?=[\u4e00-\u9fff]{0,2}(?:责任|牵头|配合|协办|完成)(?:单位|部门|时限|时间)：)"
)
QUOTED = re.compile(r"“[^”。；，！？\n]{1,40}”|《[^》\n]{1,60}》|「[^」。；，\n]{1,40}」")
BRACKETED = re.compile(r"（[^（）\n]{1,120}）")


class Span(NamedTuple):
    """A piece of the text: where it begins, where it ends, what it says (one spelling)."""

    start: int
    end: int
    text: str

    def part(self, start: int, end: int) -> Span:
        """Cut a piece out of it, by offsets within it."""
        return Span(self.start + start, self.start + end, self.text[start:end])

    def trimmed(self, signs: str = " \t\n*，。；、：") -> Span:
        """Leave out signs that only part one piece from the next."""
        left = len(self.text) - len(self.text.lstrip(signs))
        right = len(self.text.rstrip(signs))
        return self.part(left, max(left, right))


class Sentence(NamedTuple):
    """A sentence and its clauses, in the order they stand."""

    span: Span
    clauses: tuple[Span, ...]


def one_spelling(text: str) -> str:
    """Write signs one way, character for character."""
    flat = _COMMA.sub("，", text.translate(_WIDTHS))
    return _NUMBER_AND_DAY.sub(lambda mark: mark[0].replace(".", "、"), flat)


def paragraphs(text: str) -> Iterator[Span]:
    """Walk the lines that say something; where a page ran lines together, its labels part them."""
    start = 0
    for line in text.split("\n"):
        whole = Span(start, start + len(line), line)
        parted = () if "\t" in line else RUN_TOGETHER.finditer(line)  # a row stays a row
        cuts = [0, *(mark.start() for mark in parted), len(line)]
        for left, right in pairwise(cuts):
            if line[left:right].strip():
                yield whole.part(left, right)
        start += len(line) + 1


def sentences(paragraph: Span) -> Iterator[Sentence]:
    """Walk the sentences of a paragraph; a semicolon ends one too, as offices use it."""
    start = 0
    for mark in SENTENCE_END.finditer(paragraph.text):
        yield from _sentence(paragraph.part(start, mark.start()))
        start = mark.end()
    yield from _sentence(paragraph.part(start, len(paragraph.text)))


def _sentence(span: Span) -> Iterator[Sentence]:
    item = ITEM_MARK.match(span.text)
    body = span.part(item.end() if item else 0, len(span.text)).trimmed()
    if body.text:
        yield Sentence(body, tuple(_clauses(body)))


def _clauses(sentence: Span) -> Iterator[Span]:
    start = 0
    hidden = veiled(sentence.text)
    for mark in CLAUSE_END.finditer(hidden):
        if mark.start() > start and not _LABEL.fullmatch(hidden, start, mark.end()):
            yield sentence.part(start, mark.start())
        start = mark.end()
    if start < len(sentence.text):
        yield sentence.part(start, len(sentence.text))


def veiled(text: str) -> str:
    """Hide what stands in quotation marks or brackets behind □: it is a name or an aside."""
    return BRACKETED.sub(_veil, QUOTED.sub(_veil, text))


def _veil(match: re.Match[str]) -> str:
    return match[0][0] + "□" * (len(match[0]) - 2) + match[0][-1]
