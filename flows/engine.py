"""How Prefect is set up for one office: quiet, private, its run history beside the book.

Call ``prepare`` before anything imports Prefect: it reads its settings when imported.
"""

from __future__ import annotations

import json
import os
import urllib.request
from pathlib import Path

from models.settings import Settings

HOME = "prefect"
SERVER_FILE = "server.json"
STARTUP_SECONDS = "120"  # Prefect's own default is too short on a busy machine


def prepare(settings: Settings, *, verbose: bool = False) -> None:
    """Point Prefect at this office's history and, where one runs, at its server."""
    home = settings.folder / HOME
    home.mkdir(parents=True, exist_ok=True)
    quiet = {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_CLI_PROMPT": "false",
        "PREFECT_HOME": str(home),
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": STARTUP_SECONDS,
        "PREFECT_LOGGING_LEVEL": "INFO" if verbose else "WARNING",
        "PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW": "ignore",
        "PREFECT_SERVER_LOGGING_LEVEL": "WARNING",
    }
    for name, value in quiet.items():
        os.environ.setdefault(name, value)
    served = running_server(home)
    if served:
        os.environ.setdefault("PREFECT_API_URL", served)


def running_server(home: Path) -> str | None:
    """Return the address of the server that ``duban serve`` runs, if it answers."""
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
