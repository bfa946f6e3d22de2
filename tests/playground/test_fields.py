"""What people choose on messages: people, channels, dates, groups of options; and fields that tell as one types."""

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground, PlaygroundError
from owona_bot.playground.server import Running
from owona_bot.playground.wire import Json
from tests.playground.conftest import Join, bolt
from tests.playground.hearing import Ears
from tests.playground.test_blocks import actions, entry, option, plain, section
from tests.playground.test_modals import modal, trigger


@pytest.fixture
async def ears(slack: Running, join: Join) -> Ears:
    ears = Ears()
    await join(slack, ears.on(bolt(slack)))
    return ears


GROUPS = [
    {"label": plain("Open"), "options": [option("New", "new")]},
    {"label": plain("Done"), "options": [option("Solved", "solved")]},
]


@pytest.mark.parametrize(
    ("element", "value", "told"),
    [
        ({"type": "users_select"}, "Ben Berg", {"selected_user": "U0BEN"}),
        ({"type": "multi_users_select"}, ["ben", "mia"], {"selected_users": ["U0BEN", "U0MIA"]}),
        ({"type": "conversations_select"}, "#tickets", {"selected_conversation": "C0TICKETS"}),
        ({"type": "channels_select"}, "sla", {"selected_channel": "C0SLA"}),
        ({"type": "datepicker"}, "2026-12-24", {"selected_date": "2026-12-24"}),
        ({"type": "timepicker"}, "18:30", {"selected_time": "18:30"}),
        ({"type": "static_select", "option_groups": GROUPS}, "Solved", {"selected_option": option("Solved", "solved")}),
    ],
)
async def test_what_is_chosen_on_a_message_is_told_at_once(
    ears: Ears, client: AsyncWebClient, people: Playground, element: Json, value: str | list[str], told: Json
) -> None:
    block = section(text=plain("Which?"), accessory={"action_id": "a", **element}, block_id="b")
    ts = (await client.chat_postMessage(channel="C0TICKETS", text="x", blocks=[block]))["ts"]
    assert (await people.choose("anna", "Which?", value, at=("tickets", ts))).acked
    (body,) = ears.knocks
    assert body["actions"][0].items() >= told.items()
    assert body["state"]["values"]["b"]["a"] == {"type": element["type"], **told}


async def test_a_moment_is_told_in_seconds(ears: Ears, client: AsyncWebClient, people: Playground) -> None:
    picker = {"type": "datetimepicker", "action_id": "a"}
    blocks = [entry(picker, label=plain("When"), dispatch_action=True)]
    ts = (await client.chat_postMessage(channel="C0TICKETS", text="x", blocks=blocks))["ts"]
    await people.choose("anna", "When", "1795000000", at=("tickets", ts))
    assert ears.knocks[0]["actions"][0]["selected_date_time"] == 1795000000


async def test_an_input_that_dispatches_tells_what_was_typed_with_the_whole_state(
    slack: Running, ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    told = {"type": "plain_text_input", "action_id": "a"}
    told["dispatch_action_config"] = {"trigger_actions_on": ["on_character_entered"]}  # type: ignore[assignment]  # JSON
    quiet = entry({"type": "plain_text_input", "action_id": "v"}, block_id="quiet", label=plain("Quiet"))
    loud = entry(told, block_id="loud", label=plain("Loud"), dispatch_action=True)
    await client.views_open(trigger_id=await trigger(slack), view=modal(quiet, loud))
    await people.fill("anna", {"Quiet": "x", "Loud": "1001"})
    (body,) = ears.knocks
    assert (body["type"], body["actions"][0]["value"]) == ("block_actions", "1001")
    values = body["view"]["state"]["values"]
    assert (values["quiet"]["v"]["value"], values["loud"]["a"]["value"]) == ("x", "1001")


async def test_an_updated_form_takes_first_values_where_the_ids_are_new(
    slack: Running, client: AsyncWebClient, people: Playground
) -> None:
    def words(block: str, first: str) -> Json:
        field = {"type": "plain_text_input", "action_id": "v"} | ({"initial_value": first} if first else {})
        return entry(field, block_id=block, label=plain(block))

    view = (
        await client.views_open(
            trigger_id=await trigger(slack), view=modal(words("typed", "a"), words("stood", "b"), words("empty", ""))
        )
    )["view"]
    await people.fill("anna", {"typed": "by hand"})
    fresh = modal(words("typed", "new"), words("stood", "new"), words("empty", "new"), words("other", "new"))
    await client.views_update(view_id=view["id"], view=fresh, hash=view["hash"])
    seen = await people.view("anna")
    assert seen
    values = {block: held["v"]["value"] for block, held in seen["state"]["values"].items()}
    assert values == {"typed": "by hand", "stood": "b", "empty": "new", "other": "new"}


async def test_a_field_without_a_name_is_another_one_in_each_update(
    slack: Running, client: AsyncWebClient, people: Playground
) -> None:
    """Slack names blocks at random: what was typed can't stay by chance."""
    nameless = entry({"type": "plain_text_input", "action_id": "v", "initial_value": "first"}, label=plain("Words"))
    view = (await client.views_open(trigger_id=await trigger(slack), view=modal(nameless)))["view"]
    await people.fill("anna", {"Words": "typed"})
    await client.views_update(view_id=view["id"], view=modal(nameless))
    seen = await people.view("anna")
    assert seen
    (held,) = seen["state"]["values"].values()
    assert held["v"]["value"] == "first"


async def test_a_choice_that_is_no_longer_offered_does_not_stay(
    slack: Running, client: AsyncWebClient, people: Playground
) -> None:
    def picker(*options: Json) -> Json:
        select = {"type": "static_select", "action_id": "v", "options": list(options)}
        return entry(select, block_id="b", label=plain("Which"))

    one, two = option("One", "1"), option("Two", "2")
    view = (await client.views_open(trigger_id=await trigger(slack), view=modal(picker(one, two))))["view"]
    await people.fill("anna", {"Which": "Two"})
    await client.views_update(view_id=view["id"], view=modal(picker(one)))
    seen = await people.view("anna")
    assert seen
    assert seen["state"]["values"]["b"]["v"]["selected_option"] is None


async def test_people_choose_only_what_is_there(ears: Ears, client: AsyncWebClient, people: Playground) -> None:
    select = {"type": "static_select", "action_id": "a", "options": [option("One")], "placeholder": plain("Which")}
    ts = (await client.chat_postMessage(channel="C0TICKETS", text="x", blocks=[actions(select)]))["ts"]
    for label, value, why in (("What", "One", "no field"), ("Which", "Two", "no option 'Two'")):
        with pytest.raises(PlaygroundError, match=why):
            await people.choose("anna", label, value, at=("tickets", ts))
    assert ears.knocks == []
