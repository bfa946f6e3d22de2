"""What nobody waits for lets those go first who wait for an answer, but not for ever."""

import asyncio

import pytest

from owona_bot.calm import Calm


async def test_nobody_waits_for_calm_when_there_is_calm() -> None:
    await asyncio.wait_for(Calm().wait(60), 20)


async def test_it_is_calm_again_when_the_last_knock_was_answered() -> None:
    calm = Calm()
    with calm.disturbed():
        waiting = asyncio.create_task(calm.wait(60))
        with calm.disturbed():
            await asyncio.sleep(0)
        done, _ = await asyncio.wait({waiting}, timeout=0.05)
        assert not done
    await asyncio.wait_for(waiting, 20)


async def test_an_answer_that_fails_disturbs_no_longer() -> None:
    calm = Calm()
    with pytest.raises(LookupError), calm.disturbed():
        raise LookupError
    await asyncio.wait_for(calm.wait(60), 20)


async def test_those_who_knock_all_day_hold_nothing_up() -> None:
    calm = Calm()
    with calm.disturbed():
        await asyncio.wait_for(calm.wait(0.01), 20)


async def test_where_more_may_follow_it_is_calm_a_moment_later() -> None:
    calm = Calm(lull=0.05)
    with calm.disturbed():
        pass
    waiting = asyncio.create_task(calm.wait(60))
    done, _ = await asyncio.wait({waiting}, timeout=0.01)
    assert not done
    await asyncio.wait_for(waiting, 5)


async def test_what_follows_within_that_moment_is_waited_for_too() -> None:
    calm = Calm(lull=0.05)
    with calm.disturbed():
        pass
    with calm.disturbed():
        waiting = asyncio.create_task(calm.wait(60))
        done, _ = await asyncio.wait({waiting}, timeout=0.1)
        assert not done
    await asyncio.wait_for(waiting, 5)
