"""Whether a clause speaks of what is planned or tells what has been done.

Official prose marks it rarely clause by clause: 「新建学校12所」 is a promise under
「2026年重点工作」 and an achievement under 「过去一年」. So what a clause does not say is taken
from the sentence, the paragraph, the section and the document, in this order.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from enum import Enum

from models.intake.lexicon import COMPLETE, DELIVER, OPEN, REACH, START, one_of
from models.intake.passages import Sentence, Span, veiled

HEADING_LENGTH = 40
TITLE_LENGTH = 80
SECTION_LENGTH = 16
FEWEST_LINKS = 3
TITLE_LINES = 6
# A document is a plan where so large a share of its sentences begins like an order,
ORDERS_MAKE_A_PLAN = 0.45
# or where orders, be they few, so far outnumber the sentences that tell.
FEWEST_ORDERS, ORDERS_TO_ACCOUNTS = 0.1, 2.5
FEWEST_SENTENCES = 4
# and a paragraph an account where it shows so many marks of results.
RESULTS_MAKE_AN_ACCOUNT = 2


class Mode(Enum):
    """What a stretch of text speaks of."""

    PLANNED = "planned"
    TOLD = "told"
    OPEN = "open"
    """It does not say; only what names its deadline or its intention is a promise there."""


# -- the words of a plan ------------------------------------------------------------------

# 将 of the future, not 将…纳入, which only puts the object first.
_WILL = (
    "将(?=于|要|会|在|以|对|达|有|再|新|继续|进一步|全面|全力|大力|着力|逐步|陆续|持续|重点|积极|坚持|围绕|按照"
    f"|聚焦|组织|安排|力争|努力|推进|推动|加快|加大|加强|{START}|{OPEN}|{COMPLETE}|{REACH}|{DELIVER})"
    "(?!.{0,20}(?:纳入|作为|列入|列为|转化))"
)
_DRAFTED = "拟(?=于|在|将|新|投|引|实|组|启|用|安)"  # not 拟建项目, which describes
_NEXT = "(?<!为)下一步"
SURE = re.compile(f"有望|力争|争取|确保|计划|{_DRAFTED}|务必|目标|{_NEXT}|{_WILL}")
PLANNED = re.compile(
    f"{SURE.pattern}|必须|力求|预计|预期|接下来|今后|未来|明年|要(?=[\u4e00-\u9fff])|不晚于|不迟于|继续"
    "|再(?=[新建改完])|大力|安排|年内"
)
# In an account 争取 and 确保 tell what was done; only these look ahead there.
AHEAD = re.compile(
    f"有望|{_WILL}|{_DRAFTED}|计划(?=于|在|明|今|下|再|[1-9])|{_NEXT}|明年|今后|不晚于"
)
_NO_PLAN = re.compile(
    one_of("""
        需要 重要 主要 只要 要求 要素 纲要 摘要 必要 要么 首要 概要 要点 将军 虽将 计划生育
        工作计划 年度计划 计划书 行动计划 规划计划 拟定
    """)
)
AIM = re.compile("力争|争取|力求|原则上|努力")

# -- the words of an account --------------------------------------------------------------

TOLD = re.compile(
    one_of(r"""
        已 截至 截止 此次 本次 共有 现有 目前 去年 上年 前年 近年 年来 以来 先后 同比 曾 荣获
        获评 获得 被评 刚刚过去 一年来 过去 (?<!\d)日前 近日 如今 昨日 昨天 举行 投票 票决 统计
        数据 预测 据悉 据介绍 据了解 显示 圆满 成功 有力 有效(?=[推促保解]) 得到 取得 超额 较上
        同期 高达 尚有 尚未 仍有 进展顺利 如期完成 序时进度 占年度 滞后 了(?![解断])
    """)
)
_NOT_TOLD = re.compile(
    one_of("""
        为了 除了 了解 大数据 数据库 数据中心 数据要素 数据局 数据资源 政务数据 公共数据
        数据安全 统计局 统计监测 有效投资 不失时机 成功率 经过去
    """)
)
_SO_FAR = re.compile("累计")  # in a plan 三年累计 counts what is to come
# 据预测，到“十四五”期末…: nobody promises it.
FORECAST = re.compile("预测|数据显示|统计显示|据统计|据测算|调查显示|研究表明")
# 1-6月完成投资1.86亿元, said in July.
_MONTHS = re.compile(r"(?<!\d)\d{1,2}月?[-~至](?P<last>\d{1,2})月(?:份)?(?![底前])")
YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|[~\-]20\d\d年?)")

# An account of a year past marks its sentences seldom; its paragraphs show it all the same:
# by results to the decimal, by ranks, and by states reached (乡村振兴战略深入实施。).
_RESULTS = re.compile(
    r"\d{1,12}[万亿]?余[\u4e00-\u9fff]|(?:增长|下降)\d{1,4}\.\d%(?!左右|以上)|\d{3,12}\.\d|居全[国省市]|连续[\d一二三四五六七八九十]+年|"
    + one_of(r"""
        入选 获批 位居 排名 首次 首个 首批 首届 提前建成 突破(?=\d) 创历史 有效释放 明显 显著
        成功 圆满 如期 迈上 跻身 净增 同比 分别增长 分别下降 新高 超额 荣获 成效
    """)
)
_STATE_REACHED = re.compile(
    "(?:^|[。，；])[\u4e00-\u9fff“”]{3,18}?(?:"
    + one_of("""
        持续 不断 进一步 稳步 明显 显著 大幅 加快 扎实 深入 有序 有效 更加 全面 逆势 平稳 加速
        纵深
    """)
    + ")(?:"
    + one_of("""
        推进 实施 落地 提升 增强 改善 优化 深化 释放 增长 显现 凸显 夯实 巩固 拓展 加力 发力
        壮大 健全 完善 涌现 集聚 向好 回升 攀升 转型 形成 落实 筑牢 彰显 激发 提速 加强 发展
    """)
    + ")(?=[，。；])"
)
_ASKS = re.compile(
    "^[。，；]?(?:推动|促进|确保|实现|着力|加快|努力|持续|推进|全力|力争|更好|让|使|以|不断|坚持|保持)"
)
_PLANS = re.compile(
    f"左右|力争|确保|以上|不低于|不少于|目标|{_WILL}|(?:^|[。；，])(?:要|今年|计划|争取|继续)"
)
_ACCOUNT_LABEL = re.compile(
    r"\s*(?:(?:实际|目前)?(?:完成情况|进展情况|工作进展|进展|落实情况|推进情况|现状)|(?:存在|主要)?问题\d*)："
)
_TASK_LABEL = re.compile(
    r"\s*(?:整改|工作|目标)?(?:要求|措施|任务|目标|目标任务|整改目标|年度目标|内容)："
)

# 民生实事 are a formal list: whatever is counted in it is promised (docs/drafts.md).
FORMAL = re.compile("实事")

# -- what opens an account or a plan ------------------------------------------------------

OPENS_AN_ACCOUNT = re.compile(
    "^(?:过去|去年|上年|一年来|五年来|近年来|近[一二两三四五几]年|.{0,6}以来|回顾|截至|.{0,12}刚刚过去|这一年"
    "|(?:今年)?上半年(?:，|以来))"
)
OPENS_A_PLAN = re.compile(
    rf"(?:今年|明年|20\d\d年|{_NEXT}|全年|本年度)[^。]{{0,24}}"
    "(?:重点|着力|要|将|主要|做好|抓好|目标|任务|安排|建议|办好|继续|工作)"
    "|主要(?:预期)?目标|重点(?:做好|抓好|推进)以下|以下.{0,4}工作|工作安排"
)
# The title of a whole document has to name its kind; a section may only name its subject.
_PLAN_KINDS = (
    "方案 计划 要点 实事 任务 分工 安排 清单 目标 规划 督办 意见 措施 打算 纲要 责任书 责任分解"
)
PLAN_TITLE = re.compile(one_of(_PLAN_KINDS))
PLAN_HEADING = re.compile(
    one_of(f"""
        {_PLAN_KINDS} 行动 部署 主要工作 重点工作 重点项目 重点工程 攻坚 建议
        今年 明年 下半年 {_NEXT}
    """)
)
_SUBORDINATE = re.compile(r"\s*(?:（[一二三四五六七八九十\d]+）|\d+[.、．])")
_YEAR_ALONE = re.compile(r"\s*20\d\d年\s*")
_NUMBERED = re.compile(r"\s*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+[章节部])")
_PLAN_PAPER = re.compile("方案|通知|意见|要点|规划|计划|分解|督办")
_AHEAD_OF_US = re.compile(f"今年|明年|下半年|{_NEXT}")
PAST_HEADING = re.compile(
    one_of("""
        回顾 总结 成效 成就 完成情况 进展情况 落实情况 执行情况 纪实 侧记 综述 巡礼 过去 以来
        进展 亮点
    """)
)
_PUNCTUATION = re.compile("[，。；：！？、]")
ENDS_LIKE_A_SENTENCE = re.compile(r"[。！？；，…][”’）]?\s*$")
# Sentences that begin like this give orders: 深入实施…, 稳妥有序推进…, 要做好….
_HOW = one_of("""
    今年 全面 深入 持续 大力 积极 扎实 稳妥 稳步 有序 切实 加快 统筹 高标准 高质量 高效 继续
    全力 着力 严格 进一步 不断 坚决 坚持 主动 抓紧 突出 认真 充分 深度 精准 有力 科学 聚力 系统
    接续 逐步 重点 深化 纵深
""")
_DO = one_of("""
    推进 推动 加快 加强 强化 完善 优化 健全 深化 促进 巩固 拓展 谋划 做好 抓好 办好 用好 用足
    鼓励 引导 探索 协调 落实 聚焦 围绕 紧盯 坚持 构建 营造 发挥 规范 提升 支持 扩大 壮大 做强
    做大 做优 延伸 保障 争创 布局 实施 开展 建设 新建 建成 改造 完成 打造 培育 引进 举办 组织
    推行 试点 稳定 发展 建立 织密 守牢 筑牢 抓 深入 加大 提高 实行 启动 开工 确保 力争 新增
    防范 化解 整治 治理 保护 传承 弘扬 统筹 盘活 激发 突出 严格 严守 压实 锻造 增强 牢固 贯彻
    履行 自觉 倡导 普及 支撑 集聚 招引 培训 选派 为
""")
ORDER = re.compile(f"(?:要|应|须|(?:{_HOW})*(?:{_DO}))")


def is_heading(line: Span) -> bool:
    """Whether a line is a heading: short, and it does not end like a sentence."""
    text = line.text.strip()
    sentence = ENDS_LIKE_A_SENTENCE.search(text) or "。" in text
    return 0 < len(text) <= HEADING_LENGTH and not sentence


def is_navigation(line: Span) -> bool:
    """Whether a line is no text at all: a web page's headlines and links, run into one."""
    text = line.text.strip()
    bare = "\t" not in text and not _PUNCTUATION.search(text)
    return len(text) > HEADING_LENGTH and bare and len(text.split()) >= FEWEST_LINKS


def is_title(line: Span) -> bool:
    """Whether a line may be the title: it does not end like a sentence, but may cry out."""
    text = line.text.strip().rstrip("！")
    return 0 < len(text) <= TITLE_LENGTH and not ENDS_LIKE_A_SENTENCE.search(text)


def of_document(lines: Sequence[Span], sentences: Sequence[Sentence], issued_on: date) -> Mode:
    """Tell a plan from a report by its title, or by how many of its sentences give orders."""
    titles = [line.text for line in lines[:TITLE_LINES] if is_title(line)]
    plans = [text for text in titles if PLAN_TITLE.search(text)]
    if any(of_heading(text, issued_on) is Mode.PLANNED for text in plans):
        return Mode.PLANNED
    bodies = [one.span.text for one in sentences if len(one.span.text) >= 8]
    if len(bodies) < FEWEST_SENTENCES:
        return Mode.OPEN
    orders = sum(bool(ORDER.match(text)) for text in bodies) / len(bodies)
    told = sum(is_told(text, issued_on) for text in bodies) / len(bodies)
    few = orders >= FEWEST_ORDERS and orders > ORDERS_TO_ACCOUNTS * told
    return Mode.PLANNED if few or orders >= ORDERS_MAKE_A_PLAN else Mode.OPEN


def of_heading(text: str, issued_on: date) -> Mode | None:
    """Tell what a heading announces; None where it only names its subject."""
    if PAST_HEADING.search(text):
        return Mode.TOLD
    if _SUBORDINATE.match(text):  # （二）聚力落实重大任务: only its subject, whatever its words
        return Mode.PLANNED if _AHEAD_OF_US.search(text) else None
    years = [int(year) for year in YEAR.findall(text)]
    if years and _YEAR_ALONE.fullmatch(text):
        return Mode.PLANNED if max(years) >= issued_on.year else Mode.TOLD
    tells = not (PLAN_HEADING.search(text) or "报告" in text)  # a report's title tells no tense
    if _past_year(text, issued_on) and tells:
        return Mode.TOLD
    return Mode.PLANNED if _announces_a_plan(text) else None


def _announces_a_plan(text: str) -> bool:
    """A headline tells (26个项目全部开工); a plan's title names its kind, a section is short."""
    titled = PLAN_TITLE.search(text) and (YEAR.search(text) or _AHEAD_OF_US.search(text))
    short = len(text.strip()) <= SECTION_LENGTH or _NUMBERED.match(text)
    return bool(PLAN_HEADING.search(text)) and bool(titled or short or _PLAN_PAPER.search(text))


def of_paragraph(text: str, section: Mode, above: Mode) -> Mode:
    """Tell an account of what was reached from a plan, where nothing else says which it is.

    ``above`` is what the paragraph above was: an account goes on until something is planned.
    """
    if _ACCOUNT_LABEL.match(text):
        return Mode.TOLD
    states = [one for one in _STATE_REACHED.findall(text) if not _ASKS.match(one)]
    told, laid = len(_RESULTS.findall(text)) + len(states), len(_PLANS.findall(text))
    if told >= RESULTS_MAKE_AN_ACCOUNT and told > laid:
        return Mode.TOLD
    return Mode.TOLD if above is Mode.TOLD and not laid else section


def is_task(text: str) -> bool:
    """Whether a label says that a line orders something: 整改要求：…"""
    return bool(_TASK_LABEL.match(text))


def of_clause(text: str, before: Mode, base: Mode, issued_on: date) -> Mode:
    """Tell what a clause speaks of.

    ``before`` is what the clause before it spoke of, ``base`` what its paragraph does.
    """
    clean = _NO_PLAN.sub("", veiled(text))
    if (AHEAD if base is Mode.TOLD else SURE).search(clean):
        return Mode.PLANNED
    if is_told(text, issued_on) or (base is not Mode.PLANNED and _SO_FAR.search(text)):
        return Mode.TOLD
    if base is not Mode.TOLD and PLANNED.search(clean):
        return Mode.PLANNED
    return before


def is_told(text: str, issued_on: date) -> bool:
    """Whether a clause itself says that it tells what has been."""
    text = veiled(text)
    if TOLD.search(_NOT_TOLD.sub("", text)) or _past_year(text, issued_on):
        return True
    months = _MONTHS.search(text)
    return months is not None and int(months["last"]) < issued_on.month and "年" not in text


def _past_year(text: str, issued_on: date) -> bool:
    """Whether the latest year a text names is before that of the document."""
    years = [int(year) for year in YEAR.findall(text)]
    return bool(years) and max(years) < issued_on.year
