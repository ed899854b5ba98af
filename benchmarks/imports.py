"""Import of a workbook of 100,000 rows, with validation and events, progress shown."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks import books
from benchmarks.measuring import DUBAN, HERE, Command, Report, run

HEADINGS = ("序号", "类别", "事项名称", "工作内容", "牵头单位", "配合单位", "责任人", "完成时限",
            "节点", "备注")  # fmt: skip
OWNERS = 500


def measure(report: Report, *, quick: bool) -> None:
    """Measure ``duban import`` as a whole process, then the same file again."""
    count = 10_000 if quick else 100_000
    begun = books.copy_of(_begun(), "import")
    file = begun / "ledger.xlsx"
    _run("workbook", str(count), str(file))
    words = (DUBAN, "import", str(file), "--on", books.DOCKETED.isoformat())
    took = run(Command(words, begun, keeps=True))
    told = took.out.strip().splitlines()[-1]
    report.note(told)
    report.must("import, rows taken", f"{count:,}", str(count) in told)
    report.most(f"import, {count:,} rows", took.wall, "s", 20 * count / 100_000)
    report.most(f"import, {count:,} rows, peak", took.peak, "MiB", 500)
    news = [line for line in took.err.splitlines() if str(count) in line]
    report.must("import, progress", f"{len(news)} lines of it", len(news) >= count // 10_000)
    again = run(Command(words, begun, keeps=True))
    report.note(f"the same file again: {again.wall:.1f} s; {again.out.strip().splitlines()[-1]}")


def _begun() -> Path:
    folder = books.office(20).parent / "empty"
    if not folder.exists():
        _run("office", str(OWNERS), str(folder))
    return folder


def _run(*words: str) -> None:
    """Make things in a process of its own, so that this one stays small."""
    subprocess.run([sys.executable, "-m", "benchmarks.imports", *words], check=True, cwd=HERE)


def write_workbook(count: int, file: Path) -> None:
    """Write a ledger as offices do: a title row, deadlines as phrases and as days, milestones."""
    from xlsxwriter import Workbook

    with Workbook(str(file), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("台账")
        sheet.write(0, 0, "2026年重点工作台账")
        sheet.write_row(1, 0, HEADINGS)
        for n in range(count):
            unit = n % OWNERS
            sheet.write_row(
                n + 2,
                0,
                (
                    n + 1,
                    "城市建设",
                    f"第{n}号道路改造工程建成通车",
                    "完成路基、路面、排水与照明，具备通车条件。",
                    f"第{unit}局",
                    f"第{(unit + 1) % OWNERS}局、第{(unit + 2) % OWNERS}局" if n % 4 == 0 else "",
                    f"局长{unit}",
                    ("9月底前", "2026.10.20", "年底前")[n % 3],
                    "6月底前主体完工；8月底前附属完工" if n % 5 == 0 else "",
                    "",
                ),
            )


if __name__ == "__main__":
    what, number, path = sys.argv[1:]
    if what == "office":
        books.empty_office(Path(path), int(number))
    else:
        write_workbook(int(number), Path(path))
