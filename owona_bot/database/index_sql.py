"""One statement that brings the search rows of some tickets up to date, whatever has become of them."""

from owona_bot.database.metrics_sql import BY_US

PIECE = 40_000
"""Characters, at most 160 kB: longer texts are cut."""

PART = 120_000
"""Bytes of a ticket after which its next part begins.

No part has more than 280 kB; read in both languages that is safely below a vector's limit of 1 MB.
"""

WORDY = 8_000
"""Different words in a part: people who write as much have half of them."""

TICKETS = """
    tickets as materialized (
        select t.id as ticket_id, t.updated_at as site_updated_at, {answered} as answered_at, t.description,
               {created} as created_at, {updated} as updated_at, {month} as month,
               case t.priority when 'urgent' then 0 when 'high' then 1 when 'low' then 3 else 2 end
                   + case when t.status in ('resolved', 'closed') then 4 else 0 end as rank,
               concat_ws(' ', t.title, s.number, s.requester_name, s.requester_address,
                         translate(s.requester_address, '.@', '  '), array_to_string(s.tags, ' ')) as head,
               {facets} as facets, promised.due_at, promised.warned_at
        from public.support_tickets t
        join owona_bot.ticket_state s on s.ticket_id = t.id
        cross join lateral (
            select max(m.created_at) as last, min(m.created_at) filter (where {by_us}) as answered,
                   bool_or(jsonb_typeof(m.metadata -> 'attachments') = 'array' and m.metadata -> 'attachments' <> '[]')
                       as files
            from public.support_ticket_messages m where m.ticket_id = t.id) said
        cross join lateral (
            select min(c.due_at) as due_at,
                   min(c.stages[1]) filter (where c.state = 'running' and c.due_at is not null) as warned_at,
                   count(*) > 0 as any
            from owona_bot.sla_clocks c where c.ticket_id = t.id and c.state in ('running', 'paused')) promised
        where t.id = any($1::uuid[]))"""


def known(moment: str) -> str:
    """Customers write moments as they like, `infinity` too: one in no calendar would keep all others waiting."""
    return f"least(greatest({moment}, timestamptz '1900-01-01 00:00Z'), timestamptz '2700-01-01 00:00Z')"


CREATED, UPDATED = known("t.created_at"), known("greatest(t.updated_at, said.last)")

ANSWERED = "coalesce(case when said.answered >= t.created_at then said.answered end, s.answered_at)"
"""The answer that figures count; of a ticket that came here without its messages what its file said.

Each of the two lies in our calendar: figures count none that does not, and an import refuses it.
"""

MONTH = f"(extract(year from {CREATED} at time zone 'UTC') * 12 + extract(month from {CREATED} at time zone 'UTC'))"

FACETS = """
    array_remove(array[
        's:' || case when t.status in ('new', 'waiting_customer', 'resolved', 'closed') then t.status
                else 'investigating' end,
        'p:' || case when t.priority in ('low', 'high', 'urgent') then t.priority else 'normal' end,
        'c:' || case when t.category in ('bug', 'billing', 'integration', 'ux') then t.category else 'other' end,
        'a:' || coalesce(lower(left(t.assigned_agent, {most})), ''),
        'l:' || left(s.language, {most}),
        'h:' || left(s.channel, {most}),
        'r:' || lower(left(s.requester_address, {most})),
        'd:' || lower(left(substr(s.requester_address, nullif(strpos(s.requester_address, '@'), 0)), {most})),
        case when promised.any then 'o:' end,
        case when s.merged_into is not null then 'm:' end,
        case when s.snoozed_until is not null then 'z:' end,
        case when said.files or t.id in (select f.ticket_id from owona_bot.attachments f) then 'f:' end], null)
    || array(select distinct 't:' || tag from unnest(s.tags) tag)
    || array(select distinct 'q:' || lower(array_to_string(words[n:], ' '))
             from string_to_array(left(s.requester_name, {most}), ' ') words, generate_subscripts(words, 1) n
             where n <= {names})"""
"""What a filter may ask for (`lists_where`); a name stands there once from each of its first words on.

Customers write most of it, as long as they like: an entry of the index may have 8,191 bytes.
"""

MOST = 320
"""Characters: as many as an address may have (RFC 3696)."""

NAMES = 8

TEXTS = """
    texts as (
        select ticket_id, '-infinity'::timestamptz as at, '' as ref, description as told from tickets
        union all
        select m.ticket_id, m.created_at, m.id::text, m.message
        from tickets t join public.support_ticket_messages m on m.ticket_id = t.ticket_id
        where m.message <> t.description
        union all
        select ticket_id, created_at, ref, text from (
            select distinct on (n.channel, n.ts)
                   n.ticket_id, n.created_at, n.channel || n.ts as ref, n.text, n.act
            from tickets t join owona_bot.notes n on n.ticket_id = t.ticket_id
            order by n.channel, n.ts, n.created_at desc, n.version desc) latest
        where act <> 'deleted'),
    pieces as (
        select ticket_id, at, ref, n, substr(told, n * {piece} + 1, {piece}) as told
        from texts cross join lateral generate_series(0, length(told) / {piece}) n),
    packed as (
        select *, sum(octet_length(told)) over (partition by ticket_id order by at, ref, n) / {part} as pack
        from pieces),
    parts as (
        select ticket_id, (row_number() over (partition by ticket_id order by pack) - 1)::integer as part,
               string_agg(told, ' ' order by at, ref, n) as told
        from packed group by ticket_id, pack)"""
"""What is said in a ticket, oldest first, the latest version of notes; in as many parts as it needs."""

ROWS = """
    old as materialized (
        select * from owona_bot.search where ticket_id = any($1::uuid[])),
    found as (
        select t.*, p.part, head || ' ' || told as told,
               hashtextextended(head || told, current_setting('server_version_num')::integer / 10000) as text_seen
        from tickets t join parts p using (ticket_id)),
    new as materialized (
        select f.*, case when o.text_seen = f.text_seen then o.words else owona_bot.words(f.told) end as words
        from found f left join old o using (ticket_id, part))"""

CHANGES = """
    kept as (
        insert into owona_bot.search as s (ticket_id, part, month, created_at, updated_at, answered_at, rank, facets,
                                           words, text_seen, site_updated_at, due_at, warned_at)
        select ticket_id, part, month, created_at, updated_at, answered_at, rank, facets,
               words, text_seen, site_updated_at, due_at, warned_at
        from new
        on conflict (ticket_id, part) do update set
            month = excluded.month, created_at = excluded.created_at, updated_at = excluded.updated_at,
            answered_at = excluded.answered_at, rank = excluded.rank, facets = excluded.facets,
            words = excluded.words, text_seen = excluded.text_seen, site_updated_at = excluded.site_updated_at,
            due_at = excluded.due_at, warned_at = excluded.warned_at
        where (s.created_at, s.updated_at, s.answered_at, s.rank, s.facets, s.text_seen, s.site_updated_at,
               s.due_at, s.warned_at)
              is distinct from (excluded.created_at, excluded.updated_at, excluded.answered_at, excluded.rank,
                                excluded.facets, excluded.text_seen, excluded.site_updated_at,
                                excluded.due_at, excluded.warned_at)),
    gone as (
        delete from owona_bot.search s
        where s.ticket_id = any($1::uuid[])
          and not exists (select from new n where n.ticket_id = s.ticket_id and n.part = s.part)),
    moved as (
        insert into owona_bot.moves (ticket_id, updated_at, rank)
        select o.ticket_id, o.updated_at, o.rank from old o join new n using (ticket_id, part)
        where part = 0 and (o.updated_at, o.rank) is distinct from (n.updated_at, n.rank))"""

COUNTS = """
    difference as materialized (
        select word, sum(times)::integer as times, bool_and(made) as made
        from (select unnest(tsvector_to_array(words)) as word, -1 as times, true as made from old
              union all select '=' || unnest(facets), -1, true from old where part = 0
              union all select unnest(tsvector_to_array(words)), 1, length(words) > {wordy} from new
              union all select '=' || unnest(facets), 1, true from new where part = 0) each
        group by word having sum(times) <> 0),
    counted as (
        update owona_bot.vocabulary v set documents = v.documents + d.times
        from difference d where d.word = v.word returning v.word)
    insert into owona_bot.vocabulary (word, documents, near)
    select word, times, case when not made and word ~ '^[[:alpha:]]{{4,24}}$' then owona_bot.shortened(word) end
    from difference d where not exists (select from counted c where c.word = d.word)"""
"""Of machines' words, which are many and each another one, typos are not looked for: 20 times the work of the rest."""

INDEX = "with " + ",".join(
    (
        TICKETS.format(
            facets=FACETS.format(most=MOST, names=NAMES),
            created=CREATED,
            updated=UPDATED,
            month=MONTH,
            answered=ANSWERED,
            by_us=BY_US,
        ),
        TEXTS.format(piece=PIECE, part=PART),
        ROWS,
        CHANGES,
        COUNTS.format(wordy=WORDY),
    )
)
