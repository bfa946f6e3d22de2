"""The reconciler: what the triggers missed is found by comparing, and becomes the events they owe.

A broken or dropped trigger never stops the site's writers; it only makes us late.
"""

from dataclasses import dataclass
from datetime import timedelta

from owona_bot.database.channel import CHANNEL_OF
from owona_bot.database.engine import Raw
from owona_bot.database.language import LANGUAGE_OF

LOCK = """
    select pg_try_advisory_xact_lock(hashtextextended('owona_bot.reconcile', 0)),
           set_config('idle_in_transaction_session_timeout', '30s', true)"""
"""Whoever freezes in the middle stops the others for no longer."""

STATES = f"""
    insert into owona_bot.ticket_state (ticket_id, requester_name, requester_address,
                                        seen_status, seen_priority, seen_agent, seen_text, channel, language)
    select p.ticket_id, p.requester_name, p.requester_address, p.seen_status, p.seen_priority, p.seen_agent,
           p.seen_text, {CHANNEL_OF}, {LANGUAGE_OF}
    from owona_bot.present_state p
    where p.created_at > now() - $1::interval
      and not exists (select from owona_bot.ticket_state s where s.ticket_id = p.ticket_id)
    order by p.created_at, p.ticket_id
    on conflict (ticket_id) do nothing"""

CREATED = """
    insert into owona_bot.events (ticket_id, kind, actor)
    select s.ticket_id, 'ticket.created', 'bot:reconcile'
    from owona_bot.ticket_state s
    join public.support_tickets t on t.id = s.ticket_id
    where s.ticket_id = any($1::uuid[]) and t.created_at >= (select at from owona_bot.marks where name = 'go_live')
    returning 1"""

CHANGED = """
    insert into owona_bot.events (ticket_id, kind, actor, payload)
    select s.ticket_id, 'ticket.changed', 'bot:reconcile', jsonb_strip_nulls(jsonb_build_object(
        'status', case when p.seen_status is distinct from s.seen_status
            then jsonb_build_array(s.seen_status, p.seen_status) end,
        'priority', case when p.seen_priority is distinct from s.seen_priority
            then jsonb_build_array(s.seen_priority, p.seen_priority) end,
        'agent', case when p.seen_agent is distinct from s.seen_agent
            then jsonb_build_array(owona_bot.agent_of(s.seen_agent), owona_bot.agent_of(p.seen_agent)) end,
        'description', case when p.seen_text is distinct from s.seen_text then true end))
    from owona_bot.ticket_state s join owona_bot.present_state p using (ticket_id)
    where p.updated_at > now() - $1::interval
      and (s.seen_status, s.seen_priority, s.seen_agent, s.seen_text)
          is distinct from (p.seen_status, p.seen_priority, p.seen_agent, p.seen_text)
      and not exists (select from owona_bot.events e where e.ticket_id = s.ticket_id and e.planned_at is null)
    returning 1"""

DELETED = """
    insert into owona_bot.events (ticket_id, kind, actor)
    select s.ticket_id, 'ticket.deleted', 'bot:reconcile'
    from owona_bot.ticket_state s
    where s.deleted_at is null
      and not exists (select from public.support_tickets t where t.id = s.ticket_id)
      and not exists (select from owona_bot.events e where e.ticket_id = s.ticket_id and e.planned_at is null)
    returning 1"""

MESSAGES = """
    insert into owona_bot.events (ticket_id, message_id, kind, actor)
    select m.ticket_id, m.id, 'message.added', 'bot:reconcile'
    from public.support_ticket_messages m
    where m.created_at >= greatest(now() - $1::interval, (select at from owona_bot.marks where name = 'go_live'))
      and not exists (select from owona_bot.events e where e.message_id = m.id and e.kind = 'message.added')
    order by m.created_at, m.id
    on conflict (message_id) where kind = 'message.added' do nothing
    returning 1"""

OF_NO_TICKET = """
    update owona_bot.events e set planned_at = now()
    where e.ticket_id is not null and e.planned_at is null
      and not exists (select from owona_bot.ticket_state s where s.ticket_id = e.ticket_id)
      and not exists (select from public.support_tickets t where t.id = e.ticket_id)"""
"""A ticket that was deleted before anybody took it in: there is nobody to tell of it."""

TRIGGERS = """
    select tgname from pg_trigger
    where tgname like 'owona\\_bot\\_%' and tgenabled in ('O', 'A')
      and tgrelid in ('public.support_tickets'::regclass, 'public.support_ticket_messages'::regclass)"""

WANTED = frozenset(
    f"owona_bot_{thing}"
    for thing in (
        "messages_added",
        "messages_changed",
        "messages_deleted",
        "tickets_changed",
        "tickets_created",
        "tickets_deleted",
    )
)


@dataclass(frozen=True, slots=True)
class Missed:
    """How many events the triggers owed, by what they tell of."""

    created: int
    changed: int
    deleted: int
    messages: int

    @property
    def total(self) -> int:
        """Zero while the triggers do their work."""
        return self.created + self.changed + self.deleted + self.messages


EVER = timedelta(days=36500)

PATIENCE = 600.0
"""Seconds: a comparison of everything may take its time at a million tickets."""


async def catch_up(raw: Raw, lately: timedelta = EVER) -> Missed | None:
    """Write the missing events; None while another replica does. In a transaction.

    What is from before go-live is taken in silently. With `lately` only what was written since then, by the
    database's clock, is compared, and deletions are left to the next look at everything.
    """
    if not await raw.fetchval(LOCK):
        return None
    fresh = [row["ticket_id"] for row in await raw.fetch(STATES + " returning ticket_id", lately, timeout=PATIENCE)]
    counts = [
        len(await raw.fetch(CREATED, fresh)),
        len(await raw.fetch(CHANGED, lately, timeout=PATIENCE)),
        len(await raw.fetch(DELETED, timeout=PATIENCE)) if lately == EVER else 0,
        len(await raw.fetch(MESSAGES, lately, timeout=PATIENCE)),
    ]
    if lately == EVER:
        await raw.execute(OF_NO_TICKET, timeout=PATIENCE)
    if any(counts):
        await raw.execute("notify owona_bot")
    return Missed(*counts)


async def missing_triggers(raw: Raw) -> frozenset[str]:
    """Dropped or disabled ones."""
    return WANTED - {row["tgname"] for row in await raw.fetch(TRIGGERS)}
