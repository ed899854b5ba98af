"""LibreOffice at work for us: found, started under a profile of its own, and ended in time.

The profile is new for each call and forbids what a document could ask for: macros, links to
other files, anything from the network.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path

from models.not_ready import ConverterMissing

# Where LibreOffice is when it is not on the search path.
PLACES = (
    r"C:\Program Files\LibreOffice\program\soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
)
SECONDS_EACH, SECONDS_TO_START = 20, 120
# Where a setting is, its name, its value.
SETTINGS = (
    ("Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Writer/Content/Update", "Link", "0"),
    ("Writer/Content/Update", "Field", "false"),
    ("Calc/Content/Update", "Link", "1"),
    # A proxy that is not there: no document reaches the network.
    ("Inet/Settings", "ooInetProxyType", "1"),
    ("Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("Inet/Settings", "ooInetHTTPSProxyPort", "9"),
)
OOR = "http://openoffice.org/2001/registry"


def find_converter() -> Path:
    """Find LibreOffice. Raises ConverterMissing."""
    named = shutil.which("soffice") or shutil.which("libreoffice")
    for place in (named, *PLACES):
        if place and Path(place).exists():
            return Path(place)
    raise ConverterMissing


def convert(converter: Path, folder: Path, paths: Sequence[Path], to: str) -> None:
    """Convert files into a folder, in one call; what could not be converted is not there."""
    profile = folder / "profile"
    _forbid(profile)
    words = [
        str(converter), "--headless", "--norestore", "--nologo",
        f"-env:UserInstallation={profile.as_uri()}",
        "--convert-to", to, "--outdir", str(folder), *map(str, paths),
    ]  # fmt: skip
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "TZ": "UTC"},
            start_new_session=True,
        )
    except OSError:
        return
    with process:
        try:
            process.wait(SECONDS_TO_START + SECONDS_EACH * len(paths))
        except subprocess.TimeoutExpired:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """End LibreOffice whole: the program that was started is only the one that starts it."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def _forbid(profile: Path) -> None:
    items = "".join(
        f'<item oor:path="/org.openoffice.{"" if path.startswith("Inet") else "Office."}'
        f'{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in SETTINGS
    )
    folder = profile / "user"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "registrymodifications.xcu").write_text(
        f'<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="{OOR}">{items}</oor:items>',
        encoding="utf-8",
    )
