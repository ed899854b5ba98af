"""What is a promise and what is not: each rule with sentences of its kind, as a table.

Beside a pattern that documents of the time really use stands a made-up sentence of the same
build: the rules have to be true of the language, not of one text.
"""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.intake.promise import Promise
from models.intake.reader import promises_in

SUMMER = date(2023, 6, 12)
PLAN = "青岚区2023年民生实事项目安排\n"
NEWS = "本报讯 青岚区城建工作会议昨日召开。\n"


def found(text: str, on: date = SUMMER) -> list[Promise]:
    return promises_in(text, on)


def quotes(text: str, on: date = SUMMER) -> list[str]:
    return [one.quote for one in found(text, on)]


@pytest.mark.parametrize(
    ("sentence", "rule", "quantity", "unit"),
    [
        ("确保9月底前拟开工的12个项目全部开工建设。", "dated", 12, "个"),
        ("确保11月底前计划实施的7条道路全部完工。", "dated", 7, "条"),
        ("年底前南湖片区欢乐港湾项目开工建设。", "dated", None, ""),
        ("北山小学项目计划6月中旬施工。", "dated", None, ""),
        ("新建公园游园30个。", "counted", 30, "个"),
        ("改造背街小巷46条。", "counted", 46, "条"),
        ("实现新增绿地175.5万平方米。", "counted", 1_755_000, "平方米"),
        ("为5万名适龄妇女免费进行两癌筛查。", "counted", 50_000, "名"),
        ("为80万重点群体提供就业帮扶。", "counted", 800_000, "人"),
        ("选派1200名以上科技特派员到基层服务。", "counted", 1200, "名"),
        ("完成工业投资85亿元以上。", "counted", 8_500_000_000, "元"),
        ("普惠托位占比达到75%。", "ratio", 75, "%"),
        ("污水集中处理率稳定在96%以上。", "ratio", 96, "%"),
        ("城镇调查失业率5.5%左右。", "ratio", 5.5, "%"),
        ("机械化率提升3个百分点左右。", "ratio", 3, "个百分点"),
        ("居民消费价格指数控制在103.5以内。", "counted", 103.5, ""),
        ("推进18个社区智慧停车试点。", "soft_count", 18, "个"),
        ("马庄郊野公园建成开放。", "state", None, ""),
        ("启动县图书馆新馆建设。", "works_begin", None, ""),
        ("实现涉农乡镇服务全覆盖。", "covered", None, ""),
        ("清水河出境断面水质稳定保持在Ⅲ类及以上。", "level", None, ""),
    ],
)
def test_a_rule_finds_what_its_name_says(
    sentence: str, rule: str, quantity: float | None, unit: str
) -> None:
    (one,) = found("2023年重点工作任务分工方案\n" + sentence)
    assert (one.rule, one.unit) == (rule, unit)
    assert one.quantity == (None if quantity is None else pytest.approx(quantity))


@pytest.mark.parametrize(
    "sentence",
    [
        "去年，全区改造老旧小区46个。",
        "北山小学项目6月底前加强施工。",
        "截至5月底，新增就业1.2万人。",
        "近年来，全区累计建成公园30个。",
        "目前已完成28个小区改造。",
        "2022年建成停车位3800个。",
        "1—5月完成投资18.6亿元。",
        "全区共有老旧小区533个。",
        "据预测，到“十四五”期末60岁以上人口将达到3亿人。",
        "该片区是全区打造的11个示范片区之一。",
        "总投资26亿元的芯片项目进展顺利。",
        "66人以上大班额的学校要做好分流。",
        "完善24小时值班制度。",
        "落实第3批资金拨付。",
        "深入实施“四大文化工程”。",
        "坚持人民至上，持续改善民生。",
        "加快推进城市有机更新。",
        "推动体系建设取得新进展。",
        "疑难诉求须在15个工作日内办结。",
        "停放超过30分钟的按每小时3元计费。",
        "对整改不力、逾期未完成的，予以通报。",
        "严禁新建20米以上高层。",
        "达产后年产值可达40亿元。",
        "确保签约项目早开工、早建成。",
    ],
)
def test_what_has_been_what_is_meant_and_what_is_only_urged_is_no_promise(sentence: str) -> None:
    assert quotes(NEWS + sentence) == []


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("开设40个暑托班、12个寒托班。", ["开设40个暑托班", "12个寒托班"]),
        ("建设25个球场、9个健身点。", ["建设25个球场", "9个健身点"]),
        ("新建、改造农贸市场2家、商贸市场1家。", ["新建、改造农贸市场2家", "商贸市场1家"]),
        ("新建防火道路220公里、消防水池485个。", ["新建防火道路220公里", "消防水池485个"]),
        ("启动陇山路、柳林路等8条道路改造。", ["启动陇山路、柳林路等8条道路改造"]),
        ("为5万名妇女进行宫颈癌、乳腺癌筛查。", ["为5万名妇女进行宫颈癌、乳腺癌筛查"]),
        ("培训4000名救护员、2000名普及员。", ["培训4000名救护员", "2000名普及员"]),
        (
            "确保仓储区明年7月份建成、引导区明年11月份建成。",
            ["确保仓储区明年7月份建成", "引导区明年11月份建成"],
        ),
        ("月底前搭好过渡市场、完成商户搬迁。", ["月底前搭好过渡市场", "完成商户搬迁"]),
        ("新增床位300张（其中护理型180张）。", ["新增床位300张"]),
    ],
)
def test_each_counted_object_of_a_list_is_a_promise(sentence: str, expected: list[str]) -> None:
    assert quotes(PLAN + sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("剩余220个小区加快施工，年底前大头落地。", "剩余220个小区加快施工，年底前大头落地"),
        ("其余36条支路抓紧施工，国庆节前全部完工。", "其余36条支路抓紧施工，国庆节前全部完工"),
        (
            "计划到2025年底前，每个社区均建有1处养老驿站。",
            "计划到2025年底前，每个社区均建有1处养老驿站",
        ),
        ("2个未落实用地的中心，10月底前完成选址。", "2个未落实用地的中心，10月底前完成选址"),
    ],
)
def test_a_clause_that_says_nothing_by_itself_is_joined_with_its_neighbour(
    sentence: str, expected: str
) -> None:
    assert quotes(NEWS + sentence) == [expected]


@pytest.mark.parametrize(
    ("text", "deadline", "inherited"),
    [
        (PLAN + "改造老旧小区46个。", "2023-12-31", True),
        (PLAN + "9月底前改造老旧小区46个。", "2023-09-30", False),
        ("青岚区三年行动方案（2023—2025年）\n改造老旧小区46个。", "2025-12-31", True),
        (NEWS + "今年，全区将改造老旧小区46个。", "2023-12-31", True),
        (NEWS + "年底前每个街道建成1处助餐点，建设6个便民中心。", "2023-12-31", False),
    ],
)
def test_a_period_governs_what_names_no_day(text: str, deadline: str, inherited: bool) -> None:
    one = found(text)[0]
    assert (str(one.deadline), one.deadline_inherited) == (deadline, inherited)


def test_the_day_of_one_clause_governs_the_next_and_ends_with_the_sentence() -> None:
    text = "计划年底前建成3座公园，新建4条道路。计划新建5所学校。"
    days = {one.quote: one.deadline for one in found(NEWS + text)}
    assert [str(day) for day in days.values()] == ["2023-12-31", "2023-12-31", "None"]


def test_in_next_years_plan_issued_in_december_the_years_end_is_next_years() -> None:
    text = "柳林区2024年重点任务分解\n全年新增就业8600人。确保仓储区明年7月底前建成。"
    assert [str(one.deadline) for one in found(text, date(2023, 12, 25))] == [
        "2024-12-31",
        "2024-07-31",
    ]


def test_a_month_before_an_opening_season_has_to_be_asked() -> None:
    one = found(NEWS + "确保2座泵站于汛期前投入使用。")[0]
    assert (one.deadline, one.ask) == (None, True)


def test_an_aim_is_marked() -> None:
    assert found(NEWS + "力争年内改造4条街道。")[0].aim
    assert not found(NEWS + "确保年内改造4条街道。")[0].aim


# -- who --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "lead", "help_"),
    [
        ("新建公园30个。（责任单位：区园林局）", ("区园林局",), ()),
        (
            "新建公园30个。（牵头单位：区园林局；配合单位：区财政局、各街道办事处）",
            ("区园林局",),
            ("区财政局", "各街道办事处"),
        ),
        ("新建公园30个。（区园林局牵头，区财政局配合）", ("区园林局",), ("区财政局",)),
        ("新建公园30个。（区发展和改革局、区财政局）", ("区发展和改革局", "区财政局"), ()),
        (
            "新建公园30个。\n牵头单位：区园林局\n责任单位：各县（市、区）政府",
            ("区园林局", "各县（市、区）政府"),
            (),
        ),
        ("区园林局、区城管局要新建公园30个。", ("区园林局", "区城管局"), ()),
        ("新建公园30个，由区园林局牵头、区财政局配合。", ("区园林局",), ("区财政局",)),
        ("为30个（社区）中心配备终端。", (), ()),
    ],
)  # fmt: skip
def test_units_are_read_where_they_are_named(
    text: str, lead: tuple[str, ...], help_: tuple[str, ...]
) -> None:
    one = found(PLAN + text)[0]
    assert (one.responsible, one.cooperating) == (lead, help_)


def test_a_time_limit_told_below_a_task_is_its_own() -> None:
    text = PLAN + "1.改造小区46个。\n责任单位：区住建局\n完成时限：11月底前\n2.新建公园3个。\n"
    first, second = found(text)
    assert (str(first.deadline), first.deadline_inherited) == ("2023-11-30", False)
    assert (str(second.deadline), second.responsible) == ("2023-12-31", ())


# -- tables -----------------------------------------------------------------------------

ROWS = (
    ("序号", "重点任务", "牵头单位", "配合单位", "完成时限"),
    ("1", "新建人行天桥2座。", "区住建局", "区城管局", "9月投入使用"),
    ("2", "建成残疾人综合服务中心。", "区残联", "区民政局", "5月底前动工"),
    ("3", "改造供热管网18公里。", "区住建局", "区热力公司", "6月底前完成主体，12月底前投入运行"),
)


@pytest.mark.parametrize("between", ["\t", "\n", "\n\n"], ids=["tabs", "lines", "blank lines"])
def test_a_table_is_read_by_its_headings_however_it_was_flattened(between: str) -> None:
    text = PLAN + "\n".join(between.join(row) for row in ROWS)
    rows = {one.quote: one for one in found(text, date(2023, 2, 1))}
    bridge = rows["新建人行天桥2座"]
    assert (str(bridge.deadline), bridge.action.value) == ("2023-09-30", "open")
    assert (bridge.responsible, bridge.cooperating) == (("区住建局",), ("区城管局",))
    assert rows["建成残疾人综合服务中心"].action.value == "start"
    assert str(rows["改造供热管网18公里"].deadline) == "2023-12-31"
    assert str(rows["6月底前完成主体"].deadline) == "2023-06-30"


def test_a_cell_merged_over_rows_is_inherited() -> None:
    heads, row = "序号\t任务\t责任单位\t完成时限\n", "1\t新建食堂15个\t区民政局\t11月底前\n"
    text = PLAN + heads + row + "2\t新增床位100张\t\t\n"
    first, second = found(text)
    assert second.responsible == first.responsible == ("区民政局",)
    assert (second.deadline, second.deadline_inherited) == (first.deadline, True)


# -- what is said twice -------------------------------------------------------------------


def test_a_passage_printed_twice_points_to_its_fuller_statement() -> None:
    passage = "计划年底前建成助餐点46处，新建公园3个。\n"
    marks = [one.duplicate_of for one in found(NEWS + passage * 2)]
    assert marks == [None, None, 1, 2]


def test_the_same_words_with_another_figure_are_another_promise() -> None:
    text = PLAN + "一季度新建公园3个。\n二季度新建公园4个。"
    assert [one.duplicate_of for one in found(text, date(2023, 1, 5))] == [None, None]


# -- what must hold of any text -----------------------------------------------------------

ITEMS = ("改造老旧小区46个", "新增学位4800个", "完成造林2.6万亩", "培训护理员850人次")
SLOGANS = ("坚持以人民为中心的发展思想。", "奋力谱写高质量发展新篇章。", "为群众办实事、解难题。")


@given(st.sampled_from(ITEMS), st.sampled_from(SLOGANS), st.booleans())
def test_a_slogan_adds_nothing(item: str, slogan: str, before: bool) -> None:
    plain = quotes(f"{PLAN}{item}。")
    assert quotes(PLAN + (f"{slogan}{item}。" if before else f"{item}。{slogan}")) == plain


@given(st.integers(2, 9999), st.sampled_from(["小区", "市场", "公园", "村卫生室"]))
def test_another_figure_and_another_thing_change_the_answer_accordingly(n: int, thing: str) -> None:
    (one,) = found(f"{PLAN}改造{thing}{n}个。")
    assert (one.quantity, one.unit, one.quote) == (n, "个", f"改造{thing}{n}个")


@given(st.integers(2016, 2040))
def test_another_year_changes_the_deadline_and_nothing_else(year: int) -> None:
    text = f"青岚区{year}年民生实事项目安排\n9月底前改造小区46个。新建公园3个。"
    first, second = found(text, date(year, 2, 1))
    assert (first.deadline, second.deadline) == (date(year, 9, 30), date(year, 12, 31))


@given(st.sampled_from(["青岚", "柳林", "三十里铺", "二砂", "百泉", "五一路"]))
def test_a_place_with_a_numeral_in_its_name_counts_nothing(place: str) -> None:
    (one,) = found(f"{PLAN}改造{place}片区小区46个。")
    assert one.quantity == 46


@given(st.integers(0, 400))
@settings(max_examples=60)
def test_a_document_cut_in_two_never_invents(at: int) -> None:
    text = PLAN + "\n".join(f"{n}.{item}。" for n, item in enumerate(ITEMS * 3, 1))
    whole = {one.quote for one in found(text)}
    cut = text[:at].rfind("\n") + 1  # between two lines, as pages part them
    parts = [one.quote for part in (text[:cut], PLAN + text[cut:]) for one in found(part)]
    assert set(parts) <= whole


@given(
    st.text(
        alphabet="新建改造座个年月日底前、，。；：（）“”0123456789万亿%\t\n 责任单位区县局。",
        max_size=400,
    )
)
@settings(max_examples=300, deadline=None)
def test_any_text_is_read_and_every_quote_stands_where_it_says(text: str) -> None:
    for one in found(text):
        assert text[one.start : one.end] == one.quote
        assert one.quote.strip()


@given(st.text(max_size=300))
@settings(max_examples=200, deadline=None)
def test_any_characters_at_all_are_read(text: str) -> None:
    for one in found(text):
        assert text[one.start : one.end] == one.quote
