"""Rules that offices really follow, as policy files: each figure says where it was found."""

from __future__ import annotations

from pathlib import Path

from models.words import N_

# What each one is, for the list of presets; the numbers are in the files beside this one.
PRESETS = {
    "default": N_("working days before and after the deadline, percentage points of pace"),
    "13710": N_("Shanxi: studied the same day, answered in 3, solved in 7, or in a month; to zero"),
    "710": N_("Qinghai: 7 days, complex matters a month, the year's tasks by its end"),
    "pace-points": N_("Yinchuan 2025: 10 to 30 points behind pace yellow, more red"),
    "pace-share": N_("Sanya 2022: up to 50% short of pace yellow, more red; interviews by colour"),
    "cards": N_("Sanming, Huating 2017: blue, yellow, orange, red, each after the former's limit"),
    "month-tasks": N_("Xinhuang 2015: below 80% of a month's task tracked, below 60% yellow card"),
}


def preset_path(name: str) -> Path:
    """Where a preset stands."""
    return Path(__file__).parent / f"{name}.yaml"
