"""How tickets fell to whom lately, as the events tell."""

from datetime import datetime

from owona_bot.database.engine import Raw
from owona_bot.domain.fairness import LATELY, Tally
from owona_bot.domain.why import BY_RULE

LATE = rf"""
    with work as (
        select id, ticket_id, actor, payload #>> '{{agent,0}}' as before, payload #>> '{{agent,1}}' as agent,
               payload #>> '{{status,1}}' = 'resolved' as done
        from owona_bot.events
        where kind = 'ticket.changed' and (payload ? 'agent' or payload #>> '{{status,1}}' = 'resolved')
          and created_at > $1),
    lastly as (
        select distinct on (ticket_id, agent) * from work where agent is not null order by ticket_id, agent, id desc),
    ways as (
        select agent::bigint as agent_id, case
            when actor = '{BY_RULE}' then 'ruled'
            when exists (
                select from owona_bot.share_moves m join owona_bot.shares s on s.id = m.share_id
                where m.ticket_id = l.ticket_id and m.fate = 'moved' and m.agent_id::text = agent
                  and s.agent_id::text = before and 'agent:' || s.settled_by = actor) then 'shared'
            when actor = 'agent:' || agent then 'taken'
            else 'given' end as way
        from lastly l),
    came as (
        select agent_id, count(*) as came, count(*) filter (where way = 'ruled') as ruled,
               count(*) filter (where way = 'shared') as shared, count(*) filter (where way = 'taken') as taken,
               count(*) filter (where way = 'given') as given
        from ways group by agent_id),
    went as (
        select substr(actor, 7)::bigint as agent_id, count(distinct ticket_id) as resolved
        from work where done and actor ~ '^agent:\d{{1,18}}$' group by actor)
    select a.id, a.name, coalesce(ruled, 0), coalesce(shared, 0), coalesce(taken, 0), coalesce(given, 0),
           coalesce(resolved, 0)
    from owona_bot.agents a
    left join came on came.agent_id = a.id
    left join went on went.agent_id = a.id
    where a.active and (a.role <> 'reader' or came.agent_id is not null or went.agent_id is not null)
    order by coalesce(came.came, 0) desc, lower(a.name), a.id"""
"""The index `events_work` has these events alone."""


async def lately(raw: Raw, now: datetime) -> list[Tally]:
    """Of everybody of the team who holds tickets, those who got most first."""
    return [Tally(*row) for row in await raw.fetch(LATE, now - LATELY)]
