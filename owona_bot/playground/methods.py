"""The methods of this slice: who answers, how often, with which scope."""

from collections.abc import Callable
from dataclasses import dataclass

from owona_bot.playground import chat, conversations, home, modals, pace, people, presence, reactions, uploading
from owona_bot.playground.call import Call
from owona_bot.playground.pace import Rate
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json

Handler = Callable[[Slack, Call], Json]


@dataclass(frozen=True, slots=True)
class Method:
    """`scopes` has the scope for each kind of channel, or one under ``""``."""

    answer: Handler
    rate: Rate
    scopes: dict[str, str]
    per_channel: bool = False


def _one(scope: str) -> dict[str, str]:
    return {"": scope} if scope else {}


_READ = {"channels": "channels:read", "groups": "groups:read", "im": "im:read"}
_HISTORY = {"channels": "channels:history", "groups": "groups:history", "im": "im:history"}

METHODS: dict[str, Method] = {
    "auth.test": Method(people.auth_test, pace.SPECIAL, _one("")),
    "users.list": Method(people.list_users, pace.TIER_2, _one("users:read")),
    "users.info": Method(people.info, pace.TIER_4, _one("users:read")),
    "users.lookupByEmail": Method(people.lookup_by_email, pace.TIER_3, _one("users:read.email")),
    "users.getPresence": Method(presence.get_presence, pace.TIER_3, _one("users:read")),
    "dnd.info": Method(presence.dnd_info, pace.TIER_3, _one("dnd:read")),
    "dnd.teamInfo": Method(presence.dnd_team_info, pace.TIER_2, _one("dnd:read")),
    "conversations.list": Method(conversations.list_channels, pace.TIER_2, _READ),
    "conversations.info": Method(conversations.info, pace.TIER_3, _READ),
    "conversations.history": Method(conversations.history, pace.TIER_3, _HISTORY),
    "conversations.replies": Method(conversations.replies, pace.TIER_3, _HISTORY),
    "conversations.open": Method(conversations.open_direct, pace.TIER_3, _one("im:write")),
    "chat.postMessage": Method(chat.post_message, pace.POST, _one("chat:write"), per_channel=True),
    "chat.update": Method(chat.update, pace.TIER_3, _one("chat:write")),
    "chat.delete": Method(chat.delete, pace.TIER_3, _one("chat:write")),
    "chat.postEphemeral": Method(chat.post_ephemeral, pace.TIER_4, _one("chat:write")),
    "chat.getPermalink": Method(chat.get_permalink, pace.SPECIAL, _one("")),
    "reactions.add": Method(reactions.add, pace.TIER_3, _one("reactions:write")),
    "reactions.remove": Method(reactions.remove, pace.TIER_2, _one("reactions:write")),
    "reactions.get": Method(reactions.get, pace.TIER_3, _one("reactions:read")),
    "files.getUploadURLExternal": Method(uploading.get_upload_url, pace.TIER_4, _one("files:write")),
    "files.completeUploadExternal": Method(uploading.complete_upload, pace.TIER_4, _one("files:write")),
    "files.info": Method(uploading.info, pace.TIER_4, _one("files:read")),
    "views.open": Method(modals.open_view, pace.TIER_4, _one("")),
    "views.update": Method(modals.update_view, pace.TIER_4, _one("")),
    "views.push": Method(modals.push_view, pace.TIER_4, _one("")),
    "views.publish": Method(home.publish, pace.TIER_4, _one("")),
}
