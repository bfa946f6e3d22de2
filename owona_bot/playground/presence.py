"""users.getPresence, dnd.info, dnd.teamInfo: who is there, and who is not to be disturbed."""

from owona_bot.playground.call import Call
from owona_bot.playground.cast import BOT_USER, User
from owona_bot.playground.refusals import refuse
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json

MOST = 50
"""Users of one dnd.teamInfo."""

NIGHT = 14 * 3600
"""Seconds until the next quiet night of somebody who has a schedule for it."""


def get_presence(slack: Slack, call: Call) -> Json:
    """Of others the word alone; who asks for themselves hears more. Whoever is gone is away."""
    user = _asked(slack, call)
    told: Json = {"ok": True, "presence": "away" if user.away or user.deleted else "active"}
    if user.id == BOT_USER:
        told |= {"online": True, "auto_away": False, "manual_away": False, "connection_count": 1}
    return told


def dnd_info(slack: Slack, call: Call) -> Json:
    return {"ok": True, **quiet(slack, _asked(slack, call))}


def dnd_team_info(slack: Slack, call: Call) -> Json:
    names = [name.strip() for name in call.text("users").split(",") if name.strip()]
    if not names:
        raise refuse("no_users_provided")
    if len(names) > MOST:
        raise refuse("invalid_arguments")
    found = [slack.workspace.users.get(name) for name in names]
    if None in found:
        raise refuse("user_not_visible")
    return {"ok": True, "users": {user.id: quiet(slack, user) for user in found if user is not None}}


def quiet(slack: Slack, user: User) -> Json:
    """`dnd_enabled` only says that there are quiet hours at all; those that are now have begun already."""
    now = slack.now()
    if user.dnd_until > now:
        return {"dnd_enabled": True, "next_dnd_start_ts": int(now) - 60, "next_dnd_end_ts": int(user.dnd_until)}
    begin = int(now) + NIGHT
    return {"dnd_enabled": True, "next_dnd_start_ts": begin, "next_dnd_end_ts": begin + NIGHT // 2}


def _asked(slack: Slack, call: Call) -> User:
    """Without a name the bot itself."""
    user = slack.workspace.users.get(call.text("user") or BOT_USER)
    if user is None:
        raise refuse("user_not_found")
    return user
