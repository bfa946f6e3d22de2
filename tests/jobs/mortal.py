"""Uploads that die in the middle, as a process does that is killed."""

from collections.abc import AsyncIterator

from owona_bot.slack.client import Spot
from owona_bot.slack.uploads import Upload, Uploads


class Killed(BaseException):
    """Nothing of this process catches it, as nothing catches a SIGKILL."""


class Mortal(Uploads):
    """Dies once, `before` or `after` one of its steps."""

    dies: tuple[str, str] | None = None

    async def send(self, upload: Upload, content: AsyncIterator[bytes], size: int) -> None:
        self.meet("before", "send")
        await super().send(upload, content, size)
        self.meet("after", "send")

    async def share(self, upload: Upload, name: str, spot: Spot) -> None:
        await super().share(upload, name, spot)
        self.meet("after", "share")

    def meet(self, *moment: str) -> None:
        if self.dies == moment:
            self.dies = None
            raise Killed
