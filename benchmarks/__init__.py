"""Measurements of duban, always as ratios taken in one run. See README.md."""
