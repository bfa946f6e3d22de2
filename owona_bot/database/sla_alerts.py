"""Alerts about deadlines: those that stand, those that wait for the same channel, and whose warnings are muted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Integer, Text, Uuid, bindparam, text

from owona_bot.database.engine import Change, Raw
from owona_bot.database.posts import SlackPost
from owona_bot.domain.alert import Stage, stage_in
from owona_bot.domain.delivery import Delivery
from owona_bot.domain.people import Agent, AgentId
from owona_bot.domain.sla import Metric

AT_ONCE = 20_000
"""That one digest tells of."""

STANDING = "select channel, ts, ref from owona_bot.slack_posts where ticket_id = $1 and shows = 'alert' order by id"

SETTLE = "update owona_bot.slack_posts set shows = 'alert_over' where channel = $1 and ts = $2 and shows = 'alert'"

UNDER_WAY = """
    select exists (
        select from owona_bot.sla_told t
        join owona_bot.deliveries d
          on d.order_key = concat('alert:', t.ticket_id, ':', t.metric, ':', t.round, ':', t.stage)
        where t.ticket_id = $1 and d.reaction = 'sla_alert'
          and (d.state = 'leased' or d.state = 'waiting' and d.uncertain))"""
"""One that may stand in Slack and is not known to."""

WAITING = """
    select d.id
    from owona_bot.deliveries d
    join owona_bot.events e on e.id = d.event_id
    join owona_bot.sla_clocks c
      on c.ticket_id = d.ticket_id and c.metric = e.payload ->> 'metric' and c.round = (e.payload ->> 'round')::integer
    where d.lane = $1 and d.state = 'waiting' and not d.ahead and d.reaction = 'sla_alert' and not d.uncertain
      and d.not_before <= now() and d.id <> $2
      and c.state = 'running' and not exists (
          select from owona_bot.sla_told o
          where (o.ticket_id, o.metric, o.round) = (c.ticket_id, c.metric, c.round)
            and o.stage > (e.payload ->> 'stage')::integer)
      and (e.payload ->> 'stage' = '100' or not exists (
          select from owona_bot.sla_muted m
          where (m.ticket_id, m.metric, m.round) = (c.ticket_id, c.metric, c.round)))
      and ($4 or exists (
          select from public.support_tickets t where t.id = c.ticket_id and t.priority = 'urgent'))
    order by d.priority, d.position limit $3"""
"""As the index of clocks has them: those that are past, muted or too early by now end or wait by themselves."""

TOLD_BY = """
    select d.ticket_id, e.payload from owona_bot.deliveries d join owona_bot.events e on e.id = d.event_id
    where d.id = any($1::bigint[]) order by (e.payload ->> 'due')::timestamptz, d.id"""

MUTE = text("""
    insert into owona_bot.sla_muted (ticket_id, metric, round, agent_id) values (:ticket, :metric, :round, :agent)
    on conflict do nothing returning 1""").bindparams(
    bindparam("ticket", type_=Uuid),
    bindparam("metric", type_=Text),
    bindparam("round", type_=Integer),
    bindparam("agent", type_=BigInteger),
)

MUTED = """
    select m.metric, m.round, a.name from owona_bot.sla_muted m join owona_bot.agents a on a.id = m.agent_id
    where m.ticket_id = $1"""


THERE = "select available or away_until <= $2 from owona_bot.agents where id = $1 and active"


@dataclass(frozen=True, slots=True)
class Standing:
    """An alert that can be pressed."""

    post: SlackPost
    stage: Stage


@dataclass(frozen=True, slots=True)
class Told:
    """What one alert is about."""

    ticket: UUID
    stage: Stage
    due: datetime


async def standing(raw: Raw, ticket: UUID) -> list[Standing]:
    """The oldest first."""
    rows = await raw.fetch(STANDING, ticket)
    return [Standing(SlackPost(row["channel"], row["ts"]), Stage.read(row["ref"])) for row in rows]


async def settle(raw: Raw, post: SlackPost) -> None:
    """Nothing can be pressed there any more."""
    await raw.execute(SETTLE, post.channel, post.ts)


async def under_way(raw: Raw, ticket: UUID) -> bool:
    """Whether one is being posted, or may have been."""
    return bool(await raw.fetchval(UNDER_WAY, ticket))


async def waiting(raw: Raw, delivery: Delivery, *, calm_too: bool) -> list[int]:
    """Deliveries of alerts that would be posted to the same channel now; AT_ONCE at most.

    `calm_too`: the hours are such that not only urgent tickets are told of.
    """
    return [row["id"] for row in await raw.fetch(WAITING, delivery.lane, delivery.id, AT_ONCE, calm_too)]


async def told_by(raw: Raw, ids: Sequence[int]) -> list[Told]:
    """What was due first comes first."""
    rows = await raw.fetch(TOLD_BY, ids)
    return [
        Told(row["ticket_id"], stage_in(row["payload"]), datetime.fromisoformat(row["payload"]["due"])) for row in rows
    ]


async def is_there(raw: Raw, agent: AgentId, now: datetime) -> bool:
    """Whether they take tickets now: an absence ends by itself."""
    return bool(await raw.fetchval(THERE, agent, now))


async def mute(tx: Change, ticket: UUID, metric: Metric, round_: int, agent: Agent) -> bool:
    """False when somebody did it before."""
    told = {"ticket": ticket, "metric": metric.value, "round": round_, "agent": agent.id}
    return (await tx.connection.execute(MUTE, told)).scalar_one_or_none() is not None


async def muted(raw: Raw, ticket: UUID) -> dict[tuple[Metric, int], str]:
    """By clock, who wants no more warnings of it."""
    return {(Metric(row["metric"]), row["round"]): row["name"] for row in await raw.fetch(MUTED, ticket)}
