"""封账: the tree over the heads of all chains, and the link from one seal to the next.

The tree has sixteen branches a node and eight levels below its root, so it holds four
thousand million chains and an evening rewrites only the nodes above what changed. A node is
the SHA-256 of its sixteen children, one a line; a child that is not there is an empty line.
The book's own chain has place 0, a commitment's chain the place of its id.

Anybody can rebuild a root from a list of (place, head) with these two functions, or with
sixteen lines of any language; docs/journal.md says how.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence

FAN = 16
LEVELS = 8
Key = tuple[int, int]
"""(level, place) of a node; level 0 stands right above the heads."""


def node_hash(children: Sequence[str]) -> str:
    """Hash sixteen children; "" for one that is not there, "" for a node without any."""
    return hashlib.sha256("\n".join(children).encode()).hexdigest() if any(children) else ""


def grow(
    changed: Iterable[int],
    heads_of: Callable[[Sequence[int]], Mapping[int, str]],
    nodes_of: Callable[[int, Sequence[int]], Mapping[int, str]],
) -> dict[Key, str]:
    """Return every node that changes when the heads at these places have changed.

    ``heads_of(places)`` reads heads, ``nodes_of(level, places)`` nodes as they were; both
    leave out what is not there. The last level has one node, the root.
    """
    new: dict[Key, str] = {}
    groups = sorted({place // FAN for place in changed})
    for level in range(LEVELS):
        wanted = [group * FAN + n for group in groups for n in range(FAN)]
        below = dict(heads_of(wanted) if level == 0 else nodes_of(level - 1, wanted))
        below |= {place: hash_ for (at, place), hash_ in new.items() if at == level - 1}
        for group in groups:
            children = [below.get(group * FAN + n, "") for n in range(FAN)]
            new[level, group] = node_hash(children)
        groups = sorted({group // FAN for group in groups})
    return new


ROOT: Key = (LEVELS - 1, 0)


def root_of(heads: Mapping[int, str]) -> str:
    """Build the whole tree over some heads and return its root."""
    if not heads:
        return ""
    grown = grow(heads, lambda places: {p: heads[p] for p in places if p in heads}, _nothing)
    return grown[ROOT]


def _nothing(_level: int, _places: Sequence[int]) -> Mapping[int, str]:
    return {}


def seal_hash(
    previous: str,
    *,
    number: int,
    day: str,
    recorded_at: str,
    last_event: int,
    chains: int,
    root: str,
) -> str:
    """Hash one seal onto the one before it: what is printed at the foot of a digest."""
    facts = [number, day, recorded_at, last_event, chains, root]
    line = json.dumps(facts, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{line}".encode()).hexdigest()
