"""Reading a document: a page, a megabyte, and what must not cost more than its length.

The text is made up, in the register of a work report: plans, achievements, slogans, a list and
a table, so that every rule has work to do.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from benchmarks.measuring import DUBAN, Command, Report, cpu, in_turn, wall

PAGE, PAGE_LIMIT = 2_000, 1.0  # characters; seconds from a cold process
MEGABYTE, LIMIT, MEMORY = 1_000_000, 5.0, 150  # bytes; seconds, MiB
TITLE = "青岚市2026年重点工作任务分解方案\n"
SECTION = """一、2025年工作回顾
过去一年，全市改造老旧小区{a}个，新增学位{b}个，地区生产总值增长6.3%，多项指标位居全省前列。
二、2026年重点工作
深入实施城市更新行动。确保{m}月底前拟开工的{a}个项目全部开工建设，年底前完成主干路改造{c}公里、背街小巷{b}条。
坚持以人民为中心的发展思想，持续增进民生福祉，奋力谱写高质量发展新篇章。
（一）抓好十件民生实事。新建公园{a}个、口袋公园{c}个，为{b}户困难老人完成家庭适老化改造，城镇调查失业率控制在5.5%左右。（责任单位：市住建局、市民政局；配合单位：各区县政府）
三季度前启动市图书馆新馆建设，力争明年{m}月对外开放；新增停车位{b}个，{m}月底前投用{c}个。
序号\t任务\t责任单位\t完成时限
1\t改造供热老旧管网{c}公里\t市住建局\t{m}月底前
2\t建成残疾人综合服务中心\t市残联\t{m}月底前动工，12月底前投入使用
"""
HARD = {
    "digits": "1234567890",
    "dates": "2026年9月底前完成",
    "items": "新建桥梁3座、",
    "brackets": "（责任单位：市住建局、",
    "units": "各区县市镇乡局委办",
    "cells": "1\t新建桥3座\t市住建局\t9月\n",
}


def measure(report: Report, *, quick: bool) -> None:
    """Measure ``duban propose`` on a page, on a megabyte, and on texts made to be hard."""
    rounds = 3 if quick else 7
    with tempfile.TemporaryDirectory() as folder:
        page, book = Path(folder) / "page.txt", Path(folder) / "megabyte.txt"
        page.write_text(text(PAGE), encoding="utf-8")
        book.write_text(text(MEGABYTE // 3), encoding="utf-8")
        taken = in_turn({"page": _propose(page), "megabyte": _propose(book)}, rounds)
        report.most("a page, cold", wall(taken["page"]), "s", PAGE_LIMIT)
        report.most("a megabyte of text", wall(taken["megabyte"]), "s", LIMIT)
        peak = max(one.peak for one in taken["megabyte"])
        report.most("its peak of memory", peak, "MiB", MEMORY)
        for name, piece in HARD.items():
            hard = Path(folder) / f"{name}.txt"
            hard.write_text(piece * (MEGABYTE // len(piece.encode())), encoding="utf-8")
            took = in_turn({name: _propose(hard)}, 1)[name]
            report.most(f"a megabyte of {name}", cpu(took), "s of processor", 2 * LIMIT)


def text(characters: int) -> str:
    """Write so much of a work report, no two sections with the same figures."""
    sections, length, n = [TITLE], len(TITLE), 0
    while length < characters:
        n += 1
        sections.append(SECTION.format(a=12 + n, b=300 + n, c=5 + n % 90, m=4 + n % 8))
        length += len(sections[-1])
    return "".join(sections)


def _propose(path: Path) -> Command:
    return Command(
        (DUBAN, "propose", str(path), "--issued-on", "2026-02-10", "--json"), path.parent
    )
