"""Whom a message would ping."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground
from owona_bot.playground.wire import Json

ALL = "<!channel> <!here> <!everyone> <@U0ANNA> <!subteam^S0TEAM>"


def section(text: str, kind: str = "mrkdwn") -> Json:
    return {"type": "section", "text": {"type": kind, "text": text}}


@pytest.mark.parametrize(
    ("told", "pinged"),
    [
        ({"text": ALL}, ALL.split()),
        ({"text": "x", "blocks": [section(ALL)]}, ALL.split()),
        ({"text": "x", "blocks": [section(ALL, "plain_text")]}, []),
        ({"text": "&lt;!channel&gt; @channel"}, []),
        ({"text": "@channel", "parse": "full"}, ["@channel"]),
        ({"text": "<!channel>", "mrkdwn": False}, []),
        (
            {"text": "x", "blocks": [{"type": "context", "elements": [{"type": "mrkdwn", "text": "<!here|here>"}]}]},
            ["<!here|here>"],
        ),
        (
            {
                "text": "x",
                "blocks": [
                    {
                        "type": "rich_text",
                        "elements": [
                            {
                                "type": "rich_text_section",
                                "elements": [
                                    {"type": "text", "text": "<!channel>"},
                                    {"type": "user", "user_id": "U0BEN"},
                                    {"type": "broadcast", "range": "here"},
                                ],
                            }
                        ],
                    }
                ],
            },
            ["<@U0BEN>", "<!here>"],
        ),
    ],
)
async def test_only_what_slack_reads_as_a_mention_pings(
    client: AsyncWebClient, people: Playground, told: Json, pinged: list[str]
) -> None:
    await client.api_call("chat.postMessage", json={"channel": "C0TICKETS", **told})
    message = (await people.messages("tickets"))[0]
    assert message["active_mentions"] == pinged
    assert message["text"] == told["text"]


async def test_an_edit_brings_its_own_mentions(client: AsyncWebClient, people: Playground) -> None:
    ts = (await client.chat_postMessage(channel="C0TICKETS", text="x"))["ts"]
    await client.chat_update(channel="C0TICKETS", ts=ts, text="<!here>")
    assert (await people.messages("tickets"))[0]["active_mentions"] == ["<!here>"]
