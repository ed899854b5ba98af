"""A Word document reads as it is printed with all changes accepted."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml

from flows.sources.reading import read_source

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
SPACES = (
    f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)


def a_run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def a_paragraph(inner: str, about: str = "") -> str:
    return f"<w:p><w:pPr>{about}</w:pPr>{inner}</w:p>"


def a_cell(text: str, about: str = "") -> str:
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{a_paragraph(a_run(text))}</w:tc>"


def read(tmp_path: Path, markup: str, numbering: str = "") -> list[str]:
    made = Document()
    body: Any = made.element.body
    for element in parse_xml(f"<w:body {SPACES}>{markup}</w:body>"):
        body.insert(len(body) - 1, element)
    if numbering:
        root: Any = made.part.numbering_part.element
        for old in list(root):
            root.remove(old)
        for element in parse_xml(f"<w:numbering {SPACES}>{numbering}</w:numbering>"):
            root.append(element)
    made.save(str(tmp_path / "a.docx"))
    return read_source(tmp_path / "a.docx").text.splitlines()


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        # Changes that were tracked are read as accepted.
        (a_paragraph(f"<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins>{a_run('新')}</w:ins>"
                     + a_run("园")), ["新园"]),
        (a_paragraph(f"<w:moveFrom>{a_run('走')}</w:moveFrom>{a_run('留')}"), ["留"]),
        (a_paragraph(a_run("前"), "<w:rPr><w:del/></w:rPr>") + a_paragraph(a_run("后")), ["前后"]),
        # Breaks and blanks.
        (a_paragraph(f"{a_run('上')}<w:r><w:br/></w:r>{a_run('下')}"), ["上", "下"]),
        (a_paragraph(f"{a_run('时')}<w:r><w:tab/></w:r>{a_run('限')}"), ["时 限"]),
        (a_paragraph(a_run("　　缩进")) + a_paragraph("") + a_paragraph(a_run("续")),
         ["缩进", "续"]),
        # What is only around the text, or computed.
        (f"<w:sdt><w:sdtContent>{a_paragraph(a_run('控件'))}</w:sdtContent></w:sdt>", ["控件"]),
        (a_paragraph(f"<w:hyperlink>{a_run('链接')}</w:hyperlink>"), ["链接"]),
        (a_paragraph(f"<w:r><w:instrText>PAGE</w:instrText></w:r>{a_run('3')}"), ["3"]),
        (a_paragraph(f"<w:r><w:footnoteReference/></w:r>{a_run('正文')}"), ["正文"]),
        # A text box, kept twice, for newer and older programs.
        (a_paragraph(
            f"{a_run('框外')}<w:r><mc:AlternateContent><mc:Choice Requires='wps'><wps:txbx>"
            f"<w:txbxContent>{a_paragraph(a_run('框内'))}</w:txbxContent></wps:txbx></mc:Choice>"
            f"<mc:Fallback><v:textbox><w:txbxContent>{a_paragraph(a_run('框内'))}"
            "</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r>"),
         ["框外", "框内"]),
    ],
)  # fmt: skip
def test_paragraphs(tmp_path: Path, markup: str, lines: list[str]) -> None:
    assert read(tmp_path, markup) == lines


GOES_ON, BEGINS = "<w:vMerge/>", '<w:vMerge w:val="restart"/>'
TWO_WIDE = '<w:gridSpan w:val="2"/>'


def test_a_row_is_a_line_with_a_place_for_every_column(tmp_path: Path) -> None:
    inner = f"<w:tbl><w:tr>{a_cell('内')}{a_cell('表')}</w:tr></w:tbl>"
    markup = (
        "<w:tbl>"
        f"<w:tr>{a_cell('一')}{a_cell('宽', TWO_WIDE)}{a_cell('县水务局', BEGINS)}</w:tr>"
        f"<w:tr>{a_cell('二')}{a_cell('甲')}{a_cell('')}{a_cell('', GOES_ON)}</w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr>{a_cell('删')}</w:tr>"
        f"<w:tr><w:tc>{a_paragraph(a_run('三'))}{a_paragraph(a_run('行'))}</w:tc>"
        f"<w:tc>{inner}{a_paragraph('')}</w:tc>{a_cell('乙')}{a_cell('县住建局', BEGINS)}</w:tr>"
        f"<w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>{a_cell('四')}</w:tr>"
        "</w:tbl>"
    )
    assert read(tmp_path, markup) == [
        "一\t宽\t\t县水务局",
        "二\t甲\t\t县水务局",
        "三 行\t内 表\t乙\t县住建局",
        "\t四",
    ]


def a_level(depth: int, form: str, text: str, start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + a_level(0, "chineseCountingThousand", "%1、")
    + a_level(1, "decimal", "%2.")
    + a_level(2, "decimalEnclosedCircle", "%3")
    + "</w:abstractNum>"
    + '<w:abstractNum w:abstractNumId="1">'
    + a_level(0, "bullet", "●")
    + "</w:abstractNum>"
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    + '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    + '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0">'
    + '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def test_the_numbers_of_a_list_are_part_of_the_text(tmp_path: Path) -> None:
    listed = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 0), (1, 1), (2, 0), (3, 0), (3, 0), (0, 0)]
    markup = "".join(
        a_paragraph(
            a_run("项"),
            f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>',
        )
        for number, depth in listed
    )
    assert read(tmp_path, markup, NUMBERING) == [
        "一、项", "1.项", "2.项", "①项", "二、项", "1.项", "项", "五、项", "六、项", "项",
    ]  # fmt: skip


def test_a_style_may_number_its_paragraphs(tmp_path: Path) -> None:
    made = Document()
    style: Any = made.styles["Heading 1"].element
    style.get_or_add_pPr().append(parse_xml(f'<w:numPr {SPACES}><w:numId w:val="1"/></w:numPr>'))
    root: Any = made.part.numbering_part.element
    for old in list(root):
        root.remove(old)
    for element in parse_xml(f"<w:numbering {SPACES}>{NUMBERING}</w:numbering>"):
        root.append(element)
    for text in ("目标", "措施"):
        made.add_paragraph(text, style="Heading 1")
    made.save(str(tmp_path / "a.docx"))
    assert read_source(tmp_path / "a.docx").text == "一、目标\n二、措施"


def test_heads_and_feet_are_not_part_of_the_text(tmp_path: Path) -> None:
    made = Document()
    made.sections[0].header.paragraphs[0].text = "页眉"
    made.add_paragraph("正文")
    made.save(str(tmp_path / "a.docx"))
    assert read_source(tmp_path / "a.docx").text == "正文"
