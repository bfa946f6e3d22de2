"""Whether a scheduled report is still read: people leave, or become readers, after it was scheduled."""

from collections.abc import Sequence

from owona_bot.database import agents, events, schedule
from owona_bot.database.engine import Database, Raw
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent
from owona_bot.domain.permissions import Act, may
from owona_bot.domain.report_schedule import Order
from owona_bot.domain.schedule import Chore, Entry, Run
from owona_bot.services.report_schedule import BY, may_change


async def is_read(db: Database, run: Run, order: Order) -> bool:
    """By a channel, or somebody who may; else its entry pauses, and whoever can mend that is told."""
    async with db.change_raw(by=BY) as raw:
        team = await agents.everybody(raw)
        if order.channel or readers(order, team):
            return True
        entry = await schedule.lock(raw, run.name)
        if entry is not None and entry.job == Chore.REPORT and (run.by_hand or not entry.paused):
            await _pause(raw, entry, keepers(entry, order, team))
    return False


def readers(order: Order, team: Sequence[Agent]) -> list[Agent]:
    """Who gets it in a direct message or a letter, and may."""
    wanted = {*order.people, *order.mails}
    return [one for one in team if one.id in wanted and may(one, Act.REPORT)]


def keepers(entry: Entry, order: Order, team: Sequence[Agent]) -> list[Agent]:
    """Who made it, if they may still change it; else all who may."""
    able = [one for one in team if may_change(one, entry)]
    return [one for one in able if one.id == order.by] or able


async def _pause(raw: Raw, entry: Entry, told: Sequence[Agent]) -> None:
    await schedule.set_paused(raw, entry.name, entry.next_at, paused=True)
    await events.add(raw, Kind.REPORT_PAUSED, BY, {"entry": entry.name, "tell": [one.id for one in told]})
