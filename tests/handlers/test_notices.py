"""Direct messages about one's own tickets, through the doors."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import PATIENCE, Asked, Scene, said

pytestmark = pytest.mark.database

NOTICES = """
    select count(*) from owona_bot.deliveries d join owona_bot.agents a on d.payload ->> 'agent' = a.id::text
    where d.reaction = 'notice' and a.slack_user = $1 and d.ticket_id = $2 and d.last_error ~ $3"""

GIVE, TAKE, ANSWER = (
    "mir jemand ein Ticket gibt",
    "mir jemand ein Ticket abnimmt",
    "ein Kunde auf eines meiner Tickets antwortet",
)


ACTIVE = "select id::integer from owona_bot.agents where slack_user = $1 and active"

HOLD = """
    insert into owona_bot.lanes (name, every, burst, paused_until) values ($1, '0', 1, 'infinity')
    on conflict (name) do update set paused_until = 'infinity' returning 1"""
LET_GO = "update owona_bot.lanes set paused_until = '-infinity' where name = $1 returning 1"

WAITING = """
    select count(*)::integer from owona_bot.deliveries where reaction = 'notice' and lane = $1 and state = 'waiting'"""


@pytest.fixture(scope="module")
async def member(opened: Scene) -> AsyncIterator[str]:
    """An agent as long as these tests run."""
    user = await opened.slack.add_user("Wiebke", email="wiebke@owona.de", locale="de-DE")

    async def counts() -> bool:
        return await opened.fetchval(ACTIVE, user) is not None

    async def gone() -> bool:
        return not await counts()

    await opened.says("anna", f"/ticket team hinzu <@{user}> agent")
    await until(counts, "wiebke is of the team", PATIENCE)
    await opened.slack.open_home(user, "messages")
    yield user
    await opened.slack.change_user(user, is_ultra_restricted=True)
    await until(gone, "wiebke is of the team no more", PATIENCE)


@pytest.fixture
async def wiebke(desk: Scene, member: str) -> AsyncIterator[str]:
    """Hears what is usual, also afterwards."""
    yield member
    await chooses(desk, member, GIVE, TAKE)
    said(await desk.says(member, "/ticket me back"))


@asynccontextmanager
async def held(desk: Scene, user: str, notices: int) -> AsyncIterator[None]:
    """Nothing is told until as many wait."""
    lane = f"slack.post:direct:{await desk.fetchval(ACTIVE, user)}"

    async def wait() -> bool:
        return await desk.fetchval(WAITING, lane) == notices

    await desk.fetchval(HOLD, lane)
    try:
        yield
        await until(wait, "the notices wait", PATIENCE)
    finally:
        await desk.fetchval(LET_GO, lane)


async def chooses(desk: Scene, user: str, *notices: str) -> None:
    await desk.says(user, "/ticket me")
    assert (await desk.slack.submit(user, {"Direktnachricht, wenn …": list(notices)})).outcome == "acked"


async def heard(desk: Scene, user: str, words: str) -> list[str]:
    """All that says so, once something does."""

    async def says() -> list[str]:
        return [line for line in map(text_of, await desk.slack.messages(f"D{user[1:]}")) if words in line]

    return await until(says, f"{user} hears {words}", 20)


async def silent(desk: Scene, user: str, ticket: Asked, reason: str) -> None:
    async def ended() -> bool:
        return await desk.fetchval(NOTICES, user, ticket.id, reason) == 1

    await until(ended, f"a notice of #{ticket.number} ends: {reason}", 20)


async def given(desk: Scene, user: str, title: str | None = None) -> Asked:
    ticket = await desk.asked(title)
    said(await desk.says("anna", f"/ticket assign {ticket.number} <@{user}>"))
    return ticket


async def test_who_gets_a_ticket_hears_it_and_who_loses_it_too(desk: Scene, wiebke: str) -> None:
    ticket = await given(desk, wiebke, "Hin und her")
    [words] = await heard(desk, wiebke, "Hin und her")
    assert words.startswith(f"#{ticket.number} (http")
    assert words.endswith("Anna hat es dir gegeben")
    said(await desk.says("anna", f"/ticket release {ticket.number}"))

    async def lost() -> bool:
        return any("Anna hat es dir abgenommen" in line for line in await heard(desk, wiebke, "Hin und her"))

    await until(lost, "wiebke hears that she has lost it")


async def test_nobody_hears_of_what_they_did_themselves(desk: Scene, wiebke: str) -> None:
    ticket = await desk.asked()
    said(await desk.says(wiebke, f"/ticket nimm {ticket.number}"))
    said(await desk.says(wiebke, f"/ticket frei {ticket.number}"))
    await desk.settled(ticket)
    told = "select count(*) from owona_bot.deliveries where ticket_id = $1 and reaction = 'notice'"
    assert await desk.fetchval(told, ticket.id) == 0


async def test_what_was_undone_at_once_is_never_told(desk: Scene, wiebke: str) -> None:
    async with held(desk, wiebke, 2):
        ticket = await given(desk, wiebke)
        said(await desk.says("anna", f"/ticket release {ticket.number}"))
    await silent(desk, wiebke, ticket, "not theirs any more")


async def test_who_switched_it_off_or_is_away_hears_nothing(desk: Scene, wiebke: str) -> None:
    await chooses(desk, wiebke, TAKE)
    await silent(desk, wiebke, await given(desk, wiebke), "want no such notice")
    await chooses(desk, wiebke, GIVE, TAKE)
    said(await desk.says(wiebke, "/ticket me weg"))
    await silent(desk, wiebke, await given(desk, wiebke), "away")


async def test_who_wants_to_hears_of_answers(desk: Scene, wiebke: str) -> None:
    quiet = await given(desk, wiebke, "Ein Gespräch")
    await desk.site.reply(quiet.user, quiet.id, "Noch etwas")
    await desk.line_says(quiet, "Noch etwas")
    await chooses(desk, wiebke, GIVE, TAKE, ANSWER)
    await desk.site.reply(quiet.user, quiet.id, "Und noch etwas")
    [words] = await heard(desk, wiebke, "geantwortet")
    assert "Ein Gespräch · Lena" in words.replace("*", "")


async def test_many_at_once_are_one_message(desk: Scene, wiebke: str) -> None:
    tickets = [await desk.asked(f"Stapel {n}", settled=False) for n in range(12)]
    await desk.settled(*tickets)
    async with held(desk, wiebke, len(tickets)):
        await asyncio.gather(*(desk.says("anna", f"/ticket assign {ticket.number} <@{wiebke}>") for ticket in tickets))
    await desk.settled(*tickets)
    [words] = await heard(desk, wiebke, "Tickets liegen neu bei dir")
    assert "12 Tickets" in words
    assert not [line for line in await heard(desk, wiebke, "Tickets") if "Stapel" in line]


async def test_the_home_says_what_is_told(desk: Scene, wiebke: str) -> None:
    await desk.slack.open_home(wiebke)

    async def shows(words: str) -> bool:
        return words in str(await desk.slack.home(wiebke))

    await until(lambda: shows("Direktnachrichten: neue Tickets, abgenommene Tickets"), "the Home says so", 20)
    await desk.slack.press_home(wiebke, "Meine Einstellungen")
    await desk.slack.submit(wiebke, {"Direktnachricht, wenn …": []})
    await until(lambda: shows("Keine Direktnachrichten"), "the Home says what was chosen", 20)
