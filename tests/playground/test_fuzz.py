"""Whatever is sent, Slack answers: it takes it or names what is wrong."""

import json

from aiohttp import ClientSession
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.block_rules import BLOCKS, check_blocks
from owona_bot.playground.client import Playground
from owona_bot.playground.element_rules import ELEMENTS
from owona_bot.playground.screen import buttons_of, text_of
from owona_bot.playground.server import Running
from owona_bot.playground.view_rules import check_view
from owona_bot.playground.wire import Json
from tests.playground.test_blocks import TAKEN

INNER = ("action_id", "options", "option_groups", "initial_option", "min_length", "max_length", "accessory")
NAMES = st.sampled_from(sorted({"text", "initial_options", *(name for block in TAKEN for name in block), *INNER}))
TYPES = st.sampled_from([*BLOCKS, *ELEMENTS, "input", "mrkdwn", "plain_text", "rich_text_section", "raw_text"])
LEAVES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5) | TYPES
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4), max_leaves=12
)


@given(st.lists(JSON, max_size=3) | JSON, st.sampled_from(["message", "modal"]))
@settings(max_examples=300, deadline=None)
def test_blocks_of_any_shape_are_judged(blocks: object, surface: str) -> None:
    faults = check_blocks(blocks, surface)
    assert all("[json-pointer:/blocks" in fault for fault in faults)


@given(st.sampled_from(TAKEN), st.data())
@settings(max_examples=300, deadline=None)
def test_a_good_block_with_one_part_replaced_is_judged_and_if_taken_can_be_read(
    block: Json, data: st.DataObject
) -> None:
    spoiled = json.loads(json.dumps(block))
    place = spoiled
    while True:
        key = data.draw(st.sampled_from(list(place) if isinstance(place, dict) else range(len(place))))
        inner = place[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            place[key] = data.draw(JSON)
            break
        place = inner
    if not check_blocks([spoiled], "message"):
        assert isinstance(text_of({"blocks": [spoiled]}), str)
        assert isinstance(buttons_of({"blocks": [spoiled]}), list)


@given(st.dictionaries(NAMES | st.sampled_from(["blocks", "submit", "close"]), JSON, max_size=5))
@settings(max_examples=100, deadline=None)
def test_views_of_any_shape_are_judged(view: Json) -> None:
    assert check_view(view)


@given(JSON, JSON, JSON)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_post_of_anything_gets_an_answer(
    client: AsyncWebClient, text: object, metadata: object, attachments: object
) -> None:
    told = {"channel": "C0TICKETS", "text": text, "metadata": metadata, "attachments": attachments}
    assert await status(client, told) == 200


async def test_nesting_without_end_is_refused(slack: Running, people: Playground) -> None:
    """Around Python's own limit: what the parser takes, every walk over it must bear."""
    headers = {"Authorization": "Bearer xoxb-playground", "Content-Type": "application/json"}
    async with ClientSession(headers=headers) as session:
        for depth in range(850, 1000):
            nest = "[" * depth + "]" * depth
            block = f'{{"type": "data_table", "caption": "x", "rows": {nest}}}'
            body = f'{{"channel": "C0TICKETS", "text": "x", "blocks": [{block}]}}'
            async with session.post(f"{slack.api_url}chat.postMessage", data=body) as answer:
                assert answer.status == 200, depth
    assert {call["outcome"] for call in await people.calls()} == {"invalid_blocks", "invalid_json"}


async def status(client: AsyncWebClient, told: Json) -> int:
    """The HTTP status, whether it was taken or refused."""
    try:
        return (await client.api_call("chat.postMessage", json=told)).status_code
    except SlackApiError as refusal:
        code: int = refusal.response.status_code
        return code
