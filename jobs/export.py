"""Export: files are written by turns, piece by piece; whoever goes on for one who died goes on behind the last one."""

import asyncio
import errno
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

import structlog
from asyncpg import DataError, DiskFullError

from owona_bot.database.engine import GONE
from owona_bot.desk import Desk
from owona_bot.domain.errors import NotConfirmed, Unavailable, UserError
from owona_bot.domain.export import Piece, What
from owona_bot.domain.export_job import Reason, Turn, written
from owona_bot.domain.filter_tree import View
from owona_bot.domain.people import Agent
from owona_bot.exports.stream import pieces, total
from owona_bot.services.export_work import (
    Lost,
    begin_anew,
    clear_ended,
    fail_turn,
    finish_turn,
    give_back_turn,
    note_total,
    put_piece,
    renew_turn,
    take_turn,
)

EVERY = 0.5
"""Seconds between two looks for one that waits."""

BEAT = 1.0
"""Seconds in which it is noticed that one was cancelled."""

TURN = 2.0
"""Seconds after which it is the next one's turn."""

CLEARED = 60.0
"""Seconds between two looks for bytes that nobody will ask for."""

SMALL = 20_000
"""Rows of a file that is made in one go and still quickly."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Exporter:
    """One of two of each replica; the one with `small` leaves long ones that are made in one go to the other.

    `lease` is renewed while it writes, so that only a dead one's runs out; a `turn` lasts so many seconds.
    """

    desk: Desk
    lease: timedelta
    small: int | None = None
    turn: float = TURN

    async def keep_exporting(self) -> None:
        """For ever."""
        clock, clears = asyncio.get_running_loop().time, 0.0
        while True:
            while await self.write_next():
                pass
            if self.small is None and clock() >= clears:
                await clear_ended(self.desk.db)
                clears = clock() + CLEARED
            await self.desk.rest(EVERY)

    async def write_next(self) -> bool:
        """A turn of one export; False when none waits."""
        try:
            taken = await take_turn(self.desk.db, self.lease, self.small)
            if taken is None:
                return False
            await self.carry_out(*taken)
        except Lost:
            pass
        return True

    async def carry_out(self, turn: Turn, agent: Agent | None) -> None:
        """Every way to end but the database's own outage is told. Raises Lost."""
        try:
            await self.act(turn, agent)
        except Lost:
            raise
        except asyncio.CancelledError:  # the bot stops: nobody has to wait until the lease runs out
            await give_back_turn(self.desk.db, turn)
            raise
        except Exception as fault:
            reason = reason_of(fault)
            if reason is None:
                raise
            await self.failed(turn, reason, fault)

    async def failed(self, turn: Turn, reason: str, fault: Exception) -> None:
        """Told; where there is no room even for that, another try ends it later."""
        log.error("export.failed", export=str(turn.export.id), reason=reason, exc_info=fault)
        try:
            await fail_turn(self.desk.db, turn, reason)
        except DiskFullError:
            log.error("export.no_room", export=str(turn.export.id))
            await asyncio.sleep(BEAT)

    async def act(self, turn: Turn, agent: Agent | None) -> None:
        """Once it is not ours any more nothing of it goes on. Raises Lost."""
        work = asyncio.ensure_future(self.write(turn, agent))
        try:
            while not (await asyncio.wait({work}, timeout=min(BEAT, self.lease.total_seconds() / 3)))[0]:
                if not await self.holds(turn):
                    raise Lost
            work.result()
        finally:
            work.cancel()
            await asyncio.gather(work, return_exceptions=True)

    async def holds(self, turn: Turn) -> bool:
        """Renewed. Without a database nobody can have taken it either; it is asked again."""
        try:
            return await renew_turn(self.desk.db, turn, self.lease)
        except Unavailable:
            return True

    async def write(self, turn: Turn, agent: Agent | None) -> None:
        """What follows behind the last mark, until it is somebody else's turn or all is written."""
        if not turn.written and (await self.is_too_long(turn, agent) or not await self.goes_on(turn, agent)):
            await give_back_turn(self.desk.db, turn)
            return
        await finish_turn(self.desk.db, turn, self.desk.clock(), self.desk.exports.kept)

    async def is_too_long(self, turn: Turn, agent: Agent | None) -> bool:
        """For us, as far as that can't be parted; counted at the first turn."""
        count = turn.export.total
        if count is None:
            spec = turn.export.spec
            count = await total(self.desk.db.apart(), spec, view_of(turn, agent)) if spec.what is What.TICKETS else 0
            await note_total(self.desk.db, turn, count)
        return self.small is not None and not turn.is_continued and count > self.small

    async def goes_on(self, turn: Turn, agent: Agent | None) -> bool:
        """False: the turn is over before all is written."""
        clock = asyncio.get_running_loop().time
        until, rows = clock() + self.turn, turn.mark.rows if turn.mark else 0
        if not turn.is_continued:
            await begin_anew(self.desk.db, turn)
        async with aclosing(self.stream(turn, agent)) as stream:
            async for piece in stream:
                rows += piece.rows
                await put_piece(self.desk.db, turn, piece, rows)
                if turn.is_continued and piece.mark is not None and clock() > until:
                    return False
        return True

    def stream(self, turn: Turn, agent: Agent | None) -> AsyncGenerator[Piece, None]:
        """In the language of whoever asked."""
        spec = turn.export.spec
        return pieces(self.desk.db.apart(), spec, view_of(turn, agent), self.desk.t(spec.locale), turn.mark)


def view_of(turn: Turn, agent: Agent | None) -> View:
    """As when it was asked for, however late it is: what `me` and `today` mean stays the same."""
    export = turn.export
    return View(export.as_of, ZoneInfo(export.spec.zone), agent.id if agent else None)


def reason_of(fault: Exception) -> str | None:
    """What is told of it; None for an outage, which says nothing of the export."""
    if is_full(fault):
        return Reason.DISK_FULL
    if isinstance(fault, Unavailable | NotConfirmed) or (isinstance(fault, GONE) and not isinstance(fault, DataError)):
        return None
    return written(fault) if isinstance(fault, UserError) else Reason.FAULT


def is_full(fault: BaseException | None) -> bool:
    """Whether a disk is, the database's or ours; the reason may lie beneath."""
    if isinstance(fault, OSError) and fault.errno == errno.ENOSPC:
        return True
    return fault is not None and (isinstance(fault, DiskFullError) or is_full(fault.__cause__))
