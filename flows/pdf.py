"""PDF of Word documents through LibreOffice: many at a time.

The clock is taken out, yet LibreOffice may set a stray byte in an embedded font: a PDF made
twice shows the same and need not be the same bytes.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from flows.soffice import convert

# PDF/A-2b: fonts inside, nothing from outside, readable in decades.
FILTER = 'pdf:writer_pdf_Export:{"SelectPdfVersion":{"type":"long","value":"2"}}'


def to_pdf(
    converter: Path, documents: Mapping[str, bytes], *, on: Mapping[str, date]
) -> dict[str, bytes]:
    """Convert documents by key, in one call; whatever could not be converted is left out."""
    if not documents:
        return {}
    with tempfile.TemporaryDirectory(prefix="duban-pdf-") as name:
        folder = Path(name)
        paths = {key: folder / f"{n:05d}.docx" for n, key in enumerate(documents)}
        for key, path in paths.items():
            path.write_bytes(documents[key])
        convert(converter, folder, list(paths.values()), FILTER)
        made = {key: path.with_suffix(".pdf") for key, path in paths.items()}
        return {
            key: _stamped(path.read_bytes(), documents[key], on[key])
            for key, path in made.items()
            if path.exists()
        }


def _stamped(pdf: bytes, source: bytes, on: date) -> bytes:
    """Put the document's own day and name where LibreOffice wrote the clock, length for length."""
    day, name = on.isoformat(), hashlib.sha256(source).hexdigest()[:32].upper().encode()
    compact = day.replace("-", "").encode()
    pdf = re.sub(rb"(?<=Date\(D:)\d{14}", compact + b"000000", pdf)
    pdf = re.sub(
        rb"(?<=Date>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?=Z</xmp:)", f"{day}T00:00:00".encode(), pdf
    )
    pdf = re.sub(
        rb"/ID \[ <[0-9A-F]{32}>(\s+)<[0-9A-F]{32}> \]",
        lambda found: b"/ID [ <%s>%s<%s> ]" % (name, found[1], name),
        pdf,
    )
    return re.sub(rb"(?<=/DocChecksum /)[0-9A-F]{32}", name, pdf)
