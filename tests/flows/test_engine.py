"""The flow engine's server: it ends with the run, whatever it is doing."""

from __future__ import annotations

import subprocess
import sys

import pytest

from flows.engine import stop

DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
HEARS = "import time"
WAITS = "; print('up', flush=True); time.sleep(60)"


@pytest.mark.parametrize("server", [DEAF, HEARS])
def test_a_server_that_does_not_stop_is_killed_and_does_not_fail_the_run(server: str) -> None:
    process = subprocess.Popen([sys.executable, "-c", server + WAITS], stdout=subprocess.PIPE)
    with process:
        assert process.stdout and process.stdout.readline().strip() == b"up"
        stop(process, 0.5)
        assert process.poll() is not None
