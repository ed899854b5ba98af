"""One spelling for each thing, so that the rules stay readable."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

from models.festivals import FESTIVALS, PLANS
from models.numerals import SIGNS, whole

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
# The full stop 。 stays; ○ is the zero of 二○二六, whatever the keyboard gave for it.
SAME_WIDTH = FULL_WIDTH | {
    ord(given): ord(kept)
    for kept, several in {"-": "〜～~—–−－", " ": "\u3000\xa0", "〇": "○◯"}.items()
    for given in several
}
OPENING, CLOSING = "“\"'‘「", "”\"'’」"
REMEMBERED = 2**10  # numerals
QUOTED = "|".join((*PLANS, *FESTIVALS))
# 九月 and 五个工作日, but never 三十里铺 or 十四五: only before a unit of time.
TIME_NUMERAL = (
    rf"[○{SIGNS}]+(?=年|月|日|号|天|周(?!年)|季|个?工作日|个半?月|个星期|个季度|个?小时"
    rf"|[-至到][○{SIGNS}]{{1,4}}(?:年|月|日|季|个))"
)


@lru_cache(REMEMBERED)
def _digits(numeral: str) -> str:
    """Write 十二 as 12; what only looks like a numeral stays."""
    try:
        return str(whole(numeral))
    except ValueError:
        return numeral


def _in_digits(match: re.Match[str]) -> str:
    return _digits(match[0])


SPELLINGS: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"[ \n\r]+", ""),
        (rf"[{OPENING}]({QUOTED})(节?)[{CLOSING}]", r"\1\2"),
        (r"-+", "-"),
        (r"T?\d\d:\d\d:\d\d$", ""),
        (r"(?<!\d)(20\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)", r"\1年\2月\3日"),
        (r"(?<!\d)(20\d\d)[./-](\d{1,2})[./-](\d{1,2})(?!\d)", r"\1年\2月\3日"),
        (r"(?<!\d)(20\d\d)[./](\d{1,2})(?!\d)", r"\1年\2月"),
        (r"(?<![\d.])(1[0-2]|0?[1-9])\.(3[01]|[12]\d|0?[1-9])(?![\d.])", r"\1月\2日"),
        (r"(?<![\d/])(1[0-2]|0?[1-9])/(3[01]|[12]\d|0?[1-9])(?=[之以]?前)", r"\1月\2日"),
        (r"(?<!\d)([2-4]\d)年(?=年?[底末]|\d{1,2}月|[上下]半年|第?[1-4]季)", r"20\1年"),
        (r"[Qq]([1-4])", r"\1季度"),
        (r"(?<!个)半个?月", "15天"),
        (r"(?<![上下])半年(?=[内之以时])", "6个月"),
        (TIME_NUMERAL, _in_digits),
    )
)
ODD = re.compile("|".join(pattern.pattern for pattern, _ in SPELLINGS))


def same_width(text: str) -> str:
    """Write full-width digits, dashes and zeros in one way, every character in its place."""
    return text.translate(SAME_WIDTH)


def spelled(text: str) -> tuple[str, Sequence[int]]:
    """Write a text in one spelling; beside it, where each character ends in the text given."""
    if not ODD.search(text):
        return text, range(1, len(text) + 1)
    ends = list(range(1, len(text) + 1))
    for pattern, spelling in SPELLINGS:
        at, pieces, places = 0, [], []
        for match in pattern.finditer(text):
            new = match.expand(spelling) if isinstance(spelling, str) else spelling(match)
            pieces += [text[at : match.start()], new]
            places += ends[at : match.start()] + [ends[match.end() - 1]] * len(new)
            at = match.end()
        if at:
            text, ends = "".join(pieces) + text[at:], places + ends[at:]
    return text, ends


# 七、八月份 and 七八月份 are 7-8月, but only of a phrase that stands alone: in a text 1、2月底前
# may be the first item of a list. 202606 is a month in a cell and may be anything in a text.
ALONE = (
    (re.compile(r"(?<![\d一二三四五六七八九十])(\d{1,2}|[一二三四五六七八九])、"
                r"(?=(?:\d{1,2}|[二三四五六七八九十]{1,2})[月季])"), r"\1-"),
    (re.compile(r"[一二三四五六七八九](?=[二三四五六七八九十][月季])"), r"\g<0>-"),
    (re.compile(r"^(20\d\d)(0[1-9]|1[0-2])$"), r"\1年\2月"),
)  # fmt: skip


def phrase_spelled(phrase: str) -> str:
    """Write a phrase that stands alone: what surrounds it may be put aside too."""
    text = unicodedata.normalize("NFKC", phrase).translate(SAME_WIDTH)
    text = re.sub(r"\s+", " ", text).strip(" 《》")
    if text[:1] in OPENING and text[-1:] in CLOSING:
        text = text[1:-1]
    for pattern, spelling in ALONE:
        text = pattern.sub(spelling, text)
    return spelled(text)[0]
