"""Finishing in order what was begun side by side."""

from __future__ import annotations

import functools

from monitor.pipeline.in_order import InOrder
from tests.support.meetings import at


async def test_who_is_early_waits_for_its_turn() -> None:
    finished: list[int] = []

    async def finish(key: int) -> None:
        finished.append(key)

    order = InOrder([1, 2, 3])
    for key in (3, 1, 2):
        await order.ready(key, functools.partial(finish, key))
    assert finished == [1, 2, 3]


async def test_only_what_has_its_turn_is_finished() -> None:
    finished: list[int] = []

    async def finish() -> None:
        finished.append(1)

    await InOrder([2, 1]).ready(1, finish)
    assert finished == []


async def test_who_has_no_turn_comes_last_by_its_own_moment() -> None:
    finished: list[int] = []

    async def finish(key: int) -> None:
        finished.append(key)

    order = InOrder([1])
    order.ready_at_last(at("2026-05-03"), 2, functools.partial(finish, 2))
    order.ready_at_last(at("2026-05-01"), 3, functools.partial(finish, 3))
    await order.ready(1, functools.partial(finish, 1))
    await order.finish_last()
    await order.finish_last()
    assert finished == [1, 3, 2]
