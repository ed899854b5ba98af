"""Numbers as documents write them: 两千五百余户, 175.5万平方米, 75%, 三分之一. Exact, no floats.

Own code rather than a library's sentence transformer: those turn 二砂 into 2砂 and 三十里铺
into 30里铺. Here only what is asked about is read.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

DIGITS = {sign: value for value, sign in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "两": 2,
    "○": 0,
}
SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
BIG_UNITS = {"万": 10_000, "亿": 100_000_000}
SIGNS = "".join({**DIGITS, **SMALL_UNITS, **BIG_UNITS})
# What people count. A measure word turns a figure into a target: 30个, 23所, 175.5万平方米.
MEASURES = [
    "万平方米",
    "平方公里",
    "平方米",
    "公里",
    "公顷",
    "万元",
    "亿元",
    "元",
    "亩",
    "人次",
    "人",
    "户",
    "个",
    "处",
    "所",
    "家",
    "条",
    "座",
    "项",
    "件",
    "套",
    "名",
    "张",
    "份",
    "辆",
    "台",
    "间",
    "栋",
    "米",
    "吨",
    "场",
    "株",
    "棵",
]
_MEASURE = "|".join(sorted(MEASURES, key=len, reverse=True))

PLAIN = re.compile(r"\d[\d,]*(?:\.\d+)?")
# What stands before or after a figure, and how a result is then held against it.
BEFORE = {
    "不少于": ">=",
    "不低于": ">=",
    "至少": ">=",
    "上(?=[百千万亿])": ">=",
    "不超过": "<",
    "不多于": "<",
    "不高于": "<",
    "至多": "<",
    "最多": "<",
    "近": "<",
    "超过": ">",
    "超": ">",
    "突破": ">",
    "[数几](?=[十百千万亿])": ">",
    "大约": "~",
    "约": "~",
}
AFTER = {"以上": ">=", "以下": "<", "以内": "<", "左右": "~", "上下": "~"}
QUANTITY = re.compile(
    rf"(?P<before>{'|'.join(BEFORE)})?"
    rf"(?:百分之(?P<hundredths>[{SIGNS}\d.]+)"
    rf"|(?P<parts>[{SIGNS}]+)分之(?P<part>[{SIGNS}]+)"
    rf"|(?P<tenths>[{SIGNS}\d.]+)成(?P<more_tenths>[五半])?"
    r"|(?P<half>一半|半数)|(?P<all>百分百)"
    rf"|(?P<number>(?:\d[\d,]*(?:\.\d+)?|[{SIGNS}]+)[{SIGNS}\d.]*)"
    rf"(?P<more>[余多几])?(?P<big>[万亿](?!元|平方米))?(?P<more2>[余多])?"
    rf"(?P<measure>%|个百分点|倍|{_MEASURE})?)"
    rf"(?P<after>{'|'.join(AFTER)})?"
)


WRITTEN = re.compile(
    rf"(?<![\d.第])(?P<number>\d[\d,]*(?:\.\d+)?|[一二三四五六七八九十两百千]+(?=[个所家座条处]))余?"
    rf"(?P<measure>%|[万亿]?(?:{_MEASURE}))(?P<after>以上|以下)?"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure and what it counts; ``comparator`` is one of = > < ~ >=."""

    value: Decimal
    measure: str = ""
    comparator: str = "="


def whole(text: str) -> int:
    """Read a Chinese or Arabic whole number such as 二〇二五, 三十一 or 12."""
    return int(number(text))


def number(text: str) -> Decimal:
    """Read one number written in digits, in characters, or in both; ValueError if it is none."""
    text = unicodedata.normalize("NFKC", text).replace(",", "")
    if text and all(sign in DIGITS for sign in text):
        return Decimal("".join(str(DIGITS[sign]) for sign in text))
    total, section, figure = Decimal(0), Decimal(0), Decimal(0)
    seen = False
    for token in re.findall(r"\d+(?:\.\d+)?|.", text):
        if token[0].isdigit():
            figure, seen = Decimal(token), True
        elif token in DIGITS:
            if figure:  # 十四五 is a plan, not a number
                raise ValueError(text)
            figure, seen = Decimal(DIGITS[token]), True
        elif token in SMALL_UNITS:
            section += (figure or 1) * SMALL_UNITS[token]
            figure, seen = Decimal(0), True
        elif token in BIG_UNITS and (seen or text == token):
            total = (total + section + figure if seen else Decimal(1)) * BIG_UNITS[token]
            section, figure, seen = Decimal(0), Decimal(0), True
        else:
            raise ValueError(text)
    if not seen:
        raise ValueError(text)
    return total + section + figure


def quantity(text: str) -> Quantity | None:
    """Read a whole cell or phrase as one quantity, or None if it is anything else."""
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    match = QUANTITY.fullmatch(text)
    try:
        return _read(match) if match else None
    except (ValueError, ZeroDivisionError):
        return None


def as_written(text: str) -> Quantity | None:
    """Find the first figure and what it counts, keeping 万 in the measure: 175.5, 万平方米."""
    text = unicodedata.normalize("NFKC", text).replace(" ", "")
    match = WRITTEN.search(text)
    if not match:
        return None
    # 66人以上大班额 is a threshold, not a goal; 每个街道1处 is no count of anything yet.
    if match["measure"] == "人" and match["after"]:
        return None
    try:
        value = number(match["number"])
    except ValueError:
        return None
    return Quantity(value, match["measure"], ">=" if match["after"] else "=") if value > 1 else None


def _read(match: re.Match[str]) -> Quantity:
    """Turn a match of QUANTITY into what it says."""
    comparator = _comparator(match)
    if match["parts"]:
        return Quantity(number(match["part"]) / number(match["parts"]), comparator=comparator)
    share = _share(match)
    if share is not None:
        return Quantity(share, "%", comparator)
    value = number(match["number"]) * BIG_UNITS.get(match["big"], 1)
    return Quantity(value, match["measure"] or "", comparator)


def _share(match: re.Match[str]) -> Decimal | None:
    """Read 百分之八十, 八成五, 半数 in per cent."""
    if match["hundredths"]:
        return Decimal(100) if match["hundredths"] == "百" else number(match["hundredths"])
    if match["tenths"]:
        return number(match["tenths"]) * 10 + (5 if match["more_tenths"] else 0)
    if match["half"]:
        return Decimal(50)
    return Decimal(100) if match["all"] else None


def _comparator(match: re.Match[str]) -> str:
    """The word after decides, then 余 and 多, then the word before: 近300余户 is over 300."""
    if match["after"]:
        return AFTER[match["after"]]
    if match["more"] or match["more2"]:
        return ">"
    before = match["before"] or ""
    return next((sign for word, sign in BEFORE.items() if re.match(word, before + "百")), "=")
