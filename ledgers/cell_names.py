"""The units and people that a cell names, however an office parts and brackets them."""

from __future__ import annotations

import re
from functools import lru_cache

HAN = r"[\u4e00-\u9fff]"
UNIT_MARKS = re.compile(rf"[、，,;；/\n\r]+|(?<={HAN})[ \u3000]+(?={HAN})")
UNIT_LEAD_IN = re.compile(r"^(?:牵头|主办|责任|配合|协办)(?:单位|部门)?[:：]")
# 水利局：负责管网；城管局：负责路面: each unit with its own part.
WITH_PARTS = re.compile(r"[;；\n\r]+|[、，,](?=[^、，,:：]{2,20}[:：])")
BRACKETS = re.compile(r"[（(][^（）()]*[）)]")


@lru_cache(maxsize=4096)
def first_name(text: str) -> str:
    """Take the first of several names, without remarks and telephone numbers."""
    text = re.sub(r"[\d\-]{7,}", " ", BRACKETS.sub("", text))
    return re.split(r"[、，,;；/\n]", text.strip())[0].strip()


@lru_cache(maxsize=4096)
def units_in(text: str) -> tuple[str, ...]:
    """Part a cell into its units: 教育局、民政局, or one to a line; remarks in brackets go."""
    pieces = UNIT_MARKS.split(BRACKETS.sub("", text))
    names = ("".join(UNIT_LEAD_IN.sub("", piece.strip()).split()) for piece in pieces)
    return tuple(dict.fromkeys(name for name in names if name))


@lru_cache(maxsize=4096)
def units_with_parts(text: str) -> tuple[str, ...]:
    """Part a cell into its units; one that has a part of its own comes as 单位:分工."""
    found: list[str] = []
    for piece in WITH_PARTS.split(UNIT_LEAD_IN.sub("", text.strip())):
        names, _, part = piece.replace("：", ":").partition(":")
        found += [f"{name}:{part.strip()}" if part.strip() else name for name in units_in(names)]
    return tuple(dict.fromkeys(found))
