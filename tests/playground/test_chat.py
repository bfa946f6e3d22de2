"""chat.* and conversations.*: what Slack keeps, tells and refuses."""

import asyncio
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground
from owona_bot.playground.server import Running
from owona_bot.playground.wire import Json
from owona_bot.playground.workspace import Workspace
from tests.playground.conftest import Start, refused, web_client

MARK = {"event_type": "owona", "event_payload": {"mark": "delivery:7", "tags": ["a", "b"], "on": True}}


async def posted(client: AsyncWebClient, text: str = "hello", **more: object) -> str:
    ts: str = (await client.api_call("chat.postMessage", json={"channel": "C0TICKETS", "text": text, **more}))["ts"]
    return ts


async def test_a_post_stands_in_history_with_a_growing_ts(client: AsyncWebClient) -> None:
    first, second = await posted(client, "one"), await posted(client, "two")
    assert first < second
    history = await client.conversations_history(channel="C0TICKETS")
    assert [message["text"] for message in history["messages"]] == ["two", "one"]


async def test_a_channel_is_found_by_its_name(client: AsyncWebClient) -> None:
    answer = await client.chat_postMessage(channel="#tickets", text="hello")
    assert answer["channel"] == "C0TICKETS"


async def test_history_tells_metadata_only_when_asked(client: AsyncWebClient) -> None:
    await posted(client, metadata=MARK)
    bare = await client.conversations_history(channel="C0TICKETS")
    full = await client.conversations_history(channel="C0TICKETS", include_all_metadata=True)
    assert "metadata" not in bare["messages"][0]
    assert full["messages"][0]["metadata"] == MARK


async def test_replies_come_after_their_parent_and_stay_out_of_history(client: AsyncWebClient) -> None:
    parent = await posted(client)
    texts = [f"reply {i}" for i in range(5)]
    for text in texts:
        await posted(client, text, thread_ts=parent)
    thread = await client.conversations_replies(channel="C0TICKETS", ts=parent)
    history = await client.conversations_history(channel="C0TICKETS")
    assert [message["text"] for message in thread["messages"]] == ["hello", *texts]
    assert [message["reply_count"] for message in history["messages"]] == [5]
    assert history["messages"][0]["latest_reply"] == thread["messages"][-1]["ts"]


async def test_history_and_replies_page_without_loss_or_repeat(client: AsyncWebClient) -> None:
    tops = [await posted(client, str(i)) for i in range(7)]
    replies = [await posted(client, str(i), thread_ts=tops[0]) for i in range(7)]
    seen = [
        m["ts"]
        async for page in await client.conversations_history(channel="C0TICKETS", limit=3)
        for m in page["messages"]
    ]
    assert seen == tops[::-1]
    pages = await client.conversations_replies(channel="C0TICKETS", ts=tops[0], limit=3)
    assert [m["ts"] async for page in pages for m in page["messages"]] == [tops[0], *replies]


@pytest.mark.parametrize(("inclusive", "expected"), [(False, [2]), (True, [3, 2, 1])])
async def test_oldest_and_latest_cut_history(client: AsyncWebClient, inclusive: bool, expected: list[int]) -> None:
    ts = [await posted(client, str(i)) for i in range(5)]
    cut = await client.conversations_history(channel="C0TICKETS", oldest=ts[1], latest=ts[3], inclusive=inclusive)
    assert [message["text"] for message in cut["messages"]] == [str(i) for i in expected]


async def test_an_update_with_text_alone_keeps_the_blocks_and_the_metadata(client: AsyncWebClient) -> None:
    blocks = [{"type": "divider", "block_id": "d"}]
    ts = await posted(client, blocks=blocks, metadata=MARK)
    await client.chat_update(channel="C0TICKETS", ts=ts, text="new")
    message = (await client.conversations_history(channel="C0TICKETS", include_all_metadata=True))["messages"][0]
    assert (message["text"], message["blocks"], message["metadata"]) == ("new", blocks, MARK)
    await client.chat_update(channel="C0TICKETS", ts=ts, text="bare", blocks=[])
    assert "blocks" not in (await client.conversations_history(channel="C0TICKETS"))["messages"][0]


async def test_only_own_messages_can_be_changed(client: AsyncWebClient, people: Playground) -> None:
    ts = await people.post("anna", "tickets", "mine")
    assert (await refused(client.chat_update(channel="C0TICKETS", ts=ts, text="x")))["error"] == "cant_update_message"
    assert (await refused(client.chat_delete(channel="C0TICKETS", ts=ts)))["error"] == "cant_delete_message"
    gone = await posted(client)
    await client.chat_delete(channel="C0TICKETS", ts=gone)
    assert (await refused(client.chat_update(channel="C0TICKETS", ts=gone, text="x")))["error"] == "message_not_found"


async def test_a_deleted_parent_leaves_a_tombstone_for_its_thread(client: AsyncWebClient) -> None:
    parent = await posted(client)
    reply = await posted(client, "reply", thread_ts=parent)
    await client.chat_delete(channel="C0TICKETS", ts=parent)
    thread = await client.conversations_replies(channel="C0TICKETS", ts=parent)
    assert [m.get("subtype") for m in thread["messages"]] == ["tombstone", None]
    assert thread["messages"][1]["ts"] == reply


@pytest.mark.parametrize(
    ("told", "error"),
    [
        ({"channel": "C0NOWHERE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0RANDOM", "text": "x"}, "not_in_channel"),
        ({"channel": "C0PRIVATE", "text": "x"}, "channel_not_found"),
        ({"channel": "C0OLDDESK", "text": "x"}, "is_archived"),
        ({"channel": "C0TICKETS", "text": ""}, "no_text"),
        ({"channel": "C0TICKETS"}, "no_text"),
        ({"channel": "C0TICKETS", "text": "x", "thread_ts": "1700000000.000001"}, "thread_not_found"),
        ({"channel": "C0TICKETS", "blocks": "{", "text": "x"}, "invalid_blocks_format"),
        ({"channel": "C0TICKETS", "text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"channel": "C0TICKETS", "text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_format"),
        (
            {"channel": "C0TICKETS", "text": "x", "metadata": {"event_type": "x", "event_payload": {"a": {"b": {}}}}},
            "invalid_metadata_format",
        ),
        (
            {"channel": "C0TICKETS", "text": "x", "metadata": {"event_type": "x", "event_payload": {"a": "y" * 8000}}},
            "metadata_too_large",
        ),
        ({"channel": "C0TICKETS", "text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
        (
            {"channel": "C0TICKETS", "blocks": [{"type": "markdown", "text": "y" * 7_000}] * 2, "text": "x"},
            "msg_blocks_too_long",
        ),
    ],
)
async def test_a_post_is_refused(client: AsyncWebClient, people: Playground, told: Json, error: str) -> None:
    assert (await refused(client.api_call("chat.postMessage", json=told)))["error"] == error
    assert [refusal["error"] for refusal in await people.refusals()] == [error]
    assert sum((await people.counts())["messages"].values()) == 0


async def test_form_and_json_calls_are_read_alike(client: AsyncWebClient, people: Playground) -> None:
    block = '[{"type":"divider"}]'
    await client.api_call("chat.postMessage", data={"channel": "C0TICKETS", "text": "form", "blocks": block})
    await client.api_call("chat.postMessage", json={"channel": "C0TICKETS", "text": "json", "blocks": block})
    assert [[b["type"] for b in m["blocks"]] for m in await people.messages("tickets")] == [["divider"]] * 2


async def test_a_text_above_40000_is_cut_by_a_post_and_refused_by_an_update(client: AsyncWebClient) -> None:
    ts = await posted(client, "x" * 40_001)
    assert len((await client.conversations_history(channel="C0TICKETS"))["messages"][0]["text"]) == 40_000
    update = client.chat_update(channel="C0TICKETS", ts=ts, text="x" * 40_001)
    assert (await refused(update))["error"] == "msg_too_long"


@pytest.mark.parametrize("text", ["a\x00b", "lone \ud800 half", "\u202eright to left", "🎫" * 3000])
async def test_odd_characters_pass_unharmed(client: AsyncWebClient, people: Playground, text: str) -> None:
    await client.api_call("chat.postMessage", json={"channel": "C0TICKETS", "text": text})
    assert [message["text"] for message in await people.messages("tickets")] == [text]


async def test_broken_bodies_are_refused_and_nothing_falls_over(slack: Running, client: AsyncWebClient) -> None:
    head = {"Content-Type": "application/json"}
    for body, error in ((b"{", "invalid_json"), (b"[" * 100_000, "invalid_json"), (b"[]", "json_not_object")):
        assert (await refused(client.api_call("chat.postMessage", data=body, headers=head)))["error"] == error  # type: ignore[arg-type]  # raw bytes on purpose
    assert (await client.auth_test())["user_id"] == "U0OWONA"


async def test_an_ephemeral_is_for_one_person_who_is_there(client: AsyncWebClient, people: Playground) -> None:
    await client.chat_postEphemeral(channel="C0TICKETS", user="U0ANNA", text="psst")
    assert [seen["text"] for seen in await people.ephemerals("anna")] == ["psst"]
    assert await people.ephemerals("ben") == []
    assert await people.messages("tickets") == []
    await people.kick("tickets", "anna")
    call = client.chat_postEphemeral(channel="C0TICKETS", user="U0ANNA", text="psst")
    assert (await refused(call))["error"] == "user_not_in_channel"


async def test_a_permalink_names_channel_and_message(client: AsyncWebClient) -> None:
    ts = await posted(client)
    link = (await client.chat_getPermalink(channel="C0TICKETS", message_ts=ts))["permalink"]
    assert link.endswith(f"/archives/C0TICKETS/p{ts.replace('.', '')}")


async def test_a_kicked_bot_is_not_in_the_channel_until_invited(client: AsyncWebClient, people: Playground) -> None:
    await people.kick("tickets")
    assert (await refused(client.chat_postMessage(channel="C0TICKETS", text="x")))["error"] == "not_in_channel"
    history = client.conversations_history(channel="C0TICKETS")
    assert (await refused(history))["error"] == "not_in_channel"
    await people.invite("tickets")
    await posted(client)


async def test_lists_of_channels_show_what_the_types_ask_for(client: AsyncWebClient) -> None:
    names = [c["name"] for c in (await client.conversations_list(exclude_archived=True))["channels"]]
    assert {"tickets", "random"} <= set(names)
    assert not {"private-room", "old-desk"} & set(names)
    private = client.conversations_list(types="private_channel")
    assert (await refused(private))["needed"] == "groups:read"


async def test_a_scope_the_manifest_lacks_is_named(start: Start, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text("oauth_config: {scopes: {bot: [chat:write]}}")
    lean = await start(manifest=manifest, pace=0)
    answer = await refused(web_client(lean).conversations_list())
    assert (answer["error"], answer["needed"]) == ("missing_scope", "channels:read")
    assert "chat:write" in answer["provided"].split(",")


async def test_addresses_are_told_only_with_their_scope(start: Start, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.yml"
    manifest.write_text("oauth_config: {scopes: {bot: [users:read]}}")
    lean = web_client(await start(manifest=manifest, pace=0))
    assert "email" not in (await lean.users_info(user="U0ANNA"))["user"]["profile"]
    assert (await refused(lean.users_lookupByEmail(email="anna@owona.de")))["needed"] == "users:read.email"


def test_times_grow_though_the_clock_stands_or_turns_back(monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = Workspace()
    clock = iter([1_700_000_000.5, 1_700_000_000.5, 1_699_999_999.0])
    monkeypatch.setattr(Workspace, "now", staticmethod(lambda: next(clock)))
    assert [workspace.next_ts() for _ in range(3)] == [f"1700000000.50000{i}" for i in range(3)]


async def test_methods_of_no_use_to_us_are_unknown(client: AsyncWebClient) -> None:
    assert (await refused(client.pins_add(channel="C0TICKETS", timestamp="1")))["error"] == "unknown_method"


@pytest.mark.parametrize(
    ("token", "error"),
    [("", "not_authed"), ("xoxb-wrong", "invalid_auth"), ("xapp-playground", "not_allowed_token_type")],
)
async def test_wrong_tokens_are_refused(slack: Running, token: str, error: str) -> None:
    assert (await refused(web_client(slack, token).auth_test()))["error"] == error


async def test_users_come_in_pages_and_with_what_the_scopes_allow(client: AsyncWebClient, start: Start) -> None:
    users = [u async for page in await client.users_list(limit=2, include_locale=True) for u in page["members"]]
    anna, otto, elsa = (next(u for u in users if u["name"] == name) for name in ("anna", "otto", "elsa"))
    assert (anna["profile"]["email"], anna["locale"]) == ("anna@owona.de", "de-DE")
    assert otto["deleted"]
    assert (elsa["is_stranger"], elsa["team_id"]) == (True, "T0PARTNER")
    assert len({u["id"] for u in users}) == len(users) == 7


async def test_an_address_finds_the_active_person_only(client: AsyncWebClient) -> None:
    assert (await client.users_lookupByEmail(email="Ben@owona.de"))["user"]["id"] == "U0BEN"
    assert (await refused(client.users_lookupByEmail(email="otto@owona.de")))["error"] == "users_not_found"
    assert (await refused(client.users_info(user="U0NOBODY")))["error"] == "user_not_found"


async def test_many_posts_at_once_get_different_times(client: AsyncWebClient) -> None:
    assert len(set(await asyncio.gather(*(posted(client, str(i)) for i in range(50))))) == 50
