"""Ten seconds without PostgreSQL: every knock is answered in time, and afterwards all goes on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import asyncpg
import pytest

from owona_bot.database.embedded import Server
from owona_bot.database.migrate import migrate
from owona_bot.playground.client import Answer, text_of
from owona_bot.playground.site import Refused, Site
from owona_bot.playground.stage import until
from tests.handlers.desk import Asked, Scene, a_quick_stage, said
from tests.handlers.outage import a_durable_server, frozen, killed
from tests.handlers.test_new import TITLE, TYPED

pytestmark = pytest.mark.database

SECONDS = 10

IN_TIME = 3.0
"""Seconds that Slack waits."""

APOLOGIES = ("nicht erreichbar", "can't be reached", "Noch nicht bestätigt", "Not confirmed")


@pytest.fixture(scope="module")
async def house(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[tuple[Server, Scene]]:
    """A server of its own, since it is broken here."""
    with a_durable_server() as server:
        await migrate(server.url())
        log: Path = tmp_path_factory.mktemp("outage") / "bot.log"
        async with a_quick_stage(server.url(), log, "--ack-timeout", "3", OWONA_SLACK__PATIENCE="2") as stage:
            scene = Scene(stage)
            await scene.system_user()
            yield server, scene


@pytest.mark.parametrize("how", [frozen, killed])
async def test_ten_seconds_without_postgresql(house: tuple[Server, Scene], how: object) -> None:
    server, desk = house
    name = getattr(how, "__name__", "")
    held, free = await desk.asked(), await desk.asked()
    await desk.says("ben", f"/ticket claim {held.number}")
    await desk.says("ben", "/ticket new")
    for ticket in (held, free):
        await desk.card(ticket)
    under_way = await desk.asked(settled=False, acknowledge=True)
    outage = frozen(server) if how is frozen else killed(server)
    async with outage:
        joined = await desk.slack.add_user(name, email=f"agent{len(name)}@owona.de")
        await knock_for(SECONDS, desk, held, free)
    if how is killed:
        desk.stage.site = await Site.open(server.url())
    await goes_on(desk, held, free, under_way)
    await until(lambda: listed(desk, joined), "who joined meanwhile is an agent")


async def knock_for(seconds: float, desk: Scene, held: Asked, free: Asked) -> None:
    """All kinds of knocks, again and again; each is answered in time, with words."""
    loop = asyncio.get_running_loop()
    began, cards = loop.time(), {ticket.id: desk.cards[ticket.id] for ticket in (held, free)}
    while loop.time() - began < seconds:
        before = len(await desk.slack.ephemerals("anna"))
        claim, show, new, click, form = await asyncio.gather(
            desk.says("anna", f"/ticket nimm {free.number}"),
            desk.says("ben", f"/ticket show {held.number}"),
            desk.says("anna", "/ticket neu"),
            desk.slack.click("anna", desk.tickets, cards[free.id], "Übernehmen"),
            desk.slack.submit("ben", {**TYPED, TITLE: "During the outage"}),
        )
        for answer in (claim, show, new):
            apologises(said(answer), answer)
        apologises(" ".join(form.errors.values()), form)
        assert (click.acked, click.seconds < IN_TIME) == (True, True), click
        told = [text_of(one) for one in (await desk.slack.ephemerals("anna"))[before:]]
        assert all(any(words in text for words in APOLOGIES) for text in told), told


def apologises(words: str, answer: Answer) -> None:
    assert any(apology in words for apology in APOLOGIES), answer
    assert answer.seconds < IN_TIME, answer


async def goes_on(desk: Scene, held: Asked, free: Asked, under_way: Asked) -> None:
    """By itself: what was under way, what was asked meanwhile (once), what comes now."""
    fresh = await until(lambda: written(desk), "the site writes again")
    await desk.settled(fresh, held, free, under_way)
    for ticket in (fresh, held, free, under_way):
        await desk.once_and_in_order(ticket)

    async def claimed() -> bool:
        return "liegt jetzt bei dir" in said(await desk.says("anna", f"/ticket nimm {free.number}"))

    await until(claimed, "Anna gets her ticket")
    await desk.card_says(free, "bei Anna")
    await desk.settled(free)
    assert sum("Anna hat das Ticket übernommen" in line for line in await desk.lines(free)) == 1
    form = await desk.slack.view("ben")
    if form is not None:
        assert (await desk.slack.submit("ben", {})).errors == {}
    count = "select count(*)::integer from support_tickets where title = 'During the outage'"

    async def once() -> bool:
        return await desk.fetchval(count) == 1

    await until(once, "the form is one ticket")
    async with desk.site.pool.acquire() as connection:
        await connection.execute("update support_tickets set title = 'Told' where title = 'During the outage'")


async def written(desk: Scene) -> Asked | None:
    """The site too may find its connections broken."""
    with suppress(OSError, Refused, asyncpg.PostgresError, asyncpg.InterfaceError):
        return await desk.asked(settled=False)
    return None


async def listed(desk: Scene, user: str) -> bool:
    query = "select 1 from owona_bot.agents where slack_user = $1 and active"
    async with desk.site.pool.acquire() as connection:
        return bool(await connection.fetchval(query, user))
