"""What stays inside: notes by command, and all that is said in a ticket's thread."""

from typing import Any

import pytest

from blocks import ids
from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.blocks.reading import dicts
from tests.handlers.desk import Asked, Scene, said

pytestmark = pytest.mark.database

NOTES = """
    select n.act, n.text, a.name, n.channel, n.ts, n.version
    from owona_bot.notes n left join owona_bot.agents a on a.id = n.agent_id
    where n.ticket_id = $1 order by n.created_at, n.version"""

PUBLIC = "select message from public.support_ticket_messages where ticket_id = $1"


async def notes(desk: Scene, ticket: Asked) -> list[tuple[str, str, str | None]]:
    """What was done, the text, and the agent."""
    async with desk.site.pool.acquire() as connection:
        return [(row["act"], row["text"], row["name"]) for row in await connection.fetch(NOTES, ticket.id)]


async def kept(desk: Scene, ticket: Asked, *wanted: tuple[str, str, str | None]) -> None:
    """Once the notes are these."""

    async def are() -> bool:
        return await notes(desk, ticket) == list(wanted)

    await until(are, f"the notes are {wanted}")


async def public(desk: Scene, ticket: Asked) -> list[str]:
    async with desk.site.pool.acquire() as connection:
        return [row["message"] for row in await connection.fetch(PUBLIC, ticket.id)]


async def letters(desk: Scene, ticket: Asked) -> int | None:
    """Planned ones, but for the first, which says that the ticket has come in."""
    query = """select count(*) from owona_bot.deliveries where ticket_id = $1 and reaction = 'letter'
               and payload ->> 'letter' <> 'received'"""
    return await desk.fetchval(query, ticket.id)


async def writes(desk: Scene, user: str, ticket: Asked, text: str) -> str:
    """Beneath the card; the message's ts."""
    return await desk.slack.post(user, desk.tickets, text, (await desk.card(ticket))["ts"])


WRITTEN = "&lt;b&gt; &amp;amp; <@U0BEN|ben>, see <http://a.example|a.example> or <mailto:a@b.example|a@b.example>"
"""As Slack hands over `TYPED`."""

TYPED = "<b> &amp; @ben, see a.example or a@b.example"


async def test_a_note_says_what_was_typed_by_command_or_in_the_thread(desk: Scene) -> None:
    ticket = await desk.asked()
    assert "is kept" in said(await desk.says("ben", f"/ticket note {ticket.number} {WRITTEN}"))
    await kept(desk, ticket, ("written", TYPED, "Ben"))
    await desk.line_says(ticket, TYPED)
    await writes(desk, "ben", ticket, f"<@U0OWONA> note {WRITTEN}")
    await kept(desk, ticket, *[("written", TYPED, "Ben")] * 2)


async def test_a_note_by_command_is_kept_and_shown_in_the_thread(desk: Scene) -> None:
    ticket = await desk.asked("Rechnung")
    answer = said(await desk.says("ben", f"/ticket note {ticket.number} Old plan,\ncalled <!channel> &amp; co"))
    assert f"Note on #{ticket.number} is kept, only the team sees it: Rechnung" in answer
    line = await desk.line_says(ticket, "Old plan,\ncalled @channel & co")
    assert "Ben" in line.split("\n")[0]
    assert "🔒 interne Notiz" in line.split("\n")[0]
    await desk.settled(ticket)
    assert await notes(desk, ticket) == [("written", "Old plan,\ncalled @channel & co", "Ben")]
    assert await public(desk, ticket) == ["Fehler 500"]
    assert await letters(desk, ticket) == 0
    assert not [line for line in await desk.thread(ticket) if line["active_mentions"]]
    await desk.once_and_in_order(ticket)


async def test_a_note_without_words_opens_a_form_for_them(desk: Scene) -> None:
    ticket = await desk.asked()
    assert said(await desk.says("anna", f"/ticket notiz {ticket.number}")) == ""
    view = await desk.slack.view("anna")
    assert view is not None
    assert view["title"]["text"] == "Notiz"
    assert [part["block_id"] for part in dicts(view["blocks"]) if part.get("type") == "input"] == [ids.TEXT]
    assert "@" not in text_of(view)
    preview = await desk.slack.submit("anna", {"Text": "Altes Paket"})
    assert "Interne Notiz. Sie bleibt im Team" in text_of(preview.view or {})
    await desk.slack.submit("anna")
    await kept(desk, ticket, ("written", "Altes Paket", "Anna"))
    await desk.line_says(ticket, "Altes Paket")
    assert await public(desk, ticket) == ["Fehler 500"]


async def test_a_note_sent_twice_is_one(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.deliver(twice=True)
    await desk.says("ben", f"/ticket note {ticket.number} once")
    await desk.settled(ticket)
    assert await notes(desk, ticket) == [("written", "once", "Ben")]
    assert len([line for line in await desk.lines(ticket) if "once" in line]) == 1


async def test_a_note_on_a_ticket_from_before_gets_it_a_card(desk: Scene) -> None:
    """The bot's own start marks all that exists as old news: such a ticket has no card yet."""
    ticket = await desk.asked()
    async with desk.site.pool.acquire() as connection:
        await connection.execute("delete from owona_bot.slack_posts where ticket_id = $1", ticket.id)
    await desk.says("ben", f"/ticket note {ticket.number} late")
    await desk.settled(ticket)
    assert len(await desk.posts(ticket)) == 2


async def test_what_is_said_in_a_thread_is_kept_with_edits_and_deletions(desk: Scene) -> None:
    ticket = await desk.asked()
    ts = await writes(desk, "anna", ticket, "Das ist der &lt;Provider&gt;")
    await kept(desk, ticket, ("written", "Das ist der <Provider>", "Anna"))
    await desk.slack.edit("anna", desk.tickets, ts, "Das ist die Bank")
    edited = ("edited", "Das ist die Bank", "Anna")
    await kept(desk, ticket, ("written", "Das ist der <Provider>", "Anna"), edited)
    await desk.slack.remove("anna", desk.tickets, ts)
    await kept(desk, ticket, ("written", "Das ist der <Provider>", "Anna"), edited, ("deleted", "", "Anna"))
    await desk.settled(ticket)
    assert await public(desk, ticket) == ["Fehler 500"]
    assert await letters(desk, ticket) == 0


async def test_who_is_no_agent_is_kept_too(desk: Scene) -> None:
    ticket = await desk.asked()
    await writes(desk, "mia", ticket, "Ich weiß etwas dazu")
    await kept(desk, ticket, ("written", "Ich weiß etwas dazu", None))


async def test_what_comes_twice_is_kept_once(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.deliver(twice=True)
    ts = await writes(desk, "anna", ticket, "einmal")
    await kept(desk, ticket, ("written", "einmal", "Anna"))
    await desk.slack.deliver(twice=True)
    await desk.slack.edit("anna", desk.tickets, ts, "zweimal")
    await kept(desk, ticket, ("written", "einmal", "Anna"), ("edited", "zweimal", "Anna"))


async def test_an_edit_that_overtakes_is_still_the_newest(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.deliver(late=1.0)
    ts = await writes(desk, "anna", ticket, "erst")
    await desk.slack.edit("anna", desk.tickets, ts, "dann")
    await kept(desk, ticket, ("written", "erst", "Anna"), ("edited", "dann", "Anna"))


async def test_an_edit_that_changes_no_word_is_no_version(desk: Scene) -> None:
    ticket = await desk.asked()
    ts = await writes(desk, "anna", ticket, "gleich")
    await kept(desk, ticket, ("written", "gleich", "Anna"))
    await desk.slack.edit("anna", desk.tickets, ts, "gleich")
    await desk.slack.edit("anna", desk.tickets, ts, "anders")
    await kept(desk, ticket, ("written", "gleich", "Anna"), ("edited", "anders", "Anna"))


async def test_the_bots_own_lines_and_redraws_are_no_notes(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket nimm {ticket.number}")
    await desk.site.reply(ticket.user, ticket.id, "Noch etwas")
    await desk.settled(ticket)
    assert len(await desk.thread(ticket)) > 1
    assert await notes(desk, ticket) == []


async def everywhere_else(desk: Scene) -> None:
    parent = await desk.slack.post("anna", desk.tickets, "Mittagessen?")
    reply = await desk.slack.post("ben", desk.tickets, "12:30", parent)
    await desk.slack.edit("ben", desk.tickets, reply, "12:45")
    await desk.slack.remove("ben", desk.tickets, reply)
    await desk.slack.edit("anna", desk.tickets, parent, "Abendessen?")
    await desk.slack.remove("anna", desk.tickets, parent)
    await desk.slack.post("anna", "general", "Hallo")


async def test_what_is_said_elsewhere_is_not_kept_and_never_comes_again(desk: Scene) -> None:
    before = len(await desk.slack.knocks())
    await everywhere_else(desk)

    async def all_acked() -> list[Any] | None:
        knocks = [knock for knock in (await desk.slack.knocks())[before:] if knock["type"] == "message"]
        return knocks if len(knocks) >= 7 and all(knock["outcome"] for knock in knocks) else None

    knocks = await until(all_acked, "all events are acked")
    assert {(knock["outcome"], knock["attempt"]) for knock in knocks} == {("acked", knocks[0]["attempt"])}
    query = "select count(*) from owona_bot.notes where text in ('12:30', '12:45', 'Mittagessen?', 'Hallo')"
    assert await desk.fetchval(query) == 0


async def test_nothing_of_a_thread_is_ever_sent(desk: Scene) -> None:
    """All that an agent can do around it: none of it makes a letter or a row that the customer can read."""
    ticket = await desk.asked()
    ts = await writes(desk, "anna", ticket, "Geheim eins")
    await desk.slack.edit("anna", desk.tickets, ts, "Geheim zwei")
    await desk.says("ben", f"/ticket note {ticket.number} Geheim drei")
    await desk.says("ben", f"/ticket reply {ticket.number}")
    await desk.slack.submit("ben", {"Text": "Public words."})
    await desk.slack.submit("ben")
    await desk.says("ben", f"/ticket resolve {ticket.number}")
    await desk.settled(ticket)
    told = " ".join(await public(desk, ticket))
    assert "Public words." in told
    assert "Geheim" not in told
    mine = [seen.text for one in await desk.site.my_tickets(ticket.user) for seen in one.messages]
    assert "Geheim" not in " ".join(mine)
    query = """select count(*) from owona_bot.deliveries where ticket_id = $1 and reaction = 'letter'
               and payload ->> 'letter' = 'answer'"""
    assert await desk.fetchval(query, ticket.id) == 1
    assert await desk.fetchval("select count(*) from owona_bot.events where payload::text like '%Geheim%'") == 0
