"""An officer's desk: what is typed at the front door, and what it answers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass

os.environ["DUBAN_LANGUAGE"] = "zh"

import cli
from models.errors import refusals

APP = cli.front_desk()
ON = ("--on", "2020-08-10")


@dataclass
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


Duban = Callable[..., Said]


def code_of(name: str) -> int:
    return next(one.exit_code for one in refusals() if one.__name__ == name)


def numbers(duban: Duban, *words: str) -> list[str]:
    return [one["number"] for one in json.loads(duban(*words, "--json").out)["lines"]]


def events(duban: Duban, number: str) -> list[str]:
    lines = json.loads(duban("history", number, "--json").out)["lines"]
    return [one["happened"] for one in lines]


def done(duban: Duban, *turns: tuple[str, ...]) -> None:
    for turn in turns:
        said = duban(*turn, *(() if "--on" in turn else ON))
        assert said.code == 0, (turn, said.err)


def refused(duban: Duban, name: str, *words: str) -> str:
    said = duban(*words, *(() if "--on" in words else ON))
    assert said.code == code_of(name), (words, said.code, said.err)
    return said.err


def whole(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "cli", *words], capture_output=True, text=True, encoding="utf-8",
        env={**os.environ, **environment}, check=False)  # fmt: skip
