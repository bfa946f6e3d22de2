"""The statements of exports: taken by turns, written piece by piece, handed over, and cleared away."""

from owona_bot.domain.export_job import CONTINUED

EXPORT = """
    e.id, e.agent_id, e.spec, e.state, e.name, e.as_of, e.total, e.rows, e.size, e.sha256, e.reason, e.expires_at,
    e.started_at"""

IS_CONTINUED = f"e.spec ->> 'format' in ({', '.join(repr(one.value) for one in sorted(CONTINUED))})"

ALONE = "select from owona_bot.agents where id = $1 for no key update"
"""Of two that one person asks for at once the second counts the first."""

OPEN = "select count(*) from owona_bot.exports where agent_id = $1 and state in ('waiting', 'running')"

ADD = f"""
    insert into owona_bot.exports as e (agent_id, spec, name, as_of, expires_at, told_at)
    values ($1, $2, $3, $4, $5, now())
    returning {EXPORT}"""

PROGRESS = f"""
    select {EXPORT}, a.name as agent,
           coalesce(coalesce(e.finished_at, now()) - e.started_at, interval '0') as elapsed,
           e.uploads, e.slack_file, now() - e.slack_file_at as waited, e.handed
    from owona_bot.exports e left join owona_bot.agents a on a.id = e.agent_id"""

BY_ID = f"{PROGRESS} where e.id = $1"

OF_AGENT = f"{PROGRESS} where e.agent_id = $1 order by e.created_at desc, e.id limit $2"

OF_ALL = f"{PROGRESS} order by e.created_at desc, e.id limit $1"

TO_DO = "e.state in ('waiting', 'running') and (e.leased_until is null or e.leased_until < now())"

WAITS = f"select exists (select from owona_bot.exports e where {TO_DO})"

TAKE = f"""
    update owona_bot.exports e
    set state = 'running', attempts = e.attempts + 1, died = e.died + (e.leased_until is not null)::integer,
        started_at = coalesce(e.started_at, now()), turn_at = clock_timestamp(), leased_until = now() + $1
    where e.id = (
        select e.id from owona_bot.exports e
        where {TO_DO} and ($2::bigint is null or e.total is null or e.total <= $2 or {IS_CONTINUED})
        order by (select max(o.turn_at) from owona_bot.exports o
                  where o.agent_id = e.agent_id and o.attempts > 0 and o.state in ('waiting', 'running')) nulls first,
                 e.turn_at, e.id
        limit 1 for update skip locked)
    returning {EXPORT}, e.attempts, e.died, e.cursor"""
"""By turns, first between people and then between what one of them asked for."""

HELD = "where id = $1 and attempts = $2 and state = 'running'"

RENEW = f"update owona_bot.exports set leased_until = now() + $3 {HELD} returning 1"

GIVE_BACK = f"update owona_bot.exports set leased_until = null, died = greatest(died, 0) {HELD}"

COUNTED = f"update owona_bot.exports set total = $3 {HELD} returning 1"

ANEW = f"update owona_bot.exports set rows = 0, size = 0, cursor = null {HELD} returning 1"

PUT = f"""
    update owona_bot.exports
    set rows = $3, size = size + $4, cursor = $5, died = case when $5::jsonb is null then died else -1 end,
        told_at = case when told_at > now() - $6::interval then told_at else now() end
    {HELD} returning told_at = now() as tells"""
"""Who dies after this has brought it further: that counts as no death. What begins anew has come no further."""

PUT_PART = """
    insert into owona_bot.export_parts (export_id, n, bytes)
    select $1, coalesce(max(n) + 1, 0), $2 from owona_bot.export_parts where export_id = $1"""

PART = "select bytes from owona_bot.export_parts where export_id = $1 and n = $2"

FINISH = f"""
    update owona_bot.exports
    set state = 'done', sha256 = $3, total = rows, expires_at = $4, finished_at = now(), leased_until = null
    {HELD} returning 1"""

FAIL = f"""
    update owona_bot.exports set state = 'failed', reason = $3, finished_at = now(), leased_until = null
    {HELD} returning 1"""

CANCEL = f"""
    update owona_bot.exports e set state = 'cancelled', finished_at = now(), leased_until = null
    where e.id = $1 and e.state in ('waiting', 'running') returning {EXPORT}"""

CLEAR = "delete from owona_bot.export_parts where export_id = $1"

CLEAR_HELD = f"""
    delete from owona_bot.export_parts
    where export_id = $1 and exists (select from owona_bot.exports {HELD})"""

CLEAR_ENDED = """
    delete from owona_bot.export_parts p using owona_bot.exports e
    where e.id = p.export_id and e.state in ('failed', 'cancelled')"""

BEGIN_UPLOAD = "update owona_bot.exports set uploads = uploads + 1 where id = $1"

NOTE_FILE = "update owona_bot.exports set slack_file = $2, slack_file_at = now() where id = $1"

HANDED = "update owona_bot.exports set handed = $2 where id = $1"

WITHHOLD = """
    update owona_bot.exports set state = 'failed', reason = $2 where id = $1 and state = 'done' and handed is null
    returning id"""

ADD_LINK = """
    insert into owona_bot.export_links (hash, export_id, agent_id, expires_at)
    select $1, id, $3, expires_at from owona_bot.exports where id = $2"""

LINK = f"""
    select {EXPORT}, l.agent_id as holder
    from owona_bot.export_links l join owona_bot.exports e on e.id = l.export_id
    where l.hash = $1 and l.expires_at > $2 and e.expires_at > $2 and e.state = 'done'"""
