"""``duban archive`` (归档): one folder per commitment closed in a year, checkable without duban.

Reads the ledger, writes files: no event, no change. The same ledger gives the same bytes;
what already lies there and fits is not written again.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.archive_index import Entry, index_csv, index_workbook
from flows.archive_notices import Past, Sheaf, file_names, written
from flows.filing import Filing, sha256, sums_text, write, writing_to
from flows.pdf import to_pdf
from flows.records import record
from flows.soffice import find_converter
from flows.verify import HASHED, LITTER, SUMS
from ledgers.archive import Volume, batches, closed_in, volumes, years
from ledgers.book import open_past
from ledgers.evidence import sha256_of
from ledgers.lines import column
from models.bad_files import ArchiveIncomplete
from models.errors import NotAChoice
from models.filenames import distinct, safe_name
from models.lights import Reason
from models.words import N_, Speaker

if TYPE_CHECKING:
    from flows.desk import Desk
    from ledgers.archive import ClosedLine
    from ledgers.book import Book

HERE = Path(__file__).parent
FOLDER = "archive"
LONGEST_FOLDER = 60  # characters: a path below C:\Users\… stays within Windows' 260
HISTORY, EVIDENCE, VERIFY = "history.jsonl", "evidence", "verify.py"
COLLECTED = 2_000  # small things between two collections: a Word document is a heavy cycle
SHOWN = 20  # more mended folders than this are counted, not named


@dataclass(frozen=True, slots=True)
class Names:
    """What the archive's files are called in a language."""

    record: str
    notice: str
    index: str
    how_to: str


NAMES = {
    "zh": Names("卷内记录.docx", "督办通知单", "目录", "如何核验.txt"),
    "en": Names("record.docx", "notice", "index", "HOW-TO-VERIFY.txt"),
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is not in the archive as it should be."""

    number: str = column(N_("No."))
    file: str = column(N_("File name"), wide=True)
    problem: Reason | None = column(N_("What is wrong"), wide=True)


@dataclass
class Outcome:
    """What an archiving did."""

    written: int = 0
    unchanged: int = 0
    mended: dict[str, list[str]] = field(default_factory=dict)
    troubles: list[Trouble] = field(default_factory=list)


def archive(at: Desk, year: str, *, to: Path | None, pdf: bool) -> None:
    """Archive a year. Raises NotAChoice, NotWritable, ConverterMissing, ArchiveIncomplete."""
    gc.set_threshold(COLLECTED)
    converter = find_converter() if pdf else None
    with at.reading() as book:
        which = _year(at, book, year)
        lines = closed_in(book, which)
        if not lines:
            at.say(N_("Nothing was closed in {year}; there is nothing to archive."), year=which)
            return
        folder = (to.resolve() if to else at.settings.folder / FOLDER) / str(which)
        with (
            writing_to(folder),
            at.working(N_("Archiving {year}…"), year=which) as tell,
            written(lines, _mornings(at), at.language) as notices,
        ):
            shelf = Shelf(book, folder, at.speaker, converter, notices)
            for done in shelf.file(lines):
                tell(N_("{done} of {total} volumes"), done=done, total=len(lines))
            seal = shelf.close(which)
            strangers = shelf.strangers()
    _tell(at, shelf.outcome, folder, seal=seal, strangers=strangers)


def _year(at: Desk, book: Book, typed: str) -> int:
    """Read a year as typed; where it is none, name those that can be archived."""
    if re.fullmatch(r"(19|20|21)\d\d", typed, re.ASCII):
        return int(typed)
    raise NotAChoice(
        option=at.speaker.say(N_("YEAR")), given=typed, allowed=years(book) or [at.today.year]
    )


def _mornings(at: Desk) -> Past:
    """Tell how to open the book as it stood on a morning, when that day's letters were written."""
    url, evidence = at.settings.book_url, at.settings.path("evidence")
    return lambda day: open_past(url, day, at=at.now, evidence=evidence, as_told=True)


def _tell(at: Desk, outcome: Outcome, folder: Path, *, seal: str, strangers: Sequence[str]) -> None:
    for name, files in list(outcome.mended.items())[:SHOWN]:
        at.say(N_("{folder} was not as the ledger has it and is mended: {files}."),
               folder=name, files=files)  # fmt: skip
    if len(outcome.mended) > SHOWN:
        at.say(N_("{count} folders were mended in all."), count=len(outcome.mended))
    if strangers:
        at.say(
            N_("Not of this archive and left as it is: {names}. Take it out before handing over."),
            names=strangers,
        )
    if outcome.troubles:
        at.show(outcome.troubles)
    at.say(
        N_("{path}: {written} volumes written, {unchanged} unchanged."),
        path=str(folder),
        written=outcome.written,
        unchanged=outcome.unchanged,
    )
    at.say(
        N_("Note in the hand-over list: SHA-256 of {name} is {hash}. To check: python {script}"),
        name=SUMS,
        hash=seal,
        script=str(folder / VERIFY),
    )
    if outcome.troubles:
        raise ArchiveIncomplete(count=len(outcome.troubles))


class Shelf:
    """A year's archive: volumes are filed in batches, then the index closes it."""

    def __init__(
        self,
        book: Book,
        folder: Path,
        speaker: Speaker,
        converter: Path | None,
        notices: Sheaf,
    ) -> None:
        self.outcome = Outcome()
        self._book, self._folder = book, folder
        self._speaker, self._names = speaker, NAMES[speaker.language]
        self._converter, self._notices = converter, notices
        self._office = book.fact("office")
        self._entries: tuple[Entry, ...] = ()

    def file(self, lines: Sequence[ClosedLine]) -> Iterator[int]:
        """File every volume; yields how many are done, batch by batch."""
        folders = distinct(safe_name(f"{one.number}-{one.title}", LONGEST_FOLDER) for one in lines)
        self._entries = tuple(map(Entry, lines, folders))
        done = 0
        for batch in batches(lines):
            gathered = volumes(self._book, batch)
            begun = [self._begin(one, self._entries[done + n]) for n, one in enumerate(gathered)]
            self._convert(gathered, begun)
            for one in begun:
                self._finish(one)
            done += len(batch)
            yield done

    def close(self, year: int) -> str:
        """Write what stands at the top, its sums last; returns the sum over these."""
        files = self._top(year)
        mine = {name for names in NAMES.values() for name in _top_names(names)}
        for name in mine - files.keys():  # of an archive in the other language
            (self._folder / name).unlink(missing_ok=True)
        for name, data in files.items():
            write(self._folder / name, data)
        sums = {name: sha256(data) for name, data in files.items()} | {
            f"{one.folder}/{SUMS}": sha256_of(self._folder / one.folder / SUMS)
            for one in self._entries
        }
        write(self._folder / SUMS, sums_text(sums))
        return sha256_of(self._folder / SUMS)

    def strangers(self) -> list[str]:
        """List what lies at the top and is not of this archive, such as a volume reopened since."""
        known = {one.folder for one in self._entries} | _top_names(self._names) | {SUMS}
        lying = {one.name for one in self._folder.iterdir()}
        return sorted(name for name in lying - known if name.lower() not in LITTER)

    # -- one volume -------------------------------------------------------------------------

    def _begin(self, volume: Volume, entry: Entry) -> Filing:
        """Lay out a volume: evidence first, for the record says what became of it."""
        filing = Filing(self._folder / entry.folder)
        bad = {}
        for file in volume.files:
            source = self._book.evidence_folder / file.stored_as
            if trouble := filing.copy(f"{EVIDENCE}/{file.name}", source, file.sha256):
                bad[file.name] = trouble
        self._note(volume, bad)
        for document, paper in self._papers(volume, bad).items():
            filing.add(document, paper)
            filing.keep(pdf_of(document), while_unchanged=document)
        filing.add(HISTORY, "".join(f"{one.line}\n" for one in volume.events).encode())
        return filing

    def _papers(self, volume: Volume, bad: Mapping[str, str]) -> dict[str, bytes]:
        """Write a volume's documents by name: its record, and the notices that went out."""
        names = self._notice_names(volume)
        told = record(volume, self._speaker, office=self._office, bad=bad, notices=names)
        notices = map(self._notices.take, volume.notices)
        return {self._names.record: told} | dict(zip(names, notices, strict=True))

    def _notice_names(self, volume: Volume) -> list[str]:
        return file_names(volume.notices, self._names.notice)

    def _convert(self, gathered: Sequence[Volume], begun: Sequence[Filing]) -> None:
        """Make the PDF of every document that has none; LibreOffice never makes one twice alike."""
        if not self._converter:
            return
        bare = {
            f"{volume.number}/{document}": (volume, filing, document, day)
            for volume, filing in zip(gathered, begun, strict=True)
            for document, day in self._days(volume).items()
            if not filing.has(pdf_of(document))
        }
        made = to_pdf(
            self._converter,
            {key: filing.held(document) for key, (_, filing, document, _) in bare.items()},
            on={key: day for key, (*_, day) in bare.items()},
        )
        for key, (volume, filing, document, _) in bare.items():
            if key in made:
                filing.add(pdf_of(document), made[key])
            else:
                self._trouble(volume, pdf_of(document), N_("LibreOffice could not make it"))

    def _days(self, volume: Volume) -> dict[str, date]:
        """Tell of which day each document of a volume is."""
        days = [one.claimed_on for one in volume.notices]
        names = self._notice_names(volume)
        return {self._names.record: volume.closed_on} | dict(zip(names, days, strict=True))

    def _finish(self, filing: Filing) -> None:
        unlike = filing.finish()
        if unlike is None:
            self.outcome.unchanged += 1
            return
        self.outcome.written += 1
        if unlike:
            self.outcome.mended[filing.target.name] = unlike

    def _note(self, volume: Volume, bad: Mapping[str, str]) -> None:
        """Keep in mind what cannot be archived as it should be."""
        for name, trouble in bad.items():
            self._trouble(volume, name, trouble)
        if volume.broken_at is not None:
            self._trouble(
                volume, HISTORY, N_("event {place} does not fit the chain"), place=volume.broken_at
            )

    def _trouble(self, volume: Volume, file: str, sentence: str, **facts: Any) -> None:
        self.outcome.troubles.append(Trouble(volume.number, file, Reason(sentence, facts)))

    # -- the top ----------------------------------------------------------------------------

    def _top(self, year: int) -> dict[str, bytes]:
        names, entries, speaker = self._names, self._entries, self._speaker
        return {
            f"{names.index}.csv": index_csv(entries, speaker),
            f"{names.index}.xlsx": index_workbook(entries, speaker, year=year, office=self._office),
            names.how_to: self._how_to(year),
            VERIFY: (HERE / "verify.py").read_text("utf-8").encode(),
        }

    def _how_to(self, year: int) -> bytes:
        """Tell an inspector without duban how to check it; Windows' own editor reads it too."""
        template = _templates().get_template(f"how_to_verify.{self._speaker.language}.txt.j2")
        text = template.render(
            year=year,
            office=self._office,
            count=len(self._entries),
            names=self._names,
            hashed=HASHED,
        )
        return text.replace("\n", "\r\n").encode("utf-8-sig")


def pdf_of(document: str) -> str:
    """Name the PDF of a Word document."""
    return f"{document.removesuffix('.docx')}.pdf"


def _top_names(names: Names) -> set[str]:
    return {f"{names.index}.csv", f"{names.index}.xlsx", names.how_to, VERIFY}


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "letters"),
        undefined=StrictUndefined,
        autoescape=False,  # plain text
        keep_trailing_newline=True,
    )
