"""Response URLs, and what only one person sees."""

import secrets
from dataclasses import dataclass

from owona_bot.playground.refusals import refuse
from owona_bot.playground.wire import Json

USES = 5
KEPT = 10_000


@dataclass(slots=True)
class Ephemeral:
    """A message for one person; `via` is `command`, `response_url` or `chat.postEphemeral`."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json]
    via: str
    thread_ts: str | None = None

    def told(self) -> Json:
        told: Json = {"ts": self.ts, "channel": self.channel, "user": self.user, "text": self.text, "via": self.via}
        if self.blocks:
            told["blocks"] = self.blocks
        if self.thread_ts:
            told["thread_ts"] = self.thread_ts
        return told


@dataclass(slots=True)
class ResponseUrl:
    """`message` is the ts of the message a button stood on, whose replacing it allows."""

    user: str
    channel: str
    born: float
    message: str | None = None
    thread_ts: str | None = None
    uses: int = 0


class Replies:
    """Five uses within `life` seconds a response URL; ephemerals are kept by person."""

    def __init__(self, life: float) -> None:
        self.life = life
        self.urls: dict[str, ResponseUrl] = {}
        self.ephemerals: dict[str, list[Ephemeral]] = {}

    def make(self, url: ResponseUrl) -> str:
        """The key that the URL ends in."""
        key = secrets.token_urlsafe(18)
        self.urls[key] = url
        if len(self.urls) > KEPT:
            del self.urls[next(iter(self.urls))]
        return key

    def use(self, key: str, now: float) -> ResponseUrl:
        url = self.urls.get(key)
        if url is None or now - url.born > self.life:
            raise refuse("expired_url")
        if url.uses >= USES:
            raise refuse("used_url")
        url.uses += 1
        return url

    def whisper(self, ephemeral: Ephemeral) -> None:
        self.ephemerals.setdefault(ephemeral.user, []).append(ephemeral)

    def find(self, user: str, ts: str) -> Ephemeral | None:
        return next((e for e in self.ephemerals.get(user, ()) if e.ts == ts), None)

    def forget(self) -> None:
        self.urls.clear()
        self.ephemerals.clear()
