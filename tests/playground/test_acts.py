"""What people do with the bot's messages, and what only they see."""

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from owona_bot.playground.client import Playground, PlaygroundError, buttons_of, text_of
from owona_bot.playground.server import Running
from owona_bot.playground.wire import Json
from tests.playground.conftest import Join, Start, bolt
from tests.playground.test_blocks import CONFIRM, actions, button, mrkdwn, option, plain, section

MENU = {"type": "overflow", "action_id": "menu", "options": [option("Later", "1"), option("Never", "2")]}
CARD = [
    section(text=mrkdwn("*#1001* broken"), block_id="top"),
    actions(
        button(action_id="claim", text=plain("Claim"), value="1001"),
        button(action_id="close", text=plain("Close"), confirm=CONFIRM),
        MENU,
    ),
]


class Desk:
    def __init__(self) -> None:
        self.heard: list[Json] = []
        self.answer: Json | str = ""

    async def hears(self, ack: AsyncAck, body: Json) -> None:
        self.heard.append(body)
        await (ack(**self.answer) if isinstance(self.answer, dict) else ack(self.answer))

    def on(self, app: AsyncApp) -> AsyncApp:
        app.command("/ticket")(self.hears)
        for action in ("claim", "close", "menu"):
            app.action(action)(self.hears)
        return app


@pytest.fixture
async def desk(slack: Running, join: Join) -> Desk:
    desk = Desk()
    await join(slack, desk.on(bolt(slack)))
    return desk


@pytest.fixture
async def card(client: AsyncWebClient) -> str:
    ts: str = (await client.chat_postMessage(channel="C0TICKETS", text="#1001 broken", blocks=CARD))["ts"]
    return ts


async def test_a_button_is_pressed_by_its_label(desk: Desk, card: str, people: Playground) -> None:
    answer = await people.click("Anna Albers", "#tickets", card, "Claim")
    body = desk.heard[0]
    assert answer.acked
    assert (body["user"]["id"], body["channel"]["name"]) == ("U0ANNA", "tickets")
    assert (body["actions"][0]["action_id"], body["actions"][0]["value"]) == ("claim", "1001")
    assert body["container"] == {
        "type": "message",
        "message_ts": card,
        "channel_id": "C0TICKETS",
        "is_ephemeral": False,
    }
    assert body["message"]["ts"] == card


async def test_a_menus_choice_is_pressed_by_its_label(desk: Desk, card: str, people: Playground) -> None:
    await people.click("anna", "tickets", card, "Never")
    assert desk.heard[0]["actions"][0]["selected_option"]["value"] == "2"


async def test_a_selects_choice_is_told_and_stands_in_the_state(
    desk: Desk, people: Playground, client: AsyncWebClient
) -> None:
    options = [option("Mine", "1"), option("All", "2")]
    select = {"type": "static_select", "action_id": "menu", "options": options, "initial_option": options[0]}
    blocks = [actions(select) | {"block_id": "b"}]
    ts = (await client.chat_postMessage(channel="C0TICKETS", text="x", blocks=blocks))["ts"]
    await people.click("anna", "tickets", ts, "All")
    assert desk.heard[0]["actions"][0]["selected_option"] == options[1]
    assert desk.heard[0]["state"]["values"]["b"]["menu"]["selected_option"] == options[1]


async def test_who_does_not_confirm_presses_nothing(desk: Desk, card: str, people: Playground) -> None:
    assert (await people.click("anna", "tickets", card, "Close", confirm=False)).outcome == "cancelled"
    assert desk.heard == []
    assert (await people.click("anna", "tickets", card, "Close")).acked


async def test_people_press_only_what_is_there(desk: Desk, card: str, people: Playground) -> None:
    with pytest.raises(PlaygroundError, match="nothing is labelled 'Delete'"):
        await people.click("anna", "tickets", card, "Delete")
    with pytest.raises(PlaygroundError, match="there is no message"):
        await people.click("anna", "tickets", "1.0", "Claim")
    with pytest.raises(PlaygroundError, match="deactivated"):
        await people.click("otto", "tickets", card, "Claim")


async def test_an_undeclared_command_never_reaches_the_app(desk: Desk, people: Playground) -> None:
    answer = await people.command("anna", "tickets", "/nonsense x")
    assert (answer.outcome, desk.heard) == ("refused", [])


async def test_a_command_comes_with_slacks_fields(desk: Desk, people: Playground) -> None:
    await people.command("greta", "sla", "/ticket  claim 42 ")
    body = desk.heard[0]
    assert (body["command"], body["text"], body["user_id"]) == ("/ticket", "claim 42", "U0GRETA")
    assert (body["channel_name"], body["team_id"], body["is_enterprise_install"]) == ("sla", "T0OWONA", "false")
    assert body["response_url"].startswith("http://127.0.0.1:")


async def test_an_acks_answer_is_for_the_person_alone(desk: Desk, people: Playground) -> None:
    desk.answer = {"text": "yours", "blocks": CARD}
    answer = await people.command("anna", "tickets", "/ticket mine")
    assert text_of(answer.told()) == "*#1001* broken\n[Claim] [Close] [… Later · Never]"
    seen = await people.ephemerals("anna")
    assert [(e["text"], e["via"]) for e in seen] == [("yours", "command")]
    assert await people.messages("tickets") == []
    desk.answer = ""
    assert (await people.click("anna", "tickets", seen[0]["ts"], "Claim")).acked
    assert "message" not in desk.heard[1]
    assert desk.heard[1]["container"]["is_ephemeral"]


async def test_an_ack_with_blocks_beyond_the_limits_is_an_error(desk: Desk, people: Playground) -> None:
    desk.answer = {"text": "x", "blocks": [{"type": "header", "text": plain("x" * 151)}]}
    answer = await people.command("anna", "tickets", "/ticket")
    assert (answer.outcome, answer.detail) == ("error", "invalid_blocks")
    assert [r["error"] for r in await people.refusals()] == ["invalid_blocks"]


async def test_a_response_url_works_five_times(desk: Desk, people: Playground) -> None:
    await people.command("anna", "tickets", "/ticket")
    url = AsyncWebhookClient(desk.heard[0]["response_url"])
    for i in range(5):
        assert (await url.send(text=str(i))).status_code == 200
    assert "used_url" in (await url.send(text="6")).body
    assert [e["text"] for e in await people.ephemerals("anna")] == list("01234")


async def test_response_urls_fail_as_methods_do(desk: Desk, people: Playground) -> None:
    await people.command("anna", "tickets", "/ticket")
    url = AsyncWebhookClient(desk.heard[0]["response_url"], retry_handlers=[])
    await people.fault("response_url", "error:action_prohibited", times=1)
    await people.fault("response_url", "server_error", times=1)
    await people.fault("response_url", "ratelimited", times=1)
    await people.fault("response_url", "late", times=1, seconds=0.01)
    assert [(await url.send(text="x")).status_code for _ in range(4)] == [404, 500, 429, 200]
    assert len(await people.ephemerals("anna")) == 1


async def test_a_response_url_expires(start: Start, join: Join) -> None:
    running = await start(pace=0, response_url_life=0.0)
    desk = Desk()
    await join(running, desk.on(bolt(running)))
    async with Playground(running.url) as people:
        await people.command("anna", "tickets", "/ticket")
    answer = await AsyncWebhookClient(desk.heard[0]["response_url"]).send(text="x")
    assert (answer.status_code, "expired_url" in answer.body) == (404, True)


async def test_a_response_replaces_deletes_or_speaks_in_the_channel(desk: Desk, card: str, people: Playground) -> None:
    await people.click("anna", "tickets", card, "Claim")
    url = AsyncWebhookClient(desk.heard[0]["response_url"])
    await url.send(text="claimed", replace_original=True)
    message = (await people.messages("tickets"))[0]
    assert (message["text"], "blocks" in message) == ("claimed", False)
    await url.send(text="everybody", response_type="in_channel")
    await url.send(delete_original=True)
    assert [m["text"] for m in await people.messages("tickets")] == ["everybody"]


async def test_people_write_only_where_they_are(people: Playground) -> None:
    ts = await people.post("anna", "tickets", "hello")
    await people.post("ben", "tickets", "hi", thread_ts=ts)
    assert [m["text"] for m in await people.thread("tickets", ts)] == ["hello", "hi"]
    await people.kick("tickets", "ben")
    for user, channel in (("ben", "tickets"), ("anna", "old-desk"), ("anna", "nowhere"), ("nobody", "tickets")):
        with pytest.raises(PlaygroundError):
            await people.post(user, channel, "x")


async def test_a_reaction_is_given_once_and_taken_back(people: Playground) -> None:
    ts = await people.post("anna", "tickets", "hello")
    await people.react("ben", "tickets", ts, "eyes")
    with pytest.raises(PlaygroundError, match="already"):
        await people.react("ben", "tickets", ts, "eyes")
    assert (await people.messages("tickets"))[0]["reactions"] == [{"name": "eyes", "users": ["U0BEN"], "count": 1}]
    await people.unreact("ben", "tickets", ts, "eyes")
    assert "reactions" not in (await people.messages("tickets"))[0]


async def test_a_message_tells_when_it_was_accepted_and_in_which_order(people: Playground) -> None:
    for i in range(3):
        await people.post("anna", "tickets", str(i))
    told = await people.messages("tickets")
    assert [m["order"] for m in told] == [1, 2, 3]
    assert all(abs(float(m["ts"]) - m["accepted_at"]) < 0.01 for m in told)


async def test_a_card_reads_as_a_person_reads_it(card: str, people: Playground) -> None:
    message = (await people.messages("tickets"))[0]
    assert buttons_of(message) == ["Claim", "Close", "Later", "Never"]
    assert text_of(message) == "*#1001* broken\n[Claim] [Close] [… Later · Never]"
