"""The channel of the tickets refuses us: their cards stand elsewhere meanwhile, and an admin knows what to do."""

from collections.abc import AsyncIterator

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import Asked, Scene, a_quick_stage, mark_of, said
from tests.postgres import a_database

pytestmark = pytest.mark.database

INSTEAD = "tier2"


@pytest.fixture(scope="module")
async def desk(
    postgres: Server, admin: asyncpg.Connection, template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    log = tmp_path_factory.mktemp("fallback") / "bot.log"
    async with (
        a_database(postgres, admin, template) as url,
        a_quick_stage(url, log) as stage,
    ):
        yield Scene(stage)


async def cards(desk: Scene, channel: str, ticket: Asked) -> list[Json]:
    return [m for m in await desk.slack.messages(channel) if mark_of(m) == f"card:{ticket.id}"]


async def stands_in(desk: Scene, channel: str, ticket: Asked) -> Json:
    async def there() -> Json | None:
        found = await cards(desk, channel, ticket)
        return found[0] if found else None

    return await until(there, f"a card of #{ticket.number} in {channel}", 60)


async def told_privately(desk: Scene, user: str) -> list[str]:
    return [text_of(message) for message in await desk.slack.messages(user)]


async def thread_says(desk: Scene, ticket: Asked, words: str) -> None:
    async def says() -> bool:
        card = await stands_in(desk, INSTEAD, ticket)
        return any(words in text_of(line) for line in await desk.slack.thread(INSTEAD, card["ts"]))

    await until(says, f"the thread of #{ticket.number} says {words}", 60)


async def taken_again(desk: Scene) -> None:
    async def none() -> bool:
        return await desk.fetchval("select count(*) from owona_bot.refusals") == 0

    await until(none, "no channel refuses us")


async def test_cards_stand_elsewhere_until_the_channel_takes_us_again(desk: Scene) -> None:
    open_ = [await desk.asked() for _ in range(3)]
    done = await desk.asked()
    await desk.says("ben", f"/ticket resolve {done.number}")
    await desk.settled(done)
    await desk.slack.archive(desk.tickets)
    await desk.site.say(open_[0].id, "customer", "Lena", "Hört mich jemand?", {})
    for ticket in open_:
        await stands_in(desk, INSTEAD, ticket)
        await thread_says(desk, ticket, "Der bisherige Kanal nimmt nichts mehr von mir an")
    await thread_says(desk, open_[0], "Hört mich jemand?")
    fresh = await desk.asked(settled=False)
    await stands_in(desk, INSTEAD, fresh)
    assert await cards(desk, INSTEAD, done) == []

    card = await stands_in(desk, INSTEAD, open_[1])
    assert (await desk.slack.click("ben", INSTEAD, card["ts"], "Übernehmen")).acked
    await thread_says(desk, open_[1], "Ben hat das Ticket übernommen")
    (told,) = await until(lambda: told_privately(desk, "U0ANNA"), "Anna is told")
    assert "is_archived" in told
    assert "Archiv" in told
    assert await told_privately(desk, "U0BEN") == []

    await desk.slack.unarchive(desk.tickets)
    await taken_again(desk)
    await desk.settled(*open_, done, fresh, within=90)
    home = await desk.asked(settled=False)
    await stands_in(desk, desk.tickets, home)
    for ticket in open_:
        assert len(await cards(desk, INSTEAD, ticket)) == 1
        assert await cards(desk, desk.tickets, ticket) == []
        (left,) = [m for m in await desk.slack.messages(desk.tickets) if mark_of(m) == f"left:{ticket.id}"]
        assert f"#{ticket.number}" in text_of(left)
    assert "is free again" in said(await desk.says("ben", f"/ticket release {open_[1].number}"))
    await desk.settled(open_[1])
    assert len(await told_privately(desk, "U0ANNA")) == 1
    assert await cards(desk, INSTEAD, home) == []


async def test_where_the_fallback_refuses_too_everything_waits_and_nothing_is_lost(desk: Scene) -> None:
    ticket = await desk.asked()
    before = len(await told_privately(desk, "U0ANNA"))
    await desk.slack.kick(INSTEAD)
    await desk.slack.kick(desk.tickets)
    await desk.site.say(ticket.id, "customer", "Lena", "Und jetzt?", {})
    fresh = await desk.asked(settled=False)

    async def told_of_both() -> bool:
        return len(await told_privately(desk, "U0ANNA")) == before + 2

    await until(told_of_both, "Anna hears of both", 60)
    assert "kein anderer Kanal" in " ".join(await told_privately(desk, "U0ANNA"))
    await desk.slack.invite(desk.tickets)
    await taken_again_but(desk, INSTEAD)
    await desk.settled(ticket, fresh, within=90)
    assert len(await cards(desk, desk.tickets, fresh)) == 1
    await desk.line_says(ticket, "Und jetzt?")
    await desk.slack.invite(INSTEAD)
    await taken_again(desk)
    assert len(await told_privately(desk, "U0ANNA")) == before + 2


async def taken_again_but(desk: Scene, _other: str) -> None:
    query = "select count(*) from owona_bot.refusals where channel = 'C0TICKETS'"

    async def none() -> bool:
        return await desk.fetchval(query) == 0

    await until(none, "the tickets' channel takes us")
