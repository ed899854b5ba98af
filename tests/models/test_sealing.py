"""封账: the tree over all chains, grown a few leaves at a time, is the tree grown whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.sealing import FAN, LEVELS, ROOT, Key, grow, node_hash, root_of, seal_hash

HEADS = st.dictionaries(
    st.one_of(st.integers(0, 40), st.integers(0, FAN**LEVELS - 1)),
    st.integers(0, 2**64).map(lambda n: hashlib.sha256(str(n).encode()).hexdigest()),
    min_size=1,
    max_size=30,
)


def naive_root(heads: Mapping[int, str]) -> str:
    """Build the tree as the journal's document says: sixteen children, one a line."""
    level = dict(heads)
    for _ in range(LEVELS):
        groups: dict[int, list[str]] = {}
        for place, one in level.items():
            groups.setdefault(place // 16, [""] * 16)[place % 16] = one
        level = {
            place: hashlib.sha256("\n".join(ones).encode()).hexdigest()
            for place, ones in groups.items()
        }
    return level[0]


class Kept:
    """A tree that is kept, as the book keeps it."""

    def __init__(self) -> None:
        self.heads: dict[int, str] = {}
        self.nodes: dict[Key, str] = {}
        self.asked = 0

    def add(self, some: Mapping[int, str]) -> str:
        self.heads |= some
        self.nodes |= grow(some, self._heads, self._nodes)
        return self.nodes[ROOT]

    def _heads(self, places: Sequence[int]) -> Mapping[int, str]:
        self.asked += len(places)
        return {one: self.heads[one] for one in places if one in self.heads}

    def _nodes(self, level: int, places: Sequence[int]) -> Mapping[int, str]:
        self.asked += len(places)
        return {one: self.nodes[level, one] for one in places if (level, one) in self.nodes}


@settings(max_examples=60, deadline=None, derandomize=True)
@given(HEADS)
def test_the_root_is_that_of_a_naive_recomputation(heads: dict[int, str]) -> None:
    assert root_of(heads) == naive_root(heads)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(HEADS, st.randoms(use_true_random=False), st.integers(1, 7))
def test_the_order_in_which_heads_are_added_does_not_matter(
    heads: dict[int, str], chance: object, size: int
) -> None:
    places = sorted(heads)
    chance.shuffle(places)  # type: ignore[attr-defined]
    tree = Kept()
    root = ""
    for start in range(0, len(places), size):
        root = tree.add({one: heads[one] for one in places[start : start + size]})
    assert root == naive_root(heads)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(HEADS, st.data())
def test_any_other_head_gives_another_root(heads: dict[int, str], data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(sorted(heads)))
    assert root_of(heads | {place: "0" * 64}) != root_of(heads)
    assert root_of({one: head for one, head in heads.items() if one != place}) != root_of(heads)
    assert root_of({**heads, FAN**LEVELS - 1: "1" * 64}) != root_of(heads)


def test_what_changes_costs_its_own_branches_only() -> None:
    tree = Kept()
    tree.add(dict.fromkeys(range(5000), "a" * 64))
    before, tree.asked = dict(tree.nodes), 0
    tree.add({4321: "b" * 64})
    changed = {key for key, one in tree.nodes.items() if before.get(key) != one}
    assert changed == {(level, 4321 // FAN ** (level + 1)) for level in range(LEVELS)}
    assert tree.asked == FAN * LEVELS


def test_nothing_at_all_has_no_root() -> None:
    assert root_of({}) == ""
    assert node_hash([""] * FAN) == ""


def test_a_seal_recomputes_from_the_line_of_its_facts() -> None:
    facts = {
        "number": 2, "day": "2020-08-04", "recorded_at": "2020-08-04T10:00:00Z",
        "last_event": 17, "chains": 3, "root": "r",
    }  # fmt: skip
    line = json.dumps(list(facts.values()), separators=(",", ":"))
    assert seal_hash("p", **facts) == hashlib.sha256(f"p\n{line}".encode()).hexdigest()


@pytest.mark.parametrize(
    "changed",
    [{"number": 3}, {"day": "2020-08-05"}, {"recorded_at": "x"}, {"last_event": 18},
     {"chains": 4}, {"root": "s"}],
)  # fmt: skip
def test_a_seal_covers_every_one_of_its_facts(changed: dict[str, object]) -> None:
    facts = {
        "number": 2, "day": "2020-08-04", "recorded_at": "2020-08-04T10:00:00Z",
        "last_event": 17, "chains": 3, "root": "r",
    }  # fmt: skip
    assert seal_hash("p", **{**facts, **changed}) != seal_hash("p", **facts)
    assert seal_hash("q", **facts) != seal_hash("p", **facts)
