"""👀 ✅ 🚨 on a card, 🎫 on anything: put, taken away, by two at once, by those who may not."""

import asyncio

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import PATIENCE, Asked, Scene

pytestmark = pytest.mark.database

ROW = "select status, priority, assigned_agent from public.support_tickets where id = $1"

MADE = """
    select s.ticket_id, s.number from owona_bot.slack_posts p join owona_bot.ticket_state s using (ticket_id)
    where p.channel = $1 and p.ts = $2 and p.shows = 'source'"""

TOLD = """
    insert into owona_bot.mail_log (direction, ticket_id, letter, recipient, size, sha256, verdict)
    values ('out', $1, 'resolved', 'lena@example.com', 0, '', $2) returning id"""

HEARD = "select count(*) from owona_bot.inbox where key like 'event:%'"


async def row(desk: Scene, ticket: Asked) -> tuple[str, str, str | None]:
    """Status, priority and holder as the site has them."""
    async with desk.site.pool.acquire() as connection:
        found = await connection.fetchrow(ROW, ticket.id)
    return found["status"], found["priority"], found["assigned_agent"]


async def becomes(desk: Scene, ticket: Asked, *wanted: object) -> None:
    async def is_so() -> bool:
        return await row(desk, ticket) == wanted

    await until(is_so, f"#{ticket.number} is {wanted}", PATIENCE)


async def put(desk: Scene, user: str, ticket: Asked, emoji: str) -> None:
    await desk.slack.react(user, desk.tickets, (await desk.card(ticket))["ts"], emoji)


async def take(desk: Scene, user: str, ticket: Asked, emoji: str) -> None:
    await desk.slack.unreact(user, desk.tickets, (await desk.card(ticket))["ts"], emoji)


async def knocked(desk: Scene, count: int, kind: str) -> None:
    """Once so many of the reactions since have been answered."""

    async def all_answered() -> bool:
        heard = [one for one in await desk.slack.knocks() if one["type"] == kind and one["outcome"] == "acked"]
        return len(heard) >= count

    await until(all_answered, f"{count} {kind} are answered", PATIENCE)


async def answered(desk: Scene, kind: str) -> int:
    return len([one for one in await desk.slack.knocks() if one["type"] == kind and one["outcome"] == "acked"])


async def made(desk: Scene, ts: str, channel: str = "C0GENERAL") -> Asked:
    """The ticket that a message became, once all of it is shown."""

    async def found() -> Asked | None:
        async with desk.site.pool.acquire() as connection:
            told = await connection.fetchrow(MADE, channel, ts)
        return Asked(told["ticket_id"], told["number"], desk.customers["system"]) if told else None

    ticket = await until(found, f"{ts} became a ticket", PATIENCE)
    await desk.settled(ticket)
    return ticket


async def test_eyes_claim_and_taken_away_release(desk: Scene) -> None:
    ticket = await desk.asked()
    await put(desk, "anna", ticket, "eyes")
    await becomes(desk, ticket, "investigating", "normal", "anna@owona.de")
    await desk.card_says(ticket, "bei Anna")
    await take(desk, "anna", ticket, "eyes")
    await becomes(desk, ticket, "new", "normal", None)
    await desk.card_says(ticket, "noch niemand")
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)


async def test_a_check_mark_resolves_and_taken_away_brings_the_status_back(desk: Scene) -> None:
    ticket = await desk.asked()
    await put(desk, "ben", ticket, "white_check_mark")
    await becomes(desk, ticket, "resolved", "normal", "ben@owona.de")
    await take(desk, "ben", ticket, "white_check_mark")
    await becomes(desk, ticket, "new", "normal", None)


async def test_who_takes_it_away_hears_that_the_customer_was_told(desk: Scene) -> None:
    """A letter can't be called back. One that never arrived told nobody."""
    for verdict, told in (("sent", True), ("refused: 550 no such user", False)):
        ticket = await desk.asked()
        await put(desk, "ben", ticket, "white_check_mark")
        await becomes(desk, ticket, "resolved", "normal", "ben@owona.de")
        await desk.fetchval(TOLD, ticket.id, verdict)
        await take(desk, "ben", ticket, "white_check_mark")
        await becomes(desk, ticket, "new", "normal", None)
        await desk.settled(ticket)
        lines = [line for line in await desk.lines(ticket) if "Die Mail, dass es gelöst ist, ging schon hinaus" in line]
        assert [("@Ben" in line or "U0BEN" in line) for line in lines] == [True] * told


async def test_a_light_makes_urgent_and_taken_away_is_what_it_was(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket priority {ticket.number} high")
    await becomes(desk, ticket, "new", "high", None)
    await put(desk, "anna", ticket, "rotating_light")
    await becomes(desk, ticket, "new", "urgent", None)
    await desk.card_says(ticket, "Dringend")
    await take(desk, "anna", ticket, "rotating_light")
    await becomes(desk, ticket, "new", "high", None)


@pytest.mark.parametrize("tone", [2, 3, 4, 5, 6])
async def test_every_skin_counts(desk: Scene, tone: int) -> None:
    ticket = await desk.asked()
    await put(desk, "anna", ticket, f"eyes::skin-tone-{tone}")
    await becomes(desk, ticket, "investigating", "normal", "anna@owona.de")


async def test_of_two_at_once_one_gets_it_and_the_other_is_told(desk: Scene) -> None:
    ticket = await desk.asked()
    await asyncio.gather(put(desk, "anna", ticket, "eyes"), put(desk, "ben", ticket, "eyes"))
    holder = await until(lambda: desk.holder(ticket), "somebody has it", PATIENCE)
    loser, winner = ("ben", "Anna") if holder == "anna@owona.de" else ("anna", "Ben")
    told = await desk.whisper(loser, f"#{ticket.number}")
    assert winner in told
    await take(desk, loser, ticket, "eyes")
    await take(desk, winner.lower(), ticket, "eyes")
    await becomes(desk, ticket, "new", "normal", None)


async def test_a_whisper_stands_in_the_thread_of_what_was_marked(desk: Scene) -> None:
    ticket = await desk.asked()
    await put(desk, "anna", ticket, "eyes")
    await becomes(desk, ticket, "investigating", "normal", "anna@owona.de")
    await put(desk, "ben", ticket, "eyes")
    await desk.whisper("ben", f"#{ticket.number}")
    calls = [call["args"] for call in await desk.slack.calls("chat.postEphemeral")]
    assert (calls[-1]["user"], calls[-1]["thread_ts"]) == ("U0BEN", (await desk.card(ticket))["ts"])


async def test_where_something_happened_since_nothing_is_undone(desk: Scene) -> None:
    ticket = await desk.asked()
    await put(desk, "anna", ticket, "eyes")
    await becomes(desk, ticket, "investigating", "normal", "anna@owona.de")
    await desk.site.reply(ticket.user, ticket.id, "Geht noch nicht")
    await take(desk, "anna", ticket, "eyes")
    assert "inzwischen etwas passiert" in await desk.whisper("anna", f"Mit #{ticket.number}")
    assert await desk.holder(ticket) == "anna@owona.de"


async def test_who_is_none_of_the_team_may_mark_what_they_like(desk: Scene) -> None:
    ticket, before = await desk.asked(), await answered(desk, "reaction_added")
    told = [one for user in ("greta", "mia") for one in await desk.slack.ephemerals(user)]
    for user in ("greta", "mia"):
        for emoji in ("eyes", "white_check_mark", "rotating_light", "ticket"):
            await put(desk, user, ticket, emoji)
    await knocked(desk, before + 8, "reaction_added")
    assert await row(desk, ticket) == ("new", "normal", None)
    assert [one for user in ("greta", "mia") for one in await desk.slack.ephemerals(user)] == told


async def test_a_reader_is_told_that_their_role_may_not(desk: Scene) -> None:
    ticket = await desk.asked()
    async with desk.site.pool.acquire() as connection:
        await connection.execute("update owona_bot.agents set role = 'reader' where slack_user = 'U0BEN'")
    try:
        await put(desk, "ben", ticket, "eyes")
        await desk.whisper("ben", "role")
        assert await desk.holder(ticket) is None
    finally:
        async with desk.site.pool.acquire() as connection:
            await connection.execute("update owona_bot.agents set role = 'agent' where slack_user = 'U0BEN'")


async def test_on_what_is_no_card_they_only_say_something(desk: Scene) -> None:
    ticket, before = await desk.asked(), await answered(desk, "reaction_added")
    line = (await desk.thread(ticket))[0]
    talk = await desk.slack.post("mia", "general", "Mittag?")
    for channel, ts in ((desk.tickets, line["ts"]), ("general", talk)):
        for emoji in ("eyes", "white_check_mark", "rotating_light"):
            await desk.slack.react("anna", channel, ts, emoji)
    await desk.slack.react("anna", "general", talk, "tada")
    await knocked(desk, before + 7, "reaction_added")
    assert await row(desk, ticket) == ("new", "normal", None)


async def test_what_comes_twice_acts_once(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.deliver(twice=True)
    await put(desk, "anna", ticket, "eyes")
    await becomes(desk, ticket, "investigating", "normal", "anna@owona.de")
    await desk.settled(ticket)
    assert len([line for line in await desk.lines(ticket) if "übernommen" in line]) == 1
    await take(desk, "anna", ticket, "eyes")
    await becomes(desk, ticket, "new", "normal", None)


async def test_one_that_is_put_late_and_was_taken_away_does_nothing(desk: Scene) -> None:
    ticket = await desk.asked()
    before = await answered(desk, "reaction_removed"), await answered(desk, "reaction_added")
    await desk.slack.deliver(late=1.0)
    await put(desk, "anna", ticket, "eyes")
    await take(desk, "anna", ticket, "eyes")
    await knocked(desk, before[0] + 1, "reaction_removed")
    await knocked(desk, before[1] + 1, "reaction_added")
    assert await row(desk, ticket) == ("new", "normal", None)
    await put(desk, "anna", ticket, "eyes")
    await becomes(desk, ticket, "investigating", "normal", "anna@owona.de")


async def test_a_ticket_mark_makes_a_ticket_of_a_message(desk: Scene) -> None:
    ts = await desk.slack.post("mia", "general", "Kunde Huber kann nicht zahlen\nSeit heute früh.")
    await desk.slack.react("anna", "general", ts, "ticket")
    ticket = await made(desk, ts)
    await desk.card_says(ticket, "Kunde Huber kann nicht zahlen", "Mia", "mia@owona.de", "noch niemand")
    thread = await desk.slack.thread("general", ts)
    assert [text_of(line) for line in thread[1:]] == [f"Daraus ist Ticket #{ticket.number} geworden."]
    await desk.line_says(ticket, "Als interne Notizen aus Slack übernommen: 1.")
    await desk.once_and_in_order(ticket)


async def test_what_an_app_made_bold_is_plain_for_the_customer(desk: Scene) -> None:
    """Slack tells no rich_text of it."""
    ts = await desk.slack.post("mia", "general", "*Praxis Dr. Sommer*\nSeit _heute_ `404`.")
    await desk.slack.react("anna", "general", ts, "ticket")
    ticket = await made(desk, ts)
    said = "select title || '|' || description from public.support_tickets where id = $1"
    assert str(await desk.fetchval(said, ticket.id)) == "Praxis Dr. Sommer|Praxis Dr. Sommer\nSeit heute 404."


async def test_of_two_who_make_a_ticket_of_one_message_one_does_and_the_other_is_told(desk: Scene) -> None:
    ts = await desk.slack.post("mia", "general", "Drucker brennt")
    await asyncio.gather(*(desk.slack.react(user, "general", ts, "ticket") for user in ("anna", "ben")))
    ticket = await made(desk, ts)
    query = "select count(*) from public.support_tickets where title = 'Drucker brennt'"
    assert await desk.fetchval(query) == 1

    async def other_is_told() -> bool:
        told = [text_of(one) for user in ("anna", "ben") for one in await desk.slack.ephemerals(user)]
        words = (f"#{ticket.number}", "gerade jemand anderes", "right now")
        return any(word in one for word in words for one in told)

    await until(other_is_told, "the other is told", PATIENCE)


async def test_what_belongs_to_a_ticket_becomes_no_second_one(desk: Scene) -> None:
    ticket = await desk.asked()
    await put(desk, "anna", ticket, "ticket")
    await desk.whisper("anna", f"gehört schon zu #{ticket.number}, ein zweites Ticket habe ich nicht angelegt")
    note = await desk.slack.post("mia", desk.tickets, "ein Wort", (await desk.card(ticket))["ts"])
    query = "select count(*) from owona_bot.notes where ts = $1"
    await until(lambda: desk.fetchval(query, note), "it is a note", PATIENCE)
    await desk.slack.react("ben", desk.tickets, note, "ticket")
    await desk.whisper("ben", f"#{ticket.number}")
    assert await desk.fetchval("select count(*) from public.support_tickets where title = 'ein Wort'") == 0


async def test_a_ticket_mark_taken_away_closes_what_nobody_has_touched(desk: Scene) -> None:
    ts = await desk.slack.post("mia", "general", "Doch nichts")
    await desk.slack.react("anna", "general", ts, "ticket")
    ticket = await made(desk, ts)
    await desk.slack.unreact("anna", "general", ts, "ticket")
    await desk.line_says(ticket, "Zurückgenommen")
    await desk.settled(ticket)
    await desk.card_says(ticket, "Geschlossen")
    assert not [line for line in await desk.lines(ticket) if "Status:" in line]
    thread = await desk.slack.thread("general", ts)
    assert [text_of(line) for line in thread[1:]] == [f"Das Ticket daraus (#{ticket.number}) wurde zurückgenommen."]
    await desk.slack.react("ben", "general", ts, "ticket")
    again = await made(desk, ts)
    assert again.number != ticket.number


async def test_a_ticket_that_somebody_works_on_is_not_taken_back(desk: Scene) -> None:
    ts = await desk.slack.post("mia", "general", "Bitte ansehen")
    await desk.slack.react("anna", "general", ts, "ticket")
    ticket = await made(desk, ts)
    await desk.says("ben", f"/ticket claim {ticket.number}")
    await desk.slack.unreact("anna", "general", ts, "ticket")
    await desk.whisper("anna", f"Mit #{ticket.number} ist inzwischen etwas passiert")
    assert (await row(desk, ticket))[0] == "investigating"


async def test_a_ticket_mark_taken_away_at_once_makes_none(desk: Scene) -> None:
    ts = await desk.slack.post("mia", "general", "Ups, gar nichts")
    await desk.slack.fault("conversations.replies", "server_error", times=3)
    await desk.slack.react("anna", "general", ts, "ticket")
    await desk.slack.unreact("anna", "general", ts, "ticket")

    async def ended() -> bool:
        query = """select count(*) from owona_bot.deliveries
                   where reaction = 'import_thread' and payload ->> 'ts' = $1 and state = 'suppressed'"""
        return await desk.fetchval(query, ts) == 1

    await until(ended, "nobody wants it any more", PATIENCE)
    query = "select count(*) from public.support_tickets where title = 'Ups, gar nichts'"
    assert await desk.fetchval(query) == 0
