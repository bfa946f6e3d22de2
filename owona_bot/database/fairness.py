"""How tickets fell to whom lately, as the events tell."""

from datetime import datetime

from owona_bot.database.engine import Raw
from owona_bot.domain.fairness import LATELY, Tally
from owona_bot.domain.why import BY_RULE

LATE = rf"""
    with work as (
        select ticket_id, actor, payload #>> '{{agent,1}}' as agent, payload #>> '{{status,1}}' = 'resolved' as done
        from owona_bot.events
        where kind = 'ticket.changed' and (payload ? 'agent' or payload #>> '{{status,1}}' = 'resolved')
          and created_at > $1),
    came as (
        select agent::bigint as agent_id,
               count(distinct ticket_id) filter (where actor = '{BY_RULE}') as ruled,
               count(distinct ticket_id) filter (where actor = 'agent:' || agent) as taken,
               count(distinct ticket_id) filter (where actor not in ('{BY_RULE}', 'agent:' || agent)) as given
        from work where agent is not null group by agent),
    went as (
        select substr(actor, 7)::bigint as agent_id, count(distinct ticket_id) as resolved
        from work where done and actor ~ '^agent:\d{{1,18}}$' group by actor)
    select a.id, a.name, coalesce(ruled, 0), coalesce(taken, 0), coalesce(given, 0), coalesce(resolved, 0)
    from owona_bot.agents a
    left join came on came.agent_id = a.id
    left join went on went.agent_id = a.id
    where a.active and (a.role <> 'reader' or came.agent_id is not null or went.agent_id is not null)
    order by coalesce(ruled, 0) + coalesce(taken, 0) + coalesce(given, 0) desc, lower(a.name), a.id"""
"""The index `events_work` has these events alone."""


async def lately(raw: Raw, now: datetime) -> list[Tally]:
    """Of everybody of the team who holds tickets, those who got most first."""
    return [Tally(*row) for row in await raw.fetch(LATE, now - LATELY)]
