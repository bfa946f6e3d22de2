"""Making two tickets one, and two again; on the real bot, by typing and choosing."""

import asyncio
from uuid import UUID

import pytest

from owona_bot.playground.client import Answer, text_of
from owona_bot.playground.stage import until
from tests.blocks.reading import dicts
from tests.handlers.desk import PATIENCE, UNCONFIRMED, Asked, Scene, said

pytestmark = pytest.mark.database

TARGET = "Geht weiter in Ticket"

ROW = """
    select t.status || ' ' || coalesce(t.assigned_agent, '-') || ' ' || coalesce(s.merged_into::text, '-')
    from public.support_tickets t join owona_bot.ticket_state s on s.ticket_id = t.id where t.id = $1"""

ANSWERS = "select message from public.support_ticket_messages where ticket_id = $1 and author_type = 'support'"


async def row(desk: Scene, ticket: Asked) -> str:
    async with desk.site.pool.acquire() as connection:
        return str(await connection.fetchval(ROW, ticket.id))


async def bens(desk: Scene, title: str | None = None) -> Asked:
    """A ticket of another customer."""
    user: UUID = await desk.customer("bert")
    ticket = await desk.site.create_ticket(user, title or "Berts Titel", "Berts Frage", acknowledge=False)
    asked = Asked(ticket, await desk.number(ticket), user)
    await desk.settled(asked)
    return asked


async def merged(desk: Scene) -> tuple[Asked, Asked]:
    """Lena's goes on in Bert's."""
    source, target = await desk.asked("Lenas Titel"), await bens(desk)
    await confirmed(desk, source, target)
    await desk.settled(source, target)
    return source, target


async def confirmed(desk: Scene, source: Asked, target: Asked) -> Answer:
    """By command, as it is asked about where the customers are two; the question."""
    asked = await desk.says("ben", f"/ticket merge {source.number} {target.number}")
    assert (await desk.slack.submit("ben")).acked
    return asked


async def links(desk: Scene, ticket: Asked) -> list[str]:
    """Addresses on the card."""
    return [str(part["url"]) for part in dicts((await desk.card(ticket))["blocks"]) if part.get("type") == "link"]


async def test_by_command_the_first_goes_on_in_the_second(desk: Scene) -> None:
    source, target = await desk.asked("Lenas Titel"), await bens(desk, "Berts Titel")
    asked = await confirmed(desk, source, target)
    assert "These are different customers" in text_of(asked.view or {})
    await desk.card_says(source, f"Geht weiter in #{target.number}")
    await desk.line_says(source, f"Ben: geht weiter in #{target.number}")
    line = await desk.line_says(target, f"Ben: #{source.number} ")
    assert "geht hier weiter (Nachrichten: 1). Antworten von hier bekommt auch dessen Kunde." in line
    await desk.settled(source, target)
    assert await row(desk, source) == f"closed - {target.id}"
    assert not [line for line in await desk.lines(source) if "Status" in line]
    (link,) = await links(desk, source)
    assert link.endswith(f"/archives/C0TICKETS/p{(await desk.card(target))['ts'].replace('.', '')}")
    for ticket in (source, target):
        await desk.once_and_in_order(ticket)


async def test_of_one_customer_nothing_is_asked(desk: Scene) -> None:
    source, target = await desk.asked(), await desk.asked("Dasselbe")
    answer = said(await desk.says("ben", f"/ticket merge {source.number} {target.number}"))
    assert answer == f"#{source.number} now goes on in #{target.number} Dasselbe"


@pytest.mark.parametrize("words", ["merge {target}", "zusammenführen {source} {target}", "merge #{target}"])
async def test_in_the_thread_the_second_is_enough(desk: Scene, words: str) -> None:
    source, target = await desk.asked(), await desk.asked()
    line = words.format(source=source.number, target=target.number)
    await desk.slack.post("anna", desk.tickets, f"<@U0OWONA> {line}", (await desk.card(source))["ts"])
    await desk.card_says(source, f"Geht weiter in #{target.number}")


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{a} {a}", "are the same ticket"),
        ("{a} {c} {b}", "That takes two numbers"),
        ("{a} abc", "is no ticket number"),
        ("{a} 999999", "There is no ticket with the number 999999"),
        ("{a} {done}", "is done already, nobody works on it"),
        ("{c} {source}", "itself goes on in"),
        ("{target} {source}", "both in each other"),
        ("{source} {a}", "already"),
        ("{source}", "already"),
    ],
)
async def test_what_cannot_be_one_is_refused_in_words(desk: Scene, line: str, words: str) -> None:
    source, target = await merged(desk)
    a, c, done = [(await desk.asked()).number for _ in range(3)]
    await desk.says("ben", f"/ticket close {done}")
    numbers = {"a": a, "b": 1, "c": c, "done": done, "source": source.number, "target": target.number}
    assert words in said(await desk.says("ben", f"/ticket merge {line.format(**numbers)}"))
    assert await desk.slack.view("ben") is None


async def opened(desk: Scene, source: Asked) -> str:
    """From the card's menu, as Anna reads it."""
    assert (await desk.presses("anna", source, "Zusammenführen …")).acked
    return text_of(await until(lambda: desk.slack.view("anna"), "a form opens"))


async def chosen(desk: Scene, number: object) -> Answer:
    return await desk.slack.submit("anna", {TARGET: str(number)})


async def test_the_form_shows_both_titles_before_anything_happens(desk: Scene) -> None:
    source, target = await desk.asked("Lenas Titel"), await bens(desk, "Berts Titel")
    assert "Lenas Titel" in await opened(desk, source)
    answer = await chosen(desk, f"#{target.number}")
    page = text_of(answer.view or {})
    for words in ("Lenas Titel", "Berts Titel", "bert@example.com", "verschiedene Kunden", "ohne E-Mail"):
        assert words in page
    assert await row(desk, source) == "new - -"
    await desk.slack.submit("anna")
    await desk.card_says(source, f"Geht weiter in #{target.number}")
    assert await desk.slack.view("anna") is None


async def test_of_one_customers_tickets_nothing_is_said_of_others(desk: Scene) -> None:
    source, target = await desk.asked(), await desk.asked()
    await opened(desk, source)
    assert "verschiedene Kunden" not in text_of((await chosen(desk, target.number)).view or {})
    await desk.slack.close("anna")


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("abc", "Ticketnummer. Zum Beispiel: /ticket zusammenführen 1001"),
        ("999999", "gibt es nicht"),
        ("self", "dasselbe Ticket"),
    ],
)
async def test_a_wrong_number_stands_beside_its_field(desk: Scene, typed: str, words: str) -> None:
    source = await desk.asked()
    await opened(desk, source)
    answer = await chosen(desk, source.number if typed == "self" else typed)
    assert words in answer.errors[TARGET]
    await desk.slack.close("anna")


async def test_what_changes_before_the_last_word_is_told_in_its_place(desk: Scene) -> None:
    source, target, other = await desk.asked(), await bens(desk), await desk.asked()
    await opened(desk, source)
    await chosen(desk, target.number)
    await desk.says("ben", f"/ticket merge {source.number} {other.number}")
    answer = await desk.slack.submit("anna")
    assert f"geht schon in #{other.number} weiter" in text_of(answer.view or {})
    await desk.slack.close("anna")


async def test_what_its_customer_writes_is_seen_where_it_goes_on(desk: Scene) -> None:
    source, target = await merged(desk)
    await desk.site.reply(source.user, source.id, "Noch etwas von Lena")
    line = await desk.line_says(target, "Noch etwas von Lena")
    assert line.startswith(f"🔗 In #{source.number}")
    await desk.line_says(source, "Noch etwas von Lena")
    await desk.settled(source, target)
    assert (await row(desk, source)).split()[0] == "closed"
    assert (await row(desk, target)).split()[0] == "investigating"
    assert (await row(desk, source)).split()[2] == str(target.id)
    await desk.card_says(source, f"Geht weiter in #{target.number}")
    for ticket in (source, target):
        await desk.once_and_in_order(ticket)


async def test_an_answer_reaches_both_and_neither_hears_of_the_other(desk: Scene) -> None:
    source, target = await merged(desk)
    await desk.site.reply(source.user, source.id, "Noch etwas von Lena")
    await desk.settled(source, target)
    await desk.says("ben", f"/ticket reply {target.number}")
    await desk.slack.submit("ben", {"Text": "It works again."})
    await desk.slack.submit("ben")

    async def copied() -> bool:
        async with desk.site.pool.acquire() as connection:
            rows = await connection.fetch(ANSWERS, source.id)
        return "It works again." in [row["message"] for row in rows]

    await until(copied, "the answer is copied", PATIENCE)
    await desk.settled(source, target)
    assert (await row(desk, source)).split()[0] == "closed"
    theirs = {ticket.user: str(await desk.site.my_tickets(ticket.user)) for ticket in (source, target)}
    assert all("It works again." in seen for seen in theirs.values())
    assert "Lena" not in theirs[target.user].replace("Lena@", "")
    assert "Bert" not in theirs[source.user]
    query = """select count(*) from owona_bot.deliveries
               where ticket_id = $1 and reaction = 'letter' and payload ->> 'letter' = 'answer'"""
    assert [await desk.fetchval(query, ticket.id) for ticket in (source, target)] == [1, 1]
    await desk.once_and_in_order(target)


async def test_from_the_menu_it_stands_by_itself_again(desk: Scene) -> None:
    source, target = await desk.asked(), await bens(desk)
    await desk.says("ben", f"/ticket claim {source.number}")
    await desk.says("ben", f"/ticket snooze {source.number} until answered")
    await desk.settled(source)
    before = await row(desk, source)
    await confirmed(desk, source, target)
    await desk.card_says(source, f"Geht weiter in #{target.number}")
    assert (await desk.presses("ben", source, "Wieder trennen")).acked
    await desk.card_says(source, "bei Ben", "In Analyse", "bis der Kunde antwortet")
    await desk.line_says(source, f"Ben: getrennt von #{target.number}")
    await desk.line_says(target, "geht nicht mehr hier weiter")
    assert await row(desk, source) == before
    assert "does not go on in any other" in said(await desk.says("ben", f"/ticket unmerge {source.number}"))
    await desk.site.reply(source.user, source.id, "Jetzt wieder allein")
    await desk.settled(source, target)
    assert not [line for line in await desk.lines(target) if "wieder allein" in line]


async def joined(desk: Scene, *tickets: Asked) -> bool:
    """Whether one of them goes on elsewhere."""
    return not all([(await row(desk, one)).endswith("-") for one in tickets])


async def test_of_ten_who_merge_crosswise_one_is_told_yes(desk: Scene) -> None:
    one, other = await desk.asked(), await desk.asked()
    ways = [(one, other), (other, one)] * 5
    answers = await asyncio.gather(*(desk.says("ben", f"/ticket merge {a.number} {b.number}") for a, b in ways))
    told = [said(answer) for answer in answers]
    unsure = [words for words in told if any(excuse in words for excuse in UNCONFIRMED)]
    assert sum("now goes on in" in words for words in told) == 1 or unsure, told
    await until(lambda: joined(desk, one, other), "one goes on in the other", PATIENCE)
    await desk.settled(one, other)
    assert sum(line.endswith("-") for line in (await row(desk, one), await row(desk, other))) == 1


async def test_a_deleted_target_leaves_the_source_its_own_thread(desk: Scene) -> None:
    source, target = await merged(desk)
    assert await desk.site.delete_ticket(target.user, target.id)
    await desk.settled(source, target)
    await desk.site.reply(source.user, source.id, "Ist da noch jemand?")
    await desk.line_says(source, "Ist da noch jemand?")
    await desk.settled(source, target)
    await desk.says("ben", f"/ticket unmerge {source.number}")
    await desk.card_says(source, "Neu")
