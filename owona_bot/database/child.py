"""A program that dies with the bot, run as another account if the bot is root.

This file is both sides: `command` builds the line the bot starts, and that line runs this very file, which gives
up root, asks the kernel for a signal at the bot's death and becomes the program. (`preexec_fn` would run Python
between fork and exec of a process with threads; and the kernel forgets the wish when the account changes, so it
can't come from the bot's side.) As a script it needs the standard library alone: `python -I -S child.py`.
"""

import ctypes
import os
import signal
import sys
from pathlib import Path
from typing import NamedTuple

PR_SET_PDEATHSIG = 1


class Account(NamedTuple):
    """Whom a program runs as."""

    name: str
    uid: int
    gid: int


def command(program: list[str], account: Account | None, last_wish: signal.Signals) -> list[str]:
    """What to start from the main thread: the signal comes when the *thread* that started it ends."""
    who = [str(account.uid), str(account.gid)] if account else ["-", "-"]
    return [sys.executable, "-I", "-S", str(Path(__file__)), *who, str(int(last_wish)), str(os.getpid()), *program]


def main(uid: str, gid: str, last_wish: str, parent: str, *program: str) -> None:
    """Become `program`; exits 126 with a line on stderr if it can't."""
    libc = ctypes.CDLL(None, use_errno=True)
    os.umask(0o077)
    try:
        if uid != "-":
            _become(int(uid), int(gid))
        libc.prctl(PR_SET_PDEATHSIG, int(last_wish))
        if os.getppid() == int(parent):  # else the bot died before the wish was made
            os.execv(program[0], program)  # noqa: S606  # that is the point: no shell, no fork
    except OSError as error:
        sys.stderr.write(f"{program[0]}: {error.strerror}\n")
        os._exit(126)


def _become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


if __name__ == "__main__":
    main(*sys.argv[1:])
