"""One Prefect server for the whole run, on loopback, shared by all workers.

It takes ten seconds to start: only tests that really run a flow ask for it.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock

from flows.engine import _free_port, _wait_for, answers


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[str]:
    """Start the server once; the last process to leave ends it."""
    root = tmp_path_factory.getbasetemp()
    shared = (root if worker_id == "master" else root.parent) / "prefect"
    shared.mkdir(exist_ok=True)
    note, lock = shared / "server.json", FileLock(shared / "lock")
    quiet = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
             "PREFECT_HOME": str(shared), "PREFECT_LOGGING_LEVEL": "ERROR"}  # fmt: skip
    os.environ.update(quiet)
    with lock:
        known = json.loads(note.read_text()) if note.exists() else _start(shared)
        known["users"] += 1
        note.write_text(json.dumps(known))
    os.environ["PREFECT_API_URL"] = known["url"]
    yield known["url"]
    with lock:
        known = json.loads(note.read_text())
        known["users"] -= 1
        note.write_text(json.dumps(known))
        if known["users"] == 0:
            os.kill(known["pid"], 15)
            note.unlink()


def _start(shared: Path) -> dict[str, object]:
    port = _free_port()
    url = f"http://127.0.0.1:{port}/api"
    with (shared / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1",
             "--port", str(port)], stdout=log, stderr=log)  # fmt: skip
    _wait_for(url, process, shared / "server.log")
    assert answers(url)
    return {"url": url, "pid": process.pid, "users": 0}
