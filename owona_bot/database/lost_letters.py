"""Answers whose letter arrived nowhere: who is told, and that nobody waits for a customer who never had it."""

from owona_bot.database.engine import Raw

WHO_MINDS = """
    with lost as (select ticket_id, message_id from owona_bot.mail_log where id = $1 and letter = 'answer'),
    people as (
        select 1 as turn, a.id, a.slack_user
        from lost join owona_bot.events e on e.ticket_id = lost.ticket_id and e.message_id = lost.message_id
          and e.kind = 'message.added' and (e.planned_at is null or e.planned_at is not null)
        join owona_bot.agents a on e.actor = 'agent:' || a.id and a.active
        union all
        select 2, a.id, a.slack_user
        from lost join public.support_tickets t on t.id = lost.ticket_id
        join owona_bot.agents a on a.email = lower(t.assigned_agent) and a.active
        union all
        select 3, a.id, a.slack_user from lost join owona_bot.agents a on a.role in ('lead', 'admin') and a.active)
    select distinct id, slack_user from people where turn = (select min(turn) from people) order by id"""

GO_ON = """
    update public.support_tickets t set status = 'investigating'
    from owona_bot.mail_log l
    where l.id = $1 and l.letter = 'answer' and t.id = l.ticket_id and t.status = 'waiting_customer'
      and not exists (
          select from public.support_ticket_messages lost
          join public.support_ticket_messages m on m.ticket_id = t.id and m.created_at > lost.created_at
          where lost.id = l.message_id and m.author_type = 'support' and not m.internal_only
            and coalesce(m.metadata ->> 'kind', '') = '' and not m.metadata ? 'plan')"""
"""A report may come days later: whether a newer answer arrived, its own letter says."""


async def who_minds(raw: Raw, mail: int) -> list[str]:
    """In Slack: the author of the answer, else the ticket's holder, else the leads; nobody for other letters."""
    return [row["slack_user"] for row in await raw.fetch(WHO_MINDS, mail)]


async def go_on(raw: Raw, mail: int) -> bool:
    """The ticket waits for its team again; False where it waited for no customer, or was answered since."""
    return str(await raw.execute(GO_ON, mail)) == "UPDATE 1"
