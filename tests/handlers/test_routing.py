"""Cards go where the operator's file says, and move when their tickets change."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import PATIENCE, Asked, Scene, a_quick_stage, mark_of
from tests.postgres import a_database

pytestmark = pytest.mark.database

CONFIG = """
routing:
  - {priority: urgent, channel: C0TIER2}
  - {category: billing, channel: C0SLA}
  - {language: en, channel: C0REPORTS}
"""

CHANNELS = ("tickets", "tier2", "sla", "reports")

STANDS = "select channel from owona_bot.slack_posts where ticket_id = $1 and shows = 'card'"


@pytest.fixture(scope="module")
async def desk(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("routing")
    (folder / "owona.yml").write_text(CONFIG)
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, folder / "bot.log", OWONA_CONFIG=str(folder / "owona.yml")) as stage,
    ):
        scene = Scene(stage)
        await scene.system_user()
        yield scene


async def a_ticket(desk: Scene, **columns: object) -> Asked:
    """As somebody's SQL leaves it; settled."""
    user = await desk.customer()
    ticket = await desk.site.insert_ticket(user, "Frage", "Wie geht das?", **columns)
    asked = Asked(ticket, await desk.number(ticket), user)
    await desk.settled(asked)
    return asked


async def posts(desk: Scene, ticket: Asked) -> dict[str, list[Json]]:
    """Living cards and links by channel."""
    marks = (f"card:{ticket.id}", f"left:{ticket.id}")
    found = {name: [m for m in await desk.slack.messages(name) if mark_of(m) in marks] for name in CHANNELS}
    return {name: messages for name, messages in found.items() if messages}


async def cards(desk: Scene, ticket: Asked) -> dict[str, str]:
    """`card` or `left` by channel; one post in each."""
    found = await posts(desk, ticket)
    assert all(len(messages) == 1 for messages in found.values()), found
    return {name: (mark_of(messages[0]) or "").split(":")[0] for name, messages in found.items()}


async def moves_to(desk: Scene, ticket: Asked, channel: str) -> None:
    """And all is told."""

    async def stands() -> bool:
        async with desk.site.pool.acquire() as connection:
            return bool(await connection.fetchval(STANDS, ticket.id) == channel)

    await until(stands, f"the card of #{ticket.number} stands in {channel}", PATIENCE)
    await desk.settled(ticket)


async def change(desk: Scene, ticket: Asked, column: str, value: str) -> None:
    async with desk.site.pool.acquire() as connection:
        await connection.execute(f"update public.support_tickets set {column} = $2 where id = $1", ticket.id, value)


@pytest.mark.parametrize(
    ("columns", "channel"),
    [
        ({"category": "bug"}, "tickets"),
        ({}, "tickets"),
        ({"category": "billing"}, "sla"),
        ({"category": "billing", "priority": "urgent"}, "tier2"),
        ({"source_metadata": {"locale": "en-GB"}}, "reports"),
        ({"source_metadata": {"locale": "EN"}}, "reports"),
        ({"source_metadata": {"locale": "de"}}, "tickets"),
        ({"source_metadata": {"locale": "en"}, "category": "billing"}, "sla"),
    ],
    ids=str,
)
async def test_the_first_rule_that_fits_says_where_a_card_stands(
    desk: Scene, columns: dict[str, object], channel: str
) -> None:
    ticket = await a_ticket(desk, **columns)
    assert await cards(desk, ticket) == {channel: "card"}


async def test_who_writes_in_english_on_the_site_is_found_by_their_profile(desk: Scene) -> None:
    user = await desk.site.sign_up("george@example.com", "George", language="en")
    ticket = await desk.site.insert_ticket(user, "Question", "How?")
    asked = Asked(ticket, await desk.number(ticket), user)
    await desk.settled(asked)
    assert await cards(desk, asked) == {"reports": "card"}


async def test_a_card_that_is_routed_elsewhere_moves_and_leaves_one_line_that_leads_to_it(desk: Scene) -> None:
    ticket = await a_ticket(desk)
    await change(desk, ticket, "category", "billing")
    await moves_to(desk, ticket, "C0SLA")
    assert await cards(desk, ticket) == {"tickets": "left", "sla": "card"}
    found = await posts(desk, ticket)
    (old,), (new,) = found["tickets"], found["sla"]
    assert f"#{ticket.number}" in text_of(old)
    assert f"/archives/C0SLA/p{new['ts'].replace('.', '')}" in str(old["blocks"])
    assert "Wie geht das?" not in str(old)
    lines = [text_of(line) for line in (await desk.slack.thread("sla", new["ts"]))[1:]]
    assert [line for line in lines if "Kategorie geändert" in line]
    await desk.site.reply(ticket.user, ticket.id, "Und nun?")
    await desk.settled(ticket)
    assert "Und nun?" in str(await desk.slack.thread("sla", new["ts"]))


async def test_moved_back_the_first_post_is_the_card_again(desk: Scene) -> None:
    ticket = await a_ticket(desk)
    first = (await posts(desk, ticket))["tickets"][0]["ts"]
    for value, channel in (("billing", "C0SLA"), ("bug", "C0TICKETS"), ("billing", "C0SLA"), ("ux", "C0TICKETS")):
        await change(desk, ticket, "category", value)
        await moves_to(desk, ticket, channel)
    assert await cards(desk, ticket) == {"tickets": "card", "sla": "left"}
    assert (await posts(desk, ticket))["tickets"][0]["ts"] == first


async def test_moved_twice_there_are_two_lines_and_one_card(desk: Scene) -> None:
    ticket = await a_ticket(desk)
    await change(desk, ticket, "category", "billing")
    await moves_to(desk, ticket, "C0SLA")
    await change(desk, ticket, "priority", "urgent")
    await moves_to(desk, ticket, "C0TIER2")
    assert await cards(desk, ticket) == {"tickets": "left", "sla": "left", "tier2": "card"}


async def test_changed_there_and_back_at_once_it_ends_where_it_belongs(desk: Scene) -> None:
    ticket = await a_ticket(desk)
    for value in ("urgent", "normal", "urgent", "low", "urgent", "normal"):
        await change(desk, ticket, "priority", value)
    await desk.settled(ticket)
    found = await cards(desk, ticket)
    assert found["tickets"] == "card"
    assert found.get("tier2") in (None, "left")


async def test_a_light_moves_the_card_and_taken_away_brings_it_back(desk: Scene) -> None:
    ticket = await a_ticket(desk)
    ts = (await posts(desk, ticket))["tickets"][0]["ts"]
    await desk.slack.react("anna", "tickets", ts, "rotating_light")
    await moves_to(desk, ticket, "C0TIER2")
    assert await cards(desk, ticket) == {"tickets": "left", "tier2": "card"}
    await desk.slack.unreact("anna", "tickets", ts, "rotating_light")
    await moves_to(desk, ticket, "C0TICKETS")
    assert await cards(desk, ticket) == {"tickets": "card", "tier2": "left"}


async def test_what_is_said_beneath_the_line_that_is_left_is_a_note_still(desk: Scene) -> None:
    ticket = await a_ticket(desk)
    ts = (await posts(desk, ticket))["tickets"][0]["ts"]
    await change(desk, ticket, "priority", "urgent")
    await moves_to(desk, ticket, "C0TIER2")
    await desk.slack.post("mia", "tickets", "noch hier", ts)
    query = "select count(*) from owona_bot.notes where ticket_id = $1 and text = 'noch hier'"
    await until(lambda: desk.fetchval(query, ticket.id), "it is a note", PATIENCE)
    await desk.slack.post("ben", "tickets", "<@U0OWONA> claim", ts)
    await until(lambda: desk.holder(ticket), "Ben has it", PATIENCE)


@pytest.mark.parametrize("kind", ["server_error", "server_error_after", "drop"])
@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "chat.getPermalink"])
async def test_broken_off_in_the_middle_it_has_moved_once(desk: Scene, method: str, kind: str) -> None:
    ticket = await a_ticket(desk)
    await desk.slack.fault(method, kind, times=2)
    await change(desk, ticket, "category", "billing")
    await moves_to(desk, ticket, "C0SLA")
    await desk.slack.clear_faults()
    assert await cards(desk, ticket) == {"tickets": "left", "sla": "card"}
    links = [one for one in await desk.slack.messages("tickets") if mark_of(one) == f"left:{ticket.id}"]
    assert "/archives/C0SLA/" in str(links[0]["blocks"])


async def test_a_bot_that_dies_in_the_middle_has_moved_it_once(desk: Scene) -> None:
    for method in ("chat.postMessage", "chat.update", "chat.getPermalink"):
        ticket = await a_ticket(desk)
        seen = len(await desk.slack.calls(method))
        await desk.slack.fault(method, "hang", times=1, seconds=30)
        await change(desk, ticket, "category", "billing")
        await until_called(desk, method, seen)
        desk.stage.bots[-1].kill()
        await desk.stage.bots[-1].wait()
        await desk.slack.clear_faults()
        await desk.stage.start_bot()
        await desk.stage.ready()
        await moves_to(desk, ticket, "C0SLA")
        assert await cards(desk, ticket) == {"tickets": "left", "sla": "card"}, method


async def until_called(desk: Scene, method: str, seen: int) -> None:
    async def called() -> bool:
        return len(await desk.slack.calls(method)) > seen

    await until(called, f"{method} is under way", PATIENCE)


async def test_a_deleted_ticket_leaves_its_card_where_it_is(desk: Scene) -> None:
    ticket = await a_ticket(desk)
    async with desk.site.pool.acquire() as connection, connection.transaction():
        await connection.execute("update public.support_tickets set priority = 'urgent' where id = $1", ticket.id)
        await connection.execute("delete from public.support_tickets where id = $1", ticket.id)
    await desk.settled(ticket)
    assert await cards(desk, ticket) == {"tickets": "card"}
