"""Rows of exports: those that the filter means, the oldest first, and the same bytes however often they are cut."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from uuid import UUID

import pytest

from owona_bot.database import export_copy
from owona_bot.database.engine import Database
from owona_bot.database.export_cut import Chunk
from owona_bot.domain.export import Format, Spec
from owona_bot.domain.filters import matches, parse
from owona_bot.domain.ticket import DONE
from owona_bot.exports.stream import pieces, total
from owona_bot.playground.stage import until
from tests.database.desk_of_many import Known
from tests.database.test_lists import a_filter
from tests.exports.exported import T, a_spec, all_pieces, exported, view_of

pytestmark = pytest.mark.database

CUT = [
    a_spec(Format.CSV),
    a_spec(Format.CSV, messages=True, notes=True),
    a_spec(Format.JSON, messages=True, notes=True),
    a_spec(Format.JSON, "-is:done", messages=True),
    a_spec(Format.NDJSON),
    a_spec(Format.CSV, "tag:vip"),
    a_spec(Format.CSV, '"die"'),
]


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many chunks and statements of two thousand tickets as of a million."""
    monkeypatch.setattr(export_copy, "BYTES", 30_000)
    monkeypatch.setattr(export_copy, "STATEMENTS", (20, 100, 300))
    monkeypatch.setattr(export_copy, "SELDOM", 3)


def oldest_first(truth: Mapping[UUID, Known], tickets: list[UUID]) -> list[UUID]:
    return sorted(tickets, key=lambda ticket: (truth[ticket].facts.created_at, ticket))


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("seed", range(30))
async def test_an_export_has_what_its_filter_means_the_oldest_first(
    many: Database, truth: Mapping[UUID, Known], seed: int
) -> None:
    text, view = a_filter(Random(f"export {seed}")), view_of()
    asked = parse(text)
    meant = [ticket for ticket, one in truth.items() if matches(asked, one.facts, view, one.finds)]
    spec = replace(a_spec(Format.NDJSON, text), columns=("id",))
    lines = [json.loads(line) for line in (await exported(many, spec, view)).splitlines()]
    assert [UUID(line["id"]) for line in lines] == oldest_first(truth, meant), text
    assert await total(many, spec, view) == len(meant)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("spec", CUT, ids=lambda spec: f"{spec.format} {spec.filter} {spec.messages}")
async def test_whoever_goes_on_behind_any_mark_gets_the_same_rest(many: Database, spec: Spec) -> None:
    view = view_of()
    whole = await all_pieces(many, spec, view)
    content = b"".join(piece.content for piece in whole)
    tickets = sum(piece.rows for piece in whole)
    assert tickets == await total(many, spec, view)
    assert [piece.mark is None for piece in whole] == [False] * (len(whole) - 1) + [True]
    written, rows = b"", 0
    for n, piece in enumerate(whole[:-1]):
        written, rows = written + piece.content, rows + piece.rows
        assert piece.mark is not None
        assert piece.mark.rows == rows
        if n % max(1, len(whole) // 6) == 0:
            rest = await all_pieces(many, spec, view, piece.mark)
            assert written + b"".join(one.content for one in rest) == content
            assert rows + sum(one.rows for one in rest) == tickets


async def test_one_cut_more_or_less_changes_nothing(many: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    spec, view = a_spec(Format.JSON, messages=True, notes=True), view_of()
    content = await exported(many, spec, view)
    assert len(json.loads(content)["tickets"]) == len(content.splitlines()) - 2
    for size in (1, 3_000, 200_000):
        monkeypatch.setattr(export_copy, "BYTES", size)
        assert await exported(many, spec, view) == content


async def test_a_ticket_that_is_far_longer_than_those_before_it_is_taken_by_itself(
    many: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("TOO_MANY", 100_000), ("BYTES", 50_000), ("SELDOM", 2**20 - 1)):
        monkeypatch.setattr(export_copy, name, value)
    spec, view = a_spec(Format.NDJSON, messages=True), view_of()
    parts = await all_pieces(many, spec, view)
    monkeypatch.setattr(export_copy, "TOO_MANY", 10**9)
    whole = await exported(many, spec, view)
    assert b"".join(piece.content for piece in parts) == whole
    assert max(len(piece.content) for piece in parts) < 600_000 < len(whole) / 3


async def test_whoever_takes_it_slowly_holds_no_connection(many: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export_copy, "HELD", 0.05)
    monkeypatch.setattr(export_copy, "BYTES", 50_000)
    monkeypatch.setattr(export_copy, "SELDOM", 15)
    spec, view = a_spec(Format.NDJSON, messages=True), view_of()
    content = await exported(many, spec, view)
    got = b""
    async for piece in pieces(many, spec, view, T):
        got += piece.content
        await until(lambda: idle(many), "all connections are back")
    assert got == content


async def test_whoever_stops_in_the_middle_leaves_no_connection_behind(
    many: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_copy, "BYTES", 20_000)
    monkeypatch.setattr(export_copy, "SELDOM", 3)
    for _ in range(2 * many.raw.get_max_size()):
        some = pieces(many, a_spec(Format.NDJSON, messages=True), view_of(), T)
        assert (await anext(some)).mark
        await some.aclose()
    assert await idle(many)


async def test_what_comes_after_the_moment_of_asking_is_not_in_it(many: Database, truth: Mapping[UUID, Known]) -> None:
    moments = sorted(one.facts.created_at for one in truth.values())
    spec = replace(a_spec(Format.NDJSON), columns=("id",))
    assert len((await exported(many, spec, view_of(moments[700]))).splitlines()) == 701


async def test_thirty_years_have_all_of_it(many: Database, truth: Mapping[UUID, Known]) -> None:
    spec = replace(a_spec(Format.CSV, "created:1996..2026 is:open"), columns=("number",))
    still = sum(one.facts.status not in DONE for one in truth.values())
    assert len((await exported(many, spec)).splitlines()) == 1 + still


async def idle(db: Database) -> bool:
    """Nobody has a connection."""
    return bool(db.raw.get_idle_size() == db.raw.get_size())


async def test_whoever_stops_waiting_for_a_chunk_leaves_nobody_waiting() -> None:
    ready: asyncio.Queue[Chunk] = asyncio.Queue(1)
    writing = asyncio.create_task(forever())
    before = asyncio.all_tasks()
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(export_copy.taken(ready, writing), 0.01)
    await asyncio.sleep(0)  # the cancelled one ends in the loop's next round
    assert asyncio.all_tasks() <= before
    writing.cancel()
    await asyncio.gather(writing, return_exceptions=True)


async def forever() -> None:
    await asyncio.Event().wait()
