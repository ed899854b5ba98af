"""The policy in words: every rule a sentence, in both languages, in the office's own words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from models.policy import Policy, Rung
from models.policy_file import read_preset
from models.policy_words import changes, clauses, rule_book
from models.presets import PRESETS
from models.terms import Card, Light, Reader, Step
from models.words import Speaker, Word


def told(policy: Policy, language: str = "zh") -> dict[str, str]:
    speaker = Speaker(language, policy.named(language))
    return {
        f"{one.category}{one.key}": f"{one.about.said(speaker)}: {one.told.said(speaker)}"
        for one in rule_book(policy)
    }


@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_rule_of_every_preset_can_be_said(name: str, language: str) -> None:
    rules = told(read_preset(name), language)
    assert len(rules) > 20 and not any("{" in one for one in rules.values())


@pytest.mark.parametrize("name", PRESETS)
def test_no_two_rules_of_a_policy_have_one_key(name: str) -> None:
    keys = [one.key for one in clauses(read_preset(name))]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    ("name", "key", "sentence"),
    [
        ("pace-points", "pace.yellow", "落后10—30个百分点"),
        ("pace-points", "pace.gap", "0—10之间未作规定"),
        ("pace-share", "pace.yellow", "欠应完成量，不超过50%"),
        ("pace-share", "pace.red", "欠应完成量超过50%"),
        ("month-tasks", "pace.green", "欠当月任务不超过20%"),
        ("13710", "accept_days", "当日提出"),
        ("13710", "重大问题due_within", "自立项起1个月"),
        ("710", "年度事项due_within", "当年年底"),
        ("cards", "ladder.blue+5", "发蓝牌后5个工作日，无正当理由"),
    ],
)
def test_the_figures_of_the_presets_are_said(name: str, key: str, sentence: str) -> None:
    assert sentence in told(read_preset(name))[key]


def test_a_difference_has_the_old_and_the_new_sentence() -> None:
    old = Policy()
    new = replace(old, red_points=25, ladder=old.ladder[1:])
    speaker = Speaker("en")
    found = [
        (one.clause.key, one.old and one.old.said(speaker), one.new and one.new.said(speaker))
        for one in changes(old, new)
    ]
    assert found == [
        ("pace.yellow", "10 to 30 percentage points behind pace",
         "10 to 25 percentage points behind pace"),
        ("pace.red", "more than 30 percentage points behind pace",
         "more than 25 percentage points behind pace"),
        ("ladder.T-10", "reminder before the deadline to owner", None),
    ]  # fmt: skip
    assert changes(old, replace(old, name="其他")) == []


def test_a_category_is_told_only_where_it_is_its_own() -> None:
    old = Policy()
    office = replace(old, red_points=25)
    new = replace(office, categories={"急件": replace(office, silent_days=7)})
    assert [(one.clause.category, one.clause.key) for one in changes(old, new)] == [
        ("", "pace.yellow"), ("", "pace.red"), ("急件", "silent_days"),
    ]  # fmt: skip


def test_an_office_speaks_in_its_own_words_and_facts_stay_as_they_are() -> None:
    names = {"light.red": {"zh": "红码", "en": "crimson"}, "card.yellow": {"zh": "黄单"}}
    policy = Policy(names=names)
    zh, en = (Speaker(one, policy.named(one)) for one in ("zh", "en"))
    assert (zh.word(Light.RED), en.word(Light.RED)) == ("红码", "crimson")
    assert (zh.word(Card.YELLOW), en.word(Card.YELLOW)) == ("黄单", "yellow card")
    assert zh.say("{count} newly red", count=2) == Speaker("zh").say(
        "{count} newly red", count=2
    ).replace("红灯", "红码")
    assert en.say("{count} newly red", count=2) == "2 newly crimson"
    assert zh.say("Closed {number}, {title}.", number=1, title="红灯").count("红灯") == 1
    assert en.say("of its {total} parts {red} red, {yellow} yellow", total=3, red=1, yellow=0) == (
        "of its 3 parts 1 crimson, 0 yellow"
    )
    assert zh.word(Word("red")) == "红灯"  # the common word, where it has to be explained


def test_prices_of_the_office_are_said_deed_by_deed() -> None:
    rules = told(Policy(scores={"base": "80", "points": {"late": {"lead": "-2"}}}), "en")
    assert rules["scores.base"] == "Score: base: counts 80"
    assert rules["scores.late"] == (
        "Score: deadline passed undone: lead unit -2 points, support unit 0 points"
    )


def test_a_rung_says_its_card_its_readers_and_its_repetition() -> None:
    rung = Rung(5, Step.NOTICE, (Reader.UNIT_HEAD, Reader.SPONSOR), card=Card.ORANGE, every=3)
    said = told(Policy(ladder=(rung,)), "en")["ladder.T+5"]
    assert said == (
        "5 working days after it: supervision notice (orange card) to unit head, sponsor, "
        "again every 3 working days"
    )
