"""A ticket, or a note on one, made of what people wrote elsewhere in Slack, with thread, files and edits."""

import asyncio

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import PATIENCE, Asked, Scene, said

pytestmark = pytest.mark.database

MADE = """
    select s.ticket_id, s.number, t.user_id from owona_bot.slack_posts p
    join owona_bot.ticket_state s using (ticket_id) join public.support_tickets t on t.id = s.ticket_id
    where p.ts = $1 and p.shows = 'source'"""

NOTES = """
    select n.text, a.name, n.rich_text from owona_bot.notes n left join owona_bot.agents a on a.id = n.agent_id
    where n.ticket_id = $1 order by n.created_at"""

FILES = """
    select a.name, a.size, (select string_agg(c.bytes, '' order by c.n) from owona_bot.attachment_chunks c
                            where c.attachment_id = a.id) as content
    from owona_bot.attachments a where a.ticket_id = $1 order by a.id"""

TAKEN = "select count(*) from owona_bot.events where ticket_id = $1 and kind = 'thread.taken'"


async def made(desk: Scene, ts: str) -> Asked:
    """The ticket that a message became, once its whole thread is taken in and shown."""

    async def found() -> Asked | None:
        async with desk.site.pool.acquire() as connection:
            told = await connection.fetchrow(MADE, ts)
            if told is None or not await connection.fetchval(TAKEN, told["ticket_id"]):
                return None
            return Asked(told["ticket_id"], told["number"], told["user_id"])

    ticket = await until(found, f"{ts} became a ticket", PATIENCE)
    await desk.settled(ticket)
    return ticket


async def notes(desk: Scene, ticket: Asked) -> list[tuple[str, str | None]]:
    """Text and agent, in order."""
    async with desk.site.pool.acquire() as connection:
        return [(row["text"], row["name"]) for row in await connection.fetch(NOTES, ticket.id)]


async def files(desk: Scene, ticket: Asked) -> list[tuple[str, bytes]]:
    async with desk.site.pool.acquire() as connection:
        return [(row["name"], row["content"] or b"") for row in await connection.fetch(FILES, ticket.id)]


async def public(desk: Scene, ticket: Asked) -> list[tuple[str, str]]:
    query = "select author_type, message from public.support_ticket_messages where ticket_id = $1 and not internal_only"
    async with desk.site.pool.acquire() as connection:
        return [(row["author_type"], row["message"]) for row in await connection.fetch(query, ticket.id)]


async def a_thread(desk: Scene, count: int, channel: str = "general") -> list[str]:
    """Of so many messages; their ts."""
    first = await desk.slack.post("mia", channel, "0 Anfang")
    return [first, *[await desk.slack.post("mia", channel, f"{n} weiter", first) for n in range(1, count)]]


async def test_a_thread_comes_along_in_order_with_names_edits_and_files(desk: Scene) -> None:
    first = await desk.slack.post("mia", "general", "Export hängt", files=[("plan.txt", b"ein Plan")])
    second = await desk.slack.post("ben", "general", "Seit wann?", first)
    await desk.slack.post("greta", "general", "Seit <!channel> & *heute*", first, files=[("bild.png", b"\x89PNG" * 99)])
    await desk.slack.edit("ben", "general", second, "Seit wann genau?")
    await desk.slack.react("anna", "general", first, "ticket")
    ticket = await made(desk, first)
    assert await notes(desk, ticket) == [
        ("Mia:\nExport hängt\n📎 plan.txt", None),
        ("Seit wann genau?", "Ben"),
        ("Greta:\nSeit @channel & heute\n📎 bild.png", None),
    ]
    assert await files(desk, ticket) == [("plan.txt", b"ein Plan"), ("bild.png", b"\x89PNG" * 99)]
    await desk.card_says(ticket, "Export hängt", "Mia (mia@owona.de)")
    await desk.line_says(ticket, "Als interne Notizen aus Slack übernommen: 3. Zum Thread")
    assert await public(desk, ticket) == [("customer", "Export hängt")]
    assert ticket.user == desk.customers["system"]


async def test_a_reply_becomes_a_ticket_with_the_thread_it_stands_in(desk: Scene) -> None:
    stamps = await a_thread(desk, 3)
    await desk.slack.react("ben", "general", stamps[2], "ticket")
    ticket = await made(desk, stamps[2])
    assert [text for text, _ in await notes(desk, ticket)] == ["Mia:\n0 Anfang", "Mia:\n1 weiter", "Mia:\n2 weiter"]
    await desk.card_says(ticket, "2 weiter")
    lines = [text_of(line) for line in await desk.slack.thread("general", stamps[0])]
    assert lines[-1] == f"Daraus ist Ticket #{ticket.number} geworden."


async def test_what_an_agent_wrote_is_for_nobody_known(desk: Scene) -> None:
    ts = await desk.slack.post("ben", "general", "Kunde rief an")
    await desk.slack.react("anna", "general", ts, "ticket")
    await desk.card_says(await made(desk, ts), "Kunde rief an", "Kunde unbekannt")


async def test_nobody_gets_a_letter_for_a_ticket_made_by_an_emoji(desk: Scene) -> None:
    ts = await desk.slack.post("mia", "general", "Ohne Brief")
    await desk.slack.react("anna", "general", ts, "ticket")
    ticket = await made(desk, ts)
    query = "select count(*) from owona_bot.deliveries where ticket_id = $1 and reaction = 'letter'"
    assert await desk.fetchval(query, ticket.id) == 0


@pytest.mark.parametrize(("count", "line"), [(300, "übernommen: 300."), (301, "übernommen: die ersten 300.")])
async def test_three_hundred_come_along_and_one_line_says_when_there_are_more(
    desk: Scene, count: int, line: str
) -> None:
    stamps = await a_thread(desk, count)
    await desk.slack.react("anna", "general", stamps[0], "ticket")
    ticket = await made(desk, stamps[0])
    told = [text for text, _ in await notes(desk, ticket)]
    assert told == ["Mia:\n0 Anfang", *(f"Mia:\n{n} weiter" for n in range(1, 300))]
    await desk.line_says(ticket, line)


@pytest.mark.parametrize("method", ["conversations.replies", "users.info", "download", "chat.getPermalink"])
async def test_broken_off_in_the_middle_all_of_it_is_there_once(desk: Scene, method: str) -> None:
    first = await desk.slack.post("mia", "general", f"Abbruch {method}", files=[("a.txt", b"a")])
    for n in range(210):
        await desk.slack.post("mia" if n % 2 else "greta", "general", f"{n}", first)
    await desk.slack.fault(method, "server_error_after", times=2)
    await desk.slack.react("anna", "general", first, "ticket")
    ticket = await made(desk, first)
    assert len(await notes(desk, ticket)) == 211
    assert await files(desk, ticket) == [("a.txt", b"a")]
    assert len([line for line in await desk.lines(ticket) if "übernommen" in line]) == 1
    lines = [text_of(line) for line in await desk.slack.thread("general", first)]
    assert len([line for line in lines if "Daraus ist" in line]) == 1
    query = "select count(*) from public.support_tickets where title = $1"
    assert await desk.fetchval(query, f"Abbruch {method}") == 1


async def test_a_file_that_is_gone_is_named_as_left_out(desk: Scene) -> None:
    ts = await desk.slack.post("mia", "general", "mit Datei", files=[("weg.txt", b"weg"), ("da.txt", b"da")])
    await desk.slack.delete_file("mia", "weg.txt")
    await desk.slack.react("anna", "general", ts, "ticket")
    ticket = await made(desk, ts)
    ((text, _),) = await notes(desk, ticket)
    assert "(nicht übernommen: " in text
    assert "📎 da.txt" in text
    assert await files(desk, ticket) == [("da.txt", b"da")]


async def test_a_message_of_files_alone_is_named_by_them(desk: Scene) -> None:
    ts = await desk.slack.post("mia", "general", "", files=[("foto.png", b"1")])
    await desk.slack.react("anna", "general", ts, "ticket")
    ticket = await made(desk, ts)
    await desk.card_says(ticket, "(ohne Text)")
    assert await public(desk, ticket) == [("customer", "📎 foto.png")]


async def test_what_people_write_calls_nobody_in_title_card_or_line(desk: Scene) -> None:
    ts = await desk.slack.post("mia", "general", "<!channel> <@U0BEN> *fett* <https://a.example|klick> & co")
    await desk.slack.react("anna", "general", ts, "ticket")
    ticket = await made(desk, ts)
    await desk.card_says(ticket, "@channel")
    shown = [await desk.card(ticket), *await desk.thread(ticket), *await desk.slack.thread("general", ts)]
    assert not [one for one in shown if one["active_mentions"] and one["user"] == "U0OWONA"]


async def test_the_shortcut_opens_the_form_with_the_text_and_takes_the_thread(desk: Scene) -> None:
    await desk.customer()
    stamps = await a_thread(desk, 2)
    assert (await desk.slack.shortcut("anna", "Make a ticket", "general", stamps[0])).acked
    view = await desk.slack.view("anna")
    assert "0 Anfang" in str(view)
    answer = await desk.slack.submit("anna", {"E-Mail-Adresse des Kunden": "lena@example.com"})
    assert answer.acked, answer
    ticket = await made(desk, stamps[0])
    await desk.card_says(ticket, "0 Anfang", "lena@example.com")
    assert [text for text, _ in await notes(desk, ticket)] == ["Mia:\n0 Anfang", "Mia:\n1 weiter"]
    lines = [text_of(line) for line in await desk.slack.thread("general", stamps[0])]
    assert lines[-1] == f"Daraus ist Ticket #{ticket.number} geworden."
    assert ticket.user == desk.customers["lena"]


async def test_what_is_a_ticket_already_opens_no_form(desk: Scene) -> None:
    ts = await desk.slack.post("mia", "general", "einmal genügt")
    await desk.slack.react("anna", "general", ts, "ticket")
    ticket = await made(desk, ts)
    await desk.slack.shortcut("ben", "Make a ticket", "general", ts)
    await desk.whisper("ben", f"#{ticket.number}")
    assert await desk.slack.view("ben") is None


async def test_of_two_forms_over_one_message_one_counts(desk: Scene) -> None:
    await desk.customer()
    ts = await desk.slack.post("mia", "general", "zwei Formulare")
    for user in ("anna", "ben"):
        await desk.slack.shortcut(user, "Make a ticket", "general", ts)
    fields = ({"E-Mail-Adresse des Kunden": "lena@example.com"}, {"Customer's e-mail address": "lena@example.com"})
    sent = [desk.slack.submit(user, dict(told)) for user, told in zip(("anna", "ben"), fields, strict=True)]
    answers = await asyncio.gather(*sent)
    assert sorted(bool(answer.errors) for answer in answers) == [False, True]
    await made(desk, ts)
    query = "select count(*) from public.support_tickets where title = 'zwei Formulare'"
    assert await desk.fetchval(query) == 1


async def test_a_message_is_added_to_a_ticket_as_a_note_with_its_files(desk: Scene) -> None:
    ticket = await desk.asked()
    stamps = await a_thread(desk, 2)
    ts = await desk.slack.post("mia", "general", "Noch ein Hinweis", stamps[0], files=[("log.txt", b"Zeile")])
    assert (await desk.slack.shortcut("ben", "Add to ticket", "general", ts)).acked
    assert (await desk.slack.submit("ben", {"Number of the ticket": f"#{ticket.number}"})).acked
    line = await desk.line_says(ticket, "Noch ein Hinweis")
    assert "🔒 interne Notiz" in line
    assert await notes(desk, ticket) == [("Mia:\nNoch ein Hinweis\n📎 log.txt", None)]
    assert await files(desk, ticket) == [("log.txt", b"Zeile")]
    await desk.slack.shortcut("anna", "Add to ticket", "general", ts)
    await desk.slack.submit("anna", {"Nummer des Tickets": str(ticket.number)})
    await desk.settled(ticket)
    assert len(await notes(desk, ticket)) == 1
    await desk.once_and_in_order(ticket)


@pytest.mark.parametrize("number", ["abc", "99999999", "0", "-1", "1001 1002"])
async def test_a_number_that_is_none_is_told_beside_the_field(desk: Scene, number: str) -> None:
    ts = await desk.slack.post("mia", "general", "wohin?")
    await desk.slack.shortcut("anna", "Add to ticket", "general", ts)
    answer = await desk.slack.submit("anna", {"Nummer des Tickets": number})
    assert list(answer.errors) == ["Nummer des Tickets"]
    await desk.slack.close("anna")


async def test_the_global_shortcut_opens_the_empty_form(desk: Scene) -> None:
    await desk.customer()
    assert (await desk.slack.shortcut("anna", "New ticket")).acked
    told = {"E-Mail-Adresse des Kunden": "lena@example.com", "Titel": "von überall", "Beschreibung": "Text"}
    assert (await desk.slack.submit("anna", told)).acked
    query = "select count(*) from public.support_tickets where title = 'von überall'"
    await until(lambda: desk.fetchval(query), "it stands", PATIENCE)


@pytest.mark.parametrize("name", ["Make a ticket", "Add to ticket", "New ticket"])
async def test_who_is_none_of_the_team_is_told_so_and_gets_no_form(desk: Scene, name: str) -> None:
    place = () if name == "New ticket" else ("general", await desk.slack.post("mia", "general", "hm"))
    assert (await desk.slack.shortcut("mia", name, *place)).acked

    async def is_told() -> bool:
        view = await desk.slack.view("mia")
        told = [text_of(one) for one in await desk.slack.ephemerals("mia")] + [text_of(view or {})]
        return any("Teil des Support-Teams" in one for one in told)

    await until(is_told, "Mia is told", PATIENCE)
    if await desk.slack.view("mia"):
        await desk.slack.close("mia")


async def test_where_the_bot_is_not_the_thread_waits_until_it_is_invited(desk: Scene) -> None:
    await desk.customer()
    ts = await desk.slack.post("mia", "random", "Fern von hier")
    await desk.slack.shortcut("anna", "Make a ticket", "random", ts)
    assert (await desk.slack.submit("anna", {"E-Mail-Adresse des Kunden": "lena@example.com"})).acked
    await desk.alarm("Ladet mich dort ein")
    query = "select count(*) from owona_bot.events where kind = 'thread.taken' and payload ->> 'link' like '%C0RANDOM%'"
    assert await desk.fetchval(query) == 0
    await desk.slack.invite("random")
    ticket = await made(desk, ts)
    assert await notes(desk, ticket) == [("Mia:\nFern von hier", None)]
    lines = [text_of(line) for line in await desk.slack.thread("random", ts)]
    assert lines[-1] == f"Daraus ist Ticket #{ticket.number} geworden."
    await desk.slack.kick("random")


async def test_a_command_after_all_this_is_answered(desk: Scene) -> None:
    ticket = await desk.asked()
    assert str(ticket.number) in said(await desk.says("anna", f"/ticket show {ticket.number}"))
