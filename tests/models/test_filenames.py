"""Names of files and folders that every file system takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.filenames import DEVICES, UNFIT, distinct, safe_file_name, safe_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("人民路改造", "人民路改造"),
        ("督〔2020〕5号/西段", "督〔2020〕5号_西段"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("=cmd|'/c calc'!A1", "cmd_'_c calc'!A1"),
        ("-rf", "rf"),
        ("  two\n lines. ", "two lines"),
        ("...", "_"),
        ("", "_"),
    ],
)
def test_a_title_becomes_a_name(text: str, name: str) -> None:
    assert safe_name(text, 60) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("验收 照片.JPG", "验收 照片.JPG"),
        ("CON.txt", "_CON.txt"),
        (".htaccess", "htaccess"),
        ("a" * 260 + ".pdf", "a" * 56 + ".pdf"),
        ("无后缀", "无后缀"),
        ("v1.一份很长的说明而不是后缀名字", "v1.一份很长的说明而不是后缀名字"),
    ],
)
def test_a_file_keeps_its_ending(text: str, name: str) -> None:
    assert safe_file_name(text, 60) == name


def test_names_that_agree_but_for_capitals_are_numbered() -> None:
    names = ("photo.jpg", "Photo.JPG", "photo.jpg", "photo-2.jpg", "说明")
    assert list(distinct(names)) == [
        "photo.jpg", "Photo-2.JPG", "photo-3.jpg", "photo-2-2.jpg", "说明"]  # fmt: skip


@given(st.text(max_size=300))
def test_any_text_gives_a_short_name_that_windows_takes(text: str) -> None:
    for name in (safe_name(text, 60), safe_file_name(text, 60)):
        assert 0 < len(name) <= 62
        assert not UNFIT.search(name)
        assert name == name.strip(" .") and name[0] not in "-=+@~"
        assert name.partition(".")[0].casefold() not in DEVICES
