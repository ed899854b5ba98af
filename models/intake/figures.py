"""The figures of a clause: what is counted, how much of it, and which figure is the target.

Not every figure is one: 3岁以下, 24小时, 海拔1500米以上 and 66人以上大班额 describe what is
meant, 第2批 and G107 name it, and what stands in quotation marks is a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from math import prod
from typing import NamedTuple

from models.intake.lexicon import one_of
from models.intake.passages import veiled
from models.intake.promise import Comparator
from models.numerals import number

# What officials count. 万 and 亿 before it belong to the figure.
_MEASURE = one_of("""
    个工作日 工作日 个百分点 百分点 平方公里 平方千米 平方米 立方米 标准立方米 公里 千米 海里 公顷
    公斤 千瓦时 千瓦 兆瓦 兆伏安 千伏安 亩次 人次 人（次） 户次 车次 课时 班次 场次 架次 标箱 标准箱
    车位 泊位 床位 学位 托位 机组 美元 欧元 人民币 ㎡ m2 平方 立方 % ‰ 个 处 所 家 条 座 项 件 套 人
    户 名 张 份 辆 台 间 栋 幢 米 吨 场 株 棵 元 亩 顷 位 片 块 支 只 头 门 类 种 批 例 宗 起 部
    盏 口 眼 组 对 团 队 村 镇 乡 县 里 方 升 穴 桩 艘 架 列 枚 册 篇 斤
    期(?!间|末|限|工程|项目|建设|厂) 微克/立方米 毫克/升 km KM MW GW
""")
_SPELLINGS = {"人（次）": "人次", "百分点": "个百分点", "km": "公里", "KM": "公里"}
_TIMES = frozenset({"个工作日", "工作日"})  # counted only where they are shortened
# 70万妇女: who is counted needs no measure.
_PEOPLE = (
    "重点群体|群体|妇女|老人|老年人|职工|农民|学生|群众|人口|居民|劳动力|残疾人|儿童|青年|游客"
)
_AT_LEAST = frozenset(
    ["不少于", "不低于", "不小于", "至少", "超过", "突破", "大于", "高于", "超", "逾"]
)
_AT_MOST = frozenset(["不超过", "不高于", "不多于", "低于"])
_BEFORE = one_of("""
    不少于 不低于 不小于 至少 超过 突破 不超过 不高于 不多于 控制在 稳定在 保持在 大于 高于
    低于 约 近 超 逾 达到 达
""")
_DIGITS = r"\d[\d,]{0,18}(?:\.\d{1,9})?"
FIGURE = re.compile(
    rf"""
    (?P<before>{_BEFORE})?\s*
    (?P<number>(?<![\d.A-Za-z第＋+])(?:{_DIGITS}|[一二两三四五六七八九十百千]+))\s*
    (?P<odd>[余多几来])?\s*(?P<big>[百千]?(?:万亿|万|亿)|[百千](?=[个人名户]))?\s*(?P<odd2>[余多几来])?
    (?:\s*[-~至到]\s*(?P<upper>{_DIGITS})\s*(?P<upper_big>万亿|万|亿)?)?\s*
    (?P<measure>{_MEASURE}|(?<=[万亿])(?=以上|左右|{_PEOPLE}|$)|(?=(?:以内|以下|以上|左右)$))
    (?P<after>\s*(?:（含）)?(?:及以上|以上|以内|以下|左右|上下))?
    """,
    re.VERBOSE,
)
_WHO = re.compile(_PEOPLE)
_WORDS_ONLY = re.compile("[一二两三四五六七八九十百千]+")
# 价格指数控制在103.5以内, 服务人次达200万以上: the noun before says what is counted.
_NOUN_COUNTED = re.compile(
    r"(?:指数|人次|人数|户数|总量|产量|总分|面积|数量?)[^，、]{0,4}"
    r"(?:控制在|稳定在|保持在|达到?|超过?|突破)\s*$"
)
# Each of these says which or how, not how many: 海拔1500米以上的, 每2户, 66人以上大班额, 3人制.
_SAYS_WHICH = re.compile(
    "(?:"
    + one_of("""
        海拔 年龄 年满 满 高度 宽度 直径 距离 净宽 限高 每 每一 平均每 人均 户均 逾期 其中 合计
        总 共 分
    """)
    + ")$"
)
_NAMES = re.compile(r"[A-Za-z第“《]$")
_THRESHOLDS = frozenset(["及以上", "以上", "以下", "以内"])
_THRESHOLD_MEASURES = frozenset(["米", "人", "元", "吨", "户", "级", "亩"])
_COUNTING_VERB = re.compile(
    "(?:"
    + one_of("""
        选派 招引 引进 培训 培育 新增 建设 新建 完成 实现 建成 打造 改造 达 达到 为 发展 组织
        举办 开展 安置 整治 创建
    """)
    + ")$"
)


class Figure(NamedTuple):
    """A figure and where it stands, by offsets within its clause."""

    start: int
    end: int
    value: Decimal
    unit: str
    comparator: Comparator
    odd: bool
    """余, 多: said of what has been counted already rather than of a target."""
    in_words: bool
    """三座 rather than 3座."""


def figures_in(text: str) -> Iterator[Figure]:
    """Walk the figures of a clause that count something."""
    seen = veiled(text)
    for match in FIGURE.finditer(seen):
        if _counts(match, seen) and (figure := _figure(match, seen)):
            yield figure


def _counts(match: re.Match[str], text: str) -> bool:
    """Whether it says how many of something, and not which."""
    before, to_number, rest = (
        text[: match.start()],
        text[: match.start("number")],
        text[match.end() :],
    )
    measure = match["measure"]
    if measure in _TIMES:
        return bool(re.search("压缩|缩短", before))
    if not measure and not _WHO.match(rest) and not _NOUN_COUNTED.search(to_number):
        return False
    if _NAMES.search(to_number) or _SAYS_WHICH.search(before):
        return False
    if (measure == "人" and re.match("[制座份均]", rest)) or (
        measure == "个" and re.match("月|星期|小时|年|季度", rest)
    ):
        return False
    return not _is_threshold(match, before, rest)


def _is_threshold(match: re.Match[str], before: str, rest: str) -> bool:
    """66人以上大班额: which classes are meant; 选派1200名以上…: how many are sent."""
    threshold = (match["after"] or "").strip() in _THRESHOLDS
    if not threshold or match["measure"] not in _THRESHOLD_MEASURES:
        return False
    goes_on = re.match("的?[\u4e00-\u9fff]", rest) is not None
    return goes_on and not _COUNTING_VERB.search(before)


def _figure(match: re.Match[str], text: str) -> Figure | None:
    digits, big = match["upper"] or match["number"], match["upper_big"] or match["big"] or ""
    try:
        value = number(digits) * prod(number(sign) for sign in big)
    except ValueError:
        return None
    measure = match["measure"] or ("人" if _WHO.match(text, match.end()) else "")
    return Figure(
        start=match.start(),
        end=match.end(),
        value=value,
        unit=_SPELLINGS.get(measure, measure),
        comparator=_comparator(match),
        odd=bool(match["odd"] or match["odd2"]),
        in_words=bool(_WORDS_ONLY.fullmatch(match["number"])) and not big,
    )


def _comparator(match: re.Match[str]) -> Comparator:
    before, after = match["before"] or "", (match["after"] or "").strip()
    if after in {"以上", "及以上"} or before in _AT_LEAST or match["odd"] or match["odd2"]:
        return Comparator.AT_LEAST
    if after in {"以内", "以下"} or before in _AT_MOST:
        return Comparator.AT_MOST
    if after in {"左右", "上下"} or before in {"约", "近"}:
        return Comparator.APPROX
    return Comparator.EXACT
