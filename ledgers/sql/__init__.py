"""Named SQL: each ``.sql`` file is a page of questions, each under ``-- name: …``."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent


@cache
def questions(page: str) -> dict[str, str]:
    """Read a page of named questions; ``{line}`` in one stands for the question ``line``."""
    asked: dict[str, str] = {}
    for part in (HERE / f"{page}.sql").read_text(encoding="utf-8").split("-- name: ")[1:]:
        name, _, sql = part.partition("\n")
        for known, text in asked.items():
            sql = sql.replace("{" + known + "}", text)
        asked[name.strip()] = sql.strip().rstrip(";")
    return asked


def with_ids(sql: str, ids: Iterable[int]) -> str:
    """Write whole numbers into ``IN (:ids)``; both databases take lists of any length so."""
    return sql.replace(":ids", ",".join(str(int(one)) for one in ids) or "NULL")
