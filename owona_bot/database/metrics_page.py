"""The portal's page, figure by figure, of its newest hundred tickets: the statements of its formulas."""

from collections.abc import Sequence
from dataclasses import replace

import asyncpg

from owona_bot.database.clocks_sql import COUNTABLE
from owona_bot.database.engine import Raw
from owona_bot.database.metrics_asked import Asked
from owona_bot.database.metrics_sql import DONE, LATE
from owona_bot.domain.metrics import Load, Portal, PortalDay, Risk
from owona_bot.domain.metrics_period import day_of, edges, last_days
from owona_bot.domain.metrics_portal import Noted, inventory, suggestions

WINDOW = 100
"""The portal loads no more."""

DAYS = 14

UNASSIGNED = "unassigned"

NEWEST = f"""
    with {{scope}} x as (select)
    select t.id from public.support_tickets t {{within}} order by t.created_at desc, t.id limit {WINDOW}"""

WINDOWED = f"""
    with w as (
        select t.id, t.status, t.priority, t.assigned_agent, t.created_at, t.updated_at, t.escalation_path,
               t.created_at {COUNTABLE} and t.updated_at {COUNTABLE} as countable
        from public.support_tickets t where t.id = any({{ids}}))"""

HEADLINE = f"""
    {WINDOWED}
    select count(*) as total,
           count(*) filter (where status not in {DONE}) as open,
           count(*) filter (where status = 'investigating') as investigating,
           count(*) filter (where status = 'waiting_customer') as waiting,
           count(*) filter (where status = 'resolved') as resolved,
           count(*) filter (where jsonb_typeof(escalation_path) = 'array' and escalation_path <> '[]') as escalated,
           count(*) filter (where status not in {DONE} and created_at <= {{now}} - {LATE}) as breached,
           (select avg(extract(epoch from updated_at - created_at)::double precision) / 3600 from w
            where countable and status = 'resolved' and updated_at > created_at and exists (
                select from public.support_ticket_messages m
                where m.ticket_id = w.id and m.author_type <> 'customer' and m.metadata ? 'plan')) as resolution
    from w"""

BACKLOG = f"""
    {WINDOWED},
    d as (select * from unnest({{starts}}, {{ends}}) with ordinality d (d0, d1, n))
    select count(w.id) filter (where created_at < d1 and not (status in {DONE} and updated_at <= d0)) as open,
           count(w.id) filter (where created_at >= d0 and created_at < d1) as created,
           count(w.id) filter (where status in {DONE} and updated_at >= d0 and updated_at < d1) as resolved,
           count(w.id) filter (
               where (status not in {DONE} or updated_at > d1) and created_at <= d1 - {LATE}) as sla_risk
    from d left join w on true group by n order by n"""

FIRST = f"""
    {WINDOWED},
    f as (
        select created_at as c,
               (select min(m.created_at) from public.support_ticket_messages m
                where m.ticket_id = w.id and m.created_at {COUNTABLE}
                  and m.author_type <> 'customer' and not m.internal_only) as a,
               (select min(m.created_at) from public.support_ticket_messages m
                where m.ticket_id = w.id and m.created_at {COUNTABLE} and m.author_type = 'support'
                  and not m.internal_only and coalesce(m.metadata ->> 'kind', '') = '') as h
        from w where countable)
    select percentile_cont(0.5) within group (order by extract(epoch from a - c) / 60)
               filter (where a >= c) as portal,
           percentile_cont(0.5) within group (order by extract(epoch from h - c) / 60)
               filter (where h >= c) as human
    from f"""

RISK = f"""
    {WINDOWED}
    select priority, count(*) as tickets, count(*) filter (where created_at <= {{now}} - {LATE}) as aged,
           coalesce(avg(extract(epoch from {{now}} - created_at)::double precision / 3600) filter (where countable), 0)
               as age
    from w where status not in {DONE} group by 1"""

LOAD = f"""
    {WINDOWED}
    select coalesce(assigned_agent, '{UNASSIGNED}') as agent,
           count(*) filter (where status <> 'waiting_customer') as active,
           count(*) filter (where status = 'waiting_customer') as waiting
    from w where status not in {DONE} group by 1 order by count(*) desc, 1"""

NOTES = f"""
    {WINDOWED}
    select s.number, m.metadata
    from w join owona_bot.ticket_state s on s.ticket_id = w.id
    join public.support_ticket_messages m on m.ticket_id = w.id
    where m.metadata ?| array['plan', 'knowledge'] order by w.created_at desc, w.id, m.created_at, m.id"""

PRIORITIES = ("low", "normal", "high", "urgent")


async def page_of(raw: Raw, whole: Asked) -> Portal:
    """Of the newest hundred that fit the filter."""
    asked = replace(whole, where=None, ids=[row["id"] for row in await raw.fetch(*whole(NEWEST))])
    head = await raw.fetchrow(*asked(HEADLINE))
    first = await raw.fetchrow(*asked(FIRST))
    notes = [Noted(row["number"], row["metadata"]) for row in await raw.fetch(*asked(NOTES))]
    return Portal(
        total=head["total"],
        open=head["open"],
        investigating=head["investigating"],
        waiting=head["waiting"],
        resolved=head["resolved"],
        escalated=head["escalated"],
        breached=head["breached"],
        resolution=rounded(head["resolution"], 2),
        first_response=rounded(first["portal"], 1),
        human_first_response=rounded(first["human"], 1),
        backlog=await backlog(raw, asked),
        risk=risks(await raw.fetch(*asked(RISK))),
        load=tuple(Load(*row) for row in await raw.fetch(*asked(LOAD))),
        knowledge=inventory(notes),
        suggestions=suggestions(notes),
    )


def rounded(value: float | None, places: int) -> float | None:
    """None of nothing."""
    return None if value is None else round(float(value), places)


async def backlog(raw: Raw, asked: Asked) -> tuple[PortalDay, ...]:
    """A day after another, today the last."""
    zone = asked.view.zone
    days = edges(last_days(DAYS, asked.view.now, zone), zone)
    found = await raw.fetch(*asked(BACKLOG, starts=days[:-1], ends=days[1:]))
    return tuple(PortalDay(day_of(day, zone), *row) for day, row in zip(days, found, strict=False))


def risks(rows: Sequence[asyncpg.Record]) -> tuple[Risk, ...]:
    """The most urgent first; the portal reads an illegal priority as none, and so do we."""
    known = {row["priority"]: row for row in rows}
    return tuple(
        Risk(one, known[one]["tickets"], known[one]["aged"], round(known[one]["age"], 1))
        if one in known
        else Risk(one, 0, 0, 0.0)
        for one in reversed(PRIORITIES)
    )
