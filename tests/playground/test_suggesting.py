"""Selects that ask the app: on messages, in forms, on the Home."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground, PlaygroundError
from owona_bot.playground.option_rules import check_offer
from owona_bot.playground.server import Running
from owona_bot.playground.wire import Json
from tests.playground.conftest import Join, Start, bolt
from tests.playground.hearing import Ears
from tests.playground.test_blocks import actions, entry, option, plain, section
from tests.playground.test_home import home
from tests.playground.test_modals import modal, trigger

WHO: Json = {"type": "external_select", "action_id": "who", "placeholder": plain("Assignee"), "min_query_length": 2}
MANY: Json = {"type": "multi_external_select", "action_id": "who", "min_query_length": 0}
BEN, BERTA = option("Ben Berg", "ben"), option("Berta", "berta")
FIELD = entry(WHO, block_id="who", label=plain("Who"))
TAGS = entry(MANY, block_id="tags", label=plain("Tags"), optional=True)


@pytest.fixture
async def ears(slack: Running, join: Join) -> Ears:
    ears = Ears()
    ears.offer = {"options": [BEN, BERTA]}
    await join(slack, ears.on(bolt(slack)))
    return ears


async def posted(client: AsyncWebClient) -> tuple[str, str]:
    blocks = [actions(WHO) | {"block_id": "b"}]
    return "tickets", (await client.chat_postMessage(channel="C0TICKETS", text="x", blocks=blocks))["ts"]


async def test_typing_into_a_select_asks_the_app(ears: Ears, client: AsyncWebClient, people: Playground) -> None:
    card = await posted(client)
    answer = await people.suggest("anna", "Assignee", "be", at=card)
    assert answer.body == {"options": [BEN, BERTA]}
    (asked,) = ears.knocks
    assert (asked["type"], asked["action_id"], asked["block_id"], asked["value"]) == (
        "block_suggestion",
        "who",
        "b",
        "be",
    )
    assert (asked["user"]["id"], asked["channel"]["id"], asked["message"]["ts"]) == ("U0ANNA", "C0TICKETS", card[1])
    assert asked["container"]["message_ts"] == card[1]
    assert "trigger_id" not in asked


async def test_an_offer_is_chosen_by_its_label_after_typing(
    ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    card = await posted(client)
    assert (await people.choose("anna", "Assignee", "Berta", typed="be", at=card)).acked
    asked, pressed = ears.knocks
    assert asked["value"] == "be"
    assert pressed["actions"][0]["selected_option"] == BERTA
    assert pressed["state"]["values"]["b"]["who"]["selected_option"] == BERTA


async def test_a_form_is_filled_with_what_the_app_offers(
    slack: Running, ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    view = (await client.views_open(trigger_id=await trigger(slack), view=modal(FIELD, TAGS)))["view"]
    await people.fill("anna", {"Who": "Ben Berg", "Tags": ["Ben Berg", "Berta"]})
    assert [asked["value"] for asked in ears.knocks] == ["Ben Berg", "Ben Berg", "Berta"]
    assert ears.knocks[0]["view"]["id"] == view["id"]
    assert ears.knocks[0]["container"] == {"type": "view", "view_id": view["id"]}
    seen = await people.view("anna")
    assert seen
    assert seen["state"]["values"]["who"]["who"]["selected_option"] == BEN
    assert seen["state"]["values"]["tags"]["who"]["selected_options"] == [BEN, BERTA]


async def test_groups_are_offered_and_chosen_from_the_home(
    ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    ears.offer = {
        "option_groups": [{"label": plain("Team"), "options": [BEN]}, {"label": plain("All"), "options": [BERTA]}]
    }
    await client.views_publish(user_id="U0ANNA", view=home(section(accessory=WHO)))
    await people.choose("anna", "Assignee", "Berta", typed="be", at="home")
    asked, pressed = ears.knocks
    assert (asked["view"]["type"], "channel" in asked) == ("home", False)
    assert pressed["actions"][0]["selected_option"] == BERTA


@pytest.mark.parametrize(
    ("least", "typed", "asked"), [(2, "b", False), (2, "be", True), (None, "be", False), (0, "", True)]
)
async def test_too_few_characters_never_reach_the_app(
    ears: Ears, client: AsyncWebClient, people: Playground, least: int | None, typed: str, asked: bool
) -> None:
    select = {name: value for name, value in (WHO | {"min_query_length": least}).items() if value is not None}
    ts = (await client.chat_postMessage(channel="C0TICKETS", text="x", blocks=[actions(select)]))["ts"]
    answer = await people.suggest("anna", "Assignee", typed, at=("tickets", ts))
    assert (answer.acked, bool(ears.knocks)) == (asked, asked)


@pytest.mark.parametrize(
    "offer",
    [
        {"options": [option(value=str(i)) for i in range(101)]},
        {"options": [option("x" * 76)]},
        {"options": [option(value="x" * 76)]},
        {"options": [{"text": {"type": "mrkdwn", "text": "x"}, "value": "v"}]},
        {"option_groups": [{"label": plain("x" * 76), "options": [BEN]}]},
        {"option_groups": [{"label": plain(str(i)), "options": [BEN]} for i in range(101)]},
    ],
)
async def test_an_offer_beyond_the_limits_is_an_error(
    ears: Ears, client: AsyncWebClient, people: Playground, offer: Json
) -> None:
    card = await posted(client)
    ears.offer = offer
    answer = await people.suggest("anna", "Assignee", "be", at=card)
    assert (answer.outcome, answer.body) == ("error", offer)
    assert [refusal["method"] for refusal in await people.refusals()] == ["ack"]


def test_options_and_groups_are_not_offered_together() -> None:
    """Bolt would drop one of them on its way."""
    offer: Json = {"options": [BEN], "option_groups": [{"label": plain("g"), "options": [BEN]}]}
    assert check_offer(offer) == ["only one of options, option_groups allowed [json-pointer:]"]
    assert check_offer({}) == []


async def test_an_empty_offer_is_none_and_what_is_not_offered_cannot_be_chosen(
    ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    card = await posted(client)
    ears.offer = {"options": []}
    assert (await people.suggest("anna", "Assignee", "be", at=card)).acked
    with pytest.raises(PlaygroundError, match="'Assignee' has no option 'Ben Berg'"):
        await people.choose("anna", "Assignee", "Ben Berg", typed="be", at=card)


async def test_an_app_that_does_not_answer_in_time_offers_nothing(start: Start, join: Join) -> None:
    running = await start(pace=0, ack_timeout=0.05)
    app = bolt(running)
    await join(running, app)  # nobody listens for the request, so nobody acks it
    ts = (await app.client.chat_postMessage(channel="C0TICKETS", text="x", blocks=[actions(WHO)]))["ts"]
    async with Playground(running.url) as people:
        answer = await people.suggest("anna", "Assignee", "be", at=("tickets", ts))
        assert (answer.outcome, answer.detail) == ("timeout", "operation_timeout")
        with pytest.raises(PlaygroundError, match="offers nothing for 'be': operation_timeout"):
            await people.choose("anna", "Assignee", "Ben Berg", typed="be", at=("tickets", ts))
