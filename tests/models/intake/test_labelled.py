"""The labelled documents, where they are at hand: measured by their own scorer."""

from __future__ import annotations

import importlib.util
import json
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from models.intake.reader import promises_in

SHARED = Path(__file__).parents[4] / "shared"
INTAKE, SEEDS = SHARED / "intake", SHARED / "seeds"
SEEDS_ISSUED = {
    "seed_000": "2020-08-04",
    "seed_001": "2020-08-01",
    "seed_002": "2024-07-15",
    "seed_003": "2021-07-01",
    "seed_004": "2021-01-28",
}

pytestmark = pytest.mark.skipif(
    not (INTAKE / "score.py").exists(), reason="the labelled documents are not on this machine"
)


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", INTAKE / "score.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def totals(scorer: ModuleType) -> dict[str, Any]:
    gold, text = scorer.load_gold(str(INTAKE / "gold"), str(INTAKE / "docs"), str(SEEDS))
    said = {name: [one.as_json() for one in promises_in(text[name], issued(name))] for name in gold}
    return dict(scorer.score(said, gold, text)[1])


def issued(name: str) -> date:
    if name in SEEDS_ISSUED:
        return date.fromisoformat(SEEDS_ISSUED[name])
    meta = json.loads((INTAKE / "docs" / f"{name}.meta.json").read_text(encoding="utf-8"))
    return date.fromisoformat(meta["issued_on"])


@pytest.mark.parametrize(
    ("measure", "least"),
    [
        ("f1", 0.93),
        ("precision", 0.90),
        ("deadline_acc_explicit", 0.97),
        ("quantity_acc_numbered", 0.97),
        ("responsible_acc", 0.95),
    ],
)
def test_the_labelled_documents_are_read_as_people_read_them(
    totals: dict[str, Any], measure: str, least: float
) -> None:
    assert totals[measure] >= least


def test_every_quote_stands_in_its_document(totals: dict[str, Any]) -> None:
    assert totals["unlocated"] == 0
