"""A file as Slack knows it: https://docs.slack.dev/reference/objects/file-object."""

import re
from dataclasses import dataclass, field
from mimetypes import guess_type
from typing import Literal

from owona_bot.playground.cast import BOT_USER, TEAM
from owona_bot.playground.wire import Json

Stage = Literal["awaited", "uploaded", "complete", "deleted"]
_UNSAFE = re.compile(r"[^a-z0-9.]+|\.{2,}")


@dataclass(frozen=True, slots=True)
class Share:
    """A message that shows the file."""

    channel: str
    name: str
    private: bool
    ts: str
    thread_ts: str | None

    def shown(self, user: str) -> Json:
        told: Json = {
            "ts": self.ts,
            "channel_name": self.name,
            "team_id": TEAM,
            "share_user_id": user,
            "reply_users": [],
            "reply_users_count": 0,
            "reply_count": 0,
        }
        return told | ({"thread_ts": self.thread_ts} if self.thread_ts else {})


@dataclass(slots=True, eq=False)
class File:
    """`at` is where its bytes lie in the storage; `granted` when a person handed it to the app in a form."""

    id: str
    name: str
    size: int
    user: str
    base: str
    created: float
    at: int
    title: str = ""
    alt: str = ""
    stage: Stage = "awaited"
    granted: bool = False
    shares: list[Share] = field(default_factory=list)

    @property
    def mimetype(self) -> str:
        """By the name's ending; Slack looks at the bytes too."""
        return guess_type(self.name)[0] or "application/octet-stream"

    def shown(self) -> Json:
        """As messages and forms carry it, without its shares."""
        if self.stage == "deleted":
            return {"id": self.id, "mode": "tombstone"}
        kind = self.name.rpartition(".")[2].lower() if "." in self.name else "binary"
        told: Json = {
            "id": self.id,
            "created": int(self.created),
            "timestamp": int(self.created),
            "name": self.name,
            "title": self.title or self.name,
            "mimetype": self.mimetype,
            "filetype": kind,
            "pretty_type": kind.upper(),
            "user": self.user,
            "user_team": TEAM,
            "size": self.size,
            "mode": "hosted",
            "editable": False,
            "is_external": False,
            "external_type": "",
            "is_public": any(not share.private for share in self.shares),
            "public_url_shared": False,
            "display_as_bot": False,
            "file_access": "visible",
        }
        return told | self._links() | ({"alt_txt": self.alt} if self.alt else {})

    def _links(self) -> Json:
        """The name in an address is made harmless, as Slack makes it."""
        name = _UNSAFE.sub("_", self.name.lower())[:100].strip(".") or "file"
        private = f"{self.base}/files-pri/{TEAM}-{self.id}"
        return {
            "url_private": f"{private}/{name}",
            "url_private_download": f"{private}/download/{name}",
            "permalink": f"{self.base}/files/{self.user}/{self.id}/{name}",
        }

    def told(self) -> Json:
        """As files.info tells it: with the messages that show it, by channel."""
        if self.stage == "deleted":
            return self.shown()
        shares: dict[str, dict[str, list[Json]]] = {}
        for share in self.shares:
            kind = shares.setdefault("private" if share.private else "public", {})
            kind.setdefault(share.channel, []).append(share.shown(self.user))
        return self.shown() | {
            "shares": shares,
            "channels": list(shares.get("public", {})),
            "groups": [share.channel for share in self.shares if share.private and share.channel[0] != "D"],
            "ims": [share.channel for share in self.shares if share.channel[0] == "D"],
        }

    @property
    def of_bot(self) -> bool:
        return self.user == BOT_USER
