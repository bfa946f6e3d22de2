"""Exports that programs fetch as they are written: what was asked for, and how it ended."""

from datetime import datetime
from uuid import UUID

from owona_bot.database.engine import Raw
from owona_bot.domain.export import Spec, to_json
from owona_bot.domain.export_job import spec_of
from owona_bot.domain.export_stream import State, Streamed, Tally

ADD = """
    insert into owona_bot.export_streams (token_id, spec, as_of, started_at) values ($1, $2, $3, now()) returning id"""

END = """
    update owona_bot.export_streams set state = $2, rows = $3, size = $4, sha256 = $5, finished_at = now()
    where id = $1 and state = 'running' returning 1"""

BY_ID = """
    select id, spec, as_of, state, rows, size, sha256 from owona_bot.export_streams where id = $1 and token_id = $2"""


async def add(raw: Raw, token: int, spec: Spec, as_of: datetime) -> UUID:
    """One that begins."""
    id_: UUID = await raw.fetchval(ADD, token, to_json(spec), as_of)
    return id_


async def end(raw: Raw, id_: UUID, state: State, tally: Tally) -> bool:
    """False for one that has ended already."""
    return await raw.fetchval(END, id_, state, tally.rows, tally.size, tally.sha256) is not None


async def by_id(raw: Raw, id_: UUID, token: int) -> Streamed | None:
    """None for another token's too."""
    row = await raw.fetchrow(BY_ID, id_, token)
    if row is None:
        return None
    tally = Tally(row["rows"], row["size"], row["sha256"])
    return Streamed(row["id"], spec_of(row["spec"]), row["as_of"], row["state"], tally)
