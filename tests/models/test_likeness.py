"""Whether two promises are one: object, figure and deadline, and what each difference means."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pytest

from models.intake.likeness import ALIKE, Likeness, Likenesses, Said, object_words, score

# The threshold stands between these two tables.
ONE_THING = (
    ("开工建设12个停车场项目", "停车场项目建设（12个）"),
    ("建成30个公园", "新建公园30个"),
    ("人民路改造提升工程完工", "完成人民路改造"),
    ("西流湖公园建成开放", "西流湖公园对外开放"),
    ("新建改建义务教育学校16所", "义务教育学校新改扩建16所"),
    ("打通断头路4条", "打通城市断头路"),
    ("完成老旧小区综合改造238个", "城镇老旧小区改造提升"),
    ("全年新增城镇就业5.2万人", "城镇新增就业"),
    ("须水河生态治理工程完工", "须水河综合治理"),
    ("改建认知障碍照护床位220张", "认知障碍照护床位改建"),
    ("新增公共停车泊位5000个", "新增停车泊位5000个"),
    ("空气优良天数比例达到75%", "全年空气优良天数比率75%以上"),
    ("全面推进二砂文化创意园建设，国庆前对外开放", "二砂文创园开园"),
    ("垃圾分类覆盖率达到90%", "生活垃圾分类覆盖率90%以上"),
    ("建设社区养老服务设施20处", "社区养老服务设施建设"),
    ("完成伏牛路小学新建工程", "伏牛路小学建成投用"),
    ("开展技能培训1万人次", "职业技能培训1万人次"),
    ("实施农村户厕改造1.2万户", "农村厕所改造1.2万户"),
)
TWO_THINGS = (
    ("建成30个公园", "建成30个停车场"),
    ("人民路改造提升工程", "中原路改造提升工程"),
    ("新建中学3所", "新建小学3所"),
    ("改建农村公路30公里", "改建城市道路30公里"),
    ("须水河综合治理工程", "贾鲁河综合治理工程"),
    ("新增社区长者食堂", "新增乡村长者照护之家"),
    ("西流湖公园提质改造", "月季公园提质改造"),
    ("新增城镇就业", "城镇登记失业率"),
    ("新建改建公共停车场", "新建改建公共厕所"),
    ("粮食产量达到", "棉花产量达到"),
    ("高标准农田建设", "高标准建设农贸市场"),
    ("开通公交线路5条", "开通公交专用道5条"),
    ("人民路小学建成", "人民路中学建成"),
    ("第一中学新校区开工", "第二中学新校区开工"),
    ("人民路东段改造", "人民路西段改造"),
    ("桐柏路小学建成", "伏牛路小学建成"),
    ("110千伏变电站", "220千伏变电站"),
    ("社区养老服务设施建设", "社区托育服务设施建设"),
    ("农村户厕改造", "农村危房改造"),
    ("城市污水处理率", "城市垃圾处理率"),
    ("工业投资增长", "民间投资增长"),
)


@pytest.mark.parametrize(("one", "other"), ONE_THING)
def test_one_thing_in_other_words_is_alike(one: str, other: str) -> None:
    assert score(object_words(one), object_words(other)) >= 75 > ALIKE
    assert score(object_words(other), object_words(one)) >= 75


@pytest.mark.parametrize(("one", "other"), TWO_THINGS)
def test_what_only_sounds_alike_is_not(one: str, other: str) -> None:
    assert score(object_words(one), object_words(other)) <= 67 < ALIKE


def test_a_title_of_nothing_but_figures_and_verbs_keeps_its_words() -> None:
    assert object_words("完成建设") == "建设"
    assert object_words("2020年") == "2020年"


def said(title: str, figure: int | None = None, due: date | None = None, key: int = 1) -> Said[int]:
    return Said(key, title, None if figure is None else Decimal(figure), due)


SEPTEMBER, DECEMBER = date(2020, 9, 30), date(2020, 12, 31)


@pytest.mark.parametrize(
    ("other", "how"),
    [
        (said("新建公园30个", 30, SEPTEMBER), Likeness.SAME),
        (said("新建公园30个", 30, DECEMBER), Likeness.OTHER_DATE),
        (said("新建公园20个", 20, SEPTEMBER), Likeness.OTHER_FIGURE),
        (said("新建公园20个", 20, DECEMBER), Likeness.BOTH),
        (said("新建公园"), Likeness.SAME),  # what is not said contradicts nothing
    ],
)
def test_it_is_said_what_differs(other: Said[int], how: Likeness) -> None:
    found = Likenesses([other]).of(said("建成公园30个", 30, SEPTEMBER, key=2))
    assert [(one.key, one.how) for one in found] == [(1, how)]


def test_nothing_is_like_itself_or_what_is_left_out() -> None:
    known = Likenesses([said("新建公园", key=1), said("公园建设", key=2), said("公园", key=3)])
    found = known.of(said("公园", key=3), unless=lambda key: key == 2)
    assert [one.key for one in found] == [1]


def test_candidates_miss_nothing_that_comparing_everything_would_find() -> None:
    """Also where half of all titles share their words with all others."""
    chance = random.Random(7)
    heads = [a + b for a in "人民中原秦岭桐柏嵩山航海棉纺伊河" for b in "和平华新安康"]
    tails = ["公园建设", "小区综合改造", "停车场开工", "市场提质改造", "医院建成投用"]
    titles = [chance.choice(heads) + chance.choice(heads) + chance.choice(tails)
              for _ in range(3000)]  # fmt: skip
    known = Likenesses(said(title, key=n) for n, title in enumerate(titles))
    words = [object_words(title) for title in titles]
    for n in range(0, 3000, 100):
        found = known.of(said(titles[n], key=n), most=1)
        best = max(score(words[n], other) for m, other in enumerate(words) if m != n)
        assert (found[0].score if found else 0) == (best if best >= ALIKE else 0), titles[n]
