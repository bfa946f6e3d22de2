"""Shortcuts, forms on forms, and what the bot hears of what people write, change and take away."""

import asyncio
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from owona_bot.playground.client import Playground, PlaygroundError, text_of
from owona_bot.playground.server import Running
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.playground.conftest import Join, bolt


def modal(title: str, **more: Any) -> Json:
    """With one field of that name."""
    field = {
        "type": "input",
        "block_id": "b",
        "label": {"type": "plain_text", "text": title},
        "element": {"type": "plain_text_input", "action_id": "v"},
    }
    words = {name: {"type": "plain_text", "text": text} for name, text in (("title", title), ("submit", "Go"))}
    return {"type": "modal", "callback_id": "form", "blocks": [field], **words, **more}


class Desk:
    """Hears shortcuts and messages; each shortcut opens a form, each submission is answered with `answers`, in turn."""

    def __init__(self) -> None:
        self.heard: list[Json] = []
        self.told: list[Json] = []
        self.answers: list[Json] = []

    def on(self, app: AsyncApp) -> AsyncApp:
        app.shortcut("send")(self.hears)
        app.shortcut("open")(self.hears)
        app.view("form")(self.answers_to)
        app.view_closed("form")(self.closed)
        app.event("message")(self.reads)
        return app

    async def hears(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.heard.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=modal("one"))
        await ack()

    async def answers_to(self, ack: AsyncAck, view: Json) -> None:
        self.heard.append(view)
        await ack(**(self.answers.pop(0) if self.answers else {}))

    async def closed(self, ack: AsyncAck, body: Json) -> None:
        self.heard.append(body)
        await ack()

    async def reads(self, event: Json) -> None:
        self.told.append(event)

    async def told_of(self, count: int) -> list[Json]:
        """So many events, and no more."""

        async def enough() -> bool:
            return len(self.told) >= count

        await until(enough, f"{count} events came")
        await asyncio.sleep(0.05)
        assert len(self.told) == count
        return self.told


@pytest.fixture
async def desk(slack: Running, join: Join) -> Desk:
    desk = Desk()
    await join(slack, desk.on(bolt(slack)))
    return desk


# shortcuts


@pytest.mark.parametrize("word", ["Send to customer", "send"])
async def test_a_shortcut_hands_its_message_over(desk: Desk, people: Playground, word: str) -> None:
    ts = await people.post("ben", "tickets", "restart it", files=[("a.txt", b"abc")])
    answer = await people.shortcut("anna", word, "tickets", ts)
    (body,) = desk.heard
    assert answer.view
    assert (body["type"], body["callback_id"], body["message_ts"]) == ("message_action", "send", ts)
    assert (body["user"]["id"], body["channel"]) == ("U0ANNA", {"id": "C0TICKETS", "name": "tickets"})
    assert (body["message"]["user"], body["message"]["text"]) == ("U0BEN", "restart it")
    assert body["message"]["files"][0]["name"] == "a.txt"


async def test_a_shortcut_works_where_the_bot_is_not(desk: Desk, people: Playground) -> None:
    ts = await people.post("ben", "private-room", "restart it")
    assert (await people.shortcut("anna", "send", "private-room", ts)).acked
    assert desk.heard[0]["channel"]["name"] == "privategroup"


async def test_a_shortcuts_response_url_speaks_to_its_person(desk: Desk, people: Playground) -> None:
    ts = await people.post("ben", "tickets", "restart it")
    await people.shortcut("anna", "send", "tickets", ts)
    await AsyncWebhookClient(desk.heard[0]["response_url"]).send(text="done")
    assert [seen["text"] for seen in await people.ephemerals("anna")] == ["done"]


async def test_a_global_shortcut_knows_no_place(desk: Desk, people: Playground) -> None:
    assert (await people.shortcut("anna", "New ticket")).view
    (body,) = desk.heard
    assert (body["type"], body["callback_id"]) == ("shortcut", "open")
    assert not body.keys() & {"channel", "message", "response_url"}


async def test_people_find_only_declared_shortcuts_in_their_place(desk: Desk, people: Playground) -> None:
    ts = await people.post("ben", "tickets", "x")
    assert (await people.shortcut("anna", "Forward", "tickets", ts)).outcome == "refused"
    assert (await people.shortcut("anna", "New ticket", "tickets", ts)).outcome == "refused"
    assert (await people.shortcut("anna", "send")).outcome == "refused"
    assert desk.heard == []


async def test_people_use_shortcuts_only_on_what_they_see(desk: Desk, people: Playground) -> None:
    ts = await people.post("ben", "tickets", "x")
    await people.kick("tickets", "anna")
    for channel, at in (("tickets", ts), ("tickets", "1.0")):
        with pytest.raises(PlaygroundError, match="anna sees no message"):
            await people.shortcut("anna", "send", channel, at)
    assert desk.heard == []


# forms on forms


async def test_three_forms_stand_on_each_other_and_no_fourth(desk: Desk, people: Playground) -> None:
    desk.answers = [{"response_action": "push", "view": modal(title)} for title in ("two", "three", "four")]
    await people.shortcut("anna", "open")
    assert (await people.submit("anna", {"one": "1"})).view
    assert (await people.submit("anna", {"two": "2"})).view
    answer = await people.submit("anna", {"three": "3"})
    assert (answer.outcome, answer.detail) == ("error", "push_limit_reached")
    assert [view["title"]["text"] for view in desk.heard[1:]] == ["one", "two", "three"]
    assert desk.heard[3]["root_view_id"] == desk.heard[1]["id"]
    assert desk.heard[3]["previous_view_id"] == desk.heard[2]["id"]


async def test_closing_a_form_shows_the_one_beneath_as_it_was_left(desk: Desk, people: Playground) -> None:
    desk.answers = [{"response_action": "push", "view": modal("two", notify_on_close=True)}]
    await people.shortcut("anna", "open")
    await people.submit("anna", {"one": "kept"})
    beneath = (await people.close("anna")).view
    assert beneath
    assert "one *: kept" in text_of(beneath)
    assert (desk.heard[-1]["type"], desk.heard[-1]["is_cleared"]) == ("view_closed", False)
    assert (await people.close("anna")).view is None


async def test_a_bare_ack_closes_only_the_form_on_top(desk: Desk, people: Playground) -> None:
    desk.answers = [{"response_action": "push", "view": modal("two")}, {}, {"response_action": "clear"}]
    await people.shortcut("anna", "open")
    await people.submit("anna", {"one": "1"})
    beneath = (await people.submit("anna", {"two": "2"})).view
    assert beneath
    assert beneath["title"]["text"] == "one"
    assert (await people.submit("anna")).view is None


# what the bot hears


async def test_the_bot_hears_what_people_write_change_and_take_away(desk: Desk, people: Playground) -> None:
    ts = await people.post("anna", "tickets", "hello")
    await people.edit("anna", "tickets", ts, "hello!")
    await people.remove("anna", "tickets", ts)
    by_subtype = {event.get("subtype"): event for event in await desk.told_of(3)}
    assert by_subtype[None]["text"] == "hello"
    changed = by_subtype["message_changed"]
    assert (changed["message"]["text"], changed["previous_message"]["text"]) == ("hello!", "hello")
    assert changed["message"]["edited"]["user"] == "U0ANNA"
    deleted = by_subtype["message_deleted"]
    assert (deleted["deleted_ts"], deleted["previous_message"]["text"]) == (ts, "hello!")


async def test_the_bot_hears_nothing_where_it_is_not(desk: Desk, people: Playground) -> None:
    ts = await people.post("anna", "random", "hello")
    await people.edit("anna", "random", ts, "hello!")
    await people.remove("anna", "random", ts)
    secret = await people.add_channel("secret", private=True)
    await people.post("anna", secret, "psst")
    assert [event["channel_type"] for event in await desk.told_of(1)] == ["group"]


async def test_the_bots_own_words_come_back(slack: Running, join: Join, client: AsyncWebClient) -> None:
    """As they come before Bolt keeps them from its listeners."""
    desk = Desk()
    await join(slack, desk.on(AsyncApp(client=client, signing_secret="x", ignoring_self_events_enabled=False)))
    ts = (await client.chat_postMessage(channel="C0TICKETS", text="card"))["ts"]
    await client.chat_update(channel="C0TICKETS", ts=ts, text="card, redrawn")
    by_subtype = {event.get("subtype"): event for event in await desk.told_of(2)}
    assert (by_subtype[None]["text"], by_subtype[None]["bot_id"]) == ("card", "B0OWONA")
    changed = by_subtype["message_changed"]
    assert (changed["message"]["text"], changed["message"]["bot_id"]) == ("card, redrawn", "B0OWONA")
    assert "user" not in changed


async def test_people_change_only_what_they_wrote(people: Playground) -> None:
    ts = await people.post("anna", "tickets", "hello")
    for attempt in (people.edit("ben", "tickets", ts, "x"), people.remove("ben", "tickets", ts)):
        with pytest.raises(PlaygroundError, match="ben did not write"):
            await attempt
    assert [message["text"] for message in await people.messages("tickets")] == ["hello"]


async def test_what_the_editor_made_of_words_is_told_too(desk: Desk, people: Playground) -> None:
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": "yes", "style": {"bold": True}}]}
    ts = await people.post("anna", "tickets", "*yes*", rich_text={"type": "rich_text", "elements": [section]})
    (event,) = await desk.told_of(1)
    assert event["blocks"] == [{"type": "rich_text", "elements": [section], "block_id": "b000"}]
    await people.edit("anna", "tickets", ts, "no")
    (message,) = await people.messages("tickets")
    assert text_of(message) == "no"
