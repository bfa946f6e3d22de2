"""Modals: opening, filling, sending, and what both sides refuse."""

import asyncio

import pytest
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from owona_bot.playground.client import Answer, Playground, PlaygroundError, buttons_of, text_of
from owona_bot.playground.server import Running
from owona_bot.playground.wire import Json
from tests.playground.conftest import Join, Start, bolt, refused, web_client
from tests.playground.test_blocks import actions, button, entry, mrkdwn, option, plain, section


def modal(*blocks: Json, **more: object) -> Json:
    return {
        "type": "modal",
        "callback_id": "new",
        "title": plain("New"),
        "submit": plain("Send"),
        "blocks": list(blocks),
        **more,
    }


TITLE = entry({"type": "plain_text_input", "action_id": "v", "max_length": 10}, block_id="title", label=plain("Title"))
HIGH, LOW = option("High", "high"), option("Low", "low")
PRIORITY = entry(
    {"type": "static_select", "action_id": "v", "options": [HIGH, LOW], "initial_option": LOW},
    block_id="priority",
    label=plain("Priority"),
)
TAGS = entry(
    {"type": "checkboxes", "action_id": "v", "options": [option("VIP", "vip"), option("Spam", "spam")]},
    block_id="tags",
    label=plain("Tags"),
    optional=True,
)


class Desk:
    """A Bolt app that opens `view` for /ticket and keeps what it is sent; `answer` is its ack of a submission."""

    def __init__(self, view: Json) -> None:
        self.view = view
        self.answer: Json = {}
        self.sent: list[Json] = []

    def on(self, app: AsyncApp) -> AsyncApp:
        app.command("/ticket")(self.opens)
        app.view("new")(self.hears)
        app.view_closed("new")(self.closes)
        app.action("a")(self.presses)
        return app

    async def opens(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=self.view)
        await ack()

    async def hears(self, ack: AsyncAck, body: Json) -> None:
        self.sent.append(body)
        await ack(**self.answer)

    async def closes(self, ack: AsyncAck, body: Json) -> None:
        self.sent.append(body)
        await ack()

    async def presses(self, ack: AsyncAck, body: Json, client: AsyncWebClient) -> None:
        self.sent.append(body)
        await client.views_push(trigger_id=body["trigger_id"], view=modal(TITLE))
        await ack()


@pytest.fixture
async def desk(slack: Running, join: Join, people: Playground) -> Desk:
    """Anna has the modal open."""
    desk = Desk(modal(TITLE, PRIORITY, TAGS))
    await join(slack, desk.on(bolt(slack)))
    assert (await people.command("anna", "tickets", "/ticket new")).view
    return desk


async def test_a_submission_carries_what_was_typed_and_chosen_by_label(desk: Desk, people: Playground) -> None:
    answer = await people.submit("anna", {"Title": "Help", "Priority": "High", "Tags": ["VIP"]})
    values = desk.sent[0]["view"]["state"]["values"]
    assert values["title"]["v"]["value"] == "Help"
    assert values["priority"]["v"]["selected_option"] == HIGH
    assert [o["value"] for o in values["tags"]["v"]["selected_options"]] == ["vip"]
    assert (answer.outcome, answer.view) == ("acked", None)


async def test_what_stood_there_first_is_sent_too(desk: Desk, people: Playground) -> None:
    await people.submit("anna", {"Title": "Help"})
    values = desk.sent[0]["view"]["state"]["values"]
    assert values["priority"]["v"]["selected_option"] == LOW
    assert values["tags"]["v"]["selected_options"] == []


@pytest.mark.parametrize("title", ["", "x" * 11])
async def test_slacks_client_sends_nothing_that_breaks_the_fields_rules(
    desk: Desk, people: Playground, title: str
) -> None:
    answer = await people.submit("anna", {"Title": title})
    assert (answer.outcome, set(answer.errors)) == ("refused", {"Title"})
    assert desk.sent == []


async def test_errors_of_the_app_stand_at_their_fields(desk: Desk, people: Playground) -> None:
    desk.answer = {"response_action": "errors", "errors": {"title": "taken"}}
    answer = await people.submit("anna", {"Title": "Help"})
    assert answer.errors == {"Title": "taken"}
    desk.answer = {}
    assert (await people.submit("anna", {"Title": "Other"})).view is None


async def test_errors_at_no_field_are_an_error(desk: Desk, people: Playground) -> None:
    desk.answer = {"response_action": "errors", "errors": {"nowhere": "taken"}}
    answer = await people.submit("anna", {"Title": "Help"})
    assert answer.outcome == "error"
    assert answer.view


async def test_an_answer_may_update_push_or_clear(desk: Desk, people: Playground) -> None:
    desk.answer = {"response_action": "push", "view": modal(section(text=mrkdwn("sure?")))}
    pushed = await people.submit("anna", {"Title": "Help"})
    assert pushed.view
    assert pushed.view["previous_view_id"]
    desk.answer = {"response_action": "update", "view": modal(section(text=mrkdwn("done")))}
    updated = await people.submit("anna")
    assert updated.view
    assert "done" in text_of(updated.view)
    desk.answer = {"response_action": "clear"}
    assert (await people.submit("anna")).view is None


async def test_an_answer_with_a_view_beyond_the_limits_is_an_error(desk: Desk, people: Playground) -> None:
    desk.answer = {"response_action": "update", "view": modal(title=plain("x" * 25))}
    assert (await people.submit("anna", {"Title": "Help"})).outcome == "error"
    assert (await people.refusals())[0]["errors"] == ["must be less than 25 characters [json-pointer:/view/title/text]"]


async def test_closing_is_told_only_when_asked_for(desk: Desk, people: Playground) -> None:
    await people.close("anna")
    assert (desk.sent, await people.view("anna")) == ([], None)
    desk.view = modal(TITLE, notify_on_close=True)
    await people.command("anna", "tickets", "/ticket new")
    await people.close("anna")
    assert [body["type"] for body in desk.sent] == ["view_closed"]


async def test_buttons_in_a_modal_may_push_two_more_and_no_third(desk: Desk, people: Playground) -> None:
    desk.view = modal(actions(button(text=plain("More"))))
    await people.command("anna", "tickets", "/ticket new")
    assert (await people.press("anna", "More")).acked
    view = await people.view("anna")
    assert view
    assert desk.sent[0]["container"] == {"type": "view", "view_id": view["root_view_id"]}


async def test_a_select_outside_an_input_is_told_at_once(desk: Desk, people: Playground) -> None:
    chooser = {"type": "static_select", "action_id": "a", "options": [HIGH, LOW], "placeholder": plain("Which?")}
    desk.view = modal(actions(chooser))
    await people.command("anna", "tickets", "/ticket new")
    await people.fill("anna", {"Which?": "High"})
    assert desk.sent[0]["actions"][0]["selected_option"] == HIGH


async def test_people_cannot_fill_what_is_not_there(desk: Desk, people: Playground) -> None:
    with pytest.raises(PlaygroundError, match="no field is labelled 'Colour'"):
        await people.fill("anna", {"Colour": "red"})
    with pytest.raises(PlaygroundError, match="has no option 'Middling'"):
        await people.fill("anna", {"Priority": "Middling"})
    with pytest.raises(PlaygroundError, match="ben has no modal open"):
        await people.submit("ben")


async def test_a_modal_reads_as_a_person_reads_it(desk: Desk, people: Playground) -> None:
    view = await people.view("anna")
    assert view
    assert text_of(view).splitlines()[:3] == ["▌ New", "Title *: ", "Priority *: Low"]
    assert buttons_of(view)[-1] == "Send"


async def trigger(running: Running) -> str:
    return running.slack.views.trigger("U0ANNA", running.slack.now())


async def test_a_trigger_works_once(slack: Running, client: AsyncWebClient) -> None:
    id_ = await trigger(slack)
    await client.views_open(trigger_id=id_, view=modal(TITLE))
    again = await refused(client.views_open(trigger_id=id_, view=modal(TITLE)))
    assert again["error"] == "exchanged_trigger_id"
    made_up = await refused(client.views_open(trigger_id="1.2.3", view=modal(TITLE)))
    assert made_up["error"] == "invalid_trigger_id"


async def test_a_trigger_lives_three_seconds(start: Start) -> None:
    running = await start(pace=0, trigger_life=0.01)
    id_ = await trigger(running)
    await asyncio.sleep(0.02)
    answer = await refused(web_client(running).views_open(trigger_id=id_, view=modal(TITLE)))
    assert answer["error"] == "expired_trigger_id"


async def test_a_fourth_view_on_the_stack_is_refused(slack: Running, client: AsyncWebClient) -> None:
    await client.views_open(trigger_id=await trigger(slack), view=modal(TITLE))
    for _ in range(2):
        await client.views_push(trigger_id=await trigger(slack), view=modal(TITLE))
    answer = await refused(client.views_push(trigger_id=await trigger(slack), view=modal(TITLE)))
    assert answer["error"] == "push_limit_reached"


async def test_an_update_with_a_stale_hash_is_refused(slack: Running, client: AsyncWebClient) -> None:
    view = (await client.views_open(trigger_id=await trigger(slack), view=modal(TITLE, external_id="e")))["view"]
    await client.views_update(external_id="e", view=modal(TITLE, PRIORITY), hash=view["hash"])
    stale = await refused(client.views_update(view_id=view["id"], view=modal(TITLE), hash=view["hash"]))
    assert stale["error"] == "hash_conflict"
    assert (await refused(client.views_update(view_id="V0", view=modal(TITLE))))["error"] == "not_found"


async def test_an_update_keeps_what_was_typed_where_the_ids_stay(
    desk: Desk, people: Playground, client: AsyncWebClient
) -> None:
    await people.fill("anna", {"Title": "Help", "Priority": "High"})
    view = await people.view("anna")
    assert view
    await client.views_update(view_id=view["id"], view=modal(TITLE))
    await client.views_update(view_id=view["id"], view=modal(TITLE, PRIORITY))
    await people.submit("anna")
    values = desk.sent[0]["view"]["state"]["values"]
    assert values["title"]["v"]["value"] == "Help"
    assert values["priority"]["v"]["selected_option"] == LOW


@pytest.mark.parametrize(
    ("view", "fault"),
    [
        (modal(TITLE, title=plain("x" * 25)), "must be less than 25 characters [json-pointer:/view/title/text]"),
        (modal(TITLE, submit=None), "missing required field: submit [json-pointer:/view]"),
        (
            modal(TITLE, private_metadata="x" * 3001),
            "must be less than 3001 characters [json-pointer:/view/private_metadata]",
        ),
        (modal(TITLE, callback_id="x" * 256), "must be less than 256 characters [json-pointer:/view/callback_id]"),
        (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
        (modal(TITLE, TITLE), "`block_id` title already exists [json-pointer:/view/blocks/1/block_id]"),
        (modal(TITLE, type="home"), "must be one of: modal [json-pointer:/view/type]"),
        (modal(section(text=mrkdwn(""))), "must be more than 0 characters [json-pointer:/view/blocks/0/text/text]"),
    ],
)
async def test_a_view_beyond_its_limits_is_refused(
    slack: Running, client: AsyncWebClient, view: Json, fault: str
) -> None:
    answer = await refused(client.views_open(trigger_id=await trigger(slack), view=view))
    assert (answer["error"], answer["errors"]) == ("invalid_arguments", [fault])


async def test_a_view_of_a_quarter_megabyte_is_too_large(slack: Running, client: AsyncWebClient) -> None:
    view = modal(*[section(text=mrkdwn("x" * 3000))] * 90)
    answer = await refused(client.views_open(trigger_id=await trigger(slack), view=view))
    assert answer["error"] == "view_too_large"


async def test_an_external_id_stands_once(slack: Running, client: AsyncWebClient) -> None:
    await client.views_open(trigger_id=await trigger(slack), view=modal(TITLE, external_id="e"))
    again = client.views_push(trigger_id=await trigger(slack), view=modal(TITLE, external_id="e"))
    assert (await refused(again))["error"] == "duplicate_external_id"


def test_an_answer_that_was_not_acked_says_so() -> None:
    assert not Answer("timeout").acked
