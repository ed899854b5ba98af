"""How Prefect is set up for one office: quiet, private, its run history beside the book.

``engine_running`` gives a flow its Prefect server: the one named by ``PREFECT_API_URL``, the
one ``duban serve`` runs for this book, or one of its own on loopback for as long as it needs.
Call it before anything imports Prefect, which reads its settings when imported.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from models.not_ready import EngineAway
from models.settings import Settings

if TYPE_CHECKING:
    from flows.desk import Desk

HOME = "prefect"
SERVER_FILE = "server.json"
SERVER_LOG = "server.log"
PATIENCE = 120.0  # seconds a server may take to come up on a busy machine
GRACE = 10.0  # seconds it may take to stop; most need one


def prepare(settings: Settings, *, verbose: bool = False) -> None:
    """Set Prefect up for this office, without overriding what the environment says."""
    home = settings.folder / HOME
    home.mkdir(parents=True, exist_ok=True)
    for name, value in {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_HOME": str(home),
        "PREFECT_LOGGING_LEVEL": "INFO" if verbose else "WARNING",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
    }.items():
        os.environ.setdefault(name, value)


@contextmanager
def engine_running(at: Desk) -> Iterator[None]:
    """Have a Prefect server while the block runs. Raises EngineAway."""
    prepare(at.settings, verbose=at.verbose)
    home = at.settings.folder / HOME
    known = os.environ.get("PREFECT_API_URL") or running_server(home)
    if known:
        os.environ["PREFECT_API_URL"] = known
        yield
        return
    with _own_server(home):
        yield


@contextmanager
def _own_server(home: Path) -> Iterator[None]:
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    with (home / SERVER_LOG).open("w", encoding="utf-8") as log:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "prefect",
                "server",
                "start",
                "--host",
                "127.0.0.1",
                "--port",
                str(port),
            ],
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(url, process, home / SERVER_LOG)
        os.environ["PREFECT_API_URL"] = url
        (home / SERVER_FILE).write_text(json.dumps({"url": url, "pid": process.pid}))
        yield
    finally:
        os.environ.pop("PREFECT_API_URL", None)
        (home / SERVER_FILE).unlink(missing_ok=True)
        stop(process, GRACE)


def stop(process: subprocess.Popen[bytes], grace: float) -> None:
    """End a server of our own within ``grace`` seconds, or kill it.

    Now and then Prefect's server hangs over its own locked history when asked to stop. Nothing
    of the book is in its hands, and the work it was started for has been done by then.
    """
    process.terminate()
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        if answers(url):
            return
        time.sleep(0.2)
    raise EngineAway(log=str(log))


def running_server(home: Path) -> str | None:
    """Return the address of the server that runs for this book, if it answers."""
    try:
        url = str(json.loads((home / SERVER_FILE).read_text(encoding="utf-8"))["url"])
    except (OSError, ValueError, KeyError):
        return None
    return url if answers(url) else None


def answers(url: str) -> bool:
    """Ask a Prefect server whether it is there."""
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as reply:
            return bool(reply.status == 200)
    except OSError:
        return False
