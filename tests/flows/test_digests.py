"""Digests: one structure, two forms, two languages, and never more than a reader can take."""

from __future__ import annotations

import html as markup
import os
import re
import subprocess
import sys
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from flows.digests import compose
from flows.sentences import ANSWERS
from ledgers.digest_lines import Answered, LetterText, News, Totals
from models.lights import Reason
from models.terms import Happened, Kind, Light, Reader, Role, Stage, Step
from tests.makers import (
    a_change,
    a_decision,
    a_full_news,
    a_line,
    a_news,
    a_reader,
    an_ask,
)

LIMIT = 4000  # characters; DESIGN §4.12
SECTIONS = {
    "decisions": "需您定夺（",
    "asks": "请您办理（",
    "answers": "对申请的答复（",
    "new_red": "新增红灯（",
    "new_yellow": "新增黄灯（",
    "recovered": "转好（",
    "closed": "已销号（",
    "reopened": "销号后重开（",
    "due_soon": "个工作日内到期（",
    "units": "分单位情况",
    "silent": "久未反馈（",
    "not_computed": "未能计算（",
}


def in_english(news: News) -> News:
    """Give the same news to a reader of English."""
    return replace(news, reader=replace(news.reader, language="en"))


def visible(letter: LetterText) -> str:
    """Read the HTML as a person does."""
    body = re.sub(r"(?s)<(style|title)\b.*?</\1>", "", letter.html)
    return " ".join(markup.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_subject_says_what_matters_most() -> None:
    news = a_news(
        decisions=tuple(a_decision(one) for one in (1, 2, 3)),
        new_red=(a_change(4, Light.YELLOW, Light.RED),),
    )
    assert compose(news).subject == "【督查摘要】8月3日：3项需您定夺，新增红灯1项"
    assert compose(in_english(news)).subject == (
        "[Supervision digest] 3 Aug: 3 for your decision, 1 newly red"
    )


def test_a_quiet_day_says_so_and_nothing_else() -> None:
    letter = compose(a_news())
    assert "在办86项，无新增情况" in letter.subject
    assert not [one for one in SECTIONS.values() if one in letter.text or one in letter.html]


@pytest.mark.parametrize("name", SECTIONS)
def test_a_section_stands_only_where_it_has_something(name: str) -> None:
    full = a_full_news()
    alone = compose(a_news(**{name: getattr(full, name)}))
    nothing: dict[str, Any] = {name: ()}
    emptied = compose(a_full_news(**nothing))
    for form in (alone.text, visible(alone)):
        assert SECTIONS[name] in form
        others = {one for key, one in SECTIONS.items() if key != name}
        # Asks hold a 督办单 as well, which has its own section.
        assert not [one for one in others if one in form]
    assert SECTIONS[name] not in emptied.text
    assert SECTIONS[name] not in emptied.html


def test_the_order_is_fixed() -> None:
    for form in (compose(a_full_news()).text, visible(compose(a_full_news()))):
        places = [form.index(one) for one in SECTIONS.values()]
        assert places == sorted(places)
        assert form.index("督办单（") < form.index("请您办理（")


def test_both_forms_say_the_same() -> None:
    letter = compose(a_full_news())
    seen = visible(letter).replace(" ", "")
    for line in letter.text.splitlines():
        if "红灯5项，黄灯9项" in line:
            continue  # the page shows these as large figures
        for part in re.split(r"[（）·：:；。]|^ *\d*[.-]? ", line):
            for word in part.split():
                if word != "--":
                    assert word in seen, line


def test_no_blank_and_no_empty_element_is_left() -> None:
    letter = compose(a_full_news(5))
    assert "\n\n\n" not in letter.text
    indents = {len(one) - len(one.lstrip()) for one in letter.text.splitlines()}
    assert indents == {0, 1, 3}
    assert not re.search(r"(?m)^(请答复|自7月|事由)", letter.text)
    assert "{" not in letter.text and "None" not in letter.text
    assert not re.search(r"<(p|h\d|div|td|th)\b[^>]*>\s*</\1>", letter.html)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("many", [12, 60, 500])
def test_a_letter_fits_a_phone(language: str, many: int) -> None:
    news = a_full_news(many, reader=a_reader(language=language))
    letter = compose(news)
    assert len(letter.text) <= LIMIT
    assert len(visible(letter)) <= LIMIT
    assert len(letter.text) >= LIMIT / 2


@pytest.mark.parametrize("language", ["zh", "en"])
def test_even_the_longest_words_fit(language: str) -> None:
    long = a_line(1, title="很长的事项名称" * 40, lead_unit="很长的单位名称" * 8)
    news = a_full_news(
        200,
        reader=a_reader(language=language),
        decisions=tuple(a_decision(1, line=long, detail="很长的理由" * 99) for _ in range(200)),
        asks=tuple(an_ask(1, Step.NOTICE, line=long) for _ in range(200)),
        due_soon=(long,) * 200,
        not_computed=(("2020-001", Reason("说不清的原因" * 99)),) * 200,
    )
    assert len(compose(news).text) <= LIMIT


def test_what_is_left_out_is_counted_and_the_annex_goes_first() -> None:
    letter = compose(
        a_full_news(
            500,
            answers=(),
            decisions=tuple(a_decision(n) for n in range(1, 6)),
            asks=tuple(an_ask(n) for n in range(1, 6)),
        )
    )
    for form in (letter.text, letter.html):
        assert form.count("2020-005") >= 2  # every decision and every ask is there
        assert re.search("另有(4[0-9]{2}|500)项，见台账。", form)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_five_decisions_are_never_cut(language: str) -> None:
    news = a_full_news(
        200, reader=a_reader(language=language), decisions=tuple(a_decision(n) for n in range(1, 6))
    )
    text = compose(news).text
    assert text.count("请答复：" if language == "zh" else "Please answer:") == 5


def test_decisions_are_cut_last_and_say_so() -> None:
    letter = compose(a_full_news(500))
    shown = letter.text.count("请答复：")
    assert shown < 500
    for form in (letter.text, letter.html):
        assert f"另有{500 - shown}项，见台账。" in form.split("督办单（")[0]
    assert "需您定夺（500项）" in letter.text


def test_the_same_news_gives_the_same_bytes() -> None:
    assert compose(a_full_news(9)) == compose(a_full_news(9))


def test_another_process_writes_the_same_bytes() -> None:
    code = (
        "from hashlib import sha256; from flows.digests import compose; "
        "from tests.makers import a_full_news; letter = compose(a_full_news(9)); "
        "print(sha256((letter.subject + letter.html + letter.text).encode()).hexdigest())"
    )
    root = Path(__file__).parents[2]
    seen = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=root,
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(root), "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }
    assert len(seen) == 1


def test_titles_cannot_bring_markup() -> None:
    evil = a_line(1, title="<script>alert(1)</script>", lead_unit='"><img src=x>')
    letter = compose(
        a_full_news(
            1,
            due_soon=(evil,),
            new_red=(),
            silent=(evil,),
            decisions=(a_decision(line=evil, detail="<b>x</b>"),),
        )
    )
    assert "<script" not in letter.html and "<img" not in letter.html
    assert "<b>" not in letter.html
    assert "&lt;script&gt;" in letter.html
    assert "<script>alert(1)</script>" in letter.text


def test_nothing_is_loaded_from_outside() -> None:
    page = compose(a_full_news()).html
    assert not re.search(r"<(img|link|script|iframe)\b|url\(|https?:", page)
    assert '<html lang="zh-CN">' in page
    assert '<html lang="en">' in compose(in_english(a_full_news())).html


def test_the_charset_is_told_within_the_first_kilobyte() -> None:
    assert '<meta charset="utf-8">' in compose(a_full_news()).html[:1000]


def test_a_notice_reads_like_a_supervision_notice() -> None:
    line = a_line(
        1,
        kind=Kind.COUNT,
        target=Decimal(30),
        value=Decimal(18),
        measure="个",
        due_text="7月底前",
        original_due=date(2020, 6, 30),
    )
    letter = compose(a_news(asks=(an_ask(1, Step.NOTICE, line=line, skipped=2),)))
    for form in (letter.text.replace(" ", ""), visible(letter).replace(" ", "")):
        for words in (
            "督办单（1份）",
            "新建改建公共停车场",
            "数量目标30个（7月底前）",
            "7月24日（原定6月30日）",
            "6个工作日",
            "完成18个，目标30个",
            "请书面回复：未完成的原因、整改措施、预计完成时间。",
            "此前应发的2次提醒已记入台账，未另行发送。",
        ):
            assert words in form


def test_a_letter_pretends_to_no_number_or_seal() -> None:
    letter = compose(a_full_news())
    assert "不编文号、不加盖印章" in letter.text
    assert "〔2020〕" not in letter.text


def test_a_decision_names_ask_wait_and_answer() -> None:
    text = compose(a_news(decisions=(a_decision(1),))).text
    assert "城市管理局申请将时限由7月24日延至9月30日。" in text
    assert "自7月29日起等候，已3个工作日。" in text
    assert "请答复：同意延至9月30日；或不同意，并说明理由。" in text


def test_a_proposal_says_on_what_grounds_in_both_forms() -> None:
    letter = compose(a_news(decisions=(a_decision(1, "proposal", detail=""),)))
    for form in (letter.text, visible(letter)):
        assert "事由：逾期6个工作日。" in form


def test_who_has_no_matter_of_their_own_is_shown_no_noughts() -> None:
    news = a_news(asks=(an_ask(1, instead_of=("田守义",)),), totals=Totals(), before=Totals())
    letter = compose(news)
    assert "您本人没有在办事项。" in letter.text and "红灯0项" not in letter.text
    assert "您本人没有在办事项。" in letter.html and 'class="figures"' not in letter.html
    assert "No open matter of your own." in compose(in_english(news)).text


def test_no_count_is_parted_from_what_is_counted() -> None:
    """Each thing the headline says moves to the next line as a whole, and so does a figure."""
    letter = compose(in_english(replace(a_full_news(1), instructions=())))
    headline = letter.html[letter.html.index("<h1") : letter.html.index("</h1>")]
    parts = re.findall(r"<span [^>]*inline-block[^>]*>([^<]+)</span>", headline)
    assert parts == ["1 for your decision,", "1 under supervision notice,", "1 newly assigned"]
    assert "Red\u00a0+1" in markup.unescape(letter.html)
    text = compose(a_full_news(1)).html
    assert "，</span><span" in text[: text.index("</h1>")]  # Chinese leaves no gap


def test_the_leader_reads_grounds_and_opinion_in_one_sentence() -> None:
    decision = a_decision(detail="汛期停工。", opinion="理由属实。")
    assert "事由：汛期停工；审核意见：理由属实。" in compose(a_news(decisions=(decision,))).text


@pytest.mark.parametrize("what", sorted(ANSWERS))
def test_every_decision_can_be_worded(what: str) -> None:
    text = compose(a_news(decisions=(a_decision(1, what, waiting_days=0),))).text
    assert "请答复：" in text and "今日新提交。" in text


def test_only_the_office_is_told_commands() -> None:
    officer = a_reader(roles=frozenset({Role.OFFICER}))
    decisions = (a_decision(1, "check"),)
    assert "duban close check 2020-001" in compose(a_news(decisions=decisions, reader=officer)).text
    assert "duban" not in compose(a_news(decisions=decisions)).text


@pytest.mark.parametrize("step", Step)
@pytest.mark.parametrize("reader", Reader)
def test_every_rung_can_be_worded_for_every_reader(step: Step, reader: Reader) -> None:
    assert "2020-001" in compose(a_news(asks=(an_ask(1, step, reader_as=reader),))).text


@pytest.mark.parametrize(
    "what", [Happened.EXTENSION_GRANTED, Happened.EXTENSION_REFUSED, Happened.RETURNED]
)
def test_every_answer_can_be_worded(what: Happened) -> None:
    text = compose(a_news(answers=(Answered(what, a_line(1), "汛期已过"),))).text
    assert "时限" in text and "说明：汛期已过" in text


def test_an_ask_about_a_milestone_or_about_silence_says_so() -> None:
    about = an_ask(1, about="管线迁改")
    assert "节点“管线迁改”逾期" in compose(a_news(asks=(about,))).text
    silent = a_full_news(1).silent[0]
    asked = an_ask(1, line=replace(silent, days_left=20, due=date(2020, 8, 31)))
    assert "已34天未反馈" in compose(a_news(asks=(asked,))).text


def test_a_trouble_is_said_in_the_readers_language() -> None:
    why = Reason("nobody to address: {reader}", {"reader": Reader.UNIT_HEAD})
    text = compose(a_news(not_computed=(("2020-001", why),))).text
    assert "2020-001：" in text and "单位负责人" in text


def test_lights_are_worded_and_changes_told() -> None:
    text = compose(a_news(new_red=(a_change(1, Light.YELLOW, Light.RED),))).text
    assert "黄灯→红灯；逾期6个工作日" in text


def test_the_verdict_tells_the_change_since_last_time() -> None:
    news = a_news()
    assert "较上期" not in compose(news).text
    assert "与上期持平。" in compose(replace(news, before=news.totals)).text
    before = replace(news.totals, red=4, green=74)
    assert "较上期：红灯 +1、绿灯 −2。" in compose(replace(news, before=before)).text


def test_a_deadline_over_days_not_published_is_called_provisional_where_it_stands() -> None:
    news = a_full_news()
    known, open_ = (replace(news.due_soon[0], provisional=one) for one in (False, True))
    for shown, there in ((known, False), (open_, True)):
        letter = compose(replace(news, due_soon=(shown,)))
        assert ("（暂定）" in letter.text, "（暂定）" in letter.html) == (there, there)


def test_missed_days_provisional_calendar_and_seal_are_at_the_foot() -> None:
    for form in (compose(a_full_news()).text, compose(a_full_news()).html):
        foot = form[form.index("未能计算") :]
        for words in ("此前有2个工作日未运行", "放假安排尚未公布", "台账封账码 7f3a91c2d40b"):
            assert words in foot


def test_a_line_with_nothing_optional_can_be_shown_everywhere() -> None:
    bare = a_line(
        1,
        verdict=None,
        due=None,
        days_left=None,
        percent=None,
        owner="",
        original_due=None,
        last_report_on=None,
        light=Light.NONE,
    )
    news = a_full_news(
        1,
        due_soon=(bare,),
        silent=(bare,),
        decisions=(a_decision(line=bare, detail="", until=None),),
        asks=tuple(an_ask(line=bare, step=step) for step in Step),
        closed=(a_change(1, Light.GREEN, Light.NONE, verdict=None, stage=Stage.CLOSED),),
    )
    for reader in (news, in_english(news)):
        letter = compose(reader)
        assert "None" not in letter.text and "—" not in letter.text


def test_the_maker_fills_every_field_that_a_letter_shows() -> None:
    full = a_full_news()
    assert not [one.name for one in fields(News) if getattr(full, one.name) in ((), None, "", 0)]


# -- an office's own words and colours -----------------------------------------------------


def test_an_offices_own_words_are_said_in_both_forms() -> None:
    news = replace(a_full_news(), names={"red": "红码", "supervision notice": "督办函"})
    letter = compose(news)
    for text in (letter.subject, letter.text, visible(letter)):
        assert "红灯" not in text and "督办单" not in text
    assert "新增红码" in letter.text
    plain = compose(a_full_news())
    assert letter.text.replace("红码", "红灯").replace("督办函", "督办单") == plain.text


def test_an_offices_own_colours_are_inlined_with_their_tint_and_a_light_one_for_the_night() -> None:
    red, plain = compose(replace(a_full_news(), colours={"light.red": "#5b1a8b"})), a_full_news()
    assert "#5b1a8b" in red.html and "#a31d1d" not in red.html.lower()
    night = red.html[red.html.index("prefers-color-scheme") :]
    assert re.search(r"\.figure\.red \{ color: #(?!5b1a8b)[0-9a-f]{6} !important", night)
    assert "#5b1a8b" not in compose(plain).html and red.text == compose(plain).text
