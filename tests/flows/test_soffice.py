"""Documents from outside are opened by LibreOffice without anything in them being done."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document

from flows import soffice
from tests.writings import body_of, needs_soffice

IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}link"
DOT = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A web server on this machine, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def log_request(self, *_: object) -> None:
            paths.append(self.path)

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/seen.png", paths
    server.shutdown()
    server.server_close()


@needs_soffice
@pytest.mark.parametrize("guarded", [True, False])
def test_a_document_reaches_no_network(
    tmp_path: Path,
    asked: tuple[str, list[str]],
    guarded: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url, paths = asked
    if not guarded:  # so that we know that there is something to guard against
        monkeypatch.setattr(soffice, "SETTINGS", ())
    made = Document()
    link = made.part.relate_to(url, IMAGE, is_external=True)
    made.add_picture(BytesIO(DOT))
    for blip in body_of(made).iter("{*}blip"):
        blip.attrib.clear()
        blip.set(LINK, link)
    path = tmp_path / "a.docx"
    made.save(str(path))
    soffice.convert(soffice.find_converter(), tmp_path, [path], "pdf")
    assert path.with_suffix(".pdf").exists()
    assert bool(paths) is not guarded
