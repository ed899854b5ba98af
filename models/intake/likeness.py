"""Whether two promises are the same one: object words, figure and deadline held together.

Of ten thousand commitments only those are compared that share rare pairs of characters with
the one asked about. What remains of a title when figures, days and verbs are taken out names
its object; rapidfuzz says how alike two objects are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Generic, TypeVar

from models.terms import Term
from models.words import N_

Key = TypeVar("Key")

# Of the pairs in tests/models/test_likeness.py those that are one thing in other words have 75
# and more, those that only sound alike 67 and less.
ALIKE = 70
CANDIDATES = 24  # compared word by word, of those that share most
COMMON = 0.02  # a pair of characters in more than this share of all titles tells nothing…
FEW = 200  # …unless so few titles have it that looking at all of them costs nothing

FIGURES = re.compile(
    r"(?<!第)([0-9.,%]+(?!千伏)(?![0-9.,%])|[〇零一二三四五六七八九十百千万亿两]+(?=[个条所座处家项套户张亩吨件]))"
)
DAYS = re.compile(
    r"20\d\d年?|今年|年内|年底|年末|全年|[上下]半年|\d{1,2}月份?(\d{1,2}[日号])?[上中下]?旬?[初底末]?"
    r"|第?[一二三四]季度|国庆节?|春节|元旦"
)
VERBS = re.compile(
    r"确保|力争|续建|争取|全面|全部|基本|主体|累计|新增|新建|改建|扩建|新改扩?建|改扩建|完成|建成|实现|开工|动工|启动"
    r"|竣工|完工|投入使用|投用|投运|对外|开放|开园|开通|通车|贯通|打通|打造|推进|加快|实施|开展|设置|达到?"
    r"|不少于|不低于|以上|左右|以前|之前|[前底]$"
)
# What half of all titles say: it makes a 治理工程 of one river like that of another.
GENERAL = re.compile(
    r"综合|治理|改造|提升|提质|整治|建设|工程|项目|任务|工作|高标准|高质量|产量|比例|比率|总量|总数|新校区|投资|服务|设施|中心|处理|职业|生活"
)
MEASURES = re.compile(
    r"(?<=#)(公里|千米|平方米|立方米|[万亿元个亩吨条所座处家项套户张件名人批辆次])+"
)
REST = re.compile(r"[\W_#]+")
# 中原路, 须水河: whatever stands there, it is another thing by another road or river.
NAMED = re.compile(r"[\u4e00-\u9fff]{2,3}(?:路|街|大道|河|湖|渠|镇|乡)")
ORDINAL = re.compile(r"第?[一二三四五六七八九十\d]+(?=[号期中小院实幼标区])")
# Names that differ in one of these are names of two things, however much else they share.
OPPOSITES = (
    ("中学", "小学"), ("小学", "幼儿园"), ("城市", "农村"), ("城镇", "农村"), ("城区", "乡村"),
    ("就业", "失业"), ("东", "西"), ("南", "北"), ("东", "南"), ("西", "北"), ("新", "老"),
    ("省", "市"),
)  # fmt: skip


class Likeness(Term):
    """How a promise is like another one."""

    SAME = "same", N_("the same")
    OTHER_DATE = "other_date", N_("other day")
    OTHER_FIGURE = "other_figure", N_("other figure")
    BOTH = "both", N_("other day and figure")


@dataclass(frozen=True, slots=True)
class Said(Generic[Key]):
    """A promise or commitment as it is compared."""

    key: Key
    title: str
    figure: Decimal | None = None
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Alike(Generic[Key]):
    """Another one that is like it; ``score`` is 0 to 100."""

    key: Key
    how: Likeness
    score: int


def object_words(title: str) -> str:
    """Leave of a title what names its object: no figures, days, verbs or signs."""
    given = unicodedata.normalize("NFKC", title).lower()
    text = MEASURES.sub("", FIGURES.sub("#", DAYS.sub("#", given)))
    full = REST.sub("", VERBS.sub("", text)) or REST.sub("", given)
    short = GENERAL.sub("", full)
    return short if len(short) > 1 else full


def how_alike(one: Said[Key], other: Said[Key]) -> Likeness:
    """Tell which of day and figure differ; what either does not say does not differ."""
    day = bool(one.due and other.due and one.due != other.due)
    figure = one.figure is not None and other.figure is not None and one.figure != other.figure
    if day and figure:
        return Likeness.BOTH
    if figure:
        return Likeness.OTHER_FIGURE
    return Likeness.OTHER_DATE if day else Likeness.SAME


def score(one: str, other: str) -> int:
    """Say how alike two objects are, 0 to 100: letter by letter, or one within the other."""
    from rapidfuzz import fuzz  # only whoever compares needs it

    if _opposed(one, other):
        return 0
    within = fuzz.partial_ratio(one, other) if min(len(one), len(other)) >= 4 else 0.0
    # A short name within a long one is weaker evidence than two of one length.
    part = min(len(one), len(other)) / max(len(one), len(other), 1)
    return round(max(fuzz.ratio(one, other), within * (0.7 + 0.3 * part)))


def _opposed(one: str, other: str) -> bool:
    if ORDINAL.findall(one) != ORDINAL.findall(other) and ORDINAL.sub("#", one) == ORDINAL.sub(
        "#", other
    ):
        return True
    if _other_place(set(NAMED.findall(one)), set(NAMED.findall(other))):
        return True
    if (digits := re.findall(r"\d+", one)) and digits != (re.findall(r"\d+", other) or digits):
        return True
    return any(
        (a in one and b in other and a not in other and b not in one)
        or (b in one and a in other and b not in other and a not in one)
        for a, b in OPPOSITES
    )


def _other_place(some: set[str], others: set[str]) -> bool:
    """Tell whether both name roads or rivers, and none of them is the same."""
    if not some or not others:
        return False
    return not any(a.endswith(b) or b.endswith(a) for a in some for b in others)


def pairs(words: str) -> set[str]:
    """Cut words into pairs of neighbouring characters."""
    return {words[n : n + 2] for n in range(len(words) - 1)} or {words}


class Likenesses(Generic[Key]):
    """Everything a promise may be like, found by the pairs of characters it shares."""

    def __init__(self, known: Iterable[Said[Key]]) -> None:
        self._known = list(known)
        self._words = [object_words(one.title) for one in self._known]
        self._with: dict[str, list[int]] = defaultdict(list)
        for place, words in enumerate(self._words):
            for pair in pairs(words):
                self._with[pair].append(place)
        self._many = max(FEW, int(COMMON * len(self._known)))

    def of(
        self, one: Said[Key], *, unless: Callable[[Key], bool] = lambda _: False, most: int = 3
    ) -> list[Alike[Key]]:
        """Find what is like it, the most alike first; nothing that ``unless`` says yes to."""
        words = object_words(one.title)
        found = [
            Alike(known.key, how_alike(one, known), points)
            for known, points in self._compared(words)
            if points >= ALIKE and known.key != one.key and not unless(known.key)
        ]
        return sorted(found, key=lambda alike: -alike.score)[:most]

    def _compared(self, words: str) -> Iterator[tuple[Said[Key], int]]:
        for place in self._candidates(words):
            yield self._known[place], score(words, self._words[place])

    def _candidates(self, words: str) -> list[int]:
        """Those that share most pairs, the rare ones counting more."""
        shared: Counter[int] = Counter()
        lists = sorted((self._with.get(pair, []) for pair in pairs(words)), key=len)
        told = [some for some in lists if some and len(some) <= self._many] or lists[:1]
        for places in told:
            weight = 1000 // (1 + len(places).bit_length())
            for place in places:
                shared[place] += weight
        return [place for place, _ in shared.most_common(CANDIDATES)]
