"""`owona-bot export tickets|metrics`: a whole file, or none."""

import asyncio
import errno
import fcntl
import hashlib
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from typing import Any, BinaryIO

import typer

from owona_bot.database import index
from owona_bot.desk import Desk
from owona_bot.domain.errors import OperatorError, UserError
from owona_bot.domain.export import Format, Piece, Spec, What
from owona_bot.domain.export_job import name_of
from owona_bot.domain.filter_tree import View
from owona_bot.exports.stream import check, pieces, total

export = typer.Typer(no_args_is_help=True, help="Tickets, and the desk's figures, as files.")

STDOUT = Path("-")

PART = ".part"
"""Behind the name of a file that is not whole yet."""

CALM = 2.0
"""Seconds between two words of how far it is, on a terminal."""

NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

TERMINATED = 143

ON_PAPER = (Format.XLSX, Format.PDF)
"""What no terminal can show."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What was typed; `output` None: a file in this folder, named by what and when."""

    spec: Spec
    output: Path | None


@dataclass(slots=True)
class Written:
    """How much of it there is; `told` is when that was said last."""

    file: BinaryIO
    rows: int = 0
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)  # hashlib names no type of its own
    told: float = field(default_factory=monotonic)

    def add(self, piece: Piece) -> None:
        """The next bytes."""
        self.file.write(piece.content)
        self.digest.update(piece.content)
        self.rows, self.size = self.rows + piece.rows, self.size + len(piece.content)


def format_of(named: Format | None, output: Path | None) -> Format:
    """As it was said, else as the file is called, else CSV. Raises OperatorError for a name that promises another."""
    ending = output.suffix.lower().removeprefix(".") if output else ""
    if ending in set(Format):
        if named not in (None, Format(ending)):
            raise OperatorError(f"{output} is called {ending}, but --format says {named}. Nothing was written.")
        return Format(ending)
    if ending and named is None:
        raise OperatorError(f"There is no export as {ending}, only {', '.join(Format)}. Nothing was written.")
    return named or Format.CSV


async def export_to(desk: Desk, wish: Wish) -> None:
    """Says on stderr what became of it. Raises OperatorError."""
    now = desk.clock()
    spec = replace(wish.spec, zone=desk.zone.key)
    path = wish.output or Path(name_of(spec, now))
    if path == STDOUT and spec.format in ON_PAPER and sys.stdout.isatty():
        raise OperatorError(f"A terminal can't show {spec.format}. Nothing was written. Name a file with --output.")
    with terminable(), explained(desk, path):
        check(spec)
        with opened(path) as file:
            written = Written(file)
            await write(desk, spec, View(now, desk.zone, None), written)
            file.flush()
    for line in ending(written, spec, path):
        typer.echo(line, err=True)


async def write(desk: Desk, spec: Spec, view: View, written: Written) -> None:
    """The bot may not be running: what nobody has planned is indexed first."""
    async with desk.db.read_raw() as raw:
        await index.compare(raw)
    shown = sys.stderr.isatty() and spec.what is What.TICKETS
    count = await total(desk.db, spec, view) if shown else 0
    async with aclosing(pieces(desk.db, spec, view, desk.t(spec.locale))) as some:
        async for piece in some:
            written.add(piece)
            if shown and monotonic() - written.told > CALM:
                written.told = monotonic()
                typer.echo(f"{written.rows:,} of {count:,} tickets …", err=True)


def ending(written: Written, spec: Spec, path: Path) -> Iterator[str]:
    """How much there is, and what it must look like."""
    what = "tickets" if spec.what is What.TICKETS else "values"
    where = "" if path == STDOUT else f" in {path}"
    yield f"{written.rows:,} {what}, {written.size:,} bytes{where}"
    yield f"sha256 {written.digest.hexdigest()}"
    if not written.rows:
        yield "No ticket fits: there is nothing in it but what stands around the rows."


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Under its name only once it is whole, and gone if it never is; a device or a pipe takes it as it comes."""
    if path == STDOUT:
        yield sys.stdout.buffer
        return
    if path.exists() and not path.is_file():
        with path.open("wb") as file:
            yield file
        return
    part = path.with_name(path.name + PART)
    with part.open("ab") as file:
        alone(file, path)
        try:
            file.truncate(0)
            yield file
            os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise


def alone(file: BinaryIO, path: Path) -> None:
    """Raises OperatorError while another export writes the same file."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as taken:
        raise OperatorError(f"Another export is writing {path}. Nothing was written.") from taken


@contextmanager
def explained(desk: Desk, path: Path) -> Iterator[None]:
    """What goes wrong with a reason is a sentence. Raises OperatorError."""
    try:
        yield
    except UserError as error:
        raise OperatorError(f"{desk.t('en')(error.key, **error.values)} Nothing was written.") from error
    except BrokenPipeError as closed:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python complains once more at its end
        raise OperatorError("Whoever read it has stopped; the rest was not written.") from closed
    except OSError as fault:
        why = "The disk is full" if fault.errno in NO_ROOM else f"{fault.strerror or fault}"
        raise OperatorError(f"{why}: {'the rest' if path == STDOUT else path} was not written.") from fault


@contextmanager
def terminable() -> Iterator[None]:
    """SIGTERM ends it as Ctrl-C does: nothing half is left."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    assert task is not None
    ended: list[bool] = []

    def end() -> None:
        ended.append(True)
        task.cancel()

    loop.add_signal_handler(signal.SIGTERM, end)
    try:
        yield
    except asyncio.CancelledError:
        if ended:
            raise SystemExit(TERMINATED) from None
        raise
    finally:
        loop.remove_signal_handler(signal.SIGTERM)
