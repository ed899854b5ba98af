"""Runs whole processes in turn and tells what they took as ratios with their limits."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

DUBAN = str(Path(sys.executable).parent / "duban")
HERE = Path(__file__).resolve().parent.parent
# Compiled as on any machine where packages were installed, also where the environment says
# not to (containers do); apart, so that nothing is written beside the sources.
COMPILED = {
    "PYTHONDONTWRITEBYTECODE": "",
    "PYTHONPYCACHEPREFIX": str(Path(tempfile.gettempdir()) / "duban-benchmarks-compiled"),
}
MIB = 1024 if sys.platform == "linux" else 1024 * 1024  # what ru_maxrss counts in


class Failed(Exception):
    """A measured command did not do its work; a figure of it would be worth nothing."""


@dataclass(frozen=True)
class Took:
    """What one process took: seconds by the clock, seconds of processor, MiB at its peak."""

    wall: float
    cpu: float
    peak: float
    out: str = ""
    err: str = ""


@dataclass(frozen=True)
class Command:
    """A process to be measured, from its folder and with additions to the environment."""

    words: Sequence[str]
    folder: Path = HERE
    environment: Mapping[str, str] | None = None
    keeps: bool = False
    """Whether its output is wanted; else it goes to /dev/null."""
    exits: int | None = 0
    """The exit code it must end with; None for any."""


def python(code: str) -> Command:
    """Name a bare Python program by its text."""
    return Command((sys.executable, "-c", code))


def run(command: Command) -> Took:
    """Run a process to its end and return what it took; raises Failed."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        process = subprocess.Popen(
            command.words,
            cwd=command.folder,
            env={**os.environ, **COMPILED, "PYTHONPATH": str(HERE), **(command.environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=out if command.keeps else subprocess.DEVNULL,
            stderr=err,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode("utf-8", "replace"))
    if command.exits is not None and process.returncode != command.exits:
        raise Failed(f"{' '.join(command.words)}: exit {process.returncode}\n{said[1]}")
    return Took(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / MIB, *said)


def in_turn(commands: Mapping[str, Command], rounds: int) -> dict[str, list[Took]]:
    """Run commands one after another, round by round, after one round that only warms up."""
    for command in commands.values():
        run(command)
    taken: dict[str, list[Took]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(run(command))
    return taken


def wall(taken: Sequence[Took]) -> float:
    """Return the median of seconds by the clock."""
    return median(one.wall for one in taken)


def cpu(taken: Sequence[Took]) -> float:
    """Return the median of seconds of processor."""
    return median(one.cpu for one in taken)


class Report:
    """Prints figures as they come and remembers whether a limit was missed."""

    def __init__(self) -> None:
        self.missed: list[str] = []

    def ratio(
        self, name: str, took: float, of: float, base: str, limit: float, more: str = ""
    ) -> None:
        """Tell a time as a ratio to another of the same run."""
        ratio = took / of
        self._tell(
            name,
            f"{took:.2f} s = {ratio:.2f} × {base} (limit {limit:g} ×{more})",
            ratio <= limit,
        )

    def most(self, name: str, value: float, unit: str, limit: float) -> None:
        """Tell a figure that has a limit of its own."""
        self._tell(name, f"{value:.2f} {unit} (limit {limit:g} {unit})", value <= limit)

    def must(self, name: str, fact: str, good: bool) -> None:
        """Tell a fact that has to hold."""
        self._tell(name, fact, good)

    def note(self, text: str) -> None:
        """Tell something that has no limit."""
        print(f"  {text}", flush=True)

    def _tell(self, name: str, said: str, good: bool) -> None:
        print(f"{name}: {said} {'ok' if good else 'MISSED'}", flush=True)
        if not good:
            self.missed.append(name)
