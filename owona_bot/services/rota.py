"""The rota and single shifts: leads change them, and see before what would come of it."""

from datetime import datetime

from owona_bot.database import agents, on_call, team
from owona_bot.database.engine import Database
from owona_bot.domain.on_call import Cover, Roster, gaps, serves, shifts
from owona_bot.domain.on_call_board import LOOKED, horizon
from owona_bot.domain.on_call_errors import CannotServe, ColleagueGone, RotaChanged
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, permit
from owona_bot.domain.rota import Opening, Preview, Typed, Wanted, check_cover, wanted_of
from owona_bot.domain.swap import COLLEAGUE

SHOWN = 6
"""Shifts of a preview."""

UNSAVED = 2**62
"""Later than every id that there is."""


async def open_rota(db: Database, agent: Agent) -> Opening:
    """Whoever may have shifts, and the rota that was saved last."""
    permit(agent, Act.ROTA)
    async with db.read() as connection:
        serving = [one for one in await agents.active(connection) if serves(one)]
        return Opening(await on_call.newest(connection), serving)


async def preview_rota(db: Database, typed: Typed, seen: int, agent: Agent, now: datetime) -> Preview:
    """Raises the FieldError of what can't stay as it is."""
    permit(agent, Act.ROTA)
    async with db.read() as connection:
        people = await agents.team(connection)
        wanted = wanted_of(typed, people, now)
        roster = await on_call.roster(connection, now)
        colleagues = {one.id: one for one in await team.colleagues(connection)}
        newest = await on_call.newest(connection)
        names = {AgentId(id_): name for id_, name in (await agents.names(connection)).items()}
    would = Roster([*roster.rotas, wanted.as_rota(UNSAVED, now)], roster.covers)
    coming = shifts(would, now, now + horizon(would))
    found = gaps(shifts(would, now, now + LOOKED), colleagues, now)
    changed = newest if newest and newest.rota.id != seen else None
    return Preview(wanted, coming[:SHOWN], found, changed, newest.rota.id if newest else 0, names)


async def save_rota(db: Database, wanted: Wanted, seen: int, agent: Agent, now: datetime, knock: str | None) -> None:
    """Raises RotaChanged where another was saved since the preview: who saved it must be seen first."""
    permit(agent, Act.ROTA)
    async with db.change(by=agent.actor, once=knock) as tx:
        await on_call.lock(tx)
        newest = await on_call.newest(tx.connection)
        if newest and newest.rota.id != seen:
            names = await agents.names(tx.connection)
            turns = ", ".join(names.get(one, "?") for one in newest.rota.turns)
            raise RotaChanged(agent=newest.by, turns=turns)
        await on_call.save(tx, wanted.as_rota(0, now), agent, now)


async def put_cover(db: Database, cover: Cover, agent: Agent, now: datetime, knock: str | None) -> None:
    """A single shift, or its being taken out. Raises a FieldError."""
    permit(agent, Act.ROTA)
    check_cover(cover.starts, cover.ends, now)
    async with db.change(by=agent.actor, once=knock) as tx:
        await on_call.lock(tx)
        if cover.agent is not None:
            taker = await agents.by_id(tx.connection, cover.agent)
            if taker is None:
                raise ColleagueGone(COLLEAGUE)
            if not serves(taker):
                raise CannotServe(COLLEAGUE, agent=taker.name, role=taker.role)
        await on_call.put(tx, cover, agent, now)
