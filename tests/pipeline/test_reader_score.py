"""The feed reader score, short form: benchmarks/feed_reader_score.py runs its two weeks at the usual interval."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from tests.support.reader_score import read_for


async def test_a_server_s_owner_finds_no_fault_in_four_days(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.CRITICAL)
    judge, known = await read_for(tmp_path, timedelta(days=4), timedelta(hours=2))
    assert judge.faults == {}, judge.examples
    assert judge.missed(known) == 0
    assert len(judge.agents) == 1
    assert all(site.asked > 1 for site in judge.sites.values())
