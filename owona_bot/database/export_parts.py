"""The bytes of an export from any place on; of none of its parts more is read than is asked for."""

from uuid import UUID

from owona_bot.database.engine import Raw

SIZES = "select octet_length(bytes) as size from owona_bot.export_parts where export_id = $1 order by n"

SLICE = "select substring(bytes from $3 for $4) from owona_bot.export_parts where export_id = $1 and n = $2"


async def sizes(raw: Raw, id_: UUID) -> list[int]:
    """Of each part, from the first; known without reading them."""
    return [row["size"] for row in await raw.fetch(SIZES, id_)]


async def cut(raw: Raw, id_: UUID, n: int, start: int, length: int) -> bytes | None:
    """Of the `n`th part, from 0; None where it is gone."""
    found: bytes | None = await raw.fetchval(SLICE, id_, n, start + 1, length)
    return found
