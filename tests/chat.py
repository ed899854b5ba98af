"""A chat endpoint on loopback that answers as a test wants, and keeps what it was asked."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

Reply = Callable[["Asked"], None]


class Asked(BaseHTTPRequestHandler):
    """One request; a reply writes to it."""

    server: Chat

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.question: dict[str, Any] = json.loads(self.rfile.read(length))
        self.server.asked.append(self)
        replies = self.server.replies
        (replies.pop(0) if len(replies) > 1 else replies[0])(self)

    @property
    def document(self) -> str:
        """The piece of the document that was sent, without the lines around it."""
        return self.question["messages"][1]["content"].split("\n", 1)[1].rsplit("\n", 1)[0]

    def answer(self, code: int, body: bytes, **headers: str) -> None:
        self.send_response(code)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Chat(ThreadingHTTPServer):
    """The endpoint; the last of its replies is given for ever."""

    daemon_threads = True

    def __init__(self, *replies: Reply) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.replies, self.asked = list(replies), list[Asked]()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def handle_error(self, *_: object) -> None:
        """Whoever asked may have gone."""


@contextmanager
def chat(*replies: Reply) -> Iterator[Chat]:
    server = Chat(*replies)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()


def saying(content: str) -> Reply:
    """Reply with this text, whatever was asked."""
    body = json.dumps({"choices": [{"message": {"role": "assistant", "content": content}}]})
    return lambda asked: asked.answer(200, body.encode())


def promising(*promises: dict[str, Any]) -> Reply:
    """Reply with these promises."""
    return saying(json.dumps({"promises": promises}, ensure_ascii=False))


def code(number: int, **headers: str) -> Reply:
    """Reply with a code and nothing more."""
    return lambda asked: asked.answer(number, b"{}", **headers)


def hanging(seconds: float) -> Reply:
    """Say nothing for a while."""
    return lambda _: time.sleep(seconds)


def trickling(seconds: float) -> Reply:
    """Say a blank now and then, so that no single wait is long."""

    def reply(asked: Asked) -> None:
        asked.send_response(200)
        asked.end_headers()
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            asked.wfile.write(b" ")
            asked.wfile.flush()
            time.sleep(0.05)

    return reply
