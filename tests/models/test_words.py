"""Every sentence is said in both languages, with the same blanks, and is compiled."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.words import HERE, Speaker, compiled_path
from models.words.build import BadCatalogue, compiled, merged, sentences

ROOT = HERE.parents[1]


def catalogue(folder: Path, *entries: str) -> Path:
    """Write a small catalogue with these entries."""
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
    (folder / "one.po").write_text(head + "\n\n".join(entries) + "\n", "utf-8")
    return folder


def test_every_sentence_has_its_chinese() -> None:
    chinese = merged()
    silent = {one: where for one, where in sentences(ROOT).items() if one not in chinese}
    assert not silent


def test_no_sentence_of_the_catalogues_goes_unsaid() -> None:
    spoken = sentences(ROOT)
    assert not [one for one in merged() if one not in spoken]


def test_the_compiled_catalogue_is_the_one_that_is_written() -> None:
    written = compiled_path("zh").read_bytes()
    assert written == compiled(merged()), "run: python -m models.words.build"


def test_compiling_twice_gives_the_same_bytes() -> None:
    said = merged()
    assert compiled(said) == compiled(dict(reversed(said.items())))


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "a {day}"\nmsgstr "甲"', "blanks"),
        ('msgid "a"\nmsgstr "甲 {day}"', "blanks"),
        ('msgid "a"\nmsgstr ""', "no Chinese"),
        ('#, fuzzy\nmsgid "a"\nmsgstr "甲"', "fuzzy"),
        ('msgid "a"\nmsgstr "{甲"', "braces"),
    ],
)
def test_a_faulty_entry_is_refused(tmp_path: Path, entry: str, fault: str) -> None:
    with pytest.raises(BadCatalogue, match=fault):
        merged(catalogue(tmp_path, entry))


def test_two_catalogues_may_not_disagree(tmp_path: Path) -> None:
    catalogue(tmp_path, 'msgid "a"\nmsgstr "甲"').joinpath("one.po").rename(tmp_path / "two.po")
    assert merged(catalogue(tmp_path, 'msgid "a"\nmsgstr "甲"')) == {"a": "甲"}
    with pytest.raises(BadCatalogue, match="said twice"):
        merged(catalogue(tmp_path, 'msgid "a"\nmsgstr "乙"'))


def test_sentences_are_found_in_code_and_templates(tmp_path: Path) -> None:
    (tmp_path / "flows").mkdir()
    (tmp_path / "flows" / "a.py").write_text(
        'x = N_("one " "and two")\ny = me.say(N_("in") if z else _("out"), n=say("deep"))\n'
    )
    (tmp_path / "flows" / "b.j2").write_text('{{ say("three {n}", n=head("four")) }}')
    (tmp_path / "cli.py").write_text('at.say(_("five"))')
    assert set(sentences(tmp_path)) == {
        "one and two",
        "in",
        "out",
        "deep",
        "three {n}",
        "four",
        "five",
    }


def test_a_speaker_says_it_in_chinese() -> None:
    said = Speaker("zh").say("{days} working days overdue", days=6)
    assert said == "逾期6个工作日"
