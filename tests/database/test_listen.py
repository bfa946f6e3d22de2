"""A bell wakes one at each ring, forgets nobody and keeps nobody."""

import asyncio

import pytest

from owona_bot.database.listen import Bell


async def test_each_ring_wakes_one() -> None:
    bell, woken = Bell(), []

    async def sleeper(name: str) -> None:
        await bell.wait(10)
        woken.append(name)

    tasks = [asyncio.create_task(sleeper(name)) for name in "ab"]
    await asyncio.sleep(0)
    bell.ring()
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    assert woken == ["a"]
    bell.ring()
    await asyncio.gather(*tasks)
    assert woken == ["a", "b"]


async def test_a_ring_while_nobody_waits_is_heard_by_the_next() -> None:
    bell = Bell()
    bell.ring()
    bell.ring()
    await asyncio.wait_for(bell.wait(60), 20)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(bell.wait(10), 0.01)


async def test_who_waited_long_enough_leaves_nothing_behind() -> None:
    bell = Bell()
    await bell.wait(0.001)
    bell.ring()
    await asyncio.wait_for(bell.wait(60), 20)


async def test_a_cancellation_that_meets_a_ring_is_not_lost() -> None:
    bell = Bell()
    task = asyncio.create_task(bell.wait(10))
    await asyncio.sleep(0)
    bell.ring()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
