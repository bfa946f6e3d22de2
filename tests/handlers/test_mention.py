"""`@owona <verb>`: in a ticket's thread, in another one, in the channel, by whom it may be, twice, and with nonsense.

A mention that begins a message is a request, not content: it is answered, and kept as no note. In the midst of a
sentence it is talk: kept as a note, and not acted upon.
"""

from contextlib import suppress

import aiohttp
import pytest

from owona_bot.domain.verbs import ALONE, FOLLOWS, NUMBERED, WORDS, Verb
from owona_bot.playground.client import PlaygroundError, text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import PATIENCE, Asked, Scene

pytestmark = pytest.mark.database

BOT = "<@U0OWONA>"

NOTES = "select count(*) from owona_bot.notes where ticket_id = $1"

SUPPORT = """
    select count(*) from public.support_ticket_messages
    where ticket_id = $1 and author_type = 'support' and not internal_only"""


async def mentions(desk: Scene, user: str, words: str, channel: str, thread: str | None = None) -> str:
    """Says it; the message's ts."""
    return await desk.slack.post(user, channel, f"{BOT} {words}".strip(), thread)


async def told(desk: Scene, user: str) -> int:
    return len(await desk.slack.ephemerals(user))


async def answer(desk: Scene, user: str, before: int) -> str:
    """What the person reads next."""

    async def said() -> str | None:
        seen = await desk.slack.ephemerals(user)
        return text_of(seen[-1]) if len(seen) > before else None

    return await until(said, f"{user} is answered", PATIENCE)


async def answered(desk: Scene, count: int) -> None:
    """Once so many mentions were acked."""

    async def all_acked() -> bool:
        return await mentioned(desk) >= count

    await until(all_acked, f"{count} mentions are answered", PATIENCE)


async def mentioned(desk: Scene) -> int:
    return len([one for one in await desk.slack.knocks() if one["type"] == "app_mention" and one["outcome"] == "acked"])


async def a_thread(desk: Scene, ticket: Asked) -> str:
    return str((await desk.card(ticket))["ts"])


def rest_of(verb: Verb, other: Asked) -> str:
    """What follows the verb and the number in an example."""
    follows = FOLLOWS[verb][0].removeprefix("1001").strip()
    return follows.replace("@anna", "<@U0ANNA>").replace("1002", str(other.number))


@pytest.mark.parametrize("verb", list(Verb))
async def test_every_verb_is_answered_in_a_tickets_thread_with_its_number_implied(desk: Scene, verb: Verb) -> None:
    other, ticket, before = await desk.asked(), await desk.asked(), await told(desk, "anna")
    await mentions(desk, "anna", f"{WORDS[verb][0]} {rest_of(verb, other)}", desk.tickets, await a_thread(desk, ticket))
    assert await answer(desk, "anna", before)
    await desk.settled(ticket, other)
    assert await desk.fetchval(SUPPORT, ticket.id) == 0
    kept = 1 if verb in (Verb.NOTE, Verb.ESCALATE) else 0  # the reason is one
    assert await desk.fetchval(NOTES, ticket.id) == kept


@pytest.mark.parametrize("place", ["another thread", "the channel"])
@pytest.mark.parametrize("verb", list(Verb))
async def test_every_verb_is_answered_elsewhere_with_the_number_said(desk: Scene, verb: Verb, place: str) -> None:
    other, ticket, before = await desk.asked(), await desk.asked(), await told(desk, "ben")
    thread = await desk.slack.post("mia", "general", "Kaffee?") if place == "another thread" else None
    number = str(ticket.number) if verb in NUMBERED else ""
    await mentions(desk, "ben", f"{WORDS[verb][1]} {number} {rest_of(verb, other)}", "general", thread)
    assert await answer(desk, "ben", before)
    await desk.settled(ticket, other)
    assert await desk.fetchval(SUPPORT, ticket.id) == 0


@pytest.mark.parametrize("verb", sorted(ALONE))
async def test_outside_a_tickets_thread_its_number_is_asked_for(desk: Scene, verb: Verb) -> None:
    before = await told(desk, "anna")
    await mentions(desk, "anna", WORDS[verb][1], "general")
    assert "1001" in await answer(desk, "anna", before)


async def test_a_claim_in_the_thread_acts_once_and_is_kept_as_no_note(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.deliver(twice=True)
    await mentions(desk, "anna", "nimm", desk.tickets, await a_thread(desk, ticket))
    await desk.card_says(ticket, "bei Anna")
    await desk.settled(ticket)
    assert await desk.fetchval(NOTES, ticket.id) == 0
    assert len([line for line in await desk.lines(ticket) if "übernommen" in line]) == 1


@pytest.mark.parametrize("words", ["xyzzy", "nim", "🎉", "!!!", "1001", "claim; drop table", "x" * 3000])
async def test_nonsense_is_answered_with_what_was_meant(desk: Scene, words: str) -> None:
    ticket, before = await desk.asked(), await told(desk, "anna")
    await mentions(desk, "anna", words, desk.tickets, await a_thread(desk, ticket))
    assert await answer(desk, "anna", before)
    assert await desk.holder(ticket) is None
    assert await desk.fetchval(NOTES, ticket.id) == 0


async def test_a_mention_alone_is_a_call_for_help(desk: Scene) -> None:
    before = await told(desk, "ben")
    await mentions(desk, "ben", "", "general")
    assert "/ticket claim 1001" in await answer(desk, "ben", before)


async def test_in_the_midst_of_a_sentence_it_is_talk_and_a_note(desk: Scene) -> None:
    ticket, before = await desk.asked(), await told(desk, "anna")
    await desk.slack.post("anna", desk.tickets, f"nimm das doch, {BOT}", await a_thread(desk, ticket))
    assert "nenne mich zuerst" in await answer(desk, "anna", before)
    await until(lambda: desk.fetchval(NOTES, ticket.id), "it is a note", PATIENCE)
    assert await desk.holder(ticket) is None


async def test_an_edit_that_makes_talk_of_a_request_is_a_note_and_one_that_stays_a_request_is_none(desk: Scene) -> None:
    ticket, before = await desk.asked(), await told(desk, "anna")
    ts = await mentions(desk, "anna", "xyzzy", desk.tickets, await a_thread(desk, ticket))
    await answer(desk, "anna", before)
    await desk.slack.edit("anna", desk.tickets, ts, f"{BOT} zyxxy")
    marker = await desk.slack.post("mia", desk.tickets, "danach", await a_thread(desk, ticket))
    query = "select count(*) from owona_bot.notes where ts = $1"
    await until(lambda: desk.fetchval(query, marker), "what came after is kept", PATIENCE)
    assert await desk.fetchval(query, ts) == 0
    await desk.slack.edit("anna", desk.tickets, ts, "Ich rufe ihn an")
    await until(lambda: desk.fetchval(query, ts), "it is a note now", PATIENCE)


@pytest.mark.parametrize("user", ["greta", "mia"])
async def test_who_is_none_of_the_team_is_told_so(desk: Scene, user: str) -> None:
    ticket, before = await desk.asked(), await told(desk, user)
    await mentions(desk, user, "claim", desk.tickets, await a_thread(desk, ticket))
    assert "Teil des Support-Teams" in await answer(desk, user, before)
    assert await desk.holder(ticket) is None


async def test_in_a_direct_message_nothing_is_heard(desk: Scene) -> None:
    """Slack sends no `app_mention` from there, and the manifest asks for no message of a direct one."""
    ticket, before = await desk.asked(), await told(desk, "anna")
    with suppress(PlaygroundError):  # unless people may write to the app at all
        await mentions(desk, "anna", f"nimm {ticket.number}", "U0ANNA")
    await mentions(desk, "anna", "xyzzy", "general")
    assert "xyzzy" in await answer(desk, "anna", before)
    assert await told(desk, "anna") == before + 1
    assert await desk.holder(ticket) is None


async def test_the_bot_does_not_answer_itself(desk: Scene) -> None:
    ticket, seen = await desk.asked(), await mentioned(desk)
    said = {"channel": "C0GENERAL", "text": f"{BOT} nimm {ticket.number}"}
    headers = {"Authorization": "Bearer xoxb-playground"}
    async with aiohttp.ClientSession() as session:
        for _ in range(3):
            async with session.post(f"{desk.slack.api_url}chat.postMessage", json=said, headers=headers) as done:
                assert (await done.json())["ok"]
    await answered(desk, seen + 3)
    assert await desk.holder(ticket) is None
    assert await mentioned(desk) == seen + 3
