"""The ways that deliveries go, and how fast: a token at a time, some at once after a rest."""

from collections.abc import Sequence
from datetime import timedelta

from owona_bot.database.engine import Raw
from owona_bot.domain.delivery import Lane

OPEN = """
    insert into owona_bot.lanes (name, every, burst)
    select * from unnest($1::text[], $2::interval[], $3::integer[])
    on conflict (name) do update set every = excluded.every, burst = excluded.burst
    where (lanes.every, lanes.burst) is distinct from (excluded.every, excluded.burst)"""

PAUSE = """
    update owona_bot.lanes set paused_until = greatest(paused_until, now() + $2) where name = $1"""

DRAW_NEAR = """
    update owona_bot.lanes set next_at = now() + every * burst where next_at > now() + every * burst returning name"""

PACE_CARD = """
    insert into owona_bot.lanes as l (name, every, burst, next_at) values ($1, $2, $3, now() + $2)
    on conflict (name) do update
    set every = excluded.every, burst = excluded.burst, next_at = greatest(l.next_at, now()) + excluded.every
    where l.next_at <= now() + excluded.every * (excluded.burst - 1)
    returning name"""


async def open_lanes(raw: Raw, lanes: Sequence[Lane]) -> None:
    """Make them, or set their pace."""
    columns = [lane.name for lane in lanes], [lane.every for lane in lanes], [lane.burst for lane in lanes]
    await raw.execute(OPEN, *columns)


async def pause(raw: Raw, lane: str, long: timedelta) -> None:
    """Nothing goes that way for so long, or longer where that is said already."""
    await raw.execute(PAUSE, lane, long)


async def draw_near(raw: Raw) -> int:
    """Nobody waits for a clock that went ahead and was set back: no lane's pace takes it so far. Answers how many."""
    return len(await raw.fetch(DRAW_NEAR))


async def pace_card(raw: Raw, lane: Lane) -> bool:
    """Take a token of one card's own pace, or of all redraws'; False when there is none now."""
    return await raw.fetchval(PACE_CARD, lane.name, lane.every, lane.burst) is not None
