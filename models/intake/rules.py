"""What a clause must say to be a promise: the rules, each with its key, read from the top.

A promise is a result that can be checked later, with a deadline or a countable target. When
it is said of, and by whom, is settled before: ``tense`` and ``periods`` have done that.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from models.intake.figures import Figure, figures_in
from models.intake.lexicon import (
    COMPLETE,
    DELIVER,
    HARD,
    OPEN,
    RESULT,
    SOFTLY,
    START,
    STATE,
    action_of,
    one_of,
)
from models.intake.passages import veiled
from models.intake.promise import Action, Comparator
from models.words import N_

SURE, LIKELY, DOUBTFUL = 95, 80, 55  # per cent; an officer looks at the doubtful more closely


class Around(NamedTuple):
    """What stands around a clause."""

    dated: bool = False
    """It names a day of its own."""
    shared: Action | None = None
    """What the clause before it in the sentence promised: 开设40个…、12个…."""
    listed: bool = False
    """It is the task of a table."""
    tasked: bool = False
    """Units are told for it in the line below."""
    formal: bool = False
    """It stands in a formal list, such as 民生实事: whatever is counted there is promised."""
    follows: bool = False
    """Its day was named before in the sentence: 月底前搭好过渡市场，完成商户搬迁."""


class Clause(NamedTuple):
    """A clause as the rules see it: names and asides hidden, its target found."""

    text: str
    figure: Figure | None
    around: Around

    def says(self, pattern: re.Pattern[str]) -> bool:
        """Whether it says such a thing anywhere."""
        return bool(pattern.search(self.text))

    @property
    def before(self) -> str:
        """What stands before its figure."""
        return self.text[: self.figure.start] if self.figure else ""


class Rule(NamedTuple):
    """Its key, which is kept; how sure it is; what a clause must say; and the same in words."""

    key: str
    confidence: int
    applies: Callable[[Clause], bool]
    said: str
    action: Action | None = None


class Verdict(NamedTuple):
    """The rule that found a promise, how sure it is, what is to happen and how much of it."""

    rule: str
    confidence: int
    action: Action
    figure: Figure | None = None


# -- what is no promise, whatever else it says --------------------------------------------

NO_PROMISE = re.compile(
    "^(?:不得|不准|严禁|禁止|防止|避免|杜绝|不发生|遏制)"  # forbidden
    "|给予[^，]*(?:补助|补贴|奖励)|补[助贴][^，]*不超过"  # a norm
    "|最高不超过|的标准|按.*计费|封顶\\d"
    "|之一$|中$|的$|如下$|包括$|既是|无法|未能|不能|^(?:这|该|它)"  # 该片区是…之一: describes
    "|^并[^，]{0,8}(?:建设|工作)$"
    "|^(?:达产|投产|建成|项目建成|全部建成)后|[可将]达"  # 达产后年产值可达40亿元: a hope
)
# 总里程51.4公里: how large the works are that stand before it.
_SIZE = re.compile(
    "^(?:道路)?(?:总里程|规划长度|设计|总长|全长|总面积|总建筑面积|建筑面积|占地|红线|路面宽|总规模|规划教学班)"
    r"|(?:占地|建筑)面积\s*\d"
)
_VAGUE = re.compile(
    one_of("""
        具备条件 以上 上述 目标任务 既定 显著 明显 大幅 全面提升 一批 若干 一系列 更多 早日 早开工
        早建成 早投产 早见效 尽早
    """)
)
_ABSTRACT = re.compile(
    "(?:"
    + one_of("""
        体系 机制 格局 环境 氛围 模式 高地 样板 标杆 链条 生态 能力 水平 作用 优势 步伐 力度
        秩序 局面 态势 堡垒 防线 屏障 合力
    """)
    + ")(?:建设)?$"
)
BENEFIT = re.compile("^(?:可|预计|将)?(?:惠及|受益|服务群众|覆盖群众|涉及|满足|带动|解决)")
_SPENDING = re.compile("(?:总|计划|概算|预计|匡算|估算)?投资(?:额)?(?:约|近|超)?$|投入(?:资金)?$")

# -- what the rules look for --------------------------------------------------------------

_WORKS = re.compile(
    "[路桥街巷港馆河湖渠楼厂站库场所]|"
    + one_of("""
        通道 隧道 航道 电厂 机组 产线 生产线 装置 实验室 公园 绿地 游园 广场 大道 高速 铁路
        地铁 机场 码头 枢纽 学校 小学 中学 幼儿园 学院 大学 医院 卫生院 院区 中心 剧院 市场
        管网 污水 基地 园区 小区 社区 片区 大厦 工程 项目 平台 任务 普查
    """)
)
_WORKS_FIRST = re.compile(
    "^(?:高质量|全面|如期|按期|基本)?(?:"
    + one_of("""
        启动 完成 设立 上线运行 上线 成立 改造 迁建 新建 改建 扩建 新改扩建 重建 续建 改扩建
        开建 建成 拆除
    """)
    + ")"
)
_SOFT_FIRST = re.compile(
    "(?:持续|深入|全面|大力|积极|进一步|不断|扎实|稳步)*(?:"
    + one_of("加快 推进 推动 加强 强化 完善 优化 做好 抓好 落实 支持 促进 弘扬 坚持")
    + ")"
)
_FINISHING = re.compile(f"(?:研究|抓紧|全面|如期)?(?:印发|修订|{START}|{OPEN}|{COMPLETE})")
_ORDERED = re.compile("必须|务必|确保|[须要应](?=于|在)")
_WORK = re.compile(
    f"^(?:研究|抓紧|全面|如期)?(?:{START}|{OPEN}|{COMPLETE}|{DELIVER})|{STATE.pattern}|达标"
)
_WORKS_BEGIN = re.compile("启动[^，]*(?:建设|工程|项目|改造|施工)|[^，]+启动建设")
_RATIO = re.compile("%|‰|百分点|倍")
_MEASURED = re.compile(
    "(?:"
    + one_of("率 涨幅 增速 指数 比重 比例 占比 增幅 浓度 强度 总值 增加值 收入 总额")
    + ")[保持稳定为在]*$"
)
_PROJECTS = re.compile(one_of("个 项 件 条 座 家 处 所 户 套 公里 亩 栋 间 村 片 台 辆"))
# 完成县应急广播指挥中心; but 完成各项目标任务 names nothing.
_COMPLETES = re.compile("(?:全面|高质量|如期|基本)?完成(?!.*(?:任务|目标|指标|工作)$).{6,}")
_ENDS_IN_A_STATE = re.compile(f"(?:{STATE.pattern})[^，]{{0,2}}$")
_WHERE = re.compile("在|对|向|从")
_LEVEL = re.compile("(?:稳定|保持|达到|优于)[^，]{0,6}[ⅠⅡⅢⅣIVX一二三]+类")
_COVERED = re.compile("(?:实现|完成|解决).*(?:全覆盖|清零|所有|全部)")


def _dated(clause: Clause) -> bool:
    result = (clause.says(RESULT) or clause.says(_ORDERED)) and not clause.says(_VAGUE)
    return clause.around.dated and (clause.figure is not None or result)


def _is_target(clause: Clause) -> bool:
    """Its figure is what is promised: not what was counted already, is spent or does good."""
    figure = clause.figure
    if figure is None or (figure.odd and not clause.around.listed):
        return False
    done = "完成" in clause.before
    bound = figure.comparator is Comparator.AT_LEAST
    spent = figure.unit == "元" and not bound and _SPENDING.search(clause.before)
    return done or not (spent or clause.says(BENEFIT))


def _ratio(clause: Clause) -> bool:
    """失业率5.5%左右 needs no verb: the noun says what is measured."""
    if not (_is_target(clause) and clause.figure and _RATIO.search(clause.figure.unit)):
        return False
    return clause.says(RESULT) or bool(_MEASURED.search(clause.before))


def _counted(clause: Clause) -> bool:
    return _is_target(clause) and not _is_ratio(clause) and clause.says(HARD)


def _soft_count(clause: Clause) -> bool:
    counts = clause.figure is not None and _PROJECTS.fullmatch(clause.figure.unit) is not None
    return _is_target(clause) and counts and clause.says(SOFTLY)


def _shared_verb(clause: Clause) -> bool:
    return _is_target(clause) and not _is_ratio(clause) and clause.around.shared is not None


def _is_ratio(clause: Clause) -> bool:
    return bool(clause.figure and _RATIO.search(clause.figure.unit))


def _row(clause: Clause) -> bool:
    if clause.figure:
        where = _WHERE.match(clause.text) and not clause.says(HARD)
        return (clause.around.listed or clause.around.formal) and _is_target(clause) and not where
    return clause.around.listed and clause.says(RESULT) and not _SOFT_FIRST.match(clause.text)


def _task(clause: Clause) -> bool:
    if clause.figure or clause.says(_ABSTRACT) or clause.says(_VAGUE):
        return False
    tasked = clause.around.tasked and clause.says(_WORK) and not _SOFT_FIRST.match(clause.text)
    return tasked or (clause.around.follows and bool(_FINISHING.match(clause.text)))


def _specific(clause: Clause, *, urged: bool = False) -> bool:
    """It names works that can be looked at, and does not only urge."""
    vague = clause.says(_VAGUE) or clause.says(_ABSTRACT)
    only_urges = _SOFT_FIRST.match(clause.text) and not urged
    return clause.figure is None and len(clause.text) >= 6 and not (vague or only_urges)


def _state(clause: Clause) -> bool:
    """确保六十九中竣工; 推动养老中心一期建成投用: what is urged, and the state it is to reach."""
    sure = clause.says(_WORKS) or clause.text.startswith("确保")
    return _specific(clause, urged=clause.says(_ENDS_IN_A_STATE)) and clause.says(STATE) and sure


def _works_begin(clause: Clause) -> bool:
    return _specific(clause) and clause.says(_WORKS_BEGIN) and clause.says(_WORKS)


def _works(clause: Clause) -> bool:
    named = _WORKS_FIRST.match(clause.text) and clause.says(_WORKS)
    return _specific(clause) and bool(named or _COMPLETES.match(clause.text))


def _level(clause: Clause) -> bool:
    return clause.figure is None and clause.says(_LEVEL)


def _covered(clause: Clause) -> bool:
    return _specific(clause) and clause.says(_COVERED)


RULES: tuple[Rule, ...] = (
    Rule("dated", SURE, _dated, N_("It names its day and what is to have happened by then.")),
    Rule("ratio", SURE, _ratio, N_("It says what a ratio is to be."), Action.REACH),
    Rule("counted", SURE, _counted, N_("It says how many of something are to be there.")),
    Rule(
        "soft_count",
        DOUBTFUL,
        _soft_count,
        N_("It counts what is only to be advanced."),
        Action.OTHER,
    ),
    Rule("shared_verb", LIKELY, _shared_verb, N_("It counts on, with the verb said before it.")),
    Rule("row", LIKELY, _row, N_("It is the task of a table's row.")),
    Rule("task", LIKELY, _task, N_("It is a task for which units or a time limit are named.")),
    Rule("state", LIKELY, _state, N_("It names works that are to be begun, opened or finished.")),
    Rule("works_begin", LIKELY, _works_begin, N_("It names works to be begun."), Action.START),
    Rule("works", DOUBTFUL, _works, N_("It names works to be carried out, with no figure.")),
    Rule("level", LIKELY, _level, N_("It names a class of quality to be kept."), Action.REACH),
    Rule("covered", LIKELY, _covered, N_("It promises that all are reached."), Action.REACH),
)
BY_KEY = {rule.key: rule for rule in RULES}


def judge(text: str, around: Around) -> Verdict | None:
    """Try the rules from the top; None where none applies."""
    seen = veiled(text)
    if NO_PROMISE.search(seen) or _SIZE.search(seen):
        return None
    clause = Clause(seen, target(text), around)
    rule = next((rule for rule in RULES if rule.applies(clause)), None)
    return _verdict(rule, clause) if rule else None


def _verdict(rule: Rule, clause: Clause) -> Verdict:
    around, unit = clause.around, clause.figure.unit if clause.figure else ""
    shared = around.shared if rule.key == "shared_verb" else None
    action = rule.action or shared or action_of(clause.text, unit)
    # Of a formal list what is only advanced counts as promised (docs/drafts.md).
    listed = rule.key == "soft_count" and (around.listed or around.formal)
    return Verdict(rule.key, SURE if listed else rule.confidence, action, clause.figure)


# -- which of several figures is the target -----------------------------------------------

_COUNTS_NOW = re.compile(rf"(?:{HARD.pattern}|推进|为)$")
_NOTHING = re.compile(r"[。；，、）\s]*")
_OF_WHAT = re.compile("(?:等|在|为|对|向|给|于|覆盖|涉及)$")
_IN_MONEY = re.compile(
    one_of("""
        完成 到位 争取 发放 筹集 兑现 减免 新增 实现 达到 突破 贷款 引进 增长 收入 产值 总额
        拨付 安排
    """)
)


def target(text: str) -> Figure | None:
    """Choose the figure that says how much is promised, where a clause has several."""
    found = [figure for figure in figures_in(text) if _may_be_target(text, figure)]
    weighed = [(_weight(text, figure, len(found)), -figure.start, figure) for figure in found]
    return max(weighed)[2] if weighed else None


def _may_be_target(text: str, figure: Figure) -> bool:
    """三座 counts only after a verb; 总投资5亿元的项目 says which project."""
    if figure.in_words:
        return figure.value > 1 and bool(_COUNTS_NOW.search(text[: figure.start]))
    which = text[figure.end :].startswith("的")
    return not (which and (figure.unit == "元" or _SPENDING.search(text[: figure.start])))


def _weight(text: str, figure: Figure, among: int) -> int:
    """Weigh a figure: after its verb or at the end it is the target; 在8个县 says only where."""
    before, after = text[: figure.start], text[figure.end :]
    weight = 2 * bool(_COUNTS_NOW.search(before)) + 2 * bool(_NOTHING.fullmatch(after))
    weight += bool(_RATIO.search(figure.unit)) - 4 * figure.in_words
    if among > 1 and _OF_WHAT.search(before):
        weight -= 2
    if figure.unit == "元" and (_SPENDING.search(before) or not _IN_MONEY.search(before)):
        weight -= 3
    return weight
