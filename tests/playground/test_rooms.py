"""What becomes of channels, people and the app itself, and what the bot hears of it."""

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession as Session
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground, PlaygroundError
from owona_bot.playground.server import Running
from owona_bot.playground.stage import until
from tests.playground.conftest import MANIFEST, Join, Start, bolt, refused, web_client
from tests.playground.hearing import Ears
from tests.playground.test_blocks import actions, button

NAMES = (
    *("app_mention", "app_uninstalled", "channel_archive", "channel_left", "channel_unarchive", "group_archive"),
    *("group_left", "member_joined_channel", "member_left_channel", "reaction_added", "reaction_removed"),
    *("tokens_revoked", "user_change"),
)


@pytest.fixture
async def ears(slack: Running, join: Join) -> Ears:
    ears = Ears()
    await join(slack, ears.on(bolt(slack), *NAMES))
    return ears


# emoji


async def test_emoji_are_told_with_whose_message_it_was_also_in_threads(
    ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    card = (await client.chat_postMessage(channel="C0TICKETS", text="card"))["ts"]
    reply = await people.post("ben", "tickets", "in the thread", thread_ts=card)
    await people.react("anna", "tickets", card, "eyes")
    await people.react("anna", "tickets", reply, "ticket")
    await people.unreact("anna", "tickets", card, "eyes")
    heard = await ears.heard(3)
    assert [(e["type"], e["reaction"], e["item"]["ts"], e["item_user"]) for e in heard] == [
        ("reaction_added", "eyes", card, "U0OWONA"),
        ("reaction_added", "ticket", reply, "U0BEN"),
        ("reaction_removed", "eyes", card, "U0OWONA"),
    ]
    assert all(event["user"] == "U0ANNA" and event["event_ts"] for event in heard)


async def test_the_bot_reacts_once_and_takes_back_its_own(client: AsyncWebClient, people: Playground) -> None:
    ts = await people.post("anna", "tickets", "hello")
    await people.react("anna", "tickets", ts, "eyes")
    item = {"channel": "C0TICKETS", "timestamp": ts}
    await client.reactions_add(name="eyes", **item)
    assert (await refused(client.reactions_add(name="eyes", **item)))["error"] == "already_reacted"
    message = (await client.reactions_get(channel="C0TICKETS", timestamp=ts))["message"]
    assert message["reactions"] == [{"name": "eyes", "users": ["U0ANNA", "U0OWONA"], "count": 2}]
    await client.reactions_remove(name="eyes", **item)
    assert (await refused(client.reactions_remove(name="eyes", **item)))["error"] == "no_reaction"
    assert (await people.messages("tickets"))[0]["reactions"][0]["users"] == ["U0ANNA"]


async def test_reactions_are_refused_where_there_is_nothing_to_react_to(
    client: AsyncWebClient, people: Playground
) -> None:
    ts = await people.post("anna", "tickets", "hello")
    far = await people.post("anna", "random", "hello")
    asked = [
        ("C0TICKETS", ts, "no such name", "invalid_name"),
        ("C0TICKETS", "1.0", "eyes", "message_not_found"),
        ("C0NOWHERE", ts, "eyes", "channel_not_found"),
        ("C0PRIVATE", ts, "eyes", "channel_not_found"),
        ("C0RANDOM", far, "eyes", "not_in_channel"),
        ("C0TICKETS", "", "eyes", "no_item_specified"),
    ]
    for channel, timestamp, name, error in asked:
        call = client.reactions_add(channel=channel, timestamp=timestamp, name=name)
        assert (await refused(call))["error"] == error
    await people.archive("tickets")
    assert (await refused(client.reactions_add(channel="C0TICKETS", timestamp=ts, name="eyes")))[
        "error"
    ] == "is_archived"


# mentions


async def test_a_mention_in_a_thread_names_it(ears: Ears, client: AsyncWebClient, people: Playground) -> None:
    card = (await client.chat_postMessage(channel="C0TICKETS", text="card"))["ts"]
    ts = await people.post("anna", "tickets", "<@U0OWONA> claim", thread_ts=card)
    (event,) = await ears.heard(1)
    assert (event["type"], event["ts"], event["thread_ts"], event["user"]) == ("app_mention", ts, card, "U0ANNA")
    assert not event.keys() & {"channel_type", "subtype"}


async def test_a_mention_is_not_heard_where_the_bot_is_not_nor_in_its_own_conversation(
    ears: Ears, people: Playground
) -> None:
    await people.post("anna", "random", "<@U0OWONA> help")
    await people.post("anna", "U0ANNA", "<@U0OWONA> help")
    ts = await people.post("anna", "tickets", "<@U0OWONA> help")
    assert [event["ts"] for event in await ears.heard(1)] == [ts]


# channels and people


async def test_a_channel_that_is_archived_and_opened_again_is_told(ears: Ears, people: Playground) -> None:
    secret = await people.add_channel("secret", private=True)
    await people.archive("tickets")
    await people.unarchive("tickets")
    await people.archive(secret)
    heard = await ears.heard(3)
    assert [(event["type"], event["channel"]) for event in heard] == [
        ("channel_archive", "C0TICKETS"),
        ("channel_unarchive", "C0TICKETS"),
        ("group_archive", secret),
    ]
    assert heard[0]["user"] == "U0ANNA"


async def test_the_bot_hears_of_its_own_leaving_as_channel_left(ears: Ears, people: Playground) -> None:
    secret = await people.add_channel("secret", private=True)
    await people.kick("tickets")
    await people.kick(secret)
    await people.invite("tickets")
    heard = await ears.heard(3)
    assert [(event["type"], event["channel"]) for event in heard] == [
        ("channel_left", "C0TICKETS"),
        ("group_left", secret),
        ("member_joined_channel", "C0TICKETS"),
    ]
    assert (heard[0]["actor_id"], heard[2]["user"], heard[2]["inviter"]) == ("U0ANNA", "U0OWONA", "U0ANNA")


async def test_people_come_and_go_where_the_bot_is(ears: Ears, people: Playground) -> None:
    await people.kick("random", "ben")
    await people.kick("tickets", "ben")
    await people.invite("tickets", "ben")
    heard = await ears.heard(2)
    assert [(event["type"], event["user"], event["channel_type"]) for event in heard] == [
        ("member_left_channel", "U0BEN", "C"),
        ("member_joined_channel", "U0BEN", "C"),
    ]


async def test_a_person_who_is_deactivated_or_speaks_another_language_is_told(ears: Ears, people: Playground) -> None:
    await people.change_user("ben", locale="de-DE")
    await people.change_user("ben", deleted=True)
    speaks, gone = await ears.heard(2)
    assert (speaks["user"]["id"], speaks["user"]["locale"], speaks["user"]["deleted"]) == ("U0BEN", "de-DE", False)
    assert gone["user"]["deleted"]
    with pytest.raises(PlaygroundError, match="ben is deactivated"):
        await people.post("ben", "tickets", "still here?")


# commands and conversations


@pytest.mark.parametrize(
    ("place", "name"), [("U0ANNA", "directmessage"), ("random", "random"), ("private-room", "privategroup")]
)
async def test_a_command_comes_from_where_the_bot_is_not(ears: Ears, people: Playground, place: str, name: str) -> None:
    ears.answer = {"text": "done"}
    assert (await people.command("anna", place, "/ticket list")).text == "done"
    assert (ears.knocks[0]["channel_name"], ears.knocks[0]["command"]) == (name, "/ticket")
    assert [seen["channel"] for seen in await people.ephemerals("anna")] == [ears.knocks[0]["channel_id"]]


async def test_names_come_as_ids_where_the_manifest_asks_for_it(ears: Ears, people: Playground) -> None:
    line = "1001 @ben in #tickets, @nobody x@ben"
    await people.command("anna", "tickets", f"/assign {line}")
    await people.command("anna", "tickets", f"/ticket {line}")
    assert [body["text"] for body in ears.knocks] == [
        "1001 <@U0BEN|ben> in <#C0TICKETS|tickets>, @nobody x@ben",
        line,
    ]


async def test_a_conversation_with_a_person_is_opened_and_written_in(
    client: AsyncWebClient, people: Playground
) -> None:
    opened = await client.conversations_open(users="U0BEN")
    channel = opened["channel"]["id"]
    assert "already_open" not in opened.data
    ts = (await client.chat_postMessage(channel=channel, text="psst"))["ts"]
    again = await client.conversations_open(users="U0BEN", return_im=True)
    assert (again["already_open"], again["channel"]["user"]) == (True, "U0BEN")
    assert [message["ts"] for message in await people.messages("U0BEN")] == [ts]
    await client.chat_delete(channel=channel, ts=ts)
    assert await people.messages("U0BEN") == []


@pytest.mark.parametrize(
    ("users", "error"),
    [
        ("", "users_list_not_supplied"),
        ("U0NOBODY", "user_not_found"),
        ("U0OTTO", "user_disabled"),
        ("U0OWONA", "cannot_dm_bot"),
        ("U0ANNA,U0BEN", "missing_scope"),
    ],
)
async def test_a_conversation_with_nobody_is_refused(client: AsyncWebClient, users: str, error: str) -> None:
    assert (await refused(client.api_call("conversations.open", params={"users": users})))["error"] == error


async def test_new_methods_need_their_scopes(start: Start, tmp_path: Path) -> None:
    bare = tmp_path / "manifest.yml"
    text = MANIFEST.read_text().replace("      - reactions:write\n", "").replace("      - im:write\n", "")
    bare.write_text(text)
    client = web_client(await start(manifest=bare, pace=0))
    reacted = await refused(client.reactions_add(channel="C0TICKETS", timestamp="1.0", name="eyes"))
    assert (reacted["error"], reacted["needed"]) == ("missing_scope", "reactions:write")
    assert (await refused(client.conversations_open(users="U0BEN")))["needed"] == "im:write"


# what only one person sees


async def test_an_ephemeral_in_a_thread_has_buttons_that_work(
    ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    card = (await client.chat_postMessage(channel="C0TICKETS", text="card"))["ts"]
    told = {"channel": "C0TICKETS", "text": "only you", "thread_ts": card}
    ts = (await client.chat_postEphemeral(user="U0ANNA", blocks=[actions(button())], **told))["message_ts"]
    (seen,) = await people.ephemerals("anna")
    assert (seen["thread_ts"], seen["ts"]) == (card, ts)
    assert await people.ephemerals("ben") == []
    assert (await people.click("anna", "tickets", ts, "Go")).acked
    (body,) = ears.knocks
    assert body["container"] == {
        "type": "message",
        "message_ts": ts,
        "channel_id": "C0TICKETS",
        "is_ephemeral": True,
        "thread_ts": card,
    }
    assert body["response_url"].startswith(people.url)
    assert "message" not in body


# the app itself


async def test_a_revoked_token_fetches_no_file(client: AsyncWebClient, people: Playground, http: Session) -> None:
    """Not even the bot's own."""
    await client.files_upload_v2(channel="C0TICKETS", filename="a.txt", content="abc")
    url = (await people.messages("tickets"))[0]["files"][0]["url_private"]
    headers = {"Authorization": f"Bearer {client.token}"}
    async with http.get(url, headers=headers, allow_redirects=False) as answer:
        assert (answer.status, await answer.read()) == (200, b"abc")
    await people.revoke()
    async with http.get(url, headers=headers, allow_redirects=False) as answer:
        assert answer.status == 302


async def test_a_revoked_token_opens_nothing_any_more(ears: Ears, client: AsyncWebClient, people: Playground) -> None:
    await people.revoke()
    (event,) = await ears.heard(1)
    assert (event["type"], event["tokens"]) == ("tokens_revoked", {"oauth": [], "bot": ["U0OWONA"]})
    for call in (client.auth_test(), client.chat_postMessage(channel="C0TICKETS", text="x")):
        assert (await refused(call))["error"] == "token_revoked"
    again = await refused(
        AsyncWebClient("xapp-playground", base_url=client.base_url).apps_connections_open(app_token="xapp-playground")
    )
    assert again["error"] == "token_revoked"
    assert (await people.command("anna", "tickets", "/ticket list")).outcome == "refused"
    await people.post("anna", "tickets", "<@U0OWONA> are you there?")
    await people.change_user("ben", locale="de-DE")

    async def silent() -> bool:
        return int((await people.counts())["sockets"]) == 0

    await until(silent, "its sockets close")
    await asyncio.sleep(0.05)
    assert [knock["type"] for knock in await people.knocks()] == ["tokens_revoked"]


async def test_an_uninstalled_app_hears_both_and_comes_back_to_no_channel(
    ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    await people.revoke("account_inactive")
    assert [event["type"] for event in await ears.heard(2)] == ["tokens_revoked", "app_uninstalled"]
    assert (await refused(client.auth_test()))["error"] == "account_inactive"
    with pytest.raises(PlaygroundError, match="the app is gone"):
        await people.revoke()
    await people.reinstall()
    assert (await client.auth_test())["ok"]
    assert (await refused(client.chat_postMessage(channel="C0TICKETS", text="x")))["error"] == "not_in_channel"
    await people.invite("tickets")
    assert (await client.chat_postMessage(channel="C0TICKETS", text="x"))["ok"]
