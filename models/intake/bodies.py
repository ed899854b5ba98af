"""The units named for a promise: in brackets, after 责任单位, before 牵头, or as its subject."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from models.intake.lexicon import one_of
from models.intake.passages import ITEM_MARK

LONGEST_NAME = 30
FARTHEST_ROLE = 80
_HAN = "[\u4e00-\u9fff]"
# What the names of units end in.
_TAIL = one_of("""
    局 委员会 管委会 指挥部 办公室 办事处 街道办 人民政府 政府 中心 集团 公司 支队 大队 总队 法院
    检察院 工商联 总工会 工会 妇联 团委 残联 科协 文联 红十字会 银行 联社 协会 学院 大学 医院 电视台
    研究院 开发区 园区 新区 高新区 经开区 专班 联合会 委 办 厅 部 署 街道 镇 乡 区 县 市 州 队 站 所
    院 馆 处 会 科 股
""")
_NAME = rf"[\u4e00-\u9fffA-Za-z0-9“”·]{{1,24}}?(?:{_TAIL})(?:（[\u4e00-\u9fff、]{{2,20}}）)?"
# 各县区, 各相关单位: general, and named all the same.
_GENERAL = (
    "(?:各|有关|相关|各有关|各相关|市直|县直|区直|县级|市级|区级|省级|其他)[\u4e00-\u9fff、（）]{1,14}?"
    "(?:单位|部门|区|县|市|镇|乡|街道|办事处|政府|园区)"
)
_UNIT = re.compile(rf"(?:{_GENERAL}|{_NAME})(?:等(?:部门|单位|有关部门|相关部门)?)?")
# 财政局和教育局 are two; 发展和改革局 is one: before 和 must stand the name of an office.
_AND = (
    rf"[、，,;；\s/]+|(?<=[局委办厅部])(?:和|及|会同|与|以及)(?={_HAN})"
    rf"|(?<=政府|公司|中心|单位)(?:和|及|会同|与)(?={_HAN})"
)
# A verb before makes it a task: 建成启用区级老年活动中心 is no centre's name.
_DOES = re.compile(
    one_of("""
        建设(?!局|委|厅|指挥部|集团|公司)
        新建 建成 改造 完成 启用 启动 推进 打造 实施 开展 提升 迁建 扩建 改建 新增 由 组建
        成立
    """)
)
# Alone in brackets only such names are units: （社区）, （卫生服务站） are what is meant.
_OFFICE = re.compile(
    "(?:"
    + one_of("""
        局 委 办 厅 政府 管委会 指挥部 办事处 集团 公司 联合会 总工会 妇联 残联 法院 检察院 各.+
    """)
    + ")$"
)
_INSIDE = re.compile("（[^（）]{1,20}）|各[乡镇县区市]、(?=[乡镇县区市])")
_NOTES = re.compile("（[^（）]*(?:下同|首位|排名|第一|牵头|主办)[^（）]*）")
_AND_OTHERS = re.compile(rf"(?<={_HAN})等(?:部门|单位|有关部门|相关部门)?$")

_LEAD = (
    "牵头(?:责任)?(?:单位|部门|领导单位)?|责任(?:单位|部门|主体)|主办(?:单位|部门)?|承办(?:单位|部门)?"
    "|主责(?:单位|部门)|实施(?:单位|主体)|落实单位|负责单位"
)
_HELP = "(?:配合|协办|协同|参与)(?:单位|部门)?|支持单位|协助单位"
LABEL = re.compile(
    rf"(?P<lead>{_LEAD})\s*[:：]|(?P<help>{_HELP})\s*[:：]|(?P<other>{_HAN}{{2,6}})\s*[:：]"
)
BY_WHEN = re.compile(
    "(?:完成|办结|整改|落实)?(?:时限|期限|时间)(?:要求|节点)?\\s*[:：]\\s*(?P<limit>[^；。，]{2,40})"
)
ASIDE = re.compile(r"（((?:[^（）\n]|（[^（）\n]{1,20}）){2,200})）")
_ROLE_AFTER = re.compile(
    "(?P<names>[^，；。（）]{2,80}?)(?P<role>(?:等?按职责分工)?(?:牵头负责|牵头落实|牵头|负责|主办)"
    "|配合|参与|协助)"
)
_HELPS = re.compile("等?(?:配合|协办|参与|协助)(?:。|$)")
_PERSON = re.compile("(?:牵头|分管|责任|包联|项目)?(?:领导|责任人|负责人|联系人)$")
_BY = re.compile(
    "由(?P<lead>[^，。；]{2,40}?)(?:牵头负责|牵头|负责|承办)(?:[、，](?P<help>[^，。；]{2,30}?)配合)?"
)
_TOLD_TO = re.compile("等?(?:部门|单位)?(?:要|应|须|负责|牵头|会同)")


class Bodies(NamedTuple):
    """Units named: those that answer for it, the lead unit first, and those that help."""

    lead: tuple[str, ...] = ()
    help: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether any unit is named."""
        return bool(self.lead or self.help)

    def joined(self, more: Bodies) -> Bodies:
        """Add the units named next; whoever was named first leads."""
        lead = tuple(dict.fromkeys((*self.lead, *more.lead)))
        return Bodies(lead, tuple(dict.fromkeys((*self.help, *more.help))))


NOBODY = Bodies()


def names_in(text: str) -> tuple[str, ...]:
    """Cut a list of units: 县水务局、县住建局."""
    pieces = (piece.strip("\u3000 ：:。.．") for piece in pieces_of(_NOTES.sub("", text)))
    named = (_AND_OTHERS.sub("", piece) for piece in pieces if is_body(piece))
    return tuple(dict.fromkeys(named))


def pieces_of(text: str) -> list[str]:
    """Cut a list; what stands in brackets within a name is not cut: 各县（市、区）政府."""
    whole = _INSIDE.sub(lambda inside: inside[0].replace("、", "\0"), text)
    return [piece.replace("\0", "、") for piece in re.split(_AND, whole) if piece.strip()]


def is_body(text: str) -> bool:
    """Whether a short text is the name of a unit."""
    text = text.strip()
    return 0 < len(text) <= LONGEST_NAME and not _DOES.match(text) and bool(_UNIT.fullmatch(text))


def labelled(text: str) -> Bodies:
    """Read 「牵头单位：市住建局；配合单位：各县区」; empty where nothing is labelled."""
    marks = list(LABEL.finditer(text))
    ends = [mark.start() for mark in marks[1:]] + [len(text)]
    found = NOBODY
    for mark, end in zip(marks, ends, strict=False):
        said = text[mark.end() : end]
        if mark["lead"]:
            found = found.joined(_with_helpers(said))
        elif mark["help"]:
            found = found.joined(Bodies(help=names_in(said)))
    return found


def _with_helpers(said: str) -> Bodies:
    """Read 「北辰区人民政府（牵头），市生态环境局、市排水集团配合」."""
    found = NOBODY
    for part in re.split("[，；]", _NOTES.sub("", said)):
        helps = _HELPS.search(part)
        names = names_in(_HELPS.sub("", part))
        found = found.joined(Bodies(help=names) if helps else Bodies(names))
    return found


def asides(line: str) -> Iterator[tuple[re.Match[str], Bodies]]:
    """Walk the brackets of a line that name units: they end a clause."""
    for aside in ASIDE.finditer(line):
        ends = line[aside.end() : aside.end() + 1] in {"", "。", "；", "，", " ", "、"}
        if ends and (units := in_aside(aside[1])):
            yield aside, units


def in_aside(text: str) -> Bodies:
    """Read what stands in brackets: a labelled list, 「市教育局牵头，…配合」 or units alone."""
    if found := labelled(text):
        return found
    for match in _ROLE_AFTER.finditer(text):
        names = names_in(match["names"])
        helps = match["role"] in {"配合", "参与", "协助"}
        found = found.joined(Bodies(help=names) if helps else Bodies(names))
    if found:
        return found
    pieces = pieces_of(text.strip("。"))
    alone = all(is_body(piece) and _OFFICE.search(piece) for piece in pieces)
    return Bodies(names_in(text)) if pieces and alone else NOBODY


def subject(text: str) -> Bodies:
    """Read the units a sentence addresses: 市财政局、市金融服务中心要…"""
    told = _TOLD_TO.search(text, 0, FARTHEST_ROLE)
    pieces = pieces_of(text[: told.start()]) if told else []
    addressed = pieces and all(is_body(piece) for piece in pieces)
    return Bodies(names_in("、".join(pieces))) if addressed else NOBODY


def by_whom(text: str) -> Bodies:
    """Read 「由县水务公司牵头、镇村建办配合」."""
    match = _BY.search(text)
    if not match:
        return NOBODY
    return Bodies(names_in(match["lead"]), names_in(match["help"] or ""))


def is_units_line(text: str) -> bool:
    """Whether a line only tells the units or the time limit of what stands above it."""
    text = ITEM_MARK.sub("", text.strip("（ \t"), count=1)
    mark = LABEL.match(text)
    if not mark:
        return False
    units = mark["lead"] or mark["help"]
    return bool(units or BY_WHEN.match(text) or _PERSON.match(mark["other"]))
