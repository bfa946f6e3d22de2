"""The statements of an import of tickets: what the file gives is JSON, as domain/ticket_file.py says, and stays it."""

from owona_bot.database.index_sql import MOST

WAIT = "select pg_advisory_xact_lock(hashtextextended('owona_bot.import', 0)), set_config('TimeZone', 'UTC', true)"
"""Of two imports one waits; moments have the same text whoever asks."""

IS_OURS = "select to_regclass('auth.identities') is null"
"""Whether `auth` is the minimal one that our migrations make: Supabase's has more."""

MOVE_ON = """
    select count(nextval('owona_bot.ticket_number'))
    from owona_bot.ticket_number s
    cross join generate_series(s.last_value + case when s.is_called then 1 else 0 end, $1::bigint)"""
"""Before anything is written: new tickets meanwhile get numbers behind those of the file. A step at a time, which is
half a second for a million: whoever set it could set it back behind a ticket that came in that moment."""

SITE = {
    "title": "text",
    "description": "text",
    "status": "text",
    "priority": "text",
    "category": "text",
    "assigned_agent": "text",
    "last_escalation": "timestamptz",
    "escalation_path": "jsonb",
    "source_metadata": "jsonb",
}
"""Columns of the site's table that may change."""

STATE = {
    "requester_address": "text",
    "requester_name": "text",
    "tags": "text[]",
    "snoozed_until": "timestamptz",
    "snoozed_for_answer": "boolean",
    "merged_into": "uuid",
    "language": "text",
    "channel": "text",
}
"""Columns of ours that may change."""

BESIDE = {
    "id": "uuid",
    "number": "integer",
    "created_at": "timestamptz",
    "updated_at": "timestamptz",
    "answered_at": "timestamptz",
    "user_id": "uuid",
    "user_address": "text",
    "user_name": "text",
    "messages": "jsonb",
    "notes": "jsonb",
}

ELSE = {
    "escalation_path": "'[]'",
    "source_metadata": "'{}'",
    "tags": "'{}'",
    "snoozed_for_answer": "false",
    "messages": "'[]'",
    "notes": "'[]'",
}
"""What stands for a name that the file leaves out."""

COLUMNS = SITE | STATE | BESIDE

GIVEN = f"""
    create temporary table if not exists given ({", ".join(map(" ".join, COLUMNS.items()))}) on commit drop"""

GIVE = f"""
    insert into given ({", ".join(COLUMNS)})
    select {", ".join(f"coalesce({name}, {ELSE[name]})" if name in ELSE else name for name in COLUMNS)}
    from jsonb_to_recordset($1::text::jsonb) as g({", ".join(map(" ".join, COLUMNS.items()))})"""
"""A batch is taken apart once; all that follows reads it from there."""

LOCK = """
    select t.id from public.support_tickets t
    where t.id in (select id from given) order by t.id for update of t"""
"""A statement of its own before LOOK, which would else see what stood here before it waited."""

FIELDS = (*SITE, *STATE)


def hashes(row: str) -> str:
    """By name, of every field that may change; `imported` keeps no text, and the same of two tickets is not seen."""
    pairs = (f"'{name}', md5({row}.id || coalesce(to_jsonb({row}.{name})::text, ''))" for name in FIELDS)
    return f"jsonb_build_object({', '.join(pairs)})"


PRESENT = f"""
    select t.id, {", ".join(f"t.{name}" for name in SITE)}, {", ".join(f"s.{name}" for name in STATE)}
    from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id"""

LOOK = f"""
    select g.id, g.number, s.number as number_here, p.id is not null as is_here,
           p.id is null and (s.ticket_id is not null or i.ticket_id is not null) as is_gone,
           (select o.ticket_id from owona_bot.ticket_state o
            where o.number = g.number and o.ticket_id <> g.id) as taken,
           {hashes("g")} as given, {hashes("p")} as present, i.seen,
           array(select (m ->> 'id')::uuid from jsonb_array_elements(g.messages) m) as messages,
           array(select n ->> 'channel' || ' ' || (n ->> 'ts') || ' ' || (n ->> 'version')
                 from jsonb_array_elements(g.notes) n) as notes,
           array(select m.id from public.support_ticket_messages m where m.ticket_id = p.id) as messages_here,
           array(select n.channel || ' ' || n.ts || ' ' || n.version
                 from owona_bot.notes n where n.ticket_id = p.id) as notes_here,
           (select m.id from jsonb_array_elements(g.messages) x
            join public.support_ticket_messages m on m.id = (x ->> 'id')::uuid
            where m.ticket_id <> g.id limit 1) as foreign_message,
           (select n.channel || ' ' || n.ts from jsonb_array_elements(g.notes) x
            join owona_bot.notes n
                on n.channel = x ->> 'channel' and n.ts = x ->> 'ts' and n.version = (x ->> 'version')::integer
            where n.ticket_id <> g.id limit 1) as foreign_note,
           coalesce((select true from auth.users u where u.id = g.user_id),
                    (select true from auth.users u where u.email = lower(g.user_address) limit 1), false) as has_owner
    from given g
    left join ({PRESENT}) p on p.id = g.id
    left join owona_bot.ticket_state s on s.ticket_id = g.id
    left join owona_bot.imported i on i.source = $1 and i.key = g.id::text"""

MAKE_USERS = """
    insert into auth.users (id, email, raw_user_meta_data, created_at, updated_at)
    select distinct on (g.user_id) g.user_id, lower(g.user_address),
           case when g.user_name is null then '{}' else jsonb_build_object('full_name', g.user_name) end, now(), now()
    from given g
    where g.id = any($1::uuid[])
      and not exists (select from auth.users u where u.id = g.user_id or u.email = lower(g.user_address))
    order by g.user_id
    on conflict do nothing"""
"""Only where `auth` is ours."""

ADD_AGENTS = """
    with told as (
        select m -> 'rich_text' -> 'agent' as agent from given g, jsonb_array_elements(g.messages) m
        union all
        select n -> 'agent' from given g, jsonb_array_elements(g.notes) n)
    insert into owona_bot.agents (slack_user, email, name, locale, role, active)
    select distinct on (lower(agent ->> 'email')) 'imported:' || lower(agent ->> 'email'), lower(agent ->> 'email'),
           agent ->> 'name', 'de', 'reader', false
    from told
    where agent ->> 'email' is not null
      and not exists (select from owona_bot.agents a where a.email = lower(agent ->> 'email'))
    on conflict (slack_user) do nothing"""
"""Who wrote what is restored and whom this desk does not know: as somebody who left."""


def agent(one: str) -> str:
    """Its id; of several with that address the one who is here."""
    return f"""(
        select a.id from owona_bot.agents a
        where a.email = lower({one} ->> 'email') order by a.active desc, a.id limit 1)"""


ADD_STATES = f"""
    insert into owona_bot.ticket_state (ticket_id, number, answered_at, seen_status, seen_priority, seen_agent,
                                        seen_text, since, {", ".join(STATE)})
    select g.id, g.number, g.answered_at, g.status, g.priority, left(g.assigned_agent, {MOST}), 0,
           g.created_at, {", ".join(f"g.{name}" for name in STATE)}
    from given g where g.id = any($1::uuid[])"""
"""Before the tickets: what the trigger finds it leaves as it is."""

ADD_TICKETS = f"""
    insert into public.support_tickets (id, user_id, created_at, updated_at, {", ".join(SITE)})
    select g.id, coalesce(
               (select u.id from auth.users u where u.id = g.user_id),
               (select u.id from auth.users u where u.email = lower(g.user_address)),
               $2::uuid),
           g.created_at, g.updated_at, {", ".join(f"g.{name}" for name in SITE)}
    from given g where g.id = any($1::uuid[]) order by g.created_at, g.id"""

SAID = """
    id uuid, author_type text, author_user_id uuid, author_name text, message text, metadata jsonb,
    internal_only boolean, quick_reply_options jsonb, created_at timestamptz, rich_text jsonb, attachments jsonb"""

MESSAGES = f"""
    said as materialized (
        select g.id as ticket_id, m.*
        from given g cross join lateral jsonb_to_recordset(g.messages) as m({SAID})
        where m.id = any($1::uuid[]))"""

ADD_MESSAGES = f"""
    with {MESSAGES}
    insert into public.support_ticket_messages (id, ticket_id, author_type, author_user_id, {{name}}message, metadata,
                                                internal_only, quick_reply_options, created_at)
    select id, ticket_id, author_type, author_user_id, {{name}}message, coalesce(metadata, '{{}}'),
           coalesce(internal_only, false), coalesce(quick_reply_options, '[]'), created_at
    from said order by created_at, id"""
"""`name` is `author_name, ` where the live table has that column."""

ADD_CONTENT = f"""
    with {MESSAGES}
    insert into owona_bot.message_content (message_id, ticket_id, rich_text, agent_id, created_at)
    select id, ticket_id, rich_text -> 'content', {agent("rich_text -> 'agent'")}, created_at
    from said where jsonb_typeof(rich_text) = 'object'
    on conflict (message_id) do nothing"""

ADD_FILES = f"""
    with {MESSAGES}
    insert into owona_bot.attachments (ticket_id, message_id, name, content_type, size, sha256, content_id, created_at)
    select ticket_id, said.id, f ->> 'name', f ->> 'content_type', (f ->> 'size')::bigint,
           decode(f ->> 'sha256', 'hex'), f ->> 'content_id', (f ->> 'created_at')::timestamptz
    from said cross join lateral jsonb_array_elements(coalesce(attachments, '[]')) with ordinality as x(f, n)
    order by said.created_at, said.id, n"""
"""What they are; their bytes are in no export."""

ADD_NOTES = f"""
    insert into owona_bot.notes (channel, ts, version, ticket_id, agent_id, act, text, rich_text, created_at)
    select n ->> 'channel', n ->> 'ts', (n ->> 'version')::integer, g.id, {agent("n -> 'agent'")}, n ->> 'act',
           n ->> 'text', nullif(n -> 'rich_text', 'null'), (n ->> 'created_at')::timestamptz
    from given g cross join lateral jsonb_array_elements(g.notes) n
    where n ->> 'channel' || ' ' || (n ->> 'ts') || ' ' || (n ->> 'version') = any($1::text[])
    on conflict (channel, ts, version) do nothing"""


def updates(table: str, key: str, columns: dict[str, str]) -> str:
    """`$1` says for each ticket which fields."""
    sets = (f"{name} = case when c.fields ? '{name}' then g.{name} else x.{name} end" for name in columns)
    return f"""
    with changes as (select key::uuid as id, value as fields from jsonb_each($1::text::jsonb))
    update {table} x set {", ".join(sets)}
    from given g join changes c using (id)
    where x.{key} = g.id and c.fields ?| array[{", ".join(f"'{name}'" for name in columns)}]"""


CHANGE_TICKETS = updates("public.support_tickets", "id", SITE)

CHANGE_STATES = updates("owona_bot.ticket_state", "ticket_id", STATE)
