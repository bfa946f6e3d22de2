"""The files of the workspace: awaited, uploaded, shared."""

import asyncio
import secrets
from collections.abc import Callable

from owona_bot.playground.file import File
from owona_bot.playground.storage import Storage
from owona_bot.playground.wire import new_id


class Files:
    """`lag` is how many seconds after files.completeUploadExternal a file stands where it was shared."""

    def __init__(self) -> None:
        self.storage = Storage()
        self.by_id: dict[str, File] = {}
        self.lag = 0.0
        self._keys: dict[str, str] = {}
        self._later: set[asyncio.TimerHandle] = set()

    def new(self, name: str, size: int, user: str, base: str, now: float) -> File:
        """Awaited: its bytes are still to come."""
        file = File(new_id("F"), name, size, user, base, now, self.storage.room(size))
        self.by_id[file.id] = file
        return file

    def key(self, file: File) -> str:
        """What the address ends in that its bytes go to."""
        key = secrets.token_urlsafe(32)
        self._keys[key] = file.id
        return key

    def behind(self, key: str) -> File | None:
        """The file whose bytes may come to that address; none once the upload is complete."""
        file = self.by_id.get(self._keys.get(key, ""))
        return file if file is not None and file.stage in ("awaited", "uploaded") else None

    def of(self, user: str, word: str) -> File | None:
        """The newest of a person's files with that id or name."""
        mine = [file for file in self.by_id.values() if file.user == user and file.stage == "complete"]
        return next((file for file in reversed(mine) if word in (file.id, file.name)), None)

    def after_lag(self, share: Callable[[], None]) -> None:
        """At once without a lag, so that an answer tells of it."""
        if not self.lag:
            share()
            return

        def run() -> None:
            self._later.discard(handle)
            share()

        handle = asyncio.get_running_loop().call_later(self.lag, run)
        self._later.add(handle)

    def forget(self) -> None:
        """What was to be shared later never is."""
        for handle in self._later:
            handle.cancel()
        self._later.clear()
        self._keys.clear()
        self.by_id.clear()
        self.storage.close()
        self.lag = 0.0
