"""Letters in a real browser: nothing runs off the side of a phone or a desk screen."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from flows.digests import compose
from tests.makers import a_full_news, a_reader

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
FRAME = """<!doctype html><meta charset="utf-8"><body><iframe id="letter" srcdoc="{letter}"
style="width:{width}px;height:900px;border:0"></iframe><p id="wide"></p><script>
letter.onload = () => {{ const page = letter.contentDocument.documentElement;
wide.textContent = "wide=" + page.scrollWidth; }};
</script>"""


@pytest.mark.skipif(CHROMIUM is None, reason="needs Debian's chromium")
@pytest.mark.parametrize("width", [390, 800])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_full_letter_fits_the_screen(tmp_path: Path, width: int, language: str) -> None:
    letter = compose(a_full_news(12, reader=a_reader(language=language))).html
    page = tmp_path / "frame.html"
    page.write_text(FRAME.format(letter=html.escape(letter), width=width), encoding="utf-8")
    done = subprocess.run(
        [str(CHROMIUM), *QUIET, f"--user-data-dir={tmp_path / 'profile'}", "--dump-dom",
         "--virtual-time-budget=3000", page.as_uri()],
        capture_output=True, text=True, timeout=90, check=False)  # fmt: skip
    measured = re.search(r"wide=(\d+)", done.stdout)
    assert measured, done.stderr[-500:]
    assert int(measured[1]) <= width
