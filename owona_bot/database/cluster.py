"""The data folder of the embedded PostgreSQL, at rest: who may use it, whether its data fit, how they begin.

<data>/lock          held by the bot that uses the folder; holds its pid
<data>/postgresql/   the cluster, of the server's account alone
<data>/socket/       where the server listens, of the server's account alone
<data>/server.log
<data>/pg-18.6-*/    as root, if need be: a copy of the programs
"""

import fcntl
import os
import pwd
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from subprocess import CalledProcessError
from tempfile import gettempdir, mkdtemp

from owona_bot.database.binaries import Binaries, EmbeddedError

OWNER = "owona"
DATABASE = "owona_bot"
LONGEST_SOCKET_FOLDER = 90
"""Bytes; the kernel takes 107 and PostgreSQL adds `/.s.PGSQL.5432`."""


class Cluster:
    """One cluster in its data folder; the steps to a start are in the order of the methods."""

    def __init__(self, data: Path, binaries: Binaries) -> None:
        self.data = data
        self.folder = data / "postgresql"
        self.log = data / "server.log"
        self.binaries = binaries
        self.owner = binaries.account.uid if binaries.account else os.geteuid()
        self._lock: int | None = None

    def check(self) -> None:
        """Only reads: raises EmbeddedError if the data are another account's or another major version's."""
        if not self._exists():
            return
        if self.folder.stat().st_uid != self.owner:
            raise EmbeddedError(self._of_another_account())
        if not (self.folder / "PG_VERSION").is_file():
            raise EmbeddedError(f"{self.folder} holds no PostgreSQL data: nothing was touched; {ELSEWHERE}.")
        version = (self.folder / "PG_VERSION").read_text().strip()
        if version != str(self.binaries.major):
            raise EmbeddedError(
                f"The data in {self.folder} are of PostgreSQL {version}, but the programs in {self.binaries.folder} "
                f"are PostgreSQL {self.binaries.major}: nothing was touched; set OWONA_PG_BIN to the programs of "
                f"PostgreSQL {version}, or {ELSEWHERE}."
            )

    def _exists(self) -> bool:
        return self.folder.exists() and (self.folder.stat().st_uid != self.owner or any(self.folder.iterdir()))

    def _of_another_account(self) -> str:
        return (
            f"The data in {self.folder} belong to {_name(self.folder.stat().st_uid)}, but here the server runs as "
            f"{_name(self.owner)}: nothing was touched; start the bot as before, or {ELSEWHERE}."
        )

    def lock(self) -> None:
        """Ours until `unlock`, or until we die; raises EmbeddedError if another bot has it."""
        self._make_data()
        self._lock = os.open(self.data / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise EmbeddedError(self.used_by(os.pread(self._lock, 20, 0).decode().strip() or "unknown")) from None
        os.pwrite(self._lock, f"{os.getpid():<19}\n".encode(), 0)

    def _make_data(self) -> None:
        """Folders that are there keep their mode; new ones get theirs whatever root's umask is."""
        mode = 0o755 if self.binaries.account else 0o700
        missing = [folder for folder in (self.data, *self.data.parents) if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            folder.chmod(mode)

    def unlock(self) -> None:
        """Again and again does no harm."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def used_by(self, pid: int | str) -> str:
        """The message for whoever comes second."""
        return (
            f"The data folder {self.data} is in use by process {pid}: nothing was touched; stop that process first, "
            f"or {ELSEWHERE}."
        )

    def create(self, *, durable: bool) -> None:
        """A cluster with an empty database `owona_bot`, complete or not at all; one that exists stays."""
        for unfinished in self.data.glob("postgresql-unfinished-*"):
            shutil.rmtree(unfinished, ignore_errors=True)  # a killed bot's `initdb` may still be dying in it
        if self._exists():
            return
        unfinished = Path(mkdtemp(prefix="postgresql-unfinished-", dir=self.data))
        try:
            self._fill(unfinished, durable=durable)
            unfinished.rename(self.folder)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise

    def _fill(self, folder: Path, *, durable: bool) -> None:
        self._hand_over(folder)
        unicode = ["--locale-provider=builtin"] if self.binaries.major >= 17 else []  # the libc's C.UTF-8 before that
        self.binaries.run(
            *("initdb", "-D", str(folder), "--username", OWNER, "--auth=trust", "--encoding=UTF8"),
            *("--locale=C.UTF-8", *unicode, *([] if durable else ["--no-sync"]), "--no-instructions"),
        )
        alone = ["--single", "-D", str(folder), "-c", f"fsync={'on' if durable else 'off'}", "postgres"]
        self.binaries.run("postgres", *alone, said=f"create database {DATABASE}\n")

    def socket(self) -> Path:
        """The folder of the socket, made if missing: closed to all but the server's account (and root).

        Whoever can enter it could read the data files as well, so the server asks for no password there.
        """
        mark = sha256(os.fsencode(self.folder)).hexdigest()[:12]
        near, far = self.data / "socket", Path(gettempdir()) / f"{DATABASE}-{mark}"
        folder = near if len(os.fsencode(near)) <= LONGEST_SOCKET_FOLDER else far
        if not os.path.lexists(folder):
            folder.mkdir(mode=0o700)
            self._hand_over(folder)
        found = folder.lstat()
        if found.st_uid != self.owner or found.st_mode & 0o170077 != 0o040000:
            raise EmbeddedError(f"{folder} is not a folder closed to others: nothing was touched; remove it.")
        return folder

    def _hand_over(self, folder: Path) -> None:
        if self.binaries.account:
            os.chown(folder, self.binaries.account.uid, self.binaries.account.gid)

    @property
    def name(self) -> str:
        """Stands in the title of each of the server's processes but the first: `postgres: <name>: ...`."""
        found = self.folder.stat()
        return f"{DATABASE}_{found.st_dev:x}_{found.st_ino:x}"

    def postmaster(self) -> list[str]:
        """The lines of `postmaster.pid`: pid first, on the eighth whether it is "ready"; none if it is missing."""
        try:
            return (self.folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def occupant(self) -> int | None:
        """Whoever still stands in the way of a start: a server, or what is left of one, which is killed.

        A backend busy with a long query doesn't notice that its server was killed, and would block the next one.
        """
        lines = self.postmaster()
        if lines and _is_server(int(lines[0]), self.owner):
            return int(lines[0])
        (self.folder / "postmaster.pid").unlink(missing_ok=True)  # of a reused or unreaped pid, else in the way
        left = [pid for pid in _processes() if _title(pid).startswith(f"postgres: {self.name}: ")]
        for pid in left:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        return left[0] if left else None


ELSEWHERE = "choose another folder with OWONA_DATA, or the demo's --keep"


@contextmanager
def explained(cluster: Cluster) -> Iterator[None]:
    """What the system or PostgreSQL says becomes a sentence for the operator."""
    try:
        yield
    except OSError as error:
        raise EmbeddedError(explanation(cluster, str(error))) from error
    except CalledProcessError as error:
        raise EmbeddedError(explanation(cluster, error.stderr.strip())) from error


def explanation(cluster: Cluster, said: str) -> str:
    """The sentence; what was `said` last where we know no better."""
    data = cluster.data
    if re.search("No space left|quota exceeded|Check free disk space", said, re.IGNORECASE) or (
        not said and _is_full(data)
    ):
        return f"The disk of {data} is full: existing data are kept; free some space (100 MB), or {ELSEWHERE}."
    if "Read-only file system" in said:
        return f"The disk of {data} is read-only: nothing was touched; make it writable, or {ELSEWHERE}."
    if re.search("Permission denied|Operation not permitted", said):
        return f"{_barrier(cluster)} ({said.splitlines()[-1]}): nothing was touched; open it, or {ELSEWHERE}."
    words = " / ".join(said.splitlines()[-3:]) or "without a word"
    return f"PostgreSQL ended: {words} (more in {cluster.log})."


def _is_full(data: Path) -> bool:
    """Less than 1 MB for others than root: then not even the server's last words fit into its log."""
    disk = os.statvfs(data)
    return disk.f_bavail * disk.f_frsize < 1 << 20


def _barrier(cluster: Cluster) -> str:
    who = _name(cluster.owner)
    for folder in reversed([cluster.data, *cluster.data.parents]):
        if cluster.binaries.account and folder.exists() and not folder.stat().st_mode & 0o001:
            return f"The server runs as {who}, who can't pass the folder {folder}"
    return f"{who} may not use the data folder {cluster.data}"


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())


def _title(pid: int) -> str:
    """The command line as `ps` shows it; empty for a process that is gone, unreaped, or the kernel's."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except (FileNotFoundError, ProcessLookupError):
        return ""


def _is_server(pid: int, owner: int) -> bool:
    """Alive, of the server's account, and a postmaster: a pid file outlives its process, and pids come again."""
    process = Path(f"/proc/{pid}")
    try:
        is_postgres = process.stat().st_uid == owner and (process / "comm").read_text() == "postgres\n"
    except (FileNotFoundError, ProcessLookupError):
        return False
    title = _title(pid)
    return is_postgres and title != "" and not title.startswith("postgres: ")
