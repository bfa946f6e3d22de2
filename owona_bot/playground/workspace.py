"""What stands in the workspace: people, channels, messages; all in memory."""

import time
from dataclasses import dataclass, field

from owona_bot.playground import cast
from owona_bot.playground.cast import BOT, BOT_USER, TEAM, User
from owona_bot.playground.file import File
from owona_bot.playground.wire import Json


@dataclass(slots=True, eq=False)
class Message:
    """One message; `order` is its place in the order of arrival, `accepted_at` the clock when Slack took it."""

    ts: str
    channel: str
    user: str
    order: int
    accepted_at: float
    text: str
    blocks: list[Json]
    thread_ts: str | None = None
    metadata: Json | None = None
    mentions: list[str] = field(default_factory=list)
    attachments: list[Json] = field(default_factory=list)
    files: list[File] = field(default_factory=list)
    edited: str | None = None
    edits: int = 0
    deleted: bool = False
    broadcast: bool = False
    reactions: dict[str, list[str]] = field(default_factory=dict)
    replies: list["Message"] = field(default_factory=list)

    @property
    def of_bot(self) -> bool:
        return self.user == BOT_USER

    def shown(self, *, metadata: bool = False) -> Json:
        """As conversations.history tells it."""
        told: Json = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM}
        if self.deleted:
            told["subtype"], told["hidden"] = "tombstone", True
        if self.of_bot:
            told["bot_id"], told["app_id"] = BOT, cast.APP
        if self.blocks:
            told["blocks"] = self.blocks
        if self.attachments:
            told["attachments"] = self.attachments
        if self.files:
            told["files"], told["upload"] = [file.shown() for file in self.files], True
        if self.edited:
            told["edited"] = {"user": self.user, "ts": self.edited}
        if metadata and self.metadata:
            told["metadata"] = self.metadata
        if self.reactions:
            told["reactions"] = [{"name": n, "users": u, "count": len(u)} for n, u in self.reactions.items()]
        return told | self._thread()

    def _thread(self) -> Json:
        if self.thread_ts:
            return {"thread_ts": self.thread_ts} | ({"subtype": "thread_broadcast"} if self.broadcast else {})
        if not self.replies:
            return {}
        users = list(dict.fromkeys(reply.user for reply in self.replies))
        return {
            "thread_ts": self.ts,
            "reply_count": len(self.replies),
            "reply_users": users,
            "reply_users_count": len(users),
            "latest_reply": self.replies[-1].ts,
        }

    def told(self) -> Json:
        """As the control API tells it: with what only the playground knows."""
        return self.shown(metadata=True) | {
            "channel": self.channel,
            "order": self.order,
            "accepted_at": self.accepted_at,
            "active_mentions": self.mentions,
            "edits": self.edits,
        }


@dataclass(slots=True, eq=False)
class Channel:
    """`top` holds what history shows, `by_ts` every message that stands."""

    id: str
    name: str
    private: bool = False
    archived: bool = False
    im: str | None = None
    members: set[str] = field(default_factory=set)
    top: list[Message] = field(default_factory=list)
    by_ts: dict[str, Message] = field(default_factory=dict)

    def shown(self, reader: str) -> Json:
        told: Json = {
            "id": self.id,
            "is_im": self.im is not None,
            "is_channel": not self.private and self.im is None,
            "is_group": self.private,
            "is_private": self.private or self.im is not None,
            "is_archived": self.archived,
            "is_member": reader in self.members,
            "context_team_id": TEAM,
        }
        if self.im:
            return told | {"user": self.im}
        return told | {"name": self.name, "name_normalized": self.name, "num_members": len(self.members)}


class Workspace:
    """Team T0OWONA; `now` is the wall clock, `next_ts` never gives one time twice."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {user.id: user for user in cast.USERS}
        self.channels: dict[str, Channel] = {}
        self._last = 0
        self._order = 0
        active = {user.id for user in cast.USERS if not user.deleted}
        for room in cast.ROOMS:
            members = active if room.bot else active - {BOT_USER}
            self.channels[room.id] = Channel(room.id, room.name, room.private, room.archived, members=set(members))

    @staticmethod
    def now() -> float:
        return time.time()

    def next_ts(self) -> str:
        """Unique and growing, `1700000000.000100`."""
        self._last = max(int(self.now() * 1_000_000), self._last + 1)
        return f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"

    def post(self, channel: Channel, message: Message) -> None:
        channel.by_ts[message.ts] = message
        if message.thread_ts:
            channel.by_ts[message.thread_ts].replies.append(message)
        if not message.thread_ts or message.broadcast:
            channel.top.append(message)

    def compose(self, channel: Channel, user: str, text: str, blocks: list[Json]) -> Message:
        """A message with the next ts and place in the order of arrival, not yet posted."""
        self._order += 1
        return Message(self.next_ts(), channel.id, user, self._order, self.now(), text, blocks)

    def resume(self, message: Message) -> None:
        """One of an earlier life stands again: what comes now comes after it."""
        self._order = max(self._order, message.order)

    def delete(self, channel: Channel, message: Message) -> None:
        """A parent with replies leaves a tombstone, so that its thread stands."""
        if message.replies:
            message.text, message.deleted = "This message was deleted.", True
            message.blocks, message.files, message.metadata = [], [], None
            return
        del channel.by_ts[message.ts]
        if message in channel.top:
            channel.top.remove(message)
        parent = channel.by_ts.get(message.thread_ts or "")
        if parent is not None:
            parent.replies.remove(message)

    def find_channel(self, name: str) -> Channel | None:
        """By id, `name` or `#name`."""
        found = self.channels.get(name)
        if found is not None:
            return found
        bare = name.removeprefix("#")
        return next((c for c in self.channels.values() if c.name == bare and c.im is None), None)

    def find_user(self, name: str) -> User | None:
        """By id, handle, display name, full name or address."""
        found = self.users.get(name)
        if found is not None:
            return found
        bare = name.removeprefix("@").casefold()
        for user in self.users.values():
            known = {user.name, user.display_name, user.real_name, user.email}
            if bare and bare in {word.casefold() for word in known}:
                return user
        return None

    @staticmethod
    def direct_id(user: User) -> str:
        return "D" + user.id.removeprefix("U")

    def direct(self, user: User) -> Channel:
        """The DM of the bot with `user`, opened when first needed."""
        id_ = self.direct_id(user)
        if id_ not in self.channels:
            members = {user.id, BOT_USER}
            self.channels[id_] = Channel(id_, user.name, im=user.id, members=members)
        return self.channels[id_]

    def messages(self, channel: Channel) -> list[Message]:
        """All that stands, in order of arrival."""
        return list(channel.by_ts.values())

    def forget_messages(self) -> None:
        for channel in self.channels.values():
            channel.top.clear()
            channel.by_ts.clear()
