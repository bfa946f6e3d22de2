"""What is finished for long leaves the tables."""

from datetime import timedelta

from owona_bot.database.engine import Raw

FINISHED = """
    delete from owona_bot.deliveries where state in ('done', 'suppressed') and finished_at < now() - $1::interval"""

KNOCKS = "delete from owona_bot.inbox where created_at < now() - $1::interval"

TOKENS = "delete from owona_bot.tokens where expires_at < now()"

DRAFTS = "delete from owona_bot.drafts where created_at < now() - $1::interval"

IDLE_LANES = """
    delete from owona_bot.lanes
    where name like 'slack.update:%' and next_at < now() - interval '1 hour'"""

HOMES = """
    delete from owona_bot.deliveries
    where reaction = 'home' and state in ('done', 'suppressed') and finished_at < now() - interval '1 day'"""
"""There are many, and nobody asks what a Home looked like."""

LISTS = "delete from owona_bot.shown_lists where created_at < now() - $1::interval"

MOVES = "delete from owona_bot.moves where at < now() - interval '1 hour'"
"""So long a list may be paged through without missing a ticket."""

LOOKED_AT = "delete from owona_bot.bulks where state = 'previewed' and created_at < now() - $1::interval"

BULKS = "delete from owona_bot.bulks where finished_at < now() - $1::interval"

EMOJI = "delete from owona_bot.emoji_acts where created_at < now() - $1::interval"
"""Long after anything could be undone, or be told of late."""

WORDS = "delete from owona_bot.vocabulary where documents <= 0"


async def prune(raw: Raw, finished: timedelta, knocks: timedelta) -> None:
    """Deliveries that ended well, answered knocks, expired links, the paces of quiet cards, words in no ticket.

    Lists that nobody pages through any more, and acts on many tickets that have ended or were only looked at.
    Dead deliveries stay.
    """
    await raw.execute(FINISHED, finished)
    await raw.execute(KNOCKS, knocks)
    await raw.execute(DRAFTS, knocks)
    await raw.execute(LISTS, knocks)
    await raw.execute(HOMES)
    await raw.execute(LISTS, knocks)
    await raw.execute(LOOKED_AT, knocks)
    await raw.execute(BULKS, finished)
    await raw.execute(EMOJI, knocks)
    await raw.execute(TOKENS)
    await raw.execute(IDLE_LANES)
    await raw.execute(MOVES)
    await raw.execute(WORDS)
