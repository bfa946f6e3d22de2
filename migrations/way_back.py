"""What a version that goes back owes the older bot: nothing waits that it never heard of, for it would stop there."""

from collections.abc import Collection

from alembic import op

PLANNED = "update owona_bot.events set planned_at = now() where planned_at is null and kind = any('{kinds}'::text[])"

ENDED = """
    update owona_bot.deliveries d
    set state = 'suppressed', finished_at = now(), leased_until = null, ahead = false,
        last_error = left(concat_ws(': ', 'the bot that planned it went back to an older version', last_error), 500)
    where state in ('waiting', 'leased', 'dead')
      and (reaction = any('{reactions}'::text[])
           or reaction <> 'card' and exists (
               select from owona_bot.events e where e.id = d.event_id and e.kind = any('{kinds}'::text[])))"""
"""Dead ones too: somebody could try them again. A card shows what is true, whatever moved it."""

FREED = """
    update owona_bot.deliveries d set ahead = false
    from (select distinct on (order_key) id from owona_bot.deliveries
          where state in ('waiting', 'leased') order by order_key, position) head
    where d.id = head.id and d.ahead"""


def forget(kinds: Collection[str] = (), reactions: Collection[str] = ()) -> None:
    """Nobody is told of such events any more; what waited behind their deliveries goes."""
    names = {"kinds": "{" + ",".join(kinds) + "}", "reactions": "{" + ",".join(reactions) + "}"}
    for statement in (PLANNED, ENDED, FREED):
        op.execute(statement.format(**names))
