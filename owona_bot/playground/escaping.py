"""What Slack makes of names in a command whose manifest entry says `should_escape`."""

import re

from owona_bot.playground.workspace import Workspace

_NAME = re.compile(r"(?<!\S)([@#])([\w.-]*\w)")


def escaped(workspace: Workspace, text: str) -> str:
    """`@anna` → `<@U0ANNA|anna>`, `#tickets` → `<#C0TICKETS|tickets>`; what names nobody stays."""

    def known(match: re.Match[str]) -> str:
        sign, name = match.groups()
        if sign == "@":
            user = workspace.find_user(name)
            return f"<@{user.id}|{user.name}>" if user else match[0]
        channel = workspace.find_channel(name)
        return f"<#{channel.id}|{channel.name}>" if channel else match[0]

    return _NAME.sub(known, text)
