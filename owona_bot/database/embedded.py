"""The PostgreSQL that the bot brings along and runs itself, for whoever has none (`OWONA_DATABASE_URL` unset).

    server = start(default_data())          # in the main thread, before the event loop
    asyncio.run(main(server.url()))         # with `watch(server)` as one of its tasks
    server.stop()

The server never outlives the bot: the kernel sends it SIGQUIT when the bot dies, however it dies. It then drops all
connections without a checkpoint, so that it is gone at once; the next start replays its log.
"""

import asyncio
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from owona_bot.database.binaries import ENVIRONMENT, EmbeddedError, find, within_reach
from owona_bot.database.cluster import DATABASE, OWNER, Cluster, explained, explanation

__all__ = ["EmbeddedError", "Server", "default_data", "start", "watch"]

log = logging.getLogger(__name__)

PREDECESSOR_SECONDS = 10.0
RECOVERY_SECONDS = 300.0
STOP_SECONDS = 30.0
POLL_SECONDS = 0.2
LARGEST_LOG = 16 << 20

FORGETFUL = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
}
"""For tests: a killed server's data may be lost."""


def default_data() -> Path:
    """/var/lib/owona_bot for root, else `owona_bot` in the user's data folder (XDG)."""
    if os.geteuid() == 0:
        return Path("/var/lib/owona_bot")
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "owona_bot"


def start(data: Path, *, binaries: Path | None = None, durable: bool = True, max_connections: int = 100) -> "Server":
    """Start the server of this folder, making the data if there are none; returns when it takes connections.

    Blocks (a second for new data), belongs in the main thread, and raises EmbeddedError.
    """
    cluster = Cluster(data.absolute(), find(binaries))
    server = Server(cluster, FORGETFUL if not durable else {}, max_connections)
    try:
        with explained(cluster):
            cluster.check()
            cluster.lock()
            cluster.binaries = within_reach(cluster.binaries, cluster.data)
            cluster.create(durable=durable)
        for pause in server.steps():
            time.sleep(pause)
    except BaseException:
        server.stop()
        raise
    return server


class Server:
    """A running server; `start` makes it, `watch` keeps it running."""

    def __init__(self, cluster: Cluster, settings: dict[str, str], max_connections: int) -> None:
        self.cluster = cluster
        self.stopped = False
        self._settings = {"max_connections": str(max_connections), **settings}
        self._process: subprocess.Popen[bytes] | None = None
        self.socket = cluster.data
        self._log_began = 0

    @property
    def data(self) -> Path:
        """The folder that `start` was given."""
        return self.cluster.data

    @property
    def major(self) -> int:
        """PostgreSQL's major version."""
        return self.cluster.binaries.major

    @property
    def pid(self) -> int:
        """The postmaster's; another one after each restart."""
        assert self._process is not None
        return self._process.pid

    def url(self, database: str = DATABASE, user: str = OWNER) -> str:
        """For libpq and asyncpg (for SQLAlchemy, put `+asyncpg` behind `postgresql`); `owona` is superuser."""
        return f"postgresql://{user}@/{quote(database)}?host={quote(str(self.socket), safe='')}&port=5432"

    def alive(self) -> bool:
        """Whether the server's first process runs; it may still be recovering."""
        return self._process is not None and self._process.poll() is None

    def steps(self) -> Iterator[float]:
        """Wait for the end of a predecessor, launch, wait until ready; yields the seconds to sleep in between."""
        with explained(self.cluster):
            patience = time.monotonic() + PREDECESSOR_SECONDS
            while pid := self.cluster.occupant():
                if time.monotonic() > patience:
                    raise EmbeddedError(self.cluster.used_by(pid))
                yield 0.05
            if self.stopped:
                return
            self._launch()
            patience = time.monotonic() + RECOVERY_SECONDS
            while not self.stopped and not self._ready():
                if time.monotonic() > patience:
                    raise EmbeddedError(f"PostgreSQL is not ready after {RECOVERY_SECONDS:.0f} s: see {self.log}.")
                yield 0.02

    def _launch(self) -> None:
        if threading.current_thread() is not threading.main_thread():
            raise RuntimeError("the server would die with this thread: start it from the main thread")
        self.shorten_log()
        with os.fdopen(os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log_file:
            self._log_began = log_file.tell()
            self._process = subprocess.Popen(  # noqa: S603  # our own words, no shell
                self._command(), stdin=subprocess.DEVNULL, stdout=log_file, stderr=log_file,
                env=ENVIRONMENT, cwd="/", start_new_session=True,
            )  # fmt: skip

    def _command(self) -> list[str]:
        """A session of its own: Ctrl-C is for the bot, which then stops the server."""
        self.socket = self.cluster.socket()
        quoted = '"' + str(self.socket).replace('"', '""') + '"'
        settings = {
            "listen_addresses": "",
            "port": "5432",
            "unix_socket_directories": quoted,
            "unix_socket_permissions": "0700",
            "cluster_name": self.cluster.name,
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_checkpoints": "off",
            "recovery_init_sync_method": "syncfs",
            **self._settings,
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        folder = str(self.cluster.folder)
        return self.cluster.binaries.command("postgres", "-D", folder, *options, last_wish=signal.SIGQUIT)

    def _ready(self) -> bool:
        if not self.alive():
            raise EmbeddedError(explanation(self.cluster, self._last_words()))
        lines = self.cluster.postmaster()
        return len(lines) >= 8 and lines[0] == str(self.pid) and lines[7].strip() == "ready"

    def _last_words(self) -> str:
        with self.log.open("rb") as log_file:
            log_file.seek(self._log_began)
            return log_file.read(LARGEST_LOG).decode(errors="replace").strip()

    @property
    def log(self) -> Path:
        """What the server writes; may hold customers' text, so it is closed to others."""
        return self.cluster.log

    def shorten_log(self) -> None:
        """Begin the log anew when it is too large; the server, which appends, doesn't notice."""
        if self.log.exists() and self.log.stat().st_size > LARGEST_LOG:
            os.truncate(self.log, 0)

    def stop(self) -> None:
        """End the server after a checkpoint, and give the folder free; again does no harm."""
        self.stopped = True
        for wish, seconds in ((signal.SIGINT, STOP_SECONDS), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
            if self._process is None or self._ends(self._process, wish, seconds):
                break
        if self.socket != self.data:
            with suppress(OSError):
                self.socket.rmdir()
        self.cluster.unlock()

    @staticmethod
    def _ends(process: subprocess.Popen[bytes], wish: signal.Signals, seconds: float) -> bool:
        process.send_signal(wish)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True


async def watch(server: "Server") -> None:
    """Start the server again whenever it is gone, for ever or until `stop`; runs in the main thread's loop."""
    while not server.stopped:
        await asyncio.sleep(POLL_SECONDS)
        if not server.alive() and not server.stopped:
            await _again(server)
        server.shorten_log()


async def _again(server: "Server") -> None:
    log.warning("the embedded PostgreSQL is gone: starting it again")
    try:
        for pause in server.steps():
            await asyncio.sleep(pause)
    except EmbeddedError as error:
        log.error("the embedded PostgreSQL does not start: %s", error)
        await asyncio.sleep(10 * POLL_SECONDS)
