"""Making two tickets of one, by choosing messages; on the real bot."""

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.blocks.reading import dicts
from tests.handlers.desk import Asked, Scene, said

pytestmark = pytest.mark.database

MESSAGES, TITLE = "Nachrichten für das neue Ticket", "Titel des neuen Tickets"

NEWEST = """
    select s.ticket_id, s.number, t.title, t.user_id from owona_bot.ticket_state s
    join public.support_tickets t on t.id = s.ticket_id
    where t.source_metadata ->> 'split_from' = $1::text"""


async def made(desk: Scene, origin: Asked) -> list[Asked]:
    """What was split off."""
    async with desk.site.pool.acquire() as connection:
        rows = await connection.fetch(NEWEST, str(origin.id))
    return [Asked(row["ticket_id"], row["number"], row["user_id"]) for row in rows]


async def a_talk(desk: Scene) -> Asked:
    ticket = await desk.asked("Login", "Ich komme nicht hinein")
    await desk.site.support_message(ticket.id, "Welche Meldung kommt?", "Ben")
    await desk.site.reply(ticket.user, ticket.id, "Und die Rechnung <!channel> *fehlt*\nauch noch " + "sehr " * 40)
    await desk.settled(ticket)
    return ticket


async def opened(desk: Scene, ticket: Asked) -> list[str]:
    """From the card's menu; what Anna can choose from."""
    assert (await desk.presses("anna", ticket, "Aufteilen …")).acked
    view: Json = await until(lambda: desk.slack.view("anna"), "a form opens")
    (select,) = [part for part in dicts(view["blocks"]) if part.get("type") == "multi_static_select"]
    options = select["options"]
    assert isinstance(options, list)
    return [option["text"]["text"] for option in options]


async def test_newest_first_a_line_says_when_who_and_the_first_words(desk: Scene) -> None:
    offered = await opened(desk, await a_talk(desk))
    assert [label.partition("· ")[2][:24] for label in offered] == [
        "lena@example.com: Und di",
        "Ben: Welche Meldung komm",
        "Kunde: Ich komme nicht h",
    ]
    assert all(len(label) <= 75 and "\n" not in label for label in offered)
    assert offered[0].startswith(("heute, ", "gestern, "))  # midnight may have passed since
    await desk.slack.close("anna")


async def test_what_is_chosen_stands_on_a_ticket_of_its_own_without_a_letter(desk: Scene) -> None:
    origin = await a_talk(desk)
    offered = await opened(desk, origin)
    answer = await desk.slack.submit("anna", {MESSAGES: offered[:2], TITLE: "Rechnung fehlt"})
    assert (answer.outcome, answer.view) == ("acked", None)
    new: Asked = (await until(lambda: made(desk, origin), "a ticket is made"))[0]
    await desk.settled(origin, new)
    assert new.user == origin.user
    await desk.card_says(new, f"#{new.number} Rechnung fehlt", "Neu")
    lines = await desk.lines(new)
    assert "Und die Rechnung" in lines[0]
    assert f"Anna: abgetrennt von #{origin.number}" in lines[1]
    assert "Welche Meldung kommt?" in lines[2]
    assert "(Anzahl: 2)" in await desk.line_says(origin, f"Anna: Nachrichten → #{new.number}")
    assert len([line for line in await desk.lines(origin) if "Und die Rechnung" in line]) == 1
    query = "select count(*) from owona_bot.deliveries where ticket_id = $1 and reaction = 'letter'"
    assert await desk.fetchval(query, new.id) == 0
    mine = {one.id: one for one in await desk.site.my_tickets(origin.user)}
    assert len(mine[new.id].messages) == 2
    assert not [line for line in await desk.thread(new) if line["active_mentions"]]
    for ticket in (origin, new):
        await desk.once_and_in_order(ticket)


async def test_a_form_sent_twice_makes_one_ticket(desk: Scene) -> None:
    origin = await a_talk(desk)
    offered = await opened(desk, origin)
    await desk.slack.deliver(twice=True)
    await desk.slack.submit("anna", {MESSAGES: offered[:1], TITLE: "Rechnung"})
    new = await until(lambda: made(desk, origin), "a ticket is made")
    await desk.settled(origin, *new)
    assert len(await made(desk, origin)) == 1
    assert len([line for line in await desk.lines(origin) if "→" in line]) == 1


async def test_what_was_deleted_meanwhile_is_left_out_with_a_word(desk: Scene) -> None:
    origin = await a_talk(desk)
    offered = await opened(desk, origin)
    async with desk.site.pool.acquire() as connection:
        gone = "delete from public.support_ticket_messages where ticket_id = $1 and author_type = 'support'"
        await connection.execute(gone, origin.id)
    answer = await desk.slack.submit("anna", {MESSAGES: offered[:2], TITLE: "Rechnung"})
    (new,) = await made(desk, origin)
    words = text_of(answer.view or {})
    assert f"Angelegt: #{new.number} Rechnung. Kopierte Nachrichten: 1." in words
    assert "nicht dabei: 1" in words
    await desk.slack.close("anna")


async def test_when_all_is_gone_it_stands_beside_the_field(desk: Scene) -> None:
    origin = await a_talk(desk)
    offered = await opened(desk, origin)
    async with desk.site.pool.acquire() as connection:
        await connection.execute("delete from public.support_ticket_messages where ticket_id = $1", origin.id)
    answer = await desk.slack.submit("anna", {MESSAGES: offered, TITLE: "Rechnung"})
    assert "inzwischen gelöscht" in answer.errors[MESSAGES]
    answer = await desk.slack.submit("anna", {TITLE: "   "})
    assert answer.errors[TITLE]
    assert await made(desk, origin) == []
    await desk.slack.close("anna")


async def test_where_nobody_has_written_or_another_holds_it_no_form_opens(desk: Scene) -> None:
    user = await desk.customer()
    bare = await desk.site.insert_ticket(user, "Chat", "?")
    ticket = Asked(bare, await desk.number(bare), user)
    assert "Nobody has written" in said(await desk.says("ben", f"/ticket split {ticket.number}"))
    await desk.says("anna", f"/ticket nimm {ticket.number}")
    assert "Only its holder" in said(await desk.says("ben", f"/ticket teilen {ticket.number}"))
    assert await desk.slack.view("ben") is None
