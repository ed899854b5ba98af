"""Word documents laid out after GB/T 9704: A4, 方正小标宋简体 title, 仿宋_GB2312 body, 一、in 黑体.

No red head, number or seal is ever drawn: those are the office's own. Fonts are named, not
shipped; where one is missing, the font table names what to take instead. The same content
gives the same bytes on any day.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from io import BytesIO
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from models.words import Speaker

if TYPE_CHECKING:
    from docx.document import Document

TITLE, BODY, KAI, HEAD, SONG = "方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
LATIN, FIXED = "Times New Roman", "Courier New"
INSTEAD = {
    TITLE: "小标宋体,宋体",
    BODY: "仿宋,FangSong",
    KAI: "楷体,KaiTi",
    HEAD: "SimHei",
    SONG: "SimSun",
}
TOP, BOTTOM, LEFT, RIGHT = 37, 35, 28, 26  # millimetres; the type area is 156 × 225
WIDTH = 210 - LEFT - RIGHT
LINE_PITCH = 28.95  # points: 22 lines a page
TWIPS = 1440 / 25.4  # of a millimetre
NUMERALS = "一二三四五六七八九十"
LONG_CELL = 400  # a row with more characters than this may be broken over two pages
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
SAME_DAY = (1980, 1, 1, 0, 0, 0)  # the earliest a zip file can say
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
APP = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
W = f'xmlns:w="{WORD}"'
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Patch:
    """A word on a ground of its own colour, such as a card: the word, the ground, the letters."""

    word: str
    fill: str
    ink: str


class Paper:
    """A document in the making, from its title to its last line."""

    def __init__(self, speaker: Speaker) -> None:
        self._zh = speaker.language == "zh"
        self._parts: list[str] = []
        self._headings = 0

    def title(self, text: str) -> None:
        """Write the title: 2号小标宋, centred."""
        self._parts.append(_paragraph("Title", text))

    def subtitle(self, text: str) -> None:
        """Write what stands below the title, in 楷体."""
        self._parts.append(_paragraph("Subtitle", text))

    def heading(self, text: str) -> None:
        """Write the next heading of level one: 一、二、三、, in English 1. 2. 3."""
        self._headings += 1
        mark = f"{numeral(self._headings)}、" if self._zh else f"{self._headings}. "
        self._parts.append(_paragraph("Heading1", mark + text))

    def text(self, text: str, *, with_next: bool = False) -> None:
        """Write a paragraph of the body, two characters in; on one page with the next if asked."""
        self._parts.append(_paragraph("Normal", text, with_next=with_next))

    def flush(self, text: str, patch: Patch | None = None) -> None:
        """Write a paragraph from the margin on, in the smaller letters of a form."""
        self._parts.append(_paragraph("Flush", text, patch=patch))

    def code(self, text: str) -> None:
        """Write what is to be compared letter by letter."""
        self._parts.append(_paragraph("Code", text))

    def facts(
        self, rows: Iterable[tuple[str, str]], label: int = 32, *, form: bool = False
    ) -> None:
        """Set labels beside their texts; ``label`` is the width of the labels in millimetres.

        A ``form`` is written in larger letters: it is filled in by hand.
        """
        widths = (label, WIDTH - label)
        styles = ("FormHead", "Form") if form else ("CellHead", "Cell")
        body = "".join(_row(row, widths, styles) for row in rows)
        self._parts.append(_table(widths, body))

    def table(
        self, headings: Sequence[str], rows: Iterable[Sequence[str]], shares: Sequence[int]
    ) -> None:
        """Set a table whose columns share the width; its headings come again on every page."""
        widths = tuple(WIDTH * share / sum(shares) for share in shares)
        styles = ("Cell",) * len(shares)
        head = _row(headings, widths, ("CellHead",) * len(shares), repeated=True)
        self._parts.append(
            _table(widths, head + "".join(_row(row, widths, styles) for row in rows))
        )

    def saved(self, *, subject: str, author: str, on: date) -> bytes:
        """Return the .docx; it says it was written on this day, whenever it is written."""
        from docx import Document
        from docx.oxml import parse_xml

        made = Document(BytesIO(_template()))
        body = made.element.body
        page: Any = body.sectPr
        for one in parse_xml(f"<w:body {W}>{''.join(self._parts)}</w:body>"):
            page.addprevious(one)
        about = made.core_properties
        about.title = about.subject = UNFIT.sub("", subject)[:255]
        about.author = about.last_modified_by = UNFIT.sub("", author)[:255]
        about.created = about.modified = datetime.combine(on, time())
        return _packed(made)


def numeral(number: int) -> str:
    """Write a number up to 99 as headings count: 一, 十, 十一, 二十."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{NUMERALS[tens - 1]}十"
    return ten + (NUMERALS[ones - 1] if ones else "")


# -- paragraphs and tables, written as Word keeps them ------------------------------------


def _paragraph(
    style: str, text: str, *, with_next: bool = False, patch: Patch | None = None
) -> str:
    keep = "<w:keepNext/><w:keepLines/>" if with_next else ""
    runs = _patched(text, patch) if patch else _runs(text)
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>{runs}</w:p>'


def _patched(text: str, patch: Patch) -> str:
    """Write a text with one word on its own ground; colours are written without their #."""
    before, word, after = text.partition(patch.word)
    look = (
        f'<w:b/><w:color w:val="{patch.ink[1:]}"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{patch.fill[1:]}"/>'
    )
    return _runs(before) + _runs(f"\u00a0{word}\u00a0", look) + _runs(after)


def _runs(text: str, look: str = "") -> str:
    """Write a text; the hint gives “ ” — … to the Chinese font."""
    lines = escape(UNFIT.sub("", text)).expandtabs(4).splitlines()
    return "<w:r><w:br/></w:r>".join(
        f'<w:r><w:rPr><w:rFonts w:hint="eastAsia"/>{look}</w:rPr>'
        f'<w:t xml:space="preserve">{line}</w:t></w:r>'
        for line in lines
    )


def _table(widths: Sequence[float], rows: str) -> str:
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{_twips(width)}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{_twips(sum(widths))}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="57" w:type="dxa"/><w:right w:w="57" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
        f"{_paragraph('Gap', '')}"
    )


def _row(
    texts: Sequence[str],
    widths: Sequence[float],
    styles: Sequence[str],
    *,
    repeated: bool = False,
) -> str:
    whole = "<w:cantSplit/>" if max(map(len, texts)) < LONG_CELL else ""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{_twips(width)}" w:type="dxa"/><w:vAlign w:val="center"/>'
        f"</w:tcPr>{_paragraph(style, text)}</w:tc>"
        for text, width, style in zip(texts, widths, styles, strict=True)
    )
    return f"<w:tr><w:trPr>{whole}{'<w:tblHeader/>' if repeated else ''}</w:trPr>{cells}</w:tr>"


def _twips(millimetres: float) -> int:
    return round(millimetres * TWIPS)


# -- the empty sheet ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Look:
    """How paragraphs of a style look; sizes in points, ``indent`` in characters."""

    style: str
    chinese: str
    size: float
    align: str = "left"
    line: float = 18
    indent: int = 0
    space: tuple[float, float] = (0, 0)
    latin: str = LATIN
    on_grid: bool = True
    level: str = ""
    """The outline level of a heading, so that the document can be leafed through by it."""


LOOKS = (
    Look("Normal", BODY, 16, "both", LINE_PITCH, 2),
    Look("Title", TITLE, 22, "center", 34, space=(0, 8)),
    Look("Subtitle", KAI, 16, "center", LINE_PITCH, space=(0, 14)),
    Look("Heading1", HEAD, 16, line=LINE_PITCH, indent=2, space=(6, 6), level="0"),
    Look("Footer", SONG, 14, latin=SONG),
    Look("Cell", BODY, 10.5, line=16, space=(2, 2), on_grid=False),
    Look("CellHead", HEAD, 10.5, "center", 16, space=(2, 2), on_grid=False),
    Look("Form", BODY, 12, line=20, space=(3, 3), on_grid=False),
    Look("FormHead", HEAD, 12, "center", 20, space=(3, 3), on_grid=False),
    Look("Flush", BODY, 12, line=24, space=(4, 4), on_grid=False),
    Look("Code", BODY, 10.5, space=(4, 4), latin=FIXED, on_grid=False),
    Look("Gap", BODY, 6, line=8, on_grid=False),
)
# In narrow cells no gap is put between digits and characters, or dates would break in two.
OFF_THE_GRID = '<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
NAMES = {
    "Heading1": "heading 1",
    "Footer": "footer",
    "CellHead": "Cell Head",
    "FormHead": "Form Head",
}


@cache
def _template() -> bytes:
    """Set up page, styles and page numbers once for all documents of a run."""
    from docx import Document
    from docx.shared import Mm

    made = Document()
    for rels in (made.part.package.rels, made.part.rels):
        for name, one in list(rels.items()):
            if one.reltype.endswith(("/thumbnail", "/stylesWithEffects", "/customXml")):
                del rels[name]
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin = Mm(TOP), Mm(BOTTOM)
    page.left_margin, page.right_margin = Mm(LEFT), Mm(RIGHT)
    page.footer_distance = Mm(BOTTOM - 12)  # the number stands 7 mm below the text
    for grid in page._sectPr.iter("{*}docGrid"):
        grid.set(f"{{{WORD}}}type", "lines")
        grid.set(f"{{{WORD}}}linePitch", str(round(LINE_PITCH * 20)))
    _number_pages(made)
    return _packed(
        made,
        {
            "word/styles.xml": _styles(),
            "word/fontTable.xml": _fonts(),
            "docProps/app.xml": f'{XML}<Properties xmlns="{APP}"/>',
        },
    )


def _number_pages(made: Document) -> None:
    """Number pages — 1 —, odd ones on the right, even ones on the left, one character in."""
    from docx.oxml import parse_xml

    made.settings.odd_and_even_pages_header_footer = True
    page = made.sections[0]
    for footer, side in ((page.footer, "right"), (page.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        element: Any = footer._element
        for old in list(element):
            element.remove(old)
        element.append(
            parse_xml(
                f'<w:p {W}><w:pPr><w:pStyle w:val="Footer"/>'
                f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/></w:pPr>'
                '<w:r><w:t xml:space="preserve">— </w:t></w:r><w:fldSimple w:instr="PAGE">'
                "<w:r><w:t>1</w:t></w:r></w:fldSimple>"
                '<w:r><w:t xml:space="preserve"> —</w:t></w:r></w:p>'
            )
        )


def _styles() -> str:
    """Write the few styles a document needs; nothing is left of anybody else's template."""
    return (
        f"{XML}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>"
        f'{_font_names(BODY, LATIN)}<w:lang w:val="en-GB" w:eastAsia="zh-CN"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
        f"{''.join(map(_style, LOOKS))}"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/></w:style></w:styles>'
    )


def _style(look: Look) -> str:
    before, after = look.space
    indent = f'<w:ind w:firstLineChars="{look.indent}00" w:firstLine="{look.indent * 320}"/>'
    size = f"{look.size * 2:.0f}"
    return "".join(
        (
            '<w:style w:type="paragraph"',
            ' w:default="1"' if look.style == "Normal" else "",
            f' w:styleId="{look.style}"><w:name w:val="{NAMES.get(look.style, look.style)}"/>',
            "<w:qFormat/><w:pPr>",
            "<w:keepNext/>" if look.level else "",
            "" if look.on_grid else OFF_THE_GRID,
            f'<w:spacing w:before="{before * 20:.0f}" w:after="{after * 20:.0f}"',
            f' w:line="{look.line * 20:.0f}" w:lineRule="{_rule(look)}"/>',
            indent if look.indent else "",
            f'<w:jc w:val="{look.align}"/>',
            f'<w:outlineLvl w:val="{look.level}"/>' if look.level else "",
            f"</w:pPr><w:rPr>{_font_names(look.chinese, look.latin)}",
            f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>',
        )
    )


def _rule(look: Look) -> str:
    return "exact" if look.on_grid else "atLeast"


def _font_names(chinese: str, latin: str) -> str:
    return f'<w:rFonts w:ascii="{latin}" w:hAnsi="{latin}" w:cs="{latin}" w:eastAsia="{chinese}"/>'


def _fonts() -> str:
    """Say which font stands in where one is not installed."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{instead}"/></w:font>'
        for name, instead in INSTEAD.items()
    )
    return f"{XML}<w:fonts {W}>{fonts}</w:fonts>"


def _packed(made: Document, instead: dict[str, str] | None = None) -> bytes:
    """Save a document so that the same content is the same bytes: no clock, a fixed order."""
    saved, packed = BytesIO(), BytesIO()
    made.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w") as new:
        for name in sorted(old.namelist(), key=lambda one: (one != CONTENT_TYPES, one)):
            entry = zipfile.ZipInfo(name, SAME_DAY)
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            new.writestr(entry, (instead or {}).get(name) or old.read(name))
    return packed.getvalue()
