"""Calling for help by typing, pressing and choosing; and chains that go on until the customer has an answer."""

import asyncio

import pytest

from blocks import ids
from owona_bot.playground.client import Answer, text_of
from owona_bot.playground.stage import until
from owona_bot.playground.wire import Json
from tests.handlers.desk import PATIENCE, Asked, Scene, said

pytestmark = pytest.mark.database

TIER2 = "tier2"

PINGS = "<!channel> <!here> <@U0CARLA> <!subteam^S0ALL>"

PATH = "select jsonb_array_length(escalation_path) from support_tickets where id = $1"


async def calls(desk: Scene, ticket: Asked, channel: str = TIER2) -> list[Json]:
    """What stands there of the ticket."""
    found = await desk.slack.messages(channel)
    return [one for one in found if f"#{ticket.number} " in f"{text_of(one)} "]


async def call_says(desk: Scene, ticket: Asked, *words: str, channel: str = TIER2) -> Json:
    """Once the newest call for help says all of them."""

    async def says() -> Json | None:
        found = await calls(desk, ticket, channel)
        return found[-1] if found and all(word in text_of(found[-1]) for word in words) else None

    return await until(says, f"{channel} is told {words} of #{ticket.number}", PATIENCE)


async def pressed(desk: Scene, user: str, ticket: Asked, label: str) -> Answer:
    """On the newest call for help."""
    post = await call_says(desk, ticket)
    return await desk.slack.click(user, TIER2, post["ts"], label)


@pytest.mark.parametrize(
    ("user", "line", "told"),
    [
        ("anna", "/ticket eskaliere {n} Alle sehen es", "ist eskaliert: Tier 2"),
        ("ben", "/ticket escalate {n} Alle sehen es", "is escalated: Tier 2"),
        ("ben", "/escalate {n} Alle sehen es", "is escalated: Tier 2"),
    ],
)
async def test_with_a_reason_the_next_tier_is_called_at_once(desk: Scene, user: str, line: str, told: str) -> None:
    ticket = await desk.asked("Zahlung")
    assert told in said(await desk.says(user, line.format(n=ticket.number)))
    post = await call_says(desk, ticket, "Zahlung", "bittet um Hilfe: Tier 2", "Alle sehen es", "Lena")
    assert post["active_mentions"] == []
    await desk.card_says(ticket, "Hoch")
    await desk.line_says(ticket, "hat eskaliert: Tier 2")
    await desk.line_says(ticket, "Alle sehen es")
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)
    assert len(await calls(desk, ticket)) == 1
    assert await desk.fetchval(PATH, ticket.id) == 1


async def test_without_a_reason_a_form_asks_for_it(desk: Scene) -> None:
    ticket = await desk.asked("Zahlung")
    assert (await desk.says("anna", f"/escalate {ticket.number}")).view is not None
    await desk.slack.close("anna")
    assert (await desk.presses("anna", ticket, "Eskalieren")).acked
    view = await desk.slack.view("anna")
    assert view is not None
    assert view["callback_id"] == ids.ESCALATE_FORM
    answer = await desk.slack.submit(
        "anna", {"Wer soll helfen?": "Leitung", "Warum?": "Der Kunde droht", "Jemand Bestimmtes": "ben"}
    )
    assert answer.outcome == "acked"
    post = await call_says(desk, ticket, "Anna bittet um Hilfe: Leitung", "Der Kunde droht")
    assert post["active_mentions"] == ["<@U0BEN>"]
    await desk.settled(ticket)
    await call_says(desk, ticket, "Anna asks for help: Lead", channel="D0BEN")
    await desk.line_says(ticket, "gerufen: Ben")


async def test_the_form_refuses_an_empty_reason_and_who_could_not_take_it(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/escalate {ticket.number}")
    missing = await desk.slack.submit("anna", {"Wer soll helfen?": "Tier 2", "Warum?": "  "})
    assert "Bitte schreib, warum" in str(missing.errors)
    stranger = await desk.slack.submit("anna", {"Warum?": "Hilfe", "Jemand Bestimmtes": "mia"})
    assert "kann das Ticket nicht übernehmen" in str(stranger.errors)
    await desk.slack.close("anna")
    assert await desk.fetchval(PATH, ticket.id) == 0


async def test_what_is_done_gets_neither_form_nor_help(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket close {ticket.number}")
    for line in (f"/escalate {ticket.number}", f"/ticket escalate {ticket.number} hilfe"):
        answer = await desk.says("ben", line)
        assert "is done already" in said(answer)
        assert answer.view is None
    assert "9999999" in said(await desk.says("ben", "/escalate 9999999 hilfe"))


async def test_in_the_thread_the_number_goes_without_saying(desk: Scene) -> None:
    ticket = await desk.asked()
    ts = (await desk.card(ticket))["ts"]
    await desk.slack.post("ben", desk.tickets, "<@U0OWONA> escalate all of them see it", ts)
    await call_says(desk, ticket, "Ben bittet um Hilfe: Tier 2", "all of them see it")


async def test_whoever_is_called_takes_it_from_its_holder(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket nimm {ticket.number}")
    await desk.says("anna", f"/ticket eskaliere {ticket.number} Alle sehen es")
    assert (await pressed(desk, "ben", ticket, "Übernehmen")).acked
    await desk.card_says(ticket, "bei Ben")
    await call_says(desk, ticket, "bei Ben")
    await desk.whisper("ben", f"#{ticket.number}")


async def test_an_answer_ends_it_and_nothing_is_left_to_press(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket eskaliere {ticket.number} Alle sehen es")
    await call_says(desk, ticket, "Alle sehen es")
    await desk.site.support_message(ticket.id, "Nur intern.", "Anna", internal=True)
    await desk.site.support_message(ticket.id, "Automatisch.", "Automat", kind="auto_acknowledgement")
    await desk.settled(ticket)
    assert "Eskalation beendet" not in text_of((await calls(desk, ticket))[-1])
    await desk.site.support_message(ticket.id, "Wir sind dran.", "Anna")
    post = await call_says(desk, ticket, "Eskalation beendet: Der Kunde hat eine Antwort.")
    assert not [block for block in post["blocks"] if block["type"] == "actions"]
    await desk.line_says(ticket, "Eskalation beendet: Der Kunde hat eine Antwort.")
    assert "No escalation is going on" in said(await desk.says("ben", f"/ticket escalate {ticket.number} stop"))


async def test_whoever_called_or_a_lead_stops_it(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket eskaliere {ticket.number} Alle sehen es")
    await call_says(desk, ticket, "Alle sehen es")
    refused = await desk.says("ben", f"/ticket escalate {ticket.number} stop")
    assert "may not do that here" in said(refused)
    assert (await pressed(desk, "anna", ticket, "Beenden")).acked
    await call_says(desk, ticket, "Von Hand beendet")
    await desk.line_says(ticket, "Anna hat die Eskalation beendet")


async def test_what_customers_and_agents_write_calls_nobody(desk: Scene) -> None:
    ticket = await desk.asked(PINGS, PINGS)
    await desk.says("anna", f"/escalate {ticket.number}")
    assert (await desk.slack.submit("anna", {"Warum?": PINGS})).outcome == "acked"
    post = await call_says(desk, ticket, "bittet um Hilfe")
    assert post["active_mentions"] == []


async def test_two_who_press_at_once_are_both_kept_and_told_and_a_double_press_is_one(desk: Scene) -> None:
    ticket = await desk.asked()
    answers = await asyncio.gather(
        *(desk.says(user, f"/ticket escalate {ticket.number} Hilfe") for user in ("anna", "ben", "anna"))
    )
    assert all(answer.acked for answer in answers)

    async def all_kept() -> bool:
        return await desk.fetchval(PATH, ticket.id) == 2

    await until(all_kept, "both are kept", PATIENCE)
    await desk.settled(ticket)
    assert len(await calls(desk, ticket)) == 2
