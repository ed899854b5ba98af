"""What a document promises, held against a whole ledger: no pair is compared without a reason."""

from __future__ import annotations

import random
import time
from datetime import date
from decimal import Decimal

from benchmarks.measuring import Report
from models.intake.likeness import Likenesses, Said

PLACES = (
    "人民", "中原", "建设", "秦岭", "桐柏", "嵩山", "华山", "伊河", "洛河",
    "航海", "棉纺", "汝河", "冉屯", "须水", "贾鲁",
    "金水", "熊耳", "七里",
)  # fmt: skip
OBJECTS = (
    "路", "街", "小区", "公园", "小学", "中学", "河", "社区", "市场",
    "医院", "停车场", "游园", "污水处理厂", "变电站",
    "幼儿园", "广场", "立交",
)  # fmt: skip
WORKS = (
    "综合改造提升", "建设项目开工", "建成投用", "提质改造工程",
    "综合治理", "主体完工", "对外开放", "雨污分流改造",
)  # fmt: skip
ASKED = 200
INDEX, GROWTH = 2.0, 6.0  # seconds of processor for 10,000; a question of 100,000 to one of 10,000


def title(chance: random.Random) -> str:
    places = chance.choice(PLACES) + chance.choice(PLACES)
    return places + chance.choice(OBJECTS) + chance.choice(WORKS)


def took(count: int) -> tuple[float, float]:
    chance = random.Random(7)
    known = [
        Said(n, title(chance), Decimal(chance.randint(1, 90)), date(2020, 12, 31))
        for n in range(count)
    ]
    asked = [Said(-1 - n, title(chance), Decimal(5), date(2020, 9, 30)) for n in range(ASKED)]
    began = time.process_time()
    likenesses = Likenesses(known)
    ready = time.process_time()
    found = sum(len(likenesses.of(one)) for one in asked)
    assert found, "nothing is like anything"
    return ready - began, (time.process_time() - ready) / ASKED


def measure(report: Report, *, quick: bool) -> None:
    took(1000)  # rapidfuzz is loaded
    index, one = took(2_000 if quick else 10_000)
    _, of_many = took(20_000 if quick else 100_000)
    report.most("likeness: made ready for a ledger", index, "s", INDEX)
    report.most("one promise held against it", one * 1000, "ms", 20)
    report.most("against ten times as many", of_many / one, "×", GROWTH)
