"""督办单 in the archive: each as it went out, in the words and by the rules of its day.

Notices are written day by day, for the book is turned back once a day; volumes are filed one by
one. In between the documents wait in a folder of their own, so that memory stays flat.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from flows.notices import notice_of
from models.filenames import distinct
from models.words import Speaker

if TYPE_CHECKING:
    from ledgers.archive import ClosedLine
    from ledgers.book import Book
    from ledgers.pressed import NoticeLine

Past = Callable[[date], AbstractContextManager["Book"]]


class Sheaf:
    """The notices of a year's volumes, written and waiting to be filed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(
        self, on: date, some: Iterable[tuple[str, NoticeLine]], past: Book, lang: str
    ) -> None:
        """Write the notices of a day from the book of that day."""
        speaker = Speaker(lang, past.policy.named(lang))
        for number, notice in some:
            self._path(notice).write_bytes(notice_of(past, number, notice, speaker, on=on))

    def take(self, notice: NoticeLine) -> bytes:
        """Return a notice's document."""
        return self._path(notice).read_bytes()

    def _path(self, notice: NoticeLine) -> Path:
        return self._folder / f"{notice.notice_id}.docx"


@contextmanager
def written(lines: Sequence[ClosedLine], past: Past, lang: str) -> Iterator[Sheaf]:
    """Write the notices of these volumes; they are there as long as the block lasts."""
    days: dict[date, list[tuple[str, NoticeLine]]] = defaultdict(list)
    for line in lines:
        for notice in line.notices:
            days[notice.claimed_on].append((line.number, notice))
    with TemporaryDirectory(prefix="duban-notices-") as folder:
        sheaf = Sheaf(Path(folder))
        for day in sorted(days):
            with past(day) as there:
                sheaf.write(day, days[day], there, lang)
        yield sheaf


def file_names(notices: Sequence[NoticeLine], word: str) -> list[str]:
    """Name the notices of a volume by their days."""
    return list(distinct(f"{word}-{one.claimed_on.isoformat()}.docx" for one in notices))
