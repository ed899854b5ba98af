"""A web page reads as its reader sees it, without what is there to click on."""

from __future__ import annotations

from pathlib import Path

import pytest

from flows.sources.page import decoded
from flows.sources.reading import read_source


def read(tmp_path: Path, body: str, head: str = "") -> list[str]:
    path = tmp_path / "a.html"
    path.write_text(f"<html><head>{head}</head><body>{body}</body></html>", encoding="utf-8")
    return read_source(path).text.splitlines()


@pytest.mark.parametrize(
    ("body", "lines"),
    [
        ("<p>经区政府\n同意，<b>现将</b>印发</p>", ["经区政府同意，现将印发"]),
        ("<p>use it\nwell</p>", ["use it well"]),
        ("一行<br>又一行<div>一块</div>尾", ["一行", "又一行", "一块", "尾"]),
        ("<p>　　&nbsp;缩进&nbsp;后</p><p> </p>", ["缩进 后"]),
        ("<ul><li>甲<li>乙</ul>", ["甲", "乙"]),
        ("<nav>首页</nav><script>x</script><style>y</style>文<noscript>z</noscript>", ["文"]),
        ("<div style='display: none'>藏</div><p hidden>藏</p>见", ["见"]),
        ("<!-- 注 -->文", ["文"]),
        ("<form><p>文</p><input value='搜'><button>搜索</button></form>", ["文"]),
    ],
)
def test_lines(tmp_path: Path, body: str, lines: list[str]) -> None:
    assert read(tmp_path, body) == lines


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        ("<tr><td>甲<td><p>乙</p><p>丙</p><td>丁<br>戊", ["甲\t乙 丙\t丁 戊"]),
        ("<tr><th colspan=2>宽<th>窄<tr><td>1<td>2<td>3", ["宽\t\t窄", "1\t2\t3"]),
        ("<tr><td rowspan=3>局<td>1<tr><td>2<tr><td>3<tr><td>另<td>4",
         ["局\t1", "局\t2", "局\t3", "另\t4"]),
        ("<tr><td>1<td rowspan=2>局<tr><td>2", ["1\t局", "2\t局"]),
        ("<tr><td rowspan=2 colspan=2>块<td>1<tr><td>2", ["块\t\t1", "块\t\t2"]),
        ("<tr><td rowspan=99999999999 colspan=x>局<td>1", ["局\t1"]),
        ("<caption>表1</caption><tr><td>甲<td>乙", ["表1", "甲\t乙"]),
        ("<tr><td><table><tr><td>内<td>表</table>", ["内\t表"]),
    ],
)  # fmt: skip
def test_tables(tmp_path: Path, table: str, lines: list[str]) -> None:
    assert read(tmp_path, f"<table>{table}</table>") == lines


def test_a_table_that_only_lays_out_the_page_is_no_table(tmp_path: Path) -> None:
    text = "".join(f"<p>{'第一条措施' * 40}</p>" for _ in range(4))
    lines = read(tmp_path, f"<table><tr><td>栏目</td><td>{text}</td></tr></table>")
    assert lines == ["栏目", *["第一条措施" * 40] * 4]


@pytest.mark.parametrize(
    ("said", "encoding"),
    [
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("gb2312", "utf-8"),
        ("utf-8", "gb18030"),
        ("utf-8", "utf-8-sig"),
        ("gb2312", "utf-16"),
        ("big5", "big5"),
        ("no-such-set", "gb18030"),
    ],
)
def test_a_page_is_decoded_as_it_is_and_not_as_it_says(said: str, encoding: str) -> None:
    page = f'<meta charset="{said}"><p>政府工作報告'
    assert decoded(page.encode(encoding)) == page


def test_letters_of_gb18030_that_gb2312_lacks_are_read() -> None:
    assert decoded("<meta charset=gb2312>鎔䶮𠮷".encode("gb18030")).endswith("鎔䶮𠮷")


def test_one_wrong_byte_does_not_lose_the_page() -> None:
    page = (
        b"<meta charset=gb2312>" + "区政府".encode("gb18030") + b"\xff" + "通知".encode("gb18030")
    )
    assert "区政府" in decoded(page)
    assert "通知" in decoded(page)


def test_a_page_saved_whole_in_one_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.doc"
    path.write_bytes(
        b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n"
        b"--x\nContent-Type: text/html; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
        + "<meta charset=gb2312><p>区政府通知</p>".encode("gb18030")
        + b"\n--x--\n"
    )
    assert read_source(path).text == "区政府通知"
