"""督办通知单 as Word: a card in its colour, the office's own words, and nothing that is faked."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from flows.digests import compose
from flows.notices import Sheet
from ledgers.book import open_book
from ledgers.digest_lines import News
from models.colours import card_colours
from models.policy import CONSEQUENCES, Policy
from models.policy_file import read_preset
from models.settings import Settings
from models.terms import Card, Light, Step
from models.words import Speaker
from tests.flows.test_digests import visible
from tests.makers import a_decision, a_full_news, a_news, a_reader, an_ask
from tests.offices import CARDS as SHOWN
from tests.offices import a_carded_office, at

WORDS = {
    "zh": {"card.orange": "橙色督办牌", "card.red": "赤牌", "step.notice": "督查令"},
    "en": {"card.orange": "amber card", "card.red": "crimson card", "step.notice": "writ"},
}
WORDS = {
    "zh": {Card.BLUE: "蓝牌", Card.YELLOW: "黄牌", Card.ORANGE: "橙牌", Card.RED: "红牌"},
    "en": {one: f"{one} card" for one in Card},
}


TERMS = {f"{kind.__name__.lower()}.{one}": one for kind in (Light, Card, Step) for one in kind}
OWN_WORDS = {key: {"zh": f"督字{one}", "en": f"qu{one}"} for key, one in TERMS.items()}


def common_words(text: str, language: str) -> set[str]:
    """Name the lights, cards and steps that a text calls by our words, not the office's own."""
    speaker, found = Speaker(language), set()
    for key, one in TERMS.items():
        word = re.escape(speaker.word(one))
        if re.search(word if language == "zh" else rf"(?i)(?<!\w){word}s?(?!\w)", text):
            found.add(key)
    return found


@pytest.fixture(scope="module")
def carded(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """An office whose one matter got every card."""
    return a_carded_office(tmp_path_factory.mktemp("cards") / "office")


def sheet(settings: Settings, card: Card, language: str, policy: Policy | None = None) -> Sheet:
    """Take the notice of a colour, as a policy calls it and shows it."""
    with open_book(settings.book_url, at=at(SHOWN[card]), write=False) as book:
        whole = book.lists.show("2020-001", SHOWN[card])
        (notice,) = [one for one in whole.notices if one.card == card]
        rules = policy or book.policy
        speaker = Speaker(language, rules.named(language))
        return Sheet(whole, notice, speaker, rules, book.calendar, rules.colours)


def xml_of(document: bytes, tmp_path: Path) -> tuple[str, list[str]]:
    """Return what stands in a document, and the parts it has."""
    path = tmp_path / "n.docx"
    path.write_bytes(document)
    with zipfile.ZipFile(path) as file:
        return file.read("word/document.xml").decode(), file.namelist()


def plain(xml: str) -> str:
    return "\n".join(re.sub(r"<[^>]+>", "", one) for one in xml.split("</w:p>"))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("card", Card)
def test_a_card_stands_in_its_own_colour_and_is_named(
    carded: Settings, tmp_path: Path, card: Card, language: str
) -> None:
    xml, _ = xml_of(sheet(carded, card, language).written("督查室"), tmp_path)
    (run,) = re.findall(r"<w:r>(?:(?!</w:r>).)*w:shd.*?</w:r>", xml)
    fill, ink = card_colours(card, {})
    assert f'w:fill="{fill[1:]}"' in run and f'<w:color w:val="{ink[1:]}"/>' in run
    assert plain(run).strip("\n\u00a0") == WORDS[language][card]


@pytest.mark.parametrize("card", Card)
def test_no_number_seal_or_red_head_is_faked(carded: Settings, tmp_path: Path, card: Card) -> None:
    xml, parts = xml_of(sheet(carded, card, "zh").written("督查室"), tmp_path)
    text = plain(xml)
    assert "（送审稿）" in text and re.search("编号：_{6,}", text)
    assert not re.search(r"〔\d{4}〕|第\d*号|\[\d{4}\]", text)
    assert re.search("签字（盖章）：\\s*日期：", text)  # both are left to be filled in
    # No picture, no drawn shape, no rule across the page: neither a seal nor a red head.
    assert not [one for one in parts if "media" in one or "embeddings" in one]
    assert not re.search("w:drawing|w:pict|v:shape|w:pBdr|wps:", xml)
    coloured = re.findall(r'w:color w:val="(\w{6})"', xml)
    assert coloured == [card_colours(card, {})[1][1:]]  # nothing is coloured but the card


def test_a_plain_notice_has_no_card(carded: Settings, tmp_path: Path) -> None:
    made = sheet(carded, Card.RED, "zh")
    made._notice = made._notice._replace(card=None)
    xml, _ = xml_of(made.written("督查室"), tmp_path)
    assert "w:shd" not in xml and "督办等次：督办单" in plain(xml)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_cards_steps_and_colours_of_the_offices_own_are_those_of_its_notice(
    carded: Settings, tmp_path: Path, language: str
) -> None:
    own = replace(read_preset("cards"), names=OWN_WORDS, colours={"card.orange": "#8a4b08"})
    xml, _ = xml_of(sheet(carded, Card.ORANGE, language, own).written("督查室"), tmp_path)
    assert 'w:fill="8a4b08"' in xml and 'w:val="ffffff"' in xml
    _, title, *_ = plain(xml).split("\n")
    assert title == {"zh": "督字notice", "en": "Qunotice"}[language]
    assert OWN_WORDS["card.orange"][language] in plain(xml)
    assert not common_words(plain(xml), language)


# -- the same in digests --------------------------------------------------------------------


def asked_in_every_way(language: str, **changed: Any) -> tuple[News, ...]:
    """Make news in which every light, card and step is named, in letters that need no cut."""
    steps = [an_ask(n, one, again=2) for n, one in enumerate(Step, 1)]
    cards = [an_ask(20 + n, Step.NOTICE, card=one) for n, one in enumerate(Card)]
    decided = [a_decision(40 + n, "proposal", step=one) for n, one in enumerate(CONSEQUENCES)]
    reader = a_reader(language=language)
    return (
        a_full_news(1, reader=reader, **changed),
        a_news(asks=tuple(steps), decisions=tuple(decided), reader=reader, **changed),
        a_news(asks=tuple(cards), reader=reader, **changed),
    )


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_digest_knows_an_offices_own_words_for_every_light_card_and_step(language: str) -> None:
    said = [common_words(compose(one).text, language) for one in asked_in_every_way(language)]
    assert set.union(*said) == TERMS.keys() - {"light.none"}
    names = Policy(names=OWN_WORDS).named(language)
    for letter in map(compose, asked_in_every_way(language, names=names)):
        for form in (letter.subject, letter.text, visible(letter)):
            assert not common_words(form, language)


def test_a_digest_shows_a_card_in_its_colour_and_in_words() -> None:
    asks = tuple(an_ask(n, Step.NOTICE, card=one) for n, one in enumerate(Card, 1))
    letter = compose(a_news(asks=asks, colours={"card.red": "#5b1a8b"}))
    for card, word in WORDS["zh"].items():
        fill, ink = card_colours(card, {"card.red": "#5b1a8b"})
        (tag,) = re.findall(f"<span [^>]*>{word}</span>", letter.html)
        assert f"background: {fill}" in tag and f"color: {ink}" in tag
        assert f"督办单 · {word}）" in letter.text
    assert "card-" not in compose(a_news()).html  # no colours for what is not shown
