"""First in, first out by key, whatever happens to those in front."""

import asyncio
import random
from collections import defaultdict
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from owona_bot.database import deliveries, fates
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.delivery import Delivery, Outcome, Reaction
from owona_bot.playground.stage import until
from tests.jobs.queue import (
    DONE,
    added,
    an_open_lane,
    claimed,
    drained,
    ended,
    of,
    planned,
    returned,
    run_out,
    several,
    states,
    taken,
)

pytestmark = pytest.mark.database

WAITS_FOR_LOCK = "select exists (select from pg_locks where locktype = 'advisory' and not granted)"


@pytest.fixture(autouse=True)
async def lane(raw: Raw) -> None:
    await an_open_lane(raw)


async def test_one_of_a_key_goes_at_a_time(raw: Raw) -> None:
    first, second = await several(raw, "a", "a")
    head = await taken(raw)
    assert (head.id, await claimed(raw)) == (first, None)
    await ended(raw, head)
    assert (await taken(raw)).id == second


async def test_keys_do_not_wait_for_each_other(raw: Raw) -> None:
    first, _, other = await several(raw, "a", "a", "b")
    assert {(await taken(raw)).id, (await taken(raw)).id} == {first, other}


async def test_priority_chooses_between_keys_and_never_inside_one(raw: Raw) -> None:
    low, high = await planned(raw, "a", priority=30), await planned(raw, "a", priority=5)
    (first, second), (urgent,) = await added(raw, low, high), await added(raw, await planned(raw, "b", priority=10))
    assert await drained(raw) == [urgent, first, second]


async def test_a_key_of_which_much_is_told_is_before_nobodys(raw: Raw) -> None:
    flood = await several(raw, "a", "a", "a", "a")
    await ended(raw, await taken(raw))
    (other,) = await several(raw, "b")
    held = await taken(raw)
    (later,) = await several(raw, "c")
    await ended(raw, held)
    assert [held.id, *await drained(raw)] == [flood[1], other, later, *flood[2:]]


async def test_what_is_given_back_keeps_its_place(raw: Raw) -> None:
    ids = await several(raw, "a", "a")
    await returned(raw, await taken(raw))
    assert await drained(raw) == ids


async def test_a_pause_holds_up_its_own_key_only(raw: Raw) -> None:
    _, _, other = await several(raw, "a", "a", "b")
    await returned(raw, await taken(raw), timedelta(hours=1))
    assert await drained(raw) == [other]


async def test_a_dead_head_frees_its_key(raw: Raw) -> None:
    dead, next_ = await several(raw, "a", "a")
    await ended(raw, await taken(raw), Outcome("dead", reason="invalid_blocks"))
    assert (await states(raw, [dead]), await drained(raw)) == (["dead"], [next_])


async def test_retry_goes_to_the_end_of_its_key(db: Database, raw: Raw) -> None:
    dead, second, third = await several(raw, "a", "a", "a")
    await ended(raw, await taken(raw), Outcome("dead", reason="invalid_blocks"))
    async with db.change("agent:1") as tx:
        assert await fates.revive(tx, dead)
    assert await drained(raw) == [second, third, dead]


async def test_retry_alone_in_its_key_goes_at_once_and_is_uncertain(db: Database, raw: Raw) -> None:
    (dead,) = await several(raw, "a")
    await ended(raw, await taken(raw), Outcome("dead", reason="invalid_blocks"))
    async with db.change("agent:1") as tx:
        await fates.revive(tx, dead)
    again = await taken(raw)
    assert (again.id, again.failures, again.uncertain) == (dead, 0, True)


async def test_of_many_who_retry_or_discard_at_once_one_decides(db: Database, raw: Raw) -> None:
    (dead,) = await several(raw, "a")
    await ended(raw, await taken(raw), Outcome("dead", reason="invalid_blocks"))

    async def decide(how: Callable[..., Awaitable[bool]]) -> bool:
        async with db.change("agent:1") as tx:
            return await how(tx, dead)

    decided = await asyncio.gather(*(decide(how) for how in [fates.revive, fates.discard] * 4))
    assert sum(decided) == 1
    kinds = await raw.fetch("select kind from owona_bot.events where kind like 'delivery.%'")
    assert len(kinds) == 1


async def test_what_is_suppressed_when_it_is_planned_holds_up_nobody(raw: Raw) -> None:
    never = await planned(raw, "a", suppressed="repeats the description")
    first, second = await planned(raw, "a"), await planned(raw, "a")
    ids = await added(raw, never, first, second)
    row = await of(raw, ids[0])
    assert (row["state"], row["last_error"], row["ahead"]) == ("suppressed", "repeats the description", False)
    assert row["finished_at"] is not None
    assert await drained(raw) == ids[1:]


async def test_the_same_plan_twice_is_one_delivery(raw: Raw) -> None:
    one = await planned(raw)
    assert await added(raw, one) == await added(raw, one)


async def test_a_successor_that_comes_while_its_predecessor_ends_is_not_left_behind(db: Database, raw: Raw) -> None:
    """Whoever comes second waits for the key's lock, and sees what the first one did."""
    await several(raw, "a")
    head, late = await taken(raw), await planned(raw, "a")
    async with db.raw.acquire() as other:
        ending = other.transaction()
        await ending.start()
        await deliveries.finish(other, head, DONE)
        adding = asyncio.create_task(added(raw, late))
        await until(lambda: waits(db), "the adder waits for the key")
        await ending.commit()
    (id_,) = await adding
    assert (await of(raw, id_))["ahead"] is False
    assert (await taken(raw)).id == id_


async def test_who_ends_while_a_successor_is_added_lets_it_go(db: Database, raw: Raw) -> None:
    await several(raw, "a")
    head, late = await taken(raw), await planned(raw, "a")
    async with db.raw.acquire() as other:
        adding = other.transaction()
        await adding.start()
        await deliveries.add(other, [late])
        ending = asyncio.create_task(ended(raw, head))
        await until(lambda: waits(db), "who ends waits for the key")
        await adding.commit()
    assert await ending
    assert (await taken(raw)).event == late.event


async def waits(db: Database) -> bool:
    async with db.raw.acquire() as raw:
        return bool(await raw.fetchval(WAITS_FOR_LOCK))


async def test_a_redraw_takes_the_waiting_ones_of_its_card_along(raw: Raw) -> None:
    cards = [await planned(raw, "a", reaction=Reaction.CARD) for _ in range(3)]
    line = await planned(raw, "a")
    drawn, line_id, second, third = await added(raw, cards[0], line, *cards[1:])
    head = await taken(raw)
    absorbed = await deliveries.absorbable(raw, head)
    assert absorbed == [second, third]
    await ended(raw, head, Outcome("done", {"ts": "1"}, absorbed=absorbed))
    assert await states(raw, [drawn, line_id, second, third]) == ["done", "waiting", "suppressed", "suppressed"]
    assert (await of(raw, second))["last_error"] == f"drawn with {drawn}"
    assert await drained(raw) == [line_id]


async def test_whoever_comes_after_absorbed_ones_goes_next(raw: Raw) -> None:
    cards = [await planned(raw, "a", reaction=Reaction.CARD) for _ in range(2)]
    ids = await added(raw, *cards, await planned(raw, "a"))
    head = await taken(raw)
    await ended(raw, head, Outcome("done", {"ts": "1"}, absorbed=[ids[1]]))
    assert await drained(raw) == [ids[2]]


async def test_a_lost_lease_absorbs_nothing(raw: Raw) -> None:
    cards = [await planned(raw, "a", reaction=Reaction.CARD) for _ in range(2)]
    ids = await added(raw, *cards)
    head = await taken(raw)
    await run_out(raw, head.id)
    assert not await ended(raw, head, Outcome("done", {"ts": "1"}, absorbed=[ids[1]]))
    assert await states(raw, ids) == ["waiting", "waiting"]


async def test_a_sweep_frees_and_counts_strays(raw: Raw) -> None:
    ids = await several(raw, "a", "a", "b")
    assert await deliveries.free_strays(raw) == 0
    await raw.execute("update owona_bot.deliveries set ahead = true")
    assert await deliveries.free_strays(raw) == 2
    assert sorted(await drained(raw)) == ids


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_mix_of_workers_crashes_and_returns_keeps_every_keys_order(db: Database, seed: int) -> None:
    """Eight workers and two planners against a model: what ends, ends in the order it came, once."""
    await Mix(db, random.Random(seed)).play()


class Mix:
    """`came` and `ended` are by key; `held` are keys of which somebody acts right now."""

    def __init__(self, db: Database, luck: random.Random) -> None:
        self.db = db
        self.luck = luck
        self.came: dict[str, list[int]] = defaultdict(list)
        self.ended: dict[str, list[int]] = defaultdict(list)
        self.held: set[str] = set()
        self.adding = 2
        self.locks: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def play(self) -> None:
        await asyncio.gather(self.adds(), self.adds(), *(self.works() for _ in range(8)))
        assert self.ended == self.came
        async with self.db.raw.acquire() as raw:
            assert await deliveries.free_strays(raw) == 0
            assert (await deliveries.balance(raw)).keys() <= {"done", "dead", "suppressed"}
            assert sum((await deliveries.balance(raw)).values()) == sum(map(len, self.came.values()))

    async def adds(self) -> None:
        """Two planners never plan one ticket at the same time, so the order within a key is known."""
        for _ in range(40):
            key = f"slack:{self.luck.randrange(6)}"
            async with self.locks[key], self.db.raw.acquire() as raw:
                new = [await planned(raw, key) for _ in range(self.luck.randint(1, 3))]
                self.came[key] += [one.event for one in new]
                await added(raw, *new)
        self.adding -= 1

    async def works(self) -> None:
        while self.adding or self.unfinished():
            async with self.db.raw.acquire() as raw:
                delivery = await claimed(raw)
                if delivery is None:
                    await asyncio.sleep(0)
                    continue
                await self.act(raw, delivery)

    def unfinished(self) -> bool:
        return sum(map(len, self.ended.values())) < sum(map(len, self.came.values()))

    async def act(self, raw: Raw, delivery: Delivery) -> None:
        key = delivery.order_key
        assert key not in self.held, "two of one key at once"
        self.held.add(key)
        for _ in range(self.luck.randrange(3)):
            await asyncio.sleep(0)
        self.held.remove(key)
        fate = self.luck.random()
        if fate < 0.15:
            await returned(raw, delivery)
        elif fate < 0.3:
            await run_out(raw, delivery.id)
            assert not await ended(raw, delivery), "a lease that ran out counts"
        else:
            state = self.luck.choice(["done", "done", "dead", "suppressed"])
            self.ended[key].append(delivery.event)
            assert await ended(raw, delivery, Outcome(state, reason="test"))  # type: ignore[arg-type]  # of a literal
