"""The app loses its token, or the workspace; and comes back without its channels."""

from dataclasses import replace

from owona_bot.playground.cast import BOT_USER
from owona_bot.playground.delivery import Delivery
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.slack import Slack
from owona_bot.playground.sockets import Sockets
from owona_bot.playground.wire import Json

ERRORS = ("token_revoked", "account_inactive")
"""What every call is answered with afterwards: for a revoked token, for an app that was uninstalled."""


async def revoke(slack: Slack, delivery: Delivery, sockets: Sockets, error: str) -> None:
    """Calls fail from now on; the app hears why, then its sockets close. Raises CannotDo."""
    if slack.revoked or error not in ERRORS:
        raise CannotDo(f"the app is gone: {slack.revoked}" if slack.revoked else f"nobody answers {error!r}")
    slack.revoked = error
    for channel in slack.workspace.channels.values():
        if channel.im is None:
            channel.members.discard(BOT_USER)
    _active(slack, active=False)
    tokens: Json = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [BOT_USER]}}
    await delivery.farewell("tokens_revoked", tokens | {"event_ts": slack.workspace.next_ts()})
    if error == "account_inactive":
        uninstalled = {"type": "app_uninstalled", "event_ts": slack.workspace.next_ts()}
        await delivery.farewell("app_uninstalled", uninstalled)
    await sockets.close("link_disabled")


def reinstall(slack: Slack) -> None:
    """With the same token; people have to invite the bot again."""
    slack.revoked = ""
    _active(slack, active=True)


def _active(slack: Slack, *, active: bool) -> None:
    bot = slack.workspace.users[BOT_USER]
    slack.workspace.users[BOT_USER] = replace(bot, deleted=not active)
