"""What offices write above and inside the columns of a ledger, and what we call it.

DOMAIN §2: standard import headings and their synonyms, of ledgers and of directory sheets.
Where two columns claim the same field, the earlier synonym in its list wins: beside a column
牵头单位 a column 责任单位 means the units that work along.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from models.numerals import as_written
from models.terms import Kind, Language, Role


class Column(StrEnum):
    """A field that a column of a ledger or directory may hold."""

    NUMBER = "number"
    SERIAL = "serial"
    CATEGORY = "category"
    SOURCE = "source_document"
    TITLE = "title"
    CONTENT = "content"
    STANDARD = "standard"
    KIND = "kind"
    BASELINE = "baseline"
    TARGET = "target"
    MEASURE = "measure"
    SPONSOR = "sponsor"
    LEAD = "lead_unit"
    SUPPORT = "support_units"
    OWNER = "owner"
    OFFICER = "officer"
    DOCKETED = "docketed_on"
    DUE = "due"
    ORIGINAL_DUE = "original_due"
    DUE_TEXT = "due_text"
    MILESTONES = "milestones"
    PLAN = "plan"
    RHYTHM = "rhythm"
    NOTE = "note"
    IGNORED = "ignored"
    UNIT = "unit"
    ALIASES = "aliases"
    PARENT = "parent"
    LEVEL = "level"
    GROUP = "peer_group"
    LEADER = "leader"
    NAME = "name"
    POST = "post"
    ROLE = "role"
    EMAIL = "email"
    LANGUAGE = "language"
    LOGIN = "login"


LEDGER: dict[Column, str] = {
    Column.NUMBER: "编号 事项编号 督办编号 督办单号 受理编号 任务编号 No. Number Commitment_number",
    Column.SERIAL: "序号 顺序号 序",
    Column.CATEGORY: "类别 任务类别 事项类别 工作类别 分类 领域 板块 Category Category_of_work",
    Column.SOURCE: "任务来源 来源 事项来源 督查来源 文件依据 Source",
    Column.TITLE: (
        "事项名称 事项 督办事项 督查事项 项目名称 任务名称 重点任务 重点工作 民生实事 任务 "
        "工作任务 Commitment Title Commitment_name"
    ),
    Column.CONTENT: (
        "工作内容 主要内容 目标任务 工作目标 工作目标及任务要求 任务内容 督查内容 督办内容 "
        "问题描述 具体内容 内容 Content"
    ),
    Column.STANDARD: "完成标准 销号标准 办结标准 工作标准 验收标准 目标及达成效果 Closing_standard",
    Column.KIND: "类型 事项类型 任务类型 性质 Kind Kind_of_goal",
    Column.BASELINE: "基数 基期值 基准值 Baseline",
    Column.TARGET: "目标值 目标数 目标 任务数 计划数 Target Target_figure",
    Column.MEASURE: "计量单位 计数单位 量词 Measure Counted_in",
    Column.SPONSOR: (
        "分包领导 牵头领导 包联领导 包保领导 责任领导 区政府分管领导 市政府分管领导 领导 "
        "分管领导 Sponsor"
    ),
    Column.LEAD: (
        "牵头单位 主办单位 牵头部门 主办部门 承办单位 执行部门 责任单位 责任部门 "
        "Lead_unit Leading_unit"
    ),
    Column.SUPPORT: (
        "配合单位 协办单位 协同单位 配合部门 协办部门 参与单位 责任单位 责任部门 Support_units"
    ),
    Column.OWNER: "责任人 具体责任人 直接责任人 承办人 经办人 执行人 Owner Person_answering",
    Column.OFFICER: "督查员 督办人 督查专员 督查人 督查人员 跟踪人 Officer",
    Column.DOCKETED: "立项日期 立项时间 交办日期 交办时间 收文时间 下达日期 Docketing_day",
    Column.DUE: (
        "完成时限 时限 办结时限 整改时限 完成时间 完成期限 办理时限 时限要求 时间要求 "
        "办复要求 计划完成时间 截止日期 截止时间 现定时限 Deadline Present_deadline"
    ),
    Column.ORIGINAL_DUE: "原定时限 First_deadline",
    Column.DUE_TEXT: "时限表述 Deadline_as_written",
    Column.MILESTONES: (
        "阶段节点 时间节点 细化时间节点 节点安排 节点 阶段目标 推进计划 进度安排 Milestones"
    ),
    Column.PLAN: "计划进度 序时计划 进度计划 计划进度安排 Planned_course",
    Column.RHYTHM: "反馈周期 反馈频次 报送周期 报送频次 计划反馈时间 Reporting_rhythm",
    Column.PARENT: "上级编号 父项编号 上级事项编号 所属事项编号 Parent_number Part_of",
    Column.NOTE: "备注 说明 Note",
    Column.IGNORED: (
        "联系电话 电话 联系人 当前进展 工作进展 进展情况 进度情况 工作进度 工作动态 目前进度 "
        "整改进度 存在问题 下步措施 下一步措施 整改措施 办理状态 状态 佐证材料 资金使用情况 "
        "亮灯 亮灯理由 完成比例 完成值 最近反馈 延期次数 总投资 年度计划投资 累计完成投资 "
        "形象进度 复核人 发现时间 Present_light Reasons_for_it "
        "Present_stage Per_cent_done Figure_reached Last_reported Times_extended"
    ),
}
DIRECTORY: dict[Column, str] = {
    Column.UNIT: "单位名称 单位 所在单位 部门 部门名称 Unit",
    Column.ALIASES: "别名 简称 单位简称 曾用名 其他名称 Aliases",
    Column.PARENT: "上级单位 上级 主管单位 隶属 Parent",
    Column.LEVEL: "层级 级别 单位层级 Level",
    Column.GROUP: "考评分组 考核分组 分组 Peer_group Compared_in",
    Column.LEADER: "分管领导 分管区领导 Leader_in_charge",
    Column.NAME: "姓名 Name",
    Column.POST: "职务 岗位 职位 Post",
    Column.ROLE: "角色 督查角色 身份 Role",
    Column.EMAIL: "电子邮箱 邮箱 电子邮件 邮件地址 E-mail Email",
    Column.LANGUAGE: "语言 Language",
    Column.LOGIN: "登录名 账号 用户名 Login",
}
ROLE_WORDS = (
    (Role.CHIEF, r"督查室主任|督查办主任|督查室负责人|chief"),
    (Role.OFFICER, r"督查员|督查专员|督查干部|督办员|officer"),
    (Role.AUDITOR, r"审计|auditor"),
    (Role.LEADER, r"领导|区长|市长|县长|书记|常委|leader"),
    (Role.UNIT_HEAD, r"负责人|局长|主任|院长|head"),
    (Role.LIAISON, r"联络员|联系人|责任人|liaison"),
)
KIND_WORDS = (
    (Kind.STANDING, r"长期|常态|持续|无期限|standing"),
    (Kind.RATIO, r"比例|比率|占比|百分|率|ratio"),
    (Kind.COUNT, r"数量|计数|个数|count"),
    (Kind.START, r"开工|动工|启动|start"),
    (Kind.OPEN, r"开园|开放|投用|投入使用|启用|开业|开馆|通车|open"),
    (Kind.FINISH, r"完工|竣工|建成|完成|办结|finish|completion"),
)
# Goals without a measure: they may be docketed only with a written closing standard.
FUZZY = re.compile(
    r"大头落地|明显成效|显著成效|积极成效|阶段性成效|实质性进展|突破性进展|取得突破|初见成效|大部分"
    r"|基本完成|基本建成|基本到位|有序推进|明显改善|明显提升|显著提升"
)


def cleaned(heading: str) -> str:
    """Bring a heading to one spelling: no spaces, no bracketed remarks, no stars."""
    text = unicodedata.normalize("NFKC", heading)
    text = re.sub(r"\([^()]*\)|\[[^\[\]]*\]", "", text)
    text = re.sub(r"(?<=[A-Za-z])[ \n]+(?=[A-Za-z])", "_", text.strip())
    return re.sub(r"[\s*:]+", "", text).lower()


@cache
def _synonyms(directory: bool) -> dict[str, tuple[tuple[int, Column], ...]]:
    """Map each spelling to the columns it may mean, with its rank among their synonyms."""
    found: dict[str, list[tuple[int, Column]]] = {}
    for column, words in (DIRECTORY if directory else LEDGER).items():
        for rank, word in enumerate(words.split()):
            found.setdefault(cleaned(word), []).append((rank, column))
    return {word: tuple(columns) for word, columns in found.items()}


def known_headings(row: Iterable[str]) -> int:
    """Count the cells of a row that are headings of a ledger or of a directory."""
    return len(
        {text for text in map(cleaned, row) if text in _synonyms(False) or text in _synonyms(True)}
    )


@dataclass(frozen=True)
class Headings:
    """Which column holds what; ``others`` are the columns nothing claimed."""

    at: dict[Column, int]
    others: tuple[int, ...]


def ledger_headings(row: Sequence[str]) -> Headings:
    """Read a heading row as that of a ledger."""
    return _understood(row, directory=False)


def directory_headings(row: Sequence[str]) -> Headings:
    """Read a heading row as that of a directory of units and people."""
    return _understood(row, directory=True)


def is_ledger(headings: Headings) -> bool:
    """Tell whether this is a ledger: something to do and somebody to do it."""
    at = headings.at
    return (Column.TITLE in at or Column.CONTENT in at) and (Column.LEAD in at or Column.DUE in at)


def is_directory(headings: Headings) -> bool:
    """Tell whether this is a directory: a unit, and people or other names of it."""
    at = headings.at
    marks = {Column.NAME, Column.ALIASES, Column.PARENT, Column.LEVEL, Column.EMAIL}
    return Column.UNIT in at and bool(marks & at.keys())


def _understood(row: Sequence[str], *, directory: bool) -> Headings:
    claims = sorted(
        (rank, position, place, column)
        for place, text in enumerate(row)
        for position, (rank, column) in enumerate(_synonyms(directory).get(cleaned(text), ()))
    )
    at: dict[Column, int] = {}
    taken: set[int] = set()
    for _, __, place, column in claims:
        if place not in taken and (column not in at or column == Column.IGNORED):
            at.setdefault(column, place)
            taken.add(place)
    others = tuple(n for n, text in enumerate(row) if text and n not in taken)
    return Headings(at, others)


def role_of(word: str) -> Role | None:
    """Read a role as people write it: 联络员, 督查室主任, liaison."""
    return next((role for role, words in ROLE_WORDS if re.search(words, word.lower())), None)


def language_of(word: str) -> Language:
    """Read a reader's language: 英文, English, en; Chinese where nothing is said."""
    return Language.EN if re.match(r"en|英", word.strip().lower()) else Language.ZH


def kind_of(word: str) -> Kind | None:
    """Read a kind of commitment as people write it in a column of its own."""
    return next((kind for kind, words in KIND_WORDS if re.search(words, word.lower())), None)


def inferred_kind(title: str, *, standing: bool, has_target: bool, measure: str = "") -> Kind:
    """Guess the kind where the file has no column for it.

    A figure to reach comes before the verb: 「12个项目全部开工」 is counted, not just begun.
    """
    if standing:
        return Kind.STANDING
    if has_target:
        return Kind.RATIO if measure == "%" else Kind.COUNT
    found = as_written(title)
    if found:
        return Kind.RATIO if found.measure == "%" else Kind.COUNT
    if re.search(r"开工|动工", title):
        return Kind.START
    return Kind.OPEN if re.search(r"开园|开放|投用|投入使用", title) else Kind.FINISH


def is_fuzzy(text: str) -> bool:
    """Tell whether a goal has no measure (大头落地, 取得明显成效)."""
    return bool(FUZZY.search(text))
