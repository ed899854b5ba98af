"""The flow really runs: Prefect, a server on loopback, a folder of letters."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import httpx
import pytest

from tests.offices import an_office, letters_in

pytestmark = pytest.mark.usefixtures("prefect_server")
ONE_LATE = date(2020, 8, 21)


def test_the_flow_lives_through_days_and_leaves_an_artifact_of_each(
    tmp_path: Path, prefect_server: str
) -> None:
    from flows.daily import daily_cycle

    office = an_office(tmp_path / "office")
    ended = daily_cycle(
        str(office.folder), date(2020, 8, 20), date(2020, 8, 22), as_lived=True, return_state=True
    )
    lived = ended.result()
    assert [(done.on.day, done.working, done.letters) for done in lived] == [
        (20, True, 1), (21, True, 3), (22, False, 0)]  # fmt: skip
    assert len(letters_in(office)) == 8  # .eml and .html each

    # The server is shared by the tests of a worker: only this run's artifacts are looked at.
    of_this_run = {"artifacts": {"flow_run_id": {"any_": [str(ended.state_details.flow_run_id)]}}}
    found = httpx.post(f"{prefect_server}/artifacts/filter", json=of_this_run).json()
    [shown] = [one["data"] for one in found if one["key"] == "duban-2020-08-21"]
    assert "督查摘要 · 2020年8月21日" in shown
    assert "| digests | 3 |" in shown and "| overdue | 1 |" in shown


def test_the_flow_again_sends_nothing(tmp_path: Path) -> None:
    from flows.daily import daily_cycle

    office = an_office(tmp_path / "office")
    daily_cycle(str(office.folder), ONE_LATE, as_lived=True)
    before = letters_in(office)
    assert daily_cycle(str(office.folder), ONE_LATE, as_lived=True)[0].again
    assert letters_in(office) == before


def test_a_broken_step_fails_the_run_and_is_not_swallowed(tmp_path: Path) -> None:
    from flows.daily import daily_cycle
    from models.not_ready import NoBook

    with pytest.raises(NoBook):
        daily_cycle(str(tmp_path), ONE_LATE)
