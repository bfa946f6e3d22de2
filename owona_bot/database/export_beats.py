"""Whether what a program fetches is still being written: who writes it says so, by the database's clock."""

from uuid import UUID

from owona_bot.database.engine import Raw

BEAT = "update owona_bot.export_streams set alive_at = now() where id = $1"

ALIVE = """
    select coalesce(alive_at, started_at) > now() - interval '60 seconds' from owona_bot.export_streams where id = $1"""
"""Six beats: a process that is so busy for a minute is as good as none."""


async def beat(raw: Raw, id_: UUID) -> None:
    """It is."""
    await raw.execute(BEAT, id_)


async def is_alive(raw: Raw, id_: UUID) -> bool:
    """Whether anybody said so lately."""
    return bool(await raw.fetchval(ALIVE, id_))
