"""What stands in Slack and in the mailboxes, as a file: a kept demo goes on where it ended. Files' bytes don't stay."""

import base64
import json
from dataclasses import fields
from pathlib import Path

from owona_bot.playground.mailbox import Mail, Mailbox
from owona_bot.playground.slack import Slack
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Channel, Message

NOT_KEPT = {"files", "replies"}
KEPT = [field.name for field in fields(Message) if field.name not in NOT_KEPT]


def write(path: Path, slack: Slack, mailbox: Mailbox) -> None:
    """Whole or not at all."""
    told = {
        "channels": {c.id: [kept(message) for message in c.by_ts.values()] for c in slack.workspace.channels.values()},
        "mails": [[m.sender, list(m.recipients), base64.b64encode(m.raw).decode()] for m in mailbox.mails],
    }
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(told))
    fresh.replace(path)


def kept(message: Message) -> Json:
    return {name: getattr(message, name) for name in KEPT}


def read(path: Path, slack: Slack, mailbox: Mailbox) -> None:
    """Nothing where there is no file."""
    if not path.exists():
        return
    told = json.loads(path.read_text())
    for id_, messages in told["channels"].items():
        if (channel := channel_of(slack, id_)) is not None:
            for message in messages:
                put(slack, channel, Message(**message))
    mailbox.mails += [Mail(sender, tuple(to), base64.b64decode(raw)) for sender, to, raw in told["mails"]]


def channel_of(slack: Slack, id_: str) -> Channel | None:
    user = slack.workspace.users.get("U" + id_.removeprefix("D")) if id_.startswith("D") else None
    return slack.workspace.direct(user) if user else slack.workspace.channels.get(id_)


def put(slack: Slack, channel: Channel, message: Message) -> None:
    if message.thread_ts and message.thread_ts not in channel.by_ts:
        return
    slack.workspace.post(channel, message)
    slack.workspace.resume(message)
