"""What one window shows: the rooms of its person, the newest messages of a room, a thread, a modal, the Home."""

from dataclasses import dataclass

from owona_bot.playground.cast import BOT_USER, User
from owona_bot.playground.modals import shown
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel, Message

PAGE = 50
WHISPERS = 50


@dataclass(frozen=True, slots=True)
class Window:
    """Who looks, into which room and thread, and how many messages up."""

    user: User
    channel: Channel
    thread: str | None = None
    count: int = PAGE


def pieces(slack: Slack, window: Window) -> Json:
    """`m:<ts>` is a message, `t:<ts>` one of the thread; `order` and `thread` are their ts, oldest first."""
    top = window.channel.top[-window.count :]
    parent = window.channel.by_ts.get(window.thread or "")
    thread = [parent, *parent.replies] if parent else []
    return {
        "rooms": [room(channel) for channel in rooms(slack, window.user)],
        "order": [message.ts for message in top],
        "older": len(window.channel.top) - len(top),
        "thread": [message.ts for message in thread],
        "whispers": whispers(slack, window),
        "modal": modal(slack, window.user),
        "home": home(slack, window.user),
        "closed": closed(slack, window.user),
        "revoked": slack.revoked,
        "people": {user.id: person(user, slack.now()) for user in slack.workspace.users.values()},
        **{f"m:{message.ts}": told(message) for message in top},
        **{f"t:{message.ts}": told(message) for message in thread},
    }


def told(message: Message) -> Json:
    """Without what only the app reads."""
    return {name: value for name, value in message.told().items() if name not in ("metadata", "team", "accepted_at")}


def rooms(slack: Slack, user: User) -> list[Channel]:
    """Those of the person, the bot's own conversation with them last."""
    direct = slack.workspace.direct(user)
    public = [c for c in slack.workspace.channels.values() if c.im is None and user.id in c.members and not c.archived]
    return [*public, direct]


def room(channel: Channel) -> Json:
    """`total` grows with each message that the room shows."""
    return {
        "id": channel.id,
        "name": channel.name if channel.im is None else "owona",
        "private": channel.private,
        "im": channel.im is not None,
        "bot": BOT_USER in channel.members,
        "total": len(channel.top),
        "members": len(channel.members),
    }


def person(user: User, now: float) -> Json:
    return {
        "id": user.id,
        "name": user.display_name or user.real_name,
        "real_name": user.real_name,
        "handle": user.name,
        "bot": user.is_bot,
        "guest": user.is_restricted or user.is_ultra_restricted,
        "stranger": user.is_stranger,
        "deleted": user.deleted,
        "locale": user.locale,
        "away": user.away,
        "dnd": user.dnd_until > now,
        "status": [user.status_emoji, user.status_text],
    }


def whispers(slack: Slack, window: Window) -> list[Json]:
    """What only this person sees here."""
    mine = slack.replies.ephemerals.get(window.user.id, ())
    return [seen.told() for seen in mine if seen.channel == window.channel.id][-WHISPERS:]


def home(slack: Slack, user: User) -> Json | None:
    """What the app published for this person."""
    standing = slack.views.homes.get(user.id)
    return shown(standing) if standing else None


def closed(slack: Slack, user: User) -> list[Json]:
    """Archived rooms of the person, which can be opened again."""
    found = [c for c in slack.workspace.channels.values() if c.archived and user.id in c.members]
    return [{"id": channel.id, "name": channel.name} for channel in found]


def modal(slack: Slack, user: User) -> Json | None:
    """The one on top; `depth` is how many lie beneath it."""
    stack = slack.views.stacks.get(user.id)
    return {"view": shown(stack[-1]), "depth": len(stack) - 1} if stack else None
