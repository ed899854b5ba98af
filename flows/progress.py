"""How a flow tells the desk what it is doing, while Prefect runs it in the same process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Tell = Callable[..., None]


def _nobody(sentence: str, **facts: Any) -> None:
    """Nobody is listening."""


_listener: ContextVar[Tell] = ContextVar("listener", default=_nobody)


def tell(sentence: str, **facts: Any) -> None:
    """Tell whoever listens what is being done; the sentence is marked with ``N_``."""
    _listener.get()(sentence, **facts)


@contextmanager
def listening(listener: Tell) -> Iterator[None]:
    """Listen while the block runs."""
    token = _listener.set(listener)
    try:
        yield
    finally:
        _listener.reset(token)
