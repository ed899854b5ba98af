"""A pasted notice is read as it stands, checks itself, and is refused where it cannot be meant."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.calendar import DayWord, WorkCalendar, by_weekday, in_force, published_days
from models.calendar_notice import FESTIVALS, Notice, read_notice
from models.errors import BadNotice
from models.words import Speaker
from tests.notices import FIRST_YEAR, ITEMS, LAST_YEAR, LENGTHENED, MOVED, NOTICES, notice, works

YEARS = sorted(ITEMS)


def taken(texts: Iterable[str]) -> dict[date, DayWord]:
    """Take over one notice after another into an empty calendar."""
    words: list[DayWord] = []
    for text in texts:
        words += read_notice(text).words(in_force(words).values())
    return in_force(words)


def every_day() -> Iterable[date]:
    first, last = date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


# -- reading ------------------------------------------------------------------------------


def test_the_notices_alone_make_every_working_day_of_nine_years() -> None:
    found = taken([notice(2018), notice(2019), MOVED, notice(2020), LENGTHENED,
                   *(notice(year) for year in YEARS if year > 2020)])  # fmt: skip
    calendar = WorkCalendar({day: bool(one.works) for day, one in found.items()}, date.max)
    assert [day for day in every_day() if calendar.is_working(day) != works(day)] == []


@pytest.mark.parametrize("year", [year for year in YEARS if year not in (2019, 2020)])
def test_a_notice_that_agrees_with_the_published_table_changes_no_day(year: int) -> None:
    table = {word.day: word for word in published_days()[0]}
    for word in read_notice(notice(year)).words(table.values()):
        known = table.get(word.day)
        assert word.works == (known.works if known else by_weekday(word.day)), word
        assert (
            not word.reason
            or known is None
            or word.reason.startswith(known.reason[:2])
            or ("、" in word.reason)
        )


@pytest.mark.parametrize("year", YEARS)
def test_title_number_and_year_are_read(year: int) -> None:
    read = read_notice(notice(year, number=27))
    assert (read.year, read.whole) == (year, True)
    assert read.title == (
        f"国务院办公厅关于{year}年部分节假日安排的通知（国办发明电〔{year - 1}〕27号）"
    )


def test_leave_that_is_only_encouraged_is_no_day_off() -> None:
    read = read_notice(notice(2024))
    assert read.passed_over == ("鼓励用人单位安排职工在除夕(2月9日)休息",)
    assert date(2024, 2, 9) not in {day for one in read.arrangements for day in one.days}


def test_the_spring_festival_of_2020_was_lengthened_and_its_made_up_day_taken_back() -> None:
    before = taken([notice(2020)])
    assert before[date(2020, 2, 1)].works is True
    after = taken([notice(2020), LENGTHENED])
    assert [after[date(2020, 2, day)].works for day in (1, 2)] == [False, False]
    assert after[date(2020, 1, 19)].works is True
    assert "延长2020年春节假期" in after[date(2020, 2, 1)].document
    assert taken([notice(2020), LENGTHENED, LENGTHENED]) == after


def test_a_second_notice_moves_only_its_festival() -> None:
    before, after = taken([notice(2019)]), taken([notice(2019), MOVED])
    moved = {day for day in before.keys() | after.keys() if before.get(day) != after.get(day)}
    assert moved == {date(2019, 4, 28), *(date(2019, 5, day) for day in (1, 2, 3, 4, 5))}


def test_a_notice_over_the_turn_of_the_year_leaves_the_year_before_alone() -> None:
    found = taken([notice(2023), notice(2022)])
    assert found[date(2022, 12, 31)].reason == "元旦"  # of the notice for 2023


def test_a_yearly_notice_takes_back_what_it_no_longer_says() -> None:
    wrong = notice(2021).replace("10月9日（星期六）上班", "9月25日（星期六）上班")
    found = taken([wrong, notice(2021)])
    assert (found[date(2021, 9, 25)].works, found[date(2021, 10, 9)].works) == (False, True)


# -- however it is pasted -----------------------------------------------------------------


def as_arranged(read: Notice) -> list[tuple[str, tuple[date, ...], tuple[date, ...]]]:
    return [(one.festival, one.off, one.worked) for one in read.arrangements]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    "pasted",
    [
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("\n", "\n\n").replace("，", "，\n").replace("至", "至 "),
        lambda text: "\n".join(text[n : n + 17] for n in range(0, len(text), 17)),
        lambda text: unicodedata.normalize("NFKC", text),
        lambda text: text.translate({ord(d): ord(d) + 0xFEE0 for d in "0123456789"}),
        lambda text: text.replace("至", "—"),
        lambda text: text[text.index("一、元旦") :].replace(
            "一、元旦", f"关于{text[8:12]}年部分节假日安排的通知\n一、元旦"
        ),
        lambda text: f"发布日期：2020年11月25日\n索引号：1\n{text}\n（此件公开发布）",
    ],
    ids=["crlf", "airy", "broken anywhere", "half-width", "wide digits", "dashes", "headless",
         "web page"],
)  # fmt: skip
def test_a_notice_may_be_pasted_in_any_shape(year: int, pasted: object) -> None:
    assert callable(pasted)
    again = read_notice(pasted(notice(year)))
    assert as_arranged(again) == as_arranged(read_notice(notice(year)))


def test_festivals_may_be_called_shortly() -> None:
    text = notice(2026)
    for long, short in (("清明节：", "清明："), ("端午节：", "端午："), ("中秋节：", "中秋：")):
        text = text.replace(long, short)
    assert as_arranged(read_notice(text)) == as_arranged(read_notice(notice(2026)))


@pytest.mark.parametrize(
    ("new_year", "first", "last", "worked"),
    [
        ("12月30日至1月1日放假调休，共3天。12月29日（星期六）上班", "2018-12-30", "2019-01-01",
         "2018-12-29"),
        ("2018年12月30日至1月1日放假调休，共3天。12月29日（周六）上班", "2018-12-30", "2019-01-01",
         "2018-12-29"),
        ("1月1日放假1天，不调休", "2019-01-01", "2019-01-01", ""),
    ],
)  # fmt: skip
def test_a_year_left_out_is_the_one_that_must_be_meant(
    new_year: str, first: str, last: str, worked: str
) -> None:
    said = "2018年12月30日至2019年1月1日放假调休，共3天。2018年12月29日（星期六）上班"
    read = read_notice(notice(2019).replace(said, new_year))
    one = read.arrangements[0]
    assert (str(one.off[0]), str(one.off[-1])) == (first, last)
    assert [str(day) for day in one.worked] == ([worked] if worked else [])


# -- what cannot be meant -----------------------------------------------------------------

WRONG = {
    "count": (
        "放假调休，共9天",
        "放假调休，共8天",
        "写明共8天，而2026年2月15日至2026年2月23日为9天",
    ),
    "count of one": ("21日（周日）放假，共3天", "21日（周日）放假2天", "写明共2天"),
    "weekday of a made-up day": (
        "2月14日（周六）",
        "2月14日（周日）",
        "2026年2月14日为周六，不是周日",
    ),
    "weekday of a day off": ("1日（周五）至5日（周二）", "1日（周五）至5日（周三）", "不是周三"),
    "month of a made-up day": ("10月10日（周六）上班", "11月10日（周六）上班", "不是周六"),
    "made up on a weekday": ("5月9日（周六）上班", "5月8日上班", "不是可调休上班的周末"),
    "no such day": ("1月4日（周日）上班", "1月32日上班", "没有1月32日这一天"),
    "backwards": (
        "9月25日（周五）至27日（周日）",
        "9月27日（周日）至25日（周五）",
        "不成一段假期",
    ),
    "year-long": (
        "9月25日（周五）至27日（周日）",
        "9月25日（周五）至11月27日（周五）",
        "不成一段假期",
    ),
    "off and worked": ("2月14日（周六）、", "2月15日（周日）、", "既放假又上班"),
    "twice": ("9月20日（周日）、", "2月14日（周六）、", "重复出现"),
    "not exchanged": ("1月4日（周日）上班", "不调休。1月4日（周日）上班", "不调休，却又安排"),
    "joins no weekend": (
        "4月4日（周六）至6日（周一）放假，共3天",
        "4月8日放假，与周末连休",
        "2026年4月8日为周三，不与周末相连",
    ),
    "another year": ("2月28日（周六）上班", "2027年2月28日（周日）上班", "不属于2026年的安排"),
    "a festival lacks": (
        "五、端午节：6月19日（周五）至21日（周日）放假，共3天。",
        "",
        "缺少端午节",
    ),
    "a festival twice": ("六、中秋节：", "六、端午节：", "端午节已在前文安排"),
    "not understood": ("放假，共3天", "放假，共3天，另补休1天", "无法识别"),
    "misspelt item": ("五、端午节：", "五、端五节：", "无法识别"),
    "no stop before work": (
        "2月14日（周六）、2月28日（周六）上班",
        "2月14日（周六）上班2月28日",
        "无法识别",
    ),
    "no year": ("2026年", "", "标题须写明年份"),
}  # fmt: skip


@pytest.mark.parametrize("fault", WRONG)
def test_what_contradicts_itself_is_refused_with_line_and_sentence(fault: str) -> None:
    good, bad, said = WRONG[fault]
    assert good in notice(2026)
    text = notice(2026).replace(good, bad)
    with pytest.raises(BadNotice) as refused:
        read_notice(text)
    assert said in refused.value.said(Speaker("zh"))
    line, sentence = refused.value.facts["line"], refused.value.facts["text"]
    lines = unicodedata.normalize("NFKC", text).splitlines()
    assert sentence[:6] in "".join(lines[line - 1].split())


@pytest.mark.parametrize("text", ["", "  \n", "十一放假", "关于召开会议的通知\n3月5日上班"])
def test_what_is_no_notice_is_refused(text: str) -> None:
    with pytest.raises(BadNotice):
        read_notice(text)


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("2月3日（星期一）", "2月4日（星期二）"),
        ("星期日", "星期六"),
        ("至2月2日", "到明天"),
        ("二、学校推迟开学，时间另行通知", "二、学校于2月17日开学"),
    ],
)
def test_a_lengthened_holiday_is_checked_too(good: str, bad: str) -> None:
    assert good in LENGTHENED
    with pytest.raises(BadNotice):
        read_notice(LENGTHENED.replace(good, bad))


def test_only_a_holiday_that_is_known_can_be_lengthened() -> None:
    with pytest.raises(BadNotice) as refused:
        read_notice(LENGTHENED).words([])
    assert "没有可延长" in refused.value.said(Speaker("zh"))


# -- whatever a coming year brings ---------------------------------------------------------

WEEK = "一二三四五六日"


@st.composite
def arrangements(draw: st.DrawFn) -> tuple[int, list[tuple[str, list[date], list[date]]]]:
    """A year somebody might arrange: seven stretches apart, made-up days between them."""
    year = draw(st.integers(2027, 2060))
    months = (1, 2, 4, 5, 6, 9, 10)
    made = []
    for festival, month in zip(FESTIVALS, months, strict=True):
        first = date(year, month, draw(st.integers(1 if month != 1 else 3, 12)))
        length = draw(st.integers(1, 9))
        after = [first + timedelta(days=length + n) for n in range(1, 8)]
        weekend = [day for day in after if not by_weekday(day) and day.month == month]
        worked = draw(st.lists(st.sampled_from(weekend), unique=True)) if weekend else []
        made.append((festival, [first + timedelta(days=n) for n in range(length)], sorted(worked)))
    return year, made


def in_words(day: date, *, month: bool, weekday: str) -> str:
    aside = f"（{weekday}{WEEK[day.weekday()]}）" if weekday else ""
    return f"{day.month}月{day.day}日{aside}" if month else f"{day.day}日{aside}"


@given(arrangements(), st.sampled_from(["", "周", "星期"]))
def test_what_was_arranged_is_what_is_read(
    arranged: tuple[int, list[tuple[str, list[date], list[date]]]], weekday: str
) -> None:
    year, made = arranged
    text = f"关于{year}年部分节假日安排的通知\n"
    for festival, off, worked in made:
        text += f"{festival}：{in_words(off[0], month=True, weekday=weekday)}"
        if len(off) > 1:
            month = off[-1].month != off[0].month
            text += f"至{in_words(off[-1], month=month, weekday=weekday)}"
        text += f"放假调休，共{len(off)}天。"
        if worked:
            days = [in_words(day, month=True, weekday=weekday) for day in worked]
            text += "、".join(days) + "上班。"
        text += "\n"
    assert as_arranged(read_notice(text)) == [
        (festival, tuple(off), tuple(worked)) for festival, off, worked in made
    ]


@given(st.sampled_from(YEARS), st.data())
def test_one_figure_mistyped_is_refused_or_arranges_days_that_fit(
    year: int, data: st.DataObject
) -> None:
    """No slip of one figure makes a notice that contradicts itself pass."""
    text = notice(year)
    place = data.draw(st.sampled_from([n for n, sign in enumerate(text) if sign.isdigit()]))
    figure = data.draw(st.sampled_from([one for one in "0123456789" if one != text[place]]))
    try:
        read = read_notice(f"{text[:place]}{figure}{text[place + 1 :]}")
    except BadNotice:
        return
    days = [day for one in read.arrangements for day in one.days]
    assert len(set(days)) == len(days)
    for one in read.arrangements:
        assert all(not by_weekday(day) for day in one.worked)


def test_every_year_of_the_facts_has_its_wording() -> None:
    assert ITEMS.keys() == NOTICES.keys()
