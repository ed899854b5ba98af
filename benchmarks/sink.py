"""A mail server on loopback that takes every letter and keeps only the count.

``Sink`` runs ``python -m benchmarks.sink`` as a process of its own, so that taking letters
does not slow down sending them.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from types import TracebackType
from typing import Self

from benchmarks.measuring import HERE


class Sink:
    """The server, for as long as a ``with`` lasts."""

    def __enter__(self) -> Self:
        """Start it and learn its port."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.sink"],
            cwd=HERE,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout
        self.port = int(self._process.stdout.readline())
        return self

    def taken(self) -> tuple[int, int]:
        """Return how many letters have come since last asked, and their bytes."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write("count\n")
        self._process.stdin.flush()
        letters, size = self._process.stdout.readline().split()
        return int(letters), int(size)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop it: its standard input ends."""
        self._process.communicate()


class Taker(asyncio.Protocol):
    """Speaks just as much SMTP as smtplib needs."""

    letters = 0
    size = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._out = transport
        self._rest = b""
        self._in_letter = False
        self._say("220 sink")

    def data_received(self, data: bytes) -> None:
        self._rest += data
        while self._rest:
            end = b"\r\n.\r\n" if self._in_letter else b"\r\n"
            head, found, rest = self._rest.partition(end)
            if not found:
                return
            self._rest = rest
            if self._in_letter:
                Taker.letters += 1
                Taker.size += len(head)
                self._in_letter = False
                self._say("250 taken")
            else:
                self._answer(head[:4].upper())

    def _answer(self, verb: bytes) -> None:
        if verb == b"DATA":
            self._in_letter = True
            self._say("354 go on")
        elif verb == b"QUIT":
            self._say("221 bye")
            self._out.close()
        else:
            self._say("250 ok")

    def _say(self, line: str) -> None:
        self._out.write(f"{line}\r\n".encode())  # type: ignore[attr-defined]


async def serve() -> None:
    """Take letters until standard input ends; answer each line of it with the count."""
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Taker, "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(Taker.letters, Taker.size, flush=True)
        Taker.letters = Taker.size = 0
    server.close()


if __name__ == "__main__":
    asyncio.run(serve())
