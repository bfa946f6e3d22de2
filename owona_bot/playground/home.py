"""The App Home: views.publish, and what the app hears when a person opens it."""

from owona_bot.playground.call import Call
from owona_bot.playground.cast import User
from owona_bot.playground.modals import read_view, shown
from owona_bot.playground.pressing import CannotDo
from owona_bot.playground.refusals import refuse, schema
from owona_bot.playground.slack import Slack
from owona_bot.playground.views import View
from owona_bot.playground.wire import Json

TABS = ("home", "messages")


def publish(slack: Slack, call: Call) -> Json:
    """For one person; a stale hash is refused, none at all overwrites."""
    if not slack.manifest.home:
        raise refuse("not_enabled")
    user = slack.workspace.users.get(call.text("user_id"))
    if user is None:
        raise schema("invalid_arguments", ["must be a valid user [json-pointer:/user_id]"])
    standing = slack.views.homes.get(user.id)
    payload = read_view(slack, call.data("view", "invalid_arguments"), standing, "home")
    given = call.text("hash")
    if given and (standing is None or given != standing.hash):
        raise refuse("hash_conflict")
    return {"ok": True, "view": shown(slack.views.publish(user.id, payload, slack.now()))}


def opened(slack: Slack, user: User, tab: str) -> None:
    """`app_home_opened`, with the view where one was published before. Raises CannotDo."""
    if tab not in TABS or not {"home": slack.manifest.home, "messages": slack.manifest.messages}[tab]:
        raise CannotDo(f"the app has no tab {tab!r}")
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": slack.workspace.direct(user).id,
        "tab": tab,
        "event_ts": slack.workspace.next_ts(),
    }
    home = slack.views.homes.get(user.id)
    if tab == "home" and home is not None:
        event["view"] = shown(home)
    slack.emit("app_home_opened", event)


def standing(slack: Slack, user: User) -> View:
    """Raises CannotDo."""
    home = slack.views.homes.get(user.id)
    if home is None:
        raise CannotDo(f"nothing was published to the Home of {user.name}")
    return home
