"""Web pages, also those saved as .doc or .xls: their text, without what is there to click on."""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from flows.sources.lines import Lines, tidy
from models.intake.source import Source
from models.source_errors import SourceBroken
from models.words import N_, Word

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

UNREAD = frozenset({
    "script", "style", "nav", "noscript", "template", "head", "iframe", "svg", "canvas",
    "object", "audio", "video", "button", "select", "datalist", "input", "textarea", "map",
})  # fmt: skip
BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form",
    "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "ol",
    "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    "ul", "br",
})  # fmt: skip
CHARSET = re.compile(rb"<meta[^>]+?charset\s*=\s*[\"']?\s*([\w-]+)", re.I)
XML_ENCODING = re.compile(rb"\A\s*<\?xml[^>]+?encoding\s*=\s*[\"']([\w-]+)", re.I)
HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.I)
HEAD = 4096
CHINESE = re.compile("[\u2e80-\uffee]")
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
MOST_COLUMNS = 100
# A cell with this much text, in paragraphs, holds a page and not a fact.
LAYOUT = 600

# The parser's time grows with the square of the depth.
DEEPEST = 5000
NESTED = Word(N_("its elements are nested as deep as on no page"))
TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:]*)")
CLOSES_ITSELF = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param",
    "source", "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot",
    "option",
})  # fmt: skip

Step = tuple[str, "LexborNode"]
"""``open``, ``close`` or ``text``, and of what."""


def read(data: bytes, name: str) -> Source:
    """Read a page. Raises SourceBroken where it is nested as no page is."""
    from selectolax.lexbor import LexborHTMLParser

    text = decoded(data)
    if _depth(text) > DEEPEST:
        raise SourceBroken(path=name, kind="HTML", cause=NESTED)
    body = LexborHTMLParser(text).body
    lines = Lines()
    if body is not None:
        _write(body, lines)
    return lines.source()


def read_archived(data: bytes, name: str) -> Source:
    """Read a page saved whole in one file (.mht), as Word and browsers do."""
    from email import message_from_bytes

    for part in message_from_bytes(data).walk():
        payload = part.get_payload(decode=True)
        if part.get_content_type() == "text/html" and isinstance(payload, bytes):
            return read(payload, name)
    return Source("")


def decoded(data: bytes) -> str:
    """Read bytes as they say, and better than they say: gb2312 is GB18030, UTF-8 shows itself."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    said = _said(data[:HEAD])
    for encoding in ("utf-8", said, "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == said or said != "gb18030" or CHINESE.search(text):
            return text
    return data.decode(said or "gb18030", "replace")


def _said(head: bytes) -> str:
    """Return the character set a page names, if it is one we have."""
    found = CHARSET.search(head) or XML_ENCODING.search(head)
    name = found[1].decode("ascii") if found else "gb18030"
    if name.lower().startswith(("gb", "x-gbk")):
        return "gb18030"
    try:
        encoding = codecs.lookup(name)
    except LookupError:
        return "gb18030"
    return encoding.name if encoding._is_text_encoding else "gb18030"


def _depth(text: str) -> int:
    """Count how deep elements that have to be closed are nested."""
    depth = deepest = 0
    for closing, tag in TAG.findall(text):
        if tag.lower() not in CLOSES_ITSELF:
            depth = max(depth - 1, 0) if closing else depth + 1
            deepest = max(deepest, depth)
    return deepest


# -- the text -----------------------------------------------------------------------------


def _write(body: LexborNode, lines: Lines) -> None:
    layout = _layout_tables(body)
    pieces: list[str] = []
    for step, node in _walk(body, lambda node: node.tag == "table" and node.mem_id not in layout):
        if step == "text":
            pieces.append(node.text_content or "")
            continue
        if node.tag in BLOCKS:
            lines.line(_joined(pieces))
            pieces.clear()
        if step == "leaf":
            for row in _rows(node):
                lines.row(row)
    lines.line(_joined(pieces))


def _joined(pieces: Iterable[str]) -> str:
    return tidy("".join(pieces))


def _walk(
    root: LexborNode, is_leaf: Callable[[LexborNode], bool] = lambda _: False
) -> Iterator[Step]:
    """Walk a tree of any depth, leaving out what nobody reads."""
    stack: list[Step] = [("open", root)]
    while stack:
        step, node = stack.pop()
        if step == "close":
            yield step, node
        elif node.is_text_node:
            yield "text", node
        elif is_leaf(node):
            yield "leaf", node
        elif node.is_element_node and not _is_unread(node):
            yield step, node
            stack.append(("close", node))
            stack += reversed([("open", child) for child in node.iter(include_text=True)])


def _is_unread(node: LexborNode) -> bool:
    if node.tag in UNREAD:
        return True
    attributes = node.attributes
    return "hidden" in attributes or bool(HIDDEN.search(attributes.get("style") or ""))


# -- tables -------------------------------------------------------------------------------


def _layout_tables(body: LexborNode) -> set[int]:
    """Find the tables that only lay out a page: they hold tables, or whole texts in a cell."""
    found: set[int] = set()
    tables: list[LexborNode] = []
    cells: list[tuple[int, int]] = []  # letters and paragraphs read before each open cell
    letters = paragraphs = 0
    for step, node in _walk(body):
        if step == "text":
            letters += len((node.text_content or "").strip())
        elif node.tag == "table" and step == "open":
            found.update(one.mem_id for one in tables[-1:])
            tables.append(node)
        elif node.tag == "table":
            tables.pop()
        elif node.tag in ("td", "th") and step == "open":
            cells.append((letters, paragraphs))
        elif node.tag in ("td", "th"):
            before, begun = cells.pop()
            if letters - before > LAYOUT and paragraphs - begun > 2 and tables:
                found.add(tables[-1].mem_id)
        elif node.tag in ("p", "div", "br", "li") and step == "open":
            paragraphs += 1
    return found


def _rows(table: LexborNode) -> Iterator[list[str]]:
    """Walk the rows of a table; a cell merged over rows belongs to each of them."""
    yield from ([_cell_text(one)] for one in table.css("caption"))
    held: dict[int, tuple[int, str]] = {}  # column: rows it still reaches down to, and its text
    for row in table.css("tr"):
        cells: list[str] = []
        for cell in row.iter():
            if cell.tag not in ("td", "th") or _is_unread(cell):
                continue
            _fill(cells, held)
            across, down = _span(cell, "colspan"), _span(cell, "rowspan")
            text = _cell_text(cell)
            for n in range(across):
                written = "" if n else text
                if down > 1:
                    held[len(cells)] = (down - 1, written)
                cells.append(written)
        _fill(cells, held)
        yield cells


def _fill(cells: list[str], held: dict[int, tuple[int, str]]) -> None:
    """Write the cells that reach down into this row, as far as they lie side by side."""
    while len(cells) in held:
        left, text = held.pop(len(cells))
        if left > 1:
            held[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: LexborNode, name: str) -> int:
    written = (cell.attributes.get(name) or "").strip()
    most = MOST_COLUMNS if name == "colspan" else 10_000
    return max(1, min(int(written), most)) if written.isascii() and written.isdigit() else 1


def _cell_text(cell: LexborNode) -> str:
    pieces: list[str] = []
    for step, node in _walk(cell):
        if step == "text":
            pieces.append(node.text_content or "")
        elif node.tag in BLOCKS:
            pieces.append("\f")
    parts = map(tidy, "".join(pieces).split("\f"))
    return " ".join(filter(None, parts))
