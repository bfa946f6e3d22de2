"""Assign, status, close, reopen, priority, category, tag: said, chosen from the card's menu, filled in a form."""

import asyncio

import pytest

from owona_bot.playground.client import text_of
from owona_bot.playground.stage import until
from tests.handlers.desk import Asked, Scene, said

pytestmark = pytest.mark.database

ROLE = "update owona_bot.agents set role = $2 where slack_user = $1 returning id"
ACTIVE = "select count(*) from owona_bot.agents where slack_user = $1 and active"
TAGS = "select tags from owona_bot.ticket_state where number = $1"


async def chosen(desk: Scene, user: str, ticket: Asked, label: str) -> None:
    """From the card's menu, as people find it: by its label in the desk's language."""
    assert (await desk.presses(user, ticket, label)).acked


async def titled(desk: Scene, user: str, title: str) -> None:
    view = await desk.slack.view(user)
    assert view is not None
    assert title in text_of(view)


async def tags(desk: Scene, ticket: Asked) -> list[str]:
    async with desk.site.pool.acquire() as connection:
        found: list[str] = await connection.fetchval(TAGS, ticket.number)
    return found


async def column(desk: Scene, ticket: Asked, name: str) -> object:
    return await desk.fetchval(f"select {name} from public.support_tickets where id = $1", ticket.id)


# said


@pytest.mark.parametrize(
    ("user", "words", "answer", "shown"),
    [
        ("anna", "status {n} wartet", "hat jetzt den Status „Wartet auf Kunde“: ", "Wartet auf Kunde"),
        ("ben", "stand {n} in Arbeit", "has the status “Investigating” now: ", "In Analyse"),
        ("ben", "priority #{n} urgent", "has the priority “Urgent” now: ", "🔴 Dringend"),
        ("anna", "prio {n} hoch", "hat jetzt die Priorität „Hoch“: ", "🟠 Hoch"),
        ("anna", "kategorie {n} Abrechnung", "hat jetzt die Kategorie „Abrechnung“: ", "Abrechnung"),
        ("ben", "tag {n} +VIP, +trial", "has these tags now: vip, trial", "Schlagworte: vip, trial"),
        ("anna", "zuweisen {n} @ben", "liegt jetzt bei Ben: ", "bei Ben"),
        ("ben", "gib {n} mir", "is with Ben now: ", "bei Ben"),
        ("ben", "close {n}", "is closed: ", "Geschlossen"),
    ],
)
async def test_what_is_said_is_done_answered_and_shown(
    desk: Scene, user: str, words: str, answer: str, shown: str
) -> None:
    ticket = await desk.asked("Sagen")
    assert answer in said(await desk.says(user, f"/ticket {words.format(n=ticket.number)}"))
    await desk.card_says(ticket, shown)
    await desk.settled(ticket)
    await desk.once_and_in_order(ticket)


@pytest.mark.parametrize(
    ("user", "words", "answer"),
    [
        (
            "ben",
            "status {n} waitng",
            "Did you mean “waiting”? Possible: new, investigating, waiting, resolved, closed.",
        ),
        ("anna", "prio {n} sofort", "„sofort“ passt hier nicht. Möglich ist: niedrig, normal, hoch, dringend. Zum"),
        ("anna", "kategorie {n} Auto", "Zum Beispiel: /ticket kategorie 1001 abrechnung"),
        ("ben", "tag {n} 💥", "“💥” doesn't work as a tag"),
        ("ben", "tag {n} -vip", "The tag “vip” isn't there at all"),
        ("ben", "assign {n} @greta", "greta is not on the support team, I changed nothing"),
        ("ben", "assign {n} @otto", "otto is not on the support team"),
        ("ben", "assign {n} zoe", "“zoe” doesn't fit here. Possible: "),
        ("ben", "assign {n} <!channel>", "“<!channel>” doesn't fit here"),
        ("ben", "reopen {n}", "is still open, there is nothing to reopen."),
        ("ben", "assign {n} nobody", "with nobody"),
    ],
)
async def test_what_is_said_wrong_gets_a_sentence_and_changes_nothing(
    desk: Scene, user: str, words: str, answer: str
) -> None:
    ticket = await desk.asked()
    assert answer in said(await desk.says(user, f"/ticket {words.format(n=ticket.number)}"))
    await desk.settled(ticket)
    assert len(await desk.lines(ticket)) == 1


async def test_three_hundred_tags_are_refused_and_thirty_are_shown(desk: Scene) -> None:
    ticket = await desk.asked()
    many = " ".join(f"t{n}" for n in range(300))
    answer = said(await desk.says("ben", f"/ticket tag {ticket.number} {many}"))
    assert "That would be 300 tags, no more than 30 fit on a ticket." in answer
    assert await tags(desk, ticket) == []
    await desk.says("ben", f"/ticket tag {ticket.number} {' '.join(many.split()[:30])}")
    await desk.card_says(ticket, "Schlagworte: t0, t1", "und noch")


async def test_a_ticket_ends_and_is_taken_up_again(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket close {ticket.number}")
    assert "is closed" in said(await desk.says("ben", f"/ticket close {ticket.number}"))
    assert "is done already" in said(await desk.says("ben", f"/ticket prio {ticket.number} high"))
    assert "ist wieder offen" in said(await desk.says("anna", f"/ticket öffnen {ticket.number}"))
    await desk.card_says(ticket, "In Analyse")
    await desk.settled(ticket)
    assert sum("Status: Geschlossen" in line for line in await desk.lines(ticket)) == 1
    await desk.once_and_in_order(ticket)


async def test_who_gets_it_by_somebody_else_is_called_and_who_takes_it_is_not(desk: Scene) -> None:
    ticket = await desk.asked(text="<@U0ANNA> <!channel>")
    await desk.says("anna", f"/ticket zuweisen {ticket.number} ben")
    await desk.line_says(ticket, "Anna hat das Ticket an Ben gegeben")
    await desk.says("ben", f"/ticket assign {ticket.number} me")
    await desk.settled(ticket)
    assert [line["active_mentions"] for line in await desk.thread(ticket)] == [[], ["<@U0BEN>"]]


async def test_who_had_it_before_is_told(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket claim {ticket.number}")
    assert "bei Anna, vorher bei Ben" in said(await desk.says("anna", f"/ticket zuweisen {ticket.number} mir"))
    assert "Only its holder or the role lead" in said(await desk.says("ben", f"/ticket assign {ticket.number} me"))


async def test_who_only_reads_gets_no_ticket(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.fetchval(ROLE, "U0BEN", "reader")
    try:
        answer = said(await desk.says("anna", f"/ticket zuweisen {ticket.number} ben"))
        assert "Ben hat die Rolle Leser und bearbeitet keine Tickets" in answer
        assert "role" in said(await desk.says("ben", f"/ticket prio {ticket.number} high"))
        await chosen(desk, "ben", ticket, "Priorität …")
        await desk.whisper("ben", "role")
        assert await desk.slack.view("ben") is None
    finally:
        await desk.fetchval(ROLE, "U0BEN", "agent")
    assert await desk.holder(ticket) is None


async def test_in_its_thread_the_number_goes_without_saying(desk: Scene) -> None:
    ticket = await desk.asked()
    card = await desk.card(ticket)
    await desk.slack.post("ben", desk.tickets, "<@U0OWONA> priority high", card["ts"])
    await desk.whisper("ben", f"#{ticket.number} has the priority “High” now")
    await desk.slack.post("anna", desk.tickets, "<@U0OWONA> zuweisen <@U0BEN>", card["ts"])
    await desk.whisper("anna", f"#{ticket.number} liegt jetzt bei Ben")
    await desk.slack.post("anna", desk.tickets, "<@U0OWONA> wimpel +vip", card["ts"])
    await desk.whisper("anna", "„wimpel“ kenne ich nicht")
    await desk.slack.post("ben", desk.tickets, "<@U0OWONA> tag", card["ts"])
    await desk.whisper("ben", "form")


# chosen and filled in


@pytest.mark.parametrize(
    ("label", "title", "field", "value", "shown"),
    [
        ("Zuweisen …", "Assign the ticket", "To whom?", "anna", "bei Anna"),
        ("Status …", "Set the status", "Status", "Waiting for customer", "Wartet auf Kunde"),
        ("Priorität …", "Set the priority", "Priority", "🔴 Urgent", "🔴 Dringend"),
        ("Kategorie …", "Set the category", "Category", "Billing", "Abrechnung"),
        ("Schlagworte …", "Change tags", "Tags", "vip, trial", "Schlagworte: vip, trial"),
    ],
)
async def test_a_choice_of_the_menu_opens_a_form_and_the_form_acts_once(
    desk: Scene, label: str, title: str, field: str, value: str, shown: str
) -> None:
    ticket = await desk.asked()
    await chosen(desk, "ben", ticket, label)
    await titled(desk, "ben", title)
    await desk.slack.deliver(twice=True)
    answer = await desk.slack.submit("ben", {field: value})
    assert (answer.outcome, answer.errors, answer.view) == ("acked", {}, None)
    await desk.card_says(ticket, shown)
    await desk.settled(ticket)
    assert len(await desk.lines(ticket)) == 2
    await desk.once_and_in_order(ticket)


async def test_a_choice_that_needs_no_words_acts_at_once(desk: Scene) -> None:
    ticket = await desk.asked()
    await chosen(desk, "ben", ticket, "Schließen")
    await desk.card_says(ticket, "Geschlossen")
    await desk.settled(ticket)
    await chosen(desk, "ben", ticket, "Wieder öffnen")
    await desk.card_says(ticket, "In Analyse")
    await chosen(desk, "ben", ticket, "Status …")
    await titled(desk, "ben", "Set the status")
    await desk.slack.close("ben")


async def test_a_form_shows_what_is_so_now(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("anna", f"/ticket tag {ticket.number} vip")
    await desk.says("ben", f"/ticket tag {ticket.number}")
    await desk.says("anna", f"/ticket tag {ticket.number} others")
    assert (await desk.slack.submit("ben", {"Tags": "new"})).errors == {}
    assert await tags(desk, ticket) == ["others", "new"]


async def test_a_wrong_word_in_a_form_stands_beside_its_field(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket tag {ticket.number}")
    assert "“💥” doesn't work" in (await desk.slack.submit("ben", {"Tags": "vip 💥"})).errors["Tags"]
    assert (
        "300 tags" in (await desk.slack.submit("ben", {"Tags": " ".join(f"t{n}" for n in range(300))})).errors["Tags"]
    )
    assert (await desk.slack.submit("ben", {"Tags": "vip"})).errors == {}
    await desk.says("ben", f"/ticket assign {ticket.number}")
    assert "not on the support team" in (await desk.slack.submit("ben", {"To whom?": "greta"})).errors["To whom?"]
    assert (await desk.slack.submit("ben", {"To whom?": "anna"})).errors == {}
    await desk.card_says(ticket, "bei Anna", "vip")


@pytest.mark.parametrize(
    ("verb", "values"),
    [
        ("assign", {"To whom?": "anna"}),
        ("status", {"Status": "Closed"}),
        ("priority", {"Priority": "Low"}),
        ("category", {"Category": "Billing"}),
        ("tag", {"Tags": "late"}),
    ],
)
async def test_a_form_that_comes_after_its_ticket_is_gone_says_so(
    desk: Scene, verb: str, values: dict[str, str]
) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket {verb} {ticket.number}")
    assert await desk.site.delete_ticket(ticket.user, ticket.id)
    answer = await desk.slack.submit("ben", values)
    assert "no ticket with the number" in " ".join(answer.errors.values())
    await desk.slack.close("ben")


@pytest.mark.parametrize(("verb", "values"), [("assign", {"To whom?": "anna"}), ("priority", {"Priority": "Low"})])
async def test_a_form_that_comes_after_the_end_says_so(desk: Scene, verb: str, values: dict[str, str]) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket {verb} {ticket.number}")
    await desk.says("anna", f"/ticket close {ticket.number}")
    answer = await desk.slack.submit("ben", values)
    assert "is done already" in " ".join(answer.errors.values())
    await desk.slack.close("ben")
    assert "is done already" in said(await desk.says("ben", f"/ticket {verb} {ticket.number}"))
    assert await desk.slack.view("ben") is None


MERGED = "update owona_bot.ticket_state set merged_into = gen_random_uuid() where number = $1 returning number"


@pytest.mark.parametrize("verb", ["assign", "status", "priority", "category", "tag"])
async def test_what_goes_on_elsewhere_opens_no_form_and_takes_none(desk: Scene, verb: str) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket {verb} {ticket.number}")
    await desk.fetchval(MERGED, ticket.number)
    answer = await desk.slack.submit("ben", {"To whom?": "anna"} if verb == "assign" else {})
    assert "goes on in another ticket" in " ".join(answer.errors.values())
    await desk.slack.close("ben")
    assert "goes on in another ticket" in said(await desk.says("ben", f"/ticket {verb} {ticket.number}"))


async def test_two_forms_about_one_ticket_and_the_slower_is_told(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.fetchval(ROLE, "U0BEN", "lead")
    try:
        await asyncio.gather(*(desk.says(user, f"/ticket assign {ticket.number}") for user in ("anna", "ben")))
        ends = await asyncio.gather(
            desk.slack.submit("anna", {"An wen?": "anna"}), desk.slack.submit("ben", {"To whom?": "ben"})
        )
        told = [sentence for end in ends for sentence in end.errors.values()]
        assert len(told) == 1
        assert "schon bei Ben" in told[0] or "with Anna already" in told[0]
        await asyncio.gather(*(desk.slack.close(user) for user in ("anna", "ben")), return_exceptions=True)
    finally:
        await desk.fetchval(ROLE, "U0BEN", "agent")


async def test_a_form_of_who_is_no_agent_any_more_changes_nothing(desk: Scene) -> None:
    ticket = await desk.asked()
    await desk.says("ben", f"/ticket priority {ticket.number}")
    await desk.says("anna", f"/ticket zuweisen {ticket.number}")
    await desk.slack.change_user("ben", is_restricted=True)
    try:
        await until(lambda: gone(desk), "Ben is no agent")
        answer = await desk.slack.submit("ben", {"Priority": "Low"})
        assert "nicht als Teil" in " ".join(answer.errors.values())
        answer = await desk.slack.submit("anna", {"An wen?": "ben"})
        assert "Ben gehört nicht zum Support-Team" in answer.errors["An wen?"]
    finally:
        await desk.slack.change_user("ben", is_restricted=False)
    await until(lambda: back(desk), "Ben is an agent")
    await desk.slack.close("anna")
    await desk.slack.close("ben")
    assert await column(desk, ticket, "priority") == "normal"
    assert await desk.holder(ticket) is None


async def gone(desk: Scene) -> bool:
    return await desk.fetchval(ACTIVE, "U0BEN") == 0


async def back(desk: Scene) -> bool:
    return await desk.fetchval(ACTIVE, "U0BEN") == 1
