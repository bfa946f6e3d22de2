"""The App Home: what is published for one person, and what the app hears from there."""

from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Playground, PlaygroundError, buttons_of, text_of
from owona_bot.playground.options import read_manifest
from owona_bot.playground.server import Running
from owona_bot.playground.wire import Json
from tests.playground.conftest import MANIFEST, Join, Start, bolt, refused, web_client
from tests.playground.hearing import Ears
from tests.playground.test_blocks import CONFIRM, actions, button, entry, mrkdwn, option, plain, section

MENU = {"type": "overflow", "action_id": "who", "options": [option("Later", "1"), option("Never", "2")]}
FILTER = {
    "type": "static_select",
    "action_id": "a",
    "placeholder": plain("Filter"),
    "options": [option("Mine", "1"), option("All", "2")],
}


def home(*blocks: Json, **more: object) -> Json:
    return {"type": "home", "blocks": list(blocks), **more}


@pytest.fixture
async def ears(slack: Running, join: Join) -> Ears:
    ears = Ears()
    await join(slack, ears.on(bolt(slack), "app_home_opened"))
    return ears


async def test_a_home_stands_for_one_person_alone(client: AsyncWebClient, people: Playground) -> None:
    told = (await client.views_publish(user_id="U0ANNA", view=home(section(text=mrkdwn("My tickets")))))["view"]
    seen = await people.home("anna")
    assert seen
    assert seen == told
    assert text_of(seen) == "My tickets"
    assert (told["type"], told["root_view_id"], "title" in told) == ("home", told["id"], False)
    assert await people.home("ben") is None


async def test_opening_tells_the_tab_and_the_view_once_there_is_one(
    ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    await people.open_home("anna")
    await ears.heard(1)
    view = (await client.views_publish(user_id="U0ANNA", view=home(section())))["view"]
    await people.open_home("anna")
    await people.open_home("anna", "messages")
    first, second, third = await ears.heard(3)
    assert (first["user"], first["channel"], first["tab"], "view" in first) == ("U0ANNA", "D0ANNA", "home", False)
    assert second["view"]["id"] == view["id"]
    assert (third["tab"], "view" in third) == ("messages", False)


async def test_publishing_again_keeps_the_view_and_changes_its_hash(client: AsyncWebClient, people: Playground) -> None:
    one = (await client.views_publish(user_id="U0ANNA", view=home(section())))["view"]
    two = (await client.views_publish(user_id="U0ANNA", view=home(section(text=mrkdwn("new"))), hash=one["hash"]))[
        "view"
    ]
    assert one["id"] == two["id"]
    assert one["hash"] != two["hash"]
    stale = client.views_publish(user_id="U0ANNA", view=home(section()), hash=one["hash"])
    assert (await refused(stale))["error"] == "hash_conflict"
    early = client.views_publish(user_id="U0BEN", view=home(section()), hash=two["hash"])
    assert (await refused(early))["error"] == "hash_conflict"
    seen = await people.home("anna")
    assert seen
    assert text_of(seen) == "new"


async def test_a_button_of_the_home_is_told_with_its_view_and_no_channel(
    ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    view = (await client.views_publish(user_id="U0ANNA", view=home(actions(button(value="7"), MENU))))["view"]
    assert buttons_of(view) == ["Go", "Later", "Never"]
    assert (await people.press_home("anna", "Go")).acked
    assert (await people.press_home("anna", "Never")).acked
    go, never = ears.knocks
    assert go["container"] == {"type": "view", "view_id": view["id"]}
    assert (go["view"]["type"], go["view"]["hash"], go["actions"][0]["value"]) == ("home", view["hash"], "7")
    assert not go.keys() & {"channel", "message", "response_url"}
    assert never["actions"][0]["selected_option"]["value"] == "2"
    with pytest.raises(PlaygroundError, match="nothing was published to the Home of ben"):
        await people.press_home("ben", "Go")


async def test_who_does_not_confirm_presses_nothing_on_the_home(
    ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    await client.views_publish(user_id="U0ANNA", view=home(actions(button(confirm=CONFIRM))))
    assert (await people.press_home("anna", "Go", confirm=False)).outcome == "cancelled"
    assert ears.knocks == []


async def test_a_trigger_of_the_home_opens_a_form(ears: Ears, client: AsyncWebClient, people: Playground) -> None:
    await client.views_publish(user_id="U0ANNA", view=home(actions(button())))
    await people.press_home("anna", "Go")
    form = {"type": "modal", "title": plain("Form"), "blocks": [section()]}
    await client.views_open(trigger_id=ears.knocks[0]["trigger_id"], view=form)
    seen = await people.view("anna")
    assert seen
    assert text_of(seen).startswith("▌ Form")


async def test_what_was_chosen_on_the_home_stands_in_its_state(
    ears: Ears, client: AsyncWebClient, people: Playground
) -> None:
    wanted = entry({"type": "plain_text_input", "action_id": "v"}, block_id="words", label=plain("Words"))
    blocks = [actions(FILTER) | {"block_id": "f"}, wanted, actions(button()) | {"block_id": "go"}]
    await client.views_publish(user_id="U0ANNA", view=home(*blocks))
    await people.choose("anna", "Filter", "All", at="home")
    await people.choose("anna", "Words", "printer", at="home")
    await client.views_publish(user_id="U0ANNA", view=home(*blocks))
    await people.press_home("anna", "Go")
    values = ears.knocks[-1]["view"]["state"]["values"]
    assert values["f"]["a"]["selected_option"]["value"] == "2"
    assert values["words"]["v"]["value"] == "printer"
    assert len(ears.knocks) == 2


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        (home(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (home(section(), type="modal"), "must be one of: home [json-pointer:/view/type]"),
        (home(section(), title=plain("x")), "invalid additional property: title [json-pointer:/view]"),
        (home({"type": "markdown", "text": "x"}), "unsupported type: markdown [json-pointer:/view/blocks/0/type]"),
        (home({"type": "alert", "text": plain("x")}), "unsupported type: alert [json-pointer:/view/blocks/0/type]"),
    ],
)
async def test_a_home_beyond_its_limits_is_refused(client: AsyncWebClient, view: Json, fault: str) -> None:
    answer = await refused(client.views_publish(user_id="U0ANNA", view=view))
    assert (answer["error"], answer["errors"]) == ("invalid_arguments", [fault])


async def test_a_home_for_nobody_or_too_large_is_refused(client: AsyncWebClient) -> None:
    assert (await refused(client.views_publish(user_id="U0NOBODY", view=home(section()))))["error"] == (
        "invalid_arguments"
    )
    large = home(*[section(text=mrkdwn("x" * 3000))] * 90)
    assert (await refused(client.views_publish(user_id="U0ANNA", view=large)))["error"] == "view_too_large"


async def test_an_external_id_of_a_home_stands_once(slack: Running, client: AsyncWebClient) -> None:
    await client.views_publish(user_id="U0ANNA", view=home(section(), external_id="e"))
    await client.views_publish(user_id="U0ANNA", view=home(section(), external_id="e"))
    again = client.views_publish(user_id="U0BEN", view=home(section(), external_id="e"))
    assert (await refused(again))["error"] == "duplicate_external_id"


async def test_without_the_home_tab_nothing_is_published_or_opened(start: Start, tmp_path: Path) -> None:
    bare = tmp_path / "manifest.yml"
    bare.write_text(MANIFEST.read_text().replace("home_tab_enabled: true", "home_tab_enabled: false"))
    running = await start(manifest=bare, pace=0)
    assert (await refused(web_client(running).views_publish(user_id="U0ANNA", view=home(section()))))["error"] == (
        "not_enabled"
    )
    async with Playground(running.url) as people:
        with pytest.raises(PlaygroundError, match="the app has no tab 'home'"):
            await people.open_home("anna")
        await people.open_home("anna", "messages")


async def test_without_the_messages_tab_neither_side_writes(start: Start, tmp_path: Path) -> None:
    bare = tmp_path / "manifest.yml"
    bare.write_text(MANIFEST.read_text().replace("messages_tab_enabled: true", "messages_tab_enabled: false"))
    running = await start(manifest=bare, pace=0)
    assert (await refused(web_client(running).chat_postMessage(channel="U0ANNA", text="x")))["error"] == (
        "messages_tab_disabled"
    )
    async with Playground(running.url) as people:
        with pytest.raises(PlaygroundError, match="the app takes no messages"):
            await people.post("anna", "U0ANNA", "hello")


def test_a_manifest_without_an_app_home_has_no_home_but_messages(tmp_path: Path) -> None:
    bare = tmp_path / "manifest.yml"
    bare.write_text("oauth_config: {scopes: {bot: []}}\n")
    read = read_manifest(bare)
    assert (read.home, read.messages, read.read_only) == (False, True, False)
