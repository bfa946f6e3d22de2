"""Statements of escalations."""

from sqlalchemy import BigInteger, DateTime, Integer, Text, Uuid, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

TIME = DateTime(timezone=True)

PATH = text("""
    update public.support_tickets
    set escalation_path = case jsonb_typeof(escalation_path) when 'array' then escalation_path else '[]' end
            || jsonb_build_array(jsonb_build_object(
                'agent', cast(:agent as text), 'status', 'escalated', 'trigger', cast(:trigger as text),
                'timestamp', to_char(:now at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))),
        last_escalation = :now
    where id = :ticket""").bindparams(bindparam("ticket", type_=Uuid), bindparam("now", type_=TIME))
"""Appended to what stands there at that moment: the site's reply route may have written since it was read."""

ADD = text("""
    insert into owona_bot.escalations (ticket_id, by, tier, note, called, chain, steps, started_at, next_at)
    values (:ticket, owona_bot.actor(), :tier, :note, :called, :chain, cast(:steps as jsonb), :now,
            case when :begins then :now end)
    returning id""").bindparams(
    bindparam("ticket", type_=Uuid),
    bindparam("note", type_=Uuid),
    bindparam("tier", type_=Text),
    bindparam("chain", type_=Text),
    bindparam("called", type_=ARRAY(BigInteger)),
    bindparam("now", type_=TIME),
)

COLUMNS = """
    e.id, e.ticket_id, e.by, e.tier, e.note, e.called, e.chain, e.steps, e.step, e.run, e.started_at, e.stepped_at,
    e.next_at, e.stopped_why"""

BY_ID = text(f"select {COLUMNS} from owona_bot.escalations e where e.id = :id")

OPEN = text(f"""
    select {COLUMNS} from owona_bot.escalations e
    where e.ticket_id = :ticket and e.stopped_at is null order by e.id""").bindparams(bindparam("ticket", type_=Uuid))

RECENT = text(f"""
    select {COLUMNS}
    from owona_bot.escalations e join owona_bot.notes n on n.channel = :here and n.ts = cast(e.note as text)
    where e.ticket_id = :ticket and e.by = owona_bot.actor() and e.stopped_at is null
      and e.started_at > :since and n.text = :reason
    order by e.id""").bindparams(
    bindparam("ticket", type_=Uuid), bindparam("since", type_=TIME), bindparam("reason", type_=Text)
)

DUE = text("select id from owona_bot.escalations where next_at <= :now order by next_at, id limit :most").bindparams(
    bindparam("now", type_=TIME), bindparam("most", type_=Integer)
)

TAKE = text(f"""
    select {COLUMNS} from owona_bot.escalations e
    where e.id = :id and e.next_at <= :now
    for update skip locked""").bindparams(bindparam("now", type_=TIME))
"""Whoever looked for it before may find that it was stepped meanwhile, or is being stepped."""

BEGAN = "e.created_at - case when e.by = 'bot:sla' then interval '10 seconds' else interval '0' end"
"""Before it nothing ends it. Moments are those at which transactions begin: an answer that had to wait for a sweep is
dated before the breach. One that was there before it would have stopped the clock."""

ANSWERED = text(f"""
    select exists (
        select from public.support_ticket_messages m join owona_bot.escalations e on e.ticket_id = m.ticket_id
        where e.id = :id and m.created_at > {BEGAN} and m.author_type = 'support' and not m.internal_only
          and coalesce(m.metadata ->> 'kind', '') = ''
          and not jsonb_exists(m.metadata, 'plan') and not jsonb_exists(m.metadata, 'copied_from')
          and not exists (select from owona_bot.splits x where x.to_ticket = m.ticket_id and x.copy_id = m.id))""")
"""By a person of the team, to the customer, said here first."""

ELDER = text("""
    select exists (
        select from owona_bot.escalations x
        where x.ticket_id = :ticket and x.id < :id and x.next_at is not null)""").bindparams(
    bindparam("ticket", type_=Uuid)
)

MOVE = text("""
    update owona_bot.escalations set step = :step, run = :run, stepped_at = :since, next_at = :next_at
    where id = :id""").bindparams(bindparam("since", type_=TIME), bindparam("next_at", type_=TIME))

LOOK = text("update owona_bot.escalations set next_at = :at where id = :id").bindparams(bindparam("at", type_=TIME))

PUT_OFF = text("update owona_bot.escalations set next_at = :at where id = :id and next_at <= :now").bindparams(
    bindparam("at", type_=TIME), bindparam("now", type_=TIME)
)

STOP = text("""
    update owona_bot.escalations set stopped_at = :now, stopped_why = :why, next_at = null
    where id = :id and stopped_at is null
    returning 1""").bindparams(bindparam("now", type_=TIME))

END = f"""
    with given as (
        select * from unnest($1::uuid[], $2::text[], $3::timestamptz[]) as g (ticket_id, why, at)),
    free as (
        select id from owona_bot.escalations where ticket_id = any($1::uuid[]) and stopped_at is null
        for update skip locked),
    first as (
        select distinct on (e.id) e.id, g.why
        from owona_bot.escalations e join free using (id) join given g on g.ticket_id = e.ticket_id
        where {BEGAN} < g.at order by e.id, g.at),
    stopped as (
        update owona_bot.escalations e set stopped_at = $4, stopped_why = first.why, next_at = null
        from first where e.id = first.id
        returning e.id, e.ticket_id, e.stopped_why)
    insert into owona_bot.events (ticket_id, kind, actor, payload)
    select ticket_id, 'escalation.stopped', 'bot:plan', jsonb_build_object('escalation', id, 'why', stopped_why)
    from stopped
    returning 1"""
"""What happened before it began ends nothing. One that is being stepped sees for itself."""

HURRY = """
    update owona_bot.escalations set next_at = $2
    where id in (
        select id from owona_bot.escalations where ticket_id = any($1::uuid[]) and next_at > $2
        for update skip locked)"""

STANDING = text("""
    select p.channel, p.ts, p.ref, e.payload
    from owona_bot.slack_posts p join owona_bot.events e on e.id = cast(split_part(p.ref, ':', 1) as bigint)
    where p.ticket_id = :ticket and p.shows = 'escalation'
    order by p.id desc limit :most""").bindparams(bindparam("ticket", type_=Uuid), bindparam("most", type_=Integer))
"""A post's `ref` is the event that it tells of, and whom alone."""

UNDER_WAY = """
    select exists (
        select from owona_bot.events e join owona_bot.deliveries d on d.event_id = e.id
        where e.ticket_id = $1 and e.planned_at is not null
          and e.kind in ('ticket.escalated', 'escalation.stepped') and d.reaction = 'escalation'
          and (d.state = 'leased' or d.state = 'waiting' and d.uncertain))"""
"""One that may stand in Slack and is not known to."""

CALLING = """
    select d.id
    from owona_bot.deliveries d
    join owona_bot.events e on e.id = d.event_id
    join owona_bot.escalations x on x.id = (e.payload ->> 'escalation')::bigint
    where d.order_key = $1 and d.state = 'waiting' and d.reaction = 'escalation' and not d.uncertain and d.id <> $2
      and x.stopped_at is null
    order by d.position"""
"""Those that are over by now end by themselves."""

CALLED_BY = """
    select d.ticket_id
    from owona_bot.deliveries d
    join owona_bot.events e on e.id = d.event_id
    join owona_bot.escalations x on x.id = (e.payload ->> 'escalation')::bigint
    join public.support_tickets t on t.id = d.ticket_id
    where d.id = any($1::bigint[]) and x.stopped_at is null
    group by d.ticket_id order by min(d.position)"""

NOTIFY = "notify owona_bot"
