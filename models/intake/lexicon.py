"""The verbs of a promise: works begun, opened or finished, figures reached, things delivered.

Words stand one by one, parted by spaces; a few say in a look-ahead when they are verbs at all.
"""

from __future__ import annotations

import re

from models.intake.promise import Action


def one_of(words: str) -> str:
    """Make one pattern of words; of two that begin alike the longer is tried first."""
    return "|".join(sorted(words.split(), key=len, reverse=True))


START = one_of("""
    复工 开工建设 开工 动工 动建 开建 破土 启动建设 启动实施 启动 进场施工
    (?<=[月旬日底初始])施工$ 落地建设 落地
""")  # fmt: skip
OPEN = one_of("""
    投入使用 投入运营 投入试运营 投入运行 建成投用 建成开放 对外开放 正式运营 投用 投运 投产
    开放 开园 开馆 开业 开诊 开学 开街 开通 通车 通水 通气 并网 启用 运营 运行 交付使用 交付
    开设 开班 开办 上线 挂牌
""")
COMPLETE = one_of(r"""
    建成 完成 完工 竣工 贯通 封顶 合龙 主体完工 收官 销号 清零 办结 验收 新改扩建 新建改建
    新改建 新建 改建 扩建 续建 迁建 重建 复建 修建 筹建 建设 改造提升 升级改造 改造 打通 畅通
    打造 创建 创成 整治 治理 修复 修缮 维修 更新 升级 加固 疏浚 清淤 铺设 敷设 硬化 拆除 实施
    恢复 搭建 建立 编制 出台 制定 提质 布局 布设 落成 兴建 造林 绿化 栽植 种植 补植 搭好 交房
    搬迁 消除 破解 清除 整改 新铺 搭好 具备[^，]{1,8}条件(?!的) 建(?=\s*\d)
""")
REACH = one_of(r"""
    达到 达标 压缩至 缩短至 稳定在 保持在 控制在 维持在 提高到 提升到 提高至 提升至 增加到
    增加至 增至 升至 降至 降到 下降到 压减到 不低于 不少于 不超过 不高于 增长 提高 提升 下降
    降低 减少 压减 全覆盖 突破 超过 占比 高于 低于 实现 达(?=\s*\d)
""")
DELIVER = one_of(r"""
    进行 新增 新辟 增加 增设 增配 增补 配备 配置 配齐 安装 加装 设立 设置 组建 成立 培育 培养 培训
    引进 引育 招引 招聘 招募 签约 选派 选聘 提供 发放 帮扶 救助 资助 补贴 补助 安置 分配 筹集
    筹措 供给 储备 投放 购置 采购 更换 推广 认定 评选 遴选 推出 转移 吸纳 带动 扶持 开展 举办
    承办 放映 演出 种养 收储 盘活 处置 化解 消化 清理 淘汰 关停 退出 争取 到位 纳入 接入 覆盖
    检查 检测 筛查 体检 接种 签订 申报 获批 入库 解决 办理 惠及 落户 出栏 输转 改善 制修订 聘用
    建档 上市 晋位 孵化 送(?=[戏文医法]|\s*\d)
""")
# As often nouns as verbs (服务中心, 就业岗位): verbs where they begin a clause or count.
SERVE = one_of("服务 创业 就业 生产 保障 发行 开发 组织 供应 支持")
# What these ask for cannot be checked unless it is counted (docs/drafts.md).
SOFT = one_of("推进 推动 加快 谋划 储备 支持 扶持 抓好 建好 办好")

HARD = re.compile(rf"{START}|{OPEN}|{COMPLETE}|{DELIVER}|{REACH}|^(?:{SERVE})|(?:{SERVE})\d")
RESULT = re.compile(rf"{START}|{OPEN}|{COMPLETE}|{REACH}|{DELIVER}|推进|推动|加快|落实|整改|印发")
SOFTLY = re.compile(SOFT)

# A finished state or an actual start needs neither a date nor a count (docs/drafts.md), but it
# has to be said of the works: 未开工的, 开工率 and 融会贯通 are something else.
STATE = re.compile(
    "(?<![的未拟已待])(?:开工(?!项目|条件|率|面积|的)|竣工(?!的)|(?<!会)贯通|"
    + one_of("""
        建设开放 向公众开放 动工 建成 完工 封顶 合龙 投入使用 投入运营 投用 投运 投产 开园 开馆
        开业 开诊 开街 开通 通车 通水 并网 交付 启用 达产 首飞 收官 恢复通行 复工
        具备[^，]{1,8}条件(?!的)
    """)
    + ")"
)

# What a clause says beside its day, its verb and its adverbs: 「年底前大头落地」 says nothing.
_FILLERS = one_of("""
    大头 整体 全部 全面 集中 陆续 基本 正式 将 于 力争 确保 计划 预计 有望 可以 可 能 即 再 就
    试 也 均 都 并 的 在 近期 早日
""")
NO_OBJECT = re.compile(rf"(?:{START}|{OPEN}|{COMPLETE}|{_FILLERS}|[，\s\d%])*")

# Read from the top; the first that fits says what is to have happened.
ACTIONS: tuple[tuple[Action, re.Pattern[str]], ...] = tuple(
    (action, re.compile(pattern))
    for action, pattern in (
        (Action.COMPLETE, "大头落地|完工|竣工|封顶|贯通"),
        (Action.OPEN, OPEN),
        (Action.START, START),
        (Action.DELIVER, rf"^[^，]{{0,12}}(?:{DELIVER})"),
        (Action.REACH, r"(?:率|占比|比例|增速|总值|收入|增加值)[^，]*(?:%|‰|百分点)"),
        (Action.COMPLETE, COMPLETE),
        (Action.REACH, REACH),
        (Action.DELIVER, DELIVER),
    )
)
_OF_PEOPLE = re.compile("人|名|人次|位|户")
_FOR_PEOPLE = re.compile(one_of("培训 筛查 就业 帮扶 服务 救助 检查 引进 招引 选派 提供"))


def action_of(text: str, unit: str) -> Action:
    """Tell what a clause promises to have happened; ``unit`` is what its figure counts."""
    if _OF_PEOPLE.fullmatch(unit) and _FOR_PEOPLE.search(text):
        return Action.DELIVER
    return next((action for action, pattern in ACTIONS if pattern.search(text)), Action.OTHER)
