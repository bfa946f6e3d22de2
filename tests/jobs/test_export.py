"""Exports are written by turns: whoever dies, the file is the same, and nobody waits for somebody else's million."""

import asyncio
import hashlib
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import asyncpg
import pytest

from blocks import export as view
from jobs.export import Exporter
from owona_bot.database import exports
from owona_bot.database.embedded import Server
from owona_bot.database.engine import connect
from owona_bot.database.prune import prune
from owona_bot.database.seed import sow
from owona_bot.desk import Desk
from owona_bot.domain.export import Export, Format, Piece, Spec, What
from owona_bot.domain.export_job import ExportRules, Progress, Turn
from owona_bot.domain.people import Agent
from owona_bot.playground.stage import until
from owona_bot.services.export import ask_export, cancel_export, export_progress
from owona_bot.services.export_work import MOST_DIED
from tests.desks import a_desk
from tests.postgres import a_database
from tests.services.team import a_team

pytestmark = pytest.mark.database

MANY = 1_200
"""More than are written at once."""

LEASE = timedelta(seconds=30)

CSV = Spec(What.TICKETS, Format.CSV)

FEW = replace(CSV, filter="prio:urgent")

GENEROUS = ExportRules(open_at_once=100)

PARTS = "select count(*) from owona_bot.export_parts where export_id = $1"

DIED = "update owona_bot.exports set leased_until = now() - interval '1 second' where leased_until is not null"

EXPIRED = "update owona_bot.exports set expires_at = now() - interval '1 second' where id = $1"

MISTYPED = """update owona_bot.exports set spec = jsonb_set(spec, '{columns}', '["nubmer"]') where id = $1"""

FULL = """
    create function public.full() returns trigger language plpgsql as $$ begin
        raise exception 'could not extend file: No space left on device' using errcode = '53100'; end $$"""

FILLS = "create trigger fills before insert on owona_bot.export_parts for each row execute function public.full()"


@pytest.fixture(scope="module")
async def many(postgres: Server, admin: asyncpg.Connection, template: str) -> AsyncIterator[Desk]:
    async with a_database(postgres, admin, template) as url:
        await sow(url, MANY, 1, sure=False, told=lambda _: None)
        db = await connect(url)
        yield a_desk(db)
        await db.close()


@pytest.fixture
async def team(many: Desk) -> list[Agent]:
    """An admin and two agents."""
    return await a_team(many.db, 3)


async def asked(desk: Desk, agent: Agent, spec: Spec = CSV) -> Export:
    return await ask_export(desk.db, spec, agent, GENEROUS, desk.clock(), None)


async def known(desk: Desk, export: Export) -> Progress:
    found = await export_progress(desk.db, export.id)
    assert found is not None
    return found


async def state(desk: Desk, export: Export) -> tuple[str, str | None]:
    found = (await known(desk, export)).export
    return found.state, found.reason


async def file_of(desk: Desk, export: Export) -> bytes:
    """Once it is whole: its size and its checksum are true."""
    found = (await known(desk, export)).export
    content = b"".join([part async for part in exports.content(desk.db.raw, export.id)])
    assert (found.state, found.size, found.sha256) == ("done", len(content), hashlib.sha256(content).digest())
    assert found.rows == found.total
    return content


async def worked(exporter: Exporter) -> int:
    """All that waits; answers how many turns it took."""
    turns = 0
    while await exporter.write_next():
        turns += 1
    return turns


async def parts(desk: Desk, export: Export) -> int:
    async with desk.db.raw.acquire() as raw:
        count: int = await raw.fetchval(PARTS, export.id)
    return count


async def leases_run_out(desk: Desk) -> None:
    """Whoever held one is dead."""
    async with desk.db.raw.acquire() as raw:
        await raw.execute(DIED)


LAST = -1


class Killed(BaseException):
    """Nothing of this process catches it, as nothing catches a SIGKILL."""


@dataclass(frozen=True)
class Mortal(Exporter):
    """Dies with its `dies`th piece in hand; 0: before the first, LAST: with the last one, None: behind it."""

    dies: int | None = 0

    async def stream(self, turn: Turn, agent: Agent | None) -> AsyncGenerator[Piece, None]:
        pieces = 0
        if self.dies == 0:
            raise Killed
        async for piece in super().stream(turn, agent):
            pieces += 1
            if self.dies == (LAST if self.dies == LAST and piece.mark is None else pieces):
                raise Killed
            yield piece
        raise Killed


@dataclass(frozen=True)
class Halting(Exporter):
    """Waits behind its first piece until somebody lets it go on."""

    halted: asyncio.Event = field(default_factory=asyncio.Event)
    let_go: asyncio.Event = field(default_factory=asyncio.Event)

    async def stream(self, turn: Turn, agent: Agent | None) -> AsyncGenerator[Piece, None]:
        async for piece in super().stream(turn, agent):
            yield piece
            self.halted.set()
            await self.let_go.wait()


@pytest.mark.parametrize("format_", [Format.CSV, Format.NDJSON, Format.JSON])
async def test_a_file_in_many_turns_is_the_same_as_in_one(many: Desk, team: list[Agent], format_: Format) -> None:
    whole = await asked(many, team[0], replace(CSV, format=format_))
    assert await worked(Exporter(many, LEASE, turn=3600)) == 1
    parted = replace(whole, id=(await again(many, whole)).id)
    assert await worked(Exporter(many, LEASE, turn=0)) > 1
    assert await file_of(many, parted) == await file_of(many, whole)
    assert (await known(many, whole)).export.rows == MANY


async def again(desk: Desk, export: Export) -> Export:
    """The same, asked for as of the same moment."""
    async with desk.db.raw.acquire() as raw:
        return await exports.add(raw, export.agent, export.spec, export.name, export.as_of, export.expires_at)


@pytest.mark.parametrize("format_", [Format.CSV, Format.JSON, Format.XLSX])
@pytest.mark.parametrize("dies", [0, 1, 2, LAST, None])
async def test_wherever_its_worker_dies_the_file_is_the_same(
    many: Desk, team: list[Agent], dies: int | None, format_: Format
) -> None:
    whole = await asked(many, team[0], replace(CSV, format=format_))
    await worked(Exporter(many, LEASE))
    broken, mortal = await again(many, whole), Mortal(many, LEASE, turn=3600, dies=dies)
    with pytest.raises(Killed):
        await mortal.write_next()
    assert await worked(Exporter(many, LEASE)) == 0
    await leases_run_out(many)
    await worked(Exporter(many, LEASE))
    assert await file_of(many, broken) == await file_of(many, whole)


async def test_a_small_one_of_somebody_else_is_not_stuck_behind_a_large_one(many: Desk, team: list[Agent]) -> None:
    _, ben, carla = team
    large = [await asked(many, ben), await asked(many, ben)]
    exporter = Exporter(many, LEASE, turn=0)
    assert await exporter.write_next()
    small = await asked(many, carla, FEW)
    for _ in range(3):
        assert await exporter.write_next()
    assert [(await state(many, one))[0] for one in (*large, small)] == ["running", "running", "done"]
    await worked(exporter)
    assert await file_of(many, large[0]) == await file_of(many, large[1])


async def test_what_is_made_in_one_go_leaves_one_worker_for_the_others(many: Desk, team: list[Agent]) -> None:
    long = await asked(many, team[0], replace(CSV, format=Format.XLSX))
    short = await asked(many, team[1], replace(FEW, format=Format.XLSX))
    await worked(Exporter(many, LEASE, small=MANY - 1))
    assert [(await state(many, one))[0] for one in (long, short)] == ["running", "done"]
    await worked(Exporter(many, LEASE))
    await file_of(many, long)


@pytest.mark.parametrize("format_", [Format.CSV, Format.JSON])
async def test_the_figures_are_written_too(many: Desk, team: list[Agent], format_: Format) -> None:
    export = await asked(many, team[1], Spec(What.METRICS, format_))
    await worked(Exporter(many, LEASE))
    assert len(await file_of(many, export)) > 1_000
    assert (await known(many, export)).export.rows > 10


async def test_files_go_when_their_time_is_over_and_who_had_them_is_known_longer(many: Desk, team: list[Agent]) -> None:
    old, new = await asked(many, team[0], FEW), await asked(many, team[0], FEW)
    await worked(Exporter(many, LEASE))
    async with many.db.raw.acquire() as raw:
        await exports.add_link(raw, old.id.bytes, old.id, team[0].id)
        await raw.execute(EXPIRED, old.id)
        await prune(raw, timedelta(days=30), timedelta(days=7))
        assert await exports.link(raw, old.id.bytes, many.clock()) is None
    assert (await parts(many, old), await parts(many, new) > 0) == (0, True)
    assert (await known(many, old)).agent == "Agent 0"


async def test_of_many_workers_each_file_is_written_by_one_at_a_time(many: Desk, team: list[Agent]) -> None:
    first = await asked(many, team[0])
    others = [await again(many, first) for _ in range(5)]
    await asyncio.gather(*(worked(Exporter(many, LEASE, turn=0)) for _ in range(4)))
    await worked(Exporter(many, LEASE))
    expected = await file_of(many, first)
    assert [await file_of(many, one) for one in others] == [expected] * 5


async def test_whoever_lost_it_writes_nothing_more(many: Desk, team: list[Agent]) -> None:
    """A pause so long that the lease ran out: another worker writes it meanwhile."""
    whole = await asked(many, team[0])
    await worked(Exporter(many, LEASE))
    export, late, next_ = await again(many, whole), Halting(many, LEASE, turn=3600), Halting(many, LEASE, turn=3600)
    writing = asyncio.create_task(late.write_next())
    await late.halted.wait()
    await leases_run_out(many)
    following = asyncio.create_task(next_.write_next())
    await next_.halted.wait()
    late.let_go.set()
    assert await writing
    next_.let_go.set()
    assert await following
    assert await file_of(many, export) == await file_of(many, whole)


async def test_who_is_stopped_hands_it_on_at_once(many: Desk, team: list[Agent]) -> None:
    whole = await asked(many, team[0])
    await worked(Exporter(many, LEASE))
    export, stopped = await again(many, whole), Halting(many, LEASE, turn=3600)
    writing = asyncio.create_task(stopped.write_next())
    await stopped.halted.wait()
    writing.cancel()
    await asyncio.wait({writing})
    assert await worked(Exporter(many, LEASE)) == 1
    assert await file_of(many, export) == await file_of(many, whole)


async def test_one_that_is_cancelled_stops_and_leaves_nothing(many: Desk, team: list[Agent]) -> None:
    """Even where its worker waits for something else just then."""
    export, halting = await asked(many, team[1]), Halting(many, LEASE)
    working = asyncio.create_task(halting.keep_exporting())
    await halting.halted.wait()
    assert await parts(many, export) > 0
    await cancel_export(many.db, export.id, team[1], None)

    async def gone() -> bool:
        return await parts(many, export) == 0

    await until(gone, "what was written is removed", 60)
    working.cancel()
    assert await state(many, export) == ("cancelled", None)


async def test_a_full_disk_ends_it_with_a_reason_and_leaves_nothing(many: Desk, team: list[Agent]) -> None:
    export = await asked(many, team[0])
    async with many.db.raw.acquire() as raw:
        await raw.execute(FULL)
        await raw.execute(FILLS)
    try:
        await worked(Exporter(many, LEASE))
    finally:
        async with many.db.raw.acquire() as raw:
            await raw.execute("drop function public.full cascade")
    assert await state(many, export) == ("failed", "disk_full")
    assert await parts(many, export) == 0
    further = await asked(many, team[0], FEW)
    await worked(Exporter(many, LEASE))
    await file_of(many, further)


@pytest.mark.parametrize(("change", "reason"), [("role = 'reader'", "may_not"), ("active = false", "left")])
async def test_who_may_no_more_gets_nothing(many: Desk, team: list[Agent], change: str, reason: str) -> None:
    """Also in the midst of it."""
    export, exporter = await asked(many, team[2]), Exporter(many, LEASE, turn=0)
    assert await exporter.write_next()
    async with many.db.raw.acquire() as raw:
        await raw.execute(f"update owona_bot.agents set {change} where id = $1", team[2].id)
    await worked(exporter)
    assert await state(many, export) == ("failed", reason)
    assert await parts(many, export) == 0


async def test_notes_need_the_right_when_they_are_written(many: Desk, team: list[Agent]) -> None:
    export = await asked(many, team[0], replace(CSV, messages=True, notes=True))
    async with many.db.raw.acquire() as raw:
        await raw.execute("update owona_bot.agents set role = 'agent' where id = $1", team[0].id)
    await worked(Exporter(many, LEASE))
    assert await state(many, export) == ("failed", "may_not")


async def test_what_can_not_be_says_so(many: Desk, team: list[Agent]) -> None:
    """It was understood when it was asked for: by another version."""
    export = await asked(many, team[0])
    async with many.db.raw.acquire() as raw:
        await raw.execute(MISTYPED, export.id)
    await worked(Exporter(many, LEASE))
    shown = view.progress(await known(many, export), None, many.t("en"))
    assert "The export as CSV failed." in shown.text
    assert "nubmer" in shown.text
    assert "number" in shown.text


@pytest.mark.parametrize(("format_", "dies"), [(Format.CSV, 0), (Format.XLSX, 2)])
async def test_what_kills_its_workers_again_and_again_is_given_up(
    many: Desk, team: list[Agent], format_: Format, dies: int
) -> None:
    """A workbook also where some of its rows were read each time."""
    export, mortal = await asked(many, team[0], replace(CSV, format=format_)), Mortal(many, LEASE, dies=dies)
    for _ in range(MOST_DIED):
        with pytest.raises(Killed):
            await mortal.write_next()
        await leases_run_out(many)
    await worked(mortal)
    assert await state(many, export) == ("failed", "died")


async def test_a_filter_without_hits_gives_a_file_with_headings_alone(many: Desk, team: list[Agent]) -> None:
    none, all_ = await asked(many, team[0], replace(CSV, filter="since:2999")), await asked(many, team[0])
    await worked(Exporter(many, LEASE))
    assert await file_of(many, none) == (await file_of(many, all_)).splitlines(keepends=True)[0]
    assert (await known(many, none)).export.rows == 0
