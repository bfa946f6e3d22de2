"""Share: the open tickets of one who is away, proposed to whom it may concern; accepted, each is moved by itself."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from owona_bot.database import agents, events, shares, team, tickets
from owona_bot.database.engine import Change, Database, Raw
from owona_bot.database.shares import Item
from owona_bot.database.workers import workers
from owona_bot.domain.assignee import Mention, Team, holder_of, mentioned, wish_in
from owona_bot.domain.assignment_policy import AssignRules
from owona_bot.domain.clock import Clock
from owona_bot.domain.errors import NotConfirmed, Repeated, Unavailable
from owona_bot.domain.event import Kind
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.permissions import Act, check_holder, permit
from owona_bot.domain.share_errors import NothingToShare, ShareAgentBack, ShareGone, ShareWithSelf
from owona_bot.domain.shares import (
    AGENT,
    PERSON,
    Away,
    Fate,
    Share,
    Shown,
    State,
    Why,
    Wish,
    check_theirs,
    has_room,
    hearers,
    is_away,
    is_back,
    settle,
    stays,
    takes,
    told,
    why_of,
)
from owona_bot.domain.sharing import give_all, overloaded, propose
from owona_bot.domain.ticket import Ticket, assign
from owona_bot.domain.ticket_errors import NoSuchTicket
from owona_bot.domain.verbs import Spoken, Verb
from owona_bot.services.overtake import BOT, overtake

COUNTED = timedelta(milliseconds=20)
"""Until a move is tried again that came while somebody else counted who has room."""

log = structlog.get_logger()


class Counting(Exception):
    """Somebody gives tickets away at this moment."""


async def propose_share(db: Database, away: Away, rules: AssignRules, now: datetime, knock: str) -> Share | None:
    """To whoever decides; what was proposed before of the same agent no longer counts. None where there is no need.

    They hold nothing, or are back; or it was proposed already.
    """
    try:
        async with db.change(by=BOT, once=knock) as tx:
            return await _proposed(tx, away, rules, now)
    except Repeated:
        return None


async def _proposed(tx: Change, away: Away, rules: AssignRules, now: datetime) -> Share | None:
    agent = await agents.by_id(tx.connection, away.agent)
    if agent is not None:
        await team.standing(tx, agent.id)  # nobody says meanwhile that they are back
    colleagues = await team.colleagues(tx.connection)
    if agent is None or not is_away(away.agent, colleagues, now):
        return None
    held = await shares.held(tx.raw, agent.email)
    if not held:
        return None
    moves = propose(held, agent.id, await workers(tx.raw, rules, now), rules, now)
    wanted = Share(0, agent.id, why_of(away), away.by, hearers(away, colleagues, now))
    share = replace(wanted, id=await shares.add(tx, wanted, moves, now))
    await overtake(tx, agent.id, now, but=share.id)
    await events.tell(tx, Kind.SHARES_ASKED, None, told(share))
    return share


async def open_share(db: Database, spoken: Spoken, agent: Agent) -> Agent:
    """Whose tickets are meant: nobody named is oneself. Raises MayNot, or what `holder_of` does."""
    permit(agent, Act.SHARE)
    if not spoken.rest:
        return agent
    async with db.read() as connection:
        known = await agents.team(connection)
    of = holder_of(wish_in(Spoken(Verb.SHARE, spoken.word, f"0 {spoken.rest}")), agent, known) or agent
    check_theirs(agent, of.id)
    return of


async def preview_share(db: Database, wish: Wish, agent: Agent, rules: AssignRules, now: datetime) -> Shown:
    """What it would come to; nothing is moved, and nobody told.

    Raises MayNot, NotOnTheTeam, NobodyOfTheTeam, CannotHold, ShareWithSelf or NothingToShare.
    """
    async with db.change(by=agent.actor) as tx:
        known = await agents.team(tx.connection)
        of = mentioned(Mention(wish.of), known)
        check_theirs(agent, of.id)
        to = chosen(wish, of, known)
        held = await shares.held(tx.raw, of.email)
        if not held:
            raise NothingToShare(PERSON, agent=of.name)
        staff = await workers(tx.raw, rules, now)
        moves = give_all(held, to.id) if to else propose(held, of.id, staff, rules, now)
        wanted = Share(0, of.id, Why.ASKED, agent.id, (agent.id,))
        id_ = await shares.add(tx, wanted, moves, now)
        more = sum(not one.snoozed for one in held)
        over = overloaded(staff, to.id, more) if to else None
        return await _seen(tx.raw, id_, over)


def chosen(wish: Wish, of: Agent, known: Team) -> Agent | None:
    """By hand; None: by the rule. Raises NotOnTheTeam, NobodyOfTheTeam, CannotHold or ShareWithSelf."""
    if wish.to is None:
        return None
    to = mentioned(Mention(wish.to), known)
    check_holder(to)
    if to.id == of.id:
        raise ShareWithSelf(AGENT, agent=to.name)
    return to


async def look_at_share(db: Database, number: int, agent: Agent) -> Shown:
    """For whoever may settle it. Raises ShareGone or MayNot."""
    async with db.read_raw() as raw:
        shown = await _seen(raw, number)
    check_theirs(agent, shown.share.agent)
    return shown


async def show_share(db: Database, number: int) -> Shown | None:
    """As it stands; None for one that there is not."""
    async with db.read_raw() as raw:
        return await shares.shown(raw, number)


async def _seen(raw: Raw, number: int, over: int | None = None) -> Shown:
    shown = await shares.shown(raw, number)
    if shown is None:
        raise ShareGone
    return replace(shown, over=over)


async def settle_share(
    db: Database, number: int, state: State, agent: Agent, now: datetime, knock: str | None
) -> Share:
    """ACCEPTED or DECLINED, by the first who says so; what is accepted a delivery does.

    Raises ShareGone, MayNot, ShareOvertaken or ShareSettled; or ShareAgentBack, which ends it.
    """
    async with db.change(by=agent.actor, once=knock) as tx:
        found = await shares.lock(tx, number)
        if found is None:
            raise ShareGone
        names = {AgentId(id_): name for id_, name in (await agents.names(tx.connection)).items()}
        settled = settle(found, state, agent, names)
        if state is State.ACCEPTED and is_back(found, await team.colleagues(tx.connection), now):
            settled = replace(found, state=State.OVERTAKEN)
        await shares.settle(tx, settled, now)
        await events.tell(tx, Kind.SHARES_SETTLED, None, told(settled))
    if settled.state is State.OVERTAKEN:
        raise ShareAgentBack(agent=names.get(found.agent, "?"))
    return settled


async def move_shared(db: Database, number: int, rules: AssignRules, clock: Clock) -> None:
    """All moves that wait, each a transaction of its own: whoever dies in the middle has done one or not.

    Several may do it at once. The end is told once.
    """
    share = await _accepted(db, number)
    if share is None:
        return
    while await _tried(db, share, rules, clock()):
        pass
    async with db.change(by=BOT) as tx:
        done = await shares.finish(tx, number)
        if done is not None:
            await events.tell(tx, Kind.SHARES_SETTLED, None, told(done))


async def _accepted(db: Database, number: int) -> Share | None:
    async with db.read_raw() as raw:
        share = await shares.by_id(raw, number)
    return share if share is not None and share.state is State.ACCEPTED else None


async def _tried(db: Database, share: Share, rules: AssignRules, now: datetime) -> bool:
    """False: none waits. While somebody else counts who has room nothing is held, so that nobody waits for us."""
    try:
        return await _move_one(db, share, rules, now)
    except Counting:
        await asyncio.sleep(COUNTED.total_seconds())
        return True


async def _move_one(db: Database, share: Share, rules: AssignRules, now: datetime) -> bool:
    """It is the act of whoever accepted it. Whatever is wrong with one ticket, all others go on."""
    item = None
    try:
        async with db.change(by=f"agent:{share.by}") as tx:
            item = await shares.take(tx, share.id)
            if item is None:
                return False
            await shares.keep(tx, item, await _moved(tx, share, item, rules, now))
    except Exception as fault:
        if item is None or isinstance(fault, (Counting, Unavailable, NotConfirmed)):
            raise
        log.error("share.failed", share=share.id, ticket=item.number, exc_info=fault)
        async with db.change(by=BOT) as tx:
            await shares.keep(tx, item, Fate.FAILED)
    return True


async def _moved(tx: Change, share: Share, item: Item, rules: AssignRules, now: datetime) -> Fate:
    """The ticket is locked before the team's loads are: the site waits for one statement, nobody for the site."""
    if item.number is None:
        return Fate.ENDED
    try:
        ticket = await tickets.lock(tx, item.number)
    except NoSuchTicket:
        return Fate.ENDED
    holder = await agents.by_id(tx.connection, item.to)
    fate = stays(ticket, share) or takes(holder)
    if fate is None and item.rule is not None:
        fate = await _room(tx, item, ticket, rules, now)
    if fate is not None:
        return fate
    await tickets.save(tx, ticket, assign(ticket, holder))
    await shares.explain(tx, item, now)
    return Fate.MOVED


async def _room(tx: Change, item: Item, ticket: Ticket, rules: AssignRules, now: datetime) -> Fate | None:
    """Nothing is given away by itself meanwhile. Raises Counting."""
    if not await shares.alone(tx):
        raise Counting
    staff = await workers(tx.raw, rules, now)
    return has_room(next((one for one in staff if one.agent == item.to), None), ticket)
