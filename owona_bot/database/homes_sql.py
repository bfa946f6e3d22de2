"""The statements of Homes."""

from owona_bot.database.agents import holds

TOLD = """
    with told as (
        insert into owona_bot.events (kind, actor, payload)
        values ('home.wanted', owona_bot.actor(), jsonb_build_object('user', $1::text)) returning id)"""

OPEN = f"""
    {TOLD}
    insert into owona_bot.homes as h (slack_user, event_id) select $1, id from told
    on conflict (slack_user) do update set
        event_id = excluded.event_id, opened_at = now(),
        page = case when h.opened_at < now() - $2::interval then 1 else h.page end,
        after = case when h.opened_at < now() - $2::interval then null else h.after end"""
"""Whoever comes back later begins at the first page."""

WANT = f"""
    {TOLD}
    insert into owona_bot.homes as h (slack_user, event_id, tab, filter)
    select $1, id, coalesce($2::text, 'mine'), $3 from told
    on conflict (slack_user) do update set
        event_id = excluded.event_id, opened_at = now(), edition = h.edition + 1,
        field = case when $4::boolean or h.filter = excluded.filter then h.field else h.field + 1 end,
        tab = coalesce($2, h.tab), filter = excluded.filter, page = 1, after = null, next = null"""

TURNS = "$2 = 1 or ($2 = h.page + 1 and h.next is not null)"

TURN = f"""
    {TOLD}
    update owona_bot.homes h set
        event_id = told.id, opened_at = now(),
        edition = case when {TURNS} then h.edition + 1 else h.edition end,
        page = case when {TURNS} then $2 else h.page end,
        after = case when not ({TURNS}) then h.after when $2 > 1 then h.next end,
        next = case when not ({TURNS}) then h.next end
    from told where h.slack_user = $1"""
"""From the page before it, or back to the first one; a press that comes too late turns nothing."""

NEWS_WAITING = """
    select id from owona_bot.deliveries where order_key = $1 and state = 'waiting' and target <> ''"""

READ = """
    select tab, filter, page, after, next, edition, field, event_id as event, shown,
           opened_at > now() - $2::interval as open
    from owona_bot.homes where slack_user = $1"""

VERSION = "select version from owona_bot.indexed"

BUMP = "update owona_bot.indexed set version = version + 1"

READ_AT = "update owona_bot.homes set version = $2 where slack_user = $1"

HELD = "exists (select from owona_bot.deliveries where id = $1 and attempts = $2 and state = 'leased')"

IS_HELD = f"select {HELD}"

PUBLISHED = f"""
    with held as (select {HELD} as still)
    update owona_bot.homes
    set version = case when still then $4::bigint else -1 end, shown = case when still then $5::bytea end,
        published_at = now(), next = case when edition = $6 and still then $7 else next end
    from held where slack_user = $3"""
"""Whoever lost the lease may have put an older Home in a newer one's place: then it counts as never drawn."""

STALE = """
    select h.slack_user, h.event_id, i.version
    from owona_bot.homes h cross join owona_bot.indexed i
    where h.opened_at > now() - $1::interval and h.version < i.version and h.published_at < now() - $2::interval
      and not exists (select from owona_bot.deliveries d
                      where d.order_key = 'home:' || h.slack_user and d.state in ('waiting', 'leased'))
    order by h.published_at"""

ME = f"""
    select a.id, a.slack_user, a.name, a.role, a.language, a.available, a.away_until, 0 as open_tickets, a.notices,
           a.skills, a.languages, a.cap, a.hours::text, s.id as substitute
    from owona_bot.agents a left join owona_bot.agents s on s.id = a.substitute and {holds("s")}
    where a.id = $1"""

ADMINS = "select slack_user from owona_bot.agents where active and role = 'admin' order by lower(name), id limit 5"

CHANGES = """
    select e.ticket_id, e.id, e.actor, e.created_at, m.author_type, c.name
    from (select ticket_id
          from (select ticket_id, facets, updated_at from owona_bot.search
                where part = 0 and updated_at > now() - interval '7 days'
                order by updated_at desc limit 20000) lately
          where facets && array['a:' || $1::text]
          order by updated_at desc limit 500) mine
    cross join lateral (
        select * from owona_bot.events e
        where e.ticket_id = mine.ticket_id and e.planned_at is not null
          and e.kind = any($3::text[]) and e.actor <> $2
          and e.created_at > now() - interval '7 days'
          and not exists (select from owona_bot.events own
                          where own.ticket_id = e.ticket_id and own.planned_at is not null
                            and own.id > e.id and own.actor = $2)
        order by e.id desc limit 1) e
    left join public.support_ticket_messages m on m.id = e.message_id
    left join owona_bot.agents c on e.actor = 'agent:' || c.id
    where $4::bigint is null or e.id < $4
    order by e.id desc limit $5"""
"""Read in the order of the last change [5 ms of a million tickets; the planner would gather all of one agent: 69]."""
