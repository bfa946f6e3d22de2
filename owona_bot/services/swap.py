"""Swap: a shift asked of a colleague, who takes it or not; of several who are asked the first Yes counts."""

from collections.abc import Sequence
from datetime import datetime

from owona_bot.database import agents, events, on_call, swaps
from owona_bot.database.engine import Change, Database
from owona_bot.domain.event import Kind
from owona_bot.domain.on_call import LONGEST, Cover, serves, shifts
from owona_bot.domain.on_call_board import horizon
from owona_bot.domain.on_call_errors import NobodyToSwapWith, NoShiftToSwap, SwapAsked, SwapGone
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.swap import Asked, Choice, State, Swap, check_asked, check_theirs, own, settle


async def open_swap(db: Database, agent: Agent, now: datetime) -> Choice:
    """Raises NoShiftToSwap or NobodyToSwapWith."""
    permit(agent, Act.SWAP)
    async with db.read() as connection:
        roster = await on_call.roster(connection, now - LONGEST)
        others = [one for one in await agents.active(connection) if serves(one) and one.id != agent.id]
    mine = own(shifts(roster, now - LONGEST, now + horizon(roster)), agent.id, now)
    if not mine:
        raise NoShiftToSwap
    if not others:
        raise NobodyToSwapWith
    return Choice(mine, others)


async def ask_swap(db: Database, wish: Swap, agent: Agent, now: datetime, knock: str | None) -> Swap:
    """Its colleague hears of it by direct message. Raises SwapAsked, or as `check_asked` does."""
    permit(agent, Act.SWAP)
    async with db.change(by=agent.actor, once=knock) as tx:
        colleague = await agents.by_id(tx.connection, wish.colleague)
        check_asked(wish, colleague, await on_call.roster(tx.connection, now), now)
        number = await swaps.ask(tx, wish, now)
        if number is None:
            raise SwapAsked(agent=colleague.name if colleague else "")
        asked = Swap(number, wish.asker, wish.colleague, wish.starts, wish.ends)
        await events.tell(tx, Kind.SWAP_ASKED, None, told(asked))
    return asked


async def settle_swap(db: Database, number: int, state: State, agent: Agent, now: datetime, knock: str | None) -> Swap:
    """Accepted the shift is theirs from now on, or from its start; whoever else was asked hears that it is gone.

    Raises SwapGone, SwapSettled, ShiftOver or NotYourShift.
    """
    permit(agent, Act.SWAP)
    async with db.change(by=agent.actor, once=knock) as tx:
        await on_call.lock(tx)
        found = await swaps.lock(tx, number)
        if found is None:
            raise SwapGone
        settled = settle(found, state, agent)
        overtaken = await accept(tx, settled, agent, now) if state is State.ACCEPTED else []
        await swaps.settle(tx, settled, now)
        for one in (settled, *overtaken):
            await events.tell(tx, Kind.SWAP_SETTLED, None, told(one))
    return settled


async def accept(tx: Change, swap: Swap, agent: Agent, now: datetime) -> Sequence[Swap]:
    """Answers the requests that this one overtakes."""
    check_theirs(swap, await on_call.roster(tx.connection, now), now)
    starts = max(swap.starts, now.replace(microsecond=0))
    await on_call.put(tx, Cover(0, swap.colleague, starts, swap.ends), agent, now)
    return await swaps.overtake(tx, swap, now)


def told(swap: Swap) -> dict[str, object]:
    """An event's payload."""
    return {"swap": swap.id, "asker": swap.asker, "colleague": swap.colleague, "state": swap.state.value}


async def show_swap(db: Database, number: int) -> Asked | None:
    """None for one that there is not."""
    async with db.read() as connection:
        swap = await swaps.by_id(connection, number)
        if swap is None:
            return None
        asker = await agents.by_id(connection, swap.asker)
        return Asked(swap, asker, await agents.by_id(connection, swap.colleague))
