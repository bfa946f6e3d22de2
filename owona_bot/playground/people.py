"""auth.test, users.list, users.info, users.lookupByEmail."""

from owona_bot.playground.call import Call
from owona_bot.playground.cast import BOT, BOT_USER, TEAM, User
from owona_bot.playground.conversations import encode_cursor, offset
from owona_bot.playground.refusals import refuse
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json


def auth_test(slack: Slack, _call: Call) -> Json:
    return {
        "ok": True,
        "url": f"{slack.url}/",
        "team": "owona",
        "user": "owona",
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT,
        "is_enterprise_install": False,
    }


def _told(slack: Slack, user: User, call: Call) -> Json:
    email = "users:read.email" in slack.manifest.scopes
    return user.shown(email=email, locale=call.flag("include_locale"))


def list_users(slack: Slack, call: Call) -> Json:
    """All members, guests, bots and deactivated people; without a limit all at once."""
    users = list(slack.workspace.users.values())
    start, limit = offset(call), call.number("limit", len(users), 1000)
    cursor = encode_cursor(str(start + limit)) if start + limit < len(users) else ""
    page = [_told(slack, user, call) for user in users[start : start + limit]]
    return {
        "ok": True,
        "members": page,
        "cache_ts": int(slack.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def info(slack: Slack, call: Call) -> Json:
    user = slack.workspace.users.get(call.text("user"))
    if user is None:
        raise refuse("user_not_found")
    return {"ok": True, "user": _told(slack, user, call)}


def lookup_by_email(slack: Slack, call: Call) -> Json:
    """Deactivated people are not found."""
    email = call.text("email").casefold()
    for user in slack.workspace.users.values():
        if email and user.email.casefold() == email and not user.deleted:
            return {"ok": True, "user": _told(slack, user, call)}
    raise refuse("users_not_found")
