"""The floor under the daily job: the same work in bare Python, with sqlite3 and smtplib.

``python -m benchmarks.floor BOOK PORT`` reads what is due a look in a book of duban's, claims
the rungs, marks lights and next looks, adds an event each, writes one letter a reader into the
outbox and sends it, with a commit for every letter sent. It has no rules to choose from, no
templates, no languages and no refusals: it is what the databases and the mail server cost.
"""

from __future__ import annotations

import hashlib
import json
import smtplib
import sqlite3
import sys
import time
from base64 import encodebytes
from bisect import bisect_right
from collections import defaultdict
from datetime import date, timedelta

from benchmarks.books import ON

RUNGS = ((-10, "remind"), (-3, "remind"), (1, "chase"), (5, "notice"), (10, "circular"),
         (20, "interview"))  # fmt: skip
LINES = 20  # of each table in a letter
# As many bytes a line as duban's letters have, whose styles stand in every cell for mail programs.
STYLE = (
    "margin:0;padding:8px 0;border-bottom:1px solid #e5e5e5;vertical-align:top;color:#222222;"
    "font-family:-apple-system,'PingFang SC','Microsoft YaHei',sans-serif;font-size:15px;"
    "line-height:1.6"
)
DUE = (
    "SELECT c.id, c.number, c.title, c.due, c.light, c.events, c.head, c.docketed_on, c.kind,"
    " c.percent, c.last_report_on, u.name, p.id, p.name, p.email"
    " FROM commitment c JOIN unit u ON u.id = c.lead_unit_id"
    " LEFT JOIN post o ON o.id = c.owner_post_id LEFT JOIN person p ON p.id = o.holder_id"
    " WHERE c.look_on <= ? ORDER BY c.number"
)
CLAIMED = (
    "SELECT n.commitment_id, n.rung FROM commitment c JOIN notice n ON n.commitment_id = c.id"
    " WHERE c.look_on <= ?"
)
STEPS = (
    "SELECT m.commitment_id, m.due, m.done_on FROM commitment c"
    " JOIN milestone m ON m.commitment_id = c.id WHERE c.look_on <= ?"
)
NOTICE = (
    "INSERT INTO notice (commitment_id, basis, version, rung, step, readers, fell_due_on,"
    " claimed_on, sent) VALUES (?, 'deadline', '1', ?, ?, 'owner', ?, ?, ?)"
)
EVENT = (
    "INSERT INTO event (commitment_id, chain, place, recorded_at, on_day, happened, changes, note,"
    " previous, hash) VALUES (?, ?, ?, ?, ?, 'looked', ?, '', ?, ?)"
)
MARK = (
    "UPDATE commitment SET light = ?, light_since = ?, look_on = ?, events = ?, head = ?"
    " WHERE id = ?"
)
LETTER = (
    "INSERT INTO letter (message_id, kind, reader_id, to_name, to_address, on_day, written_at,"
    " body, state, attempts, next_try_at, lease_until, last_error, sent_at)"
    " VALUES (?, 'digest', ?, ?, ?, ?, ?, ?, 'pending', 0, '', '', '', '')"
)


class Days:
    """Working days by their number, from one list of them."""

    def __init__(self, db: sqlite3.Connection) -> None:
        works = {
            date.fromisoformat(day): on
            for day, on in db.execute("SELECT day, works FROM calendar_day ORDER BY event_id")
        }
        first = ON - timedelta(days=400)
        every = (first + timedelta(days=n) for n in range(1200))
        self.days = [day for day in every if works.get(day, day.weekday() < 5)]

    def number(self, day: date) -> int:
        return bisect_right(self.days, day)

    def shifted(self, day: date, count: int) -> date:
        return self.days[self.number(day) + count - 1]


def look(db: sqlite3.Connection) -> dict[tuple[int, str, str], list[str]]:
    """Read, claim and mark; return the lines of every reader's letter."""
    days, today = Days(db), ON.isoformat()
    rows = db.execute(DUE, (today,)).fetchall()
    taken = set(db.execute(CLAIMED, (today,)))
    db.execute(STEPS, (today,)).fetchall()
    notices, events, marks = [], [], []
    told: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for row_id, number, title, due_on, light, place, head, *_, unit, reader, name, email in rows:
        due = date.fromisoformat(due_on)
        late = days.number(ON) - days.number(due)
        new = "green" if late < 1 else "yellow" if late < 10 else "red"
        fell = [(f"T{n:+d}", step, days.shifted(due, n)) for n, step in RUNGS]
        rungs = [one for one in fell if one[2] <= ON and (row_id, one[0]) not in taken]
        for rung, step, on in rungs:
            notices.append((row_id, rung, step, on.isoformat(), today, rung == rungs[-1][0]))
        changes = json.dumps({"light": [light, new], "rungs": [one[0] for one in rungs]})
        seal = hashlib.sha256(f"{head}\n{number}{place}{changes}".encode()).hexdigest()
        events.append((row_id, number, place + 1, today, today, changes, head, seal))
        coming = min((one[2] for one in fell if one[2] > ON), default=None)
        marks.append((new, today, coming.isoformat() if coming else None, place + 1, seal, row_id))
        told[reader, name, email].append(f"{title}（{number}·{unit}）逾期{late}个工作日")
    db.executemany(NOTICE, notices)
    db.executemany(EVENT, events)
    db.executemany(MARK, marks)
    return told


def write(db: sqlite3.Connection, told: dict[tuple[int, str, str], list[str]]) -> None:
    """Write a letter a reader: a text and a table of the same lines."""
    letters = []
    for (reader, name, email), lines in told.items():
        text = "\n".join(lines[:LINES])
        html = "".join(
            "<table>"
            + "".join(
                f'<tr><td style="{STYLE}">{one}</td><td style="{STYLE}">请报告进展。</td></tr>'
                for one in lines[:LINES]
            )
            + "</table>"
            for _ in ("asks", "changes", "due soon")
        )
        letters.append(
            (f"<floor.{reader}@duban.invalid>", reader, name, email, ON.isoformat(),
             ON.isoformat(), json.dumps([name, html, text]).encode())
        )  # fmt: skip
    db.executemany(LETTER, letters)


def send(db: sqlite3.Connection, port: int) -> int:
    """Send what the outbox holds over one connection and mark each letter as sent."""
    db.execute("PRAGMA synchronous = NORMAL")
    sent = 0
    with smtplib.SMTP("127.0.0.1", port, "localhost") as server:
        rows = db.execute(
            "SELECT id, message_id, to_address, body FROM letter WHERE state = 'pending'"
        )
        for letter, message_id, address, body in rows.fetchall():
            name, html, text = json.loads(body)
            server.sendmail(
                "duban@example.org", [address], _message(message_id, address, html, text)
            )
            db.execute("BEGIN IMMEDIATE")
            db.execute("UPDATE letter SET state = 'sent', sent_at = ? WHERE id = ?", (name, letter))
            db.execute("COMMIT")
            sent += 1
    return sent


def _message(message_id: str, address: str, html: str, text: str) -> bytes:
    head = (
        f"Message-ID: {message_id}\r\nTo: {address}\r\nSubject: digest\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="x"\r\n\r\n'
    )
    parts = b"".join(
        f"--x\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n".encode()
        + encodebytes(one.encode()).replace(b"\n", b"\r\n")
        for kind, one in (("plain", text), ("html", html))
    )
    return head.encode() + parts + b"--x--\r\n"


def main() -> None:
    """Live through the day and tell what it took."""
    path, port = sys.argv[1:]
    began, worked = time.perf_counter(), time.process_time()
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("BEGIN IMMEDIATE")
    told = look(db)
    write(db, told)
    db.execute("COMMIT")
    sent = send(db, int(port))
    took = {"all": time.perf_counter() - began, "cpu": time.process_time() - worked}
    print(json.dumps({**took, "delivered": sent}))


if __name__ == "__main__":
    main()
