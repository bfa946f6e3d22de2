"""Putting a ticket away and getting it back, by typing, choosing and waiting; on the real bot."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Asked, Scene, said

pytestmark = pytest.mark.database

UNTIL, ANSWER, ASLEEP = "Bis wann", "Oder", "Liegt schon zurück"

SNOOZE = "select snoozed_until::text || ' ' || snoozed_for_answer from owona_bot.ticket_state where ticket_id = $1"

TIME_IS_UP = "update owona_bot.ticket_state set snoozed_until = now() where ticket_id = $1"


async def snooze(desk: Scene, ticket: Asked) -> str | None:
    async with desk.site.pool.acquire() as connection:
        found: str | None = await connection.fetchval(SNOOZE, ticket.id)
    return found


async def time_is_up(desk: Scene, ticket: Asked) -> None:
    async with desk.site.pool.acquire() as connection:
        await connection.execute(TIME_IS_UP, ticket.id)


async def calls(desk: Scene, ticket: Asked) -> list[str]:
    """Who is called beneath the card."""
    return [called for line in await desk.thread(ticket) for called in line["active_mentions"]]


@pytest.mark.parametrize(
    ("user", "words", "told", "shown"),
    [
        ("anna", "morgen 9:00", "zurückgelegt bis", "zurückgelegt bis"),
        ("ben", "next Monday 9:00", "snoozed until", "zurückgelegt bis"),
        ("anna", "bis antwort", "bis der Kunde antwortet", "bis der Kunde antwortet"),
        ("ben", "tomorrow or until answered", "until the customer answers", "längstens bis"),
    ],
)
async def test_it_is_put_away_by_command(desk: Scene, user: str, words: str, told: str, shown: str) -> None:
    ticket = await desk.asked("Rechnung")
    answer = said(await desk.says(user, f"/ticket snooze {ticket.number} {words}"))
    assert f"#{ticket.number} Rechnung" in answer
    assert told in answer
    await desk.card_says(ticket, shown, "Neu")
    await desk.line_says(ticket, shown)
    await desk.settled(ticket)
    assert "zurückgelegt" in (await desk.slack.thread(desk.tickets, desk.cards[ticket.id]))[-1]["text"]
    await desk.once_and_in_order(ticket)
    assert told in said(await desk.says(user, f"/ticket show {ticket.number}"))


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("gestern", "vorbei"),
        ("in 400 Tagen", "Jahr"),
        ("quaak", "quaak"),
        ("bis antwort quaak", "quaak"),
        ("jetzt", "ist nicht zurückgelegt"),
    ],
)
async def test_what_is_no_such_time_is_refused_in_words(desk: Scene, words: str, answer: str) -> None:
    ticket = await desk.asked()
    assert answer in said(await desk.says("anna", f"/ticket später {ticket.number} {words}"))
    assert await snooze(desk, ticket) is None


async def test_what_is_done_or_anothers_is_not_put_away(desk: Scene) -> None:
    ticket, other = await desk.asked(), await desk.asked()
    await desk.says("ben", f"/ticket close {ticket.number}")
    for line in (f"snooze {ticket.number} tomorrow", f"snooze {ticket.number}"):
        assert "is done already" in said(await desk.says("ben", f"/ticket {line}"))
    await desk.says("anna", f"/ticket nimm {other.number}")
    assert "Only its holder" in said(await desk.says("ben", f"/ticket snooze {other.number} tomorrow"))
    assert await snooze(desk, other) is None


async def test_when_the_time_has_come_its_holder_is_called_once(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket nimm {ticket.number}")
    await desk.says("anna", f"/ticket snooze {ticket.number} morgen 9:00")
    await desk.card_says(ticket, "zurückgelegt bis")
    await time_is_up(desk, ticket)
    await desk.line_says(ticket, "Die Zeit ist um")
    await desk.settled(ticket)
    assert await calls(desk, ticket) == ["<@U0ANNA>"]
    assert "zurückgelegt" not in text_of(await desk.card(ticket))
    await desk.once_and_in_order(ticket)


async def test_what_nobody_holds_wakes_without_calling_anybody(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket snooze {ticket.number} morgen 9:00")
    await time_is_up(desk, ticket)
    await desk.line_says(ticket, "Die Zeit ist um")
    assert await calls(desk, ticket) == []


async def test_the_customers_answer_wakes_it_and_stands_above_the_call(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket claim {ticket.number}")
    await desk.says("ben", f"/ticket snooze {ticket.number} until answered")
    await desk.card_says(ticket, "bis der Kunde antwortet")
    await desk.site.reply(ticket.user, ticket.id, "Hier bin ich")
    await desk.line_says(ticket, "Der Kunde hat geantwortet")
    await desk.settled(ticket)
    told = " | ".join(await desk.lines(ticket))
    assert told.index("Hier bin ich") < told.index("Der Kunde hat geantwortet")
    assert await calls(desk, ticket) == ["<@U0BEN>"]
    assert await snooze(desk, ticket) is None


async def test_until_a_time_alone_an_answer_is_shown_and_it_sleeps_on(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket snooze {ticket.number} tomorrow 9:00")
    await desk.settled(ticket)
    before = await snooze(desk, ticket)
    await desk.site.reply(ticket.user, ticket.id, "Hier bin ich")
    await desk.line_says(ticket, "Hier bin ich")
    await desk.settled(ticket)
    assert await snooze(desk, ticket) == before
    await desk.card_says(ticket, "zurückgelegt bis")


async def test_resolving_ends_it_with_one_line(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket snooze {ticket.number} tomorrow 9:00")
    await desk.says("ben", f"/ticket resolve {ticket.number}")
    await desk.card_says(ticket, "Gelöst")
    await desk.settled(ticket)
    assert await snooze(desk, ticket) is None
    assert "zurückgelegt" not in text_of(await desk.card(ticket))
    assert not [line for line in await desk.lines(ticket) if "⏰" in line]


async def test_it_is_woken_by_a_word(desk: Scene) -> None:
    ticket = await desk.asked("Rechnung")
    await desk.says("ben", f"/ticket snooze {ticket.number} tomorrow 9:00")
    assert f"Back in sight: #{ticket.number} Rechnung" in said(
        await desk.says("ben", f"/ticket snooze {ticket.number} now")
    )
    await desk.line_says(ticket, "Ben hat das Ticket geweckt")
    await desk.settled(ticket)
    assert await calls(desk, ticket) == []
    assert "zurückgelegt" not in text_of(await desk.card(ticket))


async def test_in_the_thread_the_number_goes_without_saying(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.slack.post("anna", desk.tickets, "<@U0OWONA> später bis antwort", (await desk.card(ticket))["ts"])
    await desk.card_says(ticket, "bis der Kunde antwortet")


async def form(desk: Scene, ticket: Asked) -> str:
    """From the card's menu, as Anna reads it."""
    assert (await desk.presses("anna", ticket, "Zurücklegen …")).acked
    return text_of(await until(lambda: desk.slack.view("anna"), "a form opens"))


async def test_the_menu_opens_a_form_that_puts_away_and_wakes(desk: Scene) -> None:
    ticket = await desk.asked()
    assert ASLEEP not in await form(desk, ticket)
    when = datetime.now(UTC).replace(microsecond=0) + timedelta(days=2)
    answer = await desk.slack.submit("anna", {UNTIL: str(int(when.timestamp())), ANSWER: ["Bis der Kunde antwortet"]})
    assert (answer.outcome, answer.view) == ("acked", None)
    assert await snooze(desk, ticket) == f"{when:%Y-%m-%d %H:%M:%S}+00 true"
    await desk.card_says(ticket, "längstens bis")
    shown = await form(desk, ticket)
    assert str(int(when.timestamp())) in shown
    assert ASLEEP in shown
    await desk.slack.submit("anna", {ASLEEP: ["Jetzt wecken"]})
    await desk.line_says(ticket, "Anna hat das Ticket geweckt")
    assert await snooze(desk, ticket) is None


@pytest.mark.parametrize(
    ("days", "words"), [(None, "Wähle einen Zeitpunkt"), (-1, "schon vorbei"), (400, "Länger als ein Jahr")]
)
async def test_what_the_form_cannot_take_stands_beside_its_field(desk: Scene, days: int | None, words: str) -> None:
    ticket = await desk.asked()
    await form(desk, ticket)
    when = {} if days is None else {UNTIL: str(int((datetime.now(UTC) + timedelta(days=days)).timestamp()))}
    answer = await desk.slack.submit("anna", when)
    assert words in answer.errors[UNTIL]
    assert await snooze(desk, ticket) is None
    await desk.slack.close("anna")


async def test_a_form_sent_twice_is_one(desk: Scene) -> None:
    ticket = await desk.asked()
    await form(desk, ticket)
    await desk.slack.deliver(twice=True)
    await desk.slack.submit("anna", {ANSWER: ["Bis der Kunde antwortet"]})
    await desk.line_says(ticket, "bis der Kunde antwortet")
    await desk.settled(ticket)
    assert len([line for line in await desk.lines(ticket) if "💤" in line]) == 1


async def test_two_who_put_it_away_at_once_both_read_the_truth(desk: Scene) -> None:
    ticket = await desk.asked()
    one, other = await asyncio.gather(
        desk.says("anna", f"/ticket snooze {ticket.number} bis antwort"),
        desk.says("ben", f"/ticket snooze {ticket.number} tomorrow 9:00"),
    )
    assert "zurückgelegt" in said(one)
    assert "snoozed" in said(other)
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)
