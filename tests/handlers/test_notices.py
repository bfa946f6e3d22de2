"""Direct messages about one's own tickets, through the doors."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Asked, Scene, said

pytestmark = pytest.mark.database

NOTICES = """
    select count(*) from owona_bot.deliveries d join owona_bot.agents a on d.payload ->> 'agent' = a.id::text
    where d.reaction = 'notice' and a.slack_user = $1 and d.ticket_id = $2 and d.last_error ~ $3"""

GIVE, TAKE, ANSWER = (
    "mir jemand ein Ticket gibt",
    "mir jemand ein Ticket abnimmt",
    "ein Kunde auf eines meiner Tickets antwortet",
)


@pytest.fixture
async def nora(desk: Scene) -> AsyncIterator[str]:
    """An agent who hears what is usual."""
    held = {user["profile"].get("email"): user["id"] for user in await desk.slack.users()}
    user = held.get("nora@owona.de") or await desk.slack.add_user("Nora", email="nora@owona.de", locale="de-DE")
    await desk.says("anna", f"/ticket team hinzu <@{user}> agent")
    await desk.slack.open_home(user, "messages")

    async def known() -> bool:
        return "Du bist da" in said(await desk.says(user, "/ticket me back"))

    await until(known, "nora is of the team")
    yield user
    await chooses(desk, user, GIVE, TAKE)
    said(await desk.says(user, "/ticket me back"))


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


async def test_who_gets_a_ticket_hears_it_and_who_loses_it_too(desk: Scene, nora: str) -> None:
    ticket = await given(desk, nora, "Hin und her")
    [words] = await heard(desk, nora, "Hin und her")
    assert words.startswith(f"#{ticket.number} (http")
    assert words.endswith("Anna hat es dir gegeben")
    said(await desk.says("anna", f"/ticket release {ticket.number}"))
    [lost] = await heard(desk, nora, "Anna hat es dir abgenommen")
    assert "Hin und her" in lost


async def test_nobody_hears_of_what_they_did_themselves(desk: Scene, nora: str) -> None:
    ticket = await desk.asked()
    said(await desk.says(nora, f"/ticket nimm {ticket.number}"))
    said(await desk.says(nora, f"/ticket frei {ticket.number}"))
    await desk.settled(ticket)
    told = "select count(*) from owona_bot.deliveries where ticket_id = $1 and reaction = 'notice'"
    assert await desk.fetchval(told, ticket.id) == 0


async def test_what_was_undone_at_once_is_never_told(desk: Scene, nora: str) -> None:
    ticket = await given(desk, nora)
    said(await desk.says("anna", f"/ticket release {ticket.number}"))
    await silent(desk, nora, ticket, "not theirs any more")


async def test_who_switched_it_off_or_is_away_hears_nothing(desk: Scene, nora: str) -> None:
    await chooses(desk, nora, TAKE)
    await silent(desk, nora, await given(desk, nora), "want no such notice")
    await chooses(desk, nora, GIVE, TAKE)
    said(await desk.says(nora, "/ticket me weg"))
    await silent(desk, nora, await given(desk, nora), "away")


async def test_who_wants_to_hears_of_answers(desk: Scene, nora: str) -> None:
    quiet = await given(desk, nora, "Ein Gespräch")
    await desk.site.reply(quiet.user, quiet.id, "Noch etwas")
    await desk.line_says(quiet, "Noch etwas")
    await chooses(desk, nora, GIVE, TAKE, ANSWER)
    await desk.site.reply(quiet.user, quiet.id, "Und noch etwas")
    [words] = await heard(desk, nora, "geantwortet")
    assert "Ein Gespräch · Lena" in words.replace("*", "")


async def test_many_at_once_are_one_message(desk: Scene, nora: str) -> None:
    tickets = [await desk.asked(f"Stapel {n}", settled=False) for n in range(12)]
    await desk.settled(*tickets)
    await asyncio.gather(*(desk.says("anna", f"/ticket assign {ticket.number} <@{nora}>") for ticket in tickets))
    await desk.settled(*tickets)
    [words] = await heard(desk, nora, "Tickets liegen neu bei dir")
    assert "12 Tickets" in words
    assert not [line for line in await heard(desk, nora, "Tickets") if "Stapel" in line]


async def test_the_home_says_what_is_told(desk: Scene, nora: str) -> None:
    await desk.slack.open_home(nora)

    async def shows(words: str) -> bool:
        return words in str(await desk.slack.home(nora))

    await until(lambda: shows("Direktnachrichten: neue Tickets, abgenommene Tickets"), "the Home says so", 20)
    await desk.slack.press_home(nora, "Meine Einstellungen")
    await desk.slack.submit(nora, {"Direktnachricht, wenn …": []})
    await until(lambda: shows("Keine Direktnachrichten"), "the Home says what was chosen", 20)
